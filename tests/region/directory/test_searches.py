"""Ways of looking with a name: one's own, or shared by the base with its area."""

from __future__ import annotations

from flask.testing import FlaskClient
from sqlalchemy import select

from core.database import db
from region.directory.models import SavedSearch
from region.models import Affiliation, Role
from tests.cast import Cast, as_, says

ASKED = "type=pharmacy&can=aseptic&can=narcotics"


def save(client: FlaskClient, name: str = "無菌の薬局", **more: object) -> SavedSearch:
    answer = client.post("/institutions/searches/", data={"name": name, "asked": ASKED, **more})
    assert answer.status_code == 303, answer.text
    return db.scalars(select(SavedSearch).order_by(SavedSearch.id.desc())).first() or SavedSearch()


def test_what_was_asked_is_kept_under_a_name_and_stands_on_top(cast: Cast, client: FlaskClient) -> None:
    answer = as_(client, cast.sato).post("/institutions/searches/", data={"name": " 無菌の 薬局 ", "asked": ASKED + "&evil=1&can=none"})
    assert (answer.status_code, answer.location) == (303, "/institutions/?type=pharmacy&can=aseptic&can=narcotics")
    page = client.get("/institutions/")
    says(page, "無菌の 薬局", 'href="/institutions/?type=pharmacy&amp;can=aseptic&amp;can=narcotics"', "「無菌の 薬局」を保存しました")
    client.post("/sign-out")
    assert "無菌の 薬局" not in as_(client, cast.tanaka).get("/institutions/").text


def test_the_same_name_again_means_the_newer(cast: Cast, client: FlaskClient) -> None:
    as_(client, cast.sato)
    save(client)
    client.post("/institutions/searches/", data={"name": "無菌の薬局", "asked": "type=clinic"})
    page = client.get("/institutions/")
    assert page.text.count("無菌の薬局</a>") == 1
    says(page, 'href="/institutions/?type=clinic"')


def test_the_base_shares_with_its_area(cast: Cast, client: FlaskClient) -> None:
    says(as_(client, cast.kimura).get("/institutions/?type=pharmacy"), "北地域のみんな")
    save(client, area=str(cast.kita.id))
    client.post("/sign-out")
    page = as_(client, cast.sato).get("/institutions/?type=pharmacy")
    says(page, "無菌の薬局", "北地域")
    assert "のみんな" not in page.text
    assert "「無菌の薬局」を消す" not in page.text
    client.post("/sign-out")
    assert "無菌の薬局" not in as_(client, cast.suzuki).get("/institutions/").text


def test_only_the_base_shares(cast: Cast, client: FlaskClient) -> None:
    for who in (cast.sato, cast.mori):
        assert as_(client, who).post("/institutions/searches/", data={"name": "x", "asked": ASKED, "area": cast.kita.id}).status_code == 403
        client.post("/sign-out")
    as_(client, cast.kimura)
    assert client.post("/institutions/searches/", data={"name": "x", "asked": ASKED, "area": cast.minami.id}).status_code == 403


def test_one_removes_ones_own_and_the_base_what_its_area_shares(cast: Cast, client: FlaskClient) -> None:
    as_(client, cast.kimura)
    shared = save(client, area=str(cast.kita.id)).id
    client.post("/sign-out")
    as_(client, cast.sato)
    own = save(client, "わたしの").id
    assert client.post(f"/institutions/searches/{shared}/removal").status_code == 403
    assert client.post(f"/institutions/searches/{own}/removal").status_code == 303
    assert client.post(f"/institutions/searches/{own}/removal").status_code == 404
    client.post("/sign-out")
    as_(client, cast.suzuki)
    assert client.post(f"/institutions/searches/{shared}/removal").status_code == 404
    client.post("/sign-out")
    second = Affiliation.begin(cast.tanaka.person, cast.base, Role.BASE_STAFF, ["coordinator_base"])
    cast.tanaka.end(by=None)
    db.commit()
    assert second.id
    as_(client, cast.tanaka)
    assert client.post(f"/institutions/searches/{shared}/removal").status_code == 303
    assert db.get_one(SavedSearch, shared).removed_at is not None


def test_a_name_is_needed_and_what_was_typed_stays(cast: Cast, client: FlaskClient) -> None:
    as_(client, cast.sato)
    answer = client.post("/institutions/searches/", data={"name": "", "asked": ASKED})
    assert answer.status_code == 422
    says(answer, "名前を書いてください", "can=narcotics")
    long = client.post("/institutions/searches/", data={"name": "な" * 61, "asked": ASKED})
    assert long.status_code == 422
    says(long, "な" * 61, "60文字までで書いてください。")


def test_thirty_are_enough(cast: Cast, client: FlaskClient) -> None:
    for number in range(30):
        SavedSearch.save(f"さがし{number}", "type=clinic", by=cast.sato)
    db.commit()
    answer = as_(client, cast.sato).post("/institutions/searches/", data={"name": "もう1つ", "asked": ASKED})
    assert answer.status_code == 409
    says(answer, "30まで")


def test_who_is_signed_out_or_works_nowhere_saves_nothing(cast: Cast, client: FlaskClient) -> None:
    assert client.post("/institutions/searches/", data={"name": "x"}).location.startswith("/sign-in")
    assert client.post("/institutions/searches/1/removal").location.startswith("/sign-in")
    as_(client, cast.sato)
    db.get_one(Affiliation, cast.sato.id).end(by=None)
    db.commit()
    assert client.post("/institutions/searches/", data={"name": "x", "asked": ASKED}).status_code == 403
