"""Passwords as they are kept: Argon2id only, worked out beside the event loop, so that no socket waits for it."""

from __future__ import annotations

import os
import secrets
import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import Type, hash_secret_raw

from core.beside import Beside

LONGEST = 128
"""Characters accepted: enough for any sentence, too few to keep the processor busy."""

_argon2id = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)  # OWASP Password Storage Cheat Sheet: 19 MiB, twice

_on_paper = {"time_cost": 2, "memory_cost": 19 * 1024}
"""The same for codes on paper. Nothing kept of a code says what it was made with: who changes this makes every printed code worthless."""

_beside = Beside(at_once=max(1, (os.cpu_count() or 2) - 1))  # a processor stays free for pages and sockets; 19 MiB each


def hash_password(password: str) -> str:
    """What is kept of a password."""
    return _beside(_argon2id.hash, _normal(password))


def matches(kept: str | None, password: str) -> bool:
    """Is this the password? Takes as long where there is no account (`kept` is None)."""
    decoy = _decoy()
    right = _beside(_verify, kept or decoy, _normal(password[:LONGEST]))
    return right and kept is not None and len(password) <= LONGEST


def code_hash(code: str, salt: str) -> str:
    """What is kept of a code on paper; the same salt gives the same again."""
    return _beside(_raw, code, salt)


def outdated(kept: str) -> bool:
    """Was it hashed with parameters of former days?"""
    return _argon2id.check_needs_rehash(kept)


def _verify(kept: str, password: str) -> bool:
    try:
        return _argon2id.verify(kept, password)
    except (VerificationError, InvalidHashError):
        return False


def _raw(code: str, salt: str) -> str:
    return hash_secret_raw(code.encode(), bytes.fromhex(salt), **_on_paper, parallelism=1, hash_len=32, type=Type.ID).hex()


@cache
def _decoy() -> str:
    return hash_password(secrets.token_urlsafe(16))


def _normal(password: str) -> str:
    """Full-width letters of a Japanese keyboard are the same letters."""
    return unicodedata.normalize("NFKC", password)
