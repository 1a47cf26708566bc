"""What a notice is about: a decision, its day, an evaluation, an end; or that one of these was taken back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from core.rules import RuleBroken
from core.whole_numbers import number_of
from meetings.cycle.told import name_of
from meetings.models import Countermeasure, Discontinuation, Evaluation, Issue, IssueClosing

Tellable = Evaluation | Discontinuation | IssueClosing
"""The records a notice can be about."""


class NoticeKind(StrEnum):
    """What is told. The first three are of no record; the last is of any that was taken back."""

    DECISION = "decision"
    DUE = "due"
    ISSUE = "issue"
    EVALUATION = "evaluation"
    ENDING = "ending"
    CLOSING = "closing"
    TAKEN_BACK = "taken_back"


KINDS = {Evaluation: NoticeKind.EVALUATION, Discontinuation: NoticeKind.ENDING, IssueClosing: NoticeKind.CLOSING}


@dataclass(frozen=True)
class Subject:
    """`about` is None where it is about the issue itself."""

    kind: NoticeKind
    about: Countermeasure | None = None
    record: Tellable | None = None

    @classmethod
    def of(cls, record: Tellable) -> Subject:
        """As the record stands now."""
        about = None if isinstance(record, IssueClosing) else record.countermeasure
        return cls(NoticeKind.TAKEN_BACK if record.taken_back_at else KINDS[type(record)], about, record)

    @classmethod
    def named(cls, issue: Issue, said: Mapping[str, str]) -> Subject:
        """By `record`, or by `what` and `countermeasure`; what is not of this issue is not there."""
        record = next((one for one in _records(issue) if cls.of(one).name == said.get("record")), None)
        one = next((one for one in issue.countermeasures if one.id == number_of(said.get("countermeasure", ""))), None)
        kind = said.get("what") or NoticeKind.DECISION
        if one and kind == NoticeKind.EVALUATION and one.evaluations:
            record = record or one.evaluations[-1]
        if record:
            return cls.of(record)
        return cls(NoticeKind(kind), one) if one and kind in (NoticeKind.DECISION, NoticeKind.DUE) else cls(NoticeKind.ISSUE)

    def still(self, kind: str | None) -> None:
        """Raises RuleBroken where the form was written about what has been taken back, or given back, since."""
        if kind and self.record and kind != self.kind:
            raise RuleBroken("このあいだに、この記録は取り消されました。課題のページで確かめてください。")

    @property
    def name(self) -> str:
        """evaluation-5; "" where it is about no record."""
        return name_of(self.record) if self.record else ""

    @property
    def query(self) -> str:
        """What its address asks for."""
        about = f"&countermeasure={self.about.id}" if self.about else ""
        return f"?record={self.name}" if self.record else f"?what={self.kind}{about}"


def possible(issue: Issue) -> list[Subject]:
    """What there is to tell of, the newest first."""
    found = [Subject.of(issue.closing)] if issue.closing else []
    for one in reversed(issue.countermeasures):
        found += [Subject.of(one.discontinuation)] if one.discontinuation else []
        found += [Subject.of(one.evaluations[-1])] if one.evaluations else []
        found += [] if one.ended else [Subject(NoticeKind.DECISION, one), *([Subject(NoticeKind.DUE, one)] if one.version.due_on else [])]
    return found


def _records(issue: Issue) -> Iterator[Tellable]:
    yield from issue.every_closing
    for one in issue.countermeasures:
        yield from one.every_evaluation
        yield from one.every_discontinuation
