"""Facts: every version stays, files never overwrite what people say, and pages say values as people do."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from core import clock
from core.audit import AuditRow
from core.database import db
from region.directory.items import ITEMS, Visibility, items_for
from region.directory.models import Fact, FactChoice, FactClaim
from region.directory.models.fact import BY_HAND
from region.directory.wording import age, hours_in_words, in_words
from region.models import InstitutionSource
from tests.audited import acts
from tests.cast import Cast, as_, says

NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)
ITEM = ITEMS["procedures"]

said = st.tuples(
    st.lists(st.sampled_from(["tpn", "oxygen", "suction"]), unique=True).map(sorted),
    st.sampled_from([BY_HAND, BY_HAND, "medical"]),
    st.sampled_from([None, Visibility.EVERYONE, Visibility.BASE]),
)


@given(saying=st.lists(said, min_size=1, max_size=12))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_version_is_ever_lost(cast: Cast, saying: list[tuple[list[str], str, Visibility | None]]) -> None:
    versions: list[tuple[list[str], str, Visibility]] = []
    for number, (choices, source, visibility) in enumerate(saying):
        at = NOW + timedelta(hours=number)
        Fact.state(cast.clinic, ITEM, {"choices": choices}, source=source, by=cast.tanaka, visibility=visibility, at=at)
        if source != BY_HAND and versions and versions[-1][1] == BY_HAND:
            continue
        version = (choices, source, visibility or (versions[-1][2] if versions else ITEM.visibility))
        if not versions or versions[-1] != version:
            versions.append(version)
    kept = db.scalars(select(Fact).where(Fact.institution_id == cast.clinic.id, Fact.item == ITEM.code).order_by(Fact.id)).all()
    assert [(one.value["choices"], one.source, one.visibility) for one in kept] == versions
    assert [one.superseded_at is None for one in kept] == [False] * (len(kept) - 1) + [True]
    assert all(one.superseded_at == after.stated_at for one, after in pairwise(kept))
    found = db.scalars(select(FactChoice.choice).where(FactChoice.institution_id == cast.clinic.id)).all()
    assert sorted(found) == versions[-1][0]
    db.rollback()


def test_the_same_again_confirms_and_keeps_who_said_it_first(cast: Cast) -> None:
    with clock.at(NOW - timedelta(days=500)):
        Fact.state(cast.clinic, ITEM, {"choices": ["tpn"]}, by=cast.tanaka)
    assert Fact.current_of(cast.clinic.id)["procedures"].stale
    fact = Fact.state(cast.clinic, ITEM, {"choices": ["tpn"]}, by=cast.kimura)
    assert (fact.stated_by_id, fact.confirmed_by_id, fact.stale) == (cast.tanaka.id, cast.kimura.id, False)
    assert acts("fact.", subject_id=cast.clinic.id) == ["fact.stated", "fact.confirmed"]


def test_a_file_that_says_otherwise_is_asked_about_once_and_overwrites_nothing(cast: Cast) -> None:
    item = ITEMS["beds"]
    Fact.state(cast.clinic, item, {"number": 0}, source="medical", at=NOW - timedelta(days=30))
    Fact.state(cast.clinic, item, {"number": 6}, by=cast.tanaka)
    for _ in range(2):
        Fact.state(cast.clinic, item, {"number": 4}, source="medical")
    db.flush()
    assert Fact.current_of(cast.clinic.id)["beds"].value == {"number": 6}
    assert FactClaim.open_of(cast.clinic.id)["beds"].value == {"number": 4}
    Fact.state(cast.clinic, item, {"number": 6}, by=cast.tanaka)
    Fact.state(cast.clinic, item, {"number": 4}, source="medical")
    db.flush()
    assert FactClaim.open_of(cast.clinic.id) == {}
    Fact.state(cast.clinic, item, {"number": 5}, source="medical")
    db.flush()
    assert FactClaim.open_of(cast.clinic.id)["beds"].value == {"number": 5}
    Fact.state(cast.clinic, item, {"number": 6}, source="medical")
    db.flush()
    assert FactClaim.open_of(cast.clinic.id) == {}


def test_a_file_read_again_changes_nothing_and_leaves_no_trace(cast: Cast) -> None:
    for at in (NOW, NOW, NOW - timedelta(days=90)):
        fact = Fact.state(cast.clinic, ITEMS["beds"], {"number": 6}, source="medical", at=at)
        db.flush()
    assert fact.confirmed_at == NOW
    assert db.query(Fact).count() == 1
    assert not db.query(AuditRow).filter(AuditRow.verb.startswith("fact.")).count()


TOLD: list[tuple[str, dict[str, Any], str]] = [
    ("home_care", {"answer": "some", "note": "平日だけ"}, "条件つきでできる（平日だけ）"),
    ("partner_fixed", {"answer": "no"}, "なし"),
    ("procedures", {"choices": ["gastrostomy", "tpn"], "note": "ほかは相談"}, "胃ろう管理、中心静脈栄養（ほかは相談）"),
    ("procedures", {"choices": []}, "なし"),
    ("beds", {"number": 6, "note": "一般"}, "6床（一般）"),
    ("beds", {"number": 0}, "なし"),
    ("beds", {}, "（書いてありません）"),
    ("area_served", {"codes": ["900010", "999999"]}, "北市、999999"),
    ("contact", {"text": "看護師長"}, "看護師長"),
    ("contact", {}, "（書いてありません）"),
]


@pytest.mark.parametrize(("item", "value", "words"), TOLD)
def test_a_value_in_words(cast: Cast, item: str, value: dict[str, Any], words: str) -> None:
    assert in_words(ITEMS[item], value, {"900010": "北市"}) == words


def test_hours_in_words_put_days_alike_together(app: object) -> None:
    whole = [{"day": day, "from": "15:00", "to": "18:00"} for day in ("mon", "tue", "thu", "fri")]
    whole += [{"day": day, "from": "09:00", "to": "12:00"} for day in ("mon", "tue", "wed", "thu", "fri", "sat")]
    assert hours_in_words(whole) == "月火木金 9:00–12:00、15:00–18:00／水土 9:00–12:00"
    assert hours_in_words([{"day": "holiday", "from": "22:00", "to": "26:00"}]) == "祝 22:00–26:00"
    assert hours_in_words([]) == ""


@pytest.mark.parametrize(
    ("day", "words"),
    [(date(2025, 8, 20), "1年3か月前"), (date(2024, 11, 24), "2年前"), (date(2025, 11, 25), "11か月前"), (date(2026, 11, 24), "0か月前")],
)
def test_ages_are_whole_months(app: object, day: date, words: str) -> None:
    with clock.at(NOW):
        assert age(datetime(day.year, day.month, day.day, 3, tzinfo=UTC)) == words


def test_the_page_says_what_is_known_how_old_it_is_and_where_it_is_from(cast: Cast, client: FlaskClient) -> None:
    filed = clock.today() - timedelta(days=170)
    db.add(
        InstitutionSource(
            institution_id=cast.clinic.id, source="care_services", number="1", service="130",
            values={"サービスの種類": "訪問看護", "事業所名": "田中医院"},
            licence="出典：介護サービス情報公表システム（厚生労働省）", file_on=filed, read_at=clock.now(),
        )
    )  # fmt: skip
    Fact.state(cast.clinic, ITEMS["beds"], {"number": 6}, source="care_services", at=clock.now() - timedelta(days=170))
    with clock.at(clock.now() - timedelta(days=470)):
        Fact.state(cast.clinic, ITEM, {"choices": ["tpn"]}, by=cast.tanaka)
    Fact.state(cast.clinic, ITEMS["home_care"], {"answer": "some", "note": "北市だけ"}, by=cast.kimura)
    db.commit()
    page = as_(client, cast.sato).get(f"/institutions/{cast.clinic.id}")
    says(page, "できること", "基本の項目", "6床", "公表データ", "中心静脈栄養", "1年3か月前", "電話で確かめてください", "田中 一郎")
    says(page, "条件つきでできる（北市だけ）", cast.base.name, "だれでも", "専門職", "3項目のうち", "1項目が1年より前")
    says(
        page,
        "出典：介護サービス情報公表システム（厚生労働省）",
        f"{filed.year}年{filed.month}月{filed.day}日のデータを加工",
        "まだ分かっていない項目",
        "診療科",
    )
    assert "確かめる・直す" not in page.text
    history = client.get(f"/institutions/{cast.clinic.id}/facts/procedures")
    says(history, "田中 一郎（田中医院）", "いまの内容")


def test_earlier_values_stay_readable_with_who_and_when(cast: Cast, client: FlaskClient) -> None:
    for answer, who in (("no", cast.ono), ("some", cast.kimura), ("yes", cast.ono)):
        Fact.state(cast.station, ITEMS["around_the_clock"], {"answer": answer}, by=who)
    db.commit()
    page = as_(client, cast.tanaka).get(f"/institutions/{cast.station.id}/facts/around_the_clock")
    says(page, "できる", "条件つきでできる", "できない", "小野 恵（訪問看護ステーションきた）", f"木村 葵（{cast.base.name}）")
    assert page.text.index("いまの内容") < page.text.index("条件つきで") < page.text.index("できない")


def test_an_institution_nobody_asked_says_so(cast: Cast, client: FlaskClient) -> None:
    says(as_(client, cast.sato).get(f"/institutions/{cast.hoshi.id}"), "この施設ができることは、まだ分かっていません。")


def test_items_are_asked_of_the_types_of_the_guidebook() -> None:
    assert {"aseptic", "narcotics", "pharmacy_home_patients"} <= {item.code for item in items_for("pharmacy")}
    assert "aseptic" not in {item.code for item in items_for("clinic")}
    assert all(item.common for item in items_for("fire"))
