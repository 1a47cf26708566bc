"""Areas: how they stand on any day, one area with its past and its time to come, the rules, the list for the plan."""

from __future__ import annotations

from typing import NamedTuple

from flask import Blueprint, Response, render_template, request

from core import audit, clock
from core.spreadsheet import csv_answer
from region.directory import rules
from region.directory.forms.areas import KINDS
from region.directory.models.chronicle import Chronicle
from region.directory.models.dating import Row, taken_back
from region.directory.models.standing import Appointment
from region.directory.overview import Overview
from region.directory.plan_list import COLUMNS, PlanList
from region.directory.routes.reaching import Asked, areas_of_mine, asked_day, prefectures_read, runs, the_area
from region.here import here
from region.models import Area, Institution

routes = Blueprint("areas", __name__, url_prefix="/areas")

Answer = tuple[str, int]
Line = tuple[Row, str, str, str]
"""A dated row with its name, the page of what it names, and the page where its end is set."""


class Parts(NamedTuple):
    """What belongs to an area, did or will: nothing that was taken back."""

    land: list[Line]
    bases: list[Line]
    designations: list[Line]

    @classmethod
    def of(cls, chronicle: Chronicle, area: Area) -> Parts:
        """With their addresses."""
        land = [row for row in chronicle.memberships if row.area_id == area.id and not taken_back(row)]
        bases = [row for row in chronicle.bases if row.area_id == area.id and not taken_back(row)]
        active = [row for row in chronicle.designations if row.area_id == area.id and not taken_back(row)]
        at = f"/areas/{area.id}"
        return cls(
            [(row, row.municipality.name, "", f"{at}/municipalities/{row.municipality_code}/{row.from_on}") for row in land],
            [
                (row, row.institution.name, f"/institutions/{row.institution_id}", f"{at}/bases/{row.institution_id}/{row.from_on}")
                for row in bases
            ],
            [(row, *_named(row), f"{at}/designations/{row.id}") for row in active],
        )


@routes.get("/")
def index() -> Answer:
    """圏域 with the base areas in them, on a day."""
    around, asked = _around()
    may_add = Institution.addable_by(here())
    page = render_template("region/directory/areas/index.html", around=around, plan=PlanList(around), asked=asked, may_add=may_add)
    return page, asked.status


@routes.get("/<int:area_id>")
def show(area_id: int) -> str:
    """One area: what belongs to it today, what did, what will."""
    area = the_area(area_id)
    chronicle = Chronicle.of([area.prefecture_code])
    standing = chronicle.on(clock.today())
    return render_template(
        "region/directory/areas/show.html", area=area, kinds=KINDS, zone=standing.zone_of(area), standing=standing,
        parts=Parts.of(chronicle, area), lacking=rules.breaches(chronicle, [area.id], standing.day), may_edit=runs(area),
    )  # fmt: skip


@routes.get("/rules")
def rule_list() -> Answer:
    """Every rule, and what is missing where."""
    around, asked = _around()
    found = [*around.lacking, *rules.without_zone(prefectures_read(), around.chronicle, around.day)]
    page = render_template("region/directory/areas/rules.html", around=around, rules=rules.RULES, found=found, asked=asked)
    return page, asked.status


@routes.get("/active-institutions")
def active_institutions() -> Answer:
    """The list of 積極的医療機関 for the medical plan, on A4."""
    around, asked = _around()
    page = render_template("region/directory/areas/active.html", around=around, plan=PlanList(around), asked=asked)
    return page, asked.status


@routes.get("/active-institutions.csv")
def active_institutions_file() -> Response:
    """The same list as a file; that it was taken along is recorded."""
    around, _asked = _around()
    rows = list(PlanList(around).lines())
    audit.record_aside("active_institutions.exported", count=len(rows), day=str(around.day))
    return csv_answer(f"active-institutions-{around.day}", [str(word) for word in COLUMNS], rows)


def _around() -> tuple[Overview, Asked]:
    """The areas in reach (?area=: one of them) on the day that is asked for."""
    asked, wanted = asked_day(), request.args.get("area", type=int)
    return Overview.of([the_area(wanted)] if wanted else areas_of_mine(), asked.day), asked


def _named(row: Appointment) -> tuple[str, str]:
    """The institution's name, and its page."""
    return row.institution.name, f"/institutions/{row.institution_id}"
