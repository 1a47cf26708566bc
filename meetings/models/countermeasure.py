"""方策: what is tried against an issue, by whom (institution and person), by when, and how one will see that it helped.

"Try once, change as we go" (甲府): a revision keeps the earlier version and says why. Its end is an evaluation, or 中止・統合 with why.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, String, UniqueConstraint, and_
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core import audit, clock
from core.database import Base, db
from core.rules import RuleBroken
from meetings.models.alone import alone_with, alone_with_each
from meetings.models.entry import Entry
from meetings.models.evaluation import Discontinuation, Ending, Evaluation, Next, Verdict
from meetings.models.implementation import Implementation, IndicatorValue
from meetings.models.meeting import Meeting
from meetings.models.plan import CountermeasureVersion, Owner, Plan
from region.models import Affiliation

if TYPE_CHECKING:
    from meetings.models.term import Term


class Countermeasure(Base):
    """`versions[-1]` is in force."""

    __tablename__ = "countermeasure"
    __table_args__ = (UniqueConstraint("by_person_id", "client_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    term_id: Mapped[int] = mapped_column(ForeignKey("issue_term.id"), index=True)
    follows_id: Mapped[int | None] = mapped_column(ForeignKey("countermeasure.id"))
    """The earlier one it goes on from, in the year before or after one that failed."""
    client_key: Mapped[str] = mapped_column(String(36))
    at: Mapped[datetime]
    by_person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))

    term: Mapped[Term] = relationship(back_populates="countermeasures")
    follows: Mapped[Countermeasure | None] = relationship(remote_side="Countermeasure.id")
    versions: Mapped[list[CountermeasureVersion]] = relationship(back_populates="countermeasure", order_by="CountermeasureVersion.number")
    implementations: Mapped[list[Implementation]] = relationship(
        back_populates="countermeasure", order_by=(Implementation.done_on, Implementation.id)
    )
    values: Mapped[list[IndicatorValue]] = relationship(order_by=(IndicatorValue.on, IndicatorValue.id))
    evaluations: Mapped[list[Evaluation]] = relationship(
        primaryjoin=lambda: and_(Countermeasure.id == Evaluation.countermeasure_id, Evaluation.stands()),
        back_populates="countermeasure", order_by=Evaluation.id,
    )  # fmt: skip
    """Those that stand; `every_evaluation` has also what was taken back."""
    every_evaluation: Mapped[list[Evaluation]] = relationship(viewonly=True, order_by=Evaluation.id)
    discontinuation: Mapped[Discontinuation | None] = relationship(
        primaryjoin=lambda: and_(Countermeasure.id == Discontinuation.countermeasure_id, Discontinuation.stands()),
        foreign_keys=[Discontinuation.countermeasure_id], back_populates="countermeasure",
    )  # fmt: skip
    every_discontinuation: Mapped[list[Discontinuation]] = relationship(
        viewonly=True, foreign_keys=[Discontinuation.countermeasure_id], order_by=Discontinuation.id
    )

    @classmethod
    def decide(
        cls, term: Term, plan: Plan, *, client_key: str, by: Affiliation, meeting: Meeting | None = None, entry: Entry | None = None,
        follows: Countermeasure | None = None,
    ) -> Countermeasure:  # fmt: skip
        """A new countermeasure. The same key by the same person twice is the same one. Raises RuleBroken where the issue is settled."""
        term.alone()
        known = db.query(cls).filter_by(by_person_id=by.person_id, client_key=client_key).one_or_none()
        if known:
            return known
        if term.settled:
            raise RuleBroken("この課題は、この年度では終わっています。次の年度の課題に方策を書いてください。")
        decided = cls(
            term=term, follows=follows, client_key=client_key, at=clock.now(), by_person_id=by.person_id, versions=[], implementations=[],
            values=[], evaluations=[], discontinuation=None,
        )  # fmt: skip
        db.add(decided)
        decided._put(plan, reason="", by=by, meeting=meeting, entry=entry)
        db.flush()
        audit.record("countermeasure.decided", decided, by=by, issue=term.issue_id, meeting=meeting.id if meeting else None)
        return decided

    def revise(
        self, plan: Plan, *, reason: str, by: Affiliation, meeting: Meeting | None = None, entry: Entry | None = None
    ) -> CountermeasureVersion:
        """A further version, and why. Raises RuleBroken without a reason, or when it has ended."""
        self._still_open()
        if not reason.strip():
            raise RuleBroken("変えた理由を書いてください。前の版と理由は、ずっと残ります。")
        version = self._put(plan, reason=reason, by=by, meeting=meeting, entry=entry)
        audit.record("countermeasure.revised", self, by=by, version=version.number)
        return version

    def evaluate(
        self, *, verdict: Verdict, next_step: Next, lesson: str, by: Affiliation, value: Decimal | None = None,
        meeting: Meeting | None = None, entry: Entry | None = None, on: date | None = None,
    ) -> Evaluation:  # fmt: skip
        """What came of it. 次年度へ carries the issue into the group's next year. Raises RuleBroken when it has ended already."""
        self._still_open()
        said = Evaluation(
            verdict=verdict, next=next_step, lesson=lesson.strip(), value=value, evaluated_on=on or clock.today(), meeting=meeting,
            entry=entry, at=clock.now(), by=by,
        )  # fmt: skip
        self.evaluations.append(said)
        db.flush()
        audit.record("countermeasure.evaluated", self, by=by, verdict=verdict, next=next_step)
        self.term.go_on(by=by, meeting=meeting)
        return said

    def discontinue(self, how: Ending, *, reason: str, by: Affiliation, into: Countermeasure | None = None) -> None:
        """中止, or 統合 into another, with the reason. Raises RuleBroken."""
        if into:
            alone_with_each((self.term.issue, into.term.issue), "closing")
            alone_with(into, "evaluations", "discontinuation")
        self._still_open()
        if not reason.strip():
            raise RuleBroken("理由を書いてください。")
        if how == Ending.MERGED and (into is None or into.id == self.id or into.ended):
            raise RuleBroken("どの方策に統合するかを選んでください。終わった方策には統合できません。")
        self.discontinuation = Discontinuation(how=how, reason=reason.strip(), into=into, at=clock.now(), by_id=by.id)
        db.flush()
        audit.record("countermeasure.discontinued", self, by=by, how=how)
        self.term.go_on(by=by)

    def reportable_by(self, affiliation: Affiliation) -> bool:
        """Who may write what was done: the institutions in charge, and the secretariat."""
        mine = affiliation.ended_at is None and affiliation.institution_id in {one.institution_id for one in self.version.owners}
        return mine or self.term.group.run_by(affiliation)

    @property
    def version(self) -> CountermeasureVersion:
        """The one in force."""
        return self.versions[-1]

    @property
    def ended(self) -> bool:
        """By an evaluation that says so, or by 中止・統合."""
        return self.discontinuation is not None or self.last_word is not None

    @property
    def last_word(self) -> Evaluation | None:
        """The evaluation that ended it."""
        return next((one for one in self.evaluations if one.ends), None)

    @property
    def turns(self) -> int:
        """How often it was revised or evaluated: what ends it must know of every one."""
        return len(self.versions) - 1 + len(self.every_evaluation)

    @property
    def implemented(self) -> bool:
        return bool(self.implementations)

    @property
    def awaits_revision(self) -> bool:
        """修正 was said, and the version is still the one of before."""
        last = self.evaluations[-1] if self.evaluations else None
        return not self.ended and last is not None and last.next == Next.REVISE and self.version.at <= last.at

    def alone(self) -> None:
        """Nobody else changes, measures or ends it until the transaction ends."""
        self.term.alone()
        alone_with(self, "versions", "values", "evaluations", "discontinuation")

    def _still_open(self) -> None:
        self.alone()
        if self.ended:
            raise RuleBroken("この方策は、もう終わっています。")

    def _put(self, plan: Plan, *, reason: str, by: Affiliation, meeting: Meeting | None, entry: Entry | None) -> CountermeasureVersion:
        version = CountermeasureVersion(
            number=len(self.versions) + 1, what=plan.what.strip(), due_on=plan.due_on, expected=plan.expected.strip(),
            indicator=plan.indicator.strip(), unit=plan.unit.strip(), baseline=plan.baseline, target=plan.target, reason=reason.strip(),
            meeting=meeting, entry=entry, at=clock.now(), by=by, owners=[Owner.of(one) for one in plan.charges],
        )  # fmt: skip
        self.versions.append(version)
        db.flush()
        return version
