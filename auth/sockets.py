"""Who stands behind a socket. The guard of pages does not see sockets, so real time asks here."""

from __future__ import annotations

from flask import current_app, session
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from auth.guard import TOKEN
from auth.holding import held
from auth.models import SignIn
from core import realtime
from core.config import Settings
from core.database import db
from core.language import chosen
from core.realtime import Listener


def init_app() -> None:
    """Tells real time how to know listeners, at the door and later."""
    realtime.identify_with(listener_of_request)
    realtime.still_alive_with(still_alive)


def listener_of_request() -> Listener | None:
    """The person whose session cookie came with the handshake; None for a stranger, and for who must do something first."""
    token = session.get(TOKEN)
    sign_in = SignIn.alive_by_token(token, _settings()) if isinstance(token, str) else None
    if sign_in is None or held([sign_in]):
        return None
    return Listener(sign_in.person_id, sign_in.id, sign_in.person.language or chosen())


def still_alive(sign_in_ids: set[int]) -> set[int]:
    """Those of these sign-ins that still hold: not ended, not timed out, their person not disabled, and nothing to be done first."""
    query = select(SignIn).where(SignIn.id.in_(sign_in_ids)).options(joinedload(SignIn.person, innerjoin=True))
    settings = _settings()
    alive = [one for one in db.scalars(query.execution_options(populate_existing=True)) if one.alive(settings)]
    return {one.id for one in alive} - held(alive).keys()


def _settings() -> Settings:
    settings: Settings = current_app.config["RENKEI"]
    return settings
