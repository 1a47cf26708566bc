"""The list as a table with chosen columns: ○ can, △ on a condition, × cannot, － nobody has said; for paper, CSV and Excel alike."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from flask_babel import gettext as _
from sqlalchemy import Select

from core.database import db
from region.directory.finding.filters import sayings
from region.directory.finding.listing import WHOLE, Facts, counted, facts_of
from region.directory.finding.words import thing
from region.directory.items import ITEMS, Item, Kind
from region.directory.models.fitting import registered
from region.directory.models.place import Place
from region.directory.models.reader import Reader
from region.directory.models.wanted import Wanted
from region.directory.wording import in_words, town_names
from region.models import Institution
from region.vocabulary import FIELDS, type_name

STEP = 500
USUAL = ("wheelchair", "home_care", "home_patients:children", "pharmacy_home_patients:children")
"""Columns where none were chosen: what residents ask a ward office."""


@dataclass
class Table:
    """Everything that fits, each with the chosen columns, as far as the reader may see."""

    wanted: Wanted
    reader: Reader
    chosen: tuple[str, ...]

    @cached_property
    def columns(self) -> list[str]:
        """`item` or `item:choice`: those chosen, or what was asked for and the usual ones of this type."""
        types = self.wanted.types
        usual = [one for one in USUAL if not types or any(_item(one).asked_of(kind) for kind in types)]
        return list(self.chosen or dict.fromkeys([*self.wanted.can, *usual]))

    @property
    def offered(self) -> list[tuple[str, str]]:
        """What may stand in a column."""
        types = self.wanted.types
        items = [one for one in ITEMS.values() if not types or any(one.asked_of(kind) for kind in types)]
        return [(said, thing(said)) for item in items for said in sayings(item) or [item.code]]

    @property
    def header(self) -> list[str]:
        """The words above the columns of a file."""
        names = ("name", "name_kana", "type", "address", "building", "telephone", "fax", "corporation_name")
        return [*(str(FIELDS[name]) for name in names), _("アカウント"), *(thing(one) for one in self.columns)]

    @cached_property
    def total(self) -> int:
        return db.scalar(counted(self._fitting)) or 0

    @property
    def shown(self) -> list[tuple[Institution, list[str]]]:
        """Those that stand on the page that is printed, with their cells."""
        rows = list(db.scalars(self._fitting.limit(WHOLE)).unique())
        return list(self._with_cells(rows))

    @property
    def rows(self) -> Iterator[list[str | None]]:
        """Everything, for a file."""
        found = list(db.scalars(self._fitting).unique())
        known = set(db.scalars(registered()))
        for at in range(0, len(found), STEP):
            for one, cells in self._with_cells(found[at : at + STEP]):
                said = [one.name, one.name_kana, type_name(one.type), one.full_address, one.building, one.telephone, one.fax]
                yield [*said, one.corporation_name, _("あり") if one.id in known else _("未登録"), *cells]

    def _with_cells(self, found: list[Institution]) -> Iterator[tuple[Institution, list[str]]]:
        facts = facts_of([one.id for one in found], sorted({_item(one).code for one in self.columns}), self.reader)
        towns = town_names(fact.value for of_one in facts.values() for fact in of_one.values())
        for one in found:
            yield one, [cell(said, facts.get(one.id, {}), towns) for said in self.columns]

    @cached_property
    def _fitting(self) -> Select[Institution]:
        place = Place.find(self.wanted.near, self.reader) if self.wanted.near else None
        return self.wanted.among(self.reader, place)


def cell(said: str, facts: Facts, towns: dict[str, str]) -> str:
    """What stands in one cell."""
    item, choice = _item(said), said.partition(":")[2]
    value = facts[item.code].value if item.code in facts else {}
    if not value:
        return "－"
    if choice:
        return "○" if choice in value.get("choices", []) else "×"
    if item.kind == Kind.YES_NO:
        note = f"（{value['note']}）" if value.get("note") else ""
        return {"yes": "○", "some": "△", "no": "×"}.get(value.get("answer", ""), "－") + note
    return in_words(item, value, towns)


def _item(said: str) -> Item:
    return ITEMS[said.partition(":")[0]]
