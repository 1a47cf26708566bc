"""However long a year, a list of members or an issue's history grows: its pages ask the database no more often."""

from __future__ import annotations

from flask.testing import FlaskClient

from core import clock
from core.database import db
from meetings.models import AgendaItem, Charge, Countermeasure, Entry, EntryKind, Implementation, Issue, ItemKind, Member, Plan, Scene
from tests.cast import Cast, as_
from tests.meetings.assembly import Assembly, assembled, key
from tests.meetings.counting import questions

MOST = {"hold": 25, "follow": 20, "minutes": 25, "issue": 15}


def test_the_page_of_the_secretariat_asks_no_more_for_many_issues(client: FlaskClient, cast: Cast) -> None:
    world = assembled(cast)
    as_(client, cast.kimura)
    _written(world, cast, 1)
    few = questions(client, world.hold)
    _written(world, cast, 4)
    assert questions(client, world.hold) == few <= MOST["hold"]


def test_the_page_to_follow_asks_no_more_for_many_members(client: FlaskClient, cast: Cast) -> None:
    world = assembled(cast)
    as_(client, cast.sato)
    _written(world, cast, 1)
    few = questions(client, world.follow)
    _written(world, cast, 3)
    for one in (cast.mori, cast.kimura, cast.suzuki):
        Member.seat_in(
            world.group, name=one.person.name, institution_name=one.institution.name, affiliation=one, by=cast.kimura, from_on=clock.today()
        )
    db.commit()
    assert questions(client, world.follow) == few <= MOST["follow"]


def test_the_minutes_ask_no_more_for_many_issues(client: FlaskClient, cast: Cast) -> None:
    world = assembled(cast)
    as_(client, cast.sato)
    _written(world, cast, 1)
    page = f"/meetings/{world.meeting.id}/minutes"
    few = questions(client, page)
    _written(world, cast, 4)
    assert questions(client, page) == few <= MOST["minutes"]


def test_an_issue_asks_little(client: FlaskClient, cast: Cast) -> None:
    world = assembled(cast)
    _written(world, cast, 1)
    as_(client, cast.kimura)
    assert questions(client, f"/issues/{world.issue.id}") <= MOST["issue"]


def test_the_form_of_a_new_issue_asks_no_more_for_many_groups(client: FlaskClient, cast: Cast) -> None:
    assembled(cast)
    as_(client, cast.kimura)
    few = questions(client, "/issues/new")
    for _ in range(3):
        assembled(cast)
    assert questions(client, "/issues/new") == few


def _written(world: Assembly, cast: Cast, times: int) -> None:
    """So many issues more, each said in the meeting, on an agenda of its own, with a countermeasure that is carried out."""
    for number in range(times):
        item = AgendaItem.add(world.meeting, kind=ItemKind.PROGRESS, title=f"議題{number}", minutes=5, by=cast.kimura)
        entry = Entry.write(item, kind=EntryKind.ISSUE, text=f"課題{number}", client_key=key(), by=cast.kimura, member=world.nurse)
        issue = Issue.raise_(
            world.group, title=f"課題{number}", scene=Scene.DAILY, client_key=key(), by=cast.kimura, meeting=world.meeting, entry=entry
        )
        plan = Plan(what="当番表", charges=[Charge(cast.clinic, cast.tanaka)])
        said = Entry.write(item, kind=EntryKind.COUNTERMEASURE, text="当番表", client_key=key(), by=cast.kimura)
        decided = Countermeasure.decide(issue.term, plan, client_key=key(), by=cast.kimura, meeting=world.meeting, entry=said)
        Implementation.report(decided, done_on=clock.today(), what="配った", client_key=key(), by=cast.tanaka)
    db.commit()
