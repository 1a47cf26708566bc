"""Rows become institutions: every number and service keeps its own source, and what all of them say together is the institution."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import func, select, update

from core import audit, clock
from core.database import db
from region.models import Institution, InstitutionSource, Municipality
from region.open_data.founding import found
from region.open_data.ledger import Ledger
from region.open_data.municipality_names import Gazetteer
from region.open_data.publication import Newcomer, Publication, Recognised, Row, Saying, Words, neighbours, publications

Known = dict[tuple[str, str], InstitutionSource]
"""Sources by number and service."""
Present = defaultdict[Institution, list[InstitutionSource]]
"""Everything any file says of institutions."""
Homes = dict[str, Recognised]
"""Who the numbers are that no source knows yet."""


@dataclass
class Sources:
    """The shelf where the rows of most files stand: InstitutionSource."""

    publication: Publication
    announced: Ledger = field(default_factory=Ledger)
    """Numbers that another file of the same dry run would bring."""
    gazetteer: Gazetteer = field(default_factory=Gazetteer)

    def known_of(self, rows: Iterable[Row]) -> Known:
        """Everything that is kept of the numbers of these rows."""
        numbers = sorted({row.number for row in rows})
        held = select(InstitutionSource).where(InstitutionSource.source == self.publication.source, InstitutionSource.number.in_(numbers))
        return {(one.number, one.service): one for one in db.scalars(held)}

    def homes_of(self, rows: Sequence[Row], known: Known) -> Homes:
        """Who the numbers are of which nothing is known."""
        there = {number for number, _service in known}
        strange = {row.number: row for row in reversed(rows) if not (row.number in there or self._comes(row.number)) and self._tells(row)}
        asked = [Newcomer(self.publication.source, row.number, self._placed(self.publication.candidate(row))) for row in strange.values()]
        return dict(zip(strange, neighbours.recognise(asked) if asked else [], strict=True))

    def housed(self, rows: Sequence[Row], known: Known, homes: Homes) -> list[Row]:
        """Those for which there is, or which make, an institution they can stand with."""
        there = {number for number, _service in known} | {number for number, home in homes.items() if home.sure is not None}
        return [row for row in rows if row.number in there or self.publication.founds(row) or self._comes(row.number)]

    def where(self, row: Row) -> str:
        """The municipality of a row that makes an institution, also where no code is told; empty where nobody knows."""
        if row.municipality_code or not self.publication.founds(row):
            return row.municipality_code
        return self.gazetteer.code_of(self.publication.candidate(row).get("address")) or ""

    def announce(self, rows: Iterable[Row]) -> None:
        """The next file of this dry run will find these numbers."""
        self.announced.enter_all((row.number, "") for row in rows if self.publication.founds(row))

    def take(self, rows: Sequence[Row], known: Known, homes: Homes, *, touched: set[str], file_on: date) -> None:
        """Writes rows beside what is `known` of their numbers; institutions whose number is `touched` are renewed."""
        self._make_municipalities(rows)
        plain = self._newcomers(rows, known, homes)
        rows = [row for row in rows if row.number not in plain]
        with db.no_autoflush:  # all of a step is written at once
            houses = self._houses(known, homes, touched)
            present = _sources_of(houses.values())
            before = {house: _together(present[house]) for house in set(houses.values())}
            again = self._shelve(rows, known, houses, present, touched=touched, file_on=file_on)
            for house in dict.fromkeys(houses.values()):
                if house in before or len(present[house]) > 1:  # who is founded by one row is already what it says
                    self._renew(house, present[house], before.get(house, {}))
        db.flush()
        _ask(homes, houses)
        founded = found(self.publication, list(plain.values()), [self._said(row) for row in plain.values()], file_on) if plain else []
        self._tell(houses.values(), present, file_on, founded)
        if again:
            neighbours.confirm(sorted(again), self.publication.source, file_on)

    def _newcomers(self, rows: Sequence[Row], known: Known, homes: Homes) -> dict[str, Row]:
        """Rows that make an institution of their own and have nothing to do with any other row: most of a first file."""
        there = {number for number, _service in known}
        there |= {number for number, home in homes.items() if home.sure or home.doubts}
        often = Counter(row.number for row in rows)
        return {row.number: row for row in rows if row.number not in there and often[row.number] == 1 and self.publication.founds(row)}

    def _shelve(
        self, rows: Sequence[Row], known: Known, houses: dict[str, Institution], present: Present, *, touched: set[str], file_on: date
    ) -> set[int]:
        """Every row stands with its institution; ids of those about which a newer file says the same."""
        again: set[int] = set()
        for row in rows:
            if row.number in touched and row.number not in houses:
                houses[row.number] = self._founded(row)
            source = known.get(row.key) or self._first_said(row, known, houses[row.number], present)
            if row.number in touched or source.file_on != file_on:
                source.values, source.licence, source.missing_since = row.values, self.publication.licence, None
                source.file_on, source.read_at = file_on, clock.now()
                again |= {source.institution_id} if row.number not in touched else set()
        return again

    def mark_vanished(self, ids: Sequence[int]) -> None:
        """What these sources speak of left the file."""
        db.execute(update(InstitutionSource).where(InstitutionSource.id.in_(ids)).values(missing_since=clock.now()))
        audit.record(f"{self.publication.source}.vanished", sources=list(ids))

    def held(self, service: str, *, after: int, limit: int) -> Sequence[tuple[int, str, dict[str, Any]]]:
        """Id, number and values of what is kept of a service and has not vanished, a step at a time."""
        rows = (
            select(InstitutionSource.id, InstitutionSource.number, InstitutionSource.values)
            .where(func.coalesce(InstitutionSource.source, "") == self.publication.source)  # else SQLite reads all of a source each time
            .where(InstitutionSource.service == service, InstitutionSource.missing_since.is_(None), InstitutionSource.id > after)
        )
        return [(row[0], row[1], row[2]) for row in db.execute(rows.order_by(InstitutionSource.id).limit(limit))]

    def _comes(self, number: str) -> bool:
        return (number, "") in self.announced

    def _tells(self, row: Row) -> bool:
        return self.publication.founds(row) or bool(self.publication.candidate(row).get("name"))

    def _make_municipalities(self, rows: Iterable[Row]) -> None:
        """Municipalities the directory meets for the first time, by the names the file gives them."""
        said = {row.municipality_code: row for row in rows if row.municipality_code}
        there = set(db.scalars(select(Municipality.code).where(Municipality.code.in_(sorted(said)))))
        for code in sorted(said.keys() - there):
            if names := self.publication.names(said[code]):
                db.add(Municipality(code=code, prefecture_name=names[0], name=names[1]))
                self.gazetteer = Gazetteer()
        db.flush()

    def _houses(self, known: Known, homes: Homes, touched: set[str]) -> dict[str, Institution]:
        ids = {number: source.institution_id for (number, _service), source in known.items() if number in touched}
        by_id = {one.id: one for one in db.scalars(select(Institution).where(Institution.id.in_(sorted(set(ids.values())))))}
        houses = {number: by_id[one] for number, one in ids.items()}
        return houses | {number: home.sure for number, home in homes.items() if home.sure and number in touched}

    def _founded(self, row: Row) -> Institution:
        house = Institution(**{name: value for name, value in self._said(row).items() if value is not None}, edited_fields=[])
        house.refold()
        db.add(house)
        return house

    def _renew(self, house: Institution, sources: Sequence[InstitutionSource], before: Mapping[str, Any]) -> None:
        """The institution is what its sources say. What no file says any more goes only where a file had said it."""
        said = self._placed(_together(sources))
        house.take({name: value for name, value in said.items() if value is not None or getattr(house, name) == before.get(name)})

    def _said(self, row: Row) -> dict[str, Any]:
        return self._placed(self.publication.fields([Words(row.service, row.values)]))

    def _placed(self, said: dict[str, Any]) -> dict[str, Any]:
        """With a municipality that is known: the one whose code is told, else the one the address names."""
        code = said.get("municipality_code")
        if "address" in said and not self.gazetteer.knows(code):
            said["municipality_code"] = self.gazetteer.code_of(said["address"]) if not code else None
        return said

    def _first_said(self, row: Row, known: Known, house: Institution, present: Present) -> InstitutionSource:
        source = known[row.key] = InstitutionSource(
            source=self.publication.source, number=row.number, service=row.service, institution=house
        )
        db.add(source)
        present[house].append(source)
        return source

    def _tell(self, houses: Iterable[Institution], present: Present, file_on: date, said: list[Saying]) -> None:
        """What is `said` already, and what the sources of these institutions say."""
        for house in dict.fromkeys(houses):
            mine = [one for one in present[house] if one.source == self.publication.source and one.missing_since is None]
            if facts := self.publication.facts(mine):
                said.append(Saying(house, self.publication.source, facts, file_on))
        if said:
            neighbours.hear(said)


def _ask(homes: Homes, houses: Mapping[str, Institution]) -> None:
    """A person decides on newcomers who may be somebody known."""
    for number, home in homes.items():
        if home.doubts and number in houses:
            home.ask(houses[number])


def _sources_of(houses: Iterable[Institution]) -> Present:
    """Everything any file says of these institutions."""
    by_id = {one.id: one for one in houses if one.id}
    found: Present = defaultdict(list)
    for source in db.scalars(select(InstitutionSource).where(InstitutionSource.institution_id.in_(sorted(by_id)))):
        found[by_id[source.institution_id]].append(source)
    return found


def _together(sources: Sequence[InstitutionSource]) -> dict[str, Any]:
    """What all kinds of files say together: the first kind is believed, the others fill what it leaves open."""
    said: dict[str, Any] = {}
    for name, publication in publications.items():
        mine = [one for one in sources if one.source == name and one.values is not None]
        # services that vanished count only where all have
        if mine := [one for one in mine if one.missing_since is None] or mine:
            for field_name, value in publication.fields(mine).items():
                if said.get(field_name) is None:
                    said[field_name] = value
    return said
