"""The small world every test knows.

Kita area (北地域): Sato (nurse) and Tanaka (doctor) work there, Mori reads along from the prefecture, Kimura is base staff,
Ono manages Sato's station. Suzuki is a care manager in Minami area, in another prefecture: the stranger.
Hoshi Pharmacy stands in Kita and has no account at all.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from werkzeug.test import TestResponse

from auth import passwords
from auth.models import Person
from board.models import Board, BoardKind, Post, Urgency
from board.setting_up import set_up_boards
from core import clock
from core.database import Base, db
from region.models import Affiliation, Area, AreaKind, AreaMunicipality, CoordinationBase, Institution, Municipality, Role
from tests.laid import World

PASSWORD = "kita-no-hoshi-2026"
_hashed: dict[int, str] = {}
_laid: dict[int, tuple[World, list[tuple[str, type[Base], int]]]] = {}


@dataclass
class Cast:
    """Affiliations by the name of their person; institutions and areas by theirs."""

    sato: Affiliation
    tanaka: Affiliation
    mori: Affiliation
    kimura: Affiliation
    ono: Affiliation
    suzuki: Affiliation
    kita: Area
    minami: Area
    station: Institution
    clinic: Institution
    base: Institution
    hoshi: Institution
    elsewhere: Institution

    def board(self, kind: BoardKind = BoardKind.NOTICE, area: Area | None = None) -> Board:
        """A board of Kita, or of another area."""
        found = db.query(Board).filter_by(area_id=(area or self.kita).id, kind=kind).one()
        assert isinstance(found, Board)
        return found


def laid_cast() -> Cast:
    """Everybody, in an empty database. They come into being once, then their rows are laid out, unless the clock stands elsewhere."""
    cost = passwords._argon2id.memory_cost
    if clock.moved():
        return make_cast()
    if cost not in _laid:
        cast = make_cast()
        _laid[cost] = World.taken_down(), [(name, type(one), one.id) for name, one in vars(cast).items()]
        db.commit()
        return cast
    world, people = _laid[cost]
    world.lay_out()
    together = db.scalars(select(Affiliation).options(joinedload(Affiliation.person))).all()  # held until each is asked for by its id
    again: dict[str, Any] = {name: db.get_one(kind, id_) for name, kind, id_ in people}
    assert len(together) <= len(again)
    db.commit()  # nothing is being read, and they keep what is known of them
    return Cast(**again)


def make_cast() -> Cast:
    """Everybody, committed."""
    kita = _area("北地域", "900010", "北市", "90")
    minami = _area("南地域", "910015", "南市", "91")
    station = _institution("訪問看護ステーションきた", "visiting_nursing", "900010", "055-000-0201")
    clinic = _institution("田中医院", "clinic", "900010", "055-000-0202")
    hoshi = _institution("ほし薬局", "pharmacy", "900010", "055-000-0203")
    base = _institution("北市在宅医療・介護連携支援センター", "municipality", "900010", "055-000-0200")
    elsewhere = _institution("居宅介護支援みなみ", "care_manager_office", "910015", "056-000-0204")
    prefecture = _institution("県庁医療政策課", "prefecture", "900010", "055-000-0205")
    db.add(CoordinationBase(institution_id=base.id, area_id=kita.id, from_on=date(2024, 4, 1)))
    db.flush()
    for area in (kita, minami):
        set_up_boards(area)
    cast = Cast(
        sato=_works("佐藤 花", "sato", station, Role.MEMBER, "nurse"),
        tanaka=_works("田中 一郎", "tanaka", clinic, Role.MEMBER, "physician"),
        mori=_works("森 修", "mori", prefecture, Role.PREFECTURE, "government_pref"),
        kimura=_works("木村 葵", "kimura", base, Role.BASE_STAFF, "coordinator_base"),
        ono=_works("小野 恵", "ono", station, Role.MANAGER, "nurse"),
        suzuki=_works("鈴木 遠", "suzuki", elsewhere, Role.MEMBER, "care_manager"),
        kita=kita, minami=minami, station=station, clinic=clinic, base=base, hoshi=hoshi, elsewhere=elsewhere,
    )  # fmt: skip
    db.commit()
    return cast


def as_(client: FlaskClient, who: Affiliation) -> FlaskClient:
    """The same browser, signed in as this person through the real form."""
    answer = client.post("/sign-in", data={"email": who.person.email, "password": PASSWORD})
    assert answer.status_code == 303, answer.text
    return client


def a_post(cast: Cast, by: Affiliation | None = None, *, title: str = "手袋をおゆずりします", body: str = "Mサイズ、50箱です。",
           urgency: Urgency = Urgency.NORMAL, confirm_by: datetime | None = None, board: Board | None = None) -> Post:  # fmt: skip
    """A post on Kita's notice board, committed."""
    post = Post.publish(
        board or cast.board(),
        title=title,
        body=body,
        urgency=urgency,
        confirm_by=confirm_by,
        client_key=str(uuid.uuid4()),
        by=by or cast.sato,
    )
    db.commit()
    return post


def an_asking_post(cast: Cast, by: Affiliation | None = None, **kwargs: object) -> Post:
    """A post that asks every institution for an answer by tomorrow, committed."""
    return a_post(cast, by or cast.kimura, confirm_by=clock.now() + timedelta(days=1), **kwargs)  # type: ignore[arg-type]


def says(answer: TestResponse, *sentences: str) -> None:
    """The page says all of this."""
    for sentence in sentences:
        assert sentence in answer.text, f"{sentence!r} is not on the page:\n{answer.text[:3000]}"


def _area(name: str, code: str, municipality: str, prefecture: str) -> Area:
    db.add(Municipality(code=code, name=municipality, prefecture_name=f"第{prefecture}県"))
    area = Area(name=name, kind=AreaKind.HOME_CARE_AREA, prefecture_code=prefecture)
    db.add(area)
    db.flush()
    db.add(AreaMunicipality(area_id=area.id, municipality_code=code, from_on=date(2024, 4, 1)))
    return area


def _institution(name: str, kind: str, municipality_code: str, telephone: str) -> Institution:
    made = Institution(name=name, type=kind, municipality_code=municipality_code, telephone=telephone)
    made.refold()
    db.add(made)
    db.flush()
    return made


def _works(name: str, email: str, institution: Institution, role: Role, profession: str) -> Affiliation:
    cost = passwords._argon2id.memory_cost
    if cost not in _hashed:
        _hashed[cost] = passwords.hash_password(PASSWORD)
    person = Person(email=f"{email}@example.jp", name=name, password_hash=_hashed[cost])
    db.add(person)
    return Affiliation.begin(person, institution, role, [profession])
