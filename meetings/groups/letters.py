"""What is written to who is invited, or no longer: that there is a meeting, when and where, and the link. Nothing of what is discussed."""

from __future__ import annotations

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import or_, select

from auth.models import Person
from core import clock
from core.database import db
from core.deliveries import Delivery, composes
from core.language import dated
from core.mail import Letter
from meetings.groups import ics
from meetings.groups.inviting import EVENT, link, may_come
from meetings.models import Attendance, Meeting


@composes(EVENT)
def told(delivery: Delivery) -> Letter | None:
    """Nothing where something newer was told since, where the member has left, or where an answer came before the reminder left.

    Whose account was stopped is told one thing only: that a date in their calendar is off.
    """
    line = db.get_one(Attendance, delivery.detail["attendance"])
    kind, person = delivery.detail["kind"], db.get(Person, delivery.person_id) if delivery.person_id else None
    true = _may_hold(line, delivery) if kind == "uninvited" else _still_true(line, delivery.detail["sequence"], kind)
    if not true or (person and not person.is_active and kind != "uninvited"):
        return None
    to = person.email if person else str(delivery.address)
    kind = "cancelled" if line.meeting.cancelled_at else kind
    with force_locale((person.language if person else None) or "ja"):
        return Letter(
            to=to, subject=_subject(kind, line.meeting), text=_text(kind, line),
            calendar=ics.calendar(line.meeting, link=link(line), line=line, to=to),
        )  # fmt: skip


def _still_true(line: Attendance, sequence: int, kind: str) -> bool:
    meeting, member = line.meeting, line.member
    if member is None or not line.is_asked or not may_come(member, meeting):
        return False
    if sequence != line.ics_sequence or bool(meeting.cancelled_at) != (kind == "cancelled"):
        return False
    return kind == "cancelled" or (meeting.answerable and not (kind == "reminded" and line.answer))


def _may_hold(line: Attendance, delivery: Delivery) -> bool:
    """Is there a date in this one's calendar that should not be there? Whose invitation never left hears nothing."""
    if line.uninvited_at is None or clock.now() >= line.meeting.ends_at:
        return False
    others = select(Delivery.id).where(Delivery.key.startswith(f"{EVENT}:{line.id}:", autoescape=True), Delivery.id < delivery.id)
    kept = others.where(or_(Delivery.ended_as == "sent", Delivery.ended_at.is_(None)))
    return db.scalar(kept.limit(1)) is not None


def _subject(kind: str, meeting: Meeting) -> str:
    day = dated(meeting.starts_at)
    said = {
        "invited": _("【連携】会議のご案内 %(day)s", day=day),
        "changed": _("【連携】会議の日時・場所が変わりました %(day)s", day=day),
        "cancelled": _("【連携】会議は中止になりました %(day)s", day=day),
        "reminded": _("【連携】会議の出欠をお知らせください %(day)s", day=day),
        "uninvited": _("【連携】会議のご案内を取り消します %(day)s", day=day),
    }
    return str(said[kind])


def _text(kind: str, line: Attendance) -> str:
    meeting = line.meeting
    ask = [_("出欠のお返事は、次のリンクからお願いします（出席・Web・代理・欠席）。"), f"\n{link(line)}\n"]
    if kind == "changed" and line.answer:
        ask[0] = _("いただいたお返事を変えるときは、次のリンクからお願いします。")
    if kind in ("cancelled", "uninvited"):
        ask = [_("お返事はいりません。お手もとの予定表の予定は、付いているファイルを開くと消えます。"), ""]
    place = [] if kind == "uninvited" else [_("場所：%(place)s", place=_where(meeting))]
    lines = [
        _first(kind), "", ics.title(meeting), _("日時：%(when)s", when=_when(meeting)), *place, "",
        *ask, _("議題などの内容は、メールには書きません。"), meeting.group.secretariat.name,
        _("このメールは自動で送っています。返信しても届きません。"),
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def _first(kind: str) -> str:
    said = {
        "invited": _("次の会議にお越しください。"),
        "changed": _("ご案内していた会議の日時や場所が、次のように変わりました。"),
        "cancelled": _("ご案内していた次の会議は、中止になりました。"),
        "reminded": _("次の会議の出欠を、まだうかがっていません。"),
        "uninvited": _("ご登録が変わったため、お送りしていた次の会議のご案内を取り消します。会議は予定どおり開かれます。"),
    }
    return str(said[kind])


def _when(meeting: Meeting) -> str:
    begins, ends = clock.in_japan(meeting.starts_at), clock.in_japan(meeting.ends_at)
    return f"{dated(meeting.starts_at)} {begins:%-H:%M}〜{ends:%-H:%M}"


def _where(meeting: Meeting) -> str:
    places = (meeting.place, _("Web") if meeting.web_url else "")
    return "・".join(one for one in places if one) or str(_("きまりしだいお知らせします"))
