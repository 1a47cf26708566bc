"""What one chooses from while writing: who speaks, who does it, which issue, which countermeasure; and who else is in the directory."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload
from wtforms import ValidationError

from core.database import db
from core.folding import fold
from meetings.holding.company import Company, Seated
from meetings.models import AgendaItem, Charge, Countermeasure, Issue, Member, Term
from region.models import Affiliation, Institution
from region.models.base import belongs_to

Choices = list[tuple[str, str]]
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


def issues_open(item: AgendaItem) -> Choices:
    """The item's own issue first; then what the group works on this year and is not settled."""
    terms = select(Term).where(Term.group_id == item.meeting.group_id, Term.fiscal_year == item.meeting.fiscal_year)
    found = [one for one in db.scalars(terms.order_by(Term.id).options(*_WITH_ALL)).unique() if not one.settled]
    found.sort(key=lambda one: one.issue_id != (item.issue.id if item.issue else None))
    return [(str(one.issue_id), f"{one.issue.code}　{one.issue.title}") for one in found]


def plans_open(item: AgendaItem) -> Choices:
    """Countermeasures that may have a further version, those of the item's issue first."""
    found = sorted(_open(item), key=lambda one: one.term.issue_id != (item.issue.id if item.issue else None))
    return [(str(one.id), _("%(code)s「%(what)s」を直す（第%(number)s版）", code=one.term.issue.code, what=one.version.what[:40],
                            number=one.version.number + 1)) for one in found]  # fmt: skip


def plan_of(item: AgendaItem, countermeasure_id: int, *, ended: bool = False) -> Countermeasure | None:
    """One of these; with `ended` also one that is over, for what was sent twice."""
    return next((one for one in _of_year(item) if one.id == countermeasure_id and (ended or not one.ended)), None)


def to_evaluate(item: AgendaItem) -> list[Countermeasure]:
    """The open countermeasures of the item's issue, where the item is there to evaluate."""
    if item.kind != "evaluation" or not item.issue:
        return []
    return [one for one in _open(item) if one.term.issue_id == item.issue.id]


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
                         _("施設の名簿に見つかりません。名簿にある名前で書いてください。"))  # fmt: skip
    staff = db.scalars(Affiliation.current_at(exact[0].id).options(joinedload(Affiliation.person)))
    known = next((one for one in staff if person and fold(one.person.name) == fold(person)), None)
    return Charge(exact[0], known, person)


def _open(item: AgendaItem) -> list[Countermeasure]:
    return [one for one in _of_year(item) if not one.ended]


def _of_year(item: AgendaItem) -> list[Countermeasure]:
    terms = select(Term.id).where(Term.group_id == item.meeting.group_id, Term.fiscal_year == item.meeting.fiscal_year)
    query = select(Countermeasure).where(Countermeasure.term_id.in_(terms)).order_by(Countermeasure.id)
    return list(db.scalars(query.options(*_PARTS, joinedload(Countermeasure.term))).unique())


def _seat(one: Seated) -> tuple[str, str]:
    return (f"m{one.member.id}" if one.member else "", f"{one.name}（{one.place}）")


def _guests(company: Company) -> Choices:
    return [(f"g{one.line.id}", f"{one.name}（{one.place}）") for one in company.seated if one.line and not one.member]


_PARTS = (
    selectinload(Countermeasure.versions),
    selectinload(Countermeasure.evaluations),
    joinedload(Countermeasure.discontinuation),
)
_WITH_ALL = (joinedload(Term.issue).joinedload(Issue.closing), selectinload(Term.countermeasures).options(*_PARTS))
