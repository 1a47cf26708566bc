"""What is written to members: that minutes wait to be read, and where. Nothing of what they say."""

from __future__ import annotations

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import select

from auth.models import Person
from core.config import Settings
from core.database import db
from core.deliveries import Delivery, composes
from core.mail import Letter
from meetings.models import Group, Minutes, inside_ids
from meetings.models.minutes_records import APPROVAL_ENDED, SENT


@composes(SENT)
def sent(delivery: Delivery) -> Letter | None:
    """Please read it, until that day. Nothing where it is fixed meanwhile, or for who no longer belongs to the group."""
    minutes, person = _still_read(delivery)
    if minutes is None or minutes.correct_by_on is None:
        return None
    with force_locale(person.language or "ja"):
        day = minutes.correct_by_on
        until = _("直すところがあれば、%(month)s月%(day)s日までに、そのページから知らせてください。", month=day.month, day=day.day)
        lines = [_("会議の議事録の案ができました。"), until]
        if any(one.person_id == person.id for one in minutes.unsigned):
            lines.append(_("あなたは署名人です。読んで、まちがいがなければ、そのページで確認してください。"))
        return _letter(person, _("【連携】議事録の案を読んでください"), lines, minutes)


@composes(APPROVAL_ENDED)
def approval_ended(delivery: Delivery) -> Letter | None:
    """What you approved reads otherwise now. Nothing where it was approved again."""
    minutes, person = _still_read(delivery)
    if minutes is None or not any(one.person_id == person.id for one in minutes.unsigned):
        return None
    with force_locale(person.language or "ja"):
        lines = [
            _("確認していただいた議事録の文が、そのあとで変わりました。"),
            _("お手数ですが、もう一度読んで、まちがいがなければ確認してください。"),
        ]
        return _letter(person, _("【連携】議事録が変わりました。もう一度確認してください"), lines, minutes)


def _still_read(delivery: Delivery) -> tuple[Minutes | None, Person]:
    person = db.get_one(Person, delivery.person_id)
    minutes = db.get_one(Minutes, delivery.detail["minutes"])
    inside = select(Group.id).where(Group.id == minutes.meeting.group_id, Group.id.in_(inside_ids(person.id)))
    waits = person.is_active and minutes.fixed_at is None and db.scalar(inside) is not None
    return (minutes if waits else None), person


def _letter(person: Person, subject: str, lines: list[str], minutes: Minutes) -> Letter:
    settings: Settings = current_app.config["RENKEI"]
    link = f"{settings.public_url}/meetings/{minutes.meeting_id}/minutes"
    ends = [_("内容はメールには書きません。次のリンクから、サインインしてお読みください。"), f"\n{link}\n"]
    ends.append(_("このメールは自動で送っています。返信しても届きません。"))
    return Letter(to=person.email, subject=subject, text="\n".join([*lines, *ends]) + "\n")
