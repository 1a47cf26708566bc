"""Commands of the region: `flask --app app import care-services FILE…`, `areas …`, `institutions add …`."""

from __future__ import annotations

from flask import Flask

from region.commands.areas import areas
from region.commands.imports import imports
from region.commands.institutions import institutions
from region.commands.users import users


def init_app(app: Flask) -> None:
    """Adds the commands to `flask --app app`."""
    for group in (imports, areas, institutions, users):
        app.cli.add_command(group)
