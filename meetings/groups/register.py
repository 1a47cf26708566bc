"""委員の名簿: the members of today by organisation and by profession, those who come and those who have left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import joinedload

from auth.models import Person
from core import clock
from core.database import db
from core.folding import fold
from meetings.models import Group, Member, Seat
from region.directory.parties import Party
from region.models import Affiliation, Institution
from region.models.base import belongs_to
from region.vocabulary import PROFESSIONS, profession_name

FOUND = 20
"""People, or institutions, shown for a search."""
UNSAID = ""
SEATED = [Seat.CHAIR, Seat.VICE, Seat.MEMBER, Seat.OBSERVER, Seat.SECRETARIAT]
"""座長 first, 事務局 last, as minutes and 名簿 are printed."""


@dataclass(frozen=True)
class Register:
    """Who sits in a group."""

    present: list[Member]
    coming: list[Member]
    former: list[Member]

    @classmethod
    def of(cls, group: Group) -> Register:
        """By their terms, as of today."""
        today = clock.today()
        return cls(
            present=group.present, coming=[one for one in group.members if one.from_on > today and _ever(one)],
            former=[one for one in group.members if one.until_on and one.until_on < today and _ever(one)],
        )  # fmt: skip

    @property
    def professions(self) -> list[tuple[str, int]]:
        """How many of each profession sit there, in the order of the vocabulary."""
        counted = Counter(one.profession or UNSAID for one in self.present)
        return [(profession_name(code), counted[code]) for code in PROFESSIONS if counted[code]]

    @property
    def organisations(self) -> list[tuple[str, list[Member]]]:
        """The members of each institution together, in the order of the seats."""
        places: dict[str, list[Member]] = {}
        for one in sorted(self.present, key=lambda one: SEATED.index(one.seat)):
            places.setdefault(one.institution_name, []).append(one)
        return list(places.items())


def _ever(member: Member) -> bool:
    """Was the term ever one? One that ends before it begins was taken back."""
    return member.until_on is None or member.until_on >= member.from_on


def people_called(said: str, group: Group) -> Sequence[Affiliation]:
    """People with an account at the area's institutions, by their name or the institution's."""
    if not said.strip():
        return ()
    bare = said.replace(" ", "").replace("\u3000", "")
    names = (Person.name.contains(said.strip(), autoescape=True), Person.name_kana.contains(said.strip(), autoescape=True))
    unspaced = func.replace(func.replace(Person.name, " ", ""), "\u3000", "").contains(bare, autoescape=True)
    return _people(group, or_(*names, unspaced, Institution.folded.contains(fold(said), autoescape=True)))


def people_of(party: Party, group: Group) -> Sequence[Affiliation]:
    """People with an account at the area's institutions that are one of this party."""
    return _people(group, party.fits(clock.today()))


def _people(group: Group, wanted: ColumnElement[bool]) -> Sequence[Affiliation]:
    rows = select(Affiliation).join(Person).join(Institution, Institution.id == Affiliation.institution_id)
    found = rows.where(Affiliation.ended_at.is_(None), belongs_to([group.area_id]), wanted)
    return db.scalars(found.options(joinedload(Affiliation.person)).order_by(Institution.name, Affiliation.id).limit(FOUND)).all()


def places_called(said: str, group: Group) -> Sequence[Institution]:
    """Open institutions of the area by their name: who works there without an account is written in."""
    return _places(group, Institution.folded.contains(fold(said), autoescape=True)) if fold(said) else ()


def places_of(party: Party, group: Group) -> Sequence[Institution]:
    """Open institutions of the area that are one of this party."""
    return _places(group, party.fits(clock.today()))


def _places(group: Group, wanted: ColumnElement[bool]) -> Sequence[Institution]:
    open_now = or_(Institution.closed_on.is_(None), Institution.closed_on > clock.today())
    rows = select(Institution).where(open_now, belongs_to([group.area_id]), wanted)
    return db.scalars(rows.order_by(Institution.name, Institution.id).limit(FOUND)).all()


def known_as(name: str, group: Group) -> Institution | None:
    """The one open institution of the area with exactly this name; None where there is none, or several."""
    rows = select(Institution).where(Institution.name == name, Institution.closed_on.is_(None), belongs_to([group.area_id])).limit(2)
    found = db.scalars(rows).all()
    return found[0] if len(found) == 1 else None
