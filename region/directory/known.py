"""What one person sees of one institution: item by item, what is known, how old it is, and what is kept from them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from region.directory.items import Item, Visibility, items_for
from region.directory.models import Fact, FactAsk, InstitutionStatus
from region.directory.models.fact import BY_HAND
from region.directory.wording import in_words, town_names
from region.models import Institution, InstitutionSource


@dataclass(frozen=True)
class Row:
    """One item: a fact in words, or only that there is one which this reader may not see."""

    item: Item
    visibility: Visibility
    fact: Fact | None = None
    words: str = ""


@dataclass
class Known:
    """The reader is a person; where they act at this moment does not matter."""

    institution: Institution
    person_id: int

    @cached_property
    def _facts(self) -> dict[str, Fact]:
        return Fact.seen_by(self.person_id, [self.institution.id]).get(self.institution.id, {})

    @cached_property
    def _kept(self) -> dict[str, Visibility]:
        return Fact.kept_from(self.person_id, self.institution.id)

    @cached_property
    def _items(self) -> list[Item]:
        return items_for(self.institution.type)

    @cached_property
    def rows(self) -> list[Row]:
        """What is known, in the guidebook's order."""
        towns = town_names(fact.value for fact in self._facts.values())
        return [row for item in self._items if (row := self._row(item, towns))]

    def _row(self, item: Item, towns: dict[str, str]) -> Row | None:
        fact = self._facts.get(item.code)
        if fact:
            return Row(item, fact.visibility, fact, in_words(item, fact.value, towns))
        return Row(item, self._kept[item.code]) if item.code in self._kept else None

    @property
    def special(self) -> list[Row]:
        """Of this type of institution (できること)."""
        return [row for row in self.rows if not row.item.common]

    @property
    def common(self) -> list[Row]:
        """Of every institution (基本の項目)."""
        return [row for row in self.rows if row.item.common]

    @cached_property
    def unknown(self) -> list[Item]:
        """What nobody has said yet."""
        said = {row.item.code for row in self.rows}
        return [item for item in self._items if item.code not in said]

    @property
    def old(self) -> list[Row]:
        """Confirmed too long ago, among what the reader sees."""
        return [row for row in self.rows if row.fact and row.fact.stale]

    @cached_property
    def sources(self) -> list[InstitutionSource]:
        """The files some of it comes from, one for each licence line and day."""
        used = {fact.source for fact in self._facts.values()} - {BY_HAND}
        lines: Iterable[InstitutionSource] = (one for one in self.institution.sources if one.source in used)
        return list({(one.licence, one.file_on): one for one in lines}.values())

    @cached_property
    def asked(self) -> FactAsk | None:
        """When the manager was asked last."""
        return FactAsk.latest_of(self.institution.id)


def flags(institution_id: int) -> list[InstitutionStatus]:
    """Statuses of today first, then those to come and those that ended."""
    return sorted(InstitutionStatus.of(institution_id), key=lambda one: one.ended)
