"""The installation's key for the audit, and what it signs: the words of a row as they are written (its mark), and its place in the row of
seals (its link). The key is never in the database, so whoever can write there can neither write a row of ours nor change one.
"""

from __future__ import annotations

import hmac
import json
import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from core import config

_known: dict[str, bytes] = {}
_written: Callable[[object], str] = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode


def learn(settings: config.Settings) -> None:
    """From now on this installation's key: of RENKEI_AUDIT_KEY, else of RENKEI_SECRET_KEY."""
    secret = (settings.audit_key or settings.secret_key).encode()
    _known["key"] = hmac.digest(secret, b"renkei: rows and seals of the audit, 1", "sha256")


def _key() -> bytes:
    if "key" not in _known:
        learn(config.settings())
    return _known["key"]


def words(row: Any) -> str:
    """All that a row says, in one fixed form. `row` has the columns of `audit_row`."""
    return _written(
        [
            _moment(row.at), row.verb, row.subject_kind, row.subject_id, row.person_id, row.affiliation_id, row.institution_id, row.address,
            row.detail,
        ]
    )  # fmt: skip


def mark(row: Any) -> tuple[dict[str, Any], str]:
    """What a new row keeps: its detail as JSON gives it back, and its mark: 8 random bytes, so that no two are alike, and 16 that prove."""
    row.detail = json.loads(_written(row.detail or {}))
    once = secrets.token_hex(8)
    return row.detail, once + _proof(once, words(row))


def is_ours(mark: str | None, said: str) -> bool:
    """Did this installation write these words? `said`: `words(row)`."""
    return bool(mark) and hmac.compare_digest(str(mark)[16:], _proof(str(mark)[:16], said))


def link(number: int, row_id: int, at: datetime, before: str, mark: str | None, said: str) -> str:
    """The seal of a row: it holds its number, the row with its id and words, when it was sealed, and the seal before."""
    sealed = f"seal|{number}|{row_id}|{_moment(at)}|{before}|{mark or ''}|{said}"
    return hmac.digest(_key(), sealed.encode(), "sha256").hex()


def _proof(once: str, said: str) -> str:
    return hmac.digest(_key(), f"row|{once}|{said}".encode(), "sha256").hex()[:32]


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")
