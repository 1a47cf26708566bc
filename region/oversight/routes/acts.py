"""Who did what in my areas: a page, and a file for Excel. Looking at it is itself an act that stays."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import gettext as _
from sqlalchemy import Select

from core import audit, clock
from core.spreadsheet import csv_answer
from core.whole_numbers import whole
from region.oversight.acts import Act, Asked, file_of, page_of, people_of, places_of
from region.oversight.forms import ActsForm
from region.oversight.routes.reach import the_areas
from region.oversight.routes.reviews import unsigned

routes = Blueprint("audit", __name__)


@routes.get("/audit/")
def index() -> Response | str:
    """The newest acts, or those before=."""
    _acting, areas = the_areas()
    form = _form(areas)
    if not form.validate():
        return make_response(_page(form, [], None, areas), 422)
    shown, older = page_of(form.asked, areas, request.args.get("before", type=whole))
    _noted("audit.viewed", form.asked, len(shown))
    return _page(form, shown, older, areas)


@routes.get("/audit/acts.csv")
def export() -> Response:
    """The same acts as a file."""
    _acting, areas = the_areas()
    form = _form(areas)
    found = file_of(form.asked, areas) if form.validate() else []
    if found is None:
        form.since.errors = [_("20,000件より多いので、ファイルにできません。期間をせばめてください。")]
    if found is None or form.errors:
        return make_response(_page(form, [], None, areas), 422)
    _noted("audit.exported", form.asked, len(found))
    header = [_("日時"), _("人"), _("施設"), _("したこと"), _("何に"), _("件数"), _("接続元"), _("記録の番号")]
    return csv_answer(f"audit-{form.since.data}-{form.until.data}", header, _rows(found))


def _form(areas: Select[int]) -> ActsForm:
    return ActsForm(formdata=request.args).offer(people_of(areas), places_of(areas))


def _page(form: ActsForm, acts: list[Act], older: int | None, areas: Select[int]) -> str:
    kept = {name: request.args.getlist(name) for name in ("since", "until", "person", "institution", "group") if name in request.args}
    return render_template("region/audit/index.html", form=form, acts=acts, older=older, kept=kept, unsigned=unsigned(areas))


def _noted(verb: str, asked: Asked, count: int) -> None:
    of = {"person": asked.person, "institution": asked.institution, "group": asked.group or None}
    audit.record_aside(verb, count=count, since=str(asked.since), until=str(asked.until), **{name: one for name, one in of.items() if one})


def _rows(acts: list[Act]) -> Iterator[list[object]]:
    for act in acts:
        when = clock.in_japan(act.row.at).strftime("%Y-%m-%d %H:%M:%S")
        yield [when, act.person, act.institution, act.what, act.on, act.count, act.row.address, act.row.id]
