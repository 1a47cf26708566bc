"""One institution known by several sources becomes one: by codes, else by name, address and telephone; what is doubtful is asked."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from core.database import db
from region.directory.identity import REASONS, Candidate, match, propose
from region.directory.identity.addresses import placed
from region.directory.identity.names import called
from region.directory.models import InstitutionKey, InstitutionPair
from region.directory.models.key import rekey, rekey_all
from tests.cast import Cast
from tests.region.directory.houses import a_house

KUSUNOKI = Candidate("くすのき薬局", type="pharmacy", municipality_code="900010", address="本町1-2-3", telephone="055-000-0301")


def test_the_same_name_address_and_telephone_are_the_same_institution(cast: Cast) -> None:
    kusunoki = a_house("くすのき薬局", address="北市本町一丁目２番３号", telephone="055-000-0301")
    assert match(replace(KUSUNOKI, name="（株）くすのき　くすのき薬局", telephone="0550000301")).sure is kusunoki


def test_a_number_of_the_same_source_is_enough_where_anything_else_agrees(cast: Cast) -> None:
    there = a_house("旧くすのき", number="9040000001", address="本町1-2-3")
    assert match(replace(KUSUNOKI, numbers={"care_services": "9040000001"}, telephone=None)).sure is there


def test_a_number_that_contradicts_everything_is_asked_about(cast: Cast) -> None:
    there = a_house("みなと歯科", number="9040000001", address="港8-8", telephone="055-000-0999", type="dental_clinic")
    found = match(replace(KUSUNOKI, numbers={"care_services": "9040000001"}))
    assert found.sure is None
    assert [one for one, _score, _why in found.doubtful] == [there]


def test_the_insurance_code_is_found_inside_the_number_of_the_care_system(cast: Cast) -> None:
    clinic = a_house("大山医院", number="9010110024", type="clinic")
    told = Candidate("大山医院", type="clinic", municipality_code="900010", numbers={"insurance": "0110024"})
    assert match(told).sure is clinic
    assert match(replace(told, type="dental_clinic", name="小川歯科")).sure is None


def test_numbers_of_disability_services_are_other_numbers(cast: Cast) -> None:
    a_house("大山医院", number="9010110024", type="clinic")
    assert (
        match(Candidate("ワークゆめ", type="disability_service", municipality_code="900010", numbers={"disability": "9010110024"})).sure
        is None
    )


def test_two_numbers_of_today_are_two_offices_whatever_else_agrees(cast: Cast) -> None:
    a_house("くすのき薬局", number="9040000001", address="本町1-2-3", telephone="055-000-0301")
    found = match(replace(KUSUNOKI, numbers={"care_services": "9040000002"}))
    assert found.sure is None
    assert "number_other" in found.doubtful[0][2]


def test_where_two_fit_nobody_is_sure(cast: Cast) -> None:
    for _ in range(2):
        a_house("くすのき薬局", address="本町1-2-3", telephone="055-000-0301")
    found = match(KUSUNOKI)
    assert (found.sure, len(found.doubtful)) == (None, 2)


def test_nobody_near_is_nobody(cast: Cast) -> None:
    found = match(replace(KUSUNOKI, name="まつば薬局", address="松葉9", telephone="055-000-0777"))
    assert (found.sure, found.doubtful) == (None, [])


def test_what_is_doubtful_is_asked_once(cast: Cast) -> None:
    a_house("くすのき薬局 本町店", address="本町1-2", telephone="055-000-0301")
    newcomer = a_house("くすのき薬局", address="本町1-2-3")
    for _ in range(2):
        propose(newcomer, match(Candidate.of(newcomer), but=newcomer.id))
    assert len(list(db.scalars(select(InstitutionPair)))) == 1


def test_every_reason_has_words(cast: Cast) -> None:
    pairs = [match(replace(KUSUNOKI, telephone=None)), match(KUSUNOKI)]
    assert all(code in REASONS for found in pairs for _one, _score, why in found.doubtful for code in why)


def test_keys_follow_what_is_written_and_are_made_for_those_without(cast: Cast) -> None:
    house = a_house("くすのき薬局", telephone="055-000-0301")
    house.telephone = "055-000-0555"
    db.commit()
    assert "t:0550000555" in _keys(house.id)
    assert "t:0550000301" not in _keys(house.id)
    for key in db.query(InstitutionKey).filter_by(institution_id=house.id):
        db.delete(key)
    db.commit()
    assert rekey_all() == 1
    assert rekey_all() == 0
    before = _keys(house.id)
    rekey([house.id])
    assert _keys(house.id) == before


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("医療法人社団青空会　田中医院", "田中医院"), ("医療法人社団青空会田中医院", "田中医院"), ("㈱ほし　ほし薬局", "ホシ薬局"),
        ("株式会社ツクイ ツクイ北市", "ツクイ北市"), ("社会福祉法人北福祉会 松風園", "松風園"), ("（有）みどり薬局", "ミドリ薬局"),
        ("医療法人　会田医院", "会田医院"), ("株式会社", "株式会社"), ("髙橋齒科醫院", "高橋歯科医院"),
        ("ケアプラン・ひなた", "ケアプランヒナタ"),
    ],
)  # fmt: skip
def test_names_are_read_without_the_corporation(written: str, name: str) -> None:
    assert called(written).name == name


@pytest.mark.parametrize(
    ("written", "town", "blocks"),
    [
        ("第90県北市大字北町一丁目２番地の３ 山下ビル2階", "北町", ("1", "2", "3")), ("北町1－2－3", "北町", ("1", "2", "3")),
        ("北市北町１丁目２番３号", "北町", ("1", "2", "3")), ("霞ヶ関3-1", "霞関", ("3", "1")), ("霞が関三丁目１", "霞関", ("3", "1")),
        ("北1条西2丁目3-4", "北1条西", ("2", "3", "4")), ("", "", ()), ("本町", "本町", ()), ("東郡北市谷50番地", "谷", ("50",)),
        ("二十三番町7", "23番町", ("7",)), ("上野十二番地", "上野", ("12",)),
    ],
)  # fmt: skip
def test_addresses_are_read_as_town_and_numbers(written: str, town: str, blocks: tuple[str, ...]) -> None:
    place = placed(written, "北市", "第90県")
    assert (place.town, place.blocks) == (town, blocks)


def _keys(house_id: int) -> set[str]:
    return set(db.scalars(select(InstitutionKey.key).where(InstitutionKey.institution_id == house_id)))
