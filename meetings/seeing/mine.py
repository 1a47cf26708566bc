"""わたしの宿題と方策: what one affiliation and its institution have in hand, the latest first. A few questions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select, bindparam, exists, false, literal, or_, select, union_all

from core import clock
from core.database import db
from meetings.cycle.knots import Knot, short
from meetings.models import (
    Countermeasure,
    CountermeasureVersion,
    Discontinuation,
    Evaluation,
    Group,
    Implementation,
    Issue,
    Next,
    Owner,
    Task,
    Term,
    readable_ids,
)
from meetings.seeing.asking import facts_of_terms, in_force, last_said
from meetings.seeing.facts import TermFact
from meetings.seeing.lateness import states
from region.models import Affiliation

SOON = 14
"""So many days before its day a countermeasure that is carried out waits for its evaluation."""


@dataclass
class Duty:
    """One thing to do. `mine`: the person is named, and not only the institution; `asks`: what is asked next."""

    kind: str
    id: int
    what: str
    href: str
    group: str
    due_on: date | None
    person: str
    mine: bool
    term_id: int | None = None
    code: str = ""
    asks: str = ""
    act: str = ""
    """The address of the next act, "" where the page itself is enough."""
    knots: list[Knot] = field(default_factory=list)

    @property
    def late(self) -> bool:
        return self.due_on is not None and self.due_on < clock.today()

    @property
    def due(self) -> str:
        """あと17日（12/11まで）."""
        if self.due_on is None:
            return ""
        days, day = (self.due_on - clock.today()).days, short(self.due_on)
        if days < 0:
            return str(_("%(days)s日おくれ（%(day)sまで）", days=-days, day=day))
        return str(_("あと%(days)s日（%(day)sまで）", days=days, day=day) if days else _("きょうまで"))


def duties(by: Affiliation) -> list[Duty]:
    """Homework and countermeasures: late ones first, then by their day."""
    about = {"me": by.id, "institution": by.institution_id, "person": by.person_id}
    rows = db.execute(_both(clock.today()), about).all()
    found = [_task(row, by) for row in rows if row.kind == "task"] + _merged((row for row in rows if row.kind == "measure"), by)
    _draw(found)
    return sorted(found, key=lambda one: (one.due_on or date.max, not one.mine, one.id))


def _task(row: Any, by: Affiliation) -> Duty:
    return Duty(
        "task", row.id, row.what, f"/tasks/{row.id}", row.name, row.due_on, row.person_name, row.affiliation_id == by.id, row.term,
        f"K-{row.number:02d}" if row.number else "", _("済んだら、知らせてください。"), f"/tasks/{row.id}",
    )  # fmt: skip


def _merged(rows: Iterable[Any], by: Affiliation) -> list[Duty]:
    """One line for a countermeasure, however many of the institution are in charge of a part of it."""
    found: dict[int, Duty] = {}
    for row in rows:
        known = found.get(row.id)
        if known is None:
            found[row.id] = known = _measure(row, by)
        elif row.person_name and row.person_name not in known.person:
            known.person = "、".join(name for name in (known.person, row.person_name) if name)
        known.mine = known.mine or row.affiliation_id == by.id
    return list(found.values())


def _measure(row: Any, by: Affiliation) -> Duty:
    asks, page = _asked(row)
    return Duty(
        "measure", row.id, row.what, f"/issues/{row.issue_id}#countermeasure-{row.id}", row.name, row.due_on, row.person_name,
        row.affiliation_id == by.id, row.term, f"K-{row.number:02d}", asks, page and f"/countermeasures/{row.id}/{page}",
    )  # fmt: skip


def _asked(row: Any) -> tuple[str, str]:
    """What comes next, and the page for it."""
    if row.revises:
        return _("方策の見直しを待っています。"), ""
    if not row.done:
        return _("実施したことを書いてください。"), "implementations"
    if row.due_on and (row.due_on - clock.today()).days <= SOON:
        return _("評価の前に、結果の数を書いてください。"), "values"
    return _("実施を書きたせます。"), "implementations"


def _draw(found: list[Duty]) -> None:
    """The four knots of the issues they belong to; two questions, none where there is nothing."""
    terms = {one.term_id for one in found if one.term_id}
    facts: dict[int, TermFact] = {one.id: one for one in facts_of_terms(terms)} if terms else {}
    for one in found:
        if one.term_id in facts:
            one.knots = [Knot(state) for state in states(facts[one.term_id], {"due"} if one.late else ())]


@lru_cache(maxsize=1)
def _both(_day: date) -> Select[*tuple[Any, ...]]:
    """Homework and countermeasures in one question, built once a day: building it costs more than asking it, and who reads what may
    change at midnight."""
    found = union_all(_tasks(), _measures()).subquery()
    return select(found).order_by(found.c.owner)


def _tasks() -> Select[*tuple[Any, ...]]:
    newest = select(Term.id).where(Term.issue_id == Task.issue_id, Term.group_id == Task.group_id).order_by(Term.id.desc()).limit(1)
    columns = (Task.id, Task.what, Task.due_on, Task.person_name, Task.affiliation_id, Group.name, Issue.number, Task.issue_id)
    of_measures = (false().label("done"), false().label("revises"), literal(0).label("owner"))
    rows = select(literal("task").label("kind"), *columns, newest.scalar_subquery().label("term"), *of_measures)
    own = or_(Task.affiliation_id == bindparam("me"), Task.institution_id == bindparam("institution"))
    rows = rows.select_from(Task).join(Group, Group.id == Task.group_id).outerjoin(Issue, Issue.id == Task.issue_id)
    return rows.where(Task.open_(), own, Task.group_id.in_(_readable()))


def _measures() -> Select[*tuple[Any, ...]]:
    done = exists().where(Implementation.countermeasure_id == Countermeasure.id).label("done")
    stopped = exists().where(Discontinuation.countermeasure_id == Countermeasure.id, Discontinuation.stands())
    revises = ((Evaluation.next == Next.REVISE) & (CountermeasureVersion.at <= Evaluation.at)).label("revises")
    of = (Countermeasure.id, CountermeasureVersion.what, CountermeasureVersion.due_on, Owner.person_name, Owner.affiliation_id)
    where = (Group.name, Issue.number, Term.issue_id, Countermeasure.term_id.label("term"))
    rows: Select[*tuple[Any, ...]] = select(literal("measure").label("kind"), *of, *where, done, revises, Owner.id.label("owner"))
    rows = rows.select_from(Owner)
    rows = rows.join(CountermeasureVersion, CountermeasureVersion.id == Owner.version_id).join(Countermeasure, in_force())
    rows = rows.join(Term, Term.id == Countermeasure.term_id).join(Issue, Issue.id == Term.issue_id).join(Group, Group.id == Term.group_id)
    going_on = or_(Evaluation.id.is_(None), Evaluation.next.in_((Next.CONTINUE, Next.REVISE)))
    rows = rows.outerjoin(Evaluation, last_said()).where(Owner.institution_id == bindparam("institution"), ~stopped, going_on)
    return rows.where(Term.group_id.in_(_readable()))


def _readable() -> Select[int]:
    return readable_ids(bindparam("person"))
