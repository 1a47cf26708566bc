"""What the forms of the cycle offer: meetings that decided, people and institutions in charge, other issues and countermeasures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from core import clock
from core.database import db
from meetings.cycle.forms.charges import ChargeRow, ChargesField
from meetings.cycle.forms.fields import IdField
from meetings.cycle.knots import named
from meetings.groups.register import known_as
from meetings.models import (
    Charge,
    Countermeasure,
    CountermeasureVersion,
    Group,
    Issue,
    Meeting,
    Member,
    Owner,
    Term,
    readable_ids,
)
from region.models import Affiliation, Institution
from region.models.base import institutions_in

MOST_MEETINGS = 12


def offer_meetings(field: IdField, group: Group) -> dict[int, date]:
    """Those that have begun, the newest first; that of today stands chosen. The day of each."""
    begun = select(Meeting).where(Meeting.group_id == group.id, Meeting.cancelled_at.is_(None), Meeting.starts_at <= clock.now())
    found = list(db.scalars(begun.order_by(Meeting.starts_at.desc()).limit(MOST_MEETINGS)))
    field.offer((one.id, _("%(year)s年度 %(meeting)s", year=one.fiscal_year, meeting=named(one))) for one in found)
    days = {one.id: clock.in_japan(one.starts_at).date() for one in found}
    if not field.raw_data:
        field.data = next((code for code, day in days.items() if day == clock.today()), 0)
    return days


def offer_charges(field: ChargesField, group: Group, standing: Sequence[Owner] = ()) -> None:
    """The group's people first, then every institution of the area."""
    members = [(_code(one), f"{one.institution_name}　{one.name}") for one in group.present if one.institution_name]
    known = {code for code, _name in members}
    here = [one for one in standing if one.affiliation_id and not one.gone]
    now = [(f"a{one.affiliation_id}", f"{one.body}　{one.person_name}") for one in here]
    places = db.scalars(institutions_in(group.area_id).order_by(Institution.name)).all()
    others = [(f"i{one.id}", one.name) for one in places]
    listed = {code for code, _name in others}
    kept = [(f"i{one.institution_id}", one.body) for one in standing if one.institution_id]
    moved = dict.fromkeys(one for one in kept if one[0] not in listed)
    field.offer([
        (_("いまの担当"), [one for one in now if one[0] not in known]), (_("この会議の人"), members), (_("地域の施設"), [*moved, *others]),
    ], _bodies(group), {f"i{one.id}": one.name_kana for one in places if one.name_kana})  # fmt: skip


def _bodies(group: Group) -> list[str]:
    """Bodies that are not in the directory and were in charge of something here before: to be written the same way again."""
    versions = select(CountermeasureVersion.id).join(Countermeasure).join(Term).where(Term.group_id == group.id)
    names = select(Owner.body_name).where(Owner.body_name != "", Owner.version_id.in_(versions)).distinct()
    return list(db.scalars(names.order_by(Owner.body_name)))


def charge_rows(owners: Sequence[Owner]) -> list[ChargeRow]:
    """Who is in charge, as the form shows it. Where the person has left, the institution stays and names another."""
    return [_row(one) for one in owners]


def _row(one: Owner) -> ChargeRow:
    if one.affiliation_id and not one.gone:
        return ChargeRow(f"a{one.affiliation_id}", "", one.part)
    who = f"i{one.institution_id}" if one.institution_id else ""
    return ChargeRow(who, "" if one.gone else one.person_name, one.part, one.body_name)


def charges(rows: Sequence[ChargeRow], group: Group) -> list[Charge]:
    """Who was chosen, each code of those offered; a body that is in the directory after all is the institution."""
    return [_charge(row, group) for row in rows]


def _code(member: Member) -> str:
    return f"a{member.affiliation_id}" if member.affiliation_id else f"m{member.id}"


def _charge(row: ChargeRow, group: Group) -> Charge:
    if row.body:
        return Charge(known_as(row.body, group), None, row.person, row.part, row.body)
    kind, key = row.who[0], int(row.who[1:])
    if kind == "a":
        person = db.get_one(Affiliation, key)
        return Charge(person.institution, person, "", row.part)
    if kind == "m":
        return Charge.of_member(db.get_one(Member, key), row.part)
    return Charge(db.get_one(Institution, key), None, row.person, row.part)


def ended_before(issue: Issue) -> list[tuple[int, str]]:
    """Countermeasures a new one may go on from, the newest first."""
    return [(one.id, _short(one.version)) for one in reversed(issue.countermeasures) if one.ended]


def offer_open(field: IdField, one: Countermeasure) -> None:
    """Other countermeasures of the group that are open: it may be merged into one of them."""
    term = joinedload(Countermeasure.term)
    others = select(Countermeasure).join(Term).where(Term.group_id == one.term.group_id, Countermeasure.id != one.id)
    found = db.scalars(
        others.options(
            term.joinedload(Term.issue), selectinload(Countermeasure.versions), selectinload(Countermeasure.evaluations),
            joinedload(Countermeasure.discontinuation),
        ).order_by(Countermeasure.id.desc())
    ).unique()  # fmt: skip
    field.offer((other.id, f"{other.term.issue.code}　{_short(other.version)}") for other in found if not other.ended)


def offer_issues(field: IdField, person_id: int, group_ids: Sequence[int], but: int = 0) -> None:
    """Issues before these groups that are not closed, the newest first."""
    mine = select(Term.issue_id).where(Term.group_id.in_(group_ids), Term.group_id.in_(readable_ids(person_id)))
    found = db.scalars(
        select(Issue).where(Issue.id.in_(mine), Issue.id != but).order_by(Issue.number.desc()).options(joinedload(Issue.closing))
    ).unique()  # fmt: skip
    field.offer((one.id, f"{one.code}　{one.title}") for one in found if not one.closing)


def _short(version: CountermeasureVersion) -> str:
    what = " ".join(version.what.split())
    return what if len(what) <= 40 else f"{what[:40]}…"
