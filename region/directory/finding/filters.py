"""What the finder offers: lists to choose one from, and chips to choose several."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from flask_babel import gettext as _
from sqlalchemy import func, select

from core.database import db
from region.directory.finding.listing import Listing
from region.directory.finding.words import DAY_NAMES, hour_name, kind_name, thing
from region.directory.forms.finding import DISTANCES
from region.directory.items import ITEMS, Item, Kind
from region.directory.models.status import SHORT, Status
from region.directory.models.wanted import KINDS
from region.models import Affiliation, Institution
from region.vocabulary import INSTITUTION_TYPES, STATES

Option = tuple[str, str]
HOURS = [f"{hour:02}:00" for hour in range(6, 30)]
_MEDICAL_STATUSES = {Status.HOME_CARE_CLINIC, Status.HOME_CARE_HOSPITAL, Status.BACKUP_HOSPITAL, Status.ACTIVE_INSTITUTION}
STATUS_OF = {
    "pharmacy": {Status.COMMUNITY_PHARMACY, Status.SPECIALIST_PHARMACY, Status.HEALTH_SUPPORT_PHARMACY},
    "dental_clinic": {Status.HOME_CARE_DENTAL},
    "hospital": _MEDICAL_STATUSES, "clinic": _MEDICAL_STATUSES, "clinic_with_beds": _MEDICAL_STATUSES, "medical": _MEDICAL_STATUSES,
}  # fmt: skip


@dataclass(frozen=True)
class Choice:
    """One list to choose from. `first` is what stands there when nothing is chosen."""

    name: str
    label: str
    options: list[Option]
    chosen: str
    first: str


@dataclass(frozen=True)
class Chips:
    """Several of many; all that are chosen must hold."""

    name: str
    label: str
    options: list[Option]
    chosen: tuple[str, ...]


@dataclass
class Filters:
    """What one reader can ask for."""

    listing: Listing
    at: Affiliation | None

    @cached_property
    def kinds(self) -> dict[str, int]:
        """How many open institutions of each type are in reach."""
        rows = select(Institution.type, func.count()).where(self.listing.reader.everything, Institution.closed_on.is_(None))
        return {one[0]: one[1] for one in db.execute(rows.group_by(Institution.type))}

    @property
    def everything(self) -> int:
        return sum(self.kinds.values())

    @property
    def main(self) -> list[Choice]:
        """What most people look for first."""
        return self._offered(
            ("type", _("種類"), self._types, ""),
            ("serves", _("来てくれる地域"), list(self.listing.towns.items()), ""),
            ("day", _("曜日"), [(code, str(name)) for code, name in DAY_NAMES.items()], ""),
            ("hour", _("時間"), [(one, hour_name(one)) for one in HOURS], ""),
        )

    @property
    def more(self) -> list[Choice]:
        """Where it stands, how far it is, how its entry is looked after."""
        return self._offered(
            ("municipality", _("ある場所（市区町村）"), list(self.listing.towns.items()), ""),
            ("area", _("地域"), [(str(id_), name) for id_, name in self.listing.reader.areas.items()], ""),
            ("near", _("ここに近い順"), self._starts, _("えらばない")),
            ("within", _("距離"), [(str(km), _("%(km)skm以内", km=km)) for km in DISTANCES], ""),
            ("state", _("名簿の状態"), [(code, str(name)) for code, name in STATES.items()], ""),
        )

    @property
    def chips(self) -> list[Chips]:
        """What institutions of this type can do; of any type what is asked of all, and what is chosen already."""
        wanted = self.listing.wanted
        found = [Chips("can", _("できること"), self._can, wanted.can)]
        statuses = [(one.value, str(SHORT[one])) for one in Status if not wanted.type or one in STATUS_OF.get(wanted.type, wanted.status)]
        return [*found, *([Chips("status", _("届け出・認定"), statuses, wanted.status)] if statuses else [])]

    @property
    def _can(self) -> list[Option]:
        types = self.listing.wanted.types
        items = [one for one in ITEMS.values() if (any(one.asked_of(kind) for kind in types) if types else one.common)]
        offered = list(dict.fromkeys([*(said for item in items for said in sayings(item)), *self.listing.wanted.can]))
        return [(said, thing(said)) for said in offered]

    @property
    def _types(self) -> list[Option]:
        together = [code for code, types in KINDS.items() if sum(one in self.kinds for one in types) > 1]
        single = [code for code in INSTITUTION_TYPES if code in self.kinds]
        chosen = self.listing.wanted.type
        return [(one, kind_name(one)) for one in [*together, *single, *([chosen] if chosen not in ("", *together, *single) else [])]]

    @property
    def _starts(self) -> list[Option]:
        own = self.at.institution if self.at else None
        starts = {f"i{own.id}": own.name} if own and own.latitude else {}
        chosen, place = self.listing.wanted.near, self.listing.place
        if chosen and place:
            starts.setdefault(chosen, place.name)
        return list((starts | {f"m{code}": _("%(town)sの中ほど", town=name) for code, name in self.listing.towns.items()}).items())

    def _offered(self, *offers: tuple[str, str, list[Option], str]) -> list[Choice]:
        return list(self._chosen(offers))

    def _chosen(self, offers: tuple[tuple[str, str, list[Option], str], ...]) -> Iterator[Choice]:
        asked = self.listing.wanted.asked
        for name, label, options, first in offers:
            chosen = str(asked.get(name, ""))
            told = options if not chosen or chosen in dict(options) else [*options, (chosen, _named(name, chosen))]
            if len(told) > 1 or chosen:
                yield Choice(name, label, told, chosen, first or _("すべて"))


def sayings(item: Item) -> list[str]:
    """What of an item can be looked for."""
    if item.kind == Kind.CHOICES:
        return [f"{item.code}:{choice}" for choice in item.choices]
    return [item.code] if item.kind == Kind.YES_NO else []


def _named(name: str, chosen: str) -> str:
    return hour_name(chosen) if name == "hour" else chosen
