"""What waited for the line and was overtaken is refused, shown beside what stands there now, and its text is kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from core.database import db
from core.pressing import Press
from meetings.models import (
    AgendaItem,
    Ending,
    Meeting,
    Member,
    scheduling,
    seating,
)
from region.models import Affiliation
from tests.cast import Cast, as_, says
from tests.meetings import acts
from tests.meetings.acts import Act
from tests.meetings.cycle_cast import Cycle, a_cycle, a_meeting, a_plan, key
from tests.meetings.minuted import carried
from tests.meetings.overtaking import overtaken


def test_who_ends_what_somebody_has_ended_meanwhile_is_told_and_keeps_the_words(client: FlaskClient, cast: Cast) -> None:
    cycle = a_cycle(cast)
    act = acts.evaluate(cycle, cast)
    cycle.measure.discontinue(Ending.STOPPED, reason="人がいない", by=cast.kimura)
    db.commit()
    for address, said in ((act.address, act.said), (acts.discontinue(cycle, cast).address, acts.discontinue(cycle, cast).said)):
        answer = as_(client, cast.kimura).post(address, data=said | {"client_key": key()})
        assert answer.status_code == 409
        says(answer, "この方策は、もう終わっています。", str(said.get("lesson") or said["reason"]))
    assert not db.query(Press).count()


@pytest.mark.parametrize("make", [acts.evaluate, acts.discontinue])
def test_what_ends_a_plan_that_was_changed_meanwhile_is_said_again_first(
    client: FlaskClient, cast: Cast, make: Callable[[Cycle, Cast], Act]
) -> None:
    cycle = a_cycle(cast)
    act, browser = make(cycle, cast), as_(client, cast.kimura)
    said = act.said | carried(browser, act.address)
    cycle.measure.revise(a_plan(cast, "当番表を毎週送る。"), reason="月に1度では足りない", by=cast.kimura)
    db.commit()
    answer = browser.post(act.address, data=said)
    assert answer.status_code == 409
    says(answer, "この間に、ほかの評価か、新しい版が書かれました。", 'name="made_from" value="1"')
    assert browser.post(act.address, data=said | {"made_from": "1"}).status_code == 303


def test_a_meeting_that_was_moved_meanwhile_is_not_cancelled_unseen(client: FlaskClient, cast: Cast) -> None:
    cycle = a_cycle(cast)
    meeting = a_meeting(cast, cycle.group, days_ago=-7)
    db.commit()
    browser = as_(client, cast.kimura)
    said = {"reason": "台風のため"} | carried(browser, f"/meetings/{meeting.id}/edit", f"/meetings/{meeting.id}/cancellation", "form")
    later = meeting.starts_at + timedelta(days=7)
    scheduling.change(meeting, starts_at=later, ends_at=later + timedelta(hours=2), by=cast.kimura)
    db.commit()
    answer = browser.post(f"/meetings/{meeting.id}/cancellation", data=said)
    assert answer.status_code == 409
    says(answer, "この間に、日時か場所が変わりました。", "台風のため")
    now = carried(browser, f"/meetings/{meeting.id}/edit", f"/meetings/{meeting.id}/cancellation", "form")
    assert browser.post(f"/meetings/{meeting.id}/cancellation", data=said | now).status_code == 303


def _other_item(meeting: Meeting, member: Member, by: Affiliation) -> None:
    db.query(AgendaItem).one().change(title="ほかの人の題", by=by)


def _other_day(meeting: Meeting, member: Member, by: Affiliation) -> None:
    scheduling.change(meeting, place="ほかの会場", by=by)


def _other_seat(meeting: Meeting, member: Member, by: Affiliation) -> None:
    seating.change(member, recommended_by="ほかの団体", by=by)


def _other_end(meeting: Meeting, member: Member, by: Affiliation) -> None:
    member.leave(until_on=date(2035, 3, 31), by=by)


def _known_of(page: str, named: str) -> str:
    """What the form says that it was made from."""
    form = page.split(f'action="{named}"' if named else '<form class="form"')[1]
    return form.split('name="made_from" value="')[1].split('"')[0]


Other = Callable[[Meeting, Member, Affiliation], None]
Make = Callable[[Cycle, Cast], Act]
HIDDEN = ("client_key", "made_from", "csrf_token")
MEANWHILE = pytest.mark.parametrize(
    ("make", "other", "now"),
    [
        (acts.edit_item, _other_item, "ほかの人の題"), (acts.head, _other_day, "ほかの会場"), (acts.change_seat, _other_seat, "ほかの団体"),
        (acts.leave, _other_end, "2035年3月31日"), (acts.plan_year, _other_day, "ほかの会場"),
    ],
)  # fmt: skip


def _named(make: Make, act: Act) -> str:
    """How its form is known among others of the page."""
    return act.address if make in (acts.edit_item, acts.head, acts.leave) else ""


def _drawn(client: FlaskClient, cast: Cast, make: Make, other: Other) -> tuple[Act, Callable[[], None]]:
    """The act with what its page carries, and what somebody else then does."""
    cycle = a_cycle(cast)
    act = make(cycle, cast)
    meeting = db.query(Meeting).first() or acts.coming(cycle, cast)
    db.commit()
    act.said |= carried(as_(client, cast.kimura), act.address.replace("/leave", "/edit"), _named(make, act), "form")
    return act, lambda: other(meeting, cycle.group.members[0], cast.kimura)


@MEANWHILE
def test_what_somebody_else_has_changed_meanwhile_is_not_written_over_unseen(
    client: FlaskClient, cast: Cast, make: Make, other: Other, now: str
) -> None:
    act, change = _drawn(client, cast, make, other)
    change()
    db.commit()
    answer = client.post(act.address, data=act.said)
    assert answer.status_code == 409
    says(answer, "この間に、", now, *(str(one) for name, one in act.said.items() if one and name not in HIDDEN))
    assert not db.query(Press).count()
    assert client.post(act.address, data=act.said | {"made_from": _known_of(answer.text, _named(make, act))}).status_code == 303


@MEANWHILE
def test_nor_is_what_somebody_else_changes_at_the_same_moment(
    app: Flask, client: FlaskClient, cast: Cast, make: Make, other: Other, now: str
) -> None:
    act, change = _drawn(client, cast, make, other)
    answers = list[TestResponse]()
    press: Callable[[None], None] = lambda _: answers.append(client.post(act.address, data=act.said))  # noqa: E731
    assert overtaken(app, lambda: None, change, press) is None
    assert [one.status_code for one in answers] == [409]
    says(answers[0], "この間に、", now)


@pytest.mark.parametrize("make", [acts.add_item, acts.head, acts.new_meeting])
def test_what_waited_until_it_was_over_is_refused_with_its_text(
    client: FlaskClient, cast: Cast, make: Callable[[Cycle, Cast], Act]
) -> None:
    cycle = a_cycle(cast)
    act = make(cycle, cast)
    for meeting in db.query(Meeting):
        meeting.cancel(reason="台風のため", by=cast.kimura)
    if make is acts.new_meeting:
        cycle.group.end(by=cast.kimura)
    db.commit()
    answer = as_(client, cast.kimura).post(act.address, data=act.said | {"client_key": key()})
    assert answer.status_code == 409
    says(answer, *(str(one) for one in act.said.values() if one))
    assert not db.query(Press).count()
