"""What the area lacks: what was looked for and not found, and how the base answered."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select
from werkzeug.wrappers import Response

from core.database import db
from region.directory.finding.words import Phrasebook
from region.directory.forms.finding import GapClosureForm, wanted_of
from region.directory.models import Gap, Reader
from region.directory.models.gap import Need
from region.here import here
from region.models import Affiliation, Municipality

routes = Blueprint("gaps", __name__, url_prefix="/institutions/gaps")


@routes.get("/")
def index() -> str:
    """For the base: unmet needs, the most asked first, and what was closed."""
    return _page(_base_staff()[1])


@routes.post("/closures")
def close() -> Response | tuple[str, int]:
    """The base has an answer to one of them."""
    by, reader = _base_staff()
    form = GapClosureForm()
    if not form.validate_on_submit():
        return _page(reader, form), 422
    Gap.close(form.question.data or "", form.note.data or "", by=by, reader=reader)
    db.commit()
    flash(_("「いない」を閉じました。また同じことがさがされて、だれもいなければ、新しく残ります。"))
    return redirect(url_for(".index"), 303)


def _page(reader: Reader, form: GapClosureForm | None = None) -> str:
    needs, closed = Gap.needs(reader), Gap.needs(reader, closed=True)
    return render_template(
        "region/institutions/gaps/index.html", needs=needs, closed=closed, words=_words([*needs, *closed], reader), form=form,
        blank_note=GapClosureForm(formdata=None),
    )  # fmt: skip


def _words(needs: list[Need], reader: Reader) -> dict[str, list[str]]:
    """Each question as people say it."""
    wanted = {one.question: wanted_of(one.asked) for one in needs}
    codes = {code for one in wanted.values() for code in (one.serves, one.municipality) if code}
    rows = db.scalars(select(Municipality).where(Municipality.code.in_(sorted(codes))))
    phrases = Phrasebook({one.code: one.name for one in rows}, reader.areas)
    return {question: phrases.all(one) for question, one in wanted.items()}


def _base_staff() -> tuple[Affiliation, Reader]:
    acting, reader = here(), Reader.of(current_user.id)
    if acting is None or not acting.is_base_staff or not reader.run:
        abort(403)
    return acting, reader
