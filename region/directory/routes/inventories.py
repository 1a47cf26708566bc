"""Which institutions of the area have looked through their people: for base staff, as a page, as a file, and a reminder to the others."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response as Answer

from core import audit, clock
from core.database import db
from core.rules import RuleBroken
from core.spreadsheet import csv_answer
from core.whole_numbers import whole
from region.directory import inventory, overseeing
from region.directory.models import Inventory
from region.directory.models.inventory import this_year
from region.models import Affiliation, Institution
from region.routes.finding import the_adder

routes = Blueprint("inventories", __name__, url_prefix="/people/inventory")

PAGE = 100


@routes.get("/institutions")
def index() -> str:
    """Everybody's state; `state=open` only those that have not done it."""
    actor = the_adder()
    everyone = overseeing.overseen_by(actor)
    waiting = overseeing.still_to_do(everyone)
    only_open, page = request.args.get("state") == "open", max(1, request.args.get("page", 1, type=whole))
    shown = (waiting if only_open else everyone).options(joinedload(Institution.municipality))
    return render_template(
        "region/directory/inventory/index.html",
        rows=overseeing.rows(list(db.scalars(shown.limit(PAGE).offset((page - 1) * PAGE)))),
        total=overseeing.count(everyone),
        waiting=overseeing.count(waiting),
        only_open=only_open,
        page=page,
        last=max(1, -(-overseeing.count(waiting if only_open else everyone) // PAGE)),
        year=this_year(),
        sends_mail=_sends_mail(),
    )


@routes.get("/list.csv")
def export() -> Response:
    """The same list as a file; that it was taken along is recorded."""
    actor = the_adder()
    everyone = overseeing.overseen_by(actor)
    shown = overseeing.still_to_do(everyone) if request.args.get("state") == "open" else everyone
    rows = overseeing.rows(list(db.scalars(shown)))
    audit.record_aside("inventory.exported", count=len(rows))
    header = [_("施設"), _("電話番号"), _("人数"), _("管理者"), _("棚卸しをした日"), _("います"), _("やめました"), _("した人")]
    return csv_answer("inventory", header, (_cells(row) for row in rows))


@routes.post("/reminders")
def remind() -> Answer:
    """Managers who have not done it are told by mail."""
    actor = the_adder()
    if not _sends_mail():
        raise RuleBroken(_("メールを送る設定がありません。電話で知らせてください。"))
    waiting = overseeing.still_to_do(overseeing.overseen_by(actor)).order_by(None).with_only_columns(Institution.id)
    managers = list(db.scalars(Inventory.keepers().where(Affiliation.institution_id.in_(waiting))))
    queued = inventory.remind(managers, by=actor)
    db.commit()
    flash(_("%(count)s人の管理者に、メールで知らせます。", count=queued) if queued else _("きょうは、もう知らせてあります。"))
    return redirect("/people/inventory/institutions?state=open", 303)


def _sends_mail() -> bool:
    settings = current_app.config["RENKEI"]
    return bool(settings.smtp_url and settings.mail_from)


def _cells(row: overseeing.Row) -> list[object]:
    done = row.done
    told = [clock.in_japan(done.done_at).date(), done.stayed, done.ended, done.done_by.person.name] if done else [_("未実施"), "", "", ""]
    return [row.institution.name, row.institution.telephone, row.people, "、".join(row.keepers), *told]
