"""ここから生まれたこと: further issues, what was told on boards and who confirmed it, tasks, and the meetings it was spoken of in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from flask_babel import gettext as _
from sqlalchemy import Integer, Select, bindparam, or_, select
from sqlalchemy.orm import joinedload

from board.models import ConfirmationRequest, Post
from core import clock
from core.database import db
from core.language import dated
from core.links import Shown
from meetings.cycle.history import Whole
from meetings.cycle.knots import named
from meetings.minuting.linked import NAMES
from meetings.models import AgendaIssue, AgendaItem, Entry, Issue, IssueClosing, Meeting, Task
from meetings.vocabulary import ITEM_KINDS


@dataclass(frozen=True)
class Row:
    """One line. `waits`: somebody still owes something; `late`: and its day has passed."""

    title: str
    sub: str = ""
    url: str = ""
    waits: bool = False
    late: bool = False
    done: bool = False


@dataclass(frozen=True)
class Born:
    """All lines, by kind. Rises and years are shown from the issue itself."""

    issues: list[Row]
    posts: list[Row]
    tasks: list[Row]
    spoken_of: list[Row]

    @property
    def rows(self) -> list[Row]:
        return [*self.issues, *self.posts, *self.tasks]


def born(
    whole: Whole, linked: Sequence[Shown], posts: Mapping[int, Post], spoken_of: Sequence[tuple[AgendaItem, Meeting]], person_id: int
) -> Born:
    """As far as this person may know of it."""
    told = {one.id: one for one in linked if one.relation in ("tells_of", NAMES) and one.kind == "post"}
    of_posts = [_post(one, posts[one.id].request) for one in told.values()]
    tasks = _tasks(whole.issue, person_id) if whole.tasks else []
    return Born(_issues(whole.issue, linked, person_id), of_posts, tasks, [_item(*one) for one in spoken_of])


def _issues(issue: Issue, linked: Sequence[Shown], person_id: int) -> list[Row]:
    """Grown from it, raised at an item about it, or merged into it."""
    said = {one.id: one.words for one in linked if one.relation == "grew_from" and one.kind == "issue" and not one.points}
    found = db.scalars(_issues_asked(clock.today()), {"person": person_id, "issue": issue.id, "said": list(said)})
    return [Row(f"{one.code}　{one.title}", _how_born(one, issue, said), f"/issues/{one.id}") for one in found]


@lru_cache(maxsize=2)
def _issues_asked(day: date) -> Select[Issue]:
    """Built once a day, as the tasks below."""
    this = bindparam("issue", type_=Integer)
    at_its_item = select(Entry.id).join(AgendaIssue, AgendaIssue.item_id == Entry.item_id).where(AgendaIssue.issue_id == this)
    merged = select(IssueClosing.issue_id).where(IssueClosing.into_id == this, IssueClosing.stands())
    which = or_(Issue.id.in_(bindparam("said", expanding=True)), Issue.entry_id.in_(at_its_item), Issue.id.in_(merged))
    readable = Issue.readable_by(bindparam("person", type_=Integer)).where(Issue.id != this, which)
    return readable.order_by(Issue.id).options(joinedload(Issue.closing))


def _how_born(one: Issue, issue: Issue, said: dict[int, str]) -> str:
    if one.closing and one.closing.into_id == issue.id:
        return str(_("この課題に統合されました"))
    return said.get(one.id) or str(_("会議で、ここから出た新しい課題"))


def _post(one: Shown, request: ConfirmationRequest | None) -> Row:
    """With how many institutions have answered, where they were asked."""
    sub = f"{one.words}　{one.detail}"
    if request is None:
        return Row(one.title, sub, one.url)
    agreed = request.noted + request.ok
    words = _("%(agreed)s / %(asked)s施設が了解", agreed=agreed, asked=request.addressed)
    waits = request.answered < request.addressed
    return Row(one.title, f"{sub}　{words}", one.url, waits=waits, done=not waits)


def _tasks(issue: Issue, person_id: int) -> list[Row]:
    return [_task(one) for one in db.scalars(_tasks_asked(clock.today()), {"person": person_id, "issue": issue.id})]


@lru_cache(maxsize=2)
def _tasks_asked(day: date) -> Select[Task]:
    """Built once a day: building it costs more than asking it. `day` is today, which stands in its conditions."""
    wanted = Task.readable_by(bindparam("person", type_=Integer)).where(Task.issue_id == bindparam("issue")).order_by(Task.id)
    return wanted.options(joinedload(Task.institution))


def _task(one: Task) -> Row:
    who = "　".join(part for part in (one.body, one.person_name) if part)
    when = _("%(due)sまで", due=dated(one.due_on)) if one.due_on else ""
    state = _("済み") if one.done_at else when
    words = "　".join(str(part) for part in (_("宿題"), who, state) if part)
    return Row(one.what, words, "", waits=one.done_at is None and one.due_on is not None, late=one.late, done=one.done_at is not None)


def _item(item: AgendaItem, meeting: Meeting) -> Row:
    coming = "" if meeting.opened_at else str(_("　これから話します"))
    sub = f"{ITEM_KINDS[item.kind]}　{item.title}{coming}"
    return Row(_("%(year)s年度 %(meeting)s", year=meeting.fiscal_year, meeting=named(meeting)), sub, f"/meetings/{meeting.id}")
