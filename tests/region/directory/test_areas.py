"""Areas on any day: who may look, who may change, what begins and ends, and what is refused at its field."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from core import clock
from core.audit import AuditRow
from core.database import db
from region.directory.models import InstitutionStatus, SelfCheck, Status
from region.directory.models.self_check import DutyAnswer
from region.models import Affiliation, Area, AreaKind, AreaMunicipality, CoordinationBase, Municipality
from tests.audited import acts
from tests.cast import Cast, as_, says

NOVEMBER = datetime(2026, 11, 24, 3, tzinfo=UTC)
READING = ("", "/active-institutions")


@pytest.fixture(autouse=True)
def in_november(app: object) -> object:
    with clock.at(NOVEMBER):
        yield


@pytest.fixture
def east(cast: Cast) -> Municipality:
    """A village of Kita's prefecture that belongs to no area."""
    village = Municipality(code="900028", name="東村", prefecture_name="第90県")
    db.add(village)
    db.commit()
    return village


def begins(year: int = 2026, month: int = 4, day: int = 1) -> list[str]:
    return [str(year), str(month), str(day)]


def take_in(client: FlaskClient, cast: Cast, *codes: str, on: list[str] | None = None) -> TestResponse:
    return client.post(f"/areas/{cast.kita.id}/municipalities/new", data={"municipalities": list(codes), "from_on": on or begins()})


def designate(client: FlaskClient, cast: Cast, **said: object) -> TestResponse:
    data = {"institution_id": str(cast.clinic.id), "from_on": begins(), "term": "plan", "source": "第8次県医療計画", **said}
    return client.post(f"/areas/{cast.kita.id}/designations/new", data=data)


def statuses() -> list[InstitutionStatus]:
    db.rollback()
    return list(db.scalars(select(InstitutionStatus).order_by(InstitutionStatus.id)))


def on(client: FlaskClient, day: str) -> str:
    answer = client.get(f"/areas/?on={day}")
    assert answer.status_code == 200
    return answer.text


# who may look


@pytest.mark.parametrize("who", ["sato", "mori", "kimura", "ono"])
def test_who_reaches_the_area_reads_how_it_stands(cast: Cast, client: FlaskClient, who: str) -> None:
    as_(client, getattr(cast, who))
    says(client.get("/areas/"), "北地域", "北市")
    says(client.get(f"/areas/{cast.kita.id}"), "北地域", "北市在宅医療・介護連携支援センター")
    says(client.get("/areas/rules"), "圏域には、積極的医療機関が1つ以上あること。")
    assert client.get("/areas/active-institutions").status_code == 200
    assert client.get("/areas/active-institutions.csv").status_code == 200


def test_a_stranger_does_not_find_the_area(cast: Cast, client: FlaskClient) -> None:
    as_(client, cast.suzuki)
    page = client.get("/areas/")
    says(page, "南地域")
    assert "北地域" not in page.text
    paths = ("", "/municipalities/new", "/bases/new", "/designations/new", f"/bases/{cast.base.id}/2024-04-01")
    for path in (*paths, "/municipalities/900010/2024-04-01"):
        assert client.get(f"/areas/{cast.kita.id}{path}").status_code == 404, path
    assert client.get(f"/areas/active-institutions?area={cast.kita.id}").status_code == 404
    assert take_in(client, cast, "910015").status_code == 404
    assert designate(client, cast).status_code == 404


@pytest.mark.parametrize("who", ["sato", "ono", "mori"])
def test_who_only_reads_changes_nothing(cast: Cast, client: FlaskClient, who: str) -> None:
    as_(client, getattr(cast, who))
    page = client.get(f"/areas/{cast.kita.id}")
    assert "municipalities/new" not in page.text.replace("mend", "")
    assert client.get("/areas/new").status_code == 403
    for path in (
        "municipalities/new",
        "bases/new",
        "designations/new",
        f"bases/{cast.base.id}/2024-04-01",
        "municipalities/900010/2024-04-01",
    ):
        assert client.get(f"/areas/{cast.kita.id}/{path}").status_code == 403, path
        assert client.post(f"/areas/{cast.kita.id}/{path}", data={"mistake": "yes"}).status_code == 403, path


def test_who_is_signed_out_is_sent_to_sign_in(cast: Cast, client: FlaskClient) -> None:
    for path in ("/areas/", f"/areas/{cast.kita.id}", "/areas/rules", "/areas/new", "/areas/active-institutions.csv"):
        assert "/sign-in" in client.get(path).location


def test_who_works_nowhere_any_more_sees_no_area(cast: Cast, client: FlaskClient) -> None:
    as_(client, cast.sato)
    db.get_one(Affiliation, cast.sato.id).end(by=None)
    db.commit()
    says(client.get("/areas/"), "まだありません")


def test_who_reaches_a_zone_reads_its_base_areas_and_changes_their_own(cast: Cast, client: FlaskClient, east: Municipality) -> None:
    cast.kita.take_in(east, from_on=date(2026, 4, 1))
    part = Area.set_up("東の地域", AreaKind.BASE_AREA, [east], from_on=date(2026, 4, 1))
    beyond = Area.set_up("東と南の地域", AreaKind.BASE_AREA, [east], from_on=date(2026, 4, 1))
    beyond.take_in(db.get_one(Municipality, "910015"), from_on=date(2026, 5, 1))
    db.commit()
    for who in (cast.sato, cast.kimura):
        page = as_(client, who).get("/areas/")
        says(page, "東の地域", f'href="/areas/{part.id}"')
        assert "東と南の地域" not in page.text.replace("東と南の地域と重なっています", "")
        assert client.get(f"/areas/{part.id}").status_code == 200
        assert client.get(f"/areas/{part.id}/bases/new").status_code == 403
        assert client.get(f"/areas/{beyond.id}").status_code == 404
        client.post("/sign-out")
    as_(client, cast.suzuki)
    assert client.get(f"/areas/{part.id}").status_code == 404


# a day


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [("2026-02-30", "その日はカレンダーにありません"), ("2026-13-01", "その日はカレンダーにありません"), ("--", ""),
     ("0001-01-01", "1900年から2199年まで"), ("8-4-1", "年が「8」だけでは、西暦か和暦か分かりません。"), ("きょう", "3つとも入れて"),
     ("2026", "3つとも入れて"), ("2026-4", "年は 2026 か"), ("99999-1-1", "年は 2026 か 令和8 のように")],
)  # fmt: skip
def test_a_day_that_is_not_in_the_calendar_is_said_at_its_boxes(cast: Cast, client: FlaskClient, asked: str, sentence: str) -> None:
    for page in ("/areas/", "/areas/rules", "/areas/active-institutions"):
        answer = as_(client, cast.sato).get(page, query_string={"on": asked})
        if asked == "--":
            assert answer.status_code == 200
            continue
        assert answer.status_code == 422
        says(answer, sentence, "北地域" if page != "/areas/active-institutions" else "見る日")


def test_three_boxes_ask_for_a_day_too(cast: Cast, client: FlaskClient) -> None:
    answer = as_(client, cast.sato).get("/areas/?on=２０２５&on=4&on=1")
    assert answer.status_code == 200
    says(answer, 'value="2025"')
    for asked in ("on=令和７&on=4&on=1", "on=令和7年4月1日", "on=令7.4.1&on=&on="):
        says(client.get(f"/areas/?{asked}"), 'value="2025"', "2025年4月1日 時点")
    says(client.get("/areas/?on=2025&on=4&on=31"), "その日はカレンダーにありません", 'value="31"')


# land


def test_a_municipality_joins_and_leaves_by_day(cast: Cast, client: FlaskClient, east: Municipality) -> None:
    as_(client, cast.kimura)
    says(client.get(f"/areas/{cast.kita.id}/municipalities/new"), "東村", 'name="from_on"')
    assert take_in(client, cast, east.code, on=begins(2026, 10, 1)).status_code == 303
    assert ">1市区町村" in on(client, "2026-09-30")
    assert ">2市区町村" in on(client, "2026-10-01")
    assert "東村は2026年10月1日から" in on(client, "2026-09-30")
    row = f"/areas/{cast.kita.id}/municipalities/{east.code}/2026-10-01"
    says(client.get(row), "東村の終わりの日")
    assert client.post(row, data={"until_on": begins(2027, 3, 31)}).status_code == 303
    assert ">2市区町村" in on(client, "2027-03-31")
    assert ">1市区町村" in on(client, "2027-04-01")
    assert acts("area.") == ["area.took_in", "area.let_go"]


def test_what_was_a_mistake_is_taken_back_and_may_come_again_on_the_same_day(cast: Cast, client: FlaskClient, east: Municipality) -> None:
    as_(client, cast.kimura)
    take_in(client, cast, east.code)
    row = f"/areas/{cast.kita.id}/municipalities/{east.code}/2026-04-01"
    assert client.post(row, data={"mistake": "yes"}).status_code == 303
    assert ">1市区町村" in on(client, "2026-06-01")
    assert client.get(row).status_code == 404
    assert take_in(client, cast, east.code).status_code == 303
    assert ">2市区町村" in on(client, "2026-06-01")
    assert len(db.scalars(select(AreaMunicipality).where(AreaMunicipality.municipality_code == east.code)).all()) == 1


def test_a_municipality_does_not_join_twice(cast: Cast, client: FlaskClient, east: Municipality) -> None:
    as_(client, cast.kimura)
    take_in(client, cast, east.code)
    client.post(f"/areas/{cast.kita.id}/municipalities/{east.code}/2026-04-01", data={"until_on": begins(2027, 3, 31)})
    answer = take_in(client, cast, east.code, on=begins(2027, 1, 1))
    assert answer.status_code == 422
    says(answer, "もうこの地域に入っています", 'value="2027"')
    assert take_in(client, cast, east.code, on=begins(2027, 4, 1)).status_code == 303
    overlong = client.post(f"/areas/{cast.kita.id}/municipalities/{east.code}/2026-04-01", data={"until_on": begins(2027, 4, 1)})
    assert overlong.status_code == 422
    says(overlong, "もうつぎの期間が始まっています")


def test_what_is_missing_or_wrong_is_said_at_its_field(cast: Cast, client: FlaskClient, east: Municipality) -> None:
    as_(client, cast.kimura)
    nothing = client.post(f"/areas/{cast.kita.id}/municipalities/new", data={"from_on": ["", "", ""]})
    assert nothing.status_code == 422
    says(nothing, "市区町村を1つ以上選んでください。", "始まりの日を入れてください。")
    wrong = take_in(client, cast, east.code, on=["2026", "2", "30"])
    assert wrong.status_code == 422
    says(wrong, "その日はカレンダーにありません", 'value="30"', "checked")
    take_in(client, cast, east.code)
    early = client.post(f"/areas/{cast.kita.id}/municipalities/{east.code}/2026-04-01", data={"until_on": begins(2026, 3, 31)})
    assert early.status_code == 422
    says(early, "始まりの日か、それより後")


def test_no_base_takes_the_land_of_another(cast: Cast, client: FlaskClient, east: Municipality) -> None:
    other = Area.set_up("東地域", AreaKind.BASE_AREA, [east], from_on=date(2026, 4, 1))
    CoordinationBase.appoint(cast.hoshi, other, from_on=date(2026, 4, 1))
    db.commit()
    as_(client, cast.kimura)
    assert "東村" not in client.get(f"/areas/{cast.kita.id}/municipalities/new").text
    assert take_in(client, cast, east.code).status_code == 422
    assert take_in(client, cast, "910015").status_code == 422


def test_a_row_that_is_not_there_is_not_found(cast: Cast, client: FlaskClient) -> None:
    as_(client, cast.kimura)
    for path in ("municipalities/900010/2025-04-01", "municipalities/900010/x", f"bases/{cast.hoshi.id}/2024-04-01", "designations/77"):
        assert client.get(f"/areas/{cast.kita.id}/{path}").status_code == 404, path


# bases


def test_a_base_begins_and_ends_by_day(cast: Cast, client: FlaskClient) -> None:
    as_(client, cast.kimura)
    new = f"/areas/{cast.kita.id}/bases/new"
    says(client.get(new), "田中医院")
    assert client.post(new, data={"institution_id": str(cast.clinic.id), "from_on": begins()}).status_code == 303
    again = client.post(new, data={"institution_id": str(cast.clinic.id), "from_on": begins(2026, 5, 1)})
    assert again.status_code == 422
    says(again, "もうこの地域の拠点です")
    assert client.post(new, data={"institution_id": str(cast.elsewhere.id), "from_on": begins()}).status_code == 422
    row = f"/areas/{cast.kita.id}/bases/{cast.clinic.id}/2026-04-01"
    assert client.post(row, data={"until_on": begins(2026, 9, 30)}).status_code == 303
    says(client.get("/areas/"), "田中医院は2026年9月30日まで")


def test_who_ends_their_own_base_is_led_where_they_may_still_be(cast: Cast, client: FlaskClient) -> None:
    cast.base.municipality_code = None
    db.commit()
    as_(client, cast.kimura)
    answer = client.post(f"/areas/{cast.kita.id}/bases/{cast.base.id}/2024-04-01", data={"until_on": begins(2026, 11, 23)})
    assert (answer.status_code, answer.location) == (303, "/areas/")
    assert client.get(answer.location).status_code == 200


# active institutions


def test_an_institution_is_designated_for_the_plan_a_year_or_until_a_day(cast: Cast, client: FlaskClient) -> None:
    as_(client, cast.kimura)
    for said, until in (
        ({"term": "plan"}, date(2030, 3, 31)),
        ({"term": "year", "from_on": begins(2030, 4, 1)}, date(2031, 3, 31)),
        ({"term": "day", "from_on": begins(2031, 4, 1), "until_on": begins(2032, 2, 29)}, date(2032, 2, 29)),
    ):
        assert designate(client, cast, **said).status_code == 303
        assert statuses()[-1].until_on == until
    assert {(one.status, one.area_id, one.source) for one in statuses()} == {(Status.ACTIVE_INSTITUTION, cast.kita.id, "第8次県医療計画")}
    says(client.get("/areas/active-institutions"), "田中医院", "055-000-0202", "1施設", "第8次県医療計画")
    assert "田中医院" not in client.get("/areas/active-institutions?on=2026-03-31").text


def test_a_designation_that_cannot_be_is_said_at_its_field(cast: Cast, client: FlaskClient) -> None:
    as_(client, cast.kimura)
    for said, sentence in (
        ({"institution_id": ""}, "施設を選んでください。"),
        ({"institution_id": str(cast.hoshi.id)}, "choice"),
        ({"term": "day"}, "終わりの日を入れてください。"),
        ({"term": "day", "until_on": begins(2026, 3, 31)}, "始まりの日か、それより後"),
        ({"from_on": begins(2031, 4, 1)}, "始まりの日か、それより後"),
        ({"source": " "}, "根拠を入れてください。"),
    ):
        answer = designate(client, cast, **said)
        assert answer.status_code == 422, said
        if sentence != "choice":
            says(answer, sentence)
    assert statuses() == []
    designate(client, cast)
    twice = designate(client, cast, from_on=begins(2027, 4, 1))
    assert twice.status_code == 422
    says(twice, "同じ期間にもう付いています", "第8次県医療計画")


def test_a_designation_ends_or_is_taken_back(cast: Cast, client: FlaskClient) -> None:
    as_(client, cast.kimura)
    designate(client, cast)
    row = f"/areas/{cast.kita.id}/designations/{statuses()[0].id}"
    assert client.post(row, data={"until_on": begins(2026, 10, 31)}).status_code == 303
    assert "田中医院" in client.get("/areas/active-institutions?on=2026-10-31").text
    assert "田中医院" not in client.get("/areas/active-institutions?on=2026-11-01").text
    assert client.post(row, data={"mistake": "yes"}).status_code == 303
    says(client.get("/areas/"), "田中医院を取り消しました。")
    assert "田中医院" not in client.get("/areas/active-institutions?on=2026-10-31").text
    assert client.get(row).status_code == 404


def test_the_list_for_the_plan_is_a_file_too(cast: Cast, client: FlaskClient) -> None:
    as_(client, cast.kimura)
    designate(client, cast)
    InstitutionStatus.designate(
        cast.clinic, Status.HOME_CARE_CLINIC, from_on=date(2025, 4, 1), source="届出", by=None, note="機能強化型（連携）"
    )
    db.commit()
    answer = client.get("/areas/active-institutions.csv")
    assert answer.data.startswith(b"\xef\xbb\xbf")
    header, line = answer.data.decode("utf-8-sig").splitlines()
    assert header == "年度,圏域,地域,名前,種類,住所,電話番号,始まり,終わり,機能,根拠"
    assert line.startswith(
        "2026,北地域,北地域,田中医院,診療所（医科）,第90県北市,055-000-0202,2026-04-01,2030-03-31,在支診 機能強化型（連携）,"
    )
    assert db.scalars(select(AuditRow).where(AuditRow.verb == "active_institutions.exported")).one().detail == {
        "count": 1,
        "day": "2026-11-24",
    }


# a new area


def test_base_staff_set_up_an_area_and_become_its_base(cast: Cast, client: FlaskClient, east: Municipality) -> None:
    as_(client, cast.kimura)
    says(client.get("/areas/new"), "東村", "北市", "拠点の地域")
    data = {"name": "北東地域", "kind": "base_area", "municipalities": ["900010", east.code], "from_on": begins()}
    assert client.post("/areas/new", data={**data, "name": ""}).status_code == 422
    assert client.post("/areas/new", data={**data, "kind": "prefecture"}).status_code == 422
    answer = client.post("/areas/new", data=data)
    assert answer.status_code == 303
    says(client.get(answer.location), "北東地域", "東村", cast.base.name)


# the six duties


def test_base_staff_and_the_prefecture_see_who_has_answered(cast: Cast, client: FlaskClient) -> None:
    as_(client, cast.kimura)
    designate(client, cast)
    answers = {duty: (DutyAnswer.YES if duty < 4 else DutyAnswer.PARTLY if duty == 4 else DutyAnswer.NO, "") for duty in range(1, 6)}
    SelfCheck.answer_all(cast.clinic, 2026, answers, by=cast.tanaka)
    InstitutionStatus.designate(
        cast.station, Status.ACTIVE_INSTITUTION, from_on=date(2026, 4, 1), source="計画", by=None, area=db.get_one(Area, cast.kita.id)
    )
    db.commit()
    for who in (cast.kimura, cast.mori):
        as_(client, who)
        page = client.get("/areas/self-checks")
        says(page, "積極的医療機関 2施設のうち、1施設が答えました。", "田中医院", "一部 1", "まだ答えていません")
        says(client.get("/areas/self-checks?year=2025"), "積極的医療機関 0施設")
        client.post("/sign-out")
    for who in (cast.sato, cast.suzuki):
        assert as_(client, who).get("/areas/self-checks").status_code == 403
        client.post("/sign-out")


def test_a_new_areas_mistakes_are_listed_in_the_order_of_its_fields(cast: Cast, client: FlaskClient) -> None:
    page = as_(client, cast.kimura).post("/areas/new", data={}).text
    summary = page[page.index('role="alert"') : page.index("</ul>", page.index('role="alert"'))]
    labels = ["地域の名前：", "何の地域ですか：", "市区町村：", "いつから："]
    assert [summary.index(label) for label in labels] == sorted(summary.index(label) for label in labels)


def test_a_zone_shows_what_its_base_areas_count_for_it(cast: Cast, client: FlaskClient) -> None:
    land = [db.get_one(Municipality, "900010")]
    zone = Area.set_up("ひろい圏域", AreaKind.HOME_CARE_AREA, land, from_on=date(2025, 4, 1))
    part = Area.set_up("中の地域", AreaKind.BASE_AREA, land, from_on=date(2025, 4, 1))
    InstitutionStatus.designate(
        cast.clinic, Status.ACTIVE_INSTITUTION, from_on=date(2025, 4, 1), until_on=date(2030, 3, 31), source="計画", by=None, area=part
    )
    db.commit()
    page = as_(client, cast.kimura).get(f"/areas/{zone.id}")
    says(page, "中の地域のものも、この圏域のものと数えます。", f'<a href="/institutions/{cast.clinic.id}">', "（中の地域）")
    assert "積極的医療機関がまだありません" not in page.text
