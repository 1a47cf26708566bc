"""What hangs from the knots: each year's countermeasures with their versions, records, numbers and evaluations, ready to be drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from meetings.cycle.difference import Stretch, what_is_new
from meetings.cycle.knots import Knot, knots, overdue
from meetings.drawing.indicators import pictured
from meetings.drawing.picture import Picture
from meetings.models import Countermeasure, CountermeasureVersion, IndicatorValue, Issue, Owner, Term


@dataclass(frozen=True)
class VersionShown:
    """A version, with what is new in it marked; `until` the next one, None for the one in force."""

    version: CountermeasureVersion
    stretches: tuple[Stretch, ...]
    before: CountermeasureVersion | None
    until: CountermeasureVersion | None

    def changed(self, *names: str) -> bool:
        """Is one of these other than it was in the version before?"""
        return self.before is not None and any(getattr(self.version, name) != getattr(self.before, name) for name in names)

    def came(self, owner: Owner) -> bool:
        """Is this one in charge of it only since this version?"""
        return self.before is not None and _charged(owner) not in {_charged(one) for one in self.before.owners}


@dataclass(frozen=True)
class Measure:
    """A countermeasure, its newest version first; `picture` of its indicator, where it has one."""

    countermeasure: Countermeasure
    versions: list[VersionShown]
    picture: Picture | None
    late: bool


@dataclass(frozen=True)
class Strand:
    """An issue before a group in a fiscal year."""

    term: Term
    knots: list[Knot]
    measures: list[Measure]


def _charged(owner: Owner) -> tuple[str, str, str]:
    return owner.body, owner.person_name, owner.part


def strands(issue: Issue, shown: Sequence[Term]) -> list[Strand]:
    """Of the years that are shown, the newest first."""
    known = {one.id: one for one in issue.countermeasures}
    newest_first = reversed(shown)
    return [Strand(term, knots(term), [_measure(one, known, _place(one)) for one in term.countermeasures]) for term in newest_first]


def _place(one: Countermeasure) -> str:
    """Two charts of a page have two names: the year where it is past, the countermeasure where there are several."""
    term, several = one.term, one.term.countermeasures
    year = "" if term is term.issue.term else _("（%(year)s年度）", year=term.fiscal_year)
    number = _("（方策%(number)s）", number=several.index(one) + 1) if len(several) > 1 else ""
    return f"{year}{number}"


def _measure(one: Countermeasure, known: dict[int, Countermeasure], place: str) -> Measure:
    pairs = zip(one.versions, [None, *one.versions], [*one.versions[1:], None], strict=False)
    shown = [VersionShown(version, _new_in(version, before), before, after) for version, before, after in pairs]
    return Measure(one, shown[::-1], picture_of(one, known, place), overdue(one))


def _new_in(version: CountermeasureVersion, before: CountermeasureVersion | None) -> tuple[Stretch, ...]:
    return what_is_new(before.what, version.what) if before else (Stretch(False, version.what),)


def picture_of(one: Countermeasure, known: dict[int, Countermeasure], place: str = "") -> Picture | None:
    """The indicator with the numbers of this countermeasure, and of those before it that counted the same."""
    values = _values(one, known)
    if not one.version.indicator and not values:
        return None
    began = one.implementations[0].done_on if one.implementations else None
    return pictured(one.versions, values, began, name=f"{one.version.indicator or _('数')}{place}")


def _values(one: Countermeasure, known: dict[int, Countermeasure]) -> list[IndicatorValue]:
    """With those of the countermeasures before it that counted the same."""
    line = [one]
    while (before := known.get(line[-1].follows_id or 0)) and before not in line and before.version.indicator == one.version.indicator:
        line.append(before)
    return [value for measure in line for value in measure.values]
