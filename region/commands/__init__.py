"""Commands of the region: `flask --app app import care-services FILE…`, `areas …`, `institutions add …`."""

from __future__ import annotations

from flask import Flask

from auth.commands import users
from region.commands import people as _people  # noqa: F401 - adds `users create`
from region.commands.areas import areas
from region.commands.imports import imports
from region.commands.institutions import institutions


def init_app(app: Flask) -> None:
    """Adds the commands to `flask --app app`."""
    for group in (imports, areas, institutions, users):
        app.cli.add_command(group)
