"""What is due and no letter reaches who is in charge: a body that is not in the directory, an institution without accounts, a name alone.

The secretariat is reminded in their place: on its page of tasks, with for whom, and once a week by letter.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, and_, exists, func, literal, or_, select, union_all

from auth.models import Person
from core import clock
from core.database import db
from meetings.models import Countermeasure, CountermeasureVersion, Group, Issue, Owner, Task, Term
from meetings.seeing.mine import Duty
from meetings.seeing.reminding import WEEK, open_measures, secretariat
from region.models import Affiliation, Institution, Role


def unreached(groups: Collection[int]) -> list[Duty]:
    """Of these groups, due within a week or before; the latest first. One question."""
    rows = db.execute(_asked().where(Group.id.in_(groups))) if groups else ()
    return sorted(map(_duty, rows), key=lambda one: (one.due_on or clock.today(), one.kind, one.id))


def for_whom(person_id: int) -> list[str]:
    """「消防本部（24時間の病診連携 WG）」 for the letter to one of the secretariat. Names of bodies, and never of people."""
    rows = db.execute(_asked()).all()
    own = {group for group in {row.group_id for row in rows} if person_id in secretariat(group)}
    return sorted({f"{row.body or _('名前だけの担当者')}（{row.group}）" for row in rows if row.group_id in own})


def _duty(row: Any) -> Duty:
    asks = _("メールが届きません。電話などで知らせて、聞いたことを代わりに書いてください。")
    href = f"/tasks/{row.id}" if row.kind == "task" else f"/issues/{row.issue_id}#countermeasure-{row.id}"
    act = "" if row.kind == "task" else f"/countermeasures/{row.id}/implementations"
    who, code = "　".join(part for part in (row.body, row.person) if part), f"K-{row.number:02d}" if row.number else ""
    return Duty(f"for-{row.kind}", row.id, row.what, href, row.group, row.due_on, who, False, code=code, asks=asks, act=act)


def _asked() -> Select[*tuple[Any, ...]]:
    """A row for each homework, and for each who is in charge of a countermeasure, that is open and near its day."""
    near = clock.today() + WEEK
    body = func.coalesce(Institution.name, Task.body_name)
    tasks = select(literal("task").label("kind"), Task.id, Task.what, Task.due_on, body.label("body"), Task.person_name.label("person"),
                   Task.group_id, Task.issue_id).outerjoin(Institution, Institution.id == Task.institution_id)  # fmt: skip
    tasks = tasks.where(Task.open_(), Task.due_on <= near, ~_reached(Task))
    of_measure = (Countermeasure.id, CountermeasureVersion.what, CountermeasureVersion.due_on)
    owner = (func.coalesce(Institution.name, Owner.body_name), Owner.person_name, Term.group_id, Term.issue_id)
    measures = open_measures().with_only_columns(literal("measure"), *of_measure, *owner)
    measures = measures.outerjoin(Institution, Institution.id == Owner.institution_id).order_by(None)
    every = union_all(tasks, measures.where(CountermeasureVersion.due_on <= near, ~_reached(Owner))).subquery()
    rows = select(every, Group.name.label("group"), Issue.number).join(Group, Group.id == every.c.group_id)
    return rows.outerjoin(Issue, Issue.id == every.c.issue_id)


def _reached(of: type[Task | Owner]) -> ColumnElement[bool]:
    """Condition: the person in charge reads letters, or a manager there does."""
    named = Affiliation.id == of.affiliation_id
    manager = and_(Affiliation.institution_id == of.institution_id, Affiliation.role == Role.MANAGER)
    active = (Person.id == Affiliation.person_id, Person.disabled_at.is_(None), Affiliation.ended_at.is_(None))
    return exists().where(*active, or_(named, manager))
