"""What every answer carries against misuse: CSRF protection, a strict content policy, no caching of private pages."""

from __future__ import annotations

import logging
from urllib.parse import urlsplit

from flask import Flask, Response, request
from flask_wtf.csrf import CSRFProtect

from core.config import Settings

csrf = CSRFProtect()
log = logging.getLogger("renkei")

POLICY = (
    "default-src 'none'; object-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def init_app(app: Flask) -> None:
    """Protects every route of `app`."""
    csrf.init_app(app)

    settings: Settings = app.config["RENKEI"]
    policy = policy_with(settings.map_tiles)
    if settings.production:
        _warn(settings)

    @app.after_request
    def harden(response: Response) -> Response:
        headers = response.headers
        headers.setdefault("Content-Security-Policy", policy)
        headers.setdefault("X-Content-Type-Options", "nosniff")
        headers.setdefault("Referrer-Policy", "same-origin")
        headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        headers.setdefault("Cache-Control", "no-store")
        if settings.secure_cookies or request.is_secure:
            headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
        return response


def _warn(settings: Settings) -> None:
    """What cannot be refused, because a closed network may want it, but is a mistake nearly always."""
    if not settings.secure_cookies:
        log.warning("RENKEI_PUBLIC_URL does not begin with https://: cookies and all that people write can be read on the way")
    elif settings.trusted_proxies == 0:
        log.warning("RENKEI_TRUSTED_PROXIES is 0, though TLS must be a proxy's: all people seem to come from its one address")


def policy_with(map_tiles: str | None) -> str:
    """The content policy; pictures may come from one other place, where map tiles are allowed."""
    parts = urlsplit(map_tiles or "")
    if parts.scheme != "https" or not parts.netloc or any(mark in parts.netloc for mark in " ;,'"):
        return POLICY
    return POLICY.replace("img-src 'self'", f"img-src 'self' https://{parts.netloc}")
