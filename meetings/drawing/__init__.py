"""What is drawn from numbers: pure, without database, request or words; templates/meetings/shared says it in Japanese."""
