"""Which institution is meant: what a file says of one is compared with those known, by codes first, then by name, address and telephone.

Who reads files asks `match` (or `match_all` for a step of rows), attaches what is sure, and calls `propose` for a newcomer that may be
somebody known: a person decides on /institutions/pairs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from region.directory.identity.likeness import REASONS, Likeness, compare
from region.directory.identity.sketch import Sketch, Told, sketch

if TYPE_CHECKING:
    from region.models import Institution

ASKED_AT_MOST = 5
"""Doubtful neighbours of one candidate; the best ones."""

__all__ = ["REASONS", "Candidate", "Likeness", "Match", "compare", "match", "match_all", "propose"]


@dataclass(frozen=True)
class Candidate:
    """What a source says of one institution; unknown is None.

    `numbers` by source: `care_services`, `telephones` and `insurance` (保険医療機関コード, 7 or 10 digits) speak of the same numbers, every
    other name (`disability`, `medical` …) of its own.
    """

    name: str
    kana: str | None = None
    type: str = "other"
    municipality_code: str | None = None
    address: str | None = None
    telephone: str | None = None
    corporation_number: str | None = None
    numbers: dict[str, str] = field(default_factory=dict)
    latitude: float | None = None
    longitude: float | None = None

    def drawn(self, municipality: str = "", prefecture: str = "") -> Sketch:
        """What is compared; the names of its municipality are left out of its address."""
        told = {**self.__dict__, "numbers": tuple(self.numbers.items()), "municipality": municipality, "prefecture": prefecture}
        return sketch(Told(**told))

    @classmethod
    def of(cls, institution: Institution) -> Candidate:
        """An institution that is there, as if a file told of it."""
        return cls(
            name=institution.name, kana=institution.name_kana, type=institution.type, municipality_code=institution.municipality_code,
            address=institution.address, telephone=institution.telephone, corporation_number=institution.corporation_number,
            numbers={source.source: source.number for source in institution.sources if not source.missing_since},
            latitude=institution.latitude, longitude=institution.longitude,
        )  # fmt: skip


@dataclass(frozen=True)
class Match:
    """`sure`: the one institution that is meant. `doubtful`: may be one of these (score from 0 to 1, codes of REASONS), best first."""

    sure: Institution | None = None
    doubtful: list[tuple[Institution, float, list[str]]] = field(default_factory=list)


def match(candidate: Candidate, *, but: int | None = None) -> Match:
    """Who is meant by one candidate; `but`: the id of an institution that is not looked at. Reads only."""
    return match_all([candidate], but=but)[0]


def match_all(candidates: Sequence[Candidate], *, but: int | None = None) -> list[Match]:
    """The same for a step of rows, with a handful of queries. The answer does not depend on the order of rows in the database."""
    from region.directory.identity.looking import municipalities, neighbours

    names = municipalities({one.municipality_code for one in candidates if one.municipality_code})
    drawn = [one.drawn(*names.get(one.municipality_code or "", ("", ""))) for one in candidates]
    return [_judged(one) for one in neighbours(drawn, but=but)]


def propose(newcomer: Institution, found: Match) -> None:
    """Asks a person whether the newcomer is one of the doubtful ones; a pair that was ever decided is never asked again."""
    from region.directory.models.pair import InstitutionPair

    for other, score, reasons in found.doubtful:
        InstitutionPair.propose(newcomer, other, score=score, reasons=reasons)


def _judged(found: list[tuple[Institution, Likeness]]) -> Match:
    """One sure neighbour is the one; where several are, nobody but a person can say."""
    by_code = [one for one, likeness in found if likeness.sure and likeness.by_code]
    sure = by_code or [one for one, likeness in found if likeness.sure]
    if len(sure) == 1:
        return Match(sure=sure[0])
    ranked = sorted(
        ((one, likeness) for one, likeness in found if likeness.doubtful), key=lambda pair: (-pair[1].score, pair[0].folded, pair[0].id)
    )
    return Match(doubtful=[(one, likeness.score, likeness.reasons) for one, likeness in ranked[:ASKED_AT_MOST]])
