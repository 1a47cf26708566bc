"""What is drawn of an indicator is true to its numbers, whatever they are."""

from __future__ import annotations

import math
import re
from datetime import date, timedelta
from itertools import pairwise

import pytest
from flask import Flask, render_template_string
from hypothesis import given, settings
from hypothesis import strategies as st

from meetings.drawing.chart import Event, Indicator, Reading, draw
from meetings.drawing.picture import Picture
from meetings.drawing.scale import in_words, scale_for

APRIL = date(2026, 4, 30)
THOUSANDTHS = st.integers(-(10**12), 10**12).map(lambda number: number / 1000)
NUMBERS = st.one_of(THOUSANDTHS, st.integers(0, 100).map(float), st.sampled_from([0.0, 1e15, -1e15, 0.001, 52.5]))
DAYS = st.dates(date(2022, 4, 1), date(2030, 3, 31))


def monthly(*values: float | None) -> tuple[Reading, ...]:
    return tuple(Reading(date(2026 + (3 + place) // 12, (3 + place) % 12 + 1, 28), value) for place, value in enumerate(values))


def of(*values: float | None, unit: str = "件", target: float | None = None, baseline: float | None = None) -> Picture:
    return draw(Indicator("数", monthly(*values), unit, target, baseline))


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(DAYS, st.none() | NUMBERS, max_size=30), st.none() | NUMBERS, st.none() | NUMBERS, st.sampled_from(["％", "件", ""]))
def test_whatever_was_counted_lies_inside_the_frame_in_its_order(
    counted: dict[date, float | None], target: float | None, baseline: float | None, unit: str
) -> None:
    readings = tuple(Reading(day, value) for day, value in counted.items())
    picture = draw(Indicator("数", readings, unit, target, baseline, (Event(date(2026, 9, 1), "はじめた"),)))
    numbers = sorted((day, value) for day, value in counted.items() if value is not None)
    assert len(picture.dots) == len(numbers)
    assert all(0 <= dot.x <= 100 and -1e-6 <= dot.y <= 100 + 1e-6 for dot in picture.dots)
    assert [dot.day for dot in picture.dots] == [day for day, _ in numbers]
    for one, (_, low) in zip(picture.dots, numbers, strict=True):
        for other, (_, high) in zip(picture.dots, numbers, strict=True):
            assert one.y >= other.y - 1e-9 or low > high
    levels = [level for level in (picture.target, picture.baseline) if level]
    assert all(0 <= place <= 100 for level in levels for place in (level.at, level.label_at))
    assert all(0 <= mark.at <= 100 for mark in picture.events)


@settings(max_examples=150, deadline=None)
@given(st.lists(NUMBERS, min_size=1, max_size=20), st.none() | NUMBERS, st.booleans())
def test_the_axis_is_round_and_covers_what_was_counted(values: list[float], target: float | None, percent: bool) -> None:
    scale = scale_for(values, target, percent=percent)
    assert scale.low <= min(values) <= max(values) <= scale.high
    assert 2 <= len(scale.ticks) <= 6
    steps = [right - left for left, right in zip(scale.ticks, scale.ticks[1:], strict=False)]
    assert all(math.isclose(step, steps[0], rel_tol=1e-6) for step in steps)
    lead = float(f"{steps[0]:.9e}".split("e")[0])
    assert any(math.isclose(lead, nice, rel_tol=1e-6) for nice in (1, 2, 2.5, 5, 10))
    if percent and max(values) <= 100 and min(values) >= 0 and (target is None or 0 <= target <= 100):
        assert 0 <= scale.low < scale.high <= 100


def test_a_number_alone_is_a_dot_with_its_words_and_no_line() -> None:
    picture = of(52, unit="％", target=90)
    assert picture.lines == ()
    assert picture.last
    assert picture.last.words == "52％"


def test_a_month_nobody_counted_breaks_the_line() -> None:
    picture = of(10, 12, None, 18, None, 20, 25, float("nan"), 3)
    assert [line.count("L") for line in picture.lines] == [1, 1]
    assert len(picture.dots) == 6
    assert [row.words for row in picture.rows][2] == ""


def test_a_target_far_away_is_named_at_the_edge_and_does_not_flatten_the_line() -> None:
    picture = of(1, 2, 3, 4, unit="人", target=1000)
    assert picture.target
    assert (picture.target.beyond, picture.target.at, picture.target.words) == ("above", 0.0, "1,000人")
    assert picture.dots[0].y - picture.dots[-1].y > 50


def test_a_target_near_is_drawn_in_its_place() -> None:
    picture = of(52, 77, unit="％", target=90)
    assert picture.target
    assert picture.target.beyond == ""
    assert picture.target.at < picture.dots[1].y


def test_target_and_beginning_do_not_stand_on_each_other() -> None:
    picture = of(50, 90, unit="％", target=60, baseline=58)
    assert picture.target
    assert picture.baseline
    assert abs(picture.target.label_at - picture.baseline.label_at) >= 20


@pytest.mark.parametrize("values", [(5, 5, 5), (0, 0), (-3, -3), (100, 100), (1e15, 1e15)])
def test_equal_numbers_stand_level_with_room_above_or_below(values: tuple[float, ...]) -> None:
    picture = of(*values)
    assert len({dot.y for dot in picture.dots}) == 1
    assert len(picture.ticks) >= 2


def test_people_are_counted_in_whole_numbers() -> None:
    assert all(tick.value == int(tick.value) for tick in of(2, 3, 2, unit="人").ticks)


def test_events_of_other_years_are_left_out_and_several_are_numbered() -> None:
    events = (Event(date(2026, 9, 1), "当番表を開始"), Event(date(2026, 12, 12), "第2版"), Event(date(2020, 1, 1), "昔のこと"))
    picture = draw(Indicator("数", monthly(1, 2), "件", events=events))
    assert [(mark.mark, mark.words) for mark in picture.events] == [("(1)", "当番表を開始"), ("(2)", "第2版")]
    assert picture.listed
    assert draw(Indicator("数", monthly(1, 2), "件", events=events[:1])).events[0].mark == "当番表を開始"


def test_what_happened_on_one_day_is_said_once_and_near_days_do_not_touch() -> None:
    day = date(2026, 9, 1)
    events = tuple(
        Event(day + timedelta(days=after), words) for after, words in ((0, "はじめた"), (0, "第2版"), (2, "第3版"), (212, "第4版"))
    )
    marks = draw(Indicator("数", monthly(1, 2), "件", events=events)).events
    assert [mark.words for mark in marks] == ["はじめた、第2版", "第3版"]
    late = (*events[:3], Event(date(2027, 3, 30), "第4版"), Event(date(2027, 3, 31), "第5版"))
    places = [mark.label_at for mark in draw(Indicator("数", monthly(1, 2), "件", events=late)).events]
    assert all(right - left >= 9.9 for left, right in pairwise(places))
    assert places[-1] <= 100


def test_days_that_cannot_be_meant_draw_something_and_break_nothing() -> None:
    picture = draw(Indicator("数", (Reading(date(1, 4, 1), 1), Reading(date(9999, 12, 31), 2)), "件"))
    assert [dot.x for dot in picture.dots] == [0, 100]


def test_several_years_are_named_by_year() -> None:
    picture = draw(Indicator("数", tuple(Reading(APRIL + timedelta(days=90 * place), place) for place in range(12)), "件"))
    assert [period.day.year for period in picture.periods] == [2026, 2027, 2028]
    assert picture.years == 3


def test_a_long_unit_stands_below_once() -> None:
    picture = of(1, 2, unit="件（月あたり）")
    assert picture.unit_below == "件（月あたり）"
    assert picture.last
    assert picture.last.words == "2"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (77.40, "77.4"),
        (1234, "1,234"),
        (999999, "999,999"),
        (1_200_000, "120万"),
        (2.5e8, "2.5億"),
        (-0.001, "0"),
        (-20, "−20"),
        (0.5, "0.5"),
    ],
)
def test_numbers_are_said_shortly(value: float, words: str) -> None:
    assert in_words(value, "", exact=True) == words


FIGURE = "{% from 'meetings/shared/chart.html' import indicator %}{{ indicator(picture, 'ind-1') }}"


def drawn(app: Flask, picture: Picture) -> str:
    with app.test_request_context("/"):
        return render_template_string(FIGURE, picture=picture)


def test_the_figure_says_its_numbers_in_words_and_has_a_table(app: Flask) -> None:
    readings = (Reading(APRIL, 52, "はじめる前", (14, 27)), Reading(date(2026, 11, 30), 77.4, "", (24, 31)))
    html = drawn(app, draw(Indicator("つながった割合", readings, "％", 90, heads=("つながった", "電話"), value_head="割合")))
    assert "<title" in html
    assert re.search(r"<desc[^>]*>4月 52％、11月 77.4％。目標は90％。</desc>", html)
    assert '<th scope="row">4月（はじめる前）</th>' in html
    assert "style=" not in html
    assert "<script" not in html


def test_without_a_number_it_says_what_to_do(app: Flask) -> None:
    html = drawn(app, draw(Indicator("割合", (), "％", 90)))
    assert "まだ数が書かれていません。" in html
    assert "<svg" not in html
    assert "つぎの数を書くと、線になります。" in drawn(app, of(5))


def test_what_people_type_cannot_become_markup(app: Flask) -> None:
    html = drawn(app, draw(Indicator("<b>割合", monthly(1, 2), "<i>", events=(Event(date(2026, 5, 1), "<u>"),))))
    assert "<b>割合" not in html
    assert "<i>" not in html
    assert "<u>" not in html


@pytest.mark.parametrize(("started", "below"), [(date(2027, 2, 3), True), (date(2026, 5, 1), False)])
def test_the_last_number_does_not_stand_on_the_word_of_an_event(started: date, below: bool) -> None:
    readings = (Reading(date(2026, 12, 31), 5.0), Reading(date(2027, 1, 30), 7.0))
    picture = draw(Indicator("記録を出した診療所", readings, "か所", 7.0, 0.0, (Event(started, "はじめた"),)))
    assert picture.last
    assert (picture.last.dy == "1.35em") is below
