"""A member's words change: what was said in earlier meetings stays under the words of that day. A seat goes with its institution."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select

from core import audit, clock, realtime
from core.database import db
from meetings.models.attendance import Attendance
from meetings.models.meeting import Meeting
from meetings.models.member import Member
from region.directory.models import InstitutionSuccession
from region.models import Affiliation, InstitutionMerge

WORDS = {"name", "institution_name", "profession"}
"""What stands in minutes."""


def change(member: Member, *, by: Affiliation, **facts: object) -> Member:
    """Other facts of a member. Whoever was in a meeting gets a new line for new words, from today on: the line that holds then."""
    changed = {name: value for name, value in facts.items() if getattr(member, name) != value}
    if not changed:
        return member
    audit.record("group.member_changed", member.group, by=by, member=member.id, fields=sorted(changed))
    held = _began(member)
    line = _successor(member, _first_day(held)) if held and WORDS & changed.keys() else member
    for name, value in changed.items():
        setattr(line, name, value)
    db.flush()
    return line


def _began(member: Member) -> list[Meeting]:
    """The meetings that have begun and in which this line stands."""
    lines = select(Attendance.meeting_id).where(Attendance.member_id == member.id)
    return list(db.scalars(select(Meeting).where(Meeting.id.in_(lines), Meeting.opened_at.is_not(None))))


def _first_day(held: list[Meeting]) -> date:
    """Today, or tomorrow where there was a meeting today."""
    today = clock.today()
    return today + timedelta(days=any(clock.in_japan(one.starts_at).date() == today for one in held))


def _successor(member: Member, day: date) -> Member:
    kept = ("group", "affiliation", "institution", "name", "institution_name", "profession", "recommended_by", "email", "seat", "signs")
    line = Member(**{name: getattr(member, name) for name in (*kept, "position", "until_on")}, from_on=day)
    db.add(line)
    member.until_on = day - timedelta(days=1)
    db.flush()
    ahead = select(Meeting.id).where(Meeting.group_id == member.group_id, Meeting.opened_at.is_(None), Meeting.starts_at >= clock.now())
    for row in db.scalars(select(Attendance).where(Attendance.member_id == member.id, Attendance.meeting_id.in_(ahead))):
        row.member = line
    return line


def follow(member: Member) -> bool:
    """The account ended because its institution became another, or the person is back there: the seat has the new account."""
    account = member.affiliation
    if account is None or account.ended_at is None:
        return False
    works = Affiliation.current_of(account.person_id).where(Affiliation.institution_id.in_(_places(member, account)))
    heir = db.scalar(works.limit(1))
    if heir is None:
        return False
    member.affiliation = heir
    realtime.rights_changed(heir.person_id)
    audit.record("group.member_changed", member.group, member=member.id, fields=["affiliation"])
    return True


def _places(member: Member, account: Affiliation) -> set[int]:
    """What the institutions of the account and of the seat are today."""
    then = {account.institution_id, member.institution_id or account.institution_id}
    went = select(InstitutionSuccession.successor_id).where(InstitutionSuccession.predecessor_id.in_(then))
    then |= set(db.scalars(went.where(InstitutionSuccession.undone_at.is_(None))))
    return {InstitutionMerge.kept_in_place_of(one) for one in then}
