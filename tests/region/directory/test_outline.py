"""The map: drawn by the server with the list's numbers; tiles only where the installation allows them."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from core.database import db
from core.security import POLICY, policy_with
from region.directory.finding.outline import Point, hull, near, rounded
from tests.cast import Cast, as_, says
from tests.region.directory.finding import an_institution

SPOTS = st.lists(st.tuples(st.integers(-50, 50).map(float), st.integers(-50, 50).map(float)), max_size=40)
GSI = "https://cyberjapandata.gsi.go.jp/xyz/pale/{z}/{x}/{y}.png"


def turn(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


@given(points=SPOTS)
def test_a_hull_goes_around_every_point_and_turns_one_way(points: list[Point]) -> None:
    corners = hull(points)
    assert set(corners) <= set(points)
    if len(corners) > 2:
        ring = [*corners, corners[0]]
        assert all(turn(a, b, one) >= 0 for a, b in pairwise(ring) for one in points)
        assert all(turn(a, b, c) > 0 for a, b, c in zip(ring, ring[1:], [*ring[2:], ring[1]], strict=False))


@given(points=SPOTS)
def test_a_rounded_outline_keeps_its_distance(points: list[Point]) -> None:
    ring = rounded(hull(points), 10)
    closed = [*ring, *ring[:1]]
    assert all(turn(a, b, one) > 0 for a, b in pairwise(closed) for one in points)


def test_one_mistyped_coordinate_does_not_swallow_the_map() -> None:
    town = [(138.5 + step / 1000, 35.6 + step % 5 / 1000) for step in range(30)]
    assert near([*town, (0.5, 35.6)]) == town


def places(cast: Cast) -> None:
    cast.hoshi.latitude, cast.hoshi.longitude = 35.60, 138.50
    cast.clinic.latitude, cast.clinic.longitude = 35.66, 138.58
    for number in range(3):
        an_institution(f"ひかり薬局{number}", at=(35.63 + number * 1e-5, 138.52))
    db.commit()


def test_the_numbers_on_the_map_are_those_of_the_list(cast: Cast, client: FlaskClient) -> None:
    places(cast)
    page = as_(client, cast.sato).get("/institutions/?municipality=900010").text
    numbers = dict(re.findall(r'<li id="(institution-\d+)"><span class="found-no" aria-hidden="true">(\d+)<', page))
    pins = dict(re.findall(r'<a class="map-pin" href="#(institution-\d+)"[^>]*aria-label="(?:\d\+\d　)?(\d+) ', page))
    assert len(pins) == 3
    assert pins.items() <= numbers.items()
    assert re.search(r'aria-hidden="true">\d\+2</text>', page), "three in one place share a pin"
    says(client.get("/institutions/"), 'class="map-land', ">北市</text>", "km</text>", "場所が分かっていません")
    assert "map-served" in page


def test_no_pin_covers_the_name_of_a_town(cast: Cast, client: FlaskClient) -> None:
    for north, east in ((0.0, 0.0), (0.02, 0.0), (0.02, 0.02), (0.0, 0.02)):
        an_institution("かど薬局", at=(35.6 + north, 138.5 + east))
    cast.hoshi.latitude, cast.hoshi.longitude = 35.61, 138.51
    db.commit()
    page = as_(client, cast.sato).get("/institutions/").text
    name = re.search(r'class="map-name" x="(\d+)" y="(\d+)">北市<', page)
    middle = re.search(rf'href="#institution-{cast.hoshi.id}".*?<circle cx="([\d.]+)" cy="([\d.]+)" r="13"', page)
    assert name
    assert middle
    assert float(name[1]) == pytest.approx(float(middle[1]), abs=1)
    assert abs(float(name[2]) - 5 - float(middle[2])) >= 20


def test_the_map_has_no_script_and_no_tiles_unless_they_are_allowed(cast: Cast, client: FlaskClient) -> None:
    places(cast)
    page = as_(client, cast.sato).get("/institutions/")
    assert "leaflet" not in page.text
    assert "data-tiles" not in page.text
    assert page.headers["Content-Security-Policy"] == POLICY


def test_tiles_come_with_their_name_where_they_are_allowed(cast: Cast, client: FlaskClient) -> None:
    places(cast)
    settings = client.application.config["RENKEI"]
    client.application.config["RENKEI"] = replace(settings, map_tiles=GSI)
    try:
        page = as_(client, cast.sato).get("/institutions/")
    finally:
        client.application.config["RENKEI"] = settings
    says(page, "vendor/leaflet.js", "js/map.js", "地理院タイル", "maps.gsi.go.jp/development/ichiran.html", 'class="map"')


@pytest.mark.parametrize(
    ("tiles", "pictures"),
    [
        (None, "img-src 'self' data:;"),
        (GSI, "img-src 'self' https://cyberjapandata.gsi.go.jp data:;"),
        ("http://tiles.example/{z}", "img-src 'self' data:;"),
        ("https://a.example; script-src *//{z}", "img-src 'self' data:;"),
        ("javascript:alert(1)", "img-src 'self' data:;"),
    ],
)
def test_the_policy_lets_in_pictures_of_one_host_only(tiles: str | None, pictures: str) -> None:
    policy = policy_with(tiles)
    assert pictures in policy
    assert policy.replace(" https://cyberjapandata.gsi.go.jp", "") == POLICY


def test_nobody_who_has_coordinates_means_no_map(cast: Cast, client: FlaskClient) -> None:
    assert "map-frame" not in as_(client, cast.sato).get("/institutions/").text
