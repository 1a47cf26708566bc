"""A place distances are measured from: an institution, or the middle of a municipality's institutions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import asin, cos, degrees, radians, sin, sqrt

from sqlalchemy import ColumnElement, Float, func, select
from sqlalchemy.orm import InstrumentedAttribute

from core.database import db
from region.directory.models.reader import Reader
from region.models import Institution, Municipality

EARTH = 6371.0088
"""Mean radius in km (IUGG)."""


@dataclass(frozen=True)
class Place:
    """Latitude and longitude in degrees, and how people call it."""

    latitude: float
    longitude: float
    name: str

    @classmethod
    def find(cls, said: str, reader: Reader) -> Place | None:
        """What `near` names, as far as the person may read it; None also where nobody knows where it is."""
        return cls._institution(int(said[1:]), reader) if said.startswith("i") else cls._municipality(said[1:], reader) if said else None

    @property
    def km(self) -> ColumnElement[float]:
        """km to an institution by the haversine formula; NULL where nobody knows where it is."""
        half = [func.sin(func.radians(to - from_) / 2) for to, from_ in self._pairs]
        beside = cos(radians(self.latitude)) * func.cos(func.radians(Institution.latitude))
        part = half[0] * half[0] + beside * half[1] * half[1]
        return 2 * EARTH * func.asin(func.sqrt(part), type_=Float)

    def closer_than(self, km: int) -> ColumnElement[bool]:
        """Condition: within so many km. A box of degrees leaves few to measure."""
        up = degrees(km / EARTH)
        aside = degrees(km / EARTH / cos(radians(abs(self.latitude) + up)))
        north, east = Institution.latitude, Institution.longitude
        box = north.between(self.latitude - up, self.latitude + up) & east.between(self.longitude - aside, self.longitude + aside)
        return box & (self.km <= km)

    def km_to(self, latitude: float | None, longitude: float | None) -> float | None:
        """The same for one place; None where it is not known."""
        if latitude is None or longitude is None:
            return None
        half = [sin(radians(one) / 2) for one in (latitude - self.latitude, longitude - self.longitude)]
        return 2 * EARTH * asin(sqrt(half[0] ** 2 + cos(radians(self.latitude)) * cos(radians(latitude)) * half[1] ** 2))

    @property
    def _pairs(self) -> Iterable[tuple[InstrumentedAttribute[float | None], float]]:
        return (Institution.latitude, self.latitude), (Institution.longitude, self.longitude)

    @classmethod
    def _institution(cls, id_: int, reader: Reader) -> Place | None:
        known = select(Institution.latitude, Institution.longitude, Institution.name)
        found = db.execute(known.where(Institution.id == id_, reader.everything, Institution.latitude.is_not(None))).one_or_none()
        return cls(float(found[0] or 0), float(found[1]), found[2]) if found and found[1] is not None else None

    @classmethod
    def _municipality(cls, code: str, reader: Reader) -> Place | None:
        middle = select(func.avg(Institution.latitude), func.avg(Institution.longitude), func.max(Municipality.name))
        there = middle.join(Municipality, Municipality.code == Institution.municipality_code)
        found = db.execute(there.where(Institution.municipality_code == code, reader.everything)).one()
        return cls(float(found[0]), float(found[1]), found[2]) if found[0] is not None and found[1] is not None else None
