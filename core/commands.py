"""Commands that concern the house itself: `flask --app app migrate`, `flask --app app mail send`."""

from __future__ import annotations

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from core.backup.commands import backup, copy_database, restore
from core.delivering import send_due
from core.migrations import upgrade

__all__ = ["init_app", "upgrade"]


def init_app(app: Flask) -> None:
    """Adds the commands to `flask --app app`."""
    for one in (migrate, backup, restore, copy_database):
        app.cli.add_command(one)
    app.cli.add_command(mail)


mail = AppGroup("mail", help="Letters that wait to be sent.")


@mail.command("send")
def send() -> None:
    """Sends what is due now, once. A web process does the same by itself; this is for where none runs."""
    outcome = send_due(current_app._get_current_object())  # type: ignore[attr-defined]
    click.echo(f"送りました {outcome.sent}　もういらない {outcome.dropped}　あとでもう一度 {outcome.later}　あきらめた {outcome.given_up}")
    if outcome.away:
        raise click.ClickException(f"メールサーバーが使えません（{outcome.away}）。残りは、そのまま待っています。")


@click.command()
def migrate() -> None:
    """Brings the database to the newest form. Safe to repeat."""
    upgrade(current_app.extensions["engine"].url.render_as_string(hide_password=False))
    click.echo("データベースは最新です。")
