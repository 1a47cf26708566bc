"""Two people who change the same thing at once do so one after the other: the second sees what the first wrote."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import inspect, select

from core.database import Base, db


def alone_with(thing: Base, *what: str) -> None:
    """Nobody else changes this row until the transaction ends; these attributes are read again when they are looked at."""
    db.flush()
    kind, key = type(thing), inspect(thing).identity
    columns = inspect(kind).primary_key
    db.scalar(select(columns[0]).where(*(column == value for column, value in zip(columns, key or (), strict=True))).with_for_update())
    db.expire(thing, list(what))


def alone_with_each(things: Iterable[Base | None], *what: str) -> None:
    """The same of several of one kind. In the order of their ids: of two who want the same, none waits for the other."""
    for one in sorted({one for one in things if one}, key=lambda one: inspect(one).identity or ()):
        alone_with(one, *what)
