"""One page of the institutions that fit, each with what was asked for, and what to loosen where nobody does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, joinedload

from core.database import db
from region.directory.finding.words import Phrasebook, hours_of, thing
from region.directory.models import Fact
from region.directory.models.fitting import registered
from region.directory.models.place import Place
from region.directory.models.reader import Reader
from region.directory.models.wanted import Wanted
from region.models import Institution, InstitutionSource, Municipality

PAGE = 50
WHOLE = 2000
"""Institutions on one page, and on the one page that is printed."""
Facts = dict[str, Fact]
_ABLE, _TIME, _LAND = ("can", "status"), ("day", "hour"), ("serves", "municipality", "area", "near", "within")
TOGETHER: dict[tuple[str, ...], str] = {
    _ABLE: _l("できること"), _TIME: _l("曜日と時間"), _LAND: _l("場所"), (*_ABLE, *_TIME): _l("できることと、曜日・時間"),
    (*_ABLE, *_LAND): _l("できることと、場所"), (*_TIME, *_LAND): _l("曜日・時間と、場所"),
    (*_ABLE, *_TIME, *_LAND): _l("種類のほかのすべて"),
}  # fmt: skip
"""Conditions that are dropped together where dropping one helps nobody."""


@dataclass(frozen=True)
class Found:
    """One institution of the list, and as much of it as the reader may see."""

    number: int
    institution: Institution
    registered: bool
    facts: Facts
    wanted: Wanted
    km: float | None

    @property
    def marks(self) -> list[tuple[str, str]]:
        """What was asked for: ○, or △ with its condition."""
        return [self._mark(said) for said in self.wanted.can]

    @property
    def hours(self) -> str:
        """The hours that were asked for."""
        fact = self.facts.get("opening_hours")
        return hours_of(fact.value, self.wanted.day) if fact and (self.wanted.day or self.wanted.hour) else ""

    @property
    def confirmed(self) -> Fact | None:
        """Of what was asked, what was confirmed longest ago."""
        told = [self.facts[item] for item in self.wanted.items if item in self.facts]
        return min(told, key=lambda one: one.confirmed_at, default=None)

    @property
    def confirmer(self) -> str:
        """Who said so: the institution itself, the base, or a file."""
        fact = self.confirmed
        if fact is None or not fact.by_hand or fact.confirmed_by is None:
            return str(_("公表データ"))
        return str(_("施設が確認") if fact.confirmed_by.institution_id == self.institution.id else _("拠点が確認"))

    def _mark(self, said: str) -> tuple[str, str]:
        item, _colon, choice = said.partition(":")
        value = self.facts[item].value if item in self.facts else {}
        word = f"{thing(said)}（{value['note']}）" if value.get("note") else thing(said)
        return ("some" if not choice and value.get("answer") == "some" else "yes"), word


@dataclass(frozen=True)
class Slice:
    """Ids of one page, how many there are on all pages, and how many of these have a telephone number."""

    ids: list[int]
    total: int
    with_telephone: int


@dataclass
class Listing:
    """One page of a search."""

    wanted: Wanted
    reader: Reader
    asked_page: int = 1
    whole: bool = False

    @cached_property
    def place(self) -> Place | None:
        return Place.find(self.wanted.near, self.reader) if self.wanted.near else None

    @cached_property
    def towns(self) -> dict[str, str]:
        """Names of the municipalities in reach, in the order of their codes."""
        codes = {*self.reader.reach.codes, self.wanted.serves, self.wanted.municipality} - {""}
        rows = select(Municipality.code, Municipality.name).where(Municipality.code.in_(sorted(codes))).order_by(Municipality.code)
        return {one[0]: one[1] for one in db.execute(rows)}

    @cached_property
    def words(self) -> list[str]:
        return self._phrases.all(self.wanted)

    @property
    def total(self) -> int:
        return self._slice.total

    @property
    def without_telephone(self) -> int:
        return self._slice.total - self._slice.with_telephone

    @property
    def size(self) -> int:
        return WHOLE if self.whole else PAGE

    @property
    def last(self) -> int:
        return max(1, -(-self.total // self.size))

    @property
    def page(self) -> int:
        return min(max(1, self.asked_page), self.last)

    @property
    def first_number(self) -> int:
        return (self.page - 1) * self.size + 1

    @cached_property
    def shown(self) -> list[Found]:
        """The institutions of this page, numbered as on the map."""
        ids = self._slice.ids
        rows = select(Institution, Institution.id.in_(registered())).where(Institution.id.in_(ids))
        there = {row[0].id: row for row in db.execute(rows.options(joinedload(Institution.municipality)))} if ids else {}
        facts = facts_of(ids, self.wanted.items, self.reader)
        return [
            Found(number, there[id_][0], bool(there[id_][1]), facts.get(id_, {}), self.wanted, self._km(there[id_][0]))
            for number, id_ in enumerate(ids, self.first_number)
        ]

    @cached_property
    def files(self) -> list[tuple[str, date | None]]:
        """The published files that speak of those shown: licence and newest day."""
        ids = [one.institution.id for one in self.shown]
        rows = select(InstitutionSource.licence, func.max(InstitutionSource.file_on)).where(InstitutionSource.institution_id.in_(ids))
        return [(one[0], one[1]) for one in db.execute(rows.group_by(InstitutionSource.licence).order_by(InstitutionSource.licence))]

    @cached_property
    def looser(self) -> list[tuple[str, Wanted, int]]:
        """What could be dropped, in words, the rest, and how many that finds: one condition, or where none helps several together."""
        one_less = self._helping([(self._phrases.one(name, value), rest) for name, value, rest in self.wanted.loosened()])
        return one_less or self._helping([(str(TOGETHER[names]), rest) for names, rest in self.wanted.loosened_together(*TOGETHER)])

    def _helping(self, less: list[tuple[str, Wanted]]) -> list[tuple[str, Wanted, int]]:
        """Those that find somebody, counted in one query."""
        counts = [counted(one.unordered(self.reader, self.place if one.near else None)).scalar_subquery() for _words, one in less]
        found = db.execute(select(*counts)).one() if counts else []
        return [(words, one, count) for (words, one), count in zip(less, found, strict=True) if count]

    @cached_property
    def _slice(self) -> Slice:
        asked = self._part(max(1, self.asked_page))
        if asked.ids or self.asked_page <= 1:
            return asked
        total = db.scalar(counted(self._fitting)) or 0  # past the end: the last page
        return self._part(max(1, -(-total // self.size)))

    def _part(self, page: int) -> Slice:
        """One page and both counts; what must be looked for in facts and words is looked through once."""
        some = self._fitting.limit(self.size).offset((page - 1) * self.size)
        if self._is_told_by_an_index:
            ids = list(db.scalars(some.with_only_columns(Institution.id, maintain_column_froms=True)))
            all_of_them = counted(self.wanted.unordered(self.reader), Institution.telephone)
            return Slice(ids, *db.execute(all_of_them).one()) if ids else Slice([], 0, 0)
        columns = (Institution.id, func.count().over(), func.count(Institution.telephone).over())
        rows = list(db.execute(some.with_only_columns(*columns, maintain_column_froms=True)))
        return Slice([row[0] for row in rows], rows[0][1], rows[0][2]) if rows else Slice([], 0, 0)

    @property
    def _is_told_by_an_index(self) -> bool:
        """Counting anew costs less than carrying every row along."""
        return self.wanted.asked.keys() <= {"type", "municipality"}

    @cached_property
    def _phrases(self) -> Phrasebook:
        return Phrasebook(self.towns, self.reader.areas, self.place.name if self.place else "")

    @property
    def _fitting(self) -> Select[Institution]:
        return self.wanted.among(self.reader, self.place)

    def _km(self, one: Institution) -> float | None:
        return self.place.km_to(one.latitude, one.longitude) if self.place else None


def counted(found: Select[Institution], *columns: InstrumentedAttribute[Any]) -> Select[*tuple[int, ...]]:
    """How many a query finds; of each column, how many have it."""
    return found.order_by(None).with_only_columns(func.count(), *(func.count(one) for one in columns), maintain_column_froms=True)


def facts_of(ids: Sequence[int], items: Sequence[str] | None, reader: Reader) -> dict[int, Facts]:
    """What the reader may know now of these institutions, by institution and item; `items` None: of every item."""
    if not ids or items == []:
        return {}
    rows = select(Fact).join(Institution, Institution.id == Fact.institution_id)
    rows = rows.where(Fact.institution_id.in_(ids), Fact.superseded_at.is_(None), reader.sees(Fact.visibility))
    seen: dict[int, Facts] = {}
    people = rows.options(joinedload(Fact.confirmed_by))
    for fact in db.scalars(people if items is None else people.where(Fact.item.in_(items))):
        seen.setdefault(fact.institution_id, {})[fact.item] = fact
    return seen
