"""What a region must have, as data: each rule knows its sentence, its source, and what an area lacks on a day.

Rules are shown and never block. Their sources: the ministry's 在宅医療の体制構築に係る指針 and a prefecture's reading of it (seeds 000 to
002), and the guidebook (seed 003).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from flask_babel import lazy_gettext as _
from sqlalchemy import false, or_, select

from core import clock
from core.database import db
from region.directory import lacks
from region.directory.lacks import Lack
from region.directory.models.chronicle import Chronicle
from region.directory.models.standing import Standing
from region.models import Area, AreaKind, Municipality

ZONE, BASE_AREA = (AreaKind.HOME_CARE_AREA,), (AreaKind.BASE_AREA,)
EVERY = tuple(AreaKind)


@dataclass(frozen=True)
class Rule:
    """One rule for areas of some kinds. `must`: without it the region is not complete; else it is worth a look."""

    code: str
    sentence: str
    source: str
    check: Callable[[Area, Standing], Iterable[Lack]]
    kinds: tuple[AreaKind, ...] = EVERY
    must: bool = True


RULES = (
    Rule(
        "zone_base", _("圏域には、拠点が1つ以上あること。"), _("指針 第3の2(3)「拠点を圏域内に少なくとも1つは設定すること」"),
        lacks.base, ZONE,
    ),
    Rule(
        "zone_active", _("圏域には、積極的医療機関が1つ以上あること。"),
        _("指針 第3の2(3)「積極的役割を担う医療機関…を圏域内に少なくとも1つは設定すること」"), lacks.active, ZONE,
    ),
    Rule(
        "base_area_active", _("拠点の地域には、積極的医療機関が1つ以上あること。"),
        _("大阪府の考え方「『連携の拠点』の地域設定にあたっては、必ず1つ以上の『積極的医療機関』を含むものとする」"),
        lacks.active, BASE_AREA,
    ),
    Rule(
        "base_area_base", _("拠点の地域には、拠点があること。"),
        _("大阪府の考え方「『連携の拠点』を中心とした地域を設定し、取組みを推進する」"),
        lacks.base, BASE_AREA,
    ),
    Rule("land", _("地域には、市区町村が1つ以上入っていること。"), _("指針 第3の2(1)「圏域の設定は確実に行うことが望ましい」"), lacks.land),
    Rule(
        "zone_of_land", _("どの市区町村も、どこかの圏域に入っていること。"),
        _("指針 第3の2(1)「圏域の設定は、課題の抽出や数値目標の設定、施策の立案の前提となる」"), lacks.zone_of_land,
        tuple(kind for kind in AreaKind if kind != AreaKind.HOME_CARE_AREA),
    ),
    Rule(
        "within_zone", _("拠点の地域は、1つの圏域の中におさまっていること。"),
        _("大阪府の考え方「二次医療圏内に、『連携の拠点』を中心とした地域を設定し」"), lacks.within_zone, BASE_AREA,
    ),
    Rule("base_closed", _("閉じた施設が、拠点のままになっていないこと。"), _("名簿の確認"), lacks.closed_bases),
    Rule("active_closed", _("閉じた施設が、積極的医療機関のままになっていないこと。"), _("名簿の確認"), lacks.closed_active),
    Rule(
        "parties", _("会議に呼ぶ関係者が、名簿にそろっていること。"),
        _("国のガイドブック 第2章1(1)「参加者の例」"), lacks.parties, ZONE, must=False,
    ),
    Rule(
        "ending", _("この年度で終わる指定に、つぎの期間が決まっていること。"), _("医療計画への位置づけ（年度・計画の期間）"), lacks.ending,
        must=False,
    ),
)  # fmt: skip
"""In the order in which they are shown: what must be there first, then what is worth a look."""
MUSTS = tuple(rule for rule in RULES if rule.must)


@dataclass(frozen=True)
class Breach:
    """A rule that does not hold for an area: what is missing, where to mend it, and since when where that is known."""

    rule: Rule
    area: Area | None
    lack: Lack
    since: date | None = None

    @property
    def must(self) -> bool:
        return self.rule.must

    @property
    def said(self) -> str:
        """What is missing, in words."""
        return self.lack.said

    @property
    def mend(self) -> str:
        """The address of the page where it is mended."""
        return self.lack.mend

    def days(self, on: date) -> int | None:
        """For how many days it has been missing."""
        return (on - self.since).days if self.since else None


def broken(area_ids: Collection[int], on: date | None = None) -> list[Breach]:
    """What these areas lack on a day (today): what must be there first, then what is worth a look."""
    return breaches(Chronicle.around(area_ids), area_ids, on or clock.today())


def breaches(chronicle: Chronicle, area_ids: Collection[int], on: date, rules: Iterable[Rule] = RULES) -> list[Breach]:
    """The same, of what has been read already."""
    return list(_found(chronicle, [area for area in chronicle.areas if area.id in set(area_ids)], on, rules))


def without_zone(prefectures: Collection[str], chronicle: Chronicle, on: date) -> list[Breach]:
    """Known municipalities of whole prefectures that lie in no 圏域: the prefecture's own list."""
    rule = next(one for one in RULES if one.code == "zone_of_land")
    there = or_(false(), *(Municipality.code.startswith(code) for code in prefectures))
    lack = lacks.without_zone(db.scalars(select(Municipality).where(there).order_by(Municipality.code)).all(), chronicle.on(on))
    return [Breach(rule, None, lack)] if lack else []


def _found(chronicle: Chronicle, areas: list[Area], on: date, rules: Iterable[Rule]) -> Iterator[Breach]:
    for rule in rules:
        for area in areas:
            if area.kind not in rule.kinds or not chronicle.exists(area, on):
                continue
            for lack in rule.check(area, chronicle.on(on)):
                yield Breach(rule, area, lack, _since(chronicle, rule, area, on) if lack.lasts else None)


def _since(chronicle: Chronicle, rule: Rule, area: Area, on: date) -> date | None:
    """The day from which the rule has not held without a break."""
    since = None
    for day in chronicle.turning_points(on):
        if not chronicle.exists(area, day) or not any(lack.lasts for lack in rule.check(area, chronicle.on(day))):
            return since
        since = day
    return since
