"""What must be read again but not by who reads the database: sealed with a key derived from RENKEI_SECRET_KEY."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app

from core.config import Settings

NONCE = 12
"""Bytes, drawn anew for each sealing."""


class Unreadable(Exception):
    """Sealed with another key, for somebody else, or changed since."""


def seal(text: str, *, of: str) -> str:
    """The text as it may be kept. It opens only for the same `of`: one person's secret moved to another's row is worth nothing."""
    nonce = secrets.token_bytes(NONCE)
    return urlsafe_b64encode(nonce + AESGCM(_key("seal")).encrypt(nonce, text.encode(), of.encode())).decode()


def unseal(kept: str, *, of: str) -> str:
    """The text again. Raises Unreadable."""
    try:
        raw = urlsafe_b64decode(kept)
        return AESGCM(_key("seal")).decrypt(raw[:NONCE], raw[NONCE:], of.encode()).decode()
    except (InvalidTag, ValueError) as wrong:
        raise Unreadable from wrong


def mark(text: str, *, of: str) -> bytes:
    """32 bytes that are the same for the same text, and say nothing of it to who lacks the key."""
    return hmac.new(_key(of), text.encode(), hashlib.sha256).digest()


def _key(purpose: str) -> bytes:
    settings: Settings = current_app.config["RENKEI"]
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=f"renkei auth {purpose}".encode()).derive(settings.secret_key.encode())
