"""ひとつの例を、みんなの課題にする: asks, and offers the sentence. Nothing typed here is kept; the issue is made on its own page."""

from __future__ import annotations

from flask import Blueprint, abort, render_template, request
from flask_login import current_user

from board.models import Post
from board.routes.finding import the_post
from core.database import db
from core.whole_numbers import whole
from meetings.guarding.forms import GeneraliseForm
from meetings.guarding.generalising import Case, General, generalise
from meetings.models import Group
from region.here import here
from region.models import Affiliation
from region.models.reach import areas_in_reach

routes = Blueprint("generalising", __name__)


@routes.get("/issues/generalise")
def page() -> str:
    """The empty form; `?group=` and `?post=` say where it came from."""
    by = _somebody_of_an_area()
    form = GeneraliseForm(formdata=None, **{name: request.args.get(name, type=whole) for name in ("group", "post")})
    return _drawn(form, by)


@routes.post("/issues/generalise")
def preview() -> str | tuple[str, int]:
    """The general sentence; or the form again, where something is missing or tells who it was."""
    by = _somebody_of_an_area()
    form = GeneraliseForm()
    if not form.validate_on_submit():
        return _drawn(form, by), 422
    chosen = Case(**{name: str(form[name].data or "") for name in Case._fields})
    return _drawn(form, by, general=generalise(chosen))


def _drawn(form: GeneraliseForm, by: Affiliation, general: General | None = None) -> str:
    group, post = _the_group(form.group_id), _its_post(form.post_id)
    form.offer(by.profession_codes)
    return render_template("meetings/guarding/generalise.html", form=form, group=group, post=post, general=general)


def _the_group(group_id: int | None) -> Group | None:
    """The group that asked, or 404 where one may not read it."""
    if group_id is None:
        return None
    found: Group | None = db.scalar(Group.readable_by(current_user.id).where(Group.id == group_id))
    return found or abort(404)


def _its_post(post_id: int | None) -> Post | None:
    return None if post_id is None else the_post(post_id)


def _somebody_of_an_area() -> Affiliation:
    """Who acts, or 403 for who works in no area."""
    acting = here()
    return acting if acting and db.scalar(areas_in_reach(acting.person_id).limit(1)) is not None else abort(403)
