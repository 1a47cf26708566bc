"""When somebody is open: times and days as files write them become the directory's hours. Nothing is guessed.

A time that ends past midnight is written on: 22:00–02:00 is 22:00–26:00.
00:00–00:00 says nothing: files write it for "none" and for "always".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from region.open_data.publication import DAYS
from region.open_data.values import narrow

CODES = tuple(DAYS)
"""mon … sun, holiday: the order in which files write days."""
LAST = 48 * 60
_TIME = re.compile(r"(\d{1,2})[:：](\d{2})(?::00)?")
Span = tuple[int, int]


@lru_cache(maxsize=4096)
def minutes(written: str) -> int | None:
    """Minutes from midnight, also of 24:00 and beyond; None for what is no time."""
    found = _TIME.fullmatch(narrow(written))
    if not found or int(found[2]) > 59:
        return None
    told = int(found[1]) * 60 + int(found[2])
    return told if told <= LAST else None


def span(start: str, end: str) -> Span | None:
    """From and until, in minutes; None where one is missing or both are the same."""
    begin, until = minutes(start), minutes(end)
    if begin is None or until is None or begin == until or begin >= 24 * 60:
        return None
    return (begin, until) if until > begin else (begin, until + 24 * 60)


def pack(cells: Sequence[str]) -> str:
    """Starts and ends of eight days as one text; empty when none is told."""
    days = [f"{start}-{end}" if start or end else "" for start, end in zip(cells[::2], cells[1::2], strict=True)]
    return ",".join(days) if any(days) else ""


def spans(packed: str) -> Iterable[tuple[int, Span]]:
    """Day and span of what `pack` made."""
    for day, told in enumerate(packed.split(",")):
        start, _dash, end = told.partition("-")
        if found := span(start, end):
            yield day, found


def hours(told: Iterable[tuple[int, Span]], *, shut: Iterable[int] = (), note: Iterable[str] = ()) -> dict[str, Any] | None:
    """The value of `opening_hours`: spans that touch are one; days in `shut` are left out, and said where hours were told for them."""
    by_day: dict[int, list[Span]] = {}
    for day, one in told:
        by_day.setdefault(day, []).append(one)
    closed = set(shut)
    weekly = [
        {"day": CODES[day], "from": _clock(start), "to": _clock(end)}
        for day in sorted(by_day.keys() - closed)
        for start, end in _joined(by_day[day])
    ]
    odd = "・".join(DAYS[CODES[day]] for day in sorted(by_day.keys() & closed))
    notes = [one for one in note if one] + ([f"{odd}は休みの印と時間の両方があります"] if odd else [])
    return {"weekly": weekly, "note": "。".join(notes)[:600]} if weekly or notes else None


def shut_days(values: Mapping[str, Any]) -> set[int]:
    """Days that are closed every week: 0 in the weekly flags (and, of a pharmacy, in its days of business), 0 for holidays."""
    shut = {day for group in ("毎週", "営業日") for day, flag in enumerate(values.get(group, "")) if flag == "0"}
    return shut | ({7} if values.get("祝日") == "0" else set())


def open_days(values: Mapping[str, Any]) -> list[int]:
    """Days that are open every week."""
    told = values.get("営業日") or values.get("毎週", "")
    opened = {day for day, flag in enumerate(told) if flag == "1"} | ({7} if values.get("祝日") == "1" else set())
    return sorted(opened - shut_days(values))


def days_said(days: Iterable[int]) -> str:
    """「月・火・水」."""
    return "・".join(DAYS[CODES[day]] for day in days)


def odd_weeks(values: Mapping[str, Any]) -> str:
    """「土は第2・第4週が休み」: days that are open as a rule and closed in some weeks."""
    usual = set(open_days(values)) - {7}
    off = {day: [week for week in range(1, 6) if _flag(values, week, day) == "0"] for day in sorted(usual)}
    return "、".join(f"{days_said([day])}は{'・'.join(f'第{week}' for week in weeks)}週が休み" for day, weeks in off.items() if weeks)


def _flag(values: Mapping[str, Any], week: int, day: int) -> str:
    return str(values.get(f"第{week}週", ""))[day : day + 1]


def _joined(told: Iterable[Span]) -> list[Span]:
    found: list[Span] = []
    for start, end in sorted(told):
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((start, end))
    return found


def _clock(told: int) -> str:
    return f"{told // 60:02}:{told % 60:02}"
