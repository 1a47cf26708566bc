"""The map that needs no tiles: municipalities as rounded outlines around their institutions, the list's numbers as points, a scale bar.

Drawn by the server, so that it is there offline, without script and on paper. An outline is the convex hull of the coordinates of a
municipality's institutions with a margin: a sketch of where they are, not of the border.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import atan2, ceil, cos, hypot, pi, radians, sin

from sqlalchemy import ColumnElement, Float, String, func, select, type_coerce

from core.database import db
from region.directory.finding.listing import Found, Listing
from region.models import Institution

Point = tuple[float, float]
WIDTH, TALLEST, FLATTEST, EDGE = 360.0, 420.0, 200.0, 30.0
"""Of the drawing, in its own units; a unit is about a pixel on a phone."""
AROUND, APART = 16.0, 30.0
"""Margin of an outline, and how near points come before they share a pin, in units: no pin lies under a neighbour's reach."""
ARC = pi / 6
"""How far an outline turns at once where it is round."""
LETTER = 14.0
"""Width and height of a name's letters."""
KM = 111.195
"""Kilometres in a degree of latitude."""
DRAWN = 15
"""Municipalities at once; more are no sketch any more."""
BARS = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100)

_PLACE: tuple[ColumnElement[str], ColumnElement[float], ColumnElement[float]] = (
    type_coerce(Institution.municipality_code, String), type_coerce(Institution.longitude, Float), type_coerce(Institution.latitude, Float),
)  # fmt: skip

_hulls: dict[str, tuple[tuple[float, ...], list[Point]]] = {}
"""Of each municipality: what its institutions came to when it was drawn (count, sums), and its hull in degrees."""


@dataclass(frozen=True)
class Town:
    """A municipality's outline: an SVG path, and where its name stands."""

    code: str
    name: str
    path: str
    at: Point
    asked: bool


@dataclass
class Pin:
    """Institutions so near to each other that one pin stands for them."""

    at: Point
    found: list[Found] = field(default_factory=list)

    @property
    def label(self) -> str:
        """The first number, and how many more."""
        return str(self.found[0].number) + (f"+{len(self.found) - 1}" if len(self.found) > 1 else "")


@dataclass
class Outline:
    """The drawing of one page of the list."""

    listing: Listing

    def __bool__(self) -> bool:
        return bool(self._hulls_shown or self._located)

    @cached_property
    def pins(self) -> list[Pin]:
        """Points of those shown that have coordinates, in the order of the list."""
        pins: list[Pin] = []
        for found in self._located:
            at = self._on_paper(self._where(found))
            pin = next((one for one in pins if hypot(one.at[0] - at[0], one.at[1] - at[1]) < APART), None)
            if pin is None:
                pins.append(pin := Pin(at))
            pin.found.append(found)
        return pins

    @property
    def towns(self) -> list[Town]:
        """What is drawn below; what was asked for last, so that nothing covers it."""
        asked = {self.listing.wanted.serves, self.listing.wanted.municipality} - {""}
        towns = [self._town(code, hull, asked=code in asked) for code, hull in self._hulls_shown.items()]
        return sorted(towns, key=lambda one: one.asked)

    @property
    def start(self) -> Point | None:
        """Where distances are measured from."""
        place = self.listing.place
        return self._on_paper((place.longitude, place.latitude)) if place else None

    @property
    def bar(self) -> tuple[str, float]:
        """A round number of kilometres and its length in units."""
        km = max((one for one in BARS if one * self._scale <= 110), default=BARS[0])
        return f"{km:g}", km * self._scale

    @property
    def height(self) -> float:
        """Of the drawing; the width is WIDTH."""
        _west, south, _east, north = self._frame
        return min(TALLEST, max(FLATTEST, (north - south) * self._scale + 2 * EDGE))

    @property
    def without(self) -> int:
        """How many of those shown nobody knows the place of."""
        return len(self.listing.shown) - len(self._located)

    @cached_property
    def _located(self) -> list[Found]:
        return [one for one in self.listing.shown if one.institution.latitude and one.institution.longitude]

    @cached_property
    def _hulls_shown(self) -> dict[str, list[Point]]:
        reach, wanted = self.listing.reader.reach.codes, self.listing.wanted
        near = [wanted.serves, wanted.municipality, *(one.institution.municipality_code or "" for one in self.listing.shown)]
        codes = reach if len(reach) <= DRAWN else set(list(dict.fromkeys(code for code in near if code in reach))[:DRAWN])
        return hulls(codes)

    @cached_property
    def _frame(self) -> tuple[float, float, float, float]:
        """West, south, east, north in flat kilometres."""
        place = self.listing.place
        there = [self._flat(self._where(one)) for one in self._located]
        there += [self._flat(one) for hull in self._hulls_shown.values() for one in hull]
        there += [self._flat((place.longitude, place.latitude))] if place else []
        xs, ys = [one[0] for one in there], [one[1] for one in there]
        return min(xs), min(ys), max(xs), max(ys)

    @cached_property
    def _scale(self) -> float:
        """Units for a kilometre."""
        west, south, east, north = self._frame
        return min((WIDTH - 2 * EDGE) / max(east - west, 0.5), (TALLEST - 2 * EDGE) / max(north - south, 0.5))

    def _flat(self, degrees: Point) -> Point:
        return degrees[0] * KM * self._narrow, degrees[1] * KM

    @cached_property
    def _narrow(self) -> float:
        """How much shorter a degree of longitude is here."""
        north = [self._where(one)[1] for one in self._located] or [hull[0][1] for hull in self._hulls_shown.values()]
        return cos(radians(sum(north) / len(north)))

    def _on_paper(self, degrees: Point) -> Point:
        west, south, east, north = self._frame
        x, y = self._flat(degrees)
        return (
            round(WIDTH / 2 + (x - (west + east) / 2) * self._scale, 1),
            round(self.height / 2 - (y - (south + north) / 2) * self._scale, 1),
        )

    def _where(self, found: Found) -> Point:
        return found.institution.longitude or 0.0, found.institution.latitude or 0.0

    def _town(self, code: str, around: list[Point], *, asked: bool) -> Town:
        corners = rounded(hull([self._on_paper(one) for one in around]), AROUND)
        path = "M" + "L".join(f"{x:.0f} {y:.0f}" for x, y in corners) + "Z"
        xs, ys = [one[0] for one in corners], [one[1] for one in corners]
        name = self.listing.towns.get(code, code)
        middle, heights = round((min(xs) + max(xs)) / 2), ((min(ys) + max(ys)) / 2, min(ys) + 22, max(ys) - 12, min(ys) - 5, max(ys) + 15)
        return Town(code, name, path, self._free(len(name) * LETTER, [(middle, round(height)) for height in heights]), asked)

    def _free(self, width: float, places: list[Point]) -> Point:
        """The first of these places for a name that no pin covers, or the first."""
        aside, pins = width / 2 + 22, [one.at for one in self.pins]
        free = (at for at in places if not any(abs(x - at[0]) < aside and abs(y - at[1] + 5) < 20 for x, y in pins))
        return next(free, places[0])


def hulls(codes: Iterable[str]) -> dict[str, list[Point]]:
    """The hulls of municipalities in degrees (longitude, latitude); only where something has changed the coordinates are read again."""
    where = Institution.municipality_code.in_(sorted(codes)) & Institution.latitude.is_not(None) & Institution.longitude.is_not(None)
    told = select(_PLACE[0], func.count(), func.sum(_PLACE[1]), func.sum(_PLACE[2])).where(where).group_by(_PLACE[0])
    now = {one[0]: (float(one[1]), float(one[2]), float(one[3])) for one in db.execute(told)}
    changed = [code for code, sums in now.items() if code not in _hulls or _hulls[code][0] != sums]
    if changed:
        points: dict[str, list[Point]] = {code: [] for code in changed}
        for code, east, north in db.execute(select(*_PLACE).where(where, _PLACE[0].in_(changed))):
            points[code].append((east, north))
        _hulls.update({code: (now[code], hull(near(found))) for code, found in points.items()})
    return {code: _hulls[code][1] for code in sorted(now)}


def near(points: Sequence[Point]) -> list[Point]:
    """Without the few that stand far from all others: one mistyped coordinate must not swallow the map."""
    if len(points) < 8:
        return list(points)
    middle = [sorted(one[axis] for one in points)[len(points) // 2] for axis in (0, 1)]
    spread = sorted(hypot(x - middle[0], y - middle[1]) for x, y in points)[int(len(points) * 0.9)]
    return [(x, y) for x, y in points if hypot(x - middle[0], y - middle[1]) <= 3 * spread]


def hull(points: Iterable[Point]) -> list[Point]:
    """The convex hull, counter-clockwise (Andrew's monotone chain)."""
    ordered = sorted(set(points))
    if len(ordered) < 3:
        return ordered
    lower, upper = _half(ordered), _half(ordered[::-1])
    return lower[:-1] + upper[:-1]


def _half(points: Sequence[Point]) -> list[Point]:
    chain: list[Point] = []
    for x, y in points:
        while len(chain) > 1 and _turn(chain[-2], chain[-1], (x, y)) <= 0:
            chain.pop()
        chain.append((x, y))
    return chain


def _turn(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def rounded(corners: Iterable[Point], by: float) -> list[Point]:
    """The outline pushed outwards with round corners: around each corner an arc from the one edge's outward direction to the next one's."""
    ring = list(corners)
    outward = [_outward(a, b) for a, b in zip(ring, [*ring[1:], *ring[:1]], strict=True)]
    found: list[Point] = []
    for (x, y), since, until in zip(ring, [*outward[-1:], *outward[:-1]], outward, strict=True):
        sweep = (until - since) % (2 * pi) or 2 * pi
        steps = ceil(sweep / ARC)
        turns = [since + sweep * step / steps for step in range(steps + (len(ring) > 1))]
        found += [(round(x + by * cos(turn), 1), round(y + by * sin(turn), 1)) for turn in turns]
    return hull(found)  # written to a tenth, two points side by side may turn the wrong way


def _outward(a: Point, b: Point) -> float:
    """The direction that looks away from an outline at its edge from a to b."""
    return atan2(b[1] - a[1], b[0] - a[0]) - pi / 2
