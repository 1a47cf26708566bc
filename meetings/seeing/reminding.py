"""宿題と方策の期限: a letter a week before, on the day before, on the day after, and then every week until it is done.

To the person in charge; where that person has left, to the managers of the institution. Who has no account, or is not in the directory,
is on the list of the secretariat (unreached.py), which gets a letter of its own every week and calls. Every letter has a key of its own,
so a second run of the same morning writes to nobody.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from flask import Flask
from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from auth.models import Person
from core import clock, deliveries
from core.database import db
from core.jobs import recurs
from meetings.groups import inviting
from meetings.models import Countermeasure, CountermeasureVersion, Evaluation, Group, Member, Next, Owner, Seat, Task, Term
from meetings.seeing.asking import in_force, last_said
from region.models import Affiliation, CoordinationBase, Role

DUE, LIST = "duty.due", "duty.list"
MORNING = 8
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Due:
    """Something with a day and who is in charge. `kind`: task or measure."""

    kind: str
    id: int
    group_id: int
    due_on: date
    affiliation: Affiliation | None
    institution_id: int | None


def mark_of(due_on: date, today: date) -> str | None:
    """Which letter it is time for; a morning that was missed is made up for. None on other days."""
    left = (due_on - today).days
    if left < 0:
        return f"late-{(-left - 1) // 7}"
    return "day" if left <= 1 else "week" if 5 <= left <= 7 else None


def _morning(_app: Flask) -> bool:
    return clock.in_japan(clock.now()).hour >= MORNING and inviting.mail() and next(dues(), None) is not None


@recurs("meetings.duties", every=timedelta(hours=1), when=_morning)
def remind(_app: Flask) -> None:
    """Writes to those whose homework or countermeasure is due in a week, tomorrow, or was due, every morning from eight o'clock."""
    unreached = defaultdict[int, int](int)
    for one in dues():
        mark, people = mark_of(one.due_on, clock.today()), _people(one)
        for person in people if mark else ():
            key = f"{one.kind}:{one.id}:{one.due_on}:{mark}:{person}"
            deliveries.queue(DUE, key=key, person_id=person, kind=one.kind, id=one.id, due=one.due_on.isoformat())
        if not people:
            unreached[one.group_id] += 1
    _list(unreached)
    db.commit()


def dues() -> Iterator[Due]:
    """Everything open whose day is at most a week away."""
    near = clock.today() + WEEK
    measures = open_measures().where(CountermeasureVersion.due_on <= near).options(joinedload(Owner.affiliation))
    tasks = select(Task).where(Task.open_(), Task.due_on <= near).options(joinedload(Task.affiliation)).order_by(Task.id)
    for task in db.scalars(tasks):
        if task.due_on:
            yield Due("task", task.id, task.group_id, task.due_on, task.affiliation, task.institution_id)
    for owner, measure_id, due_on, group_id in db.execute(measures):
        if due_on:
            yield Due("measure", measure_id, group_id, due_on, owner.affiliation, owner.institution_id)


def open_measures() -> Select[Owner, int, date | None, int]:
    rows = select(Owner, Countermeasure.id, CountermeasureVersion.due_on, Term.group_id).select_from(Owner)
    rows = rows.join(CountermeasureVersion, CountermeasureVersion.id == Owner.version_id).join(Countermeasure, in_force())
    rows = rows.join(Term, Term.id == Countermeasure.term_id).outerjoin(Evaluation, last_said())
    open_ones = Evaluation.id.is_(None) | Evaluation.next.in_((Next.CONTINUE, Next.REVISE))
    return rows.where(open_ones, ~Countermeasure.discontinuation.has()).order_by(Owner.id)


def _people(one: Due) -> list[int]:
    """The person in charge; else the managers there; nobody where nobody has an account, as for a body that is not in the directory."""
    person = one.affiliation
    if person and person.ended_at is None and person.person.is_active:
        return [person.person_id]
    managers = select(Affiliation.person_id)
    there = (Affiliation.institution_id == one.institution_id, Affiliation.role == Role.MANAGER, Affiliation.ended_at.is_(None))
    found = db.scalars(managers.where(*there).order_by(Affiliation.person_id).distinct())
    return [number for number in found if db.get_one(Person, number).is_active]


def _list(unreached: dict[int, int]) -> None:
    """Once a week, to each of the secretariat: there are some that no letter reaches."""
    year, week, _day = clock.today().isocalendar()
    for person in sorted({person for group_id in unreached for person in secretariat(group_id)}):
        deliveries.queue(LIST, key=f"{year}-{week}:{person}", person_id=person)


def secretariat(group_id: int) -> list[int]:
    """Base staff of the area and who sits there as 事務局."""
    area = select(Group.area_id).where(Group.id == group_id).scalar_subquery()
    bases = select(CoordinationBase.institution_id).where(CoordinationBase.area_id == area, CoordinationBase.today())
    staff = select(Affiliation.person_id).where(
        Affiliation.institution_id.in_(bases), Affiliation.role == Role.BASE_STAFF, Affiliation.ended_at.is_(None)
    )
    seats = select(Affiliation.person_id).join(Member, Member.affiliation_id == Affiliation.id)
    sits = seats.where(Member.group_id == group_id, Member.seat == Seat.SECRETARIAT, Member.today(), Affiliation.ended_at.is_(None))
    return list(db.scalars(staff.union(sits)))
