"""Areas: how they stand on any day, one area with its past and its time to come, the rules, the list for the plan."""

from __future__ import annotations

from flask import Blueprint, Response, abort, render_template, request

from core import audit, clock
from core.spreadsheet import csv_answer
from core.whole_numbers import whole
from region.directory import rules
from region.directory.duty_table import DutyTable, last_day
from region.directory.forms.areas import KINDS
from region.directory.models.chronicle import Chronicle
from region.directory.models.self_check import DUTIES, DUTY_ANSWERS
from region.directory.overview import Overview
from region.directory.parts import Inside, Parts
from region.directory.plan_list import COLUMNS, PlanList
from region.directory.routes.reaching import Asked, areas_of_mine, asked_day, prefectures_read, run_by_me, the_area
from region.here import here
from region.models import Institution

routes = Blueprint("areas", __name__, url_prefix="/areas")

Answer = tuple[str, int]


@routes.get("/")
def index() -> Answer:
    """圏域 with the base areas in them, on a day."""
    around, asked = _around()
    may_add = Institution.addable_by(here())
    page = render_template(
        "region/directory/areas/index.html", around=around, plan=PlanList(around), asked=asked, may_add=may_add,
        may_watch=may_add or bool(prefectures_read()), missing=[one for one in _lacking(around) if one.must],
    )  # fmt: skip
    return page, asked.status


@routes.get("/<int:area_id>")
def show(area_id: int) -> str:
    """One area: what belongs to it today, what did, what will."""
    area = the_area(area_id)
    chronicle = Chronicle.of([area.prefecture_code])
    standing = chronicle.on(clock.today())
    return render_template(
        "region/directory/areas/show.html", area=area, kinds=KINDS, zone=standing.zone_of(area), standing=standing,
        parts=Parts.of(chronicle, area), inside=Inside.of(standing, area), lacking=rules.breaches(chronicle, [area.id], standing.day),
        may_edit=area.id in run_by_me(),
    )  # fmt: skip


@routes.get("/rules")
def rule_list() -> Answer:
    """Every rule, and what is missing where."""
    around, asked = _around()
    found, run = _lacking(around), run_by_me()
    page = render_template("region/directory/areas/rules.html", around=around, rules=rules.RULES, found=found, asked=asked, run=run)
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


@routes.get("/self-checks")
def self_checks() -> str:
    """The six duties in a fiscal year: for base staff of their areas, and for the prefecture, which names the institutions in its plan."""
    this_year = clock.fiscal_year(clock.today())
    year = min(max(request.args.get("year", this_year, type=whole), 2000), this_year)
    watched = [area for area in areas_of_mine() if area.id in run_by_me() or area.prefecture_code in prefectures_read()]
    if not watched:
        abort(403)
    around = Overview.of(watched, last_day(year))
    return render_template(
        "region/directory/areas/duties.html", table=DutyTable(PlanList(around), year), duties=DUTIES, words=DUTY_ANSWERS,
        years=[one for one in around.years if one <= this_year],
    )  # fmt: skip


def _lacking(around: Overview) -> list[rules.Breach]:
    """What is missing, for the prefecture also in its land without any area."""
    return [*around.lacking, *rules.without_zone(prefectures_read(), around.chronicle, around.day)]


def _around() -> tuple[Overview, Asked]:
    """The areas in reach (?area=: one of them) on the day that is asked for."""
    asked, wanted = asked_day(), request.args.get("area", type=whole)
    return Overview.of([the_area(wanted)] if wanted else areas_of_mine(), asked.day), asked
