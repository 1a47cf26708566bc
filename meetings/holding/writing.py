"""Writing where it arises: the sentence of the minutes and what it stands for come to be together, once, whatever is sent twice."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import TypeVar

from flask_babel import force_locale

from core import clock, realtime
from core.database import db
from core.rules import RuleBroken
from core.whole_numbers import number_of
from meetings.holding.choices import member_of, plan_of, term_of
from meetings.holding.forms import (
    ChargedForm,
    CountermeasureForm,
    DecisionForm,
    EvaluationForm,
    HomeworkForm,
    IssueForm,
    RemarkForm,
    WritingForm,
)
from meetings.models import (
    AgendaItem,
    Charge,
    Countermeasure,
    Entry,
    EntryKind,
    Issue,
    Next,
    Owner,
    Plan,
    Scene,
    Task,
    Term,
    Verdict,
    Wish,
)
from meetings.models.alone import alone_with
from meetings.vocabulary import NEXT_STEPS, VERDICTS
from region.models import Affiliation

Form = TypeVar("Form", bound=WritingForm)
Act = Callable[[AgendaItem, Form, Affiliation], Entry]


def once(act: Act[Form], item: AgendaItem, form: Form, by: Affiliation) -> Entry:
    """The entry; the one that stands already where the same was sent before. Raises RuleBroken before the meeting has begun."""
    item.meeting.lock()
    known = db.query(Entry).filter_by(by_person_id=by.person_id, client_key=form.client_key.data).one_or_none()
    if known:
        return known
    if not item.meeting.opened_at:
        raise RuleBroken("会議を始めてから書いてください。")
    return act(item, form, by)


def remark(item: AgendaItem, form: RemarkForm, by: Affiliation) -> Entry:
    """発言 or 報告. Who wished to speak has spoken."""
    member = member_of(form.company, form.speaker.data)
    guest = next((one.name for one in form.company.seated if one.line and f"g{one.line.id}" == form.speaker.data), "")
    name = {"secretariat": "事務局", "other": form.speaker_name.data or ""}.get(str(form.speaker.data), guest)
    entry = Entry.write(
        item, kind=EntryKind(form.said_as.data), text=str(form.body.data), client_key=str(form.client_key.data), by=by, member=member,
        speaker_name=name, private=form.private.data,
    )  # fmt: skip
    if Wish.heard(entry, by=by):
        realtime.announce(item.meeting.stream, entry.seq)  # beside the later one, which the route tells: nobody has to fetch the sentence
    return entry


def decision(item: AgendaItem, form: DecisionForm, by: Affiliation) -> Entry:
    """決定."""
    return _entry(item, EntryKind.DECISION, form, by, private=form.private.data)


def issue(item: AgendaItem, form: IssueForm, by: Affiliation) -> Entry:
    """課題, before the group in the year of the meeting."""
    member = member_of(form.company, form.speaker.data)
    key = str(form.client_key.data)
    entry = Entry.write(item, kind=EntryKind.ISSUE, text=str(form.body.data), client_key=key, by=by, member=member)
    profession = form.profession.data or (member.profession if member else None)
    _raise(item, entry, Scene(form.scene.data), profession, by)
    return entry


def homework(item: AgendaItem, form: HomeworkForm, by: Affiliation) -> Entry:
    """宿題, of whoever is said or of nobody yet."""
    entry = _entry(item, EntryKind.HOMEWORK, form, by)
    said = _charge(form) or Charge(None)
    Task.give(
        item.meeting.group, what=entry.text, client_key=entry.client_key, by=by, entry=entry, issue=item.issue, due_on=form.due_on.data,
        institution=said.institution, affiliation=said.affiliation, person_name=said.person_name, body_name=said.body_name,
    )  # fmt: skip
    return entry


def countermeasure(item: AgendaItem, form: CountermeasureForm, by: Affiliation) -> Entry:
    """方策: a new one, of an issue that may be new too, or a further version of one."""
    charges = [charge] if (charge := _charge(form)) else []
    if form.revises.data:
        return _revision(item, form, by, charges)
    term = _term(item, form, by)
    entry = _entry(item, EntryKind.COUNTERMEASURE, form, by)
    plan = Plan(
        what=entry.text, due_on=form.due_on.data, indicator=form.indicator.data or "", unit=form.unit.data or "", target=form.target.data,
        charges=charges,
    )  # fmt: skip
    Countermeasure.decide(term, plan, client_key=entry.client_key, by=by, meeting=item.meeting, entry=entry)
    return entry


def evaluation(countermeasure: Countermeasure) -> Act[EvaluationForm]:
    """評価 of this one; its words stand in the minutes as a decision."""

    def say(item: AgendaItem, form: EvaluationForm, by: Affiliation) -> Entry:
        _nobody_else_has(countermeasure, form)
        verdict, next_step = Verdict(form.verdict.data), Next(form.next_step.data)
        of = countermeasure.version
        with force_locale("ja"):
            value = f"（{of.indicator or '値'} {form.value.data:f}{of.unit}）" if form.value.data is not None else ""
            said = f"{countermeasure.term.issue.code}「{of.what}」の評価：{VERDICTS[verdict]}{value}。"
            text = f"{said}{form.body.data}\nこのあと：{NEXT_STEPS[next_step]}"
        entry = Entry.write(item, kind=EntryKind.DECISION, text=text, client_key=str(form.client_key.data), by=by)
        countermeasure.evaluate(
            verdict=verdict, next_step=next_step, lesson=str(form.body.data), by=by, value=form.value.data, meeting=item.meeting,
            entry=entry, on=min(clock.today(), clock.in_japan(item.meeting.starts_at).date()),
        )  # fmt: skip
        return entry

    return say


def _nobody_else_has(countermeasure: Countermeasure, form: EvaluationForm) -> None:
    """Evaluated it since the form was drawn: two secretaries hear the same sentence. Raises RuleBroken; sent again, it is a further one."""
    alone_with(countermeasure, "evaluations")
    known = len(countermeasure.evaluations)
    if number_of(form.made_from.data) != known:
        form.made_from.data = str(known)
        raise RuleBroken("この間に、ほかの評価が書かれました。上の文で確かめて、それでも書くときは、もう一度押してください。")


def _entry(item: AgendaItem, kind: EntryKind, form: WritingForm, by: Affiliation, *, private: bool = False) -> Entry:
    key = str(form.client_key.data)
    return Entry.write(item, kind=kind, text=str(form["body"].data), client_key=key, by=by, private=private)


def _raise(item: AgendaItem, entry: Entry, scene: Scene, profession: str | None, by: Affiliation) -> Issue:
    return Issue.raise_(
        item.meeting.group, title=entry.text, scene=scene, client_key=entry.client_key, by=by, profession=profession, meeting=item.meeting,
        entry=entry,
    )  # fmt: skip


def _term(item: AgendaItem, form: CountermeasureForm, by: Affiliation) -> Term:
    """Of the issue that was chosen, or of a new one, which has a sentence of its own."""
    if form.new_issue:
        key = str(uuid.uuid5(uuid.UUID(form.client_key.data), "issue"))
        entry = Entry.write(item, kind=EntryKind.ISSUE, text=str(form.issue_title.data), client_key=key, by=by)
        return _raise(item, entry, Scene(form.scene.data), None, by).term
    chosen = db.get(Issue, int(form.issue.data))
    term = term_of(item, chosen) if chosen else None
    if term is None:
        raise RuleBroken("この課題は、この年度の課題に入っていません。")
    return term


def _revision(item: AgendaItem, form: CountermeasureForm, by: Affiliation, charges: list[Charge]) -> Entry:
    """What is left empty stays as it was."""
    standing = plan_of(item, int(form.revises.data))
    if standing is None:
        raise RuleBroken("この方策は、もう終わっています。")
    entry = _entry(item, EntryKind.COUNTERMEASURE, form, by)
    was = standing.version
    plan = Plan(
        what=entry.text, due_on=form.due_on.data or was.due_on, expected=was.expected, indicator=form.indicator.data or was.indicator,
        unit=form.unit.data or was.unit, baseline=was.baseline, target=was.target if form.target.data is None else form.target.data,
        charges=charges or [_again(one) for one in was.owners],
    )  # fmt: skip
    standing.revise(plan, reason=str(form.reason.data), by=by, meeting=item.meeting, entry=entry)
    return entry


def _again(owner: Owner) -> Charge:
    return Charge(owner.institution, owner.affiliation, owner.person_name, owner.part, owner.body_name)


def _charge(form: ChargedForm) -> Charge | None:
    """Whoever was said to do it; None for nobody yet."""
    if form.who.data in ("other", "body"):
        return form.elsewhere
    member = member_of(form.company, form.who.data)
    return Charge.of_member(member) if member else None
