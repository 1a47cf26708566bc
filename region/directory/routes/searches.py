"""Ways of looking that have a name: kept, shared with the area, removed."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from core.database import db
from region.directory.forms.finding import SavedSearchForm, wanted
from region.directory.models import Reader, SavedSearch
from region.here import here
from region.models import Affiliation, Area

routes = Blueprint("searches", __name__, url_prefix="/institutions/searches")


@routes.post("/")
def save() -> Response | tuple[str, int]:
    """Keeps what was asked under a name."""
    by = _acting()
    reader = Reader.of(current_user.id)
    form = offered(SavedSearchForm(), reader)
    asked = wanted(_address(form.asked.data or ""))
    if not form.validate_on_submit():
        return render_template("region/institutions/searches/new.html", form=form, asked=asked.asked), 422
    area = db.get(Area, int(form.area.data)) if (form.area.data or "").isdigit() else None
    if area and area.id not in reader.run:
        abort(403)
    query = urlencode(asked.asked, doseq=True)
    SavedSearch.save(form.name.data or "", query, by=by, area=area)
    db.commit()
    flash(_("「%(name)s」を保存しました。施設の名簿の上から、いつでも使えます。", name=form.name.data))
    return redirect(f"{url_for('institutions.index')}?{query}", 303)


@routes.post("/<int:search_id>/removal")
def remove(search_id: int) -> Response:
    """Takes one away; of a shared one, only its owner and the base may."""
    by = _acting()
    saved = db.scalar(SavedSearch.readable_by(current_user.id).where(SavedSearch.id == search_id)) or abort(404)
    if not saved.removable_by(by):
        abort(403)
    saved.remove(by=by)
    db.commit()
    flash(_("「%(name)s」を消しました。", name=saved.name))
    return redirect(url_for("institutions.index"), 303)


def offered(form: SavedSearchForm, reader: Reader) -> SavedSearchForm:
    """With whom it may be shared: base staff with the areas their base runs."""
    form.area.choices = [("", _("わたしだけ")), *((str(id_), _("%(area)sのみんな", area=reader.areas[id_])) for id_ in sorted(reader.run))]
    return form


def _acting() -> Affiliation:
    return here() or abort(403)


def _address(said: str) -> MultiDict[str, str]:
    return MultiDict(parse_qsl(said[:2000]))
