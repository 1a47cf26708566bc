"""What ナビイ says of items of the directory: hours, departments, beds, kind of institution."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from region.open_data.medical_columns import BY_KIND, HOURS, Layout
from region.open_data.opening import days_said, hours, odd_weeks, open_days, shut_days, spans
from region.open_data.publication import Facts
from region.open_data.values import count

_KINDS = {"hospital": "病院", "dental": "歯科診療所", "maternity": "助産所", "pharmacy": "薬局"}
MANY = 60
"""Departments that are named; a university hospital has about forty."""


def facts_of(said: Sequence[Any]) -> Facts:
    """By item, from the facility row and the hours of one institution."""
    facility = next((one for one in said if one.service != HOURS.kind), None)
    departments: Mapping[str, Any] = next((one.values for one in said if one.service == HOURS.kind), {})
    layout = BY_KIND[facility.service] if facility else None
    values: Mapping[str, Any] = facility.values if facility else {}
    told = {"opening_hours": _opening(layout, values, departments), "departments": _departments(departments)}
    if layout:
        told |= {"beds": _beds(layout, values), "medical_kind": _kind(layout, values)}
    return {item: value for item, value in told.items() if value}


def _opening(layout: Layout | None, values: Mapping[str, Any], departments: Mapping[str, Any]) -> dict[str, Any] | None:
    told = [found for name, packed in values.items() if name.startswith("時間帯") for found in spans(packed)]
    told += [found for one in departments.values() for slot in ("1", "2", "3") for found in spans(one.get(slot, ""))]
    days = open_days(values)
    note = [
        f"開いている曜日は{days_said(days)}（時間は公表データにありません）" if days and not told else "",
        odd_weeks(values),
        f"そのほかの休み：{' '.join(values[layout.texts[6]].split())}" if layout and values.get(layout.texts[6]) else "",
    ]
    return hours(told, shut=shut_days(values), note=note)


def _departments(departments: Mapping[str, Any]) -> dict[str, Any] | None:
    names = list(dict.fromkeys(one["name"] for _code, one in sorted(departments.items())))
    return {"text": "、".join(names[:MANY])} if names else None


def _beds(layout: Layout, values: Mapping[str, Any]) -> dict[str, Any] | None:
    """0 is an answer; a blank is none."""
    told = {name: beds for name in layout.beds if (beds := count(values.get(name, ""))) is not None}
    if "合計病床数" not in told:
        return None
    kinds = [f"{name.removesuffix('病床')}{beds}" for name, beds in told.items() if beds and "うち" not in name and name != "合計病床数"]
    return {"number": told["合計病床数"], "note": "・".join(kinds)}


def _kind(layout: Layout, values: Mapping[str, Any]) -> dict[str, Any]:
    if layout.kind == "clinic":
        beds = _beds(layout, values)
        return {"text": "診療所" if beds is None else "有床診療所" if beds["number"] else "無床診療所"}
    return {"text": _KINDS[layout.kind]}
