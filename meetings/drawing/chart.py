"""An indicator over the months, drawn by the server (docs/decisions/0020).

    picture = draw(Indicator(name="当番医につながった割合", unit="％", readings=(Reading(day, 52.0, note="はじめる前"), …), target=90.0,
                             events=(Event(day, "当番表を開始"),)))

`templates/meetings/shared/chart.html` makes figure and table of a picture. Places are in percent of the frame (x from left, y from top).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby, pairwise

from core.clock import fiscal_year
from meetings.drawing.picture import Dot, Level, Mark, Period, Picture, Row, Tick
from meetings.drawing.scale import Scale, in_words, scale_for

LONGEST_UNIT = 3
"""A unit of more characters stands below the figure once, not at each number."""
LABEL_GAP = 26.0
"""Two labels of two lines beside the frame keep this far apart, in percent of its height."""
MARK_GAP = 10.0
"""Two numbers above the frame keep this far apart, in percent of its width: on a phone they are as wide."""


@dataclass(frozen=True)
class Reading:
    """What was counted for a day. `value` None: nobody counted, the line breaks. `parts`: the numbers it was made of, for the table."""

    day: date
    value: float | None
    note: str = ""
    parts: tuple[float | None, ...] = ()


@dataclass(frozen=True)
class Event:
    """What happened that the line may show: a measure began, a version changed."""

    day: date
    words: str


@dataclass(frozen=True)
class Indicator:
    """What a measure wants to move. `heads` name the parts of the readings (「つながった」「電話」), `value_head` the value (「割合」)."""

    name: str
    readings: tuple[Reading, ...]
    unit: str = ""
    target: float | None = None
    baseline: float | None = None
    events: tuple[Event, ...] = ()
    heads: tuple[str, ...] = ()
    value_head: str = ""


@dataclass(frozen=True)
class Frame:
    """Days from left to right, numbers from the bottom up."""

    first_year: int
    years: int
    scale: Scale

    def x(self, day: date) -> float:
        """1 April of the first fiscal year is 0, 31 March of the last nearly 100."""
        start, end = date(self.first_year, 4, 1), date(self.first_year + self.years, 4, 1)
        return min(100.0, 100.0 * (day - start).days / (end - start).days)

    def y(self, value: float) -> float:
        """The highest tick is 0, the lowest 100."""
        return 100.0 * (1.0 - self.scale.share(value))


def draw(indicator: Indicator) -> Picture:
    """The picture of an indicator; with no number at all only its name and the rows of its table."""
    if len(indicator.unit) > LONGEST_UNIT:
        return replace(draw(replace(indicator, unit="")), unit_below=indicator.unit)
    readings = tuple(sorted((_counted(one) for one in indicator.readings), key=lambda one: one.day))
    values = [one.value for one in readings if one.value is not None]
    frame = _frame(readings, scale_for(values, indicator.target, indicator.baseline, percent=_is_percent(indicator)))
    dots = tuple(_dots(frame, readings, indicator.unit))
    events = _marks(frame, indicator.events) if dots else ()
    target, baseline = _levels(frame, indicator) if dots else (None, None)
    return Picture(
        name=indicator.name,
        dots=(*dots[:-1], _spoken(dots, events)) if dots else (),
        lines=tuple(_lines(frame, readings)),
        ticks=tuple(_ticks(frame, "％" if _is_percent(indicator) else "")),
        periods=tuple(_periods(frame)),
        target=target,
        baseline=baseline,
        events=events,
        listed=any(event.mark != event.words for event in events),
        rows=tuple(_row(one, indicator) for one in readings),
        heads=indicator.heads,
        value_head=indicator.value_head,
        years=frame.years,
    )


def _is_percent(indicator: Indicator) -> bool:
    return indicator.unit in ("％", "%")


def _counted(reading: Reading) -> Reading:
    """What is no number counts as not counted."""
    return reading if reading.value is None or math.isfinite(reading.value) else replace(reading, value=None)


def _frame(readings: tuple[Reading, ...], scale: Scale) -> Frame:
    years = [min(max(fiscal_year(one.day), 1), 9998) for one in readings] or [2000]
    return Frame(min(years), max(years) - min(years) + 1, scale)


def _ticks(frame: Frame, unit: str) -> list[Tick]:
    """From the top, which alone carries the sign."""
    top = frame.scale.high
    return [Tick(frame.y(value), value, in_words(value, unit if value == top else "")) for value in reversed(frame.scale.ticks)]


def _dots(frame: Frame, readings: tuple[Reading, ...], unit: str) -> list[Dot]:
    return [
        Dot(frame.x(one.day), frame.y(one.value), one.day, in_words(one.value, unit, exact=True))
        for one in readings
        if one.value is not None
    ]


def _spoken(dots: tuple[Dot, ...], events: tuple[Mark, ...]) -> Dot:
    """The last dot with the place of its words: to its right while there is room, else away from the line that comes to it.

    High up it is away from the word of an event, which stands above the frame.
    """
    last = dots[-1]
    if last.x <= 70:
        return replace(last, anchor="start", dx="0.45em", dy="0.36em" if last.y < 92 else "0em")
    rising = len(dots) == 1 or dots[-2].y >= last.y
    crowded = last.y < 25 and any(-35 < event.at - last.x < 10 for event in events)
    return replace(last, anchor="end", dy="-0.55em" if last.y > 80 or (rising and not crowded) else "1.35em")


def _lines(frame: Frame, readings: tuple[Reading, ...]) -> list[str]:
    """One path for each stretch without a gap; a number alone between two gaps is only a dot."""
    stretches = [list(group) for counted, group in groupby(readings, key=lambda one: one.value is not None) if counted]
    points = [[f"{frame.x(one.day):.2f} {frame.y(one.value or 0.0):.2f}" for one in stretch] for stretch in stretches if len(stretch) > 1]
    return ["M" + "L".join(stretch) for stretch in points]


def _levels(frame: Frame, indicator: Indicator) -> tuple[Level | None, Level | None]:
    target, baseline = (None if value is None else _level(frame, value, indicator.unit) for value in (indicator.target, indicator.baseline))
    if target and baseline and abs(target.at - baseline.at) < LABEL_GAP:
        apart = target.at + (LABEL_GAP if baseline.at >= target.at else -LABEL_GAP)
        baseline = replace(baseline, label_at=apart if 0 <= apart <= 100 else target.at + math.copysign(LABEL_GAP, target.at - apart))
    return target, baseline


def _level(frame: Frame, value: float, unit: str) -> Level:
    inside = frame.scale.low <= value <= frame.scale.high
    beyond = "" if inside else ("above" if value > frame.scale.high else "below")
    at = min(100.0, max(0.0, frame.y(value)))
    return Level(at, at, in_words(value, unit, exact=True), beyond)


def _marks(frame: Frame, events: tuple[Event, ...]) -> tuple[Mark, ...]:
    """What happened on one day is one mark, in one line of the list."""
    inside = sorted((one for one in events if 0 <= frame.x(one.day) < 100), key=lambda one: one.day)
    days = [Event(day, "、".join(one.words for one in said)) for day, said in groupby(inside, key=lambda one: one.day)]
    places = [frame.x(one.day) for one in days]
    in_place = len(days) == 1 and len(days[0].words) <= 8
    marks = []
    for number, (one, at, label_at) in enumerate(zip(days, places, _apart(places), strict=True), 1):
        anchor = "start" if at < 20 and in_place else "end" if at > 80 and in_place else "middle"
        marks.append(Mark(at, one.day, one.words, one.words if in_place else f"({number})", anchor, label_at))
    return tuple(marks)


def _apart(places: list[float]) -> list[float]:
    """As near to their places as numbers can stand without touching each other."""
    gap = min(MARK_GAP, 100.0 / max(1, len(places) - 1))
    found: list[float] = []
    for place in places:
        found.append(max(place, found[-1] + gap) if found else place)
    for number in range(len(found) - 1, -1, -1):
        found[number] = min(found[number], 100.0 - gap * (len(found) - 1 - number))
    return found


def _periods(frame: Frame) -> list[Period]:
    if frame.years == 1:
        months = [date(frame.first_year + (month < 4), month, 1) for month in (4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3)]
        edges = [*(frame.x(month) for month in months), 100.0]
        return [
            Period((left + right) / 2, 0.0, months[place], first=place == 0, named=place % 2 == 0)
            for place, (left, right) in enumerate(pairwise(edges))
        ]
    years = [date(frame.first_year + place, 4, 1) for place in range(frame.years + 1)]
    edges = [frame.x(year) for year in years]
    every = math.ceil(frame.years / 4)
    return [
        Period((left + right) / 2, left if every == 1 else 0.0, years[place], first=place == 0, named=place % every == 0)
        for place, (left, right) in enumerate(pairwise(edges))
    ]


def _row(reading: Reading, indicator: Indicator) -> Row:
    parts = tuple("" if part is None else in_words(part, "", exact=True) for part in reading.parts)
    words = "" if reading.value is None else in_words(reading.value, indicator.unit, exact=True)
    return Row(reading.day, words, reading.note, (*parts, *[""] * (len(indicator.heads) - len(parts)))[: len(indicator.heads)])
