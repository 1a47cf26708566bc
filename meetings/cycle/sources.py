"""どこから来たか: what was heard, what was written on boards, the sentence of the minutes, and numbers. Each reader sees what they may."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import joinedload, lazyload

from board.models import Post
from core.database import db
from core.links import Shown
from meetings.cycle.history import Whole
from meetings.cycle.linked import came_from
from meetings.cycle.standing import Standing
from meetings.minuting.copying import public_sentence
from meetings.models import HearingCoding, HearingNote, Issue, Meeting, Minutes
from meetings.standing import places
from region.models import Affiliation
from region.vocabulary import profession_name

EXCERPT = 120
"""Characters of a post that are shown."""


@dataclass(frozen=True)
class Heard:
    """Hearing notes that speak for the issue. Who said it is not told here."""

    counts: list[tuple[str, int]]
    quotes: list[str]
    first: date
    last: date
    count: int
    group_id: int | None
    """Whose notes the reader may open."""


@dataclass(frozen=True)
class Written:
    """A post the issue was raised from."""

    post_id: int
    institution: str
    author: str
    at: datetime
    excerpt: str


@dataclass(frozen=True)
class Quoted:
    """The sentence of the minutes, as this reader may read it."""

    entry_id: int
    meeting: Meeting
    item: str
    text: str


@dataclass(frozen=True)
class Sources:
    """All of it. `sentence` None where the reader may not read it."""

    heard: Heard | None
    posts: list[Written]
    sentence: Quoted | None
    elsewhere: list[Shown]


def sources(whole: Whole, linked: Sequence[Shown], posts: dict[int, Post], standing: Standing, minutes: set[int]) -> Sources:
    """`linked`: what the issue is linked to, `posts` those of it; `minutes`: ids of the meetings whose minutes the reader may open."""
    pointed = [one for one in linked if came_from(one)]
    raised_from = sorted({one.id for one in pointed if one.kind == "post"}, key=lambda one: posts[one].published_at)
    written = [_written(posts[one]) for one in raised_from if not posts[one].withdrawal]
    shown = {one.post_id for one in written}
    elsewhere = [one for one in pointed if one.kind != "post" or one.id not in shown]
    heard = _heard(whole.issue, standing) if whole.heard else None
    return Sources(heard, written, _sentence(whole.issue, standing, minutes), elsewhere)


def linked_posts(linked: Sequence[Shown]) -> dict[int, Post]:
    """The posts among what the reader may know of, with who wrote them and what was answered."""
    ids = [one.id for one in linked if one.kind == "post"]
    return {one.id: one for one in db.scalars(_POSTS, {"ids": ids})} if ids else {}


def readable_minutes(meetings: set[int]) -> set[int]:
    """Ids of those of these meetings whose minutes the reader may open."""
    rows = db.execute(_MINUTES, {"meetings": list(meetings)}) if meetings else ()
    return {meeting for meeting, group, fixed_at in rows if may_open(group, fixed_at)}


def may_open(group_id: int, fixed_at: datetime | None) -> bool:
    """Minutes of this group: its own people from the draft on, who reads it once they are fixed."""
    return group_id in places().own or (fixed_at is not None and group_id in places().reads)


_MINUTES = (
    select(Minutes.meeting_id, Meeting.group_id, Minutes.fixed_at)
    .join(Meeting, Meeting.id == Minutes.meeting_id)
    .where(Minutes.meeting_id.in_(bindparam("meetings", expanding=True)))
)
_POSTS = (
    select(Post)
    .where(Post.id.in_(bindparam("ids", expanding=True)))
    .options(
        joinedload(Post.affiliation).options(joinedload(Affiliation.person), lazyload(Affiliation.professions)),
        joinedload(Post.withdrawal), joinedload(Post.request),
    )
)  # fmt: skip
_HEARD = (
    select(HearingNote.profession, HearingNote.heard_on, HearingCoding.quote, HearingNote.group_id)
    .join(HearingNote, HearingNote.id == HearingCoding.note_id)
    .where(HearingCoding.issue_id == bindparam("issue"))
    .order_by(HearingNote.heard_on, HearingCoding.id)
)


def _heard(issue: Issue, standing: Standing) -> Heard | None:
    rows = db.execute(_HEARD, {"issue": issue.id}).all()
    if not rows:
        return None
    counts = [(profession_name(code), count) for code, count in Counter(row.profession for row in rows).most_common()]
    own = next((row.group_id for row in rows if row.group_id in standing.inside), None)
    return Heard(counts, list(dict.fromkeys(row.quote for row in rows if row.quote)), rows[0].heard_on, rows[-1].heard_on, len(rows), own)


def _written(post: Post) -> Written:
    text = " ".join(post.body.split())
    excerpt = text if len(text) <= EXCERPT else f"{text[:EXCERPT]}…"
    return Written(post.id, post.affiliation.institution.name, post.author_name, post.published_at, excerpt)


def _sentence(issue: Issue, standing: Standing, minutes: set[int]) -> Quoted | None:
    """The group's own people read it as it was written; others as it stands in the public version of fixed minutes, if it does."""
    entry = issue.entry
    if entry is None or entry.removed_at or entry.meeting_id not in minutes:
        return None
    if entry.meeting.group_id in standing.inside:
        return Quoted(entry.id, entry.meeting, entry.item.title, entry.text)
    said = public_sentence(entry)
    return Quoted(entry.id, entry.meeting, *said) if said else None
