"""Who you are: the account, the sign-in and what proves it, the devices, and the guard that lets nobody in without one.

It knows no institution and no role. What the region knows of a person (where they work, who may disable them) is registered from there,
and so are the commands of `flask users`.
"""

from __future__ import annotations

from flask import Blueprint, Flask

from auth import guard, holding, restored, sockets
from auth.browsers import device_words, place_words
from auth.routes import (
    account,
    again,
    code_app,
    passkey_sign_in,
    password,
    password_link,
    preferences,
    recovery_codes,
    second_factor,
    second_step,
    sign_in,
    sign_ins,
)
from auth.routes import (
    forgotten as forgotten_password,
)
from auth.routes import (
    passkeys as my_passkeys,
)
from auth.throttle import limiter


def init_app(app: Flask) -> None:
    """Guards every route, opens the room's own, and tells sockets who is listening."""
    limiter.init_app(app)
    guard.init_app(app)
    room = Blueprint("auth", __name__)
    coming_in = (sign_in, second_step, passkey_sign_in, password_link, forgotten_password)
    proofs = (password, second_factor, code_app, my_passkeys, recovery_codes, again)
    for resource in (*coming_in, account, *proofs, sign_ins, preferences):
        room.register_blueprint(resource.routes)
    app.register_blueprint(room)
    app.jinja_env.filters.update(device_words=device_words, place_words=place_words)
    app.jinja_env.globals["second_factor_asked_from"] = holding.asked_of_me
    sockets.init_app()
    restored.init_app()
