"""Official files meet the directory: what they say is kept with its source, what people said stays, and nothing is lost or doubled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

from core import clock
from core.database import db
from region.directory.items import ITEMS
from region.directory.kinds import KINDS
from region.directory.models import (
    Fact,
    FactChoice,
    FactClaim,
    ImportRun,
    InstitutionPair,
    MunicipalStatistic,
    MunicipalYear,
    StatisticItem,
)
from region.models import Institution, InstitutionSource, Municipality
from region.models.institution import FOLDED
from region.open_data.batch import Batch, File
from region.open_data.intake import Tally
from region.open_data.medical_columns import CLINIC, HOURS, PHARMACY
from tests.cast import Cast
from tests.region.care_csv import file_of, office
from tests.region.official_files import (
    FIXTURES,
    JUNE,
    department,
    disability_office,
    facility,
    fixtures,
    statistics,
    telephone_sheet,
    written,
)

DECEMBER = date(2026, 12, 1)
FILES = fixtures()


class Desk:
    """Files handed in one after the other."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def read(
        self,
        kind: str,
        *contents: bytes,
        write: bool = True,
        on: date = JUNE,
        only: Sequence[str] = (),
        told: Mapping[str, Any] | None = None,
    ) -> list[Tally]:
        files = []
        for number, content in enumerate(contents):
            path = self.folder / f"{number}.csv"
            path.write_bytes(content)
            files.append(File(path, f"jigyosho_130_{number}.csv", on))
        db.rollback()
        outcomes = list(Batch(KINDS[kind], files, only=frozenset(only) or None, told=told or {}).run(write=write))
        assert not [one.refused for one in outcomes if one.refused]
        return [one.tally for one in outcomes if one.tally]


@pytest.fixture
def desk(app: Flask, tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def counts(tally: Tally) -> tuple[int, int, int, int, int]:
    return tally.new, tally.changed, tally.same, tally.gone, tally.faulty


def clinic(number: str = "1911990000011", name: str = "かくう内科医院", **told: str) -> dict[str, str]:
    return facility(CLINIC, number, name, **({"合計病床数": "0"} | told))


def a_file(*rows: dict[str, str]) -> bytes:
    return written(CLINIC.columns, rows)


def the_only() -> Institution:
    return db.scalars(select(Institution)).one()


def known(institution: Institution) -> dict[str, Fact]:
    return Fact.current_of(institution.id)


def everything() -> list[tuple[Any, ...]]:
    """What is in the directory, to be compared."""
    db.rollback()
    tables = (Institution, InstitutionSource, Fact, FactChoice, MunicipalStatistic, MunicipalYear, StatisticItem)
    return [tuple(row) for table in tables for row in db.execute(select(table.__table__).order_by(*table.__table__.primary_key))]


MEDICAL_FILES = [content for name, content in FILES.items() if "disability" not in name and name.endswith(".csv")]


def test_the_files_in_the_repository_are_those_the_tests_write() -> None:
    assert {name for name in FILES if name.endswith(".csv") and (FIXTURES / name).read_bytes() != FILES[name]} == set()
    assert {name for name in FILES if not (FIXTURES / name).is_file()} == set()


def test_facilities_and_hours_come_together_in_any_order(desk: Desk) -> None:
    tallies = desk.read("medical", *reversed(MEDICAL_FILES))
    assert sum(tally.new for tally in tallies) == 7 + 4
    assert sum(tally.left_out + tally.faulty for tally in tallies) == 0
    kinds = dict(db.execute(select(Institution.type, func.count()).group_by(Institution.type)).all())
    assert kinds == {"hospital": 1, "clinic": 2, "clinic_with_beds": 1, "dental_clinic": 1, "maternity_home": 1, "pharmacy": 1}
    facts = known(db.scalars(select(Institution).where(Institution.name == "かくう内科医院（架空）")).one())
    assert facts["departments"].value == {"text": "内科、小児科"}
    assert (facts["beds"].value, facts["medical_kind"].value) == ({"number": 0, "note": ""}, {"text": "無床診療所"})
    assert facts["opening_hours"].source == "medical"
    assert clock.in_japan(facts["opening_hours"].confirmed_at).date() == JUNE
    days = set(db.scalars(select(FactChoice.choice).where(FactChoice.institution_id == facts["beds"].institution_id)))
    assert days == {"mon", "tue", "wed", "thu", "fri"}, "on Saturday there is the mark of a day off, so nobody is sent there"


def test_a_row_becomes_an_institution_with_its_source_and_licence(desk: Desk) -> None:
    desk.read("medical", a_file(clinic(市区町村コード="201", 所在地="山梨県甲府市丸の内１")))
    made = the_only()
    assert (made.municipality_code, made.telephone, made.latitude) == ("192015", None, 35.66)
    assert db.get_one(Municipality, "192015").name == "甲府市"
    source = made.sources[0]
    assert (source.source, source.number, source.service, source.file_on) == ("medical", "1911990000011", "clinic", JUNE)
    assert source.licence == "出典：医療情報ネット（ナビイ）（厚生労働省）"


def test_a_coordinate_of_zero_is_missing(desk: Desk) -> None:
    desk.read("medical", a_file(clinic(**{"所在地座標（緯度）": "0.0", "所在地座標（経度）": "0.0"})))
    assert (the_only().latitude, the_only().longitude) == (None, None)


def test_a_dry_run_says_the_same_and_writes_nothing(desk: Desk) -> None:
    before = everything()
    planned = desk.read("medical", *MEDICAL_FILES, write=False)
    assert everything() == before
    assert [counts(tally) for tally in planned] == [counts(tally) for tally in desk.read("medical", *MEDICAL_FILES)]


@pytest.mark.parametrize("kind", ["medical", "disability", "municipal-statistics"])
def test_everything_twice_changes_nothing(desk: Desk, kind: str) -> None:
    contents = {"medical": MEDICAL_FILES, "disability": [FILES["disability_synthetic.csv"]]}.get(kind, [FILES["statistics_synthetic.xlsx"]])
    desk.read(kind, *contents)
    before = everything()
    assert before
    again = desk.read(kind, *contents)
    assert not any(tally.changes for tally in again)
    assert everything() == before


def test_what_left_the_file_is_marked_and_stays(desk: Desk) -> None:
    desk.read("medical", a_file(clinic(), clinic("1911990000012", "かくう外科", 所在地="山梨県架空市川町９")))
    (tally,) = desk.read("medical", a_file(clinic()), on=DECEMBER)
    assert (tally.gone, tally.vanished) == (1, ["かくう外科（1911990000012）"])
    assert db.scalar(select(func.count()).select_from(Institution)) == 2
    (back,) = desk.read("medical", a_file(clinic(), clinic("1911990000012", "かくう外科", 所在地="山梨県架空市川町９")), on=DECEMBER)
    assert (back.changed, back.gone) == (1, 0)


def test_hours_that_leave_their_file_mark_nobody_as_gone(desk: Desk) -> None:
    desk.read("medical", FILES["clinic_facility_synthetic.csv"], FILES["clinic_hours_synthetic.csv"])
    (tally,) = desk.read("medical", written(HOURS.columns, [department("1911990000012", "02001", "外科", days="月水金")]))
    assert counts(tally) == (0, 0, 1, 0, 0)


def test_hours_of_nobody_we_know_are_left_out_and_counted(desk: Desk) -> None:
    (tally,) = desk.read("medical", written(HOURS.columns, [department("777", "01001", "内科")]))
    assert (tally.new, tally.left_out) == (0, 1)


def test_fields_and_facts_that_people_wrote_are_never_overwritten(desk: Desk, cast: Cast) -> None:
    desk.read("medical", a_file(clinic()), FILES["clinic_hours_synthetic.csv"])
    made = db.scalars(select(Institution).where(Institution.name == "かくう内科医院")).one()
    made.correct({"url": "https://mine.example/"}, by=cast.kimura)
    Fact.state(made, ITEMS["departments"], {"text": "内科だけ"}, by=cast.kimura)
    db.commit()
    changed = a_file(clinic(所在地="山梨県架空市海町１", 案内用ホームページアドレス="https://other.example/"))
    hours = written(HOURS.columns, [department("1911990000011", "01001", "総合内科")])
    planned = desk.read("medical", changed, hours, write=False, on=DECEMBER)
    kept = {one.what: one.kept for tally in planned for change in tally.changes_listed for one in change.differences}
    assert (kept["url"], kept["address"], kept["departments"]) == (True, False, True)
    desk.read("medical", changed, hours, on=DECEMBER)
    after = db.get_one(Institution, made.id)
    assert (after.url, after.address) == ("https://mine.example/", "山梨県架空市海町１")
    assert known(after)["departments"].value == {"text": "内科だけ"}
    assert FactClaim.open_of(after.id)["departments"].value == {"text": "総合内科"}, "the institution is asked which is right"


def test_a_newer_file_with_the_same_words_confirms_the_facts(desk: Desk) -> None:
    desk.read("medical", a_file(clinic()))
    (tally,) = desk.read("medical", a_file(clinic()), on=DECEMBER)
    assert counts(tally) == (0, 0, 1, 0, 0)
    beds = known(the_only())["beds"]
    assert clock.in_japan(beds.confirmed_at).date() == DECEMBER
    assert clock.in_japan(beds.stated_at).date() == JUNE


def test_a_changed_fact_supersedes_the_earlier_one_which_stays(desk: Desk) -> None:
    desk.read("medical", a_file(clinic()))
    desk.read("medical", a_file(clinic(一般病床="5", 合計病床数="5")), on=DECEMBER)
    rows = db.scalars(select(Fact).where(Fact.item == "beds").order_by(Fact.id)).all()
    assert [(row.value["number"], row.superseded_at is None) for row in rows] == [(0, False), (5, True)]
    assert the_only().type == "clinic_with_beds"


def test_one_institution_of_two_kinds_of_files_is_one_and_has_the_telephone_of_the_other(desk: Desk) -> None:
    desk.read("medical", a_file(clinic(name="そら訪問クリニック", 所在地="山梨県架空市空町１－２")))
    (tally,) = desk.read(
        "care-services", file_of([office(都道府県コード又は市町村コード="192988", 事業所名="そら訪問クリニック", 住所="架空市空町１－２")])
    )
    assert (tally.new, tally.joined) == (1, 1)
    made = the_only()
    assert {source.source for source in made.sources} == {"medical", "care_services"}
    assert (made.type, made.telephone) == ("clinic", "055-000-0101")
    db.rollback()
    desk.read("medical", a_file(clinic(name="そら訪問クリニック", 所在地="山梨県架空市空町１－２", 合計病床数="3")), on=DECEMBER)
    assert (the_only().telephone, the_only().type) == ("055-000-0101", "clinic_with_beds")


def test_a_telephone_nobody_published_is_not_wiped_by_a_file_without_telephones(desk: Desk, cast: Cast) -> None:
    hoshi = facility(PHARMACY, "1931990000077", "ほし薬局", 所在地="第90県北市星町１")
    db.get_one(Institution, cast.hoshi.id).address = "北市星町１"
    db.commit()
    (tally,) = desk.read("medical", written(PHARMACY.columns, [hoshi]))
    found = db.scalars(select(InstitutionSource).where(InstitutionSource.number == "1931990000077")).one().institution
    assert db.get_one(Institution, cast.hoshi.id).telephone == "055-000-0203"
    assert (found.id == cast.hoshi.id) == bool(tally.joined)


def test_doubtful_newcomers_are_put_before_a_person(desk: Desk) -> None:
    desk.read("medical", a_file(clinic(name="くすのき医院", 所在地="山梨県架空市温泉通り３－１")))
    doubtful = a_file(clinic("1911990000099", "くすのき医院　温泉通り", 所在地="山梨県架空市温泉通り３丁目１番"))
    (planned,) = desk.read("medical", doubtful, write=False)
    assert db.scalar(select(func.count()).select_from(InstitutionPair)) == 0
    db.rollback()
    (tally,) = desk.read("medical", doubtful)
    assert planned.doubtful == tally.doubtful
    assert db.scalar(select(func.count()).select_from(InstitutionPair)) == tally.doubtful


def test_only_the_wanted_municipalities_are_taken(desk: Desk) -> None:
    facilities, hours = FILES["clinic_facility_synthetic.csv"], FILES["clinic_hours_synthetic.csv"]
    tallies = desk.read("medical", facilities, hours, only=["194999"])
    assert [(tally.new, tally.left_out) for tally in tallies] == [(1, 2), (0, 2)]
    assert the_only().name == "そらまち診療所（架空）"


def test_disability_services_of_one_number_are_one_institution(desk: Desk) -> None:
    (tally,) = desk.read("disability", FILES["disability_synthetic.csv"])
    assert counts(tally) == (3, 0, 0, 0, 0)
    made = {one.type: one for one in db.scalars(select(Institution))}
    assert set(made) == {"disability_service", "consultation_office"}
    facts = known(made["disability_service"])
    assert facts["services"].value == {"text": "生活介護、短期入所"}
    assert facts["size"].value == {"text": "定員 20人（生活介護）"}
    assert {"day": "mon", "from": "09:00", "to": "17:30"} in facts["opening_hours"].value["weekly"]
    assert {"day": "sat", "from": "09:00", "to": "12:00"} in facts["opening_hours"].value["weekly"]
    assert made["consultation_office"].telephone == "055-000-0302"


def test_a_disability_code_of_five_digits_and_of_a_prefecture_alone(desk: Desk) -> None:
    rows = [
        disability_office(都道府県コード又は市区町村コード="19298"),
        disability_office("1919900009", 事業所の名称="べつの作業所", 都道府県コード又は市区町村コード="19"),
    ]
    (tally,) = desk.read("disability", written(list(disability_columns()), rows))
    assert counts(tally) == (2, 0, 0, 0, 0)
    assert sorted(str(one.municipality_code) for one in db.scalars(select(Institution))) == ["192988", "192988"]


def disability_columns() -> Sequence[str]:
    from region.open_data.disability import COLUMNS

    return COLUMNS


def test_telephones_are_filled_only_where_none_is_known(desk: Desk, cast: Cast) -> None:
    desk.read("medical", FILES["clinic_facility_synthetic.csv"])
    rows = [
        ["1", "19,9900,1", "かくう内科医院（架空）", "山梨県架空市空町１－２", "０５５－０００－０１１１"],
        ["2", "19,9900,2", "どこにもない医院", "山梨県架空市空町９９", "055-000-0999"],
        ["3", "19,9900,3", "でんわなし医院", "山梨県架空市空町９８", ""],
    ]
    (planned,) = desk.read("telephones", telephone_sheet(rows), write=False)
    assert (planned.new, planned.left_out, planned.faulty) == (1, 1, 1)
    desk.read("telephones", telephone_sheet(rows))
    filled = db.scalars(select(Institution).where(Institution.name == "かくう内科医院（架空）")).one()
    assert filled.telephone == "０５５－０００－０１１１"
    assert "0550000111" in filled.folded
    filled.correct({"telephone": "055-000-0777"}, by=cast.kimura)
    db.commit()
    desk.read("telephones", telephone_sheet([[*rows[0][:4], "055-000-0112"]]), on=DECEMBER)
    assert db.get_one(Institution, filled.id).telephone == "055-000-0777"


def test_a_filled_telephone_survives_the_next_file_without_telephones(desk: Desk) -> None:
    desk.read("medical", FILES["clinic_facility_synthetic.csv"])
    desk.read("telephones", FILES["telephones_synthetic.xlsx"])
    desk.read("medical", a_file(clinic(name="かくう内科医院（架空）", 一般病床="2", 合計病床数="2")), on=DECEMBER)
    assert db.scalars(select(Institution).where(Institution.name == "かくう内科医院（架空）")).one().telephone


def test_figures_of_municipalities_by_year_with_their_state(desk: Desk) -> None:
    (tally,) = desk.read("municipal-statistics", FILES["statistics_synthetic.xlsx"])
    assert counts(tally) == (5, 0, 0, 0, 0), "three municipalities, and two years name their items"
    figures = MunicipalStatistic.of(["192040"], 2024)
    assert {item: (one.state, one.value) for (_code, item), one in figures.items()} == {
        "1": ("value", 29000.0), "2": ("masked", None), "5": ("value", 0.0), "13": ("dash", None),
    }  # fmt: skip
    assert db.get_one(MunicipalYear, ("012025", 2023)).medical_area_code == "0101"
    assert db.get_one(StatisticItem, ("2", 2024)).label == "人口 65歳以上 人"
    assert db.get_one(Municipality, "012025").name == "函館市"
    assert MunicipalYear.newest() == 2024


def test_figures_that_change_and_municipalities_that_vanish(desk: Desk) -> None:
    desk.read("municipal-statistics", FILES["statistics_synthetic.xlsx"])
    newer = statistics({"R6年": [[19, 1901, 19201, "山梨県", "甲府市", "市", 179000, 53000, 4, None]]})
    (planned,) = desk.read("municipal-statistics", newer, write=False)
    assert counts(planned) == (0, 1, 1, 1, 0)
    assert [(one.what, one.before, one.after) for one in planned.changes_listed[0].differences] == [("1", "180000", "179000")]
    desk.read("municipal-statistics", newer)
    assert MunicipalStatistic.of(["192015"], 2024)["192015", "1"].value == 179000
    assert db.get_one(MunicipalYear, ("192040", 2024)).missing_since
    assert MunicipalStatistic.of(["192040"], 2024), "nothing is deleted because it left a file"


def run(app: Flask, *arguments: str | Path, typed: str = "") -> Result:
    db.remove()
    return app.test_cli_runner().invoke(args=["import", *map(str, arguments)], input=typed)


def test_the_command_shows_asks_and_writes_and_the_list_of_imports_knows(app: Flask) -> None:
    files = [FIXTURES / "clinic_hours_synthetic.csv", FIXTURES / "clinic_facility_synthetic.csv"]
    refused = run(app, "medical", *files, "--file-date", "2026-06-01", typed="n\n")
    assert refused.exit_code == 1
    assert "出典：医療情報ネット（ナビイ）（厚生労働省）" in refused.output
    assert "取りこむと：新規 3　変更 0" in refused.output
    assert "取りこむと：新規 2　変更 0" in refused.output, "the hours find those whom the other file will bring"
    assert db.scalar(select(func.count()).select_from(Institution)) == 0
    assert run(app, "medical", *files, "--yes").exit_code == 0
    noted = db.scalars(select(ImportRun)).one()
    assert (noted.kind, noted.state, noted.sum("new"), noted.begun_by) == ("medical", "written", 5, None)


def test_the_command_for_telephones_takes_a_map_of_columns(app: Flask, tmp_path: Path) -> None:
    run(app, "medical", FIXTURES / "clinic_facility_synthetic.csv", "--yes")
    path = tmp_path / "list.csv"
    path.write_bytes("屋号,ところ,ＴＥＬ\r\nかくう内科医院（架空）,山梨県架空市空町１－２,055-000-0111\r\n".encode("cp932"))
    done = run(app, "telephones", path, "--yes", "--map", "name=屋号,address=ところ,telephone=ＴＥＬ")
    assert done.exit_code == 0, done.output
    assert "取りこみました：新規 1" in done.output
    assert "読めませんでした" in run(app, "telephones", path, "--yes", "--map", "telephone=電話").output
    assert run(app, "telephones", path, "--yes", "--map", "phone=電話").exit_code == 1


def test_the_command_shows_a_bar_on_a_terminal_and_takes_the_day_out_of_the_name(
    app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (path := tmp_path / "02-1_clinic_facility_info_20260601.csv").write_bytes(FILES["clinic_facility_synthetic.csv"])
    told: list[int] = []

    class Bar:
        pos = 0

        def __enter__(self) -> Bar:
            return self

        def __exit__(self, *_raised: object) -> None:
            return None

        def update(self, more: int) -> None:
            self.pos += more
            told.append(self.pos)

    def bar(*, length: int, label: str, file: object) -> Bar:
        assert (length, label.strip()) == (path.stat().st_size, path.name)
        return Bar()

    monkeypatch.setattr(import_module("region.commands.imports"), "_on_a_terminal", lambda: True)
    monkeypatch.setattr("click.progressbar", bar)
    done = run(app, "medical", path, "--yes")
    assert told[-1] == path.stat().st_size
    assert "2026年6月1日のデータ（ファイルの名前）" in done.output
    assert {one.file_on for one in db.scalars(select(InstitutionSource))} == {JUNE}


def test_many_newcomers_at_once_are_found_known_again_and_searched_as_one_added_by_hand(desk: Desk, cast: Cast) -> None:
    names = [f"かくう{number}医院" for number in range(30)]
    rows = [clinic(f"19119900010{number:02}", name, 所在地=f"山梨県架空市空町{number}") for number, name in enumerate(names)]
    desk.read("medical", a_file(*rows))
    made = {one.name: one for one in db.scalars(select(Institution).where(Institution.name.in_(names)))}
    assert set(made) == set(names)
    for one in made.values():
        folded = one.folded
        one.refold()
        assert one.folded == folded
        assert (one.edited_fields, one.municipality_code, len(one.sources)) == ([], "192988", 1)
        assert known(one)["beds"].source == "medical"
    found = select(Institution.name).where(FOLDED.holds(Institution.id, "カクウ７医院"))
    assert list(db.scalars(found)) == ["かくう7医院"]
    db.rollback()
    alike = {"事業所の名称": "かくう7医院", "事業所住所（番地以降）": "空町7", "事業所電話番号": ""}
    (again,) = desk.read("disability", written(list(disability_columns()), [disability_office(**alike)]))
    assert again.joined + again.doubtful == 1, "who was founded with many others is looked for like everybody else"
