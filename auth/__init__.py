"""Who you are: the account, the sign-in, the devices, and the guard that lets nobody in without one.

It knows no institution and no role. What the region knows of a person (where they work, who may disable them) is registered from there,
and so are the commands of `flask users`.
"""

from __future__ import annotations

from flask import Blueprint, Flask

from auth import guard, sockets
from auth.browsers import device_words
from auth.routes import account, password, password_link, preferences, sign_in, sign_ins
from auth.throttle import limiter


def init_app(app: Flask) -> None:
    """Guards every route, opens the room's own, and tells sockets who is listening."""
    limiter.init_app(app)
    guard.init_app(app)
    room = Blueprint("auth", __name__)
    for resource in (sign_in, account, password, password_link, sign_ins, preferences):
        room.register_blueprint(resource.routes)
    app.register_blueprint(room)
    app.jinja_env.filters["device_words"] = device_words
    sockets.init_app()
