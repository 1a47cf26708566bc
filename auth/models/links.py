"""Tokens of links that are printed on paper: easy to type, hard to guess, and only their hash is kept."""

from __future__ import annotations

import hashlib
import secrets

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Nothing that looks like something else: no l and 1, no o and 0, no i."""

GROUPS, LENGTH = 5, 4
"""20 letters of 31 are 99 bits."""


def new_link_token() -> str:
    """abcd-efgh-jkmn-pqrs-tuvw."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(LENGTH)) for _ in range(GROUPS))


def link_hash(token: str) -> str:
    """The same for a token typed in capitals or without its hyphens."""
    return hashlib.sha256(token.strip().lower().replace("-", "").encode()).hexdigest()


def token_hash(token: str) -> str:
    """What is kept of a token that a browser holds: enough to know it again, useless to who reads the database."""
    return hashlib.sha256(token.encode()).hexdigest()
