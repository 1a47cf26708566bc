"""訂正: what is set right once minutes are fixed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core import audit, clock
from core.database import Base, db
from core.passages import passages
from core.rules import RuleBroken
from meetings.models.entry import Entry
from region.models import Affiliation

if TYPE_CHECKING:
    from meetings.models.minutes import Minutes


class NotInText(RuleBroken):
    """The words do not stand in the sentence that should read otherwise."""


class Erratum(Base):
    """訂正: after the text was fixed. What read how, what it means, why."""

    __tablename__ = "erratum"
    __table_args__ = (UniqueConstraint("minutes_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    minutes_id: Mapped[int] = mapped_column(ForeignKey("minutes.id"))
    number: Mapped[int]
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("minutes_entry.id"))
    wrong: Mapped[str] = mapped_column(Text)
    right: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(String(300))
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("affiliation.id"))

    minutes: Mapped[Minutes] = relationship(back_populates="errata")
    entry: Mapped[Entry | None] = relationship()
    by: Mapped[Affiliation] = relationship(foreign_keys=[by_id])

    @classmethod
    def add(cls, minutes: Minutes, *, wrong: str, right: str, reason: str, by: Affiliation, entry: Entry | None = None) -> Erratum:
        """One more; `wrong` is found however typed, and kept as it reads now. Raises RuleBroken."""
        if minutes.fixed_at is None:
            raise RuleBroken("議事録は、まだ確定していません。文をそのまま直してください。")
        if entry and entry.meeting_id != minutes.meeting_id:
            raise RuleBroken("その文は、もうこの議事録にありません。")
        wrong, right, reason = wrong.strip(), right.strip(), reason.strip()
        wrong = _as_written(wrong, reading(entry, minutes.errata)) if entry else wrong
        if wrong == right:
            raise RuleBroken("「もとの言葉」と「正しい言葉」が同じです。")
        added = cls(number=len(minutes.errata) + 1, entry=entry, wrong=wrong, right=right, reason=reason, at=clock.now(), by=by)
        minutes.errata.append(added)
        db.flush()
        audit.record("minutes.erratum_added", minutes, by=by, number=added.number)
        return added


def reading(entry: Entry, errata: Sequence[Erratum]) -> str:
    """The sentence as it reads after its errata, which may set each other right."""
    text = entry.text
    for one in errata:
        if one.entry_id == entry.id:
            text = text.replace(one.wrong, one.right, 1)
    return text


def _as_written(words: str, text: str) -> str:
    """The text's own characters for what was typed. Raises NotInText, or RuleBroken where it stands more than once."""
    found = passages(text, words)
    if not found:
        raise NotInText("「もとの言葉」が、この文の中に見つかりません。")
    if len(found) > 1:
        raise RuleBroken("「もとの言葉」が、この文に2か所以上あります。前かうしろの言葉も入れて、1か所に決まるように書いてください。")
    return found[0]
