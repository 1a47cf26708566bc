"""Which posts told of a record, so that it can be told where it was taken back; and where nobody has done that yet."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased, joinedload

from board.models import Post, PostWithdrawal
from core import links
from core.database import db
from core.links import Link, Thing
from meetings.models import Carrying, Discontinuation, Evaluation, IssueClosing

Record = Carrying | Evaluation | Discontinuation | IssueClosing


def key_of(record: Record) -> Thing:
    """As links name it."""
    return record.__tablename__, record.id


def name_of(record: Record) -> str:
    """evaluation-5, as an address carries it."""
    return "-".join(map(str, key_of(record)))


def telling_of(record: Record, issue_id: int) -> str:
    """Where a notice about it is written: that it was taken back, once it was."""
    return f"/issues/{issue_id}/telling?record={name_of(record)}"


def told_of(records: Collection[Record], person_id: int) -> dict[Thing, list[Post]]:
    """The posts this person reads that told of these; not those that were withdrawn since."""
    shown = links.of_several([key_of(one) for one in records], person_id) if records else {}
    ids = {thing: [one.id for one in some if (one.relation, one.kind) == ("tells_of", "post")] for thing, some in shown.items()}
    wanted = {one for some in ids.values() for one in some}
    stands = ~exists().where(PostWithdrawal.post_id == Post.id)
    rows = select(Post).where(Post.id.in_(wanted), stands).order_by(Post.id).options(joinedload(Post.board)) if wanted else None
    posts = {one.id: one for one in db.scalars(rows).unique()} if rows is not None else {}
    return {thing: [posts[one] for one in some if one in posts] for thing, some in ids.items()}


def untold(records: Collection[Record], person_id: int) -> dict[Thing, list[Post]]:
    """Of these, which were taken back, the posts that no other has set right: whose readers still believe them."""
    told = told_of([one for one in records if one.taken_back_at], person_id)
    right = set_right({post.id: 0 for some in told.values() for post in some})
    return {thing: left for thing, some in told.items() if (left := [post for post in some if post.id not in right])}


def set_right(posts: dict[int, int]) -> set[int]:
    """Which of these posts another set right, that stands: another than the one that is named beside it."""
    if not posts:
        return set()
    newer = aliased(Post)
    rows = select(Link.from_id, Link.to_id).where(Link.relation == "takes_back", Link.to_kind == "post", Link.to_id.in_(posts))
    rows = rows.join(newer, newer.id == Link.from_id).where(~exists().where(PostWithdrawal.post_id == newer.id))
    return {old for new, old in db.execute(rows) if posts[old] != new}
