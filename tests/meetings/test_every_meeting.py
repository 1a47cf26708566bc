"""When is our meeting, and when was it? The first page says the next ones, another page all of them, at the same cost for many."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient

from core import clock
from core.database import db
from meetings.groups import listing
from meetings.models import Attendance, Group, Meeting, Minutes
from region.models import Affiliation
from tests.cast import Cast, says
from tests.house.everybody import signed_in
from tests.meetings.counting import statements
from tests.meetings.test_groups import a_group

NOW = datetime(2026, 6, 1, 3, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def june() -> Iterator[None]:
    with clock.at(NOW):
        yield


def a_meeting(group: Group, cast: Cast, days: int, *, held: bool = False, fixed: bool = False) -> Meeting:
    """So many days from now; held: and closed, with minutes."""
    at = NOW + timedelta(days=days)
    with clock.at(min(NOW, at)):
        planned = Meeting.plan(group, theme=f"{group.name} {days}日", starts_at=at, ends_at=at + timedelta(hours=1), by=cast.kimura)
        if held:
            planned.open(by=cast.kimura)
            planned.close(by=cast.kimura)
            minutes = Minutes.of(planned)
            minutes.fixed_at = clock.now() if fixed else None
    return planned


@pytest.fixture
def groups(cast: Cast) -> list[Group]:
    """WG0 with Tanaka in it, two others without him; each has met, meets, and will meet."""
    made = [a_group(cast, name=f"WG{number}") for number in range(3)]
    for group in made[1:]:
        group.members[0].leave(until_on=clock.today() - timedelta(days=1), by=cast.kimura)
    for group in made:
        for days in (-100, -10, 20, 200):
            a_meeting(group, cast, days, held=days < 0, fixed=days == -100)
    db.commit()
    return made


def page(client: FlaskClient, who: Affiliation, query: str = "") -> str:
    answer = signed_in(client.application, who).get(f"/meetings/all{query}")
    assert answer.status_code == 200
    return answer.text


def test_a_doctor_sees_the_meetings_of_their_own_group_first_and_all_on_request(
    client: FlaskClient, cast: Cast, groups: list[Group]
) -> None:
    own = page(client, cast.tanaka)
    assert (own.count('class="row"'), "2026年6月" in own, "2026年12月" in own, "あと20日" in own) == (2, True, True, True)
    assert "WG1　" not in own
    assert page(client, cast.tanaka, "?group=all").count('class="row"') == 6
    year = page(client, cast.tanaka, "?year=2025&group=mine")
    assert (year.count('class="row"'), "終わりました" in year, "2026年2月" in year) == (1, True, True)
    assert page(client, cast.tanaka, f"?year=2026&group={groups[1].id}").count('class="row"') == 3


def test_who_belongs_to_no_group_sees_what_they_may_read_and_strangers_nothing(
    client: FlaskClient, cast: Cast, groups: list[Group]
) -> None:
    assert page(client, cast.sato).count('class="row"') == 6
    assert page(client, cast.mori).count('class="row"') == 6
    assert "WG0" not in page(client, cast.suzuki)
    assert page(client, cast.suzuki, f"?group={groups[0].id}&year=2026").count('class="row"') == 0
    assert client.application.test_client().get("/meetings/all").status_code == 303


def test_minutes_are_one_press_away_for_who_may_open_them(client: FlaskClient, cast: Cast, groups: list[Group]) -> None:
    for who, fixed, draft in ((cast.tanaka, 1, 1), (cast.sato, 1, 0)):
        before, since = (page(client, who, f"?group={groups[0].id}&year={year}") for year in (2025, 2026))
        assert (before.count("/minutes"), since.count("/minutes")) == (fixed, draft)


def test_what_makes_no_sense_in_the_address_is_as_if_it_were_not_there(client: FlaskClient, cast: Cast, groups: list[Group]) -> None:
    for query in ("?year=x&group=y&page=z", "?page=0", "?year=99999999999999999999", "?group=-1", "?page=999999999", "?page=-5"):
        assert signed_in(client.application, cast.tanaka).get(f"/meetings/all{query}").status_code == 200
    assert page(client, cast.tanaka, "?year=１").count('class="row"') in (0, 2)


def test_many_meetings_come_page_by_page(client: FlaskClient, cast: Cast, groups: list[Group], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "PAGE", 4)
    first, second = (page(client, cast.kimura, f"?group=all&page={number}") for number in (1, 2))
    assert (first.count('class="row"'), second.count('class="row"')) == (4, 2)
    assert ("次のページ" in first, "前のページ" in first, "次のページ" in second, "前のページ" in second) == (True, False, False, True)


def test_the_first_page_says_what_waits_for_an_answer_before_what_does_not_concern_one(
    client: FlaskClient, cast: Cast, groups: list[Group]
) -> None:
    for days in range(1, 10):
        a_meeting(groups[1], cast, days)
    far = a_meeting(groups[0], cast, 250)
    Attendance.invite(far, groups[0].present, by=cast.kimura)
    db.commit()
    shown = signed_in(client.application, cast.tanaka).get("/meetings/")
    says(shown, f'id="meeting-{far.id}"', "お返事がまだです", "（これから 16回）", "次 6月21日", "前回 5月22日")
    assert shown.text.count('id="meeting-') == 6


def test_the_secretariat_sees_which_invitations_are_missing(client: FlaskClient, cast: Cast, groups: list[Group]) -> None:
    shown = signed_in(client.application, cast.kimura).get("/meetings/").text
    assert shown.count("招待はまだ出していません") == 3  # in 20 days; those in 200 days can wait
    assert "招待はまだ出していません" not in signed_in(client.application, cast.tanaka).get("/meetings/").text


def test_ten_times_as_many_meetings_ask_no_more_questions(client: FlaskClient, cast: Cast, groups: list[Group]) -> None:
    paths = ("/meetings/", "/meetings/all", "/meetings/all?group=all&year=2026")
    few = [_asked(client, cast, path) for path in paths]
    for number in range(10):
        more = a_group(cast, name=f"多い{number}")
        for days in (-50, -5, 30):
            a_meeting(more, cast, days, held=days < 0)
    db.commit()
    assert [_asked(client, cast, path) for path in paths] == few


def _asked(client: FlaskClient, cast: Cast, path: str) -> int:
    browser = signed_in(client.application, cast.kimura)
    browser.get(path)
    with statements() as seen:
        assert browser.get(path).status_code == 200
    return len(seen)
