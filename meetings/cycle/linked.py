"""Issues and countermeasures as other rooms show them, how they stand to each other and to posts, and 課題にする on every post."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from core import links
from core.database import db
from core.links import Linked, Offer, Shown
from core.mentions import mentioned
from meetings.models import Countermeasure, Issue, Term, readable_ids
from region.models import Affiliation, Role

BEGINNING = 40
"""Characters of a countermeasure in its title elsewhere."""

links.relation("raised_from", there=_("ここから課題になりました"), back=_("もとの投稿"))
links.relation("tells_of", there=_("掲示板に載せました"), back=_("この課題についての知らせ"))
mentioned("issue", "/issues/", "tells_of")
links.relation("takes_back", there=_("取り消しのお知らせ"), back=_("取り消した、もとのお知らせ"))
links.relation("grew_from", there=_("ここから生まれた課題"), back=_("もとの課題"))


def came_from(one: Shown) -> bool:
    """Of what an issue is linked to: did the issue come from it?"""
    return one.points and one.relation in ("raised_from", "answers", "grew_from")


@links.knows("issue")
def issues(ids: set[int], person_id: int) -> Mapping[int, Linked]:
    """Those of groups this person may read."""
    found = db.scalars(
        Issue.readable_by(person_id).where(Issue.id.in_(ids)).options(joinedload(Issue.terms).joinedload(Term.group))
    ).unique()
    return {one.id: Linked(f"{one.code}　{one.title}", f"/issues/{one.id}", _where(one.term)) for one in found}


@links.knows("countermeasure")
def countermeasures(ids: set[int], person_id: int) -> Mapping[int, Linked]:
    """Those against such issues: their issue, and how the version in force begins."""
    readable = select(Term.id).where(Term.issue_id.in_(Issue.readable_by(person_id).with_only_columns(Issue.id)))
    wanted = select(Countermeasure).where(Countermeasure.id.in_(ids), Countermeasure.term_id.in_(readable))
    term = joinedload(Countermeasure.term)
    found = db.scalars(wanted.options(selectinload(Countermeasure.versions), term.joinedload(Term.issue), term.joinedload(Term.group)))
    return {one.id: _shown(one) for one in found}


@links.offer("post")
def from_a_post(post_id: int, by: Affiliation) -> list[Offer]:
    """課題にする, for who reads a group of the area and does not only look in from the prefecture."""
    if by.role == Role.PREFECTURE or db.scalar(readable_ids(by.person_id).limit(1)) is None:
        return []
    return [Offer(gettext("課題にする"), f"/issues/new?post={post_id}", "plus")]


def _shown(one: Countermeasure) -> Linked:
    issue, what = one.term.issue, one.version.what
    beginning = what if len(what) <= BEGINNING else f"{what[:BEGINNING]}…"
    url = f"/issues/{issue.id}#countermeasure-{one.id}"
    return Linked(gettext("%(code)s の方策：%(what)s", code=issue.code, what=beginning), url, _where(one.term))


def _where(term: Term) -> str:
    return str(gettext("%(group)s　%(year)s年度", group=term.group.name, year=term.fiscal_year))
