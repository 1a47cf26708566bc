"""The yearly self-check of an institution with an active part: it answers, base staff and the prefecture read."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import or_, select
from werkzeug.wrappers import Response

from core import clock
from core.database import db
from core.whole_numbers import whole
from region.directory.forms.self_checks import SelfCheckForm
from region.directory.models import Fact, InstitutionStatus, SelfCheck
from region.directory.models.readership import looked_after_by
from region.directory.models.self_check import DUTIES, DUTY_ANSWERS
from region.directory.models.status import Status
from region.directory.routes.reaching import prefectures_read
from region.here import here
from region.models import Affiliation, Institution
from region.routes.finding import the_institution

routes = Blueprint("self_checks", __name__, url_prefix="/institutions/<int:institution_id>/self-check")


@routes.get("/")
def show(institution_id: int) -> str:
    """The answers of a year, and those of the years before."""
    institution, year = _active(institution_id)
    if not _may_read(institution):
        abort(403)
    return render_template(
        "region/directory/self_checks/show.html",
        institution=institution,
        year=year,
        answers=SelfCheck.of(institution.id, year),
        earlier=_years(institution.id, year),
        may_answer=year == _this_year() and Fact.stateable_by(here(), institution),
        duties=DUTIES,
        words=DUTY_ANSWERS,
    )


@routes.get("/edit")
def edit(institution_id: int) -> str:
    """Filled with what was answered this year."""
    institution, _by = _answering(institution_id)
    form = SelfCheckForm.of(SelfCheck.of(institution.id, _this_year()))
    return render_template("region/directory/self_checks/edit.html", institution=institution, form=form, year=_this_year())


@routes.post("/edit")
def answer(institution_id: int) -> Response:
    """So it is in this fiscal year."""
    institution, by = _answering(institution_id)
    form = SelfCheckForm()
    if not form.validate():
        page = render_template("region/directory/self_checks/edit.html", institution=institution, form=form, year=_this_year())
        return make_response(page, 422)
    SelfCheck.answer_all(institution, _this_year(), form.answers, by=by)
    db.commit()
    flash(_("%(year)s年度の自己点検を保存しました。", year=_this_year()))
    return redirect(url_for("self_checks.show", institution_id=institution.id), 303)


def _active(institution_id: int, year: int | None = None) -> tuple[Institution, int]:
    """An institution with an active part on any day of the year asked for, or 404."""
    institution = the_institution(institution_id)
    of = year or request.args.get("year", _this_year(), type=whole)
    first, last = date(min(max(of, 2000), 2200), 4, 1), date(min(max(of, 2000), 2200) + 1, 3, 31)
    rows = select(InstitutionStatus.id).where(
        InstitutionStatus.institution_id == institution.id,
        InstitutionStatus.status == Status.ACTIVE_INSTITUTION,
        InstitutionStatus.withdrawn_at.is_(None),
        InstitutionStatus.from_on <= last,
        or_(InstitutionStatus.until_on.is_(None), InstitutionStatus.until_on >= first),
    )
    return (institution, of) if db.scalar(rows.limit(1)) else abort(404)


def _answering(institution_id: int) -> tuple[Institution, Affiliation]:
    institution, _year = _active(institution_id, _this_year())
    acting = here()
    return (institution, acting) if acting and Fact.stateable_by(acting, institution) else abort(403)


def _may_read(institution: Institution) -> bool:
    """The institution itself, base staff of its areas, and the prefecture, which names it in its plan."""
    mine = db.scalar(select(Institution.id).where(Institution.id == institution.id, Institution.id.in_(looked_after_by(current_user.id))))
    return mine is not None or (institution.municipality_code or "")[:2] in prefectures_read()


def _years(institution_id: int, but: int) -> list[int]:
    years = select(SelfCheck.fiscal_year).where(SelfCheck.institution_id == institution_id).distinct()
    return [year for year in db.scalars(years.order_by(SelfCheck.fiscal_year.desc())) if year != but]


def _this_year() -> int:
    return clock.fiscal_year(clock.today())
