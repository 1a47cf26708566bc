"""Two of the secretariat act at the same moment: the second sees what the first has done, and is told where that no longer fits."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from core import clock
from core.audit import AuditRow
from core.database import db
from core.rules import RuleBroken
from meetings.models import (
    AgendaItem,
    Attendance,
    Closing,
    Countermeasure,
    Ending,
    Entry,
    Group,
    GroupKind,
    HearingCoding,
    HearingNote,
    Implementation,
    IndicatorValue,
    Issue,
    Meeting,
    Member,
    Minutes,
    Next,
    PartyWaiver,
    Presence,
    Verdict,
    course,
    scheduling,
)
from region.models import Affiliation
from tests.cast import Cast
from tests.meetings.assembly import assembled
from tests.meetings.cycle_cast import a_cycle, a_meeting, a_plan, an_issue, key
from tests.meetings.minuted import minuted, sent
from tests.meetings.overtaking import overtaken


def told(verb: str) -> int:
    """How often this stands in the audit."""
    return db.scalar(select(func.count()).where(AuditRow.verb == verb)) or 0


def kimura(cast: Cast) -> Affiliation:
    """In the session of the present thread."""
    return db.get_one(Affiliation, cast.kimura.id)


def test_of_two_items_begun_at_once_one_has_its_turn(app: Flask, cast: Cast) -> None:
    room = assembled(cast)
    second, third, meeting = room.items[1].id, room.items[2].id, room.meeting.id
    said = overtaken(
        app, lambda: course.on_agenda(db.get_one(Meeting, meeting)), lambda: db.get_one(AgendaItem, second).begin(by=cast.kimura),
        lambda items: next(one for one in items if one.id == third).begin(by=kimura(cast)),
    )  # fmt: skip
    assert said is None
    assert [one.id for one in course.on_agenda(room.meeting) if one.since_at] == [third]


def test_an_item_that_somebody_else_has_just_begun_has_its_turn_once(app: Flask, cast: Cast) -> None:
    second = assembled(cast).items[1].id
    begin: Callable[[AgendaItem], None] = lambda item: item.begin(by=kimura(cast))  # noqa: E731
    assert overtaken(app, lambda: db.get_one(AgendaItem, second), lambda: begin(db.get_one(AgendaItem, second)), begin) is None
    assert told("agenda.begun") == 2, "the first item, and this one"


def test_no_item_has_its_turn_once_the_meeting_is_over(app: Flask, cast: Cast) -> None:
    room = assembled(cast)
    second = room.items[1].id
    said = overtaken(
        app, lambda: _with_meeting(second), lambda: course.end(room.meeting, by=cast.kimura), lambda item: item.begin(by=kimura(cast))
    )
    assert isinstance(said, RuleBroken)
    assert not [one for one in course.on_agenda(room.meeting) if one.since_at]


def _with_meeting(item_id: int) -> AgendaItem:
    item = db.get_one(AgendaItem, item_id)
    assert item.meeting.held
    return item


def test_a_meeting_is_opened_once(app: Flask, cast: Cast) -> None:
    room = assembled(cast, opened=False)
    there = lambda: db.get_one(Meeting, room.meeting.id, options=[joinedload(Meeting.group)])  # noqa: E731
    begin: Callable[[Meeting], None] = lambda meeting: course.begin(meeting, by=kimura(cast))  # noqa: E731
    assert overtaken(app, there, lambda: course.begin(room.meeting, by=cast.kimura), begin) is None
    assert told("meeting.opened") == 1


Act = Callable[[Meeting, Affiliation], object]
OPEN: Act = lambda meeting, by: course.begin(meeting, by=by)  # noqa: E731
END: Act = lambda meeting, by: course.end(meeting, by=by)  # noqa: E731
GO_ON: Act = lambda meeting, by: course.go_on(meeting, by=by)  # noqa: E731
CANCEL: Act = lambda meeting, by: meeting.cancel(reason="台風のため", by=by)  # noqa: E731
MOVE: Act = lambda meeting, by: scheduling.change(meeting, by=by, place="北市民館")  # noqa: E731


@pytest.mark.parametrize(
    ("before", "first", "then"),
    [
        ((), CANCEL, OPEN), ((), OPEN, CANCEL), ((), CANCEL, CANCEL), ((), OPEN, MOVE), ((), CANCEL, MOVE), ((OPEN,), END, END),
        ((OPEN, END), GO_ON, GO_ON),
    ],
    ids=["opened", "cancelled", "cancelled twice", "moved when held", "moved when off", "ended twice", "gone on twice"],
)  # fmt: skip
def test_what_no_longer_fits_the_course_of_a_meeting_is_refused(
    app: Flask, cast: Cast, before: tuple[Act, ...], first: Act, then: Act
) -> None:
    room = assembled(cast, opened=False)
    for act in before:
        act(room.meeting, cast.kimura)
    db.commit()
    there = lambda: db.get_one(Meeting, room.meeting.id)  # noqa: E731
    said = overtaken(app, there, lambda: first(room.meeting, cast.kimura), lambda meeting: then(meeting, kimura(cast)))
    assert isinstance(said, RuleBroken)


Change = Callable[[Entry, Attendance, Affiliation], object]
CHANGES: dict[str, Change] = {
    "a sentence removed": lambda entry, _line, by: entry.remove(by=by),
    "a sentence changed": lambda entry, _line, by: entry.change("ちがう文。", made_from=entry.revision, by=by),
    "an item changed": lambda entry, _line, by: entry.item.change(title="ほかの議題", by=by),
    "an item moved": lambda entry, _line, by: entry.item.move(1, by=by),
    "somebody was there": lambda _entry, line, by: line.note_presence(Presence.ABSENT, by=by),
    "listeners": lambda entry, _line, by: course.count_listeners(entry.meeting, 7, by=by),
    "a guest": lambda entry, _line, by: course.bring(entry.meeting, name="来客", place="", presence=Presence.WEB, by=by),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=list(CHANGES))
def test_minutes_that_are_being_fixed_change_no_more(app: Flask, cast: Cast, change: Change) -> None:
    world = minuted(cast)
    minutes = sent(world, cast)
    minutes.approve(world.chair, by=cast.tanaka)
    db.commit()
    entry, line = world.remark.id, db.scalars(select(Attendance.id).where(Attendance.member_id == world.nurse.id)).one()

    def read() -> tuple[Entry, Attendance]:
        found = db.get_one(Entry, entry), db.get_one(Attendance, line)
        assert not db.query(Minutes).filter_by(meeting_id=found[0].item.meeting.id).one().fixed_at
        return found

    said = overtaken(app, read, lambda: Minutes.of(world.meeting).fix(by=cast.kimura), lambda there: change(*there, kimura(cast)))
    assert isinstance(said, RuleBroken)


def test_who_is_noted_by_two_at_once_has_one_line(app: Flask, cast: Cast) -> None:
    world = minuted(cast)
    fresh = next(one.id for one in world.group.members if one.name == "志村 祥子")

    def note(meeting: Meeting) -> None:
        Attendance.of(meeting, db.get_one(Member, fresh)).note_presence(Presence.WEB, by=kimura(cast))

    assert overtaken(app, lambda: db.get_one(Meeting, world.meeting.id), lambda: note(world.meeting), note) is None
    assert db.scalar(select(func.count()).where(Attendance.member_id == fresh)) == 1


def test_who_is_invited_by_two_at_once_is_invited_once(app: Flask, cast: Cast) -> None:
    room = assembled(cast, opened=False)

    def ask(meeting: Meeting) -> list[Attendance]:
        return Attendance.invite(meeting, meeting.group.present, by=kimura(cast))

    assert overtaken(app, lambda: db.get_one(Meeting, room.meeting.id), lambda: ask(room.meeting), ask) is None
    assert told("meeting.invited") == 1


def test_two_groups_never_stand_above_one_another(app: Flask, cast: Cast) -> None:
    cycle = a_cycle(cast)
    cycle.group.change(upper=None, by=cast.kimura)
    db.commit()
    lower, upper = cycle.group.id, cycle.upper.id
    there = lambda: (db.get_one(Group, lower), db.get_one(Group, upper))  # noqa: E731
    said = overtaken(
        app, there, lambda: cycle.upper.change(upper=cycle.group, by=cast.kimura),
        lambda groups: groups[0].change(upper=groups[1], by=kimura(cast)),
    )  # fmt: skip
    assert isinstance(said, RuleBroken)


def test_a_group_that_is_ending_plans_no_meeting_and_one_that_plans_does_not_end(app: Flask, cast: Cast) -> None:
    begins = clock.now() + timedelta(days=30)

    def plan(group: Group) -> Meeting:
        return Meeting.plan(group, theme="評価", starts_at=begins, ends_at=begins + timedelta(hours=1), by=kimura(cast))

    first, second = (_empty_group(cast, name) for name in ("甲", "乙"))
    assert isinstance(overtaken(app, lambda: db.get_one(Group, first), lambda: _end(first, cast), plan), RuleBroken)
    ends: Callable[[Group], None] = lambda group: group.end(by=kimura(cast))  # noqa: E731
    assert isinstance(overtaken(app, lambda: db.get_one(Group, second), lambda: plan(db.get_one(Group, second)), ends), RuleBroken)


def _empty_group(cast: Cast, name: str) -> int:
    group = Group.set_up(
        cast.kita, name=name, kind=GroupKind.SUBCOMMITTEE, secretariat=cast.base, by=cast.kimura, began_on=date(2026, 4, 1)
    )
    db.commit()
    return group.id


def _end(group_id: int, cast: Cast) -> None:
    db.get_one(Group, group_id).end(by=cast.kimura)


def test_two_issues_never_go_into_one_another(app: Flask, cast: Cast) -> None:
    group = a_cycle(cast).group
    one, other = an_issue(cast, group, "1つめ"), an_issue(cast, group, "2つめ")
    db.commit()
    there = lambda: (db.get_one(Issue, other.id), db.get_one(Issue, one.id))  # noqa: E731

    def merge(pair: tuple[Issue, Issue]) -> None:
        assert not pair[1].closing
        pair[0].close(Closing.MERGED, reason="おなじこと", into=pair[1], by=kimura(cast))

    assert isinstance(overtaken(app, there, lambda: merge((one, other)), merge), RuleBroken)


def test_two_countermeasures_never_go_into_one_another(app: Flask, cast: Cast) -> None:
    cycle = a_cycle(cast)
    another = an_issue(cast, cycle.group, "ほかの課題")
    one, other = cycle.measure, Countermeasure.decide(another.term, a_plan(cast), client_key=key(), by=cast.kimura)
    db.commit()
    there = lambda: (db.get_one(Countermeasure, other.id), db.get_one(Countermeasure, one.id))  # noqa: E731

    def merge(pair: tuple[Countermeasure, Countermeasure]) -> None:
        assert not pair[1].ended
        pair[0].discontinue(Ending.MERGED, reason="おなじこと", into=pair[1], by=kimura(cast))

    assert isinstance(overtaken(app, there, lambda: merge((one, other)), merge), RuleBroken)


def test_nothing_is_carried_out_of_what_is_ending(app: Flask, cast: Cast) -> None:
    cycle = a_cycle(cast)

    def read() -> Countermeasure:
        found = db.get_one(Countermeasure, cycle.measure.id)
        assert not found.ended
        return found

    def report(measure: Countermeasure) -> Implementation:
        return Implementation.report(measure, done_on=clock.today(), what="配った", client_key=key(), by=kimura(cast))

    said = overtaken(
        app, read, lambda: cycle.measure.evaluate(verdict=Verdict.ACHIEVED, next_step=Next.END, lesson="よい", by=cast.kimura), report
    )
    assert isinstance(said, RuleBroken)


def test_the_same_number_sent_twice_at_once_is_counted_once(app: Flask, cast: Cast) -> None:
    cycle, same = a_cycle(cast), key()

    def count(measure: Countermeasure) -> IndicatorValue:
        return IndicatorValue.measure(measure, on=clock.today(), value=7, client_key=same, by=kimura(cast))  # type: ignore[arg-type]

    def read() -> Countermeasure:
        found = db.get_one(Countermeasure, cycle.measure.id)
        assert not found.values
        return found

    assert overtaken(app, read, lambda: count(cycle.measure), count) is None
    assert len(cycle.measure.values) == 1


def test_a_note_coded_by_two_at_once_speaks_once_for_the_issue(app: Flask, cast: Cast) -> None:
    cycle = a_cycle(cast)
    note = HearingNote.take_down(
        cycle.group, heard_on=clock.today(), profession="nurse", remarks="電話がつながらない", client_key=key(), by=cast.kimura
    )
    db.commit()

    def code(heard: HearingNote) -> HearingCoding:
        return heard.code(db.get_one(Issue, cycle.issue.id), quote="つながらない", by=kimura(cast))

    def read() -> HearingNote:
        found = db.get_one(HearingNote, note.id)
        assert not found.codings
        return found

    assert overtaken(app, read, lambda: code(note), code) is None
    assert len(note.codings) == 1


def test_a_party_done_without_twice_at_once_is_done_without_once(app: Flask, cast: Cast) -> None:
    group = a_cycle(cast).group
    waive: Callable[[Group], None] = lambda there: PartyWaiver.waive(there, "fire", by=kimura(cast))  # noqa: E731
    assert overtaken(app, lambda: db.get_one(Group, group.id), lambda: waive(group), waive) is None
    assert told("group.party_waived") == 1


def test_meetings_put_in_order_by_two_at_once_stand_in_it(app: Flask, cast: Cast) -> None:
    group = a_cycle(cast).group
    late, early = a_meeting(cast, group, days_ago=-9), a_meeting(cast, group, days_ago=-5)
    db.commit()
    year = late.fiscal_year

    def read() -> list[Meeting]:
        return list(db.scalars(select(Meeting).where(Meeting.group_id == group.id)))

    def order(meetings: list[Meeting]) -> list[Meeting]:
        return scheduling.put_in_order(meetings[0].group, year, by=kimura(cast))

    assert overtaken(app, read, lambda: order([late, early]), order) is None
    assert (early.number, late.number) == (1, 2)


def test_two_who_seat_the_same_account_give_it_one_seat(app: Flask, cast: Cast) -> None:
    group, account = a_cycle(cast).group, cast.suzuki.id
    number, words = group.id, {"name": "鈴木", "institution_name": "よその施設", "from_on": clock.today()}

    def seat(group: Group, by: Affiliation) -> None:
        Member.seat_in(group, by=by, affiliation=db.get_one(Affiliation, account), **words)  # type: ignore[arg-type]

    def read() -> Group:
        found = db.get_one(Group, number)
        assert not found.seats_of(cast.suzuki.person_id)
        return found

    said = overtaken(app, read, lambda: seat(group, cast.kimura), lambda found: seat(found, kimura(cast)))
    assert isinstance(said, RuleBroken)
    assert len(group.seats_of(cast.suzuki.person_id)) == 1
