"""取り消す: what was said by mistake stays for ever, with who took it back, when and why; nothing that is derived counts it any more."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from core import clock
from core.database import db
from core.rules import RuleBroken
from meetings.models.alone import alone_with
from region.models import Affiliation


def one_stands(table: str, *of: str) -> Index:
    """Of one thing (the columns `of`) one record stands at a time; any number was taken back."""
    standing = text("taken_back_at IS NULL")
    return Index(f"uq_{table}_standing", *of, unique=True, sqlite_where=standing, postgresql_where=standing)


class CanBeTakenBack:
    """Of an evaluation, a discontinuation, the closing of an issue, its carrying into the next year."""

    taken_back_at: Mapped[datetime | None]
    taken_back_by_id: Mapped[int | None] = mapped_column(ForeignKey("affiliation.id"))
    taken_back_because: Mapped[str] = mapped_column(String(300), default="")

    @declared_attr
    @classmethod
    def taken_back_by(cls) -> Mapped[Affiliation | None]:
        return relationship(foreign_keys=f"{cls.__name__}.taken_back_by_id")

    @classmethod
    def stands(cls) -> ColumnElement[bool]:
        """Condition: it was not taken back."""
        return cls.taken_back_at.is_(None)

    def may_be_struck(self, reason: str) -> None:
        """Nobody else takes it back until the transaction ends. Raises RuleBroken where somebody has, or without a reason."""
        alone_with(self, "taken_back_at", "taken_back_by", "taken_back_by_id", "taken_back_because")  # type: ignore[arg-type]
        if self.taken_back_at:
            raise RuleBroken("この記録は、もう取り消されています。")
        if not reason.strip():
            raise RuleBroken("取り消す理由を書いてください。")

    def strike(self, reason: str, by: Affiliation) -> None:
        """From now on it does not count."""
        self.taken_back_at, self.taken_back_by, self.taken_back_because = clock.now(), by, reason.strip()
        db.flush()
