"""A base asks the people of its area for a second factor from a day on, sees who still lacks one, and lets in who lost theirs."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, abort, flash, make_response, redirect, render_template
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from auth.models import CodeApp, Passkey, Person
from auth.recent import recently_authenticated
from auth.second_factors import has_any, reset
from core import realtime
from core.database import db
from core.rules import RuleBroken
from region.forms.people import SecondFactorForm
from region.here import here
from region.models import Affiliation, Area, Institution, SecondFactorRule, areas_run_by
from region.models.base import belongs_to
from region.models.staffing import may_let_back_in
from region.routes.staff import allow, signer, the_person

routes = Blueprint("second_factors", __name__)

AT_MOST = 200
"""Names shown; the number is always true."""


@routes.get("/people/second-factors")
def overview() -> str:
    """The areas my base runs, and how each stands."""
    actor = signer()
    allow(actor.is_base_staff)
    return _page(None)


@routes.post("/areas/<int:area_id>/second-factor-rule")
@recently_authenticated
def set_rule(area_id: int) -> Response:
    """From that day on nobody of the area gets further without one."""
    area, actor, form = _area(area_id), signer(), SecondFactorForm()
    if not form.validate():
        return make_response(_page(form, area.id), 422)
    assert form.from_on.data
    SecondFactorRule.set_for(area, from_on=form.from_on.data, by=actor)
    realtime.rights_changed(None)
    db.commit()
    flash(_("2つめの確認を使う日を決めました。みなさんのホームに、お知らせが出ます。"))
    return redirect("/people/second-factors", 303)


@routes.post("/areas/<int:area_id>/second-factor-rule/ending")
@recently_authenticated
def end_rule(area_id: int) -> Response:
    """Everybody chooses for themselves again."""
    area, actor = _area(area_id), signer()
    (SecondFactorRule.of_area(area.id) or abort(404)).end(by=actor)
    db.commit()
    flash(_("2つめの確認は、それぞれの人が決めるようにもどしました。"))
    return redirect("/people/second-factors", 303)


@routes.get("/people/<int:person_id>/second-factor-reset")
def ask_to_reset(person_id: int) -> str:
    """What it means, before it is done."""
    person = _person(person_id)
    return render_template("region/people/second_factor_reset.html", person=person)


@routes.post("/people/<int:person_id>/second-factor-reset")
@recently_authenticated
def reset_of(person_id: int) -> Response:
    """Who lost telephone and paper signs in with the password alone, and sets up a new one."""
    person = _person(person_id)
    if not has_any(person.id):
        raise RuleBroken(_("この人は、2つめの確認を使っていません。"))
    reset(person, by=signer())
    db.commit()
    flash(_("%(name)sさんの2つめの確認をはずしました。", name=person.name))
    return redirect("/people/second-factors", 303)


def _area(area_id: int) -> Area:
    """One that my base runs; another's is not found. 403 for who runs none."""
    actor = signer()
    allow(actor.is_base_staff)
    return db.scalar(select(Area).where(Area.id == area_id, Area.id.in_(areas_run_by(actor)))) or abort(404)


def _person(person_id: int) -> Person:
    person, actor = the_person(person_id), signer()
    allow(may_let_back_in(actor, person) and person.id != actor.person_id)
    return person


def _page(form: SecondFactorForm | None, wrong: int = 0) -> str:
    actor = here() or abort(403)
    areas = db.scalars(select(Area).where(Area.id.in_(areas_run_by(actor))).order_by(Area.id)).all()
    shown = [(area, SecondFactorRule.of_area(area.id), _for(area, form if area.id == wrong else None), _people(area)) for area in areas]
    return render_template("region/people/second_factors.html", areas=shown, at_most=AT_MOST)


def _for(area: Area, form: SecondFactorForm | None) -> SecondFactorForm:
    """There are as many forms on the page as areas: each has a field of its own."""
    form = form or SecondFactorForm(formdata=None)
    form.from_on.id = f"from_on-{area.id}"
    return form


def _people(area: Area) -> tuple[Sequence[Affiliation], Sequence[Affiliation]]:
    """Who has one, and who does not; each person once."""
    proved = select(CodeApp.person_id).union(select(Passkey.person_id))
    works = (
        select(Affiliation).join(Institution, Institution.id == Affiliation.institution_id).join(Person, Person.id == Affiliation.person_id)
    )
    there = works.where(Affiliation.ended_at.is_(None), Person.disabled_at.is_(None), belongs_to([area.id]))
    found = db.scalars(there.options(joinedload(Affiliation.person)).order_by(Institution.name, Affiliation.id)).unique().all()
    once = list({one.person_id: one for one in found}.values())
    have = set(db.scalars(proved))
    return [one for one in once if one.person_id in have], [one for one in once if one.person_id not in have]
