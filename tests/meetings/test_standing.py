"""Where one stands in the groups is asked once a page, as the rules of the groups say it; and a page asks no more than this."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from core import clock
from core.database import db
from meetings.models import AgendaItem, Attendance, Group, ItemKind, Meeting, Member, Seat, inside_ids, readable_ids
from meetings.standing import Places
from region.models import Affiliation
from tests.cast import Cast, as_
from tests.meetings.counting import questions
from tests.meetings.cycle_cast import Cycle, a_cycle


@pytest.fixture
def cycle(cast: Cast) -> Cycle:
    return a_cycle(cast)


def belongs(group: Group, who: Affiliation) -> bool:
    """Its people: members of today, and the secretariat."""
    return bool(group.seats_of(who.person_id)) or group.run_by(who)


def a_meeting(cast: Cast, group: Group) -> Meeting:
    starts = clock.now() + timedelta(days=5)
    return Meeting.plan(group, theme="夜間の連絡", starts_at=starts, ends_at=starts + timedelta(hours=2), by=cast.kimura)


def test_the_one_question_says_what_the_rules_of_the_groups_say(cast: Cast, cycle: Cycle) -> None:
    began = clock.today() - timedelta(days=9)
    Member.seat_in(
        cycle.upper, name="小野", institution_name="施設", by=cast.kimura, from_on=began, affiliation=cast.ono, seat=Seat.SECRETARIAT
    )
    gone = Member.seat_in(cycle.upper, name="森", institution_name="施設", by=cast.kimura, from_on=began, affiliation=cast.mori)
    gone.leave(until_on=clock.today() - timedelta(days=1), by=cast.kimura)
    closed = Group.set_up(
        cycle.group.area, name="会員だけの部会", kind=cycle.group.kind, secretariat=cycle.group.secretariat, by=cast.kimura,
        began_on=began, members_only=True,
    )  # fmt: skip
    meeting = a_meeting(cast, cycle.group)
    with clock.at(meeting.starts_at):
        meeting.open(by=cast.kimura)
    db.commit()
    groups = [cycle.group, cycle.upper, closed]
    for who in (cast.sato, cast.ono, cast.mori, cast.kimura, cast.tanaka, cast.suzuki):
        told = Places.of(who.person_id, who)
        assert told.reads == set(db.scalars(select(Group.id).where(Group.id.in_(readable_ids(who.person_id))))), who.person.name
        assert told.own == set(db.scalars(inside_ids(who.person_id))), who.person.name
        assert {one.id for one in groups if one.run_by(who)} == told.runs, who.person.name
        assert {one.id for one in groups if belongs(one, who)} == told.inside, who.person.name
        assert told.held == ((meeting.id,) if belongs(cycle.group, who) else ()), who.person.name
    assert Places.of(cast.sato.person_id, None).inside == frozenset()


def test_who_leaves_a_group_is_outside_on_the_very_next_page(client: FlaskClient, cast: Cast, cycle: Cycle) -> None:
    address = f"/meetings/{a_meeting(cast, cycle.group).id}"
    db.commit()
    as_(client, cast.sato)
    assert 'id="answers"' in client.get(address).text
    cycle.group.members[0].leave(until_on=clock.today() - timedelta(days=1), by=cast.kimura)
    db.commit()
    assert 'id="answers"' not in client.get(address).text


def test_the_page_of_an_issue_and_of_a_meeting_ask_few_questions(client: FlaskClient, cast: Cast, cycle: Cycle) -> None:
    meeting = a_meeting(cast, cycle.group)
    AgendaItem.add(meeting, kind=ItemKind.COUNTERMEASURES, title="当番表", minutes=20, by=cast.kimura, issue=cycle.issue)
    db.add(Attendance(meeting_id=meeting.id, member_id=cycle.group.members[0].id, invited_at=clock.now()))
    db.commit()
    address = f"/meetings/{meeting.id}"
    for who in (cast.sato, cast.kimura):
        as_(client, who)
        for page, most in ((cycle.page, 25), (address, 22)):
            assert questions(client, page) <= most, (who.person.name, page)
    few = questions(client, address)
    for who in (cast.ono, cast.mori, cast.tanaka, cast.suzuki):
        facts = {"name": who.person.name, "institution_name": "施設", "from_on": clock.today(), "affiliation": who}
        member = Member.seat_in(cycle.group, by=cast.kimura, **facts)  # type: ignore[arg-type]
        db.add(Attendance(meeting_id=meeting.id, member_id=member.id, invited_at=clock.now()))
    db.commit()
    assert questions(client, address) == few
