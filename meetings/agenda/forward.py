"""まだ終わっていないこと: what puts itself forward for a meeting.

Issues that wait for a step, questions from lower groups, homework, proposals.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from core import links
from core.database import db
from core.language import dated
from core.links import Link
from core.rules import RuleBroken
from meetings.agenda.template import LAST
from meetings.agenda.terms import WITH_ALL
from meetings.cycle.knots import late
from meetings.models import AgendaIssue, AgendaItem, Deferral, Issue, ItemKind, Meeting, Proposal, Rise, Task, Term
from region.models import Affiliation

MINUTES = {
    ItemKind.STATUS: 20, ItemKind.ISSUES: 15, ItemKind.COUNTERMEASURES: 20, ItemKind.PROGRESS: 15, ItemKind.EVALUATION: 15,
    ItemKind.REPORT: 5,
}  # fmt: skip
Key = tuple[str, int]


@dataclass(frozen=True)
class Forward:
    """One thing. `kind` and `id`: its table and id; `why`: what it waits for; `state`: open, there (on the agenda) or later."""

    kind: str
    id: int
    title: str
    why: str
    item_kind: ItemKind
    issue: Issue | None = None
    url: str = ""
    late: bool = False
    state: str = "open"

    @property
    def code(self) -> str:
        """K-08, of an issue or of what is about one."""
        return self.issue.code if self.issue else ""

    @property
    def key(self) -> Key:
        return self.kind, self.id


def put_forward(meeting: Meeting) -> list[Forward]:
    """What is late first; then issues, questions, homework, proposals."""
    there, later = _there(meeting), Deferral.of(meeting)
    found = [*_issues(meeting), *_rises(meeting), *_tasks(meeting), *_proposals(meeting)]
    told = [_with_state(one, "there" if one.key in there else "later" if one.key in later else "open") for one in found]
    return sorted(told, key=lambda one: not one.late)


def take(meeting: Meeting, key: Key, *, by: Affiliation) -> AgendaItem:
    """It is on the agenda. What is there already is not entered twice. Raises RuleBroken."""
    meeting.lock()
    wanted = next((one for one in put_forward(meeting) if one.key == key), None)
    if wanted is None:
        raise RuleBroken("それは、もう議題を待っていません。")
    if wanted.state == "there":
        raise RuleBroken("それは、もう議題に入っています。")
    minutes = MINUTES[wanted.item_kind]
    item = AgendaItem.add(meeting, kind=wanted.item_kind, title=wanted.title[:120], minutes=minutes, issue=wanted.issue, by=by)
    if wanted.kind != "issue_term":
        links.link("agenda_item", item.id, "on_agenda", wanted.kind, wanted.id, by=by)
    Deferral.bring_back(meeting, *key, by=by)
    return item


def _with_state(one: Forward, state: str) -> Forward:
    return Forward(**{**one.__dict__, "state": state})


def _there(meeting: Meeting) -> set[Key]:
    """What the items of this meeting came from, or are about."""
    items = select(AgendaItem.id).where(AgendaItem.meeting_id == meeting.id, AgendaItem.removed_at.is_(None))
    linked = select(Link.to_kind, Link.to_id).where(Link.from_kind == "agenda_item", Link.relation == "on_agenda", Link.from_id.in_(items))
    issues = select(Term.id).join(AgendaIssue, AgendaIssue.issue_id == Term.issue_id).where(AgendaIssue.item_id.in_(items))
    return {(kind, thing) for kind, thing in db.execute(linked)} | {("issue_term", one) for one in db.scalars(issues)}


def _issues(meeting: Meeting) -> Iterator[Forward]:
    """Of this year; and of years before, what nobody carried over or closed."""
    mine = select(Term).where(Term.group_id == meeting.group_id, Term.fiscal_year.between(meeting.fiscal_year - 1, meeting.fiscal_year))
    for term in db.scalars(mine.order_by(Term.id).options(*WITH_ALL)):
        if term.awaits:
            issue = term.issue
            why, kind = _waits_for(term, meeting)
            yield Forward("issue_term", term.id, issue.title, why, kind, issue, f"/issues/{issue.id}", late(term))


def _waits_for(term: Term, meeting: Meeting) -> tuple[str, ItemKind]:
    before = _("前の年度から、まだ終わっていません。") if term.fiscal_year < meeting.fiscal_year else ""
    overdue = _("期限をすぎた方策があります。") if late(term) else ""
    if term.awaits == "decision":
        said, kind = _decision(term), ItemKind.COUNTERMEASURES
    elif meeting.number >= LAST:
        said, kind = _("評価がまだです。"), ItemKind.EVALUATION
    elif term.awaits == "implementation":
        said, kind = _("方策は決まりました。実施の記録がまだありません。"), ItemKind.PROGRESS
    else:
        said, kind = _("実施しています。評価はまだです。"), ItemKind.PROGRESS
    return f"{before}{said}{overdue}", kind


def _decision(term: Term) -> str:
    if any(one.awaits_revision for one in term.countermeasures):
        return str(_("「修正」と評価されました。新しい方策を待っています。"))
    failed = any(one.ended for one in term.countermeasures)
    return str(_("前の方策では解決しませんでした。次の方策を待っています。") if failed else _("方策がまだ決まっていません。"))


def _rises(meeting: Meeting) -> Iterator[Forward]:
    asked = select(Rise).where(Rise.to_id == meeting.group_id, Rise.answer.is_(None)).order_by(Rise.id)
    term = joinedload(Rise.term)
    for rise in db.scalars(asked.options(term.joinedload(Term.group), term.joinedload(Term.issue).joinedload(Issue.closing))):
        if rise.owed:
            issue, lower = rise.term.issue, rise.term.group.name
            until = _("%(day)sまでに返事がいります。", day=dated(rise.answer_by_on)) if rise.answer_by_on else ""
            why = _("「%(group)s」から上がってきました。返事を待っています。", group=lower) + until
            yield Forward("rise", rise.id, issue.title, why, ItemKind.ISSUES, issue, f"/rises/{rise.id}/answer", rise.late)


def _tasks(meeting: Meeting) -> Iterator[Forward]:
    """Given before this meeting and not done."""
    given = select(Task).where(Task.group_id == meeting.group_id, Task.open_(), Task.at < meeting.starts_at).order_by(Task.id)
    for task in db.scalars(given.options(joinedload(Task.institution), joinedload(Task.issue))):
        who = "　".join(part for part in (task.body, task.person_name) if part)
        until = _("%(due)sまで", due=dated(task.due_on)) if task.due_on else ""
        why = "　".join(part for part in (_("宿題がまだ済んでいません。"), who, until) if part)
        title = f"宿題：{' '.join(task.what.split())}"  # it becomes the words of a Japanese paper
        yield Forward("task", task.id, title, why, ItemKind.REPORT, task.issue, "/tasks/", task.late)


def _proposals(meeting: Meeting) -> Iterator[Forward]:
    waiting = select(Proposal).where(Proposal.group_id == meeting.group_id, Proposal.answered_at.is_(None)).order_by(Proposal.at)
    for one in db.scalars(waiting.options(joinedload(Proposal.by).joinedload(Affiliation.person))):
        who = f"{one.by.institution.name}　{one.by.person.name}"
        why = _("%(who)sからの提案。%(days)s日待っています。", who=who, days=one.waiting_days)
        yield Forward("proposal", one.id, one.title, why, ItemKind.ISSUES, None, f"/groups/{one.group_id}/backlog#proposal-{one.id}")
