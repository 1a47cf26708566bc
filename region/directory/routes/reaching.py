"""The lookup is the permission: an area that is not in reach is not found; who runs it may change it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import abort, request
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select

from core import clock
from core.database import db
from region.directory.forms.day import day_of
from region.here import here
from region.models import (
    Affiliation,
    Area,
    CoordinationBase,
    Institution,
    Role,
    areas_in_reach,
    areas_run_by,
)


def areas_of_mine() -> list[Area]:
    """The areas in a person's reach."""
    return list(db.scalars(select(Area).where(Area.id.in_(areas_in_reach(current_user.id))).order_by(Area.id)))


def the_area(area_id: int) -> Area:
    """An area in reach, or 404."""
    return db.scalar(select(Area).where(Area.id == area_id, Area.id.in_(areas_in_reach(current_user.id)))) or abort(404)


def runs(area: Area) -> bool:
    """Is the acting affiliation staff of the area's base today?"""
    acting = here()
    return acting is not None and db.scalar(areas_run_by(acting).where(CoordinationBase.area_id == area.id).limit(1)) is not None


def its_editor(area: Area) -> Affiliation:
    """The affiliation that may change the area, or 403 for who only reads."""
    acting = here()
    return acting if acting and runs(area) else abort(403)


def prefectures_read() -> list[str]:
    """The prefectures of which a person reads everything: those whose staff they are."""
    offices = select(Institution.municipality_code).join(Affiliation, Affiliation.institution_id == Institution.id)
    mine = (Affiliation.person_id == current_user.id, Affiliation.ended_at.is_(None), Affiliation.role == Role.PREFECTURE)
    return sorted({code[:2] for code in db.scalars(offices.where(*mine)) if code})


@dataclass(frozen=True)
class Asked:
    """The day that is looked at; what was typed, and what is wrong with it where there is no such day (then it is today)."""

    day: date
    boxes: list[str]
    wrong: str = ""

    @property
    def status(self) -> int:
        return 422 if self.wrong else 200


def asked_day() -> Asked:
    """?on=2026-04-01, or three boxes of the same name; today where nothing is asked."""
    said = [one.strip() for one in request.args.getlist("on")]
    boxes = (said[0].split("-") if len(said) == 1 else said)[:3]
    day = day_of(boxes) if any(boxes) else clock.today()
    if day:
        return Asked(day, [str(day.year), str(day.month), str(day.day)])
    return Asked(clock.today(), [*boxes, "", ""][:3], _("その日はカレンダーにありません。年（西暦4けた）・月・日を数字で入れてください。"))


def still_reached(area_id: int) -> bool:
    """Is the area in reach after a change?"""
    return db.scalar(areas_in_reach(current_user.id).where(Area.id == area_id).limit(1)) is not None
