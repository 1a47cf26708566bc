"""What is known of the area already, for 現状把握: numbers with their date and where they are from. Only what is there; nothing is guessed.

Municipal figures are those whose name in the ministry's sheet speaks of home care; a masked or blank cell is not 0 and is said as such.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, and_, func, select

from core import clock
from core.database import db
from region.directory.finding.words import thing
from region.directory.items import ITEMS
from region.directory.models import Fact
from region.directory.models.municipal_statistic import AGED, POPULATION, MunicipalStatistic, MunicipalYear, StatisticItem
from region.directory.models.status import STATUSES, InstitutionStatus
from region.models import Area, AreaMunicipality, Institution
from region.models.base import belongs_to
from region.vocabulary import type_name

CARE = re.compile(r"訪問|往診|看取り|在宅|24時間|退院")
MOST = 12
ASKED = ("around_the_clock", "terminal_care", "narcotics", "pharmacy_home_patients:after_hours")
"""Facts that tell of 急変時 and 看取り: items that are answered with yes or no, or one choice of an item."""


COUNTED = (
    "hospital", "clinic", "clinic_with_beds", "dental_clinic", "pharmacy", "visiting_nursing", "home_rehab", "nutrition_station",
    "care_manager_office", "home_help", "nursing_small_multi", "regular_visit", "community_support_center", "consultation_office",
    "tokuyo", "roken", "kaigo_iryoin",
)  # fmt: skip
"""Types of institutions that a discharge and the days after it meet, in the order they are shown."""


@dataclass(frozen=True)
class Line:
    """A number as it is shown; `of` what it is a part of, `lack` what it does not count."""

    word: str
    value: str
    of: str = ""
    lack: str = ""


@dataclass(frozen=True)
class Shelf:
    """Numbers of one source, and of which day."""

    title: str
    source: str
    lines: list[Line] = field(default_factory=list)


def figures(area: Area, person_id: int) -> list[Shelf]:
    """As far as this person may know them; sources that have nothing are left out."""
    shelves = [_people_and_care(area), _statuses(area), _facts(area, person_id), _institutions(area)]
    return [one for one in shelves if one and one.lines]


def _people_and_care(area: Area) -> Shelf | None:
    codes = list(
        db.scalars(select(AreaMunicipality.municipality_code).where(AreaMunicipality.area_id == area.id, AreaMunicipality.today()))
    )
    year = db.scalar(select(func.max(MunicipalYear.year)).where(MunicipalYear.municipality_code.in_(codes)))
    if year is None:
        return None
    about = db.scalars(select(MunicipalYear).where(MunicipalYear.municipality_code.in_(codes), MunicipalYear.year == year)).all()
    labels = {one.item: one.label for one in db.scalars(select(StatisticItem).where(StatisticItem.year == year))}
    labels |= {POPULATION: _("人口"), AGED: _("65歳以上の人")}
    wanted = [POPULATION, AGED, *(item for item, label in labels.items() if item not in (POPULATION, AGED) and CARE.search(label))]
    told = list(_sums(MunicipalStatistic.of(codes, year), wanted[:MOST], labels, len(codes)))
    days = [one.file_on for one in about if one.file_on]
    source = f"{about[0].licence}　{_('%(year)s年', year=year)}" + (f"　{_read(max(days))}" if days else "")
    return Shelf(_("市区町村の数字（圏域の合計）"), source, told)


def _sums(rows: dict[tuple[str, str], MunicipalStatistic], wanted: list[str], labels: dict[str, str], all_of: int) -> Iterator[Line]:
    values: defaultdict[str, list[float]] = defaultdict(list)
    for (_code, item), row in rows.items():
        if row.value is not None:
            values[item].append(row.value)
    for item in wanted:
        if values[item]:
            without = all_of - len(values[item])
            lack = _("%(count)s市区町村は数字がありません", count=without) if without else ""
            yield Line(labels[item], f"{sum(values[item]):,.0f}", lack=lack)


def _institutions(area: Area) -> Shelf:
    counted = select(Institution.type, func.count()).where(_open_in(area)).group_by(Institution.type)
    found = {row[0]: row[1] for row in db.execute(counted)}
    lines = [Line(type_name(kind), str(found[kind])) for kind in COUNTED if kind in found]
    return Shelf(_("施設の数"), _("出典：施設の名簿　%(day)s現在", day=_said(clock.today())), lines)


def _statuses(area: Area) -> Shelf:
    row = InstitutionStatus
    counted = select(row.status, func.count(row.institution_id.distinct()), func.max(row.recorded_at)).join(row.institution)
    found = {status: (number, at) for status, number, at in db.execute(counted.where(row.today(), _open_in(area)).group_by(row.status))}
    lines = [Line(str(word), str(found[code][0])) for code, word in STATUSES.items() if code in found]
    newest = max((at for _number, at in found.values()), default=None)
    day = clock.in_japan(newest).date() if newest else clock.today()
    return Shelf(_("届け出・認定"), _("出典：施設の名簿の届け出・認定　最新の記録 %(day)s", day=_said(day)), lines)


def _facts(area: Area, person_id: int) -> Shelf:
    rows = select(Fact).join(Fact.institution).where(
        Fact.item.in_([one.partition(":")[0] for one in ASKED]), Fact.superseded_at.is_(None), Fact.visible_to(person_id), _open_in(area)
    )  # fmt: skip
    told: defaultdict[str, list[Fact]] = defaultdict(list)
    for fact in db.scalars(rows):
        told[fact.item].append(fact)
    lines = [_answered(asked, told[asked.partition(":")[0]]) for asked in ASKED if told[asked.partition(":")[0]]]
    oldest = min((fact.confirmed_at for facts in told.values() for fact in facts), default=clock.now())
    return Shelf(_("施設が答えたこと"), _("出典：施設の名簿　いちばん古い確認 %(day)s", day=_said(clock.in_japan(oldest).date())), lines)


def _answered(asked: str, facts: list[Fact]) -> Line:
    item, _colon, choice = asked.partition(":")
    yes = sum(choice in fact.value.get("choices", ()) if choice else fact.value.get("answer") == "yes" for fact in facts)
    some = sum(fact.value.get("answer") == "some" for fact in facts)
    word = thing(asked) if choice else str(ITEMS[item].ja)
    kinds = "・".join(type_name(kind) for kind in ITEMS[item].types)
    lack = _("ほかに条件つき %(count)s", count=some) if some else ""
    return Line(f"{word}（{kinds}）", str(yes), of=_("答えた%(count)s施設のうち", count=len(facts)), lack=lack)


def _open_in(area: Area) -> ColumnElement[bool]:
    return and_(belongs_to([area.id]), Institution.closed_on.is_(None))


def _read(day: date) -> str:
    return str(_("%(day)s公表のファイル", day=_said(day)))


def _said(day: date) -> str:
    return f"{day.year}/{day.month}/{day.day}"
