"""Backup, restore, and the move from one engine to the other: what is in the house, whole, in one encrypted file, and back."""
