"""Commands that concern the house itself: `flask --app app migrate`."""

from __future__ import annotations

from pathlib import Path

import click
from alembic import command
from alembic.config import Config
from flask import Flask, current_app

MIGRATIONS = Path(__file__).parent.parent / "migrations"


def init_app(app: Flask) -> None:
    """Adds the commands to `flask --app app`."""
    app.cli.add_command(migrate)


@click.command()
def migrate() -> None:
    """Brings the database to the newest form. Safe to repeat."""
    upgrade(current_app.extensions["engine"].url.render_as_string(hide_password=False))
    click.echo("データベースは最新です。")


def upgrade(url: str) -> None:
    """Runs all migrations that are missing in the database at `url`."""
    alembic = Config()
    alembic.set_main_option("script_location", str(MIGRATIONS))
    alembic.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    command.upgrade(alembic, "head")
