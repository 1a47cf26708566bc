"""The versions of the database (Alembic): bring one up to date, and know which there are."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

MIGRATIONS = Path(__file__).parent.parent / "migrations"


def upgrade(url: str, to: str = "head") -> None:
    """Runs the migrations that are missing in the database at `url`, up to version `to`."""
    alembic = _told()
    alembic.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    command.upgrade(alembic, to)


def upgrade_within(connection: Connection, to: str = "head") -> None:
    """The same in the transaction of `connection`, which stays open. On SQLite foreign keys must be off."""
    alembic = _told()
    alembic.attributes["connection"] = connection
    command.upgrade(alembic, to)


def known() -> set[str]:
    """Every version this code can bring a database to."""
    return {script.revision for script in ScriptDirectory.from_config(_told()).walk_revisions()}


def _told() -> Config:
    alembic = Config()
    alembic.set_main_option("script_location", str(MIGRATIONS))
    return alembic
