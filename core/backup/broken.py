"""What can be wrong with a backup, said in one sentence for whoever stands before it."""

from __future__ import annotations


class Broken(Exception):
    """The backup, its key or the place it shall go to is not as it must be; the message says what and what to do."""


class Damaged(Broken):
    """Parts of the file are not as they were written."""
