"""The issues of the demo: where they come from, what was decided against them, what was done, measured, learnt, and how it ended."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial

from sqlalchemy import select

from board.models import Post
from core import links
from core.database import db
from demo.bodies import UPPER, Body, Facts
from demo.calendar import moment
from demo.telling import Act
from meetings.models import (
    Charge,
    Closing,
    Countermeasure,
    Ending,
    Entry,
    Implementation,
    IndicatorValue,
    Issue,
    Meeting,
    Next,
    Plan,
    Rise,
    RiseAnswer,
    Scene,
    Verdict,
)


def raise_issue(body: Body, key: str, *, meeting: Meeting | None = None, entry: Entry | None = None) -> None:
    """The issue, with the hearing notes and the post that speak for it."""
    facts, story = body.issue(key), body.story
    issue = Issue.raise_(
        body.group, title=facts["title"], text=facts["text"], scene=Scene(facts["scene"]), profession=facts["profession"], meeting=meeting,
        entry=entry, client_key=body.key("issue", key), by=body.secretary,
    )  # fmt: skip
    story.issues[key] = issue
    for note, quote in [(note, quote) for spoken_for, note, quote in story.notes if spoken_for == key]:
        note.code(issue, quote=quote, by=body.secretary)
    for what, value, source in facts.get("evidence", ()):
        issue.speak_for(what=what, value=value, source=source, by=body.secretary)
    _link_back(body, issue, facts)


def _link_back(body: Body, issue: Issue, facts: Facts) -> None:
    if "follows" in facts:
        links.link("issue", issue.id, "grew_from", "issue", body.story.issues[facts["follows"]].id, by=body.secretary)
    if "post" in facts:
        post = db.scalars(select(Post.id).where(Post.title == facts["post"])).one()
        links.link("issue", issue.id, "raised_from", "post", post, by=body.secretary)


def decide(body: Body, key: str, meeting: Meeting, entry: Entry) -> None:
    """A countermeasure, in this meeting."""
    facts, issue = body.measure(key), key.partition("/")[0]
    term = body.term(issue, meeting.fiscal_year)
    body.story.measures[key] = Countermeasure.decide(
        term, plan_of(body, facts), client_key=body.key("measure", key), by=body.secretary, meeting=meeting, entry=entry
    )


def plan_of(body: Body, facts: Facts) -> Plan:
    """What a countermeasure says."""
    said = facts["indicator"]
    return Plan(
        what=facts["what"], due_on=body.story.years.day(facts["due"]), expected=facts["expected"],
        indicator=said["name"], unit=said["unit"], baseline=Decimal(str(said["baseline"])), target=Decimal(str(said["target"])),
        charges=[
            *(body.charge(who, part) for who, part in facts["owners"]),
            *(Charge(None, part=part, body_name=name) for name, part in facts.get("bodies", ())),
        ],
    )  # fmt: skip


class Cycle:
    """One issue and its countermeasures; `raised` and `decided` say when each of them was raised and decided."""

    def __init__(self, body: Body, facts: Facts, raised: dict[str, datetime], decided: dict[str, datetime]) -> None:
        self.body, self.facts, self.raised, self.decided = body, facts, raised, decided
        self.key: str = facts["key"]

    def acts(self) -> Iterator[Act]:
        """Everything that happens outside of what the meetings write down."""
        if "raised" in self.facts:
            yield Act(self.body.story.years.raised(self.facts["raised"]), partial(raise_issue, self.body, self.key))
        for number, facts in enumerate(self.facts.get("measure", ()), 1):
            yield from self._tried(f"{self.key}/{number}", facts)
        if told := self.facts.get("told"):
            yield from self._told(*told)
        if rise := self.facts.get("rise"):
            yield from self._rises(rise)
        if closed := self.facts.get("closed"):
            at, meeting = self._when(closed["when"])
            yield Act(at, partial(self._close, closed, meeting))

    def _when(self, when: str, of: str = "") -> tuple[datetime, str]:
        """The moment, and what to look the meeting up by when it is there."""
        return (self.body.story.bodies[of] if of else self.body).when(when)[0], when

    def _tried(self, key: str, facts: Facts) -> Iterator[Act]:
        if key not in self.decided:
            return  # the meeting was before the issue: it will be on the next agenda
        earliest = self.decided[key] + timedelta(days=1)
        for when, who, what, obstacle in facts.get("done", ()):
            yield Act(max(self.body.story.years.at(when), earliest), partial(self._do, key, when, who, what, obstacle))
        for when, *value in facts.get("values", ()):
            day = self.body.story.years.day(when)
            yield Act(max(moment(day, "17:20"), earliest), partial(self._measure, key, when, value))
        yield from self._judged(key, facts)

    def _judged(self, key: str, facts: Facts) -> Iterator[Act]:
        """Revised, evaluated, ended."""
        for revision in facts.get("revisions", ()):
            at, when = self._when(revision["when"])
            yield Act(at, partial(self._revise, key, facts, revision, when))
        for evaluation in (facts[name] for name in ("evaluation", "final") if name in facts):
            at, when = self._when(evaluation["when"], evaluation.get("of", ""))
            yield Act(at, partial(self._evaluate, key, evaluation, when))
        if ended := facts.get("ended"):
            yield Act(self._when(ended["when"])[0], partial(self._end, key, ended))

    def _do(self, key: str, when: str, who: str, what: str, obstacle: str) -> None:
        Implementation.report(
            self._against(key), done_on=self.body.story.years.day(when), what=what, obstacle=obstacle, by=self.body.who(who),
            done_by="" if who in self.body.story.place.people else who, client_key=self.body.key("done", key, when),
        )  # fmt: skip

    def _measure(self, key: str, when: str, value: list[float]) -> None:
        on = self.body.story.years.day(when)
        if len(value) == 2:
            part, whole = (Decimal(str(one)) for one in value)
            IndicatorValue.measure(self._against(key), on=on, value=None, part=part, whole=whole, by=self.body.secretary)
        else:
            IndicatorValue.measure(self._against(key), on=on, value=Decimal(str(value[0])), by=self.body.secretary)

    def _revise(self, key: str, facts: Facts, revision: Facts, when: str) -> None:
        meeting = self.body.when(when)[1]
        plan = plan_of(self.body, facts | revision)
        self._against(key).revise(
            plan, reason=revision["reason"], by=self.body.secretary, meeting=meeting, entry=self.body.decision(meeting, self.key)
        )

    def _evaluate(self, key: str, facts: Facts, when: str) -> None:
        body = self.body.story.bodies[facts["of"]] if "of" in facts else self.body
        meeting = body.when(when)[1]
        self._against(key).evaluate(
            verdict=Verdict(facts["verdict"]), next_step=Next(facts["next"]), lesson=facts["lesson"], value=Decimal(str(facts["value"])),
            by=body.who(facts["by"]) if "by" in facts else body.secretary, meeting=meeting, entry=body.decision(meeting, self.key),
        )  # fmt: skip

    def _end(self, key: str, facts: Facts) -> None:
        into = self._against(f"{facts['into']}/1") if "into" in facts else None
        self._against(key).discontinue(Ending(facts["kind"]), reason=facts["reason"], by=self.body.secretary, into=into)

    def _close(self, facts: Facts, when: str) -> None:
        into, meeting = self.body.story.issues.get(facts.get("into", "")), self.body.when(when)[1]
        self._issue.close(Closing(facts["kind"]), reason=facts["reason"], by=self.body.secretary, into=into, meeting=meeting)

    def _told(self, when: str, title: str) -> Iterator[Act]:
        """A post that tells of the issue, where the issue was there before it."""
        at = self.body.story.years.at(when)
        if self.raised[self.key] < at:
            yield Act(at, partial(self._link, title))

    def _link(self, title: str) -> None:
        post = db.scalars(select(Post.id).where(Post.title.contains(title)).limit(1)).one()
        links.link("post", post, "tells_of", "issue", self._issue.id, by=self.body.secretary)

    def _rises(self, facts: Facts) -> Iterator[Act]:
        asked, answered = self.body.when(facts["when"])[0], self.body.story.bodies[UPPER].when(facts["answered"])[0]
        yield Act(asked, partial(self._ask, facts, answered))
        yield Act(answered, partial(self._answer, facts))

    def _ask(self, facts: Facts, answered: datetime) -> None:
        upper = self.body.story.bodies[UPPER].group
        Rise.ask(self._issue.term, upper, asked=facts["question"], by=self.body.secretary, answer_by_on=answered.date())

    def _answer(self, facts: Facts) -> None:
        upper = self.body.story.bodies[UPPER]
        meeting = upper.when(facts["answered"])[1]
        risen = next(one for term in self._issue.terms for one in term.rises)
        risen.reply(RiseAnswer(facts["answer"]), text=facts["said"], by=upper.secretary, meeting=meeting)
        if facts.get("carried"):
            self._issue.term.carry_over(by=upper.secretary, meeting=meeting)

    @property
    def _issue(self) -> Issue:
        return self.body.story.issues[self.key]

    def _against(self, key: str) -> Countermeasure:
        return self.body.story.measures[key]
