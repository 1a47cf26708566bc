"""A meeting that goes over midnight, and over the end of the fiscal year: it stays one meeting of its own day and year."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import nullcontext
from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient

from core import clock, realtime
from core.database import db
from core.rules import RuleBroken
from meetings.models import Attendance, Evaluation, Group, Issue, Meeting, Member, Presence, course
from region.models import Affiliation
from tests.cast import Cast, as_, says
from tests.hearing import Hearing
from tests.house.everybody import signed_in
from tests.meetings.assembly import Assembly, assembled, key, said

LAST_NIGHT = datetime(2027, 3, 31, 23, 30, tzinfo=clock.JAPAN)
"""Half past eleven on the last day of fiscal year 2026."""


@pytest.fixture
def night(cast: Cast) -> Iterator[Assembly]:
    """It began at 23:30 and is planned until 0:55."""
    with clock.at(LAST_NIGHT):
        world = assembled(cast)
        meeting = world.meeting
        meeting.starts_at, meeting.ends_at = clock.now(), clock.now() + timedelta(minutes=85)
        db.commit()
    with clock.at(LAST_NIGHT + timedelta(minutes=50)):
        yield world


@pytest.fixture
def over(cast: Cast, night: Assembly) -> Assembly:
    """The nurse's term ended at midnight; the group is for members only, so that nothing else lets her in."""
    night.group.members_only, night.nurse.until_on = True, LAST_NIGHT.date()
    db.commit()
    return night


def pages_beside(world: Assembly) -> list[str]:
    """What a member may open, but for the live page."""
    meeting, group, item = f"/meetings/{world.meeting.id}", f"/groups/{world.group.id}", world.items[1]
    return [
        meeting, f"{meeting}/minutes", f"{meeting}/program", world.hold, group, f"{group}/years/2026", f"{group}/members",
        f"{group}/hearings", f"/issues/{world.issue.id}", f"/items/{item.id}/edit", f"/countermeasures/{world.plan.id}/implementations",
    ]  # fmt: skip


def test_its_clocks_run_on_and_what_is_said_and_who_comes_is_of_the_same_meeting(client: FlaskClient, cast: Cast, night: Assembly) -> None:
    base = as_(client, cast.kimura)
    says(base.get(night.hold), "0:20", "開始から50分", "35分", "0:55まで", 'data-spent="0"')
    meeting, item = night.meeting, night.items[0]
    remark = {"client_key": key(), "body": "日がかわっても続く。", "speaker": "secretariat", "said_as": "remark"}
    assert base.post(f"/items/{item.id}/entries", data=remark).status_code == 303
    assert base.post(f"/meetings/{meeting.id}/presence", data={f"member-{night.nurse.id}": "web"}).status_code == 303
    assert base.post(f"/items/{night.items[1].id}/turn").status_code == 303
    assert item.spent_seconds == 50 * 60
    says(as_(client, cast.sato).get(night.follow), "0:20", "議題 2 / 3")


def test_what_comes_of_it_is_of_its_year(client: FlaskClient, cast: Cast, night: Assembly) -> None:
    base, item = as_(client, cast.kimura), night.items[2]
    raised = {"client_key": key(), "body": "夜に開く薬局がない", "scene": "sudden", "speaker": "", "profession": ""}
    assert base.post(f"/items/{item.id}/issues", data=raised).status_code == 303
    issue = db.query(Issue).filter_by(title="夜に開く薬局がない").one()
    assert [term.fiscal_year for term in issue.terms] == [night.meeting.fiscal_year] == [2026]
    done = {"client_key": key(), "body": "効いた。", "verdict": "achieved", "next_step": "end", "value": "", "made_from": "0"}
    assert base.post(f"/items/{item.id}/evaluations/{night.plan.id}", data=done).status_code == 303
    assert db.query(Evaluation).one().evaluated_on == LAST_NIGHT.date()


def test_its_minutes_say_that_it_ended_on_the_next_day(client: FlaskClient, cast: Cast, night: Assembly) -> None:
    said(night.items[0], "終わりまで話した。", cast)
    Attendance.of(night.meeting, db.get_one(Member, night.nurse.id)).note_presence(Presence.WEB, by=cast.kimura)
    base = as_(client, cast.kimura)
    assert base.post(f"/meetings/{night.meeting.id}/closing").status_code == 303
    says(base.get(f"/meetings/{night.meeting.id}/minutes"), "令和9年3月31日（水）23時30分から翌日0時20分まで")
    says(base.get(f"/meetings/{night.meeting.id}"), "23:30〜翌日0:55")


@pytest.mark.parametrize(("closed", "seen", "goes_on"), [(28, 31, True), (28, 240, False), (45, 700, True)])
def test_closed_by_mistake_before_midnight_it_goes_on_after_it(
    cast: Cast, night: Assembly, closed: int, seen: int, *, goes_on: bool
) -> None:
    """Minutes after 23:30; the third is closed after midnight and goes on the same day."""
    meeting = night.meeting
    with clock.at(LAST_NIGHT + timedelta(minutes=closed)):
        course.end(meeting, by=cast.kimura)
    with clock.at(LAST_NIGHT + timedelta(minutes=seen)), nullcontext() if goes_on else pytest.raises(RuleBroken, match="その日のうち"):
        course.go_on(meeting, by=cast.kimura)
    assert meeting.held is goes_on


@pytest.mark.parametrize(
    ("starts", "ends", "lasts"), [("23:30", "00:30", 60), ("19:00", "20:30", 90), ("19:00", "09:00", None), ("19:00", "19:00", None)]
)
def test_an_end_after_midnight_is_planned_as_one_would_say_it(
    client: FlaskClient, cast: Cast, starts: str, ends: str, lasts: int | None
) -> None:
    world, day = assembled(cast), clock.today() + timedelta(days=3)
    form = {"day": day.isoformat(), "starts": starts, "ends": ends, "theme": "夜の会議", "openness": "open"}
    answer = as_(client, cast.kimura).post(f"/groups/{world.group.id}/meetings/new", data=form)
    made = db.query(Meeting).filter_by(theme="夜の会議").one_or_none()
    if lasts is None:
        assert (answer.status_code, made) == (422, None)
        says(answer, "終わりの時刻は、始まりより後にしてください。")
    else:
        assert made
        assert made.ends_at - made.starts_at == timedelta(minutes=lasts)
        assert clock.in_japan(made.starts_at).date() == day


# A term that ends at midnight


def test_who_was_a_member_when_it_began_follows_it_to_its_end_and_opens_nothing_else(
    client: FlaskClient, cast: Cast, over: Assembly
) -> None:
    nurse, base = signed_in(client.application, cast.sato), signed_in(client.application, cast.kimura)
    says(nurse.get(over.follow), "委員の任期は終わりましたが", "議題 1 / 3", "佐藤 花さん")
    said(over.items[0], "日がかわっても聞こえる。", cast)
    says(nurse.get(f"{over.follow}?after=0"), "日がかわっても聞こえる。")
    assert "委員の任期は終わりました" not in signed_in(client.application, cast.tanaka).get(over.follow).text
    next_one = Meeting.plan(over.group, theme="つぎ", starts_at=clock.now(), ends_at=clock.now() + timedelta(hours=1), by=cast.kimura)
    course.begin(next_one, by=cast.kimura)
    db.commit()
    closed_to = [*pages_beside(over), f"/meetings/{next_one.id}/follow"]
    assert [nurse.get(page).status_code for page in closed_to] == [404] * len(closed_to)
    assert {page: base.get(page).status_code for page in closed_to} == dict.fromkeys(closed_to, 200)
    assert nurse.post(f"/meetings/{over.meeting.id}/closing").status_code == 404
    course.end(over.meeting, by=cast.kimura)
    db.commit()
    assert nurse.get(over.follow).status_code == 404


def test_she_hears_that_meeting_until_it_ends_and_no_other(
    client: FlaskClient, cast: Cast, over: Assembly, hearing: Callable[..., Hearing]
) -> None:
    other = assembled(cast)
    other.group.members_only, other.nurse.until_on = True, LAST_NIGHT.date()
    db.commit()
    streams, item = [over.meeting.stream, other.meeting.stream], f"/items/{over.items[0].id}"
    closing = f"/meetings/{over.meeting.id}/closing"
    with clock.at(LAST_NIGHT + timedelta(minutes=20)):
        ear = hearing(signed_in(client.application, cast.sato), streams[0])
    base, remark = signed_in(client.application, cast.kimura), {"speaker": "secretariat", "said_as": "remark", "body": "まだ聞こえる。"}
    realtime.rights_changed(None)  # as every night (region/live.py)
    db.commit()
    assert base.post(f"{item}/entries", data=remark | {"client_key": key()}).status_code == 303
    realtime.flush_now()
    assert ["まだ聞こえる。" in one["html"] for one in ear.changes()] == [True]
    late = hearing(signed_in(client.application, cast.sato), *streams)
    assert [late.refused(one) for one in streams] == [False, True], "the other one began after her term"
    assert base.post(closing).status_code == 303
    realtime.flush_now()
    assert ear.received() == [("shut", {"stream": streams[0]})]
    assert hearing(signed_in(client.application, cast.sato), streams[0]).refused(streams[0])


def test_a_meeting_that_nobody_closed_lets_her_go_with_the_next_day(client: FlaskClient, cast: Cast, over: Assembly) -> None:
    for minutes, code in ((29, 200), (30 + 24 * 60 - 1, 200), (30 + 24 * 60, 404)):
        with clock.at(LAST_NIGHT + timedelta(minutes=minutes)):
            assert signed_in(client.application, cast.sato).get(over.follow).status_code == code, minutes


@pytest.mark.parametrize(
    "why", ["left the day before", "account ended", "account stopped", "another's seat", "another group's seat", "read only"]
)
def test_nobody_else_stays(client: FlaskClient, cast: Cast, over: Assembly, why: str) -> None:
    sato = db.get_one(Affiliation, cast.sato.id)
    browser = signed_in(client.application, sato)
    if why == "left the day before":
        over.nurse.until_on = LAST_NIGHT.date() - timedelta(days=1)
    elif why == "account ended":
        sato.end(cast.kimura)
    elif why == "account stopped":
        sato.person.disable(by=cast.kimura)
    elif why == "another's seat":
        over.nurse.affiliation = None
    elif why == "another group's seat":
        over.nurse.group = Group.set_up(
            cast.kita, name="ほかの WG", kind=over.group.kind, secretariat=cast.base, by=cast.kimura, began_on=LAST_NIGHT.date()
        )
    else:
        over.group.members_only, over.nurse.until_on = False, LAST_NIGHT.date() - timedelta(days=1)
    db.commit()
    assert browser.get(over.follow).status_code == {"account stopped": 303, "read only": 403}.get(why, 404)
