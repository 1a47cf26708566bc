"""A value is the same after its way through a backup, whichever engine it came from and goes to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given
from hypothesis import settings as how
from hypothesis import strategies as st
from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    Double,
    Engine,
    LargeBinary,
    MetaData,
    Numeric,
    String,
    Table,
    Text,
    create_engine,
    delete,
    insert,
    null,
    pool,
    select,
)

from core.backup.rows import Sum, read, summed, write
from core.backup.shapes import shapes
from core.database import Moment
from tests.core.houses import SERVER, a_house
from tests.tries import tries

METADATA = MetaData()
VALUES = Table(
    "value", METADATA,
    Column("id", BigInteger, primary_key=True, autoincrement=False), Column("right", String(400)), Column("text", Text),
    Column("flag", Boolean), Column("at", Moment(timezone=True)), Column("day", Date), Column("said", JSON), Column("raw", LargeBinary),
    Column("real", Double), Column("big", BigInteger), Column("share", Numeric(14, 3)),
)  # fmt: skip
WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20) | st.sampled_from(
    ["髙﨑", "😀👩‍⚕️", "", "0", "\\N", "\t\n\r", "a\\.", "\u2028", "12", "null"]
)
BIG = st.integers(-(2**63), 2**63 - 1)
INSIDE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | WORDS,
    lambda more: st.lists(more, max_size=3) | st.dictionaries(WORDS, more, max_size=3),
    max_leaves=6,
)
SAID = (
    st.just(null())
    | st.lists(INSIDE, max_size=2)
    | WORDS
    | st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.sampled_from([0.5, -1.25, 1.0])
)
ROW = st.fixed_dictionaries(
    {
        "right": st.none() | WORDS, "text": st.none() | WORDS, "flag": st.none() | st.booleans(),
        "at": st.none() | st.datetimes(timezones=st.just(UTC)), "day": st.none() | st.dates(), "said": SAID,
        "raw": st.none() | st.binary(max_size=30), "real": st.none() | st.floats(allow_nan=False), "big": st.none() | BIG,
        "share": st.none() | st.decimals(-(10**11) + 1, 10**11 - 1, places=3),
    }
)  # fmt: skip


@pytest.fixture(scope="module")
def engines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Engine]]:
    with ExitStack() as stack:
        kinds = ["sqlite", "sqlite"] + (["postgresql", "postgresql"] if SERVER else [])
        made = []
        for kind in kinds:
            engine = create_engine(stack.enter_context(a_house(kind, tmp_path_factory.mktemp("values"))), poolclass=pool.NullPool)
            if kind == "postgresql":
                engine = engine.execution_options(isolation_level="READ COMMITTED")
            METADATA.create_all(engine)
            made.append(engine)
        yield made


def moved(source: Engine, target: Engine) -> tuple[Sum, Sum]:
    """Every row of one goes into the other."""
    with source.connect() as one, target.begin() as other:
        for connection in (one, other):
            if connection.dialect.name == "postgresql":
                connection.exec_driver_sql("SET LOCAL timezone = 'UTC'")
        other.execute(delete(VALUES))
        (shape,) = shapes(one)
        assert [shape] == shapes(other)
        write(other, shape, read(one, shape))
        return summed(one, shape), summed(other, shape)


def kept(engine: Engine) -> list[tuple[Any, ...]]:
    with engine.connect() as connection:
        is_null = VALUES.c.said.is_(null())
        return [tuple(row) for row in connection.execute(select(VALUES, is_null).order_by(VALUES.c.id))]


@given(rows=st.lists(ROW, max_size=4))
@example(rows=[{"text": "0", "said": 0, "big": 2**63 - 1}, {"text": "", "said": "", "raw": b""}, {"said": None}, {"said": null()}])
@how(max_examples=tries(40), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_value_comes_back(engines: list[Engine], rows: list[dict[str, Any]]) -> None:
    names = [column.name for column in VALUES.columns if column.name != "id"]
    with engines[0].begin() as connection:
        connection.execute(delete(VALUES))
        for number, row in enumerate(rows):
            connection.execute(insert(VALUES).values(id=number - 1, **{name: row.get(name, null()) for name in names}))
    before = kept(engines[0])
    for source, target in pairwise([*engines, engines[0]]):
        told, found = moved(source, target)
        assert told == found
        assert told.rows == len(rows)
        assert kept(target) == before


def test_more_rows_than_one_step_are_all_there(engines: list[Engine], tmp_path: Path) -> None:
    with engines[0].begin() as connection:
        connection.execute(delete(VALUES))
        connection.execute(insert(VALUES), [{"id": number, "text": f"{number}"} for number in range(1001)])
    for target in engines[1:]:
        told, found = moved(engines[0], target)
        assert told == found
        assert told.rows == 1001
