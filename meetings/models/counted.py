"""What counts its own changes, as a board does, so that followers lack nothing and see a gap."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Select, bindparam, inspect, select
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.orm.attributes import set_committed_value

from core.database import db


class Counted:
    """Mixed into a model. `seq`: the number of its last change, without gaps, taken under the lock of its row."""

    if TYPE_CHECKING:
        id: Mapped[int]

    seq: Mapped[int] = mapped_column(default=0)

    def lock(self) -> None:
        """Nobody else changes anything here until the transaction ends; `seq` is as the last one left it."""
        set_committed_value(self, "seq", db.scalar(_locked(type(self)), {"row": self.id}))

    def alone(self) -> None:
        """The same, and everything else of the row is as the last one left it, too."""
        self.lock()
        db.expire(self, [one.key for one in inspect(type(self)).column_attrs])

    def next_seq(self) -> int:
        """The number of the next change, under the row's lock."""
        self.lock()
        return self.take_seq()

    def take_seq(self) -> int:
        """The same where the row is locked already."""
        self.seq += 1
        return self.seq


_asked: dict[type[Counted], Select[int]] = {}
"""The question, built once for each model: building it costs more than asking it."""


def _locked(kind: type[Counted]) -> Select[int]:
    if kind not in _asked:
        _asked[kind] = select(kind.seq).where(kind.id == bindparam("row")).with_for_update()
    return _asked[kind]
