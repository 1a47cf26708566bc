"""Is the demo here? Everybody knows its password, so a server in production must never hold it."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import inspect, or_, select

from auth.models import Person
from core.database import db
from demo import chores
from demo.places import FOLDERS, rows
from region.models import Institution


class DemoInProduction(SystemExit):
    """A production server must not start with accounts whose password is published."""


def addresses() -> set[str]:
    """The e-mail addresses of all demo people."""
    return {f"{row['key']}@example.jp" for folder in FOLDERS for row in rows(folder, "people")}


def present() -> bool:
    """Does the database hold accounts of the demo?"""
    return db.scalar(select(Person.id).where(Person.email.in_(addresses())).limit(1)) is not None


def alone() -> bool:
    """Is there nothing but the demo: no other person, no other institution?"""
    names = {row["name"] for folder in FOLDERS for row in rows(folder, "institutions")} | {chores.TWIN["name"]}
    others = Institution.name.not_in(names)
    stranger = select(Person.id).where(Person.email.not_in(addresses())).limit(1)
    elsewhere = select(Institution.id).where(or_(others, Institution.municipality_code.is_(None))).limit(1)
    return db.scalar(stranger) is None and db.scalar(elsewhere) is None


def refuse_in_production(app: Flask) -> None:
    """Ends the start of a production server on a database that holds the demo. Called by bin/serve."""
    if not app.config["RENKEI"].production:
        return
    with app.app_context():
        if inspect(app.extensions["engine"]).has_table("person") and present():
            raise DemoInProduction(
                "This database holds the demo area, whose password everybody knows, and RENKEI_PRODUCTION=1 is set. "
                "Nothing was started. Name an empty database in RENKEI_DATABASE_URL, or an empty folder in RENKEI_DATA."
            )
