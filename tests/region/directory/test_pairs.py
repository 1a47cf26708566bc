"""Two records that may be one institution: a person decides once, and may take it back."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from core.audit import AuditRow
from core.database import db
from region.directory.models import InstitutionPair
from region.models import Affiliation, InstitutionMerge, Role
from tests.cast import Cast, an_asking_post, as_, says
from tests.region.directory.houses import a_house, a_pair, asked_about

PAIRS = "/institutions/pairs/"


@pytest.fixture
def pair(cast: Cast) -> InstitutionPair:
    return a_pair(a_house("くすのき薬局", address="本町1-2"), a_house("くすのき薬局 本町店", address="本町1-2-3", telephone="055-000-0301"))


def _decide(client: FlaskClient, pair: InstitutionPair, decision: str) -> int:
    return client.post(f"{PAIRS}{pair.id}/decision", data={"decision": decision}).status_code


def test_base_staff_see_both_records_with_the_differences_marked(client: FlaskClient, cast: Cast, pair: InstitutionPair) -> None:
    page = as_(client, cast.kimura).get(PAIRS)
    says(page, "同じ施設ですか", "1組", "本町店</ins>", "本町1-2<ins>-3</ins>", "名前が似ています", "（わかりません）")


def test_two_that_are_the_same_become_one_and_the_other_address_leads_there(client: FlaskClient, cast: Cast, pair: InstitutionPair) -> None:
    first, second = pair.first_id, pair.second_id
    assert _decide(as_(client, cast.kimura), pair, "same") == 303
    kept = client.get(f"/institutions/{first}")
    says(kept, "055-000-0301")
    lead = client.get(f"/institutions/{second}")
    assert (lead.status_code, lead.location) == (302, f"/institutions/{first}")
    assert client.get("/institutions/?q=くすのき").text.count(f'/institutions/{second}"') == 0
    assert client.get("/institutions/?state=closed").text.count("くすのき薬局 本町店") == 0
    assert client.post(f"/institutions/{second}/reopening").status_code == 409
    assert client.get(f"/institutions/{second}/people").location == f"/institutions/{first}/people"
    assert client.post(f"/institutions/{second}/invitations").status_code == 409


def test_what_was_decided_is_kept_with_who_and_never_asked_again(client: FlaskClient, cast: Cast, pair: InstitutionPair) -> None:
    assert _decide(as_(client, cast.kimura), pair, "different") == 303
    db.refresh(pair)
    assert (pair.decision, pair.decided_by_id) == ("different", cast.kimura.id)
    assert pair.decided_at
    assert asked_about(pair.second) == [pair]
    says(client.get(PAIRS), "決めるものは、いまありません", "べつの施設にしました")
    assert db.scalar(select(func.count()).where(AuditRow.verb == "pair.different", AuditRow.person_id == cast.kimura.person_id)) == 1


def test_what_is_put_off_waits_at_the_end(client: FlaskClient, cast: Cast, pair: InstitutionPair) -> None:
    other = a_pair(a_house("ふたば薬局"), a_house("フタバ薬局"))
    other.score = 0.2
    db.commit()
    assert _decide(as_(client, cast.kimura), pair, "later") == 303
    page = client.get(PAIRS).text
    assert "木村 葵さんが「あとで」にしました" in page
    assert page.index(f"pair-{other.id}") < page.index(f"pair-{pair.id}")


def test_a_merge_can_be_taken_back_and_is_asked_again(client: FlaskClient, cast: Cast, pair: InstitutionPair) -> None:
    _decide(as_(client, cast.kimura), pair, "same")
    assert client.post(f"{PAIRS}{pair.id}/undoing").status_code == 303
    assert client.get(f"/institutions/{pair.second_id}").status_code == 200
    says(client.get(PAIRS), "1組")
    merge = db.query(InstitutionMerge).one()
    assert merge.undone_at
    assert merge.undone_by_id == cast.kimura.id


def test_the_second_of_two_who_decide_at_once_is_told(client: FlaskClient, cast: Cast, pair: InstitutionPair) -> None:
    _decide(as_(client, cast.kimura), pair, "different")
    assert _decide(client, pair, "same") == 409
    assert client.post(f"{PAIRS}{pair.id}/undoing").status_code == 303
    assert client.post(f"{PAIRS}{pair.id}/undoing").status_code == 409


def test_an_answer_that_is_none_changes_nothing(client: FlaskClient, cast: Cast, pair: InstitutionPair) -> None:
    answer = as_(client, cast.kimura).post(f"{PAIRS}{pair.id}/decision", data={"decision": "maybe"})
    assert answer.status_code == 422
    says(answer, "まだ何も変えていません")
    db.refresh(pair)
    assert pair.decision is None


@pytest.mark.parametrize("name", ["sato", "ono", "mori"])
def test_who_reads_the_area_but_is_not_base_staff_may_not_decide(client: FlaskClient, cast: Cast, pair: InstitutionPair, name: str) -> None:
    as_(client, getattr(cast, name))
    assert client.get(PAIRS).status_code == 403
    assert _decide(client, pair, "same") == 403
    assert client.post(f"{PAIRS}{pair.id}/undoing").status_code == 403


def test_a_stranger_does_not_learn_of_the_pair(client: FlaskClient, cast: Cast, pair: InstitutionPair) -> None:
    as_(client, cast.suzuki)
    assert client.get(PAIRS).status_code == 403
    assert _decide(client, pair, "same") == 404
    assert client.post(f"{PAIRS}{pair.id}/undoing").status_code == 404
    assert _decide(client, InstitutionPair(id=9999), "same") == 404


def test_who_is_signed_out_is_sent_to_sign_in(client: FlaskClient, cast: Cast, pair: InstitutionPair) -> None:
    for answer in (client.get(PAIRS), client.post(f"{PAIRS}{pair.id}/decision"), client.post(f"{PAIRS}{pair.id}/undoing")):
        assert "/sign-in" in answer.location


def test_a_base_does_not_swallow_an_institution_of_another_area(client: FlaskClient, cast: Cast) -> None:
    pair = a_pair(cast.hoshi, cast.elsewhere)
    says(as_(client, cast.kimura).get(PAIRS), "一方は、ほかの地域の施設です")
    assert _decide(client, pair, "same") == 403


def test_people_go_over_with_their_roles_and_come_back(client: FlaskClient, cast: Cast) -> None:
    twin = a_house("訪問看護ステーション きた", type="visiting_nursing")
    person = cast.tanaka.person
    Affiliation.begin(person, twin, Role.MANAGER, ["physician"])
    db.commit()
    pair = a_pair(cast.station, twin)
    as_(client, cast.kimura)
    before = _rights()
    assert _decide(client, pair, "same") == 303
    at_station = {(one.person_id, one.role) for one in db.scalars(Affiliation.current_at(cast.station.id))}
    assert (person.id, Role.MANAGER) in at_station
    assert not list(db.scalars(Affiliation.current_at(twin.id)))
    client.post(f"{PAIRS}{pair.id}/undoing")
    assert _rights() == before


def test_past_posts_and_answers_keep_their_institution_and_the_kept_one_answers_for_both(client: FlaskClient, cast: Cast) -> None:
    twin = a_house("訪問看護ステーション きた", type="visiting_nursing")
    asking = an_asking_post(cast)
    assert asking.request
    addressed = asking.request.addressed
    pair = a_pair(cast.station, twin)
    _decide(as_(client, cast.kimura), pair, "same")
    client.post("/sign-out")
    answer = as_(client, cast.sato).post(f"/posts/{asking.id}/confirmations", data={"answer": "ok"})
    assert answer.status_code in (200, 303)
    db.refresh(asking.request)
    assert (asking.request.addressed, asking.request.ok) == (addressed, 2)
    assert {row.institution_id for row in asking.request.addressees if row.answer} == {cast.station.id, twin.id}


def _rights() -> set[tuple[int, int, str]]:
    return {(one.person_id, one.institution_id, one.role) for one in db.query(Affiliation).filter(Affiliation.ended_at.is_(None))}


def test_two_of_different_types_become_one_only_when_that_is_said_twice(client: FlaskClient, cast: Cast) -> None:
    pair = a_pair(a_house("本町", type="hospital"), a_house("本町", type="pharmacy"))
    answer = as_(client, cast.kimura).post(f"{PAIRS}{pair.id}/decision", data={"decision": "same"})
    assert answer.status_code == 422
    says(answer, "種類がちがいます。まだ何も変えていません。", "種類は「病院」だけになります", 'name="sure"')
    db.refresh(pair)
    assert pair.decision is None
    assert client.post(f"{PAIRS}{pair.id}/decision", data={"decision": "same", "sure": "1"}).status_code == 303
    assert db.query(InstitutionMerge).one().kept.type == "hospital"
