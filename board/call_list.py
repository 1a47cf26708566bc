"""電話の一覧: whom to telephone about a notice, the most urgent first, on paper and as a file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from board.contacts import Contact
from board.models import Addressee, Answer, ConfirmationRequest, NoReply
from board.models.reminder import LastReminder
from board.models.unanswered_call import Calls
from board.models.waiting import unanswered
from core import clock
from core.database import db
from region.models import Affiliation, Institution
from region.vocabulary import type_name

ORDER = ("call", "unread", "unregistered", "read")
"""Who asked for a call, then who does not know yet, then who has read and not answered."""


@dataclass(frozen=True)
class Entry:
    """One institution to call."""

    row: Addressee
    contact: Contact
    calls: Calls | None
    reminder: LastReminder | None

    @property
    def state(self) -> str:
        """As in the grid."""
        return "unregistered" if self.row.state == "unread" and not self.contact.registered else self.row.state

    @property
    def urgent_first(self) -> tuple[int, int, float, str]:
        """Of equals whoever was called less often and longer ago, then by name."""
        institution, calls = self.row.institution, self.calls
        tried = (calls.count, calls.last.at.timestamp()) if calls else (0, 0.0)
        return ORDER.index(self.state), *tried, institution.name_kana or institution.name


@dataclass(frozen=True)
class CallList:
    """Those with a number, and those without one, whom paper cannot help to reach."""

    request: ConfirmationRequest
    entries: list[Entry]
    numberless: list[Entry]

    @classmethod
    def of(cls, request: ConfirmationRequest, asker: Affiliation) -> CallList:
        """As things are now."""
        rows = [*unanswered(request).values(), *_asking_for_a_call(request)]
        contacts, calls, reminders = Contact.at(rows, asker), Calls.about(request.post_id), LastReminder.about(request.post_id)
        found = ((row, row.institution_id) for row in rows)
        entries = [Entry(row, contacts[one], calls.get(one), reminders.get(one)) for row, one in found]
        entries.sort(key=lambda entry: entry.urgent_first)
        with_number = [entry for entry in entries if entry.row.institution.telephone]
        return cls(request, with_number, [entry for entry in entries if not entry.row.institution.telephone])

    @property
    def header(self) -> list[str]:
        """The columns of the file."""
        return [
            _("施設"), _("種類"), _("市町村"), _("担当の人"), _("相談の窓口"), _("電話"), _("FAX"), _("状態"), _("電話した回数"),
            _("前の電話"), _("前の電話のようす"), _("知らせた日時"), _("済"), _("備考"),
        ]  # fmt: skip

    def table(self) -> Iterator[list[object]]:
        """The rows of the file, in the order of the paper; the last two columns are for writing into."""
        for entry in (*self.entries, *self.numberless):
            yield _line(entry)


def _line(entry: Entry) -> list[object]:
    institution, calls = entry.row.institution, entry.calls
    place = institution.municipality.name if institution.municipality else ""
    tried: list[object] = [calls.count, _said(calls.last.at), str(no_reply(calls.last.heard))] if calls else [0, "", ""]
    return [
        institution.name, type_name(institution.type), place, entry.contact.name, entry.contact.desk, institution.telephone or "",
        institution.fax or "", state(entry.state), *tried, _said(entry.reminder.at) if entry.reminder else "", "", "",
    ]  # fmt: skip


def _said(moment: datetime) -> str:
    return f"{clock.in_japan(moment):%Y-%m-%d %H:%M}"


def state(code: str) -> str:
    """The state of an institution to call, in words."""
    words = {"call": _("電話ください"), "unread": _("未読"), "unregistered": _("未登録"), "read": _("既読")}
    return str(words[code])


def no_reply(heard: NoReply) -> str:
    """What was heard, in words."""
    words = {NoReply.ABSENT: _("不在"), NoReply.MACHINE: _("留守電"), NoReply.BUSY: _("話し中")}
    return str(words[NoReply(heard)])


def _asking_for_a_call(request: ConfirmationRequest) -> list[Addressee]:
    rows = select(Addressee).where(Addressee.post_id == request.post_id, Addressee.answer == Answer.CALL)
    return list(db.scalars(rows.options(joinedload(Addressee.institution).joinedload(Institution.municipality))))
