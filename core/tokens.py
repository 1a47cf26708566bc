"""Signed addresses for who has no account: what they speak of, for one purpose only, and since when. Nothing is kept of them.

What they hold can be read by who has them, so they hold ids and codes, and never a name or an address. Whether they still open anything
is asked of the thing they speak of.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta

from flask import current_app
from itsdangerous import BadData, TimestampSigner, URLSafeTimedSerializer

from core import clock
from core.config import Settings

LONGEST = 600
"""Characters of a token that are looked at."""


def sign(purpose: str, **ids: int | str) -> str:
    """What stands in the address: letters, figures, `-`, `_` and `.`. It works for this purpose only, from now on."""
    return str(_seal(purpose).dumps(ids))


def read(purpose: str, token: str, life: timedelta) -> dict[str, int | str] | None:
    """What was signed for this purpose, not longer than `life` ago; None for anything else, whatever is wrong with it."""
    if len(token) > LONGEST:
        return None
    try:
        found = _seal(purpose).loads(token, max_age=int(life.total_seconds()))
    except (BadData, ValueError):
        return None
    return found if isinstance(found, dict) else None


class _Clocked(TimestampSigner):
    """Reads the house's clock."""

    def get_timestamp(self) -> int:
        return int(clock.now().timestamp())


def _seal(purpose: str) -> URLSafeTimedSerializer:
    settings: Settings = current_app.config["RENKEI"]
    digest = {"digest_method": hashlib.sha256, "key_derivation": "hmac"}
    return URLSafeTimedSerializer(settings.secret_key, salt=f"renkei token {purpose}", signer=_Clocked, signer_kwargs=digest)
