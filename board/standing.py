"""Where the signed-in person stands in this request, and what they have not read."""

from __future__ import annotations

from flask import g, request
from flask_login import current_user

from board.models.reading import unread_counts
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


def unread() -> dict[int, int]:
    """How many posts wait on each board the person may read; a page that shows it in two places asks once."""
    if request.method not in SAFE_METHODS or "unread" not in g:
        g.unread = unread_counts(current_user.id, standing().boards)
    found: dict[int, int] = g.unread
    return found


def unread_known() -> dict[int, int] | None:
    """The same for who asks for it together with other things: what a page that only reads has been told already, if anything."""
    found: dict[int, int] | None = g.get("unread") if request.method in SAFE_METHODS else None
    return found
