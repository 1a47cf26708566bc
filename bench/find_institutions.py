"""Measures finding among 600,000 made-up institutions: CPU ms, queries, p50 and p95 of ten searches; beside it plain LIKE, in the same run.

Two people look: one of an area of about 1,000 institutions, and one who reads a whole large prefecture. "live" is the answer of the live
filter as a browser gets it, drawn map included; "whole page" the page that is opened first. CPU is this process and, on PostgreSQL, the
database's process for it. Plain LIKE is the list as it was before, without page and map: the rule for who may read as one query, words by
LIKE, facts by LIKE on their text; count and first page.

Usage: .venv/bin/python -m bench.find_institutions [NUMBER [FOLDER]]    (an embedded database; kept in FOLDER, and used again)
       .venv/bin/python bin/with-postgres .venv/bin/python -m bench.find_institutions [NUMBER]
"""

from __future__ import annotations

import gzip
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from flask import Flask
from sqlalchemy import Connection, Engine, String, Table, cast, event, func, insert, select, text
from werkzeug.datastructures import MultiDict

from app import create_app
from auth.models import Person
from auth.passwords import hash_password
from core import clock, config, search
from core.database import Base, db
from core.folding import fold
from region.directory.finding.listing import Listing
from region.directory.forms.finding import wanted
from region.directory.models import Fact, FactChoice, OpenHours, Reader
from region.directory.models.open_hours import spans
from region.directory.models.wanted import Wanted
from region.models import Affiliation, Area, AreaKind, AreaMunicipality, Institution, Municipality, Role

ROUNDS = 40
PASSWORD = "renkei-bench-2026"
STEP = 5000
TYPES = {"care_manager_office": 22, "clinic": 16, "home_help": 14, "day_care": 14, "dental_clinic": 9, "pharmacy": 10,
         "visiting_nursing": 3, "group_home": 4, "tokuyo": 3, "disability_service": 4, "hospital": 1}  # fmt: skip
NAMES = ("さくら", "中央", "ひまわり", "みどり", "あおば", "つばめ", "髙橋", "駅前", "富士見", "すみれ", "北", "若葉", "泉", "山﨑")
WORDS = {"clinic": "クリニック", "pharmacy": "薬局", "hospital": "病院", "dental_clinic": "歯科", "visiting_nursing": "訪問看護"}
TOWNS = ("本町", "旭町", "栄町", "桜堤", "大手", "緑ケ丘", "新田", "宮前")
SEARCHES = {
    "everybody": "",
    "a common word": "q=クリニック",
    "a name": "q=さくら薬局",
    "a rare word": "q=0551",
    "one character": "q=泉",
    "two words": "q=クリニック 本町",
    "the sentence": "type=pharmacy&can=aseptic&can=pharmacy_home_patients:children&can=pharmacy_home_patients:after_hours&serves={code}",
    "a day and an hour": "type=medical&day=sat&hour=18:00",
    "near, and able": "type=visiting_nursing&can=around_the_clock&near=m{code}&within=5",
    "nobody": "type=pharmacy&can=aseptic&can=pharmacy_home_patients:children&serves={code}&day=sun&hour=03:00",
}
LIVE = {"HX-Request": "true", "HX-Request-Type": "partial"}
WEEK = {"weekly": [{"day": day, "from": "09:00", "to": "18:00"} for day in ("mon", "tue", "wed", "thu", "fri")]}
LONG = {"weekly": [*WEEK["weekly"], {"day": "sat", "from": "09:00", "to": "19:00"}]}


class Country:
    """Municipalities of 47 prefectures and their institutions, the same for every run."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.chance = random.Random(2026)
        self.codes = [f"{prefecture:02}{town:03}0" for prefecture in range(1, 48) for town in range(101, 138)]
        large = [code for code in self.codes if code[:2] == "13"]
        self.weights = [3.3 if code in large else 0.2 + self.chance.random() * 1.8 for code in self.codes]
        self.middles = {code: (33 + self.chance.random() * 9, 131 + self.chance.random() * 10) for code in self.codes}

    def institution(self, id_: int) -> dict[str, Any]:
        chance, kind = self.chance, self.chance.choices(list(TYPES), list(TYPES.values()))[0]
        code = chance.choices(self.codes, self.weights)[0]
        name = f"{''.join(chance.sample(NAMES, 2))}{WORDS.get(kind, 'ケアセンター')}"
        address = f"{chance.choice(TOWNS)}{chance.randint(1, 9)}丁目{chance.randint(1, 30)}番{chance.randint(1, 20)}号"
        telephone = f"0{chance.randint(10, 99)}-{chance.randint(100, 999)}-{chance.randint(1000, 9999)}"
        north, east = self.middles[code]
        folded = "|".join(fold(part) for part in (name, address, telephone, telephone.replace("-", "")))
        return {
            "id": id_, "name": name, "name_kana": None, "type": kind, "municipality_code": code, "address": address, "telephone": telephone,
            "latitude": north + chance.gauss(0, 0.04), "longitude": east + chance.gauss(0, 0.05), "folded": folded, "edited_fields": [],
            "created_at": clock.now(),
        }  # fmt: skip

    def facts(self, one: dict[str, Any]) -> dict[str, Any]:
        chance, kind = self.chance, one["type"]
        told: dict[str, Any] = {"area_served": {"codes": [one["municipality_code"]]}} if chance.random() < 0.3 else {}
        if kind in ("pharmacy", "clinic", "hospital", "dental_clinic"):
            told["opening_hours"] = LONG if chance.random() < 0.3 else WEEK
        if kind == "pharmacy":
            told["aseptic"] = {"answer": chance.choices(("yes", "some", "no"), (8, 3, 89))[0]}
            told["pharmacy_home_patients"] = {"choices": [c for c in ("adults", "children", "after_hours") if chance.random() < 0.5]}
        if kind == "visiting_nursing":
            told["around_the_clock"] = {"answer": "yes" if chance.random() < 0.6 else "no"}
        return told


def fill(engine: Engine, number: int) -> str:
    """Everything, past the session; then the indexes. The code of a middling municipality."""
    country = Country(number)
    rows: dict[Table, list[dict[str, Any]]] = {model.__table__: [] for model in (Institution, Fact, FactChoice, OpenHours)}  # type: ignore[misc]
    places, facts, choices, hours = rows.values()
    with engine.execution_options(writes=True).begin() as connection:
        named = [{"code": code, "name": f"第{code}市", "prefecture_name": f"第{code[:2]}県"} for code in country.codes]
        connection.execute(insert(Municipality), named)
        for id_ in range(1, number + 1):
            one = country.institution(id_)
            places.append(one)
            for item, value in country.facts(one).items():
                about = {"institution_id": id_, "item": item, "visibility": "everyone"}
                now = clock.now()
                facts.append(about | {"value": value, "source": "institution", "stated_at": now, "confirmed_at": now})
                found = [value["answer"]] if value.get("answer") in ("yes", "some") else value.get("choices", value.get("codes", []))
                choices += [about | {"choice": choice} for choice in found]
                hours += [about | {"day": day, "from_minute": begins, "to_minute": ends} for (day, begins), ends in spans(value).items()]
            if not id_ % STEP or id_ == number:
                write(connection, rows)
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT setval(pg_get_serial_sequence('institution', 'id'), (SELECT max(id) FROM institution))"))
    with engine.execution_options(writes=True).begin() as connection:
        search.drop(connection)
        search.create(connection)
    with engine.execution_options(writes=True, isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text("ANALYZE"))
    return country.codes[500]


def write(connection: Connection, rows: dict[Table, list[dict[str, Any]]]) -> None:
    for table, waiting in rows.items():
        if waiting:
            connection.execute(insert(table), waiting)
            waiting.clear()


def people(code: str) -> None:
    """A nurse of an area of three municipalities, and one who reads all of prefecture 13."""
    towns = [code, *sorted(one for one in db.scalars(select(Municipality.code).where(Municipality.code > code)))[:2]]
    area = Area.set_up("まんなか地域", AreaKind.HOME_CARE_AREA, [db.get_one(Municipality, one) for one in towns], from_on=date(2024, 4, 1))
    assert area.id
    assert db.query(AreaMunicipality).count() == 3
    jobs = (("area", code, Role.MEMBER, "nurse"), ("prefecture", "131010", Role.PREFECTURE, "government_pref"))
    for name, where, role, profession in jobs:
        office = Institution(name=f"{name}の職場", type="visiting_nursing", municipality_code=where)
        office.refold()
        person = Person(email=f"{name}@example.jp", name=name, password_hash=hash_password(PASSWORD))
        db.add_all([office, person])
        db.flush()
        Affiliation.begin(person, office, role, [profession])
    db.commit()


def look_plainly(asked: Wanted, person_id: int) -> int:
    """The same by LIKE alone."""
    found = Institution.readable_by(person_id).where(Institution.closed_on.is_(None))
    for word in asked.q.split():
        found = found.where(Institution.folded.contains(fold(word), autoescape=True))
    found = found.where(Institution.type.in_(asked.types)) if asked.types else found
    said = [(item, f'%"{choice or "yes"}"%') for item, _colon, choice in (one.partition(":") for one in asked.can)]
    said += [("area_served", f'%"{asked.serves}"%')] if asked.serves else []
    said += [("opening_hours", f'%"{asked.day}"%')] if asked.day else []
    for item, pattern in said:
        facts = select(Fact.institution_id).where(Fact.item == item, Fact.superseded_at.is_(None), Fact.visible_to(person_id))
        found = found.where(Institution.id.in_(facts.where(cast(Fact.value, String).like(pattern))))
    db.scalars(found.order_by(Institution.name_kana.nulls_last(), Institution.name, Institution.id).limit(50)).all()
    return db.scalar(found.with_only_columns(func.count(), maintain_column_froms=True)) or 0


class Meter:
    """Wall and CPU time and the number of queries of something that is done again and again."""

    def __init__(self, engine: Engine) -> None:
        self.queries = 0
        self._server = _parent(db.scalar(text("SELECT pg_backend_pid()"))) if engine.dialect.name == "postgresql" else None
        event.listen(engine, "before_cursor_execute", self._count)

    def _count(self, _c: object, _cursor: object, statement: str, *_: object) -> None:
        self.queries += statement.startswith(("SELECT", "WITH"))

    def of(self, do: Callable[[], object], rounds: int = ROUNDS) -> str:
        do()
        walls, self.queries = [], 0
        began = self._cpu()
        for _ in range(rounds):
            start = time.perf_counter()
            do()
            db.rollback()
            walls.append((time.perf_counter() - start) * 1000)
        cpu = (self._cpu() - began) * 1000 / rounds
        walls.sort()
        return f"{cpu:8.1f}{statistics.median(walls):8.1f}{walls[int(len(walls) * 0.95) - 1]:8.1f}{self.queries // rounds:5}"

    def _cpu(self) -> float:
        """Seconds of this process, and of every process of the database server, those that have ended included."""
        ticks = 0
        for place in Path("/proc").glob("[0-9]*") if self._server else ():
            with suppress(OSError):
                told = _stat(place.name)
                ticks += sum(told[10:12]) if told[0] == self._server else sum(told[10:14]) if place.name == str(self._server) else 0
        return time.process_time() + ticks / os.sysconf("SC_CLK_TCK")


def _stat(process: object) -> list[int]:
    """The numbers that /proc tells of a process, from its parent on."""
    return [int(one) for one in Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[1:]]


def _parent(process: object) -> int:
    return _stat(process)[0]


def main() -> None:
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 600_000
    with ExitStack() as stack:
        folder = Path(sys.argv[2] if len(sys.argv) > 2 else stack.enter_context(tempfile.TemporaryDirectory())).absolute()
        url = os.environ.get("RENKEI_TEST_DATABASE_URL") or f"sqlite:///{folder / 'renkei.sqlite3'}"
        app = create_app(replace(config.read({"RENKEI_DATA": str(folder)}), database_url=url))
        engine: Engine = app.extensions["engine"]
        Base.metadata.create_all(engine)
        with app.app_context():
            if not db.scalar(select(func.count()).select_from(Institution)):
                db.rollback()
                began = time.perf_counter()
                people(fill(engine, number))
                print(f"{engine.dialect.name}: {number:,} institutions made and indexed in {time.perf_counter() - began:.0f} s")
            measure(app, engine)


def measure(app: Flask, engine: Engine) -> None:
    meter = Meter(engine)
    app.config["WTF_CSRF_ENABLED"] = False
    print(f"{'':33}{'— live —':>26}   {'— whole page —':>26}   {'— plain LIKE —':>26}")
    print(f"{'who, what':<30}{'found':>9}" + f"{'CPU':>8}{'p50':>8}{'p95':>8}{'q':>5}" * 3)
    for who, code in (("area", Country(0).codes[500]), ("prefecture", "131010")):
        browser = app.test_client()
        browser.post("/sign-in", data={"email": f"{who}@example.jp", "password": PASSWORD})
        person_id = db.scalars(select(Person.id).where(Person.email == f"{who}@example.jp")).one()
        for name, said in SEARCHES.items():
            query = said.format(code=code)
            asked = wanted(MultiDict(parse_qsl(query)))
            found = Listing(asked, Reader.of(person_id)).total
            live = meter.of(partial(browser.get, f"/institutions/?{query}", headers=LIVE))
            whole = meter.of(partial(browser.get, f"/institutions/?{query}"))
            plain = meter.of(partial(look_plainly, asked, person_id), 2)
            print(f"{who + ': ' + name:<30}{found:>9,}{live}{whole}{plain}", flush=True)
        weigh(who, browser.get(f"/institutions/?municipality={code}").text)


def weigh(who: str, page: str) -> None:
    """What a full page of results weighs, and the drawn map in it."""
    drawn = page[page.index('<div class="map-frame"') :].partition("</svg>")[0]
    whole, picture = (len(gzip.compress(one.encode())) / 1024 for one in (page, drawn))
    print(f"{who}: the page of a municipality is {whole:.1f} kB (gzip), of it the drawn map {picture:.1f} kB")


if __name__ == "__main__":
    main()
