"""The way to meetings stands on every page; to one being held only while it is, and only for its people."""

from __future__ import annotations

from datetime import date, timedelta

from flask.testing import FlaskClient

from core import clock
from core.database import db
from meetings.models import Group, GroupKind, Meeting, Member
from region.models import Affiliation
from tests.cast import Cast, as_


def a_meeting(cast: Cast, *members: Affiliation) -> Meeting:
    group = Group.set_up(
        cast.kita, name="夜間 WG", kind=GroupKind.WORKING_GROUP, secretariat=cast.base, by=cast.kimura, began_on=date(2025, 4, 1)
    )
    for one in members:
        Member.seat_in(
            group, name=one.person.name, institution_name=one.institution.name, affiliation=one, from_on=date(2025, 4, 1), by=cast.kimura
        )  # fmt: skip
    begins = clock.now() - timedelta(minutes=30)
    meeting = Meeting.plan(group, theme="実施の確認", starts_at=begins, ends_at=begins + timedelta(hours=2), by=cast.kimura)
    db.commit()
    return meeting


def navigation(client: FlaskClient, who: Affiliation) -> str:
    return as_(client, who).get("/").text.split('<nav class="nav"')[1].split("</nav>")[0]


def test_everybody_finds_meetings_and_what_became_of_issues(client: FlaskClient, cast: Cast) -> None:
    nav = navigation(client, cast.sato)
    assert 'href="/meetings/"' in nav
    assert 'href="/cycle/"' in nav
    assert "会議の進行" not in nav


def test_a_meeting_being_held_is_one_tap_away_for_its_people(client: FlaskClient, cast: Cast) -> None:
    meeting = a_meeting(cast, cast.sato)
    assert "会議の進行" not in navigation(client, cast.sato)
    meeting.open(by=cast.kimura)
    db.commit()
    assert f'href="/meetings/{meeting.id}/follow"' in navigation(client, cast.sato)
    assert f'href="/meetings/{meeting.id}/hold"' in navigation(client, cast.kimura)
    assert "会議の進行" not in navigation(client, cast.tanaka)
    assert "会議の進行" not in navigation(client, cast.suzuki)
    meeting.close(by=cast.kimura)
    db.commit()
    assert "会議の進行" not in navigation(client, cast.sato)


def test_two_at_once_are_told_apart_by_their_group(client: FlaskClient, cast: Cast) -> None:
    for _ in range(2):
        a_meeting(cast, cast.sato).open(by=cast.kimura)
    db.commit()
    assert navigation(client, cast.sato).count('<span class="nav-which">夜間 WG</span>') == 4
