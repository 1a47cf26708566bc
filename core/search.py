"""Searching Japanese text, one design for both engines: two neighbouring characters are a token, so a phrase of tokens is a substring.

`grams` folds a text (core/folding.py) and cuts each run without spaces into its bigrams and, last, its last character alone. Tokens are
written in hexadecimal, so that no tokenizer of any engine touches them. SQLite keeps them in FTS5, PostgreSQL in a tsvector under GIN; what
is looked for is the phrase of its bigrams, one character alone is the beginning of a token. A phrase never spans two runs, because the
single character between them is in no query.

    NAMES = search.index("institution", "folded")      once, beside the model
    search.follow(NAMES, Institution)                  rows written through the session keep the index true
    select(Institution).where(NAMES.holds(Institution.id, "薬局"))
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Select,
    String,
    TableClause,
    UnaryExpression,
    bindparam,
    cast,
    column,
    delete,
    event,
    insert,
    select,
    table,
    text,
    type_coerce,
)
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR
from sqlalchemy.orm import InstrumentedAttribute, Mapper, attributes
from sqlalchemy.sql.operators import custom_op

from core.database import db
from core.folding import fold

STEP = 2000
"""Rows that `fill` reads at once."""


def runs(said: str) -> list[str]:
    """The folded runs of a text without the white space between them."""
    return [folded for run in said.split() if (folded := fold(run))]


def grams(said: str) -> list[str]:
    """The tokens of a text in their order."""
    return [token for run in runs(said) for token in _tokens(run)]


def _tokens(run: str) -> list[str]:
    return [_hex(run[at : at + 2]) for at in range(len(run))]


def _hex(letters: str) -> str:
    """UTF-8, because there no character is the beginning of another."""
    return letters.encode("utf-8", "surrogatepass").hex()


@dataclass(frozen=True)
class Index:
    """What is kept beside the table `of` to search its text column `said`. Rows have an integer `id`."""

    of: str
    said: str

    @property
    def name(self) -> str:
        return f"{self.of}_search"

    def create(self, connection: Connection) -> None:
        """Makes the index if it is missing, and takes in the rows that are there."""
        if _on_postgres(connection):
            connection.execute(
                text(
                    f"CREATE TABLE IF NOT EXISTS {self.name} "
                    f"(id integer PRIMARY KEY REFERENCES {self.of} (id) ON DELETE CASCADE, grams tsvector NOT NULL)"
                )
            )
            connection.execute(text(f"CREATE INDEX IF NOT EXISTS ix_{self.name}_grams ON {self.name} USING gin (grams)"))
        else:
            connection.execute(
                text(f"CREATE VIRTUAL TABLE IF NOT EXISTS {self.name} USING fts5(grams, content='', columnsize=0, tokenize='ascii')")
            )
        self.empty(connection)
        self.fill(connection)

    def drop(self, connection: Connection) -> None:
        """Removes the index."""
        connection.execute(text(f"DROP TABLE IF EXISTS {self.name}"))

    def empty(self, connection: Connection) -> None:
        """Forgets every row."""
        if _on_postgres(connection):
            connection.execute(delete(self._kept))
        else:
            connection.execute(insert(self._told).values({self.name: "delete-all"}))

    def fill(self, connection: Connection) -> None:
        """Takes in every row of the table; for a table that was written past the session. The index must be empty."""
        rows = table(self.of, column("id", Integer), column(self.said, String))
        last = -1
        while step := connection.execute(select(rows).where(rows.c.id > last).order_by(rows.c.id).limit(STEP)).all():
            self.put(connection, [(row[0], row[1]) for row in step])
            last = step[-1][0]

    def put(self, connection: Connection, rows: Iterable[tuple[int, str]]) -> None:
        """Takes in new rows: id and text."""
        if _on_postgres(connection):
            taken = insert(self._kept).values(id=bindparam("id"), grams=cast(bindparam("said", type_=String), TSVECTOR))
            connection.execute(taken, [{"id": id_, "said": _vector(grams(told))} for id_, told in rows])
        else:
            connection.execute(insert(self._told), [{"rowid": id_, "grams": " ".join(grams(told))} for id_, told in rows])

    def take_out(self, connection: Connection, id_: int, told: str) -> None:
        """Forgets a row; SQLite must be told the text it was taken in with."""
        if _on_postgres(connection):
            connection.execute(delete(self._kept).where(self._kept.c.id == id_))
        else:
            connection.execute(insert(self._told), {self.name: "delete", "rowid": id_, "grams": " ".join(grams(told))})

    @cached_property
    def _kept(self) -> TableClause:
        """The table of PostgreSQL."""
        return table(self.name, column("id", Integer), column("grams"))

    @cached_property
    def _told(self) -> TableClause:
        """The virtual table of SQLite; what is written into the column of its own name is a command."""
        return table(self.name, column("rowid", Integer), column("grams"), column(self.name))

    def holds(self, id_column: InstrumentedAttribute[int], *said: str, among: bool = False) -> ColumnElement[bool]:
        """Condition: the row's text holds each of these runs of characters. A run that folds to nothing is in every text.

        `among`: other conditions leave few rows. SQLite then goes through these (`+id` says so), instead of fetching a row for every hit.
        """
        folded = [run for one in said if (run := "".join(runs(one)))]
        if not folded:
            return id_column.is_not(None)
        plain = among and not _on_postgres(db.connection())
        number: ColumnElement[int] = type_coerce(id_column, Integer)
        return (UnaryExpression(number, operator=custom_op("+")) if plain else number).in_(self._rows(folded))

    def _rows(self, folded: list[str]) -> Select[int]:
        if _on_postgres(db.connection()):
            asked = " & ".join(_tsquery(run) for run in folded)
            return select(self._kept.c.id).where(self._kept.c.grams.op("@@")(cast(asked, TSQUERY)))
        asked = " AND ".join(_match(run) for run in folded)
        return select(self._told.c.rowid).where(self._told.c.grams.op("MATCH")(asked))


def _match(run: str) -> str:
    """As FTS5 is asked."""
    return f'"{_hex(run)}" *' if len(run) == 1 else f'"{" ".join(_phrase(run))}"'


def _tsquery(run: str) -> str:
    """As PostgreSQL is asked."""
    return f"'{_hex(run)}':*" if len(run) == 1 else f"({' <-> '.join(_phrase(run))})"


def _phrase(run: str) -> list[str]:
    return [_hex(run[at : at + 2]) for at in range(len(run) - 1)]


INDEXES: dict[str, Index] = {}


def index(of: str, said: str) -> Index:
    """An index of this house; `create` and `drop` know it from now on."""
    return INDEXES.setdefault(of, Index(of, said))


def create(connection: Connection, *of: str) -> None:
    """Makes the indexes of these tables, or all."""
    for name in of or INDEXES:
        INDEXES[name].create(connection)


def drop(connection: Connection, *of: str) -> None:
    """Removes the indexes of these tables, or all."""
    for name in of or INDEXES:
        INDEXES[name].drop(connection)


def follow(kept: Index, model: type[Any]) -> None:
    """Rows of `model` that the session adds, changes or deletes keep the index true, in the same transaction."""
    attribute = getattr(model, kept.said)
    attribute.property.active_history = True

    def added(_: Mapper[Any], connection: Connection, row: Any) -> None:
        kept.put(connection, [(row.id, getattr(row, kept.said) or "")])

    def changed(_: Mapper[Any], connection: Connection, row: Any) -> None:
        history = attributes.get_history(row, kept.said)
        if history.has_changes():
            kept.take_out(connection, row.id, (history.deleted or ("",))[0] or "")
            added(_, connection, row)

    def gone(_: Mapper[Any], connection: Connection, row: Any) -> None:
        history = attributes.get_history(row, kept.said)
        kept.take_out(connection, row.id, (history.deleted or history.unchanged or ("",))[0] or "")

    event.listen(model, "after_insert", added)
    event.listen(model, "after_update", changed)
    event.listen(model, "before_delete", gone)


def left_to_migrations(name: str | None, kind: str, _: object) -> bool:
    """For Alembic (`include_name`): the indexes' own tables are not among the models."""
    return kind != "table" or not any((name or "").startswith(kept.name) for kept in INDEXES.values())


def _on_postgres(connection: Connection) -> bool:
    return connection.dialect.name == "postgresql"


def _vector(tokens: list[str]) -> str:
    """A tsvector as PostgreSQL writes it. Positions end at 16383: text beyond is found by its tokens, no longer by their order."""
    return " ".join(f"'{token}':{min(place, 16383)}" for place, token in enumerate(tokens, 1))
