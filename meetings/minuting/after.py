"""What came of each sentence: its issue and where that stands now, homework that is done, and the posts that told of the minutes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from board.models import Post
from core import clock, links
from core.database import db
from meetings.agenda.terms import OF_TERM
from meetings.minuting.gathering import Gathered
from meetings.minuting.wording import short_day
from meetings.models import Countermeasure, CountermeasureVersion, Issue, Minutes, Task, Term
from meetings.vocabulary import CLOSINGS, STAGES


@dataclass(frozen=True)
class After:
    """`words` lead to `url`; `now` says how it stands."""

    words: str
    url: str
    now: str = ""


@dataclass(frozen=True)
class Told:
    """A post that told of the minutes, with how many of the institutions that were asked have answered."""

    title: str
    url: str
    detail: str
    answered: int | None
    addressed: int | None


def after(gathered: Gathered, person_id: int) -> dict[int, list[After]]:
    """By entry, as far as this person may read it."""
    entries = [one.id for group in gathered.entries.values() for one in group]
    versions = [one for group in gathered.charges.values() for one in group if isinstance(one, CountermeasureVersion)]
    found: defaultdict[int, list[After]] = defaultdict(list)
    for issue in _issues(entries, [one.countermeasure_id for one in versions], person_id):
        for entry_id, one in _of_issue(issue, entries, versions):
            found[entry_id].append(one)
    for entry_id, linked in links.of_many("minutes_entry", entries, person_id).items():
        said = {one.url.partition("#")[0] for one in found[entry_id]}
        found[entry_id] += [After(one.title, one.url, one.words) for one in linked if one.url.partition("#")[0] not in said]
    for task in (one for group in gathered.charges.values() for one in group if isinstance(one, Task)):
        found[task.entry_id or 0].append(After("", "", _done(task, gathered.meeting.fiscal_year)))
    return {entry_id: [one for one in said if one.words or one.now] for entry_id, said in found.items()}


def _of_issue(issue: Issue, entries: list[int], versions: list[CountermeasureVersion]) -> Iterator[tuple[int, After]]:
    """By the sentence that raised it, and by those that decided against it."""
    words, now, own = _("%(code)s のその後を見る", code=issue.code), _now(issue), {one.id for one in issue.countermeasures}
    if issue.entry_id in entries:
        yield issue.entry_id or 0, After(words, f"/issues/{issue.id}", now)
    for one in versions:
        if one.countermeasure_id in own:
            yield one.entry_id or 0, After(words, f"/issues/{issue.id}#countermeasure-{one.countermeasure_id}", now)


def posts_of(minutes: Minutes | None, person_id: int) -> list[Told]:
    """Those on boards this person may read."""
    shown = [one for one in links.of("minutes", minutes.id, person_id) if one.kind == "post"] if minutes else []
    asked = select(Post).where(Post.id.in_([one.id for one in shown])).options(joinedload(Post.request))
    requests = {post.id: post.request for post in db.scalars(asked).unique()} if shown else {}
    told = []
    for one in shown:
        request = requests.get(one.id)
        answered, addressed = (request.answered, request.addressed) if request else (None, None)
        told.append(Told(one.title, one.url, one.detail, answered, addressed))
    return told


def _issues(entries: list[int], countermeasures: list[int], person_id: int) -> list[Issue]:
    of_measures = select(Term.issue_id).join(Countermeasure).where(Countermeasure.id.in_(countermeasures))
    asked = Issue.readable_by(person_id).where(Issue.entry_id.in_(entries) | Issue.id.in_(of_measures)).order_by(Issue.number)
    return list(db.scalars(asked.options(joinedload(Issue.closing), selectinload(Issue.terms).options(*OF_TERM))).unique())


def _now(issue: Issue) -> str:
    word = CLOSINGS[issue.closing.how] if issue.closing else STAGES[issue.term.stage]
    return str(_("いま：%(stage)s", stage=word))


def _done(task: Task, fiscal_year: int) -> str:
    if task.done_at:
        return str(_("%(day)sに済み", day=short_day(clock.in_japan(task.done_at).date(), fiscal_year)))
    return str(_("期限を過ぎています")) if task.late else ""
