"""The page of an issue, put together for one reader."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from core import links
from core.language import dated
from core.links import Shown, Thing
from meetings.cycle.born import Born, born
from meetings.cycle.history import Whole
from meetings.cycle.knots import named
from meetings.cycle.met import Met
from meetings.cycle.next_steps import NextSteps, next_steps
from meetings.cycle.sources import Sources, linked_posts, sources
from meetings.cycle.standing import Standing
from meetings.cycle.strands import Strand, strands
from meetings.cycle.told import Record, key_of, telling_of, untold
from meetings.models import Carrying, Evaluation, Issue, Term
from meetings.models.plan import CountermeasureVersion


@dataclass(frozen=True)
class Page:
    """What the templates draw."""

    issue: Issue
    standing: Standing
    strands: list[Strand]
    sources: Sources
    born: Born
    next: NextSteps
    minutes: set[int]
    untold: Collection[Thing]

    @classmethod
    def of(cls, whole: Whole, person_id: int) -> Page:
        """For this reader, in a number of questions that no history raises."""
        issue = whole.issue
        groups = {one.id: one for term in issue.terms for one in (term.group, *(rise.to for rise in term.rises))}
        standing = Standing.of(groups.values())
        linked = _linked(issue, person_id)
        posts, met = linked_posts(linked), Met.of(issue, standing)
        return cls(
            issue, standing, strands(issue, standing.shows(issue)), sources(whole, linked, posts, standing, met.minutes),
            born(whole, linked, posts, met.spoken_of, person_id), next_steps(issue, standing, met.next), met.minutes,
            untold(_struck(issue), person_id) if standing.runs else (),
        )  # fmt: skip

    @property
    def runs(self) -> bool:
        """Does the reader run the group it is before now?"""
        return self.standing.term_of(self.issue).group_id in self.standing.runs

    def to_set_right(self, said: Record) -> str:
        """Where it is told that this was taken back; "" where no board was told of it, or all know."""
        return telling_of(said, self.issue.id) if key_of(said) in self.untold else ""

    @property
    def carryings(self) -> list[Carrying]:
        """Into which years it went, also where that was taken back; of the groups whose years are shown."""
        shown = {one.term.group_id for one in self.strands}
        return [one for one in self.issue.every_carrying if one.group_id in shown]

    def where(self, said: CountermeasureVersion | Evaluation | Term) -> str:
        """The address of the meeting that decided: the very sentence of its minutes, where the reader may open them; "" for none."""
        meeting = said.meeting
        if meeting is None or meeting.group_id not in self.standing.reads:
            return ""
        entry = getattr(said, "entry_id", None)
        if meeting.id not in self.minutes:
            return f"/meetings/{meeting.id}"
        return f"/meetings/{meeting.id}/minutes" + (f"#entry-{entry}" if entry else "")

    @property
    def raised(self) -> str:
        """When and where it was raised."""
        meeting, day = self.issue.raised_in, dated(self.issue.raised_at)
        return str(_("%(meeting)sに出された", meeting=named(meeting)) if meeting else _("%(day)sに出された", day=day))

    @property
    def owners(self) -> str:
        """Who is in charge of what is open now."""
        still = [one for one in self.strands[0].term.countermeasures if not one.ended]
        people = [(owner.body, "" if owner.gone else owner.person_name) for one in still for owner in one.version.owners]
        return "、".join(dict.fromkeys(" ".join(part for part in one if part) for one in people))

    def how(self, term: Term) -> str:
        """How it went on after an earlier year, or came before the group."""
        if term.carried:
            return str(_("%(year)s年度に引きつぎました", year=term.fiscal_year + 1))
        return str(_("上の会議が引き受けました")) if term.handed_up else ""

    @property
    def url(self) -> str:
        """Its address as others open it."""
        return url_for("meetings.issues.show", issue_id=self.issue.id, _external=True)


def _struck(issue: Issue) -> list[Record]:
    """What was taken back, and can have been told."""
    said: list[Record] = [*issue.every_closing]
    for measure in issue.countermeasures:
        said += [*measure.every_evaluation, *measure.every_discontinuation]
    return [one for one in said if one.taken_back_at]


def _linked(issue: Issue, person_id: int) -> list[Shown]:
    """What the issue and its countermeasures are linked to."""
    things = [("issue", issue.id), *(("countermeasure", one.id) for one in issue.countermeasures)]
    return [one for shown in links.of_several(things, person_id).values() for one in shown]
