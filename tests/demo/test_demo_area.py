"""The demo area as it was built on the day of the look's pages: what is there, that it obeys every rule, and that it looks alive."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from auth.models import Person
from board.models import (
    Addressee,
    Answer,
    Board,
    BoardKind,
    Confirmation,
    ConfirmationRequest,
    Post,
    PostVersion,
    PostWithdrawal,
    Reading,
    Reply,
    Right,
    Urgency,
)
from board.models.reading import unread_counts
from core import clock
from core.audit import AuditRow
from core.database import db
from demo import chores
from demo.building import build
from demo.calendar import Calendar
from demo.places import PASSWORD, SIGN_INS, Place
from demo.telling import Telling
from demo.threads import read
from region.directory.models import InstitutionPair, Inventory
from region.directory.rules import broken
from region.models import Affiliation, Area, CoordinationBase, Institution, Municipality
from region.vocabulary import INSTITUTION_TYPES, PROFESSIONS
from tests.conftest import _empty

NOW = datetime(2026, 11, 24, 5, 30, tzinfo=UTC)  # a Tuesday, 14:30 in Japan


@pytest.fixture(scope="module")
def places(_app: Flask) -> Iterator[list[Place]]:
    """Both places, built once for all tests here."""
    _empty(_app.extensions["engine"])
    with _app.app_context():
        with clock.at(NOW):
            built = build()
        yield built
        db.rollback()
        db.remove()


@pytest.fixture(autouse=True)
def present_moment(places: list[Place]) -> Iterator[None]:
    with clock.at(NOW):
        yield
    db.rollback()


@pytest.fixture
def house(_app: Flask, places: list[Place]) -> Flask:
    """The application with the demo in it."""
    return _app


@pytest.fixture
def aonuma(places: list[Place]) -> Place:
    return places[0]


def person(key: str) -> Person:
    found = Person.known_as(f"{key}@example.jp")
    assert found
    return found


def live_post(place: Place, urgency: Urgency) -> tuple[Post, ConfirmationRequest]:
    """The newest notice of this urgency that still waits for answers."""
    waiting = select(Post).join(ConfirmationRequest).where(Post.urgency == urgency, ConfirmationRequest.due_at > NOW)
    found = db.scalar(waiting.where(Post.board == place.boards[BoardKind.NOTICE]).order_by(Post.published_at.desc()).limit(1))
    assert found
    assert found.request
    return found, found.request


def digest() -> list[tuple[object, ...]]:
    """Everything that was said, answered and read, without the database's own numbers."""
    told = [
        (Post.affiliation_id, Post.title, Post.body, Post.seq, Post.changed_seq, Post.published_at, Post.client_key),
        (Reply.affiliation_id, Reply.body, Reply.seq, Reply.changed_seq, Reply.published_at, Reply.client_key),
        (Confirmation.affiliation_id, Confirmation.at, Confirmation.answer),
        (Addressee.read_by_id, Addressee.read_at, Addressee.changed_seq),
    ]
    rows: list[tuple[object, ...]] = []
    for who, *what in told:
        signed = select(Person.email, Institution.name, *what).select_from(who.class_).join(Affiliation, Affiliation.id == who)
        rows += [tuple(row) for row in db.execute(signed.join(Person).join(Institution, Institution.id == Affiliation.institution_id))]
    rows += [tuple(row) for row in db.execute(select(Person.email, Reading.seq, Reading.at).join(Person, Person.id == Reading.person_id))]
    return sorted(rows, key=repr)


def test_the_area_has_about_250_institutions_of_every_type_and_the_strangers_about_20(places: list[Place]) -> None:
    here, there = (place.institutions.values() for place in places)
    assert 245 <= len(here) <= 265
    assert 18 <= len(there) <= 22
    assert {one.type for one in here} == set(INSTITUTION_TYPES) - {"other"}
    types = Counter(one.type for one in here)
    assert types["clinic"] > types["pharmacy"] > types["visiting_nursing"] > types["hospital"] > types["fire"] == 1


def test_addresses_and_telephone_numbers_are_there_and_invented(places: list[Place]) -> None:
    everywhere = [one for place in places for one in place.institutions.values()]
    assert all(re.fullmatch(r"0[58][59]-000-0\d{3}", one.telephone or "") for one in everywhere)
    assert len({one.telephone for one in everywhere}) == len({one.name for one in everywhere}) == len(everywhere)
    assert all(one.municipality and (one.address or "").startswith(one.municipality.name) for one in everywhere)


def test_municipality_codes_are_of_no_prefecture_but_keep_their_check_digit() -> None:
    codes = db.scalars(select(Municipality.code)).all()
    assert len(codes) == 6
    for code in codes:
        assert int(code[:2]) > 47
        assert int(code[5]) == (11 - sum(weight * int(digit) for weight, digit in zip((6, 5, 4, 3, 2), code, strict=False)) % 11) % 10


def test_one_home_care_area_has_two_bases_each_with_an_area_of_its_own() -> None:
    bases = [(base.area.name, base.institution.name) for base in db.scalars(select(CoordinationBase))]
    city, towns = "青沼市在宅医療・介護連携支援センター", "三ツ森温泉病院"
    assert {("青沼・三ツ森圏域", city), ("青沼・三ツ森圏域", towns), ("青沼地域", city), ("三ツ森・鹿原地域", towns)} < set(bases)


def test_eighty_people_of_all_professions_work_there_and_eight_strangers_elsewhere(places: list[Place]) -> None:
    assert [len(place.people) for place in places] == [80, 8]
    affiliations = [one for whole in places[0].people.values() for one in whole]
    assert {code for one in affiliations for code in one.profession_codes} == set(PROFESSIONS) - {"scholar", "resident"}
    assert sum(len(one) == 2 for one in places[0].people.values()) >= 3


@pytest.mark.parametrize("key", SIGN_INS)
def test_everybody_whose_address_is_handed_out_signs_in(house: Flask, key: str) -> None:
    browser = house.test_client()
    assert browser.post("/sign-in", data={"email": f"{key}@example.jp", "password": PASSWORD}).status_code == 303
    assert browser.get("/").status_code == 200


def test_kyoten_and_nurse_share_boards_that_the_stranger_may_not_read(house: Flask) -> None:
    shared, others, strange = (set(db.scalars(Board.readable_by(person(key).id)).all()) for key in ("nurse", "kyoten", "stranger"))
    assert len(shared) == 5
    assert shared == others
    assert not shared & strange
    browser = house.test_client()
    browser.post("/sign-in", data={"email": "stranger@example.jp", "password": PASSWORD})
    assert {browser.get(f"/boards/{board.id}").status_code for board in shared} == {404}


def test_the_prefecture_reads_its_own_area_and_not_the_other(places: list[Place]) -> None:
    assert set(db.scalars(Board.readable_by(person("prefecture").id))) == set(places[0].boards.values())


def test_a_month_of_posts_lies_behind_and_nothing_ahead(aonuma: Place) -> None:
    posts = db.scalars(select(Post).where(Post.board_id.in_([board.id for board in aonuma.boards.values()]))).all()
    assert 120 <= len(posts) <= 160
    assert min(post.published_at for post in posts) > NOW - timedelta(days=33)
    for moment in (Post.published_at, Post.corrected_at, Reply.published_at, Confirmation.at, PostWithdrawal.at, AuditRow.at):
        latest = db.scalar(select(func.max(moment)))
        assert latest
        assert latest <= NOW
    assert {kind: sum(post.board.kind == kind for post in posts) >= 14 for kind in BoardKind} == dict.fromkeys(BoardKind, True)
    assert sum(bool(post.pin) for post in posts) >= 3
    assert sum(bool(post.withdrawal) for post in posts) >= 10
    assert sum(bool(post.corrected_at) for post in posts) >= 4


def test_whoever_posted_may_post_there() -> None:
    posts = db.scalars(select(Post)).all()
    assert not [post.title for post in posts if not post.board.grants_to(Right.POST, post.affiliation)]


def test_no_text_keeps_a_mark_of_the_files_or_calls_a_patient_by_name() -> None:
    texts = [text for column in (Post.title, Post.body, Reply.body, PostVersion.body) for text in db.scalars(select(column))]
    assert not [text for text in texts if re.search(r"[{}]|\w様(?!式|の皆|子)", text.replace("皆さま", ""))]


def test_counters_equal_what_can_be_counted() -> None:
    for request in db.scalars(select(ConfirmationRequest)):
        latest = Counter(row.answer for row in request.addressees if row.answer)
        assert request.counts == {answer.value: latest[answer] for answer in Answer}
        assert request.addressed == len(request.addressees)
        assert request.seq == max(row.changed_seq for row in request.addressees)
        changes = sorted(row.changed_seq for row in request.addressees if row.changed_seq)
        assert len(changes) == len(set(changes))


def test_every_number_of_a_board_was_taken_by_exactly_one_change() -> None:
    changes = ("post.%", "reply.%", "confirmation.given", "confirmation.recorded", "confirmation.taken_back")
    audited = sum(db.scalar(select(func.count()).select_from(AuditRow).where(AuditRow.verb.like(verb))) or 0 for verb in changes)
    assert db.scalar(select(func.sum(Board.seq))) == audited
    for board in db.scalars(select(Board)):
        births = [
            *db.scalars(select(Post.seq).where(Post.board_id == board.id)),
            *db.scalars(select(Reply.seq).join(Post).where(Post.board_id == board.id)),
        ]
        assert len(births) == len(set(births))
        assert max(births) <= board.seq


def test_an_urgent_post_waits_with_two_thirds_of_the_accounts_answered(aonuma: Place) -> None:
    _post, request = live_post(aonuma, Urgency.URGENT)
    assert clock.in_japan(request.due_at).date() <= clock.today() + timedelta(days=1)
    asked = len(aonuma.staffed()) - 1
    assert 0.6 < request.answered / asked < 0.72
    assert min(request.counts.values()) > 0
    states = Counter(row.state for row in request.addressees)
    assert states["read"] > 5
    assert states["unread"] > 100  # most of them have no account: only a telephone reaches them


def test_an_important_post_is_due_in_two_days(aonuma: Place) -> None:
    _post, request = live_post(aonuma, Urgency.IMPORTANT)
    assert clock.in_japan(request.due_at).date() == clock.today() + timedelta(days=2)


def test_the_nurse_has_two_answers_to_give_and_five_posts_to_read(aonuma: Place) -> None:
    station = aonuma.who("nurse").institution_id
    waiting = db.scalars(select(Addressee.post_id).where(Addressee.institution_id == station, Addressee.answer.is_(None))).all()
    assert set(waiting) == {live_post(aonuma, urgency)[0].id for urgency in (Urgency.URGENT, Urgency.IMPORTANT)}
    unread = unread_counts(person("nurse").id, list(aonuma.boards.values()))
    assert {board.kind: unread.get(board.id, 0) for board in aonuma.boards.values()} == {
        BoardKind.NOTICE: 4, BoardKind.DISASTER: 0, BoardKind.VACANCY: 1, BoardKind.TRAINING: 0, BoardKind.NEW_PROVIDER: 0,
    }  # fmt: skip


def test_the_summary_of_the_drill_says_what_happened() -> None:
    drill = db.scalar(select(Post).where(Post.title.like("【訓練】震度%")))
    summary = db.scalar(select(Post).where(Post.title.like("【訓練】のまとめ%")))
    assert drill
    assert drill.request
    assert summary
    answered = [row.answered_at - drill.published_at for row in drill.request.addressees if row.answered_at]
    within = [sum(took <= timedelta(minutes=minutes) for took in answered) for minutes in (5, 20, 60)]
    said = re.search(r"5分で(\d+)施設、20分で(\d+)施設、締め切りの60分で(\d+)施設", summary.body)
    assert said
    assert [int(number) for number in said.groups()] == within


@pytest.mark.parametrize("days", range(0, 365, 13))
def test_it_can_be_built_on_any_day_of_the_year(places: list[Place], days: int) -> None:
    calendar = Calendar(NOW.date() + timedelta(days=days))
    for place in places:
        for thread in read(place.folder):
            first, *others = Telling(thread, place, calendar).acts()
            assert all(act.at > first.at for act in others)


def test_built_afresh_on_the_same_day_it_tells_the_same(house: Flask) -> None:
    first = digest()
    with clock.at(NOW + timedelta(hours=20)):  # 10:30 in the morning: the demo's day is not over yet
        answer = house.test_cli_runner().invoke(args=["demo", "--fresh"])
    assert answer.exit_code == 0, answer.output
    assert digest() == first


def test_the_rules_of_areas_hold_except_the_one_that_is_shown(places: list[Place]) -> None:
    areas = {area.name: area.id for area in db.scalars(select(Area).where(Area.prefecture_code == "90"))}
    found = broken(list(areas.values()), clock.today())
    red = [one for one in found if one.must]
    assert [(one.area.name if one.area else "", one.rule.code) for one in red] == [("鹿原地域", "base_area_active")]
    assert "橋場診療所（積極的医療機関）は、2027年3月31日で終わります。" in [one.said for one in found]


def test_one_doubtful_pair_waits_and_one_institution_has_done_its_inventory() -> None:
    kyoten = db.scalars(select(Affiliation).join(Person).where(Person.email == "kyoten@example.jp")).one()
    waiting = db.scalars(InstitutionPair.waiting(kyoten)).all()
    assert [(pair.first.name, pair.second.name) for pair in waiting] == [(chores.TWIN_OF, chores.TWIN["name"])]
    assert [one.institution.name for one in db.scalars(select(Inventory))] == [chores.COUNTED]
