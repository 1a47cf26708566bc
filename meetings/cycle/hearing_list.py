"""The hearing notes of a group: counted by profession, and a piece of the list."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from core.database import db
from meetings.models import Group, HearingCoding, HearingNote
from region.vocabulary import profession_name

AT_ONCE = 50


@dataclass(frozen=True)
class HearingList:
    """`counts`: code, word and number of each profession; `older`: from where a further piece goes on, 0 for none."""

    notes: list[HearingNote]
    counts: list[tuple[str, str, int]]
    older: int

    @classmethod
    def of(cls, group: Group, *, profession: str = "", issue: int = 0, skip: int = 0) -> HearingList:
        """The newest first; of one profession, or coded into one issue."""
        wanted = select(HearingNote).where(HearingNote.group_id == group.id)
        if profession:
            wanted = wanted.where(HearingNote.profession == profession)
        if issue:
            wanted = wanted.where(HearingNote.id.in_(select(HearingCoding.note_id).where(HearingCoding.issue_id == issue)))
        codings = selectinload(HearingNote.codings).joinedload(HearingCoding.issue)
        ordered = wanted.order_by(HearingNote.heard_on.desc(), HearingNote.id.desc()).offset(skip).limit(AT_ONCE + 1)
        found = list(db.scalars(ordered.options(codings, joinedload(HearingNote.institution))))
        return cls(found[:AT_ONCE], _counts(group), skip + AT_ONCE if len(found) > AT_ONCE else 0)


def _counts(group: Group) -> list[tuple[str, str, int]]:
    number = func.count().label("number")
    rows = select(HearingNote.profession, number).where(HearingNote.group_id == group.id).group_by(HearingNote.profession)
    return [(code, profession_name(code), count) for code, count in db.execute(rows.order_by(number.desc(), HearingNote.profession))]
