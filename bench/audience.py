"""A meeting that is being held in a real server, and many who follow it: each a person of their own, at an institution of their own, with
their own sign-in, as 委員 and listeners of a large council are. The benches of meetings that are held stand on it."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from app import create_app
from auth.models import Person
from bench.fan_out import watched
from core import clock, config
from core.database import db
from meetings.models import Meeting, Member
from region.models import Affiliation, Institution, Role
from tests.browser.house import House
from tests.cast import PASSWORD

TYPES = {"clinic": "physician", "pharmacy": "pharmacist", "visiting_nursing": "nurse", "care_manager_office": "care_manager"}


@dataclass
class Hall:
    """`followers`: the cookies of each of them; `secretary` is signed in and writes."""

    house: House
    meeting: dict[str, Any]
    followers: list[str]
    secretary: requests.Session

    @property
    def server(self) -> int:
        """The number of its process."""
        assert self.house._server
        return self.house._server.pid

    def streams_of(self, cookie: str) -> list[str]:
        """What the page to follow listens to, the meeting first."""
        page = requests.get(self.house.url + self.meeting["follow"], headers={"Cookie": cookie}, timeout=60).text
        return watched(page)


@contextmanager
def hall(size: int) -> Iterator[Hall]:
    """With so many followers, all of whom sit in the group."""
    with tempfile.TemporaryDirectory(prefix="renkei-bench-") as folder:
        house = House(Path(folder) / "data")
        house.hand.begin()
        meeting = house.hand.assembly()
        names = _seated(house, meeting["id"], size)
        house.start()
        try:
            yield Hall(house, meeting, [cookie_of(signed_in(house.url, one)) for one in names], signed_in(house.url, "kimura"))
        finally:
            house.close()


def signed_in(url: str, who: str) -> requests.Session:
    """Through the form, with the password of everybody here."""
    browser = requests.Session()
    token = re.search(r'name="csrf-token" content="([^"]+)"', browser.get(f"{url}/sign-in").text)[1]  # type: ignore[index]
    browser.post(f"{url}/sign-in", data={"email": f"{who}@example.jp", "password": PASSWORD, "csrf_token": token}, allow_redirects=False)
    return browser


def cookie_of(browser: requests.Session) -> str:
    """As a head says it."""
    return "; ".join(f"{one.name}={one.value}" for one in browser.cookies)


def _seated(house: House, meeting_id: int, size: int) -> list[str]:
    app = create_app(config.read(house.environment))
    with app.app_context():
        group = db.get_one(Meeting, meeting_id).group
        kimura = db.query(Affiliation).join(Person).filter(Person.email == "kimura@example.jp").one()
        for number in range(size):
            _seat(group, kimura, number)
        db.commit()
    return [f"follower{number}" for number in range(size)]


def _seat(group: Any, by: Affiliation, number: int) -> None:
    kind, profession = list(TYPES.items())[number % len(TYPES)]
    place = Institution(name=f"傍聴施設{number:03d}", type=kind, municipality_code="900010", telephone=f"055-001-{number:04d}")
    place.refold()
    person = Person(email=f"follower{number}@example.jp", name=f"委員 {number:03d}", password_hash=by.person.password_hash)
    db.add_all([place, person])
    db.flush()
    works = Affiliation.begin(person, place, Role.MEMBER, [profession])
    day = clock.today()
    Member.seat_in(group, name=person.name, institution_name=place.name, profession=profession, affiliation=works, by=by, from_on=day)
