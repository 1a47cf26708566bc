"""どこから来たか: what was heard, what was written on boards, the sentence of the minutes, and numbers. Each reader sees what they may."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import joinedload

from board.models import Post
from core.database import db
from core.links import Shown
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


def sources(issue: Issue, linked: Sequence[Shown], standing: Standing, person_id: int, minutes: set[int]) -> Sources:
    """`linked`: what the issue points at; `minutes`: ids of the meetings whose minutes the reader may open."""
    pointed = [one for one in linked if one.relation in ("raised_from", "answers")]
    posts = _posts({one.id for one in pointed if one.kind == "post"}, person_id)
    shown = {one.post_id for one in posts}
    elsewhere = [one for one in pointed if one.kind != "post" or one.id not in shown]
    return Sources(_heard(issue, standing), posts, _sentence(issue, standing, minutes), elsewhere)


def readable_minutes(meetings: set[int]) -> set[int]:
    """Ids of those of these meetings whose minutes the reader may open."""
    here = places()
    rows = db.execute(_MINUTES, {"meetings": list(meetings)}) if meetings else ()
    return {meeting for meeting, group, fixed_at in rows if group in here.own or (fixed_at and group in here.reads)}


_MINUTES = (
    select(Minutes.meeting_id, Meeting.group_id, Minutes.fixed_at)
    .join(Meeting, Meeting.id == Minutes.meeting_id)
    .where(Minutes.meeting_id.in_(bindparam("meetings", expanding=True)))
)


def _heard(issue: Issue, standing: Standing) -> Heard | None:
    wanted = select(HearingNote.profession, HearingNote.heard_on, HearingCoding.quote, HearingNote.group_id)
    coded = wanted.join(HearingNote, HearingNote.id == HearingCoding.note_id).where(HearingCoding.issue_id == issue.id)
    rows = db.execute(coded.order_by(HearingNote.heard_on, HearingCoding.id)).all()
    if not rows:
        return None
    counts = [(profession_name(code), count) for code, count in Counter(row.profession for row in rows).most_common()]
    own = next((row.group_id for row in rows if row.group_id in standing.inside), None)
    return Heard(counts, list(dict.fromkeys(row.quote for row in rows if row.quote)), rows[0].heard_on, rows[-1].heard_on, len(rows), own)


def _posts(ids: set[int], person_id: int) -> list[Written]:
    if not ids:
        return []
    readable = Post.readable_by(person_id).where(Post.id.in_(ids)).order_by(None).order_by(Post.published_at)
    found = db.scalars(
        readable.options(joinedload(Post.affiliation).joinedload(Affiliation.person), joinedload(Post.withdrawal))
    ).unique()  # fmt: skip
    return [_written(one) for one in found if not one.withdrawal]


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
