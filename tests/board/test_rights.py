"""Who may read and write is set per board by area, institution type, profession and role."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from board.models import Board, BoardGrant, Right
from core.database import db
from region.models import Affiliation, Role
from tests.cast import Cast, a_post, as_, says
from tests.tries import tries

TYPES = [None, "visiting_nursing", "clinic", "pharmacy"]
PROFESSIONS = [None, "nurse", "physician", "government_pref"]
ROLES: list[Role | None] = [None, *Role]


@dataclass(frozen=True)
class Told:
    """A grant as a test says it."""

    right: Right
    institution_type: str | None
    profession: str | None
    role: Role | None


def matches(told: Told, right: Right, who: Affiliation) -> bool:
    """The model: ten lines that anybody can check."""
    return (
        told.right == right
        and told.institution_type in (None, who.institution.type)
        and told.role in (None, who.role)
        and (told.profession is None or told.profession in who.profession_codes)
    )


@settings(max_examples=tries(20), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.builds(Told, st.sampled_from(Right), st.sampled_from(TYPES), st.sampled_from(PROFESSIONS), st.sampled_from(ROLES)),
        max_size=5,
        unique=True,
    )
)
def test_rights_equal_a_model_anybody_can_check(cast: Cast, told: list[Told]) -> None:
    db.rollback()
    board = cast.board()
    board.grants = []
    db.flush()
    board.grants = [
        BoardGrant(right=one.right, institution_type=one.institution_type, profession=one.profession, role=one.role) for one in told
    ]
    db.commit()
    for name in ("sato", "tanaka", "mori", "ono", "kimura", "suzuki"):
        who: Affiliation = getattr(cast, name)
        for right in Right:
            expected = name == "kimura" or (name != "suzuki" and any(matches(one, right, who) for one in told))
            assert board.grants_to(right, who) == expected, (name, right)
        readable = db.scalar(Board.readable_by(who.person_id).where(Board.id == board.id)) is not None
        assert readable == board.grants_to(Right.READ, who)
    asked = {one.id for one in db.scalars(board.addressees(but=0))}
    reading = [one for one in told if one.right == Right.READ and one.role in (None, Role.MEMBER, Role.MANAGER)]
    for institution in (cast.station, cast.clinic, cast.hoshi):
        assert (institution.id in asked) == any(one.institution_type in (None, institution.type) for one in reading)
    assert cast.elsewhere.id not in asked


def test_rights_end_with_the_affiliation(client: FlaskClient, cast: Cast) -> None:
    browser = as_(client, cast.sato)
    assert browser.get(f"/boards/{cast.board().id}").status_code == 200
    cast.sato.end(by=cast.ono)
    db.commit()
    assert browser.get(f"/boards/{cast.board().id}").status_code == 404
    assert browser.get("/boards/").status_code == 200


def test_everybody_who_reads_a_board_may_know_who_else_does(client: FlaskClient, cast: Cast) -> None:
    address = f"/boards/{cast.board().id}/rights"
    for who, code in ((cast.sato, 200), (cast.mori, 200), (cast.suzuki, 404), (cast.kimura, 200)):
        page = as_(client, who).get(address)
        assert page.status_code == code
        assert ("決まりを足す" in page.text) == (who is cast.kimura)


def test_base_staff_let_pharmacies_post_urgently_and_take_it_back(client: FlaskClient, cast: Cast) -> None:
    address = f"/boards/{cast.board().id}/rights"
    form = {"right": "urgent", "institution_type": "pharmacy", "profession": "pharmacist", "role": ""}
    for who, code in ((cast.sato, 403), (cast.suzuki, 404), (cast.kimura, 303)):
        assert as_(client, who).post(address, data=form).status_code == code
    says(client.get(address), "薬局", "薬剤師")
    assert client.post(address, data=form).status_code == 409
    grant = db.query(BoardGrant).filter_by(right=Right.URGENT).one()
    assert as_(client, cast.sato).post(f"{address}/{grant.id}/removal").status_code == 403
    assert as_(client, cast.kimura).post(f"{address}/{grant.id}/removal").status_code == 303
    assert db.query(BoardGrant).filter_by(right=Right.URGENT).count() == 0


@pytest.mark.parametrize("form", [{}, {"right": "rule"}, {"right": "read", "institution_type": "castle"}])
def test_a_right_that_cannot_be_is_refused(client: FlaskClient, cast: Cast, form: dict[str, str]) -> None:
    assert as_(client, cast.kimura).post(f"/boards/{cast.board().id}/rights", data=form).status_code == 422


def test_the_last_right_to_read_stays(client: FlaskClient, cast: Cast) -> None:
    board = cast.board()
    readers = [one for one in board.grants if one.right == Right.READ]
    browser = as_(client, cast.kimura)
    codes = [browser.post(f"/boards/{board.id}/rights/{one.id}/removal").status_code for one in readers]
    assert codes == [303] * (len(readers) - 1) + [409]


def test_a_board_for_physicians_is_not_found_by_nurses(client: FlaskClient, cast: Cast) -> None:
    board = cast.board()
    post = a_post(cast, cast.kimura)
    board.grants = [BoardGrant(right=Right.READ, profession="physician")]
    db.commit()
    assert as_(client, cast.sato).get(f"/posts/{post.id}").status_code == 404
    assert as_(client, cast.tanaka).get(f"/posts/{post.id}").status_code == 200
