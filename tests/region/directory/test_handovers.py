"""A manager hands the institution over to another member, and stays or ends, in one page."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from core.database import db
from region.models import Affiliation, Role
from tests.cast import Cast, as_, says


def _path(affiliation: Affiliation) -> str:
    return f"/affiliations/{affiliation.id}/handover"


def test_another_member_becomes_manager_and_the_old_one_stays(client: FlaskClient, cast: Cast) -> None:
    says(as_(client, cast.ono).get("/people/"), "役割をほかの人にゆずる")
    says(client.get(_path(cast.ono)), cast.sato.person.name, "職員として残る")
    assert client.post(_path(cast.ono), data={"to": cast.sato.id, "then": "stay"}).status_code == 303
    for one in (cast.ono, cast.sato):
        db.refresh(one)
    assert (cast.sato.role, cast.ono.role, cast.ono.ended_at) == (Role.MANAGER, Role.MEMBER, None)
    assert client.get(_path(cast.ono)).status_code == 403


def test_the_old_one_may_end(client: FlaskClient, cast: Cast) -> None:
    answer = as_(client, cast.ono).post(_path(cast.ono), data={"to": cast.sato.id, "then": "leave"})
    assert (answer.status_code, answer.location) == (303, "/people/")
    db.refresh(cast.ono)
    assert cast.ono.ended_at
    assert client.get("/people/").status_code == 200


def test_base_staff_hand_over_for_somebody_who_is_gone(client: FlaskClient, cast: Cast) -> None:
    assert as_(client, cast.kimura).post(_path(cast.ono), data={"to": cast.sato.id, "then": "leave"}).status_code == 303
    db.refresh(cast.sato)
    assert cast.sato.role == Role.MANAGER


@pytest.mark.parametrize("told", [{}, {"to": "999999", "then": "stay"}, {"then": "leave"}])
def test_nobody_chosen_is_sent_back(client: FlaskClient, cast: Cast, told: dict[str, str]) -> None:
    answer = as_(client, cast.ono).post(_path(cast.ono), data=told)
    assert answer.status_code == 422
    says(answer, "まだ保存していません")
    if told.get("then") == "leave":
        says(answer, 'checked id="then-1"')


def test_only_people_of_the_institution_can_take_over(client: FlaskClient, cast: Cast) -> None:
    assert as_(client, cast.ono).post(_path(cast.ono), data={"to": cast.tanaka.id, "then": "stay"}).status_code == 422
    cast.sato.person.disable(by=cast.kimura)
    db.commit()
    says(client.get(_path(cast.ono)), "ゆずることのできる人が、まだいません")


def test_who_manages_nothing_hands_nothing_over(client: FlaskClient, cast: Cast) -> None:
    assert as_(client, cast.ono).get(_path(cast.sato)).status_code == 409


@pytest.mark.parametrize(("name", "answer"), [("sato", 403), ("tanaka", 404), ("mori", 403), ("suzuki", 404), (None, 303)])
def test_others_may_not(client: FlaskClient, cast: Cast, name: str | None, answer: int) -> None:
    if name:
        as_(client, getattr(cast, name))
    assert client.get(_path(cast.ono)).status_code == answer
    assert client.post(_path(cast.ono), data={"to": cast.sato.id, "then": "leave"}).status_code == answer
