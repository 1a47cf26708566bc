"""The lookup is the permission: an area that is not in reach is not found; who runs it may change it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import abort, request
from flask_login import current_user
from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import aliased

from core import clock
from core.database import db
from core.days import NotADay, boxes_of, day_in_boxes
from region.here import here
from region.models import Affiliation, Area, AreaKind, AreaMunicipality, Institution, Role, areas_in_reach, areas_run_by


def readable() -> Select[Area]:
    """The areas in a person's reach, and all base areas whose land lies in a 圏域 in reach: what the 圏域 has, it has by them."""
    return readable_by(current_user.id)


def readable_by(person_id: int) -> Select[Area]:
    """The same of anybody, also outside a request."""
    mine, zone, row = areas_in_reach(person_id), aliased(Area), AreaMunicipality
    lasting = and_(or_(row.until_on.is_(None), row.until_on >= clock.today()), or_(row.until_on.is_(None), row.until_on >= row.from_on))
    of_zones = (zone.id.in_(mine), zone.kind == AreaKind.HOME_CARE_AREA, lasting)
    land = select(row.municipality_code).join(zone, zone.id == row.area_id).where(*of_zones)
    inside = select(row.area_id).where(lasting)
    outside = inside.where(row.municipality_code.not_in(land))
    part = and_(Area.kind == AreaKind.BASE_AREA, Area.id.in_(inside), Area.id.not_in(outside))
    return select(Area).where(or_(Area.id.in_(mine), part))


def areas_of_mine() -> list[Area]:
    """The areas a person may read, the oldest first."""
    return list(db.scalars(readable().order_by(Area.id)))


def the_area(area_id: int) -> Area:
    """An area the person may read, or 404."""
    return db.scalar(readable().where(Area.id == area_id)) or abort(404)


def run_by_me() -> set[int]:
    """Ids of the areas the acting affiliation may change."""
    acting = here()
    return set(db.scalars(areas_run_by(acting))) if acting else set()


def its_editor(area: Area) -> Affiliation:
    """The affiliation that may change the area, or 403 for who only reads."""
    acting = here()
    return acting if acting and area.id in run_by_me() else abort(403)


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
    boxes = boxes_of(request.args.getlist("on"))
    try:
        day = day_in_boxes(boxes) if any(boxes) else clock.today()
    except NotADay as wrong:
        return Asked(clock.today(), boxes, str(wrong))
    return Asked(day, [str(day.year), str(day.month), str(day.day)])


def still_reached(area_id: int) -> bool:
    """May the person read the area after a change?"""
    return db.scalar(readable().where(Area.id == area_id)) is not None
