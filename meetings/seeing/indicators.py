"""The indicators of a year's countermeasures as pictures with their tables, and what is missing at each, with the way to add it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select, and_, bindparam, func, select
from sqlalchemy.orm import aliased

from core.database import db
from meetings.drawing.indicators import pictured
from meetings.drawing.picture import Picture
from meetings.models import CountermeasureVersion, Implementation, IndicatorValue
from meetings.seeing.facts import TermFact

FEW, MANY = 4, 12
"""Pictures under the board; pictures on a page that shows nothing else."""


@dataclass(frozen=True)
class Missing:
    """One thing to add, and where; without an address for who only reads."""

    words: str
    href: str


@dataclass(frozen=True)
class Measured:
    """The indicator of one countermeasure; `picture` None where it has none yet."""

    code: str
    title: str
    measure_id: int
    href: str
    what: str
    picture: Picture | None
    missing: list[Missing]


@dataclass
class _Measure:
    """A countermeasure as far as its indicator needs it."""

    id: int
    versions: list[CountermeasureVersion] = field(default_factory=list)
    values: list[IndicatorValue] = field(default_factory=list)
    began: date | None = None


def indicators(terms: Sequence[TermFact], fiscal_year: int, *, most: int, skip: int = 0, may_add: bool) -> tuple[list[Measured], int]:
    """In the order of the board; and how many there are in all."""
    of = {one.id: term for term in terms for one in term.measures if not one.stopped}
    wanted = list(of)[skip : skip + most]
    found = _read(wanted) if wanted else {}
    return [_shown(found[one], of[one], fiscal_year, may_add) for one in wanted], len(of)


def _read(wanted: list[int]) -> dict[int, _Measure]:
    found = {one: _Measure(one) for one in wanted}
    for version, value, began in db.execute(_asked(), {"ids": wanted}):
        measure = found[version.countermeasure_id]
        measure.began = began
        if version not in measure.versions:
            measure.versions.append(version)
        if value:
            measure.values.append(value)
    return found


@lru_cache(maxsize=1)
def _asked() -> Select[*tuple[Any, ...]]:
    """Every version, the one in force once for each value. Built once: building it costs more than asking it."""
    version, newer = CountermeasureVersion, aliased(CountermeasureVersion)
    last = select(func.max(newer.number)).where(newer.countermeasure_id == version.countermeasure_id).scalar_subquery()
    began = select(func.min(Implementation.done_on)).where(Implementation.countermeasure_id == version.countermeasure_id).scalar_subquery()
    of_it = and_(IndicatorValue.countermeasure_id == version.countermeasure_id, version.number == last)
    rows = select(version, IndicatorValue, began).outerjoin(IndicatorValue, of_it)
    rows = rows.where(version.countermeasure_id.in_(bindparam("ids", expanding=True)))
    return rows.order_by(version.countermeasure_id, version.number, IndicatorValue.on, IndicatorValue.id)


def _shown(measure: _Measure, term: TermFact, fiscal_year: int, may_add: bool) -> Measured:
    version = measure.versions[-1]
    picture = pictured(measure.versions, measure.values, measure.began, fiscal_year) if version.indicator else None
    return Measured(
        code=term.code, title=term.title, measure_id=measure.id, href=f"/issues/{term.issue_id}#countermeasure-{measure.id}",
        what=version.what, picture=picture, missing=[] if _ended(term, measure) else _missing(measure, may_add),
    )  # fmt: skip


def _ended(term: TermFact, measure: _Measure) -> bool:
    return next(one.ended for one in term.measures if one.id == measure.id)


def _missing(measure: _Measure, may_add: bool) -> list[Missing]:
    version = measure.versions[-1]
    wanting = []
    if not version.indicator:
        wanting.append((_("指標がまだありません。何の数で効果を見るかを決めましょう。"), "versions"))
    else:
        parts = [word for word, value in ((_("はじめの数"), version.baseline), (_("目標"), version.target)) if value is None]
        if parts:
            wanting.append((_("%(what)sがまだありません。", what=_("と").join(parts)), "versions"))
        if not measure.values:
            wanting.append((_("まだ一度も数えていません。"), "values"))
    return [Missing(str(words), f"/countermeasures/{measure.id}/{page}" if may_add else "") for words, page in wanting]
