"""The link with which a manager confirms without a sign-in: signed, for one asking only, and worth nothing once that is over."""

from __future__ import annotations

import hashlib

from itsdangerous import BadSignature, URLSafeSerializer

from core.database import db
from region.directory.models import FactAsk

SALT = "region.directory.asked"


def seal(secret: str) -> URLSafeSerializer:
    """What signs and reads these links, and no others."""
    return URLSafeSerializer(secret, SALT, signer_kwargs={"digest_method": hashlib.sha256})


def token_of(ask: FactAsk, secret: str) -> str:
    """What stands in the address. The same each time, so that a letter sent twice is the same letter."""
    return str(seal(secret).dumps([ask.id, ask.institution_id]))


def ask_behind(token: str, secret: str) -> FactAsk | None:
    """The asking a link was made for, over or not; None for what we never signed."""
    try:
        number, institution_id = seal(secret).loads(token)
    except (BadSignature, ValueError, TypeError):
        return None
    found = db.get(FactAsk, number)
    return found if found and found.institution_id == institution_id else None
