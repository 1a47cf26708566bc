"""What one chooses from while writing: who speaks, who does it, which issue, which countermeasure; and who else is in the directory."""

from __future__ import annotations

from collections.abc import Sequence

from flask import g, request
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload
from wtforms import ValidationError

from core.database import SAFE_METHODS, db
from core.folding import fold
from meetings.agenda.terms import WITH_ALL
from meetings.groups.register import known_as
from meetings.holding.company import Company, Seated
from meetings.models import AgendaItem, Charge, Countermeasure, Group, Issue, Meeting, Member, Term
from region.models import Affiliation, Institution
from region.models.base import belongs_to

Choices = list[tuple[str, str]]
LONGEST_BODY = 120
FEW = 3
"""Names a mistaken name is answered with."""


def speakers(company: Company) -> dict[str, Choices]:
    """Who is there first; then the others; then who has no seat."""
    seated = [one for one in company.seated if one.member]
    groups = {
        str(_("出席")): [_seat(one) for one in seated if one.there],
        str(_("まだ・欠席")): [_seat(one) for one in seated if not one.there],
        str(_("席のない人")): [("secretariat", str(_("事務局"))), *_guests(company), ("other", str(_("ほかの人（名前を書く）")))],
    }
    return {name: choices for name, choices in groups.items() if choices}


def who(company: Company) -> Choices:
    """Members with their institution."""
    return [(f"m{one.member.id}", f"{one.place}　{one.name}") for one in company.seated if one.member]


def member_of(company: Company, value: str | None) -> Member | None:
    """The member a choice stands for."""
    return next((one.member for one in company.seated if one.member and f"m{one.member.id}" == value), None)


def terms_of(item: AgendaItem) -> list[Term]:
    """What the group works on in the year of the meeting, with all that says where it stands. A page that only reads asks once."""
    if request.method not in SAFE_METHODS:
        return _terms(item)
    known: dict[int, list[Term]] = g.setdefault("terms_of_meeting", {})
    if item.meeting_id not in known:
        known[item.meeting_id] = _terms(item)
    return known[item.meeting_id]


def issues_open(item: AgendaItem, terms: Sequence[Term]) -> Choices:
    """The item's own issue first; then what the group works on this year and is not settled."""
    found = [one for one in terms if not one.settled]
    found.sort(key=lambda one: one.issue_id != (item.issue.id if item.issue else None))
    return [(str(one.issue_id), f"{one.issue.code}　{one.issue.title}") for one in found]


def plans_open(item: AgendaItem, terms: Sequence[Term]) -> Choices:
    """Countermeasures that may have a further version, those of the item's issue first."""
    found = sorted(_open(terms), key=lambda one: one.term.issue_id != (item.issue.id if item.issue else None))
    return [(str(one.id), _("%(code)s「%(what)s」を直す（第%(number)s版）", code=one.term.issue.code, what=one.version.what[:40],
                            number=one.version.number + 1)) for one in found]  # fmt: skip


def plan_of(item: AgendaItem, countermeasure_id: int, *, ended: bool = False) -> Countermeasure | None:
    """One of these; with `ended` also one that is over, for what was sent twice."""
    return next((one for one in _measures(terms_of(item)) if one.id == countermeasure_id and (ended or not one.ended)), None)


def to_evaluate(item: AgendaItem) -> list[Countermeasure]:
    """The open countermeasures of the item's issue, where the item is there to evaluate."""
    if item.kind != "evaluation" or not item.issue:
        return []
    return [one for one in _open(terms_of(item)) if one.term.issue_id == item.issue.id]


def term_of(item: AgendaItem, issue: Issue) -> Term | None:
    """The issue before this group in the year of the meeting."""
    wanted = (item.meeting.group_id, item.meeting.fiscal_year)
    return next((one for one in issue.terms if (one.group_id, one.fiscal_year) == wanted), None)


def outside(area_id: int, place: str, person: str) -> Charge:
    """An institution of the area by its name, or a part nobody else has, and who works there. Raises ValidationError with what is there."""
    if not place:
        raise ValidationError(_("施設の名前を書いてください。"))
    named = select(Institution).where(belongs_to([area_id]), Institution.closed_on.is_(None))
    found = list(db.scalars(named.where(Institution.folded.contains(fold(place), autoescape=True)).order_by(Institution.name).limit(50)))
    exact = [one for one in found if fold(one.name) == fold(place)] or found
    if len(exact) != 1:
        names = "、".join(one.name for one in exact[:FEW])
        raise ValidationError(_("いくつかあります：%(names)s。名前をくわしく書いてください。", names=names) if names else
                         _("施設の名簿に見つかりません。名簿にある名前で書くか、「名簿にない団体」を選んでください。"))  # fmt: skip
    staff = db.scalars(Affiliation.current_at(exact[0].id).options(joinedload(Affiliation.person)))
    known = next((one for one in staff if person and fold(one.person.name) == fold(person)), None)
    return Charge(exact[0], known, person)


def unlisted(group: Group, body: str, person: str) -> Charge:
    """A body that is not in the directory, by its name; one that is in it after all is the institution. Raises ValidationError."""
    if not body:
        raise ValidationError(_("団体の名前を書いてください。"))
    if len(body) > LONGEST_BODY:
        raise ValidationError(_("団体の名前は%(max)d文字までです。", max=LONGEST_BODY))
    return outside(group.area_id, body, person) if known_as(body, group) else Charge(None, person_name=person, body_name=body)


def of_year(meeting: Meeting) -> tuple[ColumnElement[bool], ...]:
    """Conditions: before the group in the fiscal year of the meeting."""
    return Term.group_id == meeting.group_id, Term.fiscal_year == meeting.fiscal_year


def _terms(item: AgendaItem) -> list[Term]:
    return list(db.scalars(select(Term).where(*of_year(item.meeting)).order_by(Term.id).options(*WITH_ALL)))


def _open(terms: Sequence[Term]) -> list[Countermeasure]:
    return [one for one in _measures(terms) if not one.ended]


def _measures(terms: Sequence[Term]) -> list[Countermeasure]:
    return sorted((measure for term in terms for measure in term.countermeasures), key=lambda one: one.id)


def _seat(one: Seated) -> tuple[str, str]:
    return (f"m{one.member.id}" if one.member else "", f"{one.name}（{one.place}）")


def _guests(company: Company) -> Choices:
    return [(f"g{one.line.id}", f"{one.name}（{one.place}）") for one in company.seated if one.line and not one.member]
