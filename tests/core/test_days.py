"""A day reads back as itself however people write it; what is none is said, and never more than that."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import settings as how
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict
from wtforms import Form
from wtforms.validators import InputRequired, NumberRange, Optional

from core.days import HEISEI, REIWA, SHOWA, WEEKDAYS, Era, NotADay, day_in, day_in_boxes, moment_in
from core.fields import CalendarDay, CountField, DayBoxes, NumberField
from core.whole_numbers import LARGEST
from tests.tries import tries

DAYS = st.dates(date(1900, 1, 1), date(2199, 12, 31))
WIDE = {ord(one): chr(ord(one) + 0xFEE0) for one in "0123456789RHS./-"}
USUAL = "0123456789０１²年月日元令和平成昭RHＲ㋿./-ー− 　（）()金曜T:時分\u200e\x00あa"
LETTERS = st.text(st.sampled_from(USUAL) | st.characters(), max_size=30)


@pytest.fixture(autouse=True, scope="module")
def _room(_app: Flask) -> Iterator[None]:
    with _app.test_request_context(headers={"Accept-Language": "ja"}):
        yield


def of_era(day: date) -> Iterator[tuple[Era, int]]:
    for era in (REIWA, HEISEI, SHOWA):
        if era.first <= day <= (era.last or date.max):
            yield era, day.year - era.first.year + 1


def ways(day: date) -> Iterator[str]:
    """Every way in which a person writes the day."""
    years = [(f"{day:%Y}", "年-/. ")]
    for era, year in of_era(day):
        letter = {"令和": "R", "平成": "H", "昭和": "S"}[era.name]
        for name in (era.name, era.name[0], letter, letter.lower()):
            years += [(f"{name}{said}", "年./-") for said in ((year, "元") if year == 1 else (year,))]
    for said, marks in years:
        for mark in marks:
            after = ("月", "日") if mark == "年" else (mark, "")
            yield f"{said}{mark}{day.month}{after[0]}{day.day}{after[1]}"
            yield f" {said} {mark} {day.month:02} {after[0]} {day.day:02}{after[1]}（{WEEKDAYS[day.weekday()]}）"
    yield f"{day:%Y%m%d}"


@given(day=DAYS)
@how(max_examples=tries(60))
def test_a_day_written_in_any_way_reads_back_as_itself(day: date) -> None:
    for said in ways(day):
        assert day_in(said) == day_in(said.translate(WIDE)) == day, said
        assert moment_in(f"{said.strip()} 9時05分").isoformat() == f"{day}T09:05:00{moment_in(f'{day}T09:05').isoformat()[19:]}"
    years = [str(day.year), *(f"{name}{year}" for era, year in of_era(day) for name in (era.name, era.name[0]))]
    for year in years:
        assert day_in_boxes([year, str(day.month), str(day.day)]) == day_in_boxes([f"{year}年", f"{day.month}月", f"{day.day}日"]) == day


@given(said=LETTERS)
@how(max_examples=tries(150))
def test_what_is_no_day_raises_its_sentence_and_nothing_else(said: str) -> None:
    for read in (day_in, moment_in, lambda said: day_in_boxes([said, said[:2], said[2:4]])):
        with suppress(NotADay):
            assert 1900 <= read(said).year <= 2199


@pytest.mark.parametrize(
    ("said", "sentence"),
    [("8.12.11", "年が「8」だけでは、西暦か和暦か分かりません。"), ("26/12/11", "年が「26」だけでは"), ("元年5月1日", "年が「元」だけでは"),
     ("2026-02-30", "その日はカレンダーにありません。年月日で入れてください。例 2026-12-11"),
     ("令和8年2月30日", "その日はカレンダーにありません"), ("R9999.1.1", "カレンダーにありません"),
     ("令和0年5月1日", "令和は2019年5月1日から"),
     ("令和元年4月30日", "令和は2019年5月1日からなので、令和1年4月30日という日はありません。"),
     ("Ｈ31.5.1", "平成は1989年1月8日から2019年4月30日までなので、平成31年5月1日という日はありません。"),
     ("昭和64年1月8日", "昭和は1926年12月25日から1989年1月7日までなので"), ("昭和元年12月24日", "昭和1年12月24日という日はありません。"),
     ("2026-12-11（土）", "その日は2026年12月11日金曜日です。"), ("0001-01-01", "1900年から2199年まで"),
     ("令和200年1月1日", "1900年から2199年まで"), ("あした", "年月日で入れてください。例 "), ("12月11日", "年月日で入れてください。例 "),
     ("2026-12-11" + " " * 500 + "x", "年月日で入れてください。"), ("2026-W50-5", "年月日で"), ("", "年月日で")],
)  # fmt: skip
def test_the_sentence_says_what_is_wrong_and_how_a_day_is_written(said: str, sentence: str) -> None:
    with pytest.raises(NotADay, match=sentence):
        day_in(said)


@pytest.mark.parametrize("said", ["平成31年4月30日", "H31.4.30", "㍻31年4月30日", "2019ー4ー30", "2019。4。30", "\u200e2019/4/30"])
def test_eras_meet_without_a_gap(said: str) -> None:
    assert day_in(said) == date(2019, 4, 30)
    assert day_in(said) + timedelta(days=1) == day_in("令和元年5月1日") == REIWA.first
    assert day_in("昭和64年1月7日") + timedelta(days=1) == day_in("平成元年1月8日") == HEISEI.first


class Days(Form):
    boxes = DayBoxes("日", [InputRequired("入れて")])
    calendar = CalendarDay("日", [Optional()], years=(1990, 2100))
    number = NumberField("数", most=Decimal(1000))
    count = CountField("人数", [Optional(), NumberRange(min=-LARGEST, message="ちがう")])


def sent(**said: str | list[str]) -> Days:
    form = Days(MultiDict({"boxes": ["令和8", "12", "11"], **said}))
    form.validate()
    return form


def test_what_was_typed_stays_where_it_is_no_day() -> None:
    form = sent(boxes=["8", "12", "11"], calendar="令和8年2月30日")
    assert form.boxes.boxes == ["8", "12", "11"]
    assert form.boxes.errors == ["年が「8」だけでは、西暦か和暦か分かりません。年は 2026 か 令和8 のように、月と日は数字で入れてください。"]
    assert 'type="text" value="令和8年2月30日"' in form.calendar(type="date")
    assert sent(boxes=["2026", "", "11"]).boxes.errors[0].startswith("年・月・日を、3つとも入れてください。")
    assert sent(boxes=["", " ", ""]).boxes.errors == ["入れて"]
    assert sent(calendar="1989-12-31").calendar.errors == ["1990年から2100年までの日を、年月日で入れてください。"]


def test_a_day_that_was_read_stands_as_the_calendar_shows_it() -> None:
    form = sent(calendar="令和８年１２月１１日")
    assert form.boxes.data == form.calendar.data == date(2026, 12, 11)
    assert 'type="date" value="2026-12-11"' in form.calendar()
    assert sent(boxes=["2026年12月11日", "", ""]).boxes.data == sent(boxes=["2026-12-11"]).boxes.data == date(2026, 12, 11)
    assert sent(calendar="  ").calendar.data is None
    assert not sent(calendar="  ").errors


@pytest.mark.parametrize(
    ("said", "number"),
    [("１２．５％", "12.5"), ("77", "77"), ("-3", "-3"), ("−3", "-3"), ("0.12345", "0.123"), ("999.999", "999.999"), (" ", None)],
)  # fmt: skip
def test_a_number_is_read_as_people_type_it(said: str, number: str | None) -> None:
    form = sent(number=said)
    assert not form.errors
    assert form.number.data == (None if number is None else Decimal(number))


@pytest.mark.parametrize("said", ["たくさん", "1e5", "1_0", "NaN", "7,7", "1,2345", "²", ".", "-", "%", "10 20"])
def test_what_is_no_number_is_said_and_stays(said: str) -> None:
    form = sent(number=said)
    assert form.number.errors == ["数字だけで書いてください。例：77 または 12.5"] or said in ("²", "%")
    assert f'value="{said}"' in form.number()


@pytest.mark.parametrize("said", ["1000", "1,000", "999.9999", "-1000", "9" * 400, "0." + "0" * 400])
def test_a_number_past_its_limit_is_too_large(said: str) -> None:
    assert sent(number=said).number.errors == ["数字が大きすぎます。"]


@pytest.mark.parametrize(
    ("said", "count"),
    [("１２人", 12), ("1,200", 1200), ("-3", -3), (" ", None), ("9" * 400, LARGEST), ("-" + "9" * 5000, -LARGEST), ("4294967296", LARGEST)],
)
def test_how_many_is_read_as_people_type_it(said: str, count: int | None) -> None:
    assert (sent(count=said).errors, sent(count=said).count.data) == ({}, count)


@pytest.mark.parametrize("said", ["たくさん", "1_2", "²x", "5.5", "人", "1,2", "-", "1e3"])
def test_what_counts_nothing_is_said_and_stays(said: str) -> None:
    form = sent(count=said)
    assert form.count.errors == ["数字だけで書いてください。例：12"] or said == "人"
    assert f'value="{said}"' in form.count()
