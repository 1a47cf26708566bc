"""Puts the house together: settings, toolkit, rooms, error pages. Nothing else."""

from __future__ import annotations

from core import starting  # isort: split

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

import auth
import board
import demo
import home
import meetings
import region
from core import (
    assets,
    commands,
    config,
    database,
    errors,
    health,
    language,
    pressing,
    realtime,
    sealing,
    security,
    squeezing,
    staying,
    storage,
    whole_numbers,
    working,
)
from region import directory, oversight

starting.all_is_here()


def create_app(settings: config.Settings | None = None) -> Flask:
    """The application, ready to serve, command or test. Raises SettingsMissing."""
    settings = settings or config.settings()
    app = Flask(__name__, static_folder=None)  # core.assets serves what is in static/
    app.config.from_mapping(config.for_flask(settings))
    if settings.trusted_proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.trusted_proxies, x_proto=settings.trusted_proxies)  # type: ignore[method-assign]
    # auth before security: who is signed out is sent to the sign-in page before a form's token is looked at
    core_parts = (
        squeezing, staying, pressing, whole_numbers, database, language, assets, errors, health, commands, realtime, sealing, storage,
        working,
    )  # fmt: skip
    for part in (*core_parts, auth, security, region, directory, oversight, board, meetings, home, demo):
        part.init_app(app)
    return app
