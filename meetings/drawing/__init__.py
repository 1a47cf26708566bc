"""What is drawn from numbers: pure, without database, request or words, but for `indicators`, which knows the records and their words.

templates/meetings/shared says it in Japanese.
"""
