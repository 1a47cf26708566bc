"""Rows come from a backup or from another database, go into an empty one, are compared there, and are brought up to date."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import Connection

from core import search
from core.backup.broken import Broken
from core.backup.place import set_sequences, unguarded
from core.backup.rows import Lines, Sum, summed, write
from core.backup.shapes import Shape, shapes
from core.migrations import known, upgrade_within

Source = Iterable[tuple[Shape, Iterator[Lines]]]


@dataclass(frozen=True)
class Compared:
    """A table: what was to come, and what stands there now."""

    name: str
    told: Sum
    found: Sum

    @property
    def same(self) -> bool:
        return self.told == self.found


def move(source: Source, into: Connection, version: str, done: Callable[[int], None]) -> list[Compared]:
    """Makes the tables of `version`, fills them, and compares each with what came. Raises Broken."""
    if version not in known():
        raise Broken(f"このデータは、ここより新しい連携のものです（版 {version}）。先に、連携を新しくしてください。")
    upgrade_within(into, version)
    there = {shape.name: shape for shape in shapes(into)}
    came: dict[str, Sum] = {}
    with unguarded(into):
        for name in there:
            into.exec_driver_sql(f"DELETE FROM {into.dialect.identifier_preparer.quote_identifier(name)}")  # noqa: S608 (quoted)
        for shape, steps in source:
            if shape != there.get(shape.name):
                raise Broken(f"表 {shape.name} の形が、ここのもの（版 {version}）とちがいます。")
            came[shape.name] = Sum()
            write(into, shape, _counted(steps, came[shape.name], done))
        if missing := there.keys() - came.keys():
            raise Broken(f"表 {'、'.join(sorted(missing))} が、入っていません。")
    return [Compared(name, total, summed(into, there[name])) for name, total in came.items()]


def _counted(steps: Iterator[Lines], total: Sum, done: Callable[[int], None]) -> Iterator[Lines]:
    for lines in steps:
        total.add(lines)
        yield lines
        done(len(lines))


def finish(into: Connection) -> None:
    """What is no row: the newest form, numbers for new rows, the search indexes."""
    upgrade_within(into, "head")
    set_sequences(into)
    search.drop(into)
    search.create(into)
