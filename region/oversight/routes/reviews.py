"""The monthly review: open a month, see what stands out, write, sign. What was signed stays as it is."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from sqlalchemy import Select, select
from werkzeug.wrappers import Response

from core import audit
from core.database import db
from region.models import Area
from region.oversight import words
from region.oversight.acts import first_act_before
from region.oversight.findings import MANY, in_words, of_month
from region.oversight.forms import ReviewForm
from region.oversight.month import Month, last_month
from region.oversight.review import AuditReview
from region.oversight.routes.reach import the_area, the_areas

routes = Blueprint("audit_reviews", __name__)
MONTHS = 12


@routes.get("/audit/reviews")
def index() -> str:
    """The last twelve months of each area, signed or not, and all that were signed before."""
    _acting, areas = the_areas()
    months = [last_month()]
    while len(months) < MONTHS:
        months.append(months[-1].before)
    signed = {(one.area_id, one.month): one for one in db.scalars(AuditReview.signed_of(areas))}
    there = list(db.scalars(select(Area).where(Area.id.in_(areas)).order_by(Area.id)))
    older = [one for one in signed.values() if one.month < str(months[-1])]
    begun = [month for month in months if first_act_before(month.ends)]
    return render_template("region/audit/reviews/index.html", months=begun, areas=there, signed=signed, older=older)


@routes.get("/audit/reviews/<int:area_id>/<month>")
def show(area_id: int, month: str) -> str:
    """What the month holds: as it was signed, or as it is."""
    _acting, area = the_area(area_id)
    asked = _month(month)
    audit.record_aside("audit_review.opened", area, month=str(asked))
    return _page(area, asked, AuditReview.of(area.id, asked), ReviewForm())


@routes.post("/audit/reviews/<int:area_id>/<month>")
def sign(area_id: int, month: str) -> Response:
    """I have looked, and this is what I think."""
    acting, area = the_area(area_id)
    asked, form = _month(month), ReviewForm()
    if not form.validate():
        return make_response(_page(area, asked, AuditReview.of(area.id, asked), form), 422)
    AuditReview.sign(area, asked, _counted(area, asked), str(form.remarks.data), by=acting)
    db.commit()
    flash(_("署名しました。この点検は、もう変わりません。"))
    return redirect(url_for("audit_reviews.show", area_id=area.id, month=asked), 303)


def unsigned(areas: Select[int]) -> list[tuple[Area, Month]]:
    """The areas whose last month nobody has signed, where anything was done until then."""
    month = last_month()
    done = select(AuditReview.area_id).where(AuditReview.month == str(month))
    if not first_act_before(month.ends):
        return []
    return [(one, month) for one in db.scalars(select(Area).where(Area.id.in_(areas), Area.id.not_in(done)).order_by(Area.id))]


def _month(said: str) -> Month:
    """A month that is over, or 404."""
    month = Month.read(said)
    return month if month and month.over else abort(404)


def _counted(area: Area, month: Month) -> dict[str, Any]:
    return of_month(month, select(Area.id).where(Area.id == area.id))


def _page(area: Area, month: Month, review: AuditReview | None, form: ReviewForm) -> str:
    told = review.told if review else _counted(area, month)
    return render_template(
        "region/audit/reviews/show.html", area=area, month=month, review=review, form=form, told=told,
        people=in_words(told), many=MANY, groups=words.GROUPS,
    )  # fmt: skip
