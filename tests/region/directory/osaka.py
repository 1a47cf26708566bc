"""Ōsaka's structure as published (seed 001): 24 wards, in each the ward office and a consultation room as bases; the health bureau and
one special room for the whole city.

Ward names and codes are public facts (全国地方公共団体コード); institutions bear the name of their function.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core.database import db
from region.models import Area, AreaKind, CoordinationBase, Institution, Municipality

FROM = date(2024, 4, 1)
CITY = ("271004", "大阪市")
WARDS = {
    "271021": "都島区", "271039": "福島区", "271047": "此花区", "271063": "西区", "271071": "港区",
    "271080": "大正区", "271098": "天王寺区", "271110": "浪速区", "271136": "西淀川区", "271144": "東淀川区",
    "271152": "東成区", "271161": "生野区", "271179": "旭区", "271187": "城東区", "271195": "阿倍野区",
    "271209": "住吉区", "271217": "東住吉区", "271225": "西成区", "271233": "淀川区", "271241": "鶴見区",
    "271250": "住之江区", "271268": "平野区", "271276": "北区", "271284": "中央区",
}  # fmt: skip


@dataclass
class Osaka:
    """What was made: the city's 圏域, a base area for each ward by its code, and the two bases of the whole city."""

    zone: Area
    wards: dict[str, Area]
    offices: dict[str, Institution]
    rooms: dict[str, Institution]
    bureau: Institution
    special: Institution


def make_osaka() -> Osaka:
    """The structure of 2024, without any active institution, flushed."""
    city = Municipality(code=CITY[0], name=CITY[1], prefecture_name="大阪府")
    land = {code: Municipality(code=code, name=name, prefecture_name="大阪府") for code, name in WARDS.items()}
    db.add_all([city, *land.values()])
    db.flush()
    zone = Area.set_up("大阪市圏域", AreaKind.HOME_CARE_AREA, [city, *land.values()], from_on=FROM)
    wards = {code: Area.set_up(f"{one.name}の地域", AreaKind.BASE_AREA, [one], from_on=FROM) for code, one in land.items()}
    offices = {code: an_institution(f"{name}役所", "municipality", code) for code, name in WARDS.items()}
    rooms = {code: an_institution(f"{name}在宅医療・介護連携相談支援室", "cooperation_center", code) for code, name in WARDS.items()}
    bureau = an_institution("健康局", "municipality", CITY[0])
    special = an_institution("重症心身障がい児者医療コーディネート事業室", "other", "271217")
    for code, area in wards.items():
        for base in (offices[code], rooms[code]):
            CoordinationBase.appoint(base, area, from_on=FROM)
    for base in (bureau, special):
        CoordinationBase.appoint(base, zone, from_on=FROM)
    return Osaka(zone, wards, offices, rooms, bureau, special)


def an_institution(name: str, kind: str, code: str) -> Institution:
    """An institution with an invented, functional name."""
    made = Institution(name=name, type=kind, municipality_code=code)
    made.refold()
    db.add(made)
    db.flush()
    return made
