"""What an area lacks on a day, in words, and the page where it is mended. One function for each rule (region/directory/rules.py)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import format_date
from flask_babel import gettext as _

from core import clock
from region.codes import city_of
from region.directory import parties as meeting
from region.directory.models.standing import Appointment, Standing, open_on
from region.models import Area, CoordinationBase, Municipality


@dataclass(frozen=True)
class Lack:
    """One thing that is missing. `lasts`: a state of which it is worth saying since when."""

    said: str
    mend: str
    lasts: bool = False


def base(area: Area, standing: Standing) -> Iterator[Lack]:
    """No base counts for it."""
    if not standing.bases_of(area):
        yield Lack(_("拠点が0です（1つ以上必要です）。"), f"/areas/{area.id}/bases/new", lasts=True)


def active(area: Area, standing: Standing) -> Iterator[Lack]:
    """No active institution counts for it."""
    if not standing.active_in(area):
        yield Lack(_("積極的医療機関が0です（1つ以上必要です）。"), f"/areas/{area.id}/designations/new", lasts=True)


def land(area: Area, standing: Standing) -> Iterator[Lack]:
    """No municipality belongs to it."""
    if not standing.land(area):
        yield Lack(_("市区町村が1つも入っていません。"), f"/areas/{area.id}/municipalities/new", lasts=True)


def zone_of_land(area: Area, standing: Standing) -> Iterator[Lack]:
    """Some of its municipalities lie in no 圏域."""
    lack = without_zone([row.municipality for row in standing.members.get(area.id, ())], standing, f"/areas/{area.id}")
    if lack:
        yield lack


def without_zone(municipalities: Sequence[Municipality], standing: Standing, mend: str = "/areas/") -> Lack | None:
    """Those of these that lie in no 圏域. A city that has wards lies where its wards lie."""
    covered = {code for zone in standing.zones() for code in standing.land(zone)}
    cities = {city_of(one.code) for one in municipalities}
    names = [one.name for one in municipalities if one.code not in covered and one.code not in cities and city_of(one.code) not in covered]
    return Lack(_("どの圏域にも入っていない市区町村があります：%(names)s", names="、".join(names)), mend) if names else None


def within_zone(area: Area, standing: Standing) -> Iterator[Lack]:
    """A base area straddles 圏域, or reaches beyond one. In none at all: `zone_of_land` says so."""
    if standing.land(area) and not standing.zone_of(area):
        touched = [zone.name for zone in standing.zones() if standing.land(zone) & standing.land(area)]
        if len(touched) > 1:
            yield Lack(_("いくつかの圏域にまたがっています：%(names)s", names="、".join(touched)), f"/areas/{area.id}")
        elif touched:
            yield Lack(_("%(name)sから、はみ出しています。", name=touched[0]), f"/areas/{area.id}")


def closed_bases(area: Area, standing: Standing) -> Iterator[Lack]:
    """Institutions that have closed and still are its base."""
    for row in standing.bases:
        if row.area_id == area.id and not open_on(row.institution, standing.day):
            yield Lack(_closed(row), f"/areas/{area.id}/bases/{row.institution_id}/{row.from_on}")


def closed_active(area: Area, standing: Standing) -> Iterator[Lack]:
    """Institutions that have closed and still are designated for it."""
    for row in standing.designations:
        if row.area_id == area.id and not open_on(row.institution, standing.day):
            yield Lack(_closed(row), f"/areas/{area.id}/designations/{row.id}")


def parties(area: Area, standing: Standing) -> Iterator[Lack]:
    """Who of a meeting the directory does not hold."""
    names = [str(party.ja) for party in meeting.missing(standing.land(area), area.prefecture_code, standing.day)]
    if names:
        yield Lack(_("名簿に見あたりません：%(names)s", names="、".join(names)), "/institutions/new")


def ending(area: Area, standing: Standing) -> Iterator[Lack]:
    """Of the area itself: what ends in this fiscal year, unless the institution goes on without a gap."""
    for row in standing.appointments:
        if row.area_id == area.id and row.until_on and same_year(row.until_on, standing.day) and not standing.goes_on(row):
            yield Lack(_ends(row, area), f"/areas/{area.id}/{'bases' if isinstance(row, CoordinationBase) else 'designations'}/new")


def same_year(one: date, other: date) -> bool:
    """Do two days lie in one fiscal year?"""
    return clock.fiscal_year(one) == clock.fiscal_year(other)


def _closed(row: Appointment) -> str:
    assert row.institution.closed_on
    return str(_("%(name)sは、%(day)sに閉じています。", name=row.institution.name, day=format_date(row.institution.closed_on, "long")))


def _ends(row: Appointment, area: Area) -> str:
    assert row.until_on
    what = _("拠点") if isinstance(row, CoordinationBase) else _("積極的医療機関")
    return str(
        _("%(name)s（%(what)s）は、%(day)sで終わります。", name=row.institution.name, what=what, day=format_date(row.until_on, "long"))
    )
