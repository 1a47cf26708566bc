"""Where the signed-in person stands in this request."""

from __future__ import annotations

from flask import g, request
from flask_login import current_user

from board.models.standing import Standing
from core.database import SAFE_METHODS


def standing() -> Standing:
    """A request that only reads asks once. One that writes asks anew each time: it must see what it has changed itself."""
    if request.method not in SAFE_METHODS:
        return Standing.of(current_user.id)
    if "standing" not in g:
        g.standing = Standing.of(current_user.id)
    found: Standing = g.standing
    return found
