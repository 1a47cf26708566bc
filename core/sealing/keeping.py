"""Tables whose rows nobody changes or deletes, not even by mistake: triggers of the database refuse it, on both engines.

They are made (again) after every migration, because a migration that rebuilds a table on SQLite drops its triggers.
"""

from __future__ import annotations

from sqlalchemy import Connection, inspect, text

REFUSES = """CREATE OR REPLACE FUNCTION rows_stay() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION '%: rows are never changed or deleted', TG_TABLE_NAME; END $$"""

_kept: set[str] = set()


def never_changed(table: str) -> None:
    """Rows of this table are only added."""
    _kept.add(table)


def make_triggers(connection: Connection) -> None:
    """Those that are missing, in the present transaction, for the tables that are there. Safe to repeat."""
    make = _on_postgresql if connection.dialect.name == "postgresql" else _on_sqlite
    for table in sorted(_kept & set(inspect(connection).get_table_names())):
        make(connection, table)


def take_triggers_away(connection: Connection) -> None:
    """On PostgreSQL, for whoever empties a database that holds only the demo; `make_triggers` in the same transaction brings them back."""
    for table in sorted(_kept & set(inspect(connection).get_table_names())):
        connection.execute(text(f"DROP TRIGGER IF EXISTS {table}_rows_stay ON {table}"))
        connection.execute(text(f"DROP TRIGGER IF EXISTS {table}_is_never_emptied ON {table}"))


def _on_sqlite(connection: Connection, table: str) -> None:
    for verb, word in (("UPDATE", "changed"), ("DELETE", "deleted")):
        connection.exec_driver_sql(
            f"CREATE TRIGGER IF NOT EXISTS {table}_is_never_{word} BEFORE {verb} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table}: rows are never {word}'); END"
        )


def _on_postgresql(connection: Connection, table: str) -> None:
    for said in (
        REFUSES,
        f"DROP TRIGGER IF EXISTS {table}_rows_stay ON {table}",
        f"CREATE TRIGGER {table}_rows_stay BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION rows_stay()",
        f"DROP TRIGGER IF EXISTS {table}_is_never_emptied ON {table}",
        f"CREATE TRIGGER {table}_is_never_emptied BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION rows_stay()",
    ):
        connection.execute(text(said))
