"""From the records of a countermeasure to its picture."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from meetings.drawing.indicators import pictured
from meetings.drawing.picture import Picture
from meetings.models import Countermeasure, CountermeasureVersion, Implementation, IndicatorValue


def version(number: int) -> CountermeasureVersion:
    return CountermeasureVersion(
        number=number, what="当番表", indicator="当番医につながった割合", unit="%", baseline=Decimal(52),
        target=Decimal(90), at=datetime(2026, 11, 27, 11, 0, tzinfo=UTC),
    )  # fmt: skip


def value(number: int, on: date, said: str, part: int | None = None, whole: int | None = None) -> IndicatorValue:
    return IndicatorValue(
        id=number, on=on, value=Decimal(said), note="", part=None if part is None else Decimal(part),
        whole=None if whole is None else Decimal(whole),
    )  # fmt: skip


def picture_of(one: Countermeasure, year: int | None = None) -> Picture:
    return pictured(one.versions, one.values, one.implementations[0].done_on if one.implementations else None, year)


def measure(*values: IndicatorValue, versions: int = 1) -> Countermeasure:
    return Countermeasure(
        versions=[version(number + 1) for number in range(versions)], values=list(values),
        implementations=[Implementation(done_on=date(2026, 9, 1), what="はじめた")],
    )  # fmt: skip


def test_the_latest_number_of_a_day_counts_and_shares_show_what_they_are_made_of() -> None:
    picture = picture_of(
        measure(
            value(3, date(2026, 10, 31), "74.1", 20, 27),
            value(1, date(2026, 9, 30), "60", 18, 30),
            value(2, date(2026, 9, 30), "65.5", 19, 29),
        )
    )
    assert [(row.words, row.parts) for row in picture.rows] == [("65.5％", ("19", "29")), ("74.1％", ("20", "27"))]
    assert picture.heads == ("うち", "全部")
    assert picture.target
    assert picture.baseline
    assert (picture.target.words, picture.baseline.words) == ("90％", "52％")


def test_the_beginning_and_each_revision_are_marked() -> None:
    picture = picture_of(measure(value(1, date(2026, 10, 31), "74"), versions=2))
    assert [(mark.day, mark.words) for mark in picture.events] == [(date(2026, 9, 1), "はじめた"), (date(2026, 11, 27), "第2版")]


def test_one_year_of_several_can_be_shown() -> None:
    counted = measure(value(1, date(2025, 6, 30), "50"), value(2, date(2026, 6, 30), "60"))
    assert picture_of(counted).years == 2
    assert [dot.words for dot in picture_of(counted, year=2026).dots] == ["60％"]


def test_a_countermeasure_without_numbers_has_a_name_and_no_line() -> None:
    picture = picture_of(measure())
    assert (picture.name, picture.dots, picture.rows) == ("当番医につながった割合", (), ())
