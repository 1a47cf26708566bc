"""The cycle in any order: whatever people try, no stage is without its records, nothing ends unevaluated, and history loses nothing.

Each verb is tried where it may be done and where it may not. Beside the records runs `standing`: what the glossary says, in ten lines.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple, TypeVar

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from core import clock
from core.audit import AuditRow
from core.database import Base, db
from core.rules import RuleBroken
from meetings.models import (
    Charge,
    Closing,
    Countermeasure,
    CountermeasureVersion,
    Discontinuation,
    Ending,
    Evaluation,
    Group,
    GroupKind,
    Implementation,
    IndicatorValue,
    Issue,
    IssueClosing,
    Next,
    Plan,
    Rise,
    RiseAnswer,
    Scene,
    Taken,
    Term,
    Verdict,
)
from tests.cast import Cast

BEGAN = datetime(2026, 5, 20, 10, 0, tzinfo=clock.JAPAN)
Place = tuple[int, int]
"""A group, and a fiscal year."""
T = TypeVar("T")


class Told(NamedTuple):
    """One thing that happened: to an issue, before a group in a year or to a countermeasure."""

    what: str
    issue: int
    place: Place | None = None
    measure: int = 0
    verdict: str = ""
    next: str = ""
    nth: int = 0
    """Of what can be taken back: two of a kind are two."""


class Standing(NamedTuple):
    stage: str
    settled: bool
    awaits: str | None
    still: list[int]
    last: Told | None


def standing(told: list[Told], issue: int, place: Place) -> Standing:
    """The model: where an issue stands before a group in a year."""
    here = [one for one in told if one.issue == issue]
    mine = [one.measure for one in here if one.what == "decided" and one.place == place]
    over = {one.measure: one for one in here if one.what == "discontinued" or one.next in ("end", "next_year")}
    still, words = [one for one in mine if one not in over], [one for one in over.values() if one.verdict and one.measure in mine]
    last = words[-1] if words else None
    solved = last is not None and (last.verdict == "achieved" or last.next == "next_year")
    done = any(one.what == "done" and one.measure in still for one in here)
    stage = ("carried_out" if done else "decided") if still else "evaluated" if solved else "found"
    left = {("closed", None), ("accepted", place), ("taken", (place[0], place[1] + 1))} & {(one.what, one.place) for one in here}
    settled = not still and (stage == "evaluated" or bool(left))
    newest = {one.measure: one.next for one in here if one.what in ("evaluated", "revised")}
    revise = any(newest.get(one) == "revise" for one in still)
    step = {"found": "decision", "decided": "implementation", "carried_out": "evaluation"}
    return Standing(stage, settled, None if settled else "decision" if revise else step[stage], still, last)


ADDED_TO = (
    "issue_term", "issue_closing", "issue_version", "evidence", "countermeasure", "countermeasure_version", "countermeasure_owner",
    "implementation", "indicator_value", "evaluation", "discontinuation",
)  # fmt: skip
"""History: a row that stands here is never changed and never goes; but a year it was carried into by mistake."""
CHANGED = ("issue", "rise")
MISTAKES: dict[str, Any] = {"evaluation": Evaluation, "discontinuation": Discontinuation, "issue_closing": IssueClosing}
"""What can be taken back, once, by three columns that were empty."""
Rows = dict[str, dict[Any, tuple[Any, ...]]]


def rows() -> Rows:
    """All that is kept of the cycle, as it stands in the database."""
    kept: Rows = {}
    for name in (*ADDED_TO, *CHANGED):
        table = Base.metadata.tables[name]
        key = [table.columns.keys().index(one.name) for one in table.primary_key.columns]
        back = [at for at, column in enumerate(table.columns) if column.name.startswith("taken_back_")]
        found = {tuple(row[at] for at in key): tuple(row) for row in db.execute(select(table))}
        kept[name] = {id_: tuple(one for at, one in enumerate(row) if at not in back) for id_, row in found.items()}
        if back:
            kept[f"{name} taken back"] = {id_: row for id_, whole in found.items() if all(row := tuple(whole[at] for at in back))}
    kept["audit_row"] = {id_: (verb,) for id_, verb in db.execute(select(AuditRow.id, AuditRow.verb).order_by(AuditRow.id))}
    return kept


reasons = st.sampled_from(["", " 　\n", *["当番の診療所が足りないため"] * 4])
days = st.sampled_from([-400, -1, 0, 0, 1, 40])
TRIES: dict[str, tuple[int, tuple[Any, ...]]] = {
    "evaluate": (7, ("measure", st.sampled_from(Verdict), st.sampled_from(Next))),
    "decide": (6, ("place", st.text(alphabet="当番表をつくる \n", min_size=1, max_size=12))),
    "raise_it_again": (1, ("issue",)),
    "reword": (1, ("issue", st.sampled_from(["", "夜間の連絡先が決まっていない。"]))),
    "speak_for": (1, ("issue", st.sampled_from(["救急搬送のうち在宅の人", "電話の回数"]))),
    "decide_it_again": (1, ("measure", "place")),
    "revise": (4, ("measure", reasons, st.text(alphabet="土曜も\n", max_size=9))),
    "report": (4, ("measure", days, st.booleans())),
    "count": (2, ("measure", days, st.sampled_from([None, 0, 77]),
                  st.sampled_from([(None, None), (24, 31), (0, 31), (32, 31), (0, 0), (-1, 5), (3, None)]))),
    "discontinue": (4, ("measure", st.sampled_from(Ending), reasons, "other measure")),
    "carry_over": (3, ("place",)),
    "take_up_again": (1, ("place",)),
    "close": (2, ("issue", st.sampled_from(Closing), reasons, "other issue")),
    "rise": (3, ("place", st.sampled_from(["upper", "upper", "upper", "lower", "former"]))),
    "answer": (3, ("rise", st.sampled_from([RiseAnswer.TAKEN, *RiseAnswer]), reasons)),
    "take_back": (5, ("mistake", reasons)),
    "time_passes": (1, (st.sampled_from([1, 30, 200, 366]),)),
    "raise_issue": (1, (st.sampled_from(["lower", "lower", "upper"]),)),
}  # fmt: skip
"""What is tried, how often, and of what."""
OFTEN = [name for name, (often, _of) in TRIES.items() for _ in range(often)]


class Cycle(RuleBasedStateMachine):
    """Two groups, one above the other, and one that has ended; the secretariat tries everything."""

    cast: Cast

    def __init__(self) -> None:
        super().__init__()
        db.rollback()
        self.now, self.by = BEGAN, self.cast.kimura
        self.told: list[Told] = []
        self.issues: list[int] = []
        self.measures: dict[int, tuple[int, Place]] = {}
        self.keys: dict[tuple[str, int], str] = {}
        self.rises: dict[int, tuple[int, Place, int, bool]] = {}
        self.mistakes: dict[tuple[str, int], Told] = {}
        self.carried: set[tuple[int, Place]] = set()
        self.words: dict[int, list[tuple[str, str]]] = {}
        self.texts: dict[int, list[str]] = {}
        with clock.at(BEGAN):
            self.upper = self._group("北地域 在宅医療連携会議").id
            self.lower = self._group("24時間の病診連携 WG", upper=db.get_one(Group, self.upper)).id
            former = self._group("去年までの会議")
            former.end(by=self.by)
            self.former = former.id
        db.flush()
        self.kept = rows()

    def _group(self, name: str, upper: Group | None = None) -> Group:
        return Group.set_up(
            self.cast.kita, name=name, kind=GroupKind.WORKING_GROUP, secretariat=self.cast.base, by=self.by, began_on=BEGAN.date(),
            upper=upper,
        )  # fmt: skip

    def teardown(self) -> None:
        db.rollback()

    # How anything is tried.

    def tries(self, verb: Callable[[], T], *acts: str, may: bool) -> T | None:
        """Does it, or is refused; a refusal leaves everything as it was, and each act leaves its line in the audit and nothing else."""
        before, self.now = self.kept, self.now + timedelta(minutes=1)
        made = None
        with clock.at(self.now):
            try:
                made = verb()
            except RuleBroken:
                assert not may, "refused, and it should be done"
            else:
                assert may, "done, and it should be refused"
        db.flush()
        db.expire_all()
        self.kept = rows()
        if not may or not acts:
            assert self.kept == before, "nothing should be different"
        gone = before["issue_term"].keys() - self.kept["issue_term"].keys()
        assert len(gone) == acts.count("issue.carrying_taken_back")
        for name in (*ADDED_TO, *(f"{one} taken back" for one in MISTAKES), "audit_row"):
            knew = {id_: row for id_, row in before[name].items() if name != "issue_term" or id_ not in gone}
            assert knew.items() <= self.kept[name].items(), f"{name} lost what it knew"
        assert [self.kept["audit_row"][one][0] for one in sorted(self.kept["audit_row"].keys() - before["audit_row"].keys())] == [*acts]
        return made

    def stands(self, issue: int, place: Place) -> Standing:
        return standing(self.told, issue, place)

    def places(self) -> list[tuple[int, Place]]:
        return [(one.issue, one.place) for one in self.told if one.what == "taken" and one.place]

    def term(self, issue: int, place: Place) -> Term:
        return db.query(Term).filter_by(issue_id=issue, group_id=place[0], fiscal_year=place[1]).one()

    def said(self, what: str, issue: int) -> bool:
        return any(one.what == what and one.issue == issue for one in self.told)

    def plan(self, what: str) -> Plan:
        return Plan(what=what, indicator="つながった割合", unit="％", charges=[Charge(self.cast.clinic, self.cast.tanaka)])

    # What people try.

    @rule(data=st.data(), what=st.sampled_from(OFTEN))
    def somebody_tries(self, data: st.DataObject, what: str) -> None:
        """Mostly with what is still open, where most can happen; before there is a countermeasure, one is decided."""
        name = what if self.pool(str(TRIES[what][1][0])) else "decide"
        drawn = [data.draw(st.sampled_from(self.pool(of)) if isinstance(of, str) else of) for of in TRIES[name][1]]
        getattr(self, name)(*drawn)

    def pool(self, of: str) -> list[Any]:
        still = [one for one in self.measures if self.open(one)]
        waiting = [one for one, (_issue, _place, _to, answered) in self.rises.items() if not answered]
        counting = [one for one, told in self.mistakes.items() if told in self.told]
        pools: dict[str, list[Any]] = {
            "measure": still * 3 + [*self.measures], "other measure": [None, *self.measures], "issue": self.issues,
            "other issue": [None, *self.issues], "place": self.places(), "rise": waiting * 2 + [*self.rises],
            "mistake": counting * 3 + [*self.mistakes],
        }  # fmt: skip
        return pools.get(of, [of])

    @initialize()
    def begins(self) -> None:
        self.raise_issue("lower")

    def raise_issue(self, where: str) -> None:
        group, key, title = getattr(self, where), str(uuid.uuid4()), f"課題{len(self.issues) + 1}"
        raised = self.tries(
            lambda: Issue.raise_(db.get_one(Group, group), title=title, scene=Scene.SUDDEN, client_key=key, by=self.by),
            "issue.raised", may=True,
        )  # fmt: skip
        assert raised
        assert raised.number == len(self.issues) + 1
        self.issues.append(raised.id)
        self.keys["issue", raised.id], self.words[raised.id] = key, [(title, "")]
        self.told.append(Told("taken", raised.id, (group, clock.fiscal_year(self.now.date()))))

    def raise_it_again(self, issue: int) -> None:
        group, key = db.get_one(Group, self.upper), self.keys["issue", issue]
        again = self.tries(lambda: Issue.raise_(group, title="二度おした", scene=Scene.DAILY, client_key=key, by=self.by), may=True)
        assert again
        assert again.id == issue

    def reword(self, issue: int, text: str) -> None:
        (title, _now), different = self.words[issue][-1], self.words[issue][-1][1] != text
        self.tries(
            lambda: db.get_one(Issue, issue).reword(title=f" {title} ", text=text, scene=Scene.SUDDEN, by=self.by),
            *["issue.reworded"] * different, may=different,
        )  # fmt: skip
        self.words[issue] += [(title, text)] * different

    def speak_for(self, issue: int, about: str) -> None:
        self.tries(lambda: db.get_one(Issue, issue).speak_for(what=about, value="31件", by=self.by), "issue.evidence_added", may=True)

    def decide(self, where: tuple[int, Place], what: str) -> None:
        issue, place = where
        key, may = str(uuid.uuid4()), not self.stands(issue, place).settled
        decided = self.tries(
            lambda: Countermeasure.decide(self.term(issue, place), self.plan(what), client_key=key, by=self.by),
            *["countermeasure.decided"] * may, may=may,
        )  # fmt: skip
        if decided:
            self.measures[decided.id], self.keys["measure", decided.id], self.texts[decided.id] = (issue, place), key, [what.strip()]
            self.told.append(Told("decided", issue, place, decided.id))

    def decide_it_again(self, measure: int, where: tuple[int, Place]) -> None:
        key, plan = self.keys["measure", measure], self.plan("二度おした")
        again = self.tries(lambda: Countermeasure.decide(self.term(*where), plan, client_key=key, by=self.by), may=True)
        assert again
        assert again.id == measure

    def open(self, measure: int) -> bool:
        return measure in self.stands(*self.measures[measure]).still

    def revise(self, measure: int, reason: str, what: str) -> None:
        may = self.open(measure) and bool(reason.strip())
        self.tries(
            lambda: db.get_one(Countermeasure, measure).revise(self.plan(what), reason=reason, by=self.by),
            *["countermeasure.revised"] * may, may=may,
        )  # fmt: skip
        if may:
            self.texts[measure].append(what.strip())
            self.told.append(Told("revised", self.measures[measure][0], None, measure))

    def report(self, measure: int, ahead: int, again: bool) -> None:
        known = self.keys.get(("done", measure)) if again else None
        key, may = known or str(uuid.uuid4()), bool(known) or (self.open(measure) and ahead <= 0)
        new = may and not known
        on = (self.now + timedelta(days=ahead)).date()
        self.tries(
            lambda: Implementation.report(db.get_one(Countermeasure, measure), done_on=on, what="配った", client_key=key, by=self.by),
            *["implementation.reported"] * new, may=may,
        )  # fmt: skip
        if new:
            self.keys["done", measure] = key
            self.told.append(Told("done", self.measures[measure][0], None, measure))

    def count(self, measure: int, ahead: int, value: int | None, share: tuple[int | None, int | None]) -> None:
        part, whole = (None if one is None else Decimal(one) for one in share)
        number = None if value is None else Decimal(value)
        may = ahead <= 0 and (value is not None or share in ((24, 31), (0, 31)))
        on = (self.now + timedelta(days=ahead)).date()
        self.tries(
            lambda: IndicatorValue.measure(db.get_one(Countermeasure, measure), on=on, value=number, part=part, whole=whole, by=self.by),
            *["indicator.measured"] * may, may=may,
        )  # fmt: skip

    def evaluate(self, measure: int, verdict: Verdict, wish: Next) -> None:
        issue, place = self.measures[measure]
        may, told = self.open(measure), Told("evaluated", issue, None, measure, verdict.value, wish.value, len(self.mistakes) + 1)
        acts = ["countermeasure.evaluated", *self.goes_on(told, issue, place)] if may else []
        said = self.tries(
            lambda: db.get_one(Countermeasure, measure).evaluate(verdict=verdict, next_step=wish, lesson="電話は1本がよい", by=self.by),
            *acts, may=may,
        )  # fmt: skip
        if said:
            self.mistakes["evaluation", said.id] = told

    def discontinue(self, measure: int, how: Ending, reason: str, into: int | None) -> None:
        issue, place = self.measures[measure]
        fits = how == Ending.STOPPED or (into is not None and into != measure and self.open(into))
        may = self.open(measure) and bool(reason.strip()) and fits
        told = Told("discontinued", issue, None, measure, nth=len(self.mistakes) + 1)
        acts = ["countermeasure.discontinued", *self.goes_on(told, issue, place)] if may else []
        self.tries(
            lambda: db.get_one(Countermeasure, measure).discontinue(
                how, reason=reason, by=self.by, into=db.get_one(Countermeasure, into) if into else None
            ),
            *acts, may=may,
        )  # fmt: skip
        if may:
            self.mistakes["discontinuation", max(id_ for (id_,) in self.kept["discontinuation"])] = told

    def goes_on(self, told: Told, issue: int, place: Place) -> list[str]:
        """Told; and where it was the last that was open and 次年度へ was said, the issue goes into the next year by itself."""
        self.told.append(told)
        mine = [one for one, where in self.measures.items() if where == (issue, place)]
        wished = any(one.next == "next_year" and one.measure in mine for one in self.told)
        if not wished or self.stands(issue, place).still or Told("taken", issue, (place[0], place[1] + 1)) in self.told:
            return []
        self.told.append(Told("taken", issue, (place[0], place[1] + 1)))
        self.carried.add((issue, (place[0], place[1] + 1)))
        return ["issue.carried_over"]

    def carry_over(self, where: tuple[int, Place]) -> None:
        issue, place = where
        stands, following = self.stands(issue, place), Told("taken", issue, (place[0], place[1] + 1))
        solved = stands.last is not None and (stands.last.verdict, stands.last.next) == ("achieved", "end")
        gone = following in self.told or Told("accepted", issue, place) in self.told or self.said("closed", issue)
        may = not stands.still and not solved and not gone
        self.tries(lambda: self.term(issue, place).carry_over(by=self.by), *["issue.carried_over"] * may, may=may)
        self.told += [following] * may
        self.carried |= {(issue, (place[0], place[1] + 1))} if may else set()

    def take_up_again(self, where: tuple[int, Place]) -> None:
        issue, (group, year) = where
        self.tries(lambda: db.get_one(Issue, issue).take_up(db.get_one(Group, group), year, Taken.RAISED, by=self.by), may=False)

    def close(self, issue: int, how: Closing, reason: str, into: int | None) -> None:
        fits = how == Closing.DROPPED or (into is not None and into != issue and not self.said("closed", into))
        still = any(self.open(one) for one, (where, _place) in self.measures.items() if where == issue)
        may = fits and not still and bool(reason.strip()) and not self.said("closed", issue)
        self.tries(
            lambda: db.get_one(Issue, issue).close(how, reason=reason, by=self.by, into=db.get_one(Issue, into) if into else None),
            *["issue.closed"] * may, may=may,
        )  # fmt: skip
        if may:
            told = Told("closed", issue, nth=len(self.mistakes) + 1)
            self.mistakes["issue_closing", max(id_ for (id_,) in self.kept["issue_closing"])] = told
            self.told.append(told)

    def take_back(self, mistake: tuple[str, int], reason: str) -> None:
        """What ended is open again, and leaves the next year with it, unless that has begun."""
        told, (kind, number) = self.mistakes[mistake], mistake
        may, carried = told in self.told and bool(reason.strip()), False
        if told.what == "discontinued" or told.next in ("end", "next_year"):
            issue, place = self.measures[told.measure]
            following, later = (place[0], place[1] + 1), (place[0], place[1] + 2)
            carried = (issue, following) in self.carried
            begun = {*self.measures.values(), *((one, where) for one, where, _to, _answered in self.rises.values())}
            begun |= {(issue, following)} if (issue, later) in self.places() else set()
            may = may and not self.said("closed", issue) and not (carried and (issue, following) in begun)
        words = {"issue_closing": "issue.closing_taken_back"}.get(kind, f"countermeasure.{kind}_taken_back")
        self.tries(
            lambda: db.get_one(MISTAKES[kind], number).take_back(reason=reason, by=self.by),
            *[*["issue.carrying_taken_back"] * carried, words] * may, may=may,
        )  # fmt: skip
        if may:
            self.told = [one for one in self.told if one != told and not (carried and (one.issue, one.place) == (issue, following))]
            self.carried -= {(issue, following)} if carried else set()

    def rise(self, where: tuple[int, Place], to: str) -> None:
        (issue, place), group = where, getattr(self, to)
        there = any(one == issue and where[0] == group and where[1] >= place[1] for one, where in self.places())
        waits = any((one, where[0]) == (issue, place[0]) and not answered for one, where, _to, answered in self.rises.values())
        may = group not in (place[0], self.former) and not there and not waits and not self.stands(issue, place).settled
        asked = self.tries(
            lambda: Rise.ask(self.term(issue, place), db.get_one(Group, group), asked="市全体で決めてほしい", by=self.by),
            *["issue.risen"] * may, may=may,
        )  # fmt: skip
        if asked:
            self.rises[asked.id] = (issue, place, group, False)

    def answer(self, rise: int, answer: RiseAnswer, text: str) -> None:
        issue, place, group, answered = self.rises[rise]
        may = not answered and bool(text.strip()) and not self.said("closed", issue)
        self.tries(lambda: db.get_one(Rise, rise).reply(answer, text=text, by=self.by), *["issue.rise_answered"] * may, may=may)
        if not may:
            return
        self.rises[rise] = (issue, place, group, True)
        if answer == RiseAnswer.TAKEN:
            taken = Told("taken", issue, (group, clock.fiscal_year(clock.in_japan(self.now).date())))
            since = [where for one, where in self.places() if one == issue and where[0] == place[0] and where[1] >= place[1]]
            self.told += [*(Told("accepted", issue, where) for where in since), *[taken] * (taken not in self.told)]

    def time_passes(self, ahead: int) -> None:
        self.now += timedelta(days=ahead)

    # What holds whatever was tried.

    @invariant()
    def everything_holds(self) -> None:
        kept = selectinload(Countermeasure.versions).selectinload(CountermeasureVersion.owners)
        more = (selectinload(Countermeasure.evaluations), selectinload(Countermeasure.implementations))
        measures = (
            db.query(Countermeasure).options(kept, *more, joinedload(Countermeasure.discontinuation)).order_by(Countermeasure.id).all()
        )
        terms = db.query(Term).options(selectinload(Term.rises), selectinload(Term.countermeasures)).order_by(Term.id).all()
        also = (selectinload(Issue.versions), selectinload(Issue.terms), joinedload(Issue.closing))
        issues = db.query(Issue).options(*also).order_by(Issue.id).all()
        self.every_issue_stands_where_the_model_says(terms)
        self.nothing_ends_without_a_word(measures, issues)
        self.no_version_is_lost(measures, issues)
        self.what_rose_and_was_taken_is_before_the_upper_group()

    def every_issue_stands_where_the_model_says(self, terms: list[Term]) -> None:
        assert {(one.issue_id, (one.group_id, one.fiscal_year)) for one in terms} == set(self.places())
        assert len(terms) == len(self.places()), "one term for an issue, a group and a year"
        for term in terms:
            expected = self.stands(term.issue_id, (term.group_id, term.fiscal_year))
            assert (term.stage.value, term.settled, term.awaits) == (expected.stage, expected.settled, expected.awaits)
            assert [one.id for one in term.countermeasures if not one.ended] == expected.still
            self.no_stage_is_without_its_records(term)

    def no_stage_is_without_its_records(self, term: Term) -> None:
        """Read from the rows themselves."""
        mine = [id_ for (id_,), row in self.kept["countermeasure"].items() if term.id in row[1:2]]
        stopped = {one["countermeasure_id"] for one in self.standing_rows("discontinuation")}
        final = {one["countermeasure_id"] for one in self.standing_rows("evaluation") if one["next"] in ("end", "next_year")}
        done = {row[1] for row in self.kept["implementation"].values()}
        still = [one for one in mine if one not in stopped | final]
        match term.stage.value:
            case "evaluated":
                assert not still
                assert final & set(mine)
            case "carried_out":
                assert done & set(still)
            case "decided":
                assert still
            case _:
                assert not still
        if term.settled:
            assert set(mine) <= stopped | final, "it ended, and nobody evaluated it"

    def standing_rows(self, name: str) -> list[dict[str, Any]]:
        names = [one.name for one in Base.metadata.tables[name].columns if not one.name.startswith("taken_back_")]
        back = self.kept[f"{name} taken back"]
        return [dict(zip(names, row, strict=True)) for id_, row in self.kept[name].items() if id_ not in back]

    def nothing_ends_without_a_word(self, measures: list[Countermeasure], issues: list[Issue]) -> None:
        for measure in measures:
            assert measure.term_id in {one.id for one in measure.term.issue.terms}
            words = [one for one in measure.evaluations if one.next in (Next.END, Next.NEXT_YEAR)]
            stopped = measure.discontinuation
            assert measure.ended == (bool(words) or stopped is not None)
            assert len(words) + (stopped is not None) <= 1, "it ended twice"
            if words:
                assert measure.evaluations[-1] is words[0], "something was said after the last word"
            if stopped:
                assert stopped.reason.strip()
                assert (stopped.into is not None and stopped.into is not measure) or stopped.how == Ending.STOPPED
        for issue in issues:
            assert issue.closing is None or (issue.closing.reason.strip() and all(one.ended for one in issue.countermeasures))

    def no_version_is_lost(self, measures: list[Countermeasure], issues: list[Issue]) -> None:
        for measure in measures:
            assert [(one.number, one.what) for one in measure.versions] == list(enumerate(self.texts[measure.id], 1))
            assert [bool(one.reason.strip()) for one in measure.versions] == [False] + [True] * (len(measure.versions) - 1)
            assert all(one.owners[0].institution_id == self.cast.clinic.id for one in measure.versions)
        for issue in issues:
            texts = [(one.title, one.text) for one in issue.versions] + [(issue.title, issue.text)]
            assert texts == self.words[issue.id]
            assert [one.number for one in issue.versions] == list(range(1, len(texts)))

    def what_rose_and_was_taken_is_before_the_upper_group(self) -> None:
        for rise in db.query(Rise).filter_by(answer=RiseAnswer.TAKEN):
            assert rise.to_id in {one.group_id for one in rise.term.issue.terms}
            assert rise.answer_text.strip()
            assert rise.term.handed_up


def tried(cast: Cast, examples: int, steps: int) -> None:
    machine = type("CycleHere", (Cycle,), {"cast": cast})
    quick = settings(
        max_examples=examples, stateful_step_count=steps, deadline=None, suppress_health_check=list(HealthCheck), print_blob=True,
        phases=[Phase.explicit, Phase.reuse, Phase.generate] if examples < 100 else list(Phase),
    )  # fmt: skip
    run_state_machine_as_test(machine, settings=quick)


WHY = "当番の診療所が足りないため"
STOPPED, MERGED, DROPPED, INTO = Ending.STOPPED, Ending.MERGED, Closing.DROPPED, Closing.MERGED
ALL_WAYS: list[tuple[str, tuple[Any, ...]]] = [
    *[("decide", ("here", what)) for what in ("当番表", "連絡票", "電話の台帳")],  # countermeasures 0, 1, 2 of issue 0
    *[("revise", (0, why, what)) for why, what in (("", "土曜"), ("　", "土曜"), (WHY, "土曜"), (WHY, "土曜も日曜も"))],
    *[("report", (0, ahead, again)) for ahead, again in ((1, False), (0, False), (-400, False), (0, True))],
    *[("count", (0, 0, None, share)) for share in ((24, 31), (32, 31), (0, 0), (None, None))], ("count", (0, 1, 5, (None, None))),
    *[("evaluate", (0, Verdict.PARTLY, step)) for step in (Next.CONTINUE, Next.REVISE)], ("revise", (0, WHY, "当番は2つ")),
    ("rise", ("here", "upper")), ("rise", ("here", "lower")), ("rise", ("here", "former")), ("rise", ("here", "upper")),
    ("answer", (0, RiseAnswer.RETURNED, " ")), ("answer", (0, RiseAnswer.RETURNED, WHY)), ("answer", (0, RiseAnswer.TAKEN, WHY)),
    ("carry_over", ("here",)), ("close", (0, DROPPED, WHY, None)),
    ("discontinue", (1, STOPPED, " ", None)), ("discontinue", (1, MERGED, WHY, None)), ("discontinue", (1, MERGED, WHY, 1)),
    ("discontinue", (1, MERGED, WHY, 0)), ("discontinue", (2, MERGED, WHY, 1)), ("discontinue", (1, STOPPED, WHY, None)),
    ("evaluate", (0, Verdict.NOT_ACHIEVED, Next.NEXT_YEAR)), ("report", (0, 0, False)), ("report", (0, 0, True)), ("revise", (0, WHY, "")),
    ("evaluate", (0, Verdict.ACHIEVED, Next.END)), ("discontinue", (2, STOPPED, WHY, None)),  # it goes into the next year
    ("decide", ("here", "もうおそい")), ("decide_it_again", (0, "here")), ("carry_over", ("here",)), ("time_passes", (366,)),
    ("decide", ("next year", "当番表の2年目")), ("evaluate", (3, Verdict.NOT_ACHIEVED, Next.END)), ("decide", ("next year", "別のやり方")),
    ("evaluate", (4, Verdict.ACHIEVED, Next.CONTINUE)), ("report", (4, 0, False)), ("evaluate", (4, Verdict.ACHIEVED, Next.END)),
    ("carry_over", ("next year",)), ("decide", ("next year", "もういらない")), ("rise", ("next year", "upper")),
    ("raise_issue", ("lower",)), ("raise_issue", ("lower",)), ("raise_issue", ("lower",)), ("raise_it_again", (1,)),  # issues 1, 2, 3
    ("reword", (1, "くわしく")), ("reword", (1, "くわしく")), ("reword", (1, "")), ("speak_for", (1, "電話")),
    ("rise", ("issue 1", "upper")), ("decide", ("issue 1", "下でも始める")), ("answer", (1, RiseAnswer.TAKEN, WHY)),
    ("close", (1, DROPPED, WHY, None)), ("discontinue", (5, STOPPED, WHY, None)), ("decide", ("issue 1", "上で決める")),
    ("carry_over", ("issue 1",)), ("take_up_again", ("above",)), ("decide", ("above", "市の仕組み")), ("close", (1, DROPPED, WHY, None)),
    ("evaluate", (6, Verdict.ACHIEVED, Next.NEXT_YEAR)), ("close", (1, DROPPED, "", None)), ("close", (1, DROPPED, WHY, None)),
    ("rise", ("issue 2", "upper")), ("close", (2, INTO, WHY, None)), ("close", (2, INTO, WHY, 2)), ("close", (2, INTO, WHY, 1)),
    ("close", (2, INTO, WHY, 3)), ("close", (2, DROPPED, WHY, None)), ("answer", (2, RiseAnswer.TAKEN, WHY)),
    ("decide", ("issue 2", "閉じたあと")), ("carry_over", ("issue 2",)), ("carry_over", ("issue 3",)), ("carry_over", ("issue 3",)),
    ("decide", ("issue 3", "もう次の年")), ("rise", ("issue 3", "upper")), ("raise_issue", ("lower",)),
    ("rise", ("issue 4", "upper")), ("carry_over", ("issue 4",)), ("rise", ("a year on", "upper")),  # an open question goes on with it
    ("answer", (3, RiseAnswer.TAKEN, WHY)), ("decide", ("a year on", "もう上の会議")), ("carry_over", ("a year on",)),
    ("raise_issue", ("lower",)), ("decide", ("issue 5", "紙の連絡票")), ("evaluate", (7, Verdict.PARTLY, Next.CONTINUE)),
    ("evaluate", (7, Verdict.PARTLY, Next.NEXT_YEAR)), ("take_back", (-1, " ")), ("take_back", (-1, WHY)), ("take_back", (-1, WHY)),
    ("take_back", (-2, WHY)), ("discontinue", (7, STOPPED, WHY, None)), ("carry_over", ("issue 5",)), ("rise", ("year 2 of 5", "upper")),
    ("take_back", (-1, WHY)), ("evaluate", (7, Verdict.ACHIEVED, Next.END)), ("answer", (4, RiseAnswer.RETURNED, WHY)),
    ("raise_issue", ("lower",)), ("decide", ("issue 6", "紙の連絡票")), ("evaluate", (8, Verdict.NOT_ACHIEVED, Next.NEXT_YEAR)),
    ("carry_over", ("year 2 of 6",)), ("take_back", (-1, WHY)), ("close", (6, DROPPED, WHY, None)), ("take_back", (-2, WHY)),
    ("take_back", (-1, WHY)), ("raise_issue", ("lower",)), ("decide", ("issue 7", "箱")), ("evaluate", (9, Verdict.PARTLY, Next.NEXT_YEAR)),
    ("decide", ("year 2 of 7", "つづき")), ("take_back", (-1, WHY)), ("evaluate", (10, Verdict.ACHIEVED, Next.END)),
    ("take_back", (-1, WHY)), ("evaluate", (10, Verdict.PARTLY, Next.NEXT_YEAR)), ("take_back", (-1, WHY)), ("raise_issue", ("lower",)),
    ("decide", ("issue 8", "貼り紙")), ("discontinue", (11, STOPPED, WHY, None)), ("close", (8, DROPPED, WHY, None)),
    ("take_back", (-2, WHY)), ("take_back", (-1, WHY)), ("take_back", (-2, WHY)),  # first the closing, then what had ended before it
]  # fmt: skip
"""Countermeasures, issues and rises by their number."""


def test_each_way_there_is_holds_once(cast: Cast) -> None:
    machine = type("CycleHere", (Cycle,), {"cast": cast})()
    machine.begins()
    first, following = ((machine.lower, BEGAN.year + year) for year in (0, 1))
    numbered = dict.fromkeys(("raise_it_again", "reword", "speak_for", "close"), "issues") | {"answer": "rises", "take_back": "mistakes"}
    for step, (what, given) in enumerate(ALL_WAYS):
        places = {"here": (0, first), "next year": (0, following), "above": (1, (machine.upper, BEGAN.year + 1))}
        places |= {f"issue {one}": (one, following) for one in range(1, 9)} | {"a year on": (4, (machine.lower, BEGAN.year + 2))}
        places |= {f"year 2 of {one}": (one, (machine.lower, BEGAN.year + 2)) for one in (5, 6, 7)}
        things = list(getattr(machine, numbered.get(what, "measures")))
        arguments = [
            (machine.issues[places[one][0]], places[one][1]) if one in places
            else things[one] if isinstance(one, int) and (at == 0 or what in ("discontinue", "close")) and what != "time_passes"
            else one
            for at, one in enumerate(given)
        ]  # fmt: skip
        try:
            getattr(machine, what)(*arguments)
            machine.everything_holds()
        except Exception as wrong:
            raise AssertionError(f"step {step}, {what} {given}: {wrong}") from wrong
    machine.teardown()


def test_the_cycle_holds_whatever_is_tried(app: Flask, cast: Cast) -> None:
    on_postgres = app.extensions["engine"].dialect.name == "postgresql"
    tried(cast, *(6, 25) if on_postgres else (20, 30))


@pytest.mark.long
@pytest.mark.timeout(7200)
def test_the_cycle_holds_through_thousands_of_steps(cast: Cast) -> None:
    tried(cast, 600, 80)
