"""The indicators of a year's countermeasures as pictures with their tables, and what is missing at each, with the way to add it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from core.database import db
from meetings.drawing.indicators import picture_of
from meetings.drawing.picture import Picture
from meetings.models import Countermeasure
from meetings.seeing.facts import TermFact

FEW, MANY = 4, 12
"""Pictures under the board; pictures on a page that shows nothing else."""


@dataclass(frozen=True)
class Missing:
    """One thing to add, and where; without an address for who only reads."""

    words: str
    href: str


@dataclass(frozen=True)
class Shown:
    """The indicator of one countermeasure; `picture` None where it has none yet."""

    code: str
    title: str
    measure_id: int
    href: str
    what: str
    picture: Picture | None
    missing: list[Missing]


def indicators(terms: Sequence[TermFact], fiscal_year: int, *, most: int, skip: int = 0, may_add: bool) -> tuple[list[Shown], int]:
    """In the order of the board; and how many there are in all."""
    of = {one.id: term for term in terms for one in term.measures if not one.stopped}
    wanted = list(of)[skip : skip + most]
    options = [selectinload(getattr(Countermeasure, name)) for name in ("versions", "implementations", "values")]
    found = {one.id: one for one in db.scalars(select(Countermeasure).where(Countermeasure.id.in_(wanted)).options(*options))}
    return [_shown(found[one], of[one], fiscal_year, may_add) for one in wanted], len(of)


def _shown(measure: Countermeasure, term: TermFact, fiscal_year: int, may_add: bool) -> Shown:
    version = measure.version
    picture = picture_of(measure, year=fiscal_year) if version.indicator else None
    return Shown(
        code=term.code, title=term.title, measure_id=measure.id, href=f"/issues/{term.issue_id}#countermeasure-{measure.id}",
        what=version.what, picture=picture, missing=[] if _ended(term, measure) else _missing(measure, may_add),
    )  # fmt: skip


def _ended(term: TermFact, measure: Countermeasure) -> bool:
    return next(one.ended for one in term.measures if one.id == measure.id)


def _missing(measure: Countermeasure, may_add: bool) -> list[Missing]:
    version = measure.version
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
