"""What a region must have: each rule on its own, and all of them on Ōsaka's structure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core import clock
from core.database import db
from region.codes import DESIGNATED_CITIES, city_of, is_municipality_code
from region.directory.models import InstitutionStatus, Status
from region.directory.models.chronicle import Chronicle
from region.directory.parties import PARTIES, missing
from region.directory.rules import RULES, Breach, broken
from region.models import Area, AreaKind, CoordinationBase, Institution, Municipality
from region.vocabulary import INSTITUTION_TYPES
from tests.cast import Cast, as_, says
from tests.region.directory.osaka import FROM, WARDS, Osaka, an_institution, make_osaka

TODAY = date(2026, 11, 24)


@pytest.fixture(autouse=True)
def in_november(app: Flask) -> Iterator[None]:
    with clock.at(datetime(2026, 11, 24, 3, tzinfo=UTC)), app.test_request_context():
        yield


@pytest.fixture
def osaka(app: Flask) -> Osaka:
    return make_osaka()


def active(institution: Institution, area: Area | None, from_on: date = FROM, until_on: date | None = None) -> InstitutionStatus:
    given = InstitutionStatus.designate(
        institution, Status.ACTIVE_INSTITUTION, from_on=from_on, until_on=until_on, source="医療計画", by=None, area=area
    )
    db.flush()
    return given


def musts(found: list[Breach]) -> Counter[str]:
    return Counter(one.rule.code for one in found if one.must)


def codes(area: Area, on: date = TODAY) -> set[str]:
    return {one.rule.code for one in broken([area.id], on) if one.must}


# the rules as data


def test_every_rule_is_told_apart_and_says_where_it_comes_from() -> None:
    assert len({rule.code for rule in RULES}) == len(RULES)
    for rule in RULES:
        assert str(rule.sentence).endswith("。")
        assert str(rule.source)


def test_every_party_can_be_known() -> None:
    assert len(PARTIES) == 33
    for party in PARTIES:
        assert set(party.types) <= set(INSTITUTION_TYPES)
        assert party.types or party.words or party.status


# Ōsaka (seed 001)


def test_the_wards_of_osaka_know_their_city() -> None:
    assert len(WARDS) == 24
    assert all(is_municipality_code(code) and city_of(code) == "271004" for code in WARDS)
    assert all(is_municipality_code(code) and city_of(code) is None for code in DESIGNATED_CITIES)
    assert len(DESIGNATED_CITIES) == 20
    for ward, city in (("271411", "271403"), ("141313", "141305"), ("141186", "141003"), ("401315", "401307"), ("011011", "011002")):
        assert city_of(ward) == city
    for no_ward in ("131016", "131237", "272272", "192015", "900010"):
        assert city_of(no_ward) is None


def test_osaka_has_its_bases_and_lacks_active_institutions_everywhere(osaka: Osaka) -> None:
    standing = Chronicle.of(["27"]).on(TODAY)
    assert {len(standing.bases_of(area)) for area in osaka.wards.values()} == {2}
    assert len(standing.bases_of(osaka.zone)) == 24 * 2 + 2
    everywhere = broken([osaka.zone.id, *(area.id for area in osaka.wards.values())], TODAY)
    assert musts(everywhere) == {"zone_active": 1, "base_area_active": 24}
    assert {one.since for one in everywhere if one.must} == {FROM}
    assert musts(broken([osaka.zone.id], FROM - timedelta(days=1))) == {}


def test_one_active_institution_in_each_ward_is_enough_and_counts_once_for_the_city(osaka: Osaka) -> None:
    for code, area in osaka.wards.items():
        active(an_institution(f"{WARDS[code]}の診療所", "clinic", code), area)
    assert musts(broken([osaka.zone.id, *(area.id for area in osaka.wards.values())], TODAY)) == {}
    assert len(Chronicle.of(["27"]).on(TODAY).active_in(osaka.zone)) == 24


def test_where_a_ward_has_none_that_ward_alone_is_red_and_the_city_is_not(osaka: Osaka) -> None:
    for code, area in list(osaka.wards.items())[1:]:
        active(an_institution(f"{WARDS[code]}の診療所", "clinic", code), area)
    found = broken([osaka.zone.id, *(area.id for area in osaka.wards.values())], TODAY)
    assert [(one.rule.code, one.area) for one in found if one.must] == [("base_area_active", osaka.wards["271021"])]
    assert found[0].mend == f"/areas/{osaka.wards['271021'].id}/designations/new"


def test_an_institution_of_the_whole_city_counts_for_the_ward_it_stands_in(osaka: Osaka) -> None:
    active(an_institution("北区の病院", "hospital", "271276"), osaka.zone)
    assert codes(osaka.wards["271276"]) == set()
    assert codes(osaka.wards["271284"]) == {"base_area_active"}
    assert codes(osaka.zone) == set()


def test_a_bureau_for_the_whole_city_is_no_ward_s_base(osaka: Osaka) -> None:
    for base in (osaka.offices["271276"], osaka.rooms["271276"]):
        db.get_one(CoordinationBase, (base.id, osaka.wards["271276"].id, FROM)).until_on = date(2026, 9, 30)
    db.flush()
    red = [one for one in broken([osaka.wards["271276"].id], TODAY) if one.rule.code == "base_area_base"]
    assert (red[0].since, red[0].days(TODAY)) == (date(2026, 10, 1), 54)
    assert "zone_base" not in codes(osaka.zone)


def test_the_city_lies_in_its_zone_when_its_wards_do(osaka: Osaka) -> None:
    whole = Area.set_up("大阪府", AreaKind.PREFECTURE, db.query(Municipality).all(), from_on=FROM)
    assert codes(whole) == set()
    db.add(Municipality(code="271403", name="堺市", prefecture_name="大阪府"))
    db.flush()
    whole.take_in(db.get_one(Municipality, "271403"), from_on=FROM)
    db.flush()
    assert [one.said for one in broken([whole.id], TODAY) if one.must] == ["どの圏域にも入っていない市区町村があります：堺市"]


# one by one


def a_village(cast: Cast, code: str = "900028", name: str = "東村") -> Municipality:
    village = Municipality(code=code, name=name, prefecture_name="第90県")
    db.add(village)
    db.flush()
    return village


def test_a_zone_without_base_or_active_institution_is_red_since_the_day_it_lost_them(cast: Cast) -> None:
    assert codes(cast.kita) == {"zone_active"}
    assert codes(cast.minami) == {"zone_base", "zone_active"}
    active(cast.clinic, cast.kita, until_on=date(2026, 9, 30))
    red = [one for one in broken([cast.kita.id], TODAY) if one.must]
    assert [(one.rule.code, one.since) for one in red] == [("zone_active", date(2026, 10, 1))]
    assert codes(cast.kita, date(2026, 9, 30)) == set()


def test_who_has_closed_counts_no_longer_and_is_named(cast: Cast) -> None:
    active(cast.clinic, cast.kita)
    cast.clinic.closed_on = cast.base.closed_on = date(2026, 11, 1)
    db.flush()
    red = {one.rule.code: one for one in broken([cast.kita.id], TODAY) if one.must}
    assert set(red) == {"zone_base", "zone_active", "base_closed", "active_closed"}
    assert red["active_closed"].said == "田中医院は、2026年11月1日に閉じています。"
    assert red["base_closed"].mend == f"/areas/{cast.kita.id}/bases/{cast.base.id}/2024-04-01"
    assert red["zone_base"].since == date(2026, 11, 1)
    assert codes(cast.kita, date(2026, 10, 31)) == set()


def test_an_area_whose_land_has_gone_is_red_while_it_has_a_base(cast: Cast) -> None:
    village = a_village(cast)
    area = Area.set_up("東地域", AreaKind.BASE_AREA, [village], from_on=FROM)
    CoordinationBase.appoint(cast.hoshi, area, from_on=FROM)
    area.let_go(village, until_on=date(2026, 3, 31))
    db.flush()
    assert "land" in codes(area)
    db.get_one(CoordinationBase, (cast.hoshi.id, area.id, FROM)).end(until_on=date(2026, 3, 31))
    db.flush()
    assert codes(area) == set(), "an area that has ended lacks nothing"
    assert "zone_of_land" in codes(area, date(2026, 3, 31))


def test_a_base_area_lies_in_one_zone(cast: Cast) -> None:
    village, town = a_village(cast), a_village(cast, "900036", "西町")
    area = Area.set_up("北東地域", AreaKind.BASE_AREA, [db.get_one(Municipality, "900010"), village], from_on=FROM)
    assert {"zone_of_land", "within_zone"} <= codes(area)
    Area.set_up("東圏域", AreaKind.HOME_CARE_AREA, [village, town], from_on=FROM)
    said = [one.said for one in broken([area.id], TODAY) if one.rule.code == "within_zone"]
    assert said == ["いくつかの圏域にまたがっています：北地域、東圏域"]
    assert "zone_of_land" not in codes(area)


def test_a_straddling_base_area_counts_for_the_zone_its_institution_stands_in(cast: Cast) -> None:
    village = a_village(cast)
    east = Area.set_up("東圏域", AreaKind.HOME_CARE_AREA, [village], from_on=FROM)
    area = Area.set_up("北東地域", AreaKind.BASE_AREA, [db.get_one(Municipality, "900010"), village], from_on=FROM)
    active(cast.clinic, area)
    CoordinationBase.appoint(cast.hoshi, area, from_on=FROM)
    assert codes(cast.kita) == set()
    assert codes(east) == {"zone_base", "zone_active"}


def test_what_ends_in_this_fiscal_year_is_pointed_out_unless_it_goes_on(cast: Cast) -> None:
    active(cast.clinic, cast.kita, until_on=date(2027, 3, 31))
    said = [one.said for one in broken([cast.kita.id], TODAY) if one.rule.code == "ending"]
    assert said == ["田中医院（積極的医療機関）は、2027年3月31日で終わります。"]
    assert [one for one in broken([cast.kita.id], date(2026, 3, 31)) if one.rule.code == "ending"] == []
    active(cast.clinic, cast.kita, from_on=date(2027, 4, 1))
    assert [one for one in broken([cast.kita.id], TODAY) if one.rule.code == "ending"] == []


def test_who_of_a_meeting_is_missing_is_named(cast: Cast) -> None:
    names = [str(party.ja) for party in missing({"900010"}, "90", TODAY)]
    assert "都道府県" not in names
    assert "市町村" not in names
    assert {"地域医師会", "理学療法士会", "在宅療養支援診療所", "積極的役割を担う医療機関", "（自立支援）協議会"} <= set(names)
    an_institution("第90県理学療法士会", "other", "900010")
    an_institution("東の医師会", "medical_association", "910015")
    active(cast.clinic, None)
    InstitutionStatus.designate(cast.clinic, Status.HOME_CARE_CLINIC, from_on=FROM, source="届出", by=None)
    db.flush()
    after = {str(party.ja) for party in missing({"900010"}, "90", TODAY)}
    assert set(names) - after == {"理学療法士会", "積極的役割を担う医療機関", "在宅療養支援診療所"}
    said = next(one for one in broken([cast.kita.id], TODAY) if one.rule.code == "parties")
    assert not said.must
    assert not any(one.must for one in broken([cast.kita.id], TODAY))
    assert "地域医師会" in said.said


# the page


def test_the_prefecture_also_sees_land_that_lies_in_no_zone(cast: Cast, client: FlaskClient) -> None:
    a_village(cast)
    db.commit()
    says(as_(client, cast.mori).get("/areas/rules"), "どの圏域にも入っていない市区町村があります：東村")


def test_others_see_their_own_areas_only(cast: Cast, client: FlaskClient) -> None:
    a_village(cast)
    db.commit()
    page = as_(client, cast.kimura).get("/areas/rules")
    assert "東村" not in page.text
    says(page, "積極的医療機関が0です（1つ以上必要です）。", f'href="/areas/{cast.kita.id}/designations/new"', "2024年4月1日から967日")


def test_no_rule_blocks_anything(cast: Cast, client: FlaskClient) -> None:
    as_(client, cast.kimura)
    base = f"/areas/{cast.kita.id}/bases/{cast.base.id}/2024-04-01"
    assert client.post(base, data={"until_on": ["2026", "12", "31"]}).status_code == 303
    says(client.get("/areas/rules?on=2027-01-01"), "拠点が0です（1つ以上必要です）。")
