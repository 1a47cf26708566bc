"""What became of an institution, in words: it moved, closed, opened again, was merged, was succeeded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _
from sqlalchemy import or_, select

from core import clock
from core.database import db
from region.directory.models import InstitutionMove, InstitutionSuccession
from region.models import Institution, InstitutionMerge


@dataclass(frozen=True)
class Event:
    """One thing that happened, the day from which it held, when and at which institution it was recorded."""

    on: date
    kind: str
    words: str
    recorded_at: datetime
    recorded_by: str
    other: Institution | None = None
    thing: object | None = None


def history(institution: Institution) -> list[Event]:
    """Everything, newest first."""
    parts = (_moves, _successions, _merges, _closures)
    return sorted((event for part in parts for event in part(institution)), key=lambda event: (event.on, event.recorded_at), reverse=True)


def _moves(institution: Institution) -> Iterable[Event]:
    for move in InstitutionMove.of(institution.id):
        if move.done_at:
            words = _("移りました。前の住所は %(earlier)s", earlier=move.earlier or _("（なし）"))
        else:
            words = _("移る予定です。新しい住所は %(address)s", address=move.address)
        yield Event(move.from_on, "move", str(words), move.recorded_at, move.recorded_by.institution.name, thing=move)


def _successions(institution: Institution) -> Iterable[Event]:
    for one in InstitutionSuccession.of(institution.id):
        gave = one.predecessor_id == institution.id
        words = _("この施設の仕事を引きついだ施設") if gave else _("この施設が引きついだ、前の施設")
        other = one.successor if gave else one.predecessor
        yield Event(one.succeeded_on, "succession", str(words), one.at, one.by.institution.name, other, one)


def _merges(institution: Institution) -> Iterable[Event]:
    took_part = or_(InstitutionMerge.kept_id == institution.id, InstitutionMerge.merged_id == institution.id)
    for one in db.scalars(select(InstitutionMerge).where(took_part)):
        kept = one.kept_id == institution.id
        other = one.merged if kept else one.kept
        if not one.undone_at:
            words = _("同じ施設のもう1つの記録「%(name)s」を、まとめました", name=other.name)
            yield Event(clock.in_japan(one.at).date(), "merge", str(words), one.at, one.by.institution.name)
        elif one.undone_by:
            words = _("「%(name)s」とまとめていましたが、べつの施設にもどしました", name=other.name)
            yield Event(clock.in_japan(one.undone_at).date(), "parting", str(words), one.undone_at, one.undone_by.institution.name)


def _closures(institution: Institution) -> Iterable[Event]:
    for edit in institution.edits:
        if edit.field == "closed_on":
            day = date.fromisoformat(edit.after) if edit.after else clock.in_japan(edit.at).date()
            words = _("閉じました") if edit.after else _("開いている施設にもどしました")
            yield Event(day, "closure", str(words), edit.at, edit.by.institution.name)
