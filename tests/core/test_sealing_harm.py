"""Somebody with the whole database in their hands, but not the key, harms the audit: every row that was harmed is named.

Each harm happens in a transaction that is rolled back; the triggers, which would refuse it, are away in there.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, select, text, update

from core import audit
from core.audit import AuditRow
from core.database import Base, db
from core.sealing.seal import AuditSeal, Head, present_head
from core.sealing.sealer import seal_all
from core.sealing.verify import Finding, Reading

ROWS = 30
WAITING = 3
ROW, SEAL = (Base.metadata.tables[model.__tablename__] for model in (AuditRow, AuditSeal))


@pytest.fixture
def head(app: Flask) -> Head:
    """Thirty sealed rows, whose head has left, and three that wait."""
    for number in range(ROWS + WAITING):
        audit.record("test.done", person_id=number, number=number)
        if number == ROWS - 1:
            db.commit()
            seal_all(app)
    db.commit()
    left = present_head(db())
    db.remove()
    return left


@contextmanager
def unguarded(app: Flask) -> Iterator[Connection]:
    """A connection on which everything may be done, and nothing of it stays."""
    with app.extensions["engine"].connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        else:
            for (name,) in connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'audit%'")).all():
                connection.execute(text(f"DROP TRIGGER {name}"))
        yield connection
        connection.rollback()


def ids(connection: Connection) -> list[int]:
    return list(connection.scalars(select(SEAL.c.row_id).order_by(SEAL.c.number)))


def read(connection: Connection, *heads: Head) -> list[Finding]:
    return list(Reading(connection, heads).findings())


def named(found: list[Finding]) -> set[int]:
    return {row for finding in found for row in finding.rows}


COLUMNS = {
    "verb": "test.undone", "subject_kind": "board", "subject_id": 99, "person_id": 999, "affiliation_id": 5, "institution_id": 6,
    "address": "10.0.0.1", "detail": {"number": -1}, "mark": "0" * 48,
}  # fmt: skip


@pytest.mark.parametrize("column", COLUMNS)
def test_a_changed_row_is_named_whatever_was_changed(app: Flask, head: Head, column: str) -> None:
    with unguarded(app) as connection:
        row = ids(connection)[11]
        connection.execute(update(ROW).where(ROW.c.id == row).values({column: COLUMNS[column]}))
        assert read(connection, head) == [Finding("changed", (row,), (12, 12))]


def test_a_changed_time_is_named(app: Flask, head: Head) -> None:
    with unguarded(app) as connection:
        row = ids(connection)[0]
        other = connection.scalar(select(ROW.c.at).where(ROW.c.id == ids(connection)[5]))
        connection.execute(update(ROW).where(ROW.c.id == row).values(at=other))
        assert read(connection, head) == [Finding("changed", (row,), (1, 1))]


def test_a_removed_row_is_named_and_also_when_its_seal_is_removed_with_it(app: Flask, head: Head) -> None:
    with unguarded(app) as connection:
        row = ids(connection)[6]
        connection.execute(ROW.delete().where(ROW.c.id == row))
        assert read(connection, head) == [Finding("removed", (row,), (7, 7))]
        connection.execute(SEAL.delete().where(SEAL.c.row_id == row))
        after = ids(connection)[6]
        assert read(connection, head) == [Finding("seals_removed", (row,), (7, 7)), Finding("unproven", (after,), (8, 8))]


def test_rows_that_were_exchanged_are_named(app: Flask, head: Head) -> None:
    with unguarded(app) as connection:
        one, other = ids(connection)[3], ids(connection)[20]
        exchange(connection, SEAL.c.row_id, one, other)
        assert named(read(connection, head)) == {one, other}
        assert {finding.what for finding in read(connection, head)} == {"exchanged"}


def test_a_row_that_was_put_in_is_named_before_and_after_the_sealer_has_met_it(app: Flask, head: Head) -> None:
    with unguarded(app) as connection:
        genuine = connection.execute(select(ROW).where(ROW.c.id == ids(connection)[0])).one()
        for number, mark in ((900, None), (901, "f" * 48)):
            connection.execute(ROW.insert().values({**genuine._mapping, "id": number, "mark": mark}))
        assert [finding for finding in read(connection, head) if finding.rows] == [
            Finding("inserted", (900,)),
            Finding("inserted", (901,)),
        ]


def test_a_row_that_was_put_in_and_then_sealed_is_named(app: Flask, head: Head) -> None:
    """The insertion is not forbidden by a trigger; the honest sealer seals what it finds."""
    with app.extensions["engine"].execution_options(writes=True).begin() as connection:
        genuine = connection.execute(select(ROW).limit(1)).one()
        connection.execute(ROW.insert().values({**genuine._mapping, "id": 500, "mark": None}))
        connection.execute(ROW.insert().values({**genuine._mapping, "id": 501, "mark": "f" * 48}))
    assert seal_all(app) == WAITING + 2
    with unguarded(app) as connection:
        assert read(connection, head) == [
            Finding("inserted", (500,), (ROWS + WAITING + 1, ROWS + WAITING + 1)),
            Finding("inserted", (501,), (ROWS + WAITING + 2, ROWS + WAITING + 2)),
        ]


def test_a_copy_of_a_row_is_named(app: Flask, head: Head) -> None:
    with unguarded(app) as connection:
        connection.execute(text("DROP INDEX ix_audit_row_mark"))
        genuine = connection.execute(select(ROW).where(ROW.c.id == ids(connection)[0])).one()
        connection.execute(ROW.insert().values({**genuine._mapping, "id": 700}))
        assert Finding("copied", (genuine.id, 700)) in read(connection, head)


def test_an_end_that_was_cut_off_is_known_by_the_head_that_left(app: Flask, head: Head) -> None:
    with unguarded(app) as connection:
        gone = ids(connection)[25:]
        connection.execute(SEAL.delete().where(SEAL.c.row_id.in_(gone)))
        connection.execute(ROW.delete().where(ROW.c.id >= gone[0]))
        assert not read(connection)
        assert read(connection, head) == [Finding("cut_off", (), (26, 30))]
        connection.execute(SEAL.delete())
        connection.execute(ROW.delete())
        assert read(connection, head) == [Finding("cut_off", (), (1, 30))]


def test_an_end_that_was_cut_off_and_sealed_anew_is_known_by_the_head_that_left(app: Flask, head: Head) -> None:
    """The honest sealer goes on where the audit was cut."""
    engine = app.extensions["engine"]
    with engine.execution_options(writes=True).begin() as connection:
        gone = ids(connection)[25:]
        with_triggers_away(connection, lambda: connection.execute(SEAL.delete().where(SEAL.c.row_id.in_(gone))))
        with_triggers_away(connection, lambda: connection.execute(ROW.delete().where(ROW.c.id == gone[0])))
    seal_all(app)
    with unguarded(app) as connection:
        assert [(finding.what, finding.numbers) for finding in read(connection, head)] == [("not_the_head", (30, 30))]


def with_triggers_away(connection: Connection, act: Callable[[], object]) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        act()
        return
    query = text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'audit%'")
    triggers = connection.execute(query).all()
    for name, _ in triggers:
        connection.execute(text(f"DROP TRIGGER {name}"))
    act()
    for _, sql in triggers:
        connection.exec_driver_sql(sql)


def test_the_first_rows_that_were_removed_are_known(app: Flask, head: Head) -> None:
    with unguarded(app) as connection:
        gone = ids(connection)[:4]
        connection.execute(SEAL.delete().where(SEAL.c.row_id.in_(gone)))
        connection.execute(ROW.delete().where(ROW.c.id.in_(gone)))
        found, after = read(connection)
        assert (found.what, found.numbers) == ("seals_removed", (1, 4))
        assert (after.what, after.numbers) == ("unproven", (5, 5))


def exchange(connection: Connection, column: object, one: int, other: int) -> None:
    for before, after in ((one, -1), (other, one), (-1, other)):
        connection.execute(update(SEAL).where(SEAL.c.row_id == before).values(row_id=after))


def change(connection: Connection, row: int, dice: random.Random) -> set[int]:
    column = dice.choice(list(COLUMNS))
    connection.execute(update(ROW).where(ROW.c.id == row).values({column: COLUMNS[column]}))
    return {row}


def remove(connection: Connection, row: int, dice: random.Random) -> set[int]:
    connection.execute(ROW.delete().where(ROW.c.id == row))
    return {row}


def unseal(connection: Connection, row: int, dice: random.Random) -> set[int]:
    connection.execute(SEAL.delete().where(SEAL.c.row_id == row))
    return {row}


def swap(connection: Connection, row: int, dice: random.Random) -> set[int]:
    other = dice.choice([one for one in ids(connection) if one != row])
    exchange(connection, SEAL.c.row_id, row, other)
    return {row, other}


def forge(connection: Connection, row: int, dice: random.Random) -> set[int]:
    connection.execute(update(SEAL).where(SEAL.c.row_id == row).values(link=f"{dice.getrandbits(256):064x}"))
    return {row}


def rename(connection: Connection, row: int, dice: random.Random) -> set[int]:
    connection.execute(update(ROW).where(ROW.c.id == row).values(id=10_000 + row))
    return {row}


HARMS = [change, remove, unseal, swap, forge, rename]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(HARMS), st.integers(0, ROWS - 1)), min_size=1, max_size=5), st.randoms(use_true_random=False))
def test_whatever_is_done_to_the_rows_each_of_them_is_named(
    app: Flask, head: Head, harms: list[tuple[Callable[..., set[int]], int]], dice: random.Random
) -> None:
    """Named: its id is in a finding, or its number is in a range of missing or cut-off seals."""
    with unguarded(app) as connection:
        genuine = ids(connection)
        touched: set[int] = set()
        for harm, place in harms:
            if genuine[place] not in touched and genuine[place] in ids(connection):
                touched |= harm(connection, genuine[place], dice)
        found = read(connection, head)
        told = named(found)
        ranges = [finding.numbers for finding in found if finding.what in ("seals_removed", "cut_off") and finding.numbers]
        for row in touched:
            number = genuine.index(row) + 1
            assert row in told or any(first <= number <= last for first, last in ranges), (harms, found)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sets(st.integers(0, ROWS - 1), min_size=1, max_size=6))
def test_nobody_is_accused_who_was_only_changed_beside(app: Flask, head: Head, places: set[int]) -> None:
    with unguarded(app) as connection:
        genuine = ids(connection)
        for place in places:
            connection.execute(update(ROW).where(ROW.c.id == genuine[place]).values(verb="test.undone"))
        assert named(read(connection, head)) == {genuine[place] for place in places}
