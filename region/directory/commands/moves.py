"""`flask --app app directory moves`: what was announced takes place on its day."""

from __future__ import annotations

import click

from core.database import db
from region.directory.commands.directory import directory
from region.directory.models import InstitutionMove
from region.directory.models.key import rekey_all


@directory.command("moves")
def moves() -> None:
    """Institutions whose day of moving has come have their new address. Safe to run every day (from cron, for example)."""
    due = list(db.scalars(InstitutionMove.due()))
    for move in due:
        move.take_place()
        db.commit()
    click.echo(f"{len(due)} 施設の住所を、新しくしました。")


@directory.command("keys")
def keys() -> None:
    """Makes what institutions are recognised by for those that have nothing yet: once, after an update from before this table."""
    click.echo(f"{rekey_all()} 施設")
