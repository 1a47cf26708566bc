"""Devices an account has signed in from before. Each has its own budget of wrong passwords, so nobody can lock another out.

The cookie is signed and holds no address: a random number for the device, and a keyed mark for every account that signed in there.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass, replace
from datetime import timedelta

from flask import current_app, request
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.wrappers import Response

from auth.models.person import normal_email
from core.config import Settings

COOKIE = "renkei_device"
LIFE = timedelta(days=400)  # the longest a browser keeps a cookie
ACCOUNTS = 30
"""Accounts remembered on one device: the computer of a nurses' station has many."""


@dataclass(frozen=True)
class Device:
    """This browser, as its cookie tells it."""

    number: str
    accounts: tuple[str, ...] = ()

    def knows(self, email: str) -> bool:
        """Has this account signed in here before?"""
        return account_mark(email) in self.accounts

    def with_account(self, email: str) -> Device:
        """The same device after this account signed in."""
        mark = account_mark(email)
        return replace(self, accounts=(mark, *(one for one in self.accounts if one != mark))[:ACCOUNTS])


def account_mark(email: str) -> str:
    """Tells accounts apart without saying which: of use only to who holds the secret key."""
    return hmac.new(_settings().secret_key.encode(), normal_email(email).encode(), hashlib.sha256).hexdigest()[:20]


def this_device() -> Device:
    """The device of this request; a new one where no cookie of ours came along."""
    try:
        number, *accounts = _signer().loads(request.cookies.get(_settings().cookie(COOKIE), ""))
    except (BadSignature, ValueError, TypeError):
        return Device(secrets.token_urlsafe(12))
    return Device(number, tuple(accounts))


def remember(answer: Response, email: str) -> None:
    """From now on this browser is a known device of the account."""
    device = this_device().with_account(email)
    value = _signer().dumps([device.number, *device.accounts])
    answer.set_cookie(_settings().cookie(COOKIE), value, max_age=LIFE, httponly=True, samesite="Lax", secure=_settings().secure_cookies)


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(_settings().secret_key, salt="known-device")


def _settings() -> Settings:
    settings: Settings = current_app.config["RENKEI"]
    return settings
