"""What the list of institutions shows: one page of it, what was asked for in words, and what to loosen where nobody was found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import Select

from core.database import db
from region.models import Affiliation, Area, Institution, Municipality
from region.models.directory import Choices, Wanted, count, registered
from region.vocabulary import INSTITUTION_TYPES, STATES, type_name

PAGE = 50
WHOLE = 2000
"""Institutions on one page, and on the one page that is printed."""


@dataclass
class Listing:
    """One page of the institutions that fit."""

    wanted: Wanted
    asked_page: int
    whole: bool = False

    @cached_property
    def total(self) -> int:
        return count(self._found)

    @cached_property
    def without_telephone(self) -> int:
        return count(self._found, Institution.telephone.is_(None))

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
    def shown(self) -> list[Institution]:
        return list(db.scalars(self._found.limit(self.size).offset(self.first_number - 1)).unique())

    @cached_property
    def registered(self) -> set[int]:
        """Which of those shown have an account."""
        return set(db.scalars(registered().where(Affiliation.institution_id.in_([one.id for one in self.shown]))))

    @cached_property
    def looser(self) -> list[tuple[str, Wanted, int]]:
        """Each condition that could be dropped: its words, the rest, and how many that finds."""
        return [(words(self.wanted)[name], one, count(one.among(current_user.id))) for name, one in self.wanted.loosened()]

    @property
    def words(self) -> list[str]:
        return list(words(self.wanted).values())

    @property
    def _found(self) -> Select[Institution]:
        return self.wanted.among(current_user.id)


def words(wanted: Wanted) -> dict[str, str]:
    """What is asked for, as people say it."""
    municipality = db.get(Municipality, wanted.municipality) if wanted.municipality else None
    area = db.get(Area, wanted.area) if wanted.area else None
    said = {
        "q": _("「%(words)s」", words=wanted.q),
        "type": type_name(wanted.type),
        "municipality": municipality.name if municipality else wanted.municipality,
        "area": area.name if area else str(wanted.area),
        "state": str(STATES.get(wanted.state or "", "")),
    }
    return {name: said[name] for name in wanted.asked}


@dataclass(frozen=True)
class Filter:
    """One list to choose from."""

    name: str
    label: str
    options: list[tuple[str, str]]
    chosen: str


def filters(wanted: Wanted) -> Iterable[Filter]:
    """What the list can be narrowed by; only what occurs among the institutions in reach."""
    choices = Choices.of(current_user.id)
    offered = {
        "type": (_("種類"), [(code, str(name)) for code, name in INSTITUTION_TYPES.items() if code in choices.types]),
        "municipality": (_("市区町村"), [(one.code, one.name) for one in choices.municipalities]),
        "area": (_("地域"), [(str(one.id), one.name) for one in choices.areas]),
        "state": (_("状態"), [(code, str(name)) for code, name in STATES.items()]),
    }
    for name, (label, options) in offered.items():
        if len(options) > 1 or name in wanted.asked:
            yield Filter(name, label, options, wanted.asked.get(name, ""))
