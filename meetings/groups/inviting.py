"""Who is told of a meeting, and how: a letter to who has an account or an address, a telephone call to the others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload, lazyload

from core import clock, deliveries, tokens
from core.config import Settings
from core.database import db
from meetings.models import Attendance, Meeting, Member, Presence
from region.models import Affiliation

EVENT = "meeting.told"
PURPOSE = "meeting.answer"
LIFE = timedelta(days=500)
"""Longer than anybody plans ahead; the link dies with the meeting."""


def mail() -> bool:
    """Is there a mail server in the settings?"""
    settings: Settings = current_app.config["RENKEI"]
    return bool(settings.smtp_url and settings.mail_from)


def has_account(member: Member) -> bool:
    """Somebody who can sign in today."""
    account = member.affiliation
    return account is not None and account.ended_at is None and account.person.is_active


def by_paper(member: Member) -> bool:
    """Has no account, and no letter can be sent there: is called, or gets one on paper."""
    return not has_account(member) and not (member.email and mail())


def telephone_only(line: Attendance) -> bool:
    """Nobody can write to this one: also not to take an invitation back, which goes to an account that was stopped too."""
    if line.member is None:
        return False
    return line.member.person_id is None and not line.member.email if mail() else not has_account(line.member)


def link(line: Attendance) -> str:
    """Where this member answers: the meeting's page, or for who has no account an address that is the proof itself."""
    settings: Settings = current_app.config["RENKEI"]
    if line.member and has_account(line.member):
        return f"{settings.public_url}/meetings/{line.meeting_id}"
    return f"{settings.public_url}/meeting-answers/{tokens.sign(PURPOSE, attendance=line.id)}"


def line_behind(token: str) -> Attendance | None:
    """The line a signed address speaks of, while its member still sits in the group; None for anything else."""
    said = tokens.read(PURPOSE, token, LIFE)
    number = said.get("attendance") if said else None
    found = db.get(Attendance, number) if isinstance(number, int) else None
    return found if found and found.member and found.invited_at else None


def tell(kind: str, meeting: Meeting, lines: Iterable[Attendance]) -> int:
    """In the present transaction: these are told (invited, changed, cancelled, reminded, uninvited). How many letters leave."""
    letters = 0
    for line in lines if mail() else ():
        if line.member is None or (by_paper(line.member) and (kind != "uninvited" or telephone_only(line))):
            continue
        known = line.member.person_id if has_account(line.member) or kind == "uninvited" else None
        letters += deliveries.queue(
            EVENT, key=f"{line.id}:{line.ics_sequence}:{kind}", person_id=known, address=None if known else line.member.email,
            attendance=line.id, sequence=line.ics_sequence, kind=kind,
        )  # fmt: skip
    return letters


def invited(meeting: Meeting) -> list[Attendance]:
    """The lines of the members who are asked and still sit there, in the order of the seats."""
    rows = select(Attendance).join(Attendance.member).where(Attendance.meeting_id == meeting.id, Attendance.asked())
    member = contains_eager(Attendance.member)
    found = db.scalars(rows.order_by(Member.position, Member.id).options(member.joinedload(Member.institution), member.options(*_WHO)))
    return [one for one in found if one.member and one.member.holds(day_of(meeting))]


_WHO = (joinedload(Member.affiliation).options(joinedload(Affiliation.person), lazyload(Affiliation.professions)),)
"""With who they are, whether they can sign in included; what they work as is not shown."""


def to_invite(meeting: Meeting, lines: Sequence[Attendance] | None = None) -> list[Member]:
    """The members of that day who are not asked yet. `lines`: who is, where that is at hand."""
    asked = {one.member_id for one in (invited(meeting) if lines is None else lines)}
    members = db.scalars(select(Member).where(Member.group_id == meeting.group_id).order_by(Member.position).options(*_WHO))
    return [one for one in members if one.id not in asked and may_come(one, meeting)]


def may_come(member: Member, meeting: Meeting) -> bool:
    """Does this one sit there on that day? Whose account was stopped, or ended with the work there, speaks for it no longer."""
    return member.holds(day_of(meeting)) and not is_away(member)


def is_away(member: Member) -> bool:
    """Is there an account, and nobody who signs in with it?"""
    return member.affiliation is not None and not has_account(member)


def near(line: Attendance, by: Affiliation | None) -> bool:
    """The member, or who works at the same institution."""
    if line.member is None or by is None:
        return False
    return line.member.person_id == by.person_id or line.member.institution_id == by.institution_id


def may_answer(line: Attendance, by: Affiliation) -> bool:
    """The member, who works at the same institution, and the secretariat."""
    return near(line, by) or line.meeting.group.run_by(by)


def own_line(meeting: Meeting, by: Affiliation | None, lines: Sequence[Attendance] | None = None) -> Attendance | None:
    """One's own line, where one is asked. `lines`: those of all, where they are at hand."""
    rows = (invited(meeting) if lines is None else lines) if by else []
    return next((one for one in rows if by and one.member and one.member.person_id == by.person_id), None)


@dataclass(frozen=True)
class Table:
    """Who answered what, for the secretariat and the members."""

    lines: list[Attendance]

    def __iter__(self) -> Iterator[Attendance]:
        return iter(self.lines)

    @property
    def counts(self) -> dict[str, int]:
        """By answer; '' where there is none yet."""
        said = [one.answer or "" for one in self.lines]
        return {code: said.count(code) for code in (*Presence, "")}

    @property
    def to_call(self) -> list[Attendance]:
        """電話・FAXで聞く人: who has not answered, and hears of it neither by an account nor by letter."""
        return [one for one in self.lines if one.answer is None and one.member and by_paper(one.member)]

    @property
    def coming(self) -> int:
        """Heads that will be there, on the spot or by Web."""
        return sum(1 for one in self.lines if one.answer and one.answer != Presence.ABSENT)


def day_of(meeting: Meeting) -> date:
    """Its day in Japan."""
    return clock.in_japan(meeting.starts_at).date()
