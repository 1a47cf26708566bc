"""Statuses with dates, given by base staff, and the six duties of who has an active part."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient

from core import clock
from core.database import db
from core.rules import RuleBroken
from region.directory.models import InstitutionStatus, SelfCheck, Status
from region.directory.models.self_check import DUTIES, DutyAnswer
from tests.audited import acts
from tests.cast import Cast, as_, says

GIVEN = {"status": "home_care_clinic", "note": "機能強化型（連携）", "from_on": "2018-04-01", "until_on": "", "source": "厚生局の届出"}


def statuses(cast: Cast) -> str:
    return f"/institutions/{cast.clinic.id}/statuses"


def duties(answer: str = "yes") -> dict[str, str]:
    return {f"answer{duty}": answer for duty in DUTIES} | {"note6": "病床がありません"}


def active(cast: Cast, **more: date) -> InstitutionStatus:
    told = {"from_on": date(2024, 4, 1)} | more
    given = InstitutionStatus.designate(cast.clinic, Status.ACTIVE_INSTITUTION, source="県の計画", by=cast.kimura, area=cast.kita, **told)  # type: ignore[arg-type]
    db.commit()
    return given


def test_base_staff_give_a_status_with_its_day_and_source(cast: Cast, client: FlaskClient) -> None:
    as_(client, cast.kimura)
    says(client.get(f"/institutions/{cast.clinic.id}"), "役割を付ける・終える")
    assert client.get(f"{statuses(cast)}/").status_code == 200
    answer = client.post(f"{statuses(cast)}/", data=GIVEN)
    assert (answer.status_code, answer.location) == (303, f"/institutions/{cast.clinic.id}")
    says(client.get(answer.location), "在支診", "機能強化型（連携）", "2018年4月1日から", "厚生局の届出", "「在支診」を付けました。")
    assert client.post(f"{statuses(cast)}/", data=GIVEN).status_code == 409
    ended = client.post(f"{statuses(cast)}/{InstitutionStatus.of(cast.clinic.id)[0].id}/end", data={"until_on": "2026-03-31"})
    assert ended.status_code == 303
    says(client.get(f"/institutions/{cast.clinic.id}"), "flag-ended", "2026年3月31日まで")
    client.post("/sign-out")
    reader = as_(client, cast.sato).get(f"/institutions/{cast.clinic.id}")
    says(reader, "在支診", "2026年3月31日まで")
    assert "役割を付ける・終える" not in reader.text
    assert acts("status.") == ["status.given", "status.ended"]


def test_an_active_part_is_for_an_area(cast: Cast, client: FlaskClient) -> None:
    as_(client, cast.kimura)
    told = GIVEN | {"status": "active_institution", "until_on": "2030-03-31"}
    missing = client.post(f"{statuses(cast)}/", data=told)
    assert missing.status_code == 422
    says(missing, "どの地域の積極的医療機関かを選んでください。", 'value="厚生局の届出"')
    assert client.post(f"{statuses(cast)}/", data=told | {"area": str(cast.minami.id)}).status_code == 422
    assert client.post(f"{statuses(cast)}/", data=told | {"area": str(cast.kita.id)}).status_code == 303
    says(
        client.get(f"/institutions/{cast.clinic.id}"),
        "積極的医療機関",
        "北地域",
        "2018年4月1日から2030年3月31日まで",
        "6つのうち0つに答えています",
    )


@pytest.mark.parametrize(
    "wrong", [{"status": ""}, {"status": "king"}, {"from_on": ""}, {"from_on": "x"}, {"until_on": "2017-01-01"}, {"source": ""}]
)
def test_a_mistake_keeps_what_was_typed(cast: Cast, client: FlaskClient, wrong: dict[str, str]) -> None:
    answer = as_(client, cast.kimura).post(f"{statuses(cast)}/", data=GIVEN | wrong)
    assert answer.status_code == 422
    says(answer, 'value="機能強化型（連携）"')
    assert InstitutionStatus.of(cast.clinic.id) == []


def test_an_end_before_the_beginning_is_refused(cast: Cast, client: FlaskClient) -> None:
    given = active(cast)
    as_(client, cast.kimura)
    for day in ("2024-03-31", ""):
        assert client.post(f"{statuses(cast)}/{given.id}/end", data={"until_on": day}).status_code == 422
    assert client.post(f"{statuses(cast)}/999/end", data={"until_on": "2026-01-01"}).status_code == 404
    with pytest.raises(RuleBroken):
        given.end(date(2024, 3, 31), by=cast.kimura)


def test_a_mistaken_status_holds_on_no_day(cast: Cast, client: FlaskClient) -> None:
    given = active(cast)
    as_(client, cast.kimura)
    assert client.post(f"{statuses(cast)}/{given.id}/withdrawal").status_code == 303
    assert InstitutionStatus.of(cast.clinic.id) == []
    assert not db.query(InstitutionStatus).filter(InstitutionStatus.today()).count()
    assert client.post(f"{statuses(cast)}/{given.id}/withdrawal").status_code == 404
    active(cast)


def test_the_same_status_twice_at_a_time_is_a_mistake_and_one_after_the_other_is_not(cast: Cast) -> None:
    active(cast, until_on=date(2027, 3, 31))
    with pytest.raises(RuleBroken, match="同じ期間"):
        active(cast, from_on=date(2027, 3, 31))
    with pytest.raises(RuleBroken, match="終わりの日"):
        active(cast, from_on=date(2028, 1, 1), until_on=date(2027, 12, 31))
    active(cast, from_on=date(2027, 4, 1))


def test_only_base_staff_of_the_area_give_statuses(cast: Cast, client: FlaskClient) -> None:
    given = active(cast)
    assert "/sign-in" in client.post(f"{statuses(cast)}/", data=GIVEN).location
    for who, code in ((cast.sato, 403), (cast.tanaka, 403), (cast.ono, 403), (cast.mori, 403), (cast.suzuki, 404)):
        as_(client, who)
        assert client.get(f"{statuses(cast)}/").status_code == code
        assert client.post(f"{statuses(cast)}/", data=GIVEN).status_code == code
        assert client.post(f"{statuses(cast)}/{given.id}/end", data={"until_on": "2026-01-01"}).status_code == code
        assert client.post(f"{statuses(cast)}/{given.id}/withdrawal").status_code == code
        client.post("/sign-out")
    assert db.get_one(InstitutionStatus, given.id).until_on is None


def test_an_active_institution_checks_itself_once_a_year(cast: Cast, client: FlaskClient) -> None:
    active(cast)
    path, year = f"/institutions/{cast.clinic.id}/self-check", clock.fiscal_year(clock.today())
    as_(client, cast.kimura)
    says(client.get(f"/institutions/{cast.clinic.id}"), "自己点検を見る・答える")
    says(client.get(f"{path}/"), "まだ答えていません", "答える・直す")
    missing = client.post(f"{path}/edit", data=duties() | {"answer3": "", "note1": "当番は3施設で"})
    assert missing.status_code == 422
    says(missing, "どれか1つを選んでください。", 'value="当番は3施設で"')
    assert client.post(f"{path}/edit", data=duties() | {"answer4": "partly", "note1": "当番は3施設で"}).status_code == 303
    says(client.get(f"{path}/"), "一部できている", "病床がありません", "当番は3施設で", "木村 葵")
    assert client.post(f"{path}/edit", data=duties() | {"note1": "当番は3施設で"}).status_code == 303
    checked = SelfCheck.of(cast.clinic.id, year)
    assert list(checked) == [1, 2, 3, 4, 5, 6]
    assert checked[4].answer == DutyAnswer.YES
    assert db.query(SelfCheck).count() == 7
    says(client.get(f"{path}/edit"), 'value="当番は3施設で"')
    with clock.later(timedelta(days=366)):
        assert client.get(f"{path}/").status_code in (200, 303)
    db.rollback()


def test_the_self_check_is_the_institutions_the_bases_and_the_prefectures_to_read(cast: Cast, client: FlaskClient) -> None:
    path = f"/institutions/{cast.clinic.id}/self-check"
    assert as_(client, cast.kimura).get(f"{path}/").status_code == 404
    client.post("/sign-out")
    active(cast)
    for who, reads, writes in (
        (cast.tanaka, 200, 403), (cast.mori, 200, 403), (cast.kimura, 200, 200), (cast.sato, 403, 403), (cast.ono, 403, 403),
        (cast.suzuki, 404, 404),
    ):  # fmt: skip
        as_(client, who)
        assert client.get(f"{path}/").status_code == reads
        assert client.get(f"{path}/edit").status_code == writes
        assert client.post(f"{path}/edit", data=duties()).status_code == (303 if writes == 200 else writes)
        client.post("/sign-out")
    assert "/sign-in" in client.get(f"{path}/").location


@pytest.mark.parametrize("year", ["-5", "99999999", "1", "x"])
def test_no_year_breaks_the_page(cast: Cast, client: FlaskClient, year: str) -> None:
    active(cast)
    assert as_(client, cast.kimura).get(f"/institutions/{cast.clinic.id}/self-check/?year={year}").status_code in (200, 404)
