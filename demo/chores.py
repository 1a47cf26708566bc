"""What is half done: two records that may be one pharmacy, and one institution that has looked through its people."""

from __future__ import annotations

from datetime import timedelta

from core import clock
from demo.calendar import Calendar
from demo.places import Place
from region.directory import inventory
from region.directory.identity import Candidate, match, propose
from region.models import Institution, Role

TWIN = {
    "name": "カエデ薬局 大橋店",
    "name_kana": "カエデヤッキョクオオハシテン",
    "type": "pharmacy",
    "address": "青沼市大橋1-15",
    "telephone": "055-000-0485",
    "corporation_name": "株式会社 かえで",
}
"""かえで薬局 大橋店, or its neighbour: somebody who telephones will know."""
TWIN_OF, COUNTED = "かえで薬局 大橋店", "青沼リハビリテーション病院"


def leave(place: Place, calendar: Calendar) -> None:
    """Where the institutions are: the pair waits since two days, the inventory was done three weeks ago."""
    if TWIN_OF in place.institutions:
        with clock.at(calendar.end - timedelta(days=2)):
            newcomer = Institution.add({**TWIN, "municipality_code": place.institutions[TWIN_OF].municipality_code}, by=None)
            propose(newcomer, match(Candidate.of(newcomer), but=newcomer.id))
    if COUNTED in place.institutions:
        manager = next(one for one in place.staffed()[COUNTED] if one.role == Role.MANAGER)
        with clock.at(calendar.end - timedelta(days=21)):
            said = {one.id: True for one in inventory.people(manager.institution, manager)}
            inventory.take(manager.institution, said, by=manager)
