"""What is written about a day that comes or has passed: that there is something, where, and for which body. Nothing of what it is."""

from __future__ import annotations

from datetime import date

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import select

from auth.models import Person
from core import clock
from core.config import Settings
from core.database import db
from core.deliveries import Delivery, composes
from core.mail import Letter
from meetings.models import Countermeasure, Group, Task, readable_ids
from meetings.seeing.reminding import DUE, LIST
from meetings.seeing.unreached import for_whom


@composes(DUE)
def due(delivery: Delivery) -> Letter | None:
    """Nothing where it is done, evaluated or moved to another day meanwhile, or for who may no longer read the group."""
    person, day = db.get_one(Person, delivery.person_id), date.fromisoformat(delivery.detail["due"])
    if not person.is_active or not _still_waits(delivery.detail["kind"], delivery.detail["id"], day, person.id):
        return None
    with force_locale(person.language or "ja"):
        passed = day < clock.today()
        subject = _("【連携】期限を過ぎた宿題・方策があります") if passed else _("【連携】もうすぐ期限の宿題・方策があります")
        first = _("あなたが担当の宿題か方策が、期限を過ぎています。") if passed else _("あなたが担当の宿題か方策の期限が近づいています。")
        say = _("期限：%(month)s月%(day)s日", month=day.month, day=day.day)
        done = _("もう済んでいるときは、そのページで「済み」にするか、実施したことを書いてください。知らせは止まります。")
        return _letter(person, subject, [first, say, done], _place(delivery.detail["kind"], delivery.detail["id"]))


def _place(kind: str, number: int) -> str:
    """Where one press ends it: homework by itself; a countermeasure in the list, which says whether words or a number are missing."""
    return f"/tasks/{number}" if kind == "task" else f"/tasks/#{kind}-{number}"


@composes(LIST)
def weekly(delivery: Delivery) -> Letter | None:
    """For the secretariat: whose are due that no letter reaches. Nothing where they are done meanwhile."""
    person = db.get_one(Person, delivery.person_id)
    if not person.is_active:
        return None
    with force_locale(person.language or "ja"):
        whom = for_whom(person.id)
        first = _("期限が近い、または過ぎた宿題・方策の中に、メールの届かない担当者のものがあります。")
        then = _("お手数ですが、電話などで知らせてください。どれかは、次のページで分かります。")
        lines = [first, "", *(f"・{one}" for one in whom), "", then]
        return _letter(person, _("【連携】メールの届かない担当者の宿題・方策があります"), lines, "/tasks/#h-unreached") if whom else None


def _still_waits(kind: str, number: int, day: date, person_id: int) -> bool:
    if kind == "task":
        task = db.get_one(Task, number)
        waits, group_id = task.done_at is None and task.due_on == day, task.group_id
    else:
        measure = db.get_one(Countermeasure, number)
        waits, group_id = not measure.ended and measure.version.due_on == day, measure.term.group_id
    return waits and db.scalar(select(Group.id).where(Group.id == group_id, Group.id.in_(readable_ids(person_id)))) is not None


def _letter(person: Person, subject: str, lines: list[str], address: str) -> Letter:
    settings: Settings = current_app.config["RENKEI"]
    ends = [_("内容はメールには書きません。次のリンクから、サインインしてお読みください。"), f"\n{settings.public_url}{address}\n"]
    ends.append(_("このメールは自動で送っています。返信しても届きません。"))
    return Letter(to=person.email, subject=subject, text="\n".join([*lines, *ends]) + "\n")
