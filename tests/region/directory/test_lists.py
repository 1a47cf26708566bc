"""Lists to take along: chosen columns on paper, as CSV and for Excel; one sheet of one institution."""

from __future__ import annotations

import csv
import io

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select

from core.audit import AuditRow
from core.database import db
from core.spreadsheet import harmless
from region.directory.items import Visibility
from region.models import Institution
from tests.cast import Cast, as_, says
from tests.region.directory.finding import NO, SOME, YES, an_institution, open_on, says_of

COLUMNS = "col=wheelchair&col=pharmacy_home_patients:children&col=opening_hours"


@pytest.fixture
def pharmacies(cast: Cast) -> list[Institution]:
    """Hoshi can; Hikari on a condition; Futaba cannot; of Mitsuba nobody has said anything."""
    made = [cast.hoshi, *(an_institution(f"{name}薬局") for name in ("ひかり", "ふたば", "みつば"))]
    says_of(made[0], wheelchair=YES, pharmacy_home_patients={"choices": ["children"]}, opening_hours=open_on("sat 09:00 13:00"))
    says_of(made[1], wheelchair={"answer": "some", "note": "段差1つ"}, pharmacy_home_patients={"choices": ["adults"]})
    says_of(made[2], wheelchair=NO)
    return made


def rows_of(answer_text: str) -> dict[str, list[str]]:
    header, *rows = csv.reader(io.StringIO(answer_text.lstrip("\ufeff"), newline=""))
    assert header[-3:] == ["車いす可", "小児の在宅", "営業時間・診療時間"]
    return {row[0]: row[-3:] for row in rows}


def test_a_ward_office_gets_its_list_with_marks(cast: Cast, client: FlaskClient, pharmacies: list[Institution]) -> None:
    as_(client, cast.sato)
    assert rows_of(client.get(f"/institutions/list.csv?type=pharmacy&{COLUMNS}").text) == {
        "ほし薬局": ["○", "○", "土 9:00–13:00"],
        "ひかり薬局": ["△（段差1つ）", "×", "－"],
        "ふたば薬局": ["×", "－", "－"],
        "みつば薬局": ["－", "－", "－"],
    }
    page = client.get(f"/institutions/list?type=pharmacy&{COLUMNS}")
    says(
        page,
        "4施設",
        "○ できる　△ 条件つき　× できない　－ 分かっていません",
        'data-label="車いす可">△（段差1つ）',
        "list.xlsx?col=wheelchair",
    )
    says(page, 'value="wheelchair" checked')


def test_columns_are_what_was_asked_and_the_usual_where_none_are_chosen(cast: Cast, client: FlaskClient) -> None:
    page = as_(client, cast.sato).get("/institutions/list?type=pharmacy&can=aseptic")
    for word in ("無菌製剤処理", "車いす可", "小児の在宅"):
        says(page, f'columnheader">{word}</th>')
    nonsense = client.get("/institutions/list?type=pharmacy&col=around_the_clock&col=x&col=aseptic:y")
    assert nonsense.status_code == 200
    assert 'columnheader">24時間対応' not in nonsense.text


def test_excel_gets_text_only(cast: Cast, client: FlaskClient, pharmacies: list[Institution]) -> None:
    pharmacies[0].name = '=HYPERLINK("http://x")'
    pharmacies[1].name = "制御\x0b文字"
    says_of(pharmacies[0], wheelchair={"answer": "some", "note": "+1+1"})
    answer = as_(client, cast.sato).get(f"/institutions/list.xlsx?type=pharmacy&{COLUMNS}")
    assert answer.mimetype == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert "institutions.xlsx" in answer.headers["Content-Disposition"]
    sheet = load_workbook(io.BytesIO(answer.data)).active
    assert sheet is not None
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells if cell.value is not None} == {"s"}
    told = {str(cell.value) for cell in cells}
    assert {'=HYPERLINK("http://x")', "制御文字", "055-000-0203", "△（+1+1）", "名前", "車いす可"} <= told
    trace = db.scalars(select(AuditRow).where(AuditRow.verb == "institutions.exported")).one()
    assert trace.detail == {"count": 4, "form": "xlsx"}


@pytest.mark.parametrize(
    "said", ["=1+1", "＝1+1", "＋1", "－1", "−1", "＠SUM(A1)", "\t=1", "\r1", "\n=1", "\u3000＝1", "\u200b=1", "﹢1", "\ufeff@a"]
)
def test_what_excel_would_calculate_gets_an_apostrophe(said: str) -> None:
    assert harmless(said) == f"'{said}"


@pytest.mark.parametrize("said", ["－", "-", "△（+1+1）", "055-000-0203", "ほし薬局", ""])
def test_what_is_no_formula_stays_as_it_is(said: str) -> None:
    assert harmless(said) == said


def test_files_hold_only_what_the_reader_reaches_and_sees(cast: Cast, client: FlaskClient) -> None:
    says_of(cast.hoshi, Visibility.BASE, wheelchair=SOME)
    as_(client, cast.sato)
    for path in ("list", "list.csv", "list.xlsx"):
        answer = client.get(f"/institutions/{path}?col=wheelchair")
        assert answer.status_code == 200
        assert "2歳から" not in answer.get_data(as_text=True) if path != "list.xlsx" else True
    book = load_workbook(io.BytesIO(client.get("/institutions/list.xlsx?col=wheelchair").data))
    told = {str(cell.value) for row in book.active.iter_rows() for cell in row}  # type: ignore[union-attr]
    assert "－" in told
    assert not {one for one in told if "2歳" in one or "みなみ" in one}


def test_one_institution_is_one_sheet(cast: Cast, client: FlaskClient) -> None:
    says_of(cast.hoshi, aseptic=SOME, opening_hours=open_on("mon 09:00 18:00"))
    says_of(cast.hoshi, Visibility.BASE, night_contact={"text": "090-0000-0000"})
    page = as_(client, cast.sato).get(f"/institutions/{cast.hoshi.id}/sheet")
    says(page, "ほし薬局", "055-000-0203", "無菌製剤処理", "2歳から", "月 9:00–18:00", "使う前に電話で確かめてください")
    assert "090-0000-0000" not in page.text
    client.post("/sign-out")
    says(as_(client, cast.kimura).get(f"/institutions/{cast.hoshi.id}/sheet"), "090-0000-0000", "<b>拠点だけ</b>")


def test_strangers_and_the_signed_out_take_nothing_along(cast: Cast, client: FlaskClient) -> None:
    paths = ("/institutions/list", "/institutions/list.csv", "/institutions/list.xlsx", f"/institutions/{cast.hoshi.id}/sheet")
    for path in paths:
        assert client.get(path).location.startswith("/sign-in")
    as_(client, cast.suzuki)
    assert client.get(paths[-1]).status_code == 404
    assert "ほし薬局" not in client.get(paths[1]).text
