"""How complete the directory is: how many institutions lack what, by type and by municipality. Closed ones do not count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, Integer, Select, SQLColumnExpression, and_, cast, func, or_, select

from core import clock
from core.database import db
from region.directory.models.fact import BY_HAND, Fact
from region.directory.models.fitting import registered
from region.models import Institution, InstitutionSource
from region.models.base import belongs_to

A_YEAR = timedelta(days=365)


class Missing(StrEnum):
    """What an entry may lack."""

    TELEPHONE = "telephone"
    COORDINATES = "coordinates"
    MUNICIPALITY = "municipality"
    KANA = "kana"
    ACCOUNT = "account"
    PUBLISHED = "published"
    NEVER = "never"
    OLD = "old"


MISSING = {
    Missing.TELEPHONE: _("電話番号がない"),
    Missing.COORDINATES: _("地図の位置がない"),
    Missing.MUNICIPALITY: _("市区町村がない"),
    Missing.KANA: _("よみがながない"),
    Missing.ACCOUNT: _("アカウントがない"),
    Missing.PUBLISHED: _("公表データから消えた"),
    Missing.NEVER: _("一度も確認されていない"),
    Missing.OLD: _("確認から1年をこえた"),
}


def lacks(what: Missing) -> ColumnElement[bool]:
    """Condition: the institution lacks this. Confirmed is what somebody said by hand, whatever item it was."""
    published = select(InstitutionSource.institution_id)
    confirmed = select(Fact.institution_id).where(Fact.source == BY_HAND, Fact.superseded_at.is_(None))
    return {
        Missing.TELEPHONE: Institution.telephone.is_(None),
        Missing.COORDINATES: or_(Institution.latitude.is_(None), Institution.longitude.is_(None)),
        Missing.MUNICIPALITY: Institution.municipality_code.is_(None),
        Missing.KANA: Institution.name_kana.is_(None),
        Missing.ACCOUNT: Institution.id.not_in(registered()),
        Missing.PUBLISHED: and_(
            Institution.id.in_(published.where(InstitutionSource.missing_since.is_not(None))),
            Institution.id.not_in(published.where(InstitutionSource.missing_since.is_(None))),
        ),
        Missing.NEVER: Institution.id.not_in(confirmed),
        Missing.OLD: and_(
            Institution.id.in_(confirmed), Institution.id.not_in(confirmed.where(Fact.confirmed_at >= clock.now() - A_YEAR))
        ),
    }[what]  # fmt: skip


@dataclass(frozen=True)
class Line:
    """How many institutions of one type or municipality there are, and how many of them lack what."""

    key: str
    total: int
    numbers: dict[Missing, int]


@dataclass(frozen=True)
class Completeness:
    """Of the open institutions of some areas, and of those that stand nowhere; of one type or municipality where asked."""

    area_ids: Sequence[int]
    type: str = ""
    municipality: str = ""

    def found(self, what: Missing | None = None) -> Select[Institution]:
        """The institutions themselves (those with this what)."""
        there = or_(belongs_to(self.area_ids), Institution.municipality_code.is_(None))
        asked = [Institution.type == self.type] if self.type else []
        if self.municipality:
            asked.append(Institution.municipality_code == self.municipality)
        return select(Institution).where(Institution.closed_on.is_(None), there, *asked, *([lacks(what)] if what else []))

    def number(self, what: Missing) -> int:
        """How many there are."""
        ids = self.found(what).with_only_columns(Institution.id, maintain_column_froms=True)
        return db.scalar(select(func.count()).select_from(ids.subquery())) or 0

    def by_type(self) -> list[Line]:
        """One line for each type that occurs, the largest first."""
        return self._lines(Institution.type)

    def by_municipality(self) -> list[Line]:
        """One line for each municipality, by its code; "" for those that stand nowhere."""
        return sorted(self._lines(func.coalesce(Institution.municipality_code, "")), key=lambda line: (not line.key, line.key))

    def whole(self) -> Line:
        """All of them."""
        lines = self.by_type()
        return Line("", sum(line.total for line in lines), {what: sum(line.numbers[what] for line in lines) for what in Missing})

    def _lines(self, key: SQLColumnExpression[str]) -> list[Line]:
        sums = [func.sum(cast(lacks(what), Integer)) for what in Missing]
        asked = self.found().with_only_columns(key, func.count(), *sums, maintain_column_froms=True).group_by(key)
        rows = db.execute(asked).all()
        lines = [Line(row[0], row[1], {what: int(number or 0) for what, number in zip(Missing, row[2:], strict=True)}) for row in rows]
        return sorted(lines, key=lambda line: (-line.total, line.key))
