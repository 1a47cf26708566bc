"""Where a person stands, asked for once a page, is what the rules say board by board; and nothing of it outlives its end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from board.models import Board, BoardGrant, BoardKind, Right
from board.models.standing import Standing
from core import clock
from core.database import db
from region.models import Affiliation, CoordinationBase, Role
from tests.cast import Cast, as_, says
from tests.tries import tries

EVERYBODY = ("sato", "tanaka", "mori", "kimura", "ono", "suzuki")


@dataclass(frozen=True)
class Told:
    """A grant on one of the boards, as a test says it."""

    kind: BoardKind
    right: Right
    institution_type: str | None
    profession: str | None
    role: Role | None


TOLD = st.builds(
    Told,
    st.sampled_from(BoardKind),
    st.sampled_from(Right),
    st.sampled_from([None, "visiting_nursing", "clinic", "pharmacy"]),
    st.sampled_from([None, "nurse", "physician", "government_pref"]),
    st.sampled_from([None, *Role]),
)


def assert_standing_is_what_the_rules_say(who: Affiliation) -> None:
    stands = Standing.of(who.person_id)
    assert stands.boards == list(db.scalars(Board.readable_by(who.person_id)))
    for board in db.scalars(select(Board)):
        assert (stands.board(board.id) is not None) == (board in stands.boards)
        for by in db.scalars(Affiliation.current_of(who.person_id)):
            for right in Right:
                assert stands.may(right, board, by) == board.grants_to(right, by), (who.person.name, board.kind, right)
            assert stands.runs(board, by) == board.run_by(by)
            assert stands.urges(board, by) == board.urgent_by(by)
            assert stands.replies(board, by) == board.repliable_by(by)


@settings(max_examples=tries(6), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(TOLD, max_size=8, unique=True))
def test_for_everybody_on_every_board_whatever_is_granted(cast: Cast, told: list[Told]) -> None:
    db.rollback()
    for board in db.scalars(select(Board)):
        board.grants = []
        db.flush()
        board.grants = [
            BoardGrant(right=one.right, institution_type=one.institution_type, profession=one.profession, role=one.role)
            for one in told
            if one.kind == board.kind
        ]
    db.commit()
    for name in EVERYBODY:
        assert_standing_is_what_the_rules_say(getattr(cast, name))


def test_through_each_of_two_places_of_work_and_of_none(cast: Cast) -> None:
    Affiliation.begin(cast.sato.person, cast.elsewhere, Role.MANAGER, ["care_manager"])
    Affiliation.begin(cast.mori.person, cast.base, Role.BASE_STAFF, ["coordinator_base"])
    cast.tanaka.end(cast.kimura)
    db.commit()
    for name in EVERYBODY:
        assert_standing_is_what_the_rules_say(getattr(cast, name))
    assert len(Standing.of(cast.sato.person_id).boards) == 2 * len(BoardKind)
    assert not Standing.of(cast.tanaka.person_id).boards
    assert not Standing.of(cast.tanaka.person_id).runs(cast.board(), None)


def test_on_the_day_a_base_ends_and_the_day_after(cast: Cast) -> None:
    serving = db.scalars(select(CoordinationBase)).one()
    serving.end(until_on=clock.today())
    db.commit()
    for days, runs in ((0, True), (1, False), (2, False)):
        with clock.later(timedelta(days=days)):
            assert_standing_is_what_the_rules_say(cast.kimura)
            assert Standing.of(cast.kimura.person_id).runs(cast.board(), cast.kimura) == runs


def test_a_right_ends_with_the_commit_that_takes_it(client: FlaskClient, cast: Cast) -> None:
    page, post = f"/boards/{cast.board().id}", {"title": "お知らせ", "body": "本文", "urgency": "normal"}
    browser = as_(client, cast.sato)
    says(browser.get(page), 'id="compose"')
    for grant in [one for one in cast.board().grants if one.right == Right.POST]:
        cast.board().revoke(grant, by=cast.kimura)
    db.commit()
    assert 'id="compose"' not in browser.get(page).text
    assert browser.post(f"{page}/posts", data=post).status_code == 403
    cast.sato.end(cast.kimura)
    db.commit()
    assert browser.get(page).status_code == 404
