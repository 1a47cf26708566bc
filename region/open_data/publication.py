"""What every kind of published file has in common: a reader, a licence line, and what its rows say of an institution."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple, Protocol

from region.open_data.csv_file import Fault

if TYPE_CHECKING:
    from region.models import Institution

Facts = dict[str, dict[str, Any]]
"""Values by the code of the item they answer (the directory's items)."""


@dataclass(frozen=True)
class Row:
    """One row as published. `values` are the non-empty columns; number and service are its key; no municipality where none is named."""

    line: int
    number: str
    service: str
    municipality_code: str
    values: dict[str, Any]

    @property
    def key(self) -> tuple[str, str]:
        return self.number, self.service


class Said(Protocol):
    """What one row says or said: an InstitutionSource, or a row that is not kept yet."""

    @property
    def service(self) -> str: ...
    @property
    def values(self) -> dict[str, Any]: ...


class Words(NamedTuple):
    """A row that is not kept yet, as something said."""

    service: str
    values: dict[str, Any]


class Held(Protocol):
    """What is kept of a row that was read before."""

    values: Any
    file_on: date | None
    missing_since: Any


class Publication:
    """One kind of published file. Subclasses say how it is read and what it means."""

    source: str
    title: str
    licence: str
    licence_name: str
    rank = 50
    """Where several kinds speak of one institution, the lowest is believed."""

    def read(self, stream: BinaryIO, file_name: str) -> Iterator[Row | Fault]:
        """The rows of a file. Raises NotRecognised."""
        raise NotImplementedError

    def fields(self, said: Sequence[Any]) -> dict[str, Any]:
        """What rows of one institution say of its own fields; None where they say nothing."""
        raise NotImplementedError

    def candidate(self, row: Row) -> dict[str, Any]:
        """What an institution can be recognised by."""
        return self.fields([Words(row.service, row.values)])

    def facts(self, said: Sequence[Any]) -> Facts:
        """What rows of one institution say of items; nothing, of most files."""
        return {}

    def names(self, row: Row) -> tuple[str, str] | None:
        """Prefecture and municipality by name, where the row tells them."""
        return None

    def label(self, values: Mapping[str, Any]) -> str:
        """What to call the institution in a list of what vanished or changed."""
        raise NotImplementedError

    def municipality_of(self, values: Mapping[str, Any]) -> str:
        """The six digits a kept row stands under; empty where it names none."""
        raise NotImplementedError

    def founds(self, row: Row) -> bool:
        """Does the row make an institution that nobody knows yet?"""
        return True

    def answers_for(self, row: Row) -> tuple[str, str] | None:
        """The service and municipality of which the file is thereby known to hold all; None where it promises nothing."""
        return row.service, row.municipality_code

    def order(self, stream: BinaryIO) -> int:
        """Which of several files must be read first (small numbers first). Raises NotRecognised."""
        return 0


@dataclass(frozen=True)
class Newcomer:
    """Somebody a file tells of and no number in the directory knows."""

    source: str
    number: str
    fields: Mapping[str, Any]


class Standing(NamedTuple):
    """An institution that was founded a moment ago."""

    id: int
    type: str


@dataclass(frozen=True)
class Saying:
    """What a source says of an institution on the day of its file."""

    institution: Institution | Standing
    source: str
    facts: Facts
    on: date


@dataclass(frozen=True)
class Recognised:
    """Who a newcomer is: surely somebody known, or perhaps one of `doubts` (then `ask` lets a person decide, once the newcomer stands)."""

    sure: Institution | None = None
    doubts: int = 0
    ask: Callable[[Institution], object] = lambda _: None


@dataclass
class Neighbours:
    """What the directory above answers and hears. It registers itself; without it nobody is recognised and no fact is kept."""

    recognise: Callable[[Sequence[Newcomer]], Sequence[Recognised]] = lambda asked: [Recognised()] * len(asked)
    hear: Callable[[Sequence[Saying]], object] = lambda _: None
    confirm: Callable[[Sequence[int], str, date], object] = lambda _ids, _source, _on: None
    founded: Callable[[Sequence[int]], object] = lambda _ids: None
    """Hears of institutions that were written past the session."""
    by_hand: Callable[[Sequence[int]], set[tuple[int, str]]] = lambda _ids: set()
    note: Callable[[str, Sequence[dict[str, Any]]], object] = lambda _kind, _outcomes: None
    """Hears of every import that was written, by its kind, with what became of each file."""


neighbours = Neighbours()
publications: dict[str, Publication] = {}
"""Every kind by its source, the one that is believed first standing first."""


def publish(publication: Publication) -> Publication:
    """Makes a kind of file known."""
    publications[publication.source] = publication
    for source in sorted(publications, key=lambda name: publications[name].rank):
        publications[source] = publications.pop(source)
    return publication


def terms_of(licence: str) -> str:
    """By what terms the files with this line of origin are published."""
    return next((one.licence_name for one in publications.values() if one.licence == licence), "")


def name_in_file(source: Any) -> str:
    """What a kept row (InstitutionSource) calls the institution; nothing where it only says more about one."""
    return str(publications[source.source].fields([source]).get("name") or "") if source.values else ""


@dataclass(frozen=True)
class Difference:
    """What changes: a field or item by its code, before and after in words. `kept`: a person wrote it, so it stays."""

    what: str
    before: str
    after: str
    kept: bool = False


@dataclass(frozen=True)
class Change:
    """One row that says something new."""

    name: str
    line: int
    differences: list[Difference] = field(default_factory=list)


def in_words(value: object) -> str:
    """A value of a field or an item as a short text, to be compared by eye."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if value is None or isinstance(value, str | int | float):
        return "" if value is None else str(value)
    if not isinstance(value, dict):
        return str(value)
    parts = [str(value[name]) for name in ("text", "number", "answer") if name in value]
    parts += [f"{DAYS.get(one['day'], one['day'])} {one['from']}–{one['to']}" for one in value.get("weekly", [])]
    return "　".join([*parts, *([value["note"]] if value.get("note") else [])])


DAYS = {"mon": "月", "tue": "火", "wed": "水", "thu": "木", "fri": "金", "sat": "土", "sun": "日", "holiday": "祝"}
