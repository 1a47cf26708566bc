"""年間計画: days on which people work, in order, inside the fiscal year; what is changed is told to those invited."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from core import clock
from core.database import db
from meetings.groups import planning
from meetings.groups.proposing import NOTICE, Proposed, left, proposed
from meetings.models import Attendance, Group, Meeting
from tests.cast import Cast, says
from tests.house.everybody import signed_in
from tests.meetings.test_groups import a_group, ladder

NOW = datetime(2026, 4, 10, 3, 0, tzinfo=UTC)
YEAR = 2026


@given(year=st.integers(2020, 2035), months=st.sets(st.integers(1, 12), min_size=1))
def test_proposed_days_are_working_days_in_order_inside_the_year(year: int, months: set[int]) -> None:
    days = planning.propose(year, months)
    first, last = planning.year_of(year)
    assert len(days) == len(months)
    assert days == sorted(days)
    assert all(first <= day <= last and day.weekday() < 5 and not planning.holiday(day) for day in days)


@given(today=st.dates(date(2020, 1, 1), date(2035, 12, 31)), ahead=st.integers(-1, 5))
def test_seen_from_any_day_no_proposal_is_past_or_on_a_day_off_or_out_of_order(today: date, ahead: int) -> None:
    year = clock.fiscal_year(today) + ahead
    first, last = planning.year_of(year)
    days = left(year, today) if first <= today <= last else proposed(year, today).days
    assert all(max(first, today + NOTICE) <= day <= last and day.weekday() < 5 and not planning.holiday(day) for day in days)
    assert all(later - one >= timedelta(days=35) for one, later in pairwise(days))
    assert len(days) <= 3
    assert days or today > last - timedelta(days=35)
    assert bool(days) or today > last or ahead == 0


def test_what_is_left_of_a_year_is_proposed_and_why_it_is_less(app: Flask) -> None:
    told = {
        date(2026, 4, 10): (["2026-06-12", "2026-11-13", "2027-02-12"], ""),
        date(2026, 6, 20): (["2026-07-10", "2026-11-13", "2027-02-12"], "年度の途中なので"),
        date(2026, 11, 22): (["2026-12-11", "2027-01-29", "2027-03-12"], "2週間より後の日"),
        date(2027, 1, 10): (["2027-01-29", "2027-03-12"], "2回を提案"),
        date(2027, 2, 20): (["2027-03-12"], "1回だけ提案"),
        date(2027, 3, 12): (["2027-03-26"], "1回だけ提案"),
        date(2027, 3, 25): ([], "日は提案しません"),
        date(2027, 4, 1): ([], "終わっています"),
    }  # fmt: skip
    with app.test_request_context():
        for today, (days, why) in told.items():
            found = proposed(YEAR, today)
            assert ([one.isoformat() for one in found.days], why in found.why) == (days, True), today
    assert [theme for _day, theme in Proposed([date(2026, 12, 11), date(2027, 2, 12)]).lines][1:] == ["実施の確認と評価"]


@given(day=st.dates(date(2020, 4, 1), date(2036, 3, 31)))
def test_the_next_free_day_is_free_and_near(day: date) -> None:
    free = planning.free_after(day)
    assert day <= free <= day + timedelta(days=21)
    assert free.weekday() < 5
    assert not planning.holiday(free)


@pytest.mark.parametrize(
    ("day", "name"),
    [(date(2026, 11, 23), "勤労感謝の日"), (date(2026, 5, 6), "振替休日"), (date(2026, 12, 30), "年末年始"), (date(2027, 1, 2), "年末年始"),
     (date(2026, 6, 12), "")],
)  # fmt: skip
def test_holidays_are_known(day: date, name: str) -> None:
    assert (name in planning.holiday(day)) if name else planning.holiday(day) == ""


def lines(*days: str, **more: str) -> dict[str, str]:
    """The form of the year, one line for each day."""
    said = {"theme": "評価", "starts": "19:00", "ends": "20:30", "place": "", "web_url": "", "meeting": ""}
    return {f"r{number}-{name}": value for number, day in enumerate(days) for name, value in (said | {"day": day}).items()} | more


def planned(group: Group) -> list[tuple[int, str]]:
    db.expire_all()
    rows = db.query(Meeting).filter_by(group_id=group.id, cancelled_at=None).order_by(Meeting.starts_at)
    return [(one.number, clock.in_japan(one.starts_at).date().isoformat()) for one in rows]


def test_only_the_secretariat_plans(client: FlaskClient, cast: Cast) -> None:
    path = f"/groups/{a_group(cast).id}/plan/{YEAR}"
    ladder(client, cast, path, works=cast.kimura)
    ladder(client, cast, path, works=cast.kimura, ok=303, data=lines("2026-06-12"))


def test_three_days_are_proposed_and_decided_with_the_default_themes(client: FlaskClient, cast: Cast) -> None:
    group = a_group(cast)
    with clock.at(NOW):
        browser = signed_in(client.application, cast.kimura)
        says(browser.get(f"/groups/{group.id}/plan/{YEAR}"), "2026-06-12", "2026-11-13", "2027-02-12", "課題の抽出と方策の決定")
        assert browser.post(f"/groups/{group.id}/plan/{YEAR}", data=lines("2026-06-12", "2026-11-13", "2027-02-12", "")).status_code == 303
        assert browser.post(f"/groups/{group.id}/plan/{YEAR}", data=lines("2026-06-12", "2026-11-13", "2027-02-12")).status_code == 303
        assert planned(group) == [(1, "2026-06-12"), (2, "2026-11-13"), (3, "2027-02-12")]
        meeting = db.query(Meeting).filter_by(number=3).one()
        assert clock.in_japan(meeting.starts_at) == datetime(2027, 2, 12, 19, 0, tzinfo=clock.JAPAN)
        assert meeting.fiscal_year == YEAR
        says(browser.get(f"/groups/{group.id}?year=2026"), "第1回", "6月12日")


def test_a_running_year_proposes_what_is_left_and_takes_a_meeting_that_was_held_on_paper(client: FlaskClient, cast: Cast) -> None:
    group = a_group(cast)
    with clock.at(datetime(2026, 11, 22, 3, 0, tzinfo=UTC)):
        browser, path = signed_in(client.application, cast.kimura), f"/groups/{group.id}/plan/{YEAR}"
        page = browser.get(path)
        says(page, "2026-12-11", "2027-01-29", "2027-03-12", "年度の途中なので")
        assert "過ぎた日" not in page.text
        says(browser.get(f"/groups/{group.id}/plan/2025"), "終わっています")
        says(browser.post(path, data=lines("2026-06-12", "2026-12-11", look="1")), "過ぎた日")
        assert browser.post(path, data=lines("2026-06-12", "2026-12-11")).status_code == 303
        assert planned(group) == [(1, "2026-06-12"), (2, "2026-12-11")]


def test_an_empty_line_asks_for_nothing_and_has_no_number(client: FlaskClient, cast: Cast) -> None:
    group = a_group(cast)
    with clock.at(NOW):
        browser, path = signed_in(client.application, cast.kimura), f"/groups/{group.id}/plan/{YEAR}"
        proposed = browser.get(path).text
        assert (proposed.count("かならず"), proposed.count("もう1回足すとき")) == (12, 1)
        looked = browser.post(path, data=lines("", "2026-11-13", look="1")).text
        assert looked.count("かならず") == 4
        assert "1回め（新しく決める）" in looked


def test_a_line_with_a_theme_of_its_own_and_no_day_asks_for_the_day(client: FlaskClient, cast: Cast) -> None:
    group = a_group(cast)
    with clock.at(NOW):
        browser, path = signed_in(client.application, cast.kimura), f"/groups/{group.id}/plan/{YEAR}"
        answer = browser.post(path, data=lines("2026-11-13", "") | {"r1-theme": "臨時の話しあい"})
        assert answer.status_code == 422
        says(answer, "年月日で入れてください。", 'value="臨時の話しあい"')
        wrong = browser.post(path, data=lines("2026-11-13", "2026-12-11", **{"r1-theme": ""}))
        says(wrong, "12月11日（金）　テーマ：")
        assert not planned(group)


def test_each_day_says_what_speaks_against_it_before_anything_is_saved(client: FlaskClient, cast: Cast) -> None:
    group, other = a_group(cast), a_group(cast, name="退院支援WG")
    with clock.at(NOW):
        at = datetime(2026, 6, 12, 19, 0, tzinfo=clock.JAPAN)
        Meeting.plan(other, theme="評価", starts_at=at, ends_at=at + timedelta(hours=1), by=cast.kimura)
        db.commit()
        answer = signed_in(client.application, cast.kimura).post(
            f"/groups/{group.id}/plan/{YEAR}", data=lines("2026-06-12", "2026-11-23", "2026-11-28", "2026-12-30", look="1")
        )
        assert answer.status_code == 200
        says(answer, "退院支援WG", "勤労感謝の日", "土曜日", "年末年始", "まだ保存していません")
        assert planned(group) == []


def test_the_meetings_of_others_are_no_business_of_those_who_may_not_read_them(client: FlaskClient, cast: Cast) -> None:
    group, secret = a_group(cast), a_group(cast, name="個別事例の会議", members_only=True)
    with clock.at(NOW):
        at = datetime(2026, 6, 12, 19, 0, tzinfo=clock.JAPAN)
        Meeting.plan(secret, theme="評価", starts_at=at, ends_at=at + timedelta(hours=1), by=cast.kimura)
        db.commit()
        assert planning.notes(date(2026, 6, 12), group, cast.sato.person_id) == []
        assert len(planning.notes(date(2026, 6, 12), group, cast.kimura.person_id)) == 1


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [({"r0-day": "2027-04-02"}, "2026年度"), ({"r0-day": "ついたち"}, "年月日で"), ({"r0-ends": "18:00"}, "終わりの時刻は"),
     ({"r0-theme": ""}, "テーマを書いて"), ({"r0-web_url": "javascript:alert(1)"}, "https:// から"), ({"r0-starts": "夜"}, "時刻を入れて"),
     ({"r0-day": "0001-01-01"}, "年月日で"), ({"r0-meeting": "99999999999999"}, "ここでは変えられません")],
)  # fmt: skip
def test_what_makes_no_sense_comes_back_with_what_was_typed(client: FlaskClient, cast: Cast, typed: dict[str, str], sentence: str) -> None:
    group = a_group(cast)
    with clock.at(NOW):
        said = lines("2026-06-12", "2026-11-13") | {"r1-place": "医師会館2階"} | typed
        answer = signed_in(client.application, cast.kimura).post(f"/groups/{group.id}/plan/{YEAR}", data=said)
        assert answer.status_code == 422
        says(answer, sentence, "医師会館2階", "そのまま残っています", next(iter(typed.values())))
        assert planned(group) == []
        assert signed_in(client.application, cast.kimura).get(f"/groups/{group.id}/plan/1900").status_code == 404


def test_a_moved_meeting_changes_its_number_and_what_calendars_hold(client: FlaskClient, cast: Cast) -> None:
    group = a_group(cast)
    with clock.at(NOW):
        browser = signed_in(client.application, cast.kimura)
        browser.post(f"/groups/{group.id}/plan/{YEAR}", data=lines("2026-06-12", "2026-11-13"))
        first, second = (one.id for one in db.query(Meeting).order_by(Meeting.starts_at))
        db.rollback()
        said = lines("2026-12-11", "2026-11-13", "2027-02-12") | {"r0-meeting": str(first), "r1-meeting": str(second)}
        assert browser.post(f"/groups/{group.id}/plan/{YEAR}", data=said).status_code == 303
        assert planned(group) == [(1, "2026-11-13"), (2, "2026-12-11"), (3, "2027-02-12")]
        assert db.get_one(Meeting, first).ics_sequence == 2
        assert db.get_one(Meeting, second).ics_sequence == 1


def test_a_meeting_that_moves_into_another_year_counts_there(client: FlaskClient, cast: Cast) -> None:
    group = a_group(cast)
    said = {"theme": "評価", "day": "2027-02-12", "starts": "19:00", "ends": "20:30", "openness": "open", "place": "医師会館"}
    with clock.at(NOW):
        ladder(client, cast, f"/groups/{group.id}/meetings/new", works=cast.kimura)
        ladder(client, cast, f"/groups/{group.id}/meetings/new", works=cast.kimura, ok=303, data=said)
        meeting = db.query(Meeting).one()
        ladder(client, cast, f"/meetings/{meeting.id}/edit", works=cast.kimura)
        ladder(client, cast, f"/meetings/{meeting.id}/edit", works=cast.kimura, ok=303, data=said | {"day": "2027-04-09"})
        db.expire_all()
        assert (meeting.fiscal_year, meeting.number, meeting.ics_sequence) == (2027, 1, 1)
        browser = signed_in(client.application, cast.kimura)
        assert browser.post(f"/meetings/{meeting.id}/edit", data=said | {"day": "2027-04-09", "theme": "まとめ"}).status_code == 303
        db.expire_all()
        assert meeting.ics_sequence == 1
        for bad in ({"openness": "closed"}, {"openness": "x"}, {"theme": ""}, {"elsewhere_url": "ftp://x"}, {"day": ""}):
            answer = browser.post(f"/meetings/{meeting.id}/edit", data=said | bad)
            assert answer.status_code == 422
            says(answer, "医師会館", "そのまま残っています")


def test_a_cancelled_meeting_has_its_reason_and_moves_no_more(client: FlaskClient, cast: Cast) -> None:
    group = a_group(cast)
    with clock.at(NOW):
        browser = signed_in(client.application, cast.kimura)
        browser.post(f"/groups/{group.id}/plan/{YEAR}", data=lines("2026-06-12"))
        meeting = db.query(Meeting).one()
        assert browser.post(f"/meetings/{meeting.id}/cancellation", data={"reason": ""}).status_code == 422
        ladder(client, cast, f"/meetings/{meeting.id}/cancellation", works=cast.kimura, ok=303, data={"reason": "台風のため"})
        says(signed_in(client.application, cast.sato).get(f"/meetings/{meeting.id}"), "台風のため", "中止になりました")
        browser = signed_in(client.application, cast.kimura)
        assert browser.get(f"/meetings/{meeting.id}/edit").status_code == 409
        assert browser.post(f"/meetings/{meeting.id}/cancellation", data={"reason": "もう一度"}).status_code == 409
        assert browser.post(f"/meetings/{meeting.id}/invitations").status_code == 409
        assert db.query(Attendance).count() == 0
        browser.post(f"/groups/{group.id}/plan/{YEAR}", data=lines("2026-06-19"))
        assert planned(group) == [(2, "2026-06-19")]
