"""The rows of a world, taken down once and laid out again: quicker than to live through its beginning before each of thousands of tests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, insert, select, text

from core import search
from core.database import Base, db

NUMBERED = "SELECT format('%I.%I', schemaname, sequencename), last_value FROM pg_sequences WHERE last_value IS NOT NULL"


@dataclass(frozen=True)
class World:
    """Every row of every table, and where the numbers of PostgreSQL stand."""

    rows: list[tuple[Table, list[dict[str, Any]]]]
    numbers: list[tuple[str, int]]

    @classmethod
    def taken_down(cls) -> World:
        """What the database holds now."""
        tables = [(table, [dict(row._mapping) for row in db.execute(select(table))]) for table in Base.metadata.sorted_tables]
        numbers = [(name, last) for name, last in db.execute(text(NUMBERED))] if _on_postgres() else []
        return cls([(table, rows) for table, rows in tables if rows], numbers)

    def lay_out(self) -> None:
        """Into a database that holds nothing; committed."""
        for table, rows in self.rows:
            db.execute(insert(table), rows)
            if table.name in search.INDEXES:
                search.INDEXES[table.name].fill(db.connection())
        if self.numbers:
            named = ", ".join(f"setval('{name}', {last})" for name, last in self.numbers)
            db.execute(text(f"SELECT {named}"))
        db.commit()


def _on_postgres() -> bool:
    return db.connection().dialect.name == "postgresql"
