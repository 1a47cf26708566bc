"""`flask --app app institutions add …`: what no published file has, as the base itself on a new installation."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from core.database import db
from region.commands.areas import municipality_told
from region.models import Institution
from region.vocabulary import INSTITUTION_TYPES

institutions = AppGroup("institutions", help="Institutions that no published file has.")


@institutions.command("add")
@click.argument("name")
@click.option("--type", "kind", type=click.Choice(list(INSTITUTION_TYPES)), required=True)
@click.option("--municipality", required=True, help="CODE, or CODE=NAME for one that no import has brought yet.")
@click.option("--telephone", default=None)
@click.option("--address", default=None)
def add(name: str, kind: str, municipality: str, telephone: str | None, address: str | None) -> None:
    """Adds the institution NAME and prints its number."""
    where = municipality_told(municipality)
    db.flush()
    facts = {"name": name, "type": kind, "municipality_code": where.code, "telephone": telephone, "address": address}
    added = Institution.add(facts, by=None)
    db.commit()
    click.echo(f"{added.id}　{added.name}")
