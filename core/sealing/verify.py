"""Reads the whole audit once, in order, a few thousand rows at a time, and names every row that is not as it was written.

The link of a seal is tried after the one before as it is stored and as it should be, so that one harm is not told of all that follows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, exists, func, select

from core.audit import AuditRow
from core.sealing.marks import is_ours, link, words
from core.sealing.seal import AuditSeal, Head

CHUNK = 2000
NOTHING = Head(0, "")
ROW, SEAL = AuditRow.__table__, AuditSeal.__table__


@dataclass(frozen=True)
class Finding:
    """Something is wrong with these audit rows (ids) or seals (numbers). `what` is one of WORDS in core/sealing/commands.py."""

    what: str
    rows: tuple[int, ...] = ()
    numbers: tuple[int, int] | None = None


@dataclass
class Reading:
    """One pass over the audit. `findings()` goes through it; afterwards the numbers below are known."""

    connection: Connection
    heads: Iterable[Head] = ()
    sealed: int = 0
    head: Head = NOTHING
    waiting: int = 0
    waiting_since: datetime | None = None
    longest: float = 0.0
    """Seconds between a row and its seal, at most."""
    _links: tuple[str, ...] = ("",)
    _row: int = 0
    _marked: bool = False
    _left: dict[int, set[str]] = field(default_factory=dict)

    def findings(self) -> Iterator[Finding]:
        """Whatever is wrong, as it is met."""
        for head in self.heads:
            self._left.setdefault(head.number, set()).add(head.link)
        for found in self._in_order():
            yield from self._checked(found)
        yield from self._cut_off()
        yield from self._without_seal()
        yield from self._twice()

    def _in_order(self) -> Iterator[Any]:
        last = 0
        columns = [SEAL.c.number, SEAL.c.row_id, SEAL.c.at.label("sealed_at"), SEAL.c.link, *ROW.c]
        joined = select(*columns).outerjoin_from(SEAL, ROW, ROW.c.id == SEAL.c.row_id).order_by(SEAL.c.number).limit(CHUNK)
        while chunk := self.connection.execute(joined.where(SEAL.c.number > last)).all():
            yield from chunk
            last = chunk[-1].number

    def _checked(self, seal: Any) -> Iterator[Finding]:
        if seal.number != self.head.number + 1:
            yield self._gap(seal.number, seal.row_id)
        if seal.link not in self._left.pop(seal.number, {seal.link}):
            yield Finding("not_the_head", (seal.row_id,), (seal.number, seal.number))
        self.sealed, self.head, self._row = self.sealed + 1, Head(seal.number, seal.link), seal.row_id
        if seal.id is None:
            self._links = (seal.link,)
            yield Finding("removed", (seal.row_id,), (seal.number, seal.number))
            return
        yield from self._proven(seal)

    def _proven(self, seal: Any) -> Iterator[Finding]:
        """Are the words ours, and is the seal that of these words after the seal before?"""
        said = words(seal)
        right = [link(seal.number, seal.row_id, seal.sealed_at, before, seal.mark, said) for before in self._links]
        fits, unknown = seal.link in right, not right
        ours = is_ours(seal.mark, said) or (seal.mark is None and not self._marked and (fits or unknown))
        self._marked |= seal.mark is not None and ours
        self._links = tuple(dict.fromkeys((seal.link, *right)))
        self.longest = max(self.longest, (seal.sealed_at - seal.at).total_seconds())
        if not (ours and fits):
            what = ("unproven" if unknown else "exchanged") if ours else "inserted" if fits else "changed"
            yield Finding(what, (seal.row_id,), (seal.number, seal.number))

    def _gap(self, number: int, row_id: int) -> Finding:
        """Seals are missing before this one. Where the ids in between are as many, they are the rows."""
        first, count = self.head.number + 1, number - self.head.number - 1
        between = range(self._row + 1, row_id)
        self._links = ()
        return Finding("seals_removed", tuple(between[:CHUNK]) if len(between) == count else (), (first, number - 1))

    def _cut_off(self) -> Iterator[Finding]:
        """A head that left has a seal we have not."""
        beyond = max(self._left, default=0)
        if beyond > self.head.number:
            yield Finding("cut_off", (), (self.head.number + 1, beyond))

    def _without_seal(self) -> Iterator[Finding]:
        highest = self.connection.scalar(select(func.max(SEAL.c.row_id))) or 0
        for row in self._each(select(ROW).where(~exists().where(SEAL.c.row_id == ROW.c.id))):
            if not is_ours(row.mark, words(row)) and (row.mark or self._marked):
                yield Finding("inserted", (row.id,))
            elif row.id < highest and self.connection.dialect.name == "sqlite":
                yield Finding("unsealed", (row.id,))
            else:
                self.waiting += 1
                self.waiting_since = min(self.waiting_since or row.at, row.at)

    def _each(self, rows: Select[Any]) -> Iterator[Any]:
        last = 0
        while chunk := self.connection.execute(rows.where(ROW.c.id > last).order_by(ROW.c.id).limit(CHUNK)).all():
            yield from chunk
            last = chunk[-1].id

    def _twice(self) -> Iterator[Finding]:
        """The same mark twice: a row of ours was copied."""
        twice = select(func.min(ROW.c.id), func.max(ROW.c.id)).where(ROW.c.mark.is_not(None)).group_by(ROW.c.mark).having(func.count() > 1)
        for first, last in self.connection.execute(twice):
            yield Finding("copied", (first, last))
