"""What happens to people, institutions and boards over the years, done the way people do it, and told to the rules."""

from __future__ import annotations

import io
import uuid
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from auth.models import Person
from board import drawing, live
from board.models import Attachment, Board, BoardGrant, Post, Right
from board.setting_up import set_up_boards
from core import clock, realtime
from core.database import db
from region.directory.items import Visibility
from region.directory.models import Fact, InstitutionPair
from region.directory.models.pair import Decision
from region.models import Affiliation, Area, AreaMunicipality, CoordinationBase, Institution, Invitation, Municipality, Role
from tests.board.papers import photo
from tests.cast import _area, _institution, _works, a_post, an_asking_post
from tests.conftest import _empty
from tests.hearing import Hearing
from tests.house.everybody import signed_in
from tests.house.rules_of_reading import Grant, Rules, Said, Work

KITA, MINAMI, HIGASHI = "900010", "910015", "900028"
LONG_AGO = date(2024, 4, 1)
PEOPLE = ("sato", "tanaka", "kimura", "mori", "suzuki", "ryo", "higa", "nishi")
FACTS = {Visibility.EVERYONE: "だれでも値", Visibility.PROFESSIONALS: "専門職値", Visibility.AREA: "地域値", Visibility.BASE: "拠点だけ値"}

ITEM_OF = {
    Visibility.EVERYONE: "contact_desk", Visibility.PROFESSIONALS: "contact", Visibility.AREA: "size", Visibility.BASE: "night_contact",
}  # fmt: skip


class Life:
    """Kita and Minami with a notice board each, eight people with browsers and sockets, and the head office that changes things."""

    def __init__(self, app: Flask) -> None:
        self.app, self.rules = app, Rules()
        _empty(app.extensions["engine"])
        drawing._kept.clear()
        self.places: dict[str, Institution] = {}
        self.works: dict[int, Affiliation] = {}
        self.people: dict[str, Person] = {}
        self.areas: dict[str, Area] = {}
        self.boards: dict[str, int] = {}
        self._land()
        self._everybody()
        db.commit()
        self.browsers = {name: self.come(name) for name in PEOPLE}
        self.head = signed_in(app, self.head_office)
        self._said()
        realtime.of(app).ears.start_knowing()
        self.sockets: dict[str, Hearing] = {}

    def _land(self) -> None:
        db.add(Municipality(code=HIGASHI, name="東市", prefecture_name="第90県"))
        self.areas = {"kita": _area("北地域", KITA, "北市", "90"), "minami": _area("南地域", MINAMI, "南市", "91")}
        self.areas["higashi"] = Area(name="東地域", kind="home_care_area", prefecture_code="90")
        db.add(self.areas["higashi"])
        db.flush()
        db.add(AreaMunicipality(area_id=self.areas["higashi"].id, municipality_code=HIGASHI, from_on=LONG_AGO))
        kinds = {
            "station": ("visiting_nursing", KITA), "clinic": ("clinic", KITA), "base": ("municipality", KITA),
            "office": ("prefecture", KITA),
            "elsewhere": ("care_manager_office", MINAMI), "east": ("visiting_nursing", HIGASHI), "twin": ("visiting_nursing", KITA),
            "head": ("cooperation_center", MINAMI),
        }  # fmt: skip
        for number, (name, (kind, code)) in enumerate(kinds.items()):
            self.places[name] = _institution(f"施設{name}", kind, code, f"055-000-04{number:02}")
            self.rules.where[name], self.rules.kind[name] = code, kind
        self.rules.land = {"kita": {KITA}, "minami": {MINAMI}, "higashi": {HIGASHI}}
        self.rules.prefecture = {"kita": "90", "minami": "91", "higashi": "90"}
        for place, area in (("base", "kita"), ("head", "kita"), ("head", "minami"), ("head", "higashi")):
            db.add(CoordinationBase(institution_id=self.places[place].id, area_id=self.areas[area].id, from_on=LONG_AGO))
            self.rules.bases.add((place, area))
        for name in ("kita", "minami"):
            db.flush()
            set_up_boards(self.areas[name])
            board = db.scalars(select(Board).where(Board.area_id == self.areas[name].id, Board.kind == "notice")).one()
            self.boards[name] = board.id
            self.rules.grants[name] = [Grant(one.id) for one in board.grants if one.right == Right.READ]

    def _everybody(self) -> None:
        for name, place, role, profession in (
            ("sato", "station", "member", "nurse"), ("tanaka", "clinic", "member", "physician"),
            ("kimura", "base", "base_staff", "coordinator_base"), ("mori", "office", "prefecture", "government_pref"),
            ("suzuki", "elsewhere", "member", "care_manager"), ("ryo", "elsewhere", "member", "clerk"),
            ("higa", "east", "manager", "nurse"),
            ("nishi", "twin", "member", "clerk"),
        ):  # fmt: skip
            self._begins(_works(f"名{name}", name, self.places[place], Role(role), profession), name, place, role, profession)
        self._begins(
            Affiliation.begin(self.people["ryo"], self.places["clinic"], Role.MEMBER, ["clerk"]), "ryo", "clinic", "member", "clerk"
        )
        self.head_office = _works("本部", "head", self.places["head"], Role.BASE_STAFF, "coordinator_base")
        for visibility, said in FACTS.items():
            fact = Fact(institution_id=self.places["station"].id, item=ITEM_OF[visibility], value={"text": said}, source="institution",
                        visibility=visibility, confirmed_at=clock.now())  # fmt: skip
            db.add(fact)

    def _begins(self, made: Affiliation, name: str, place: str, role: str, profession: str) -> None:
        db.flush()
        self.works[made.id], self.people[name] = made, made.person
        self.rules.works.append(Work(made.id, name, place, role, profession))

    def _said(self) -> None:
        """K asks Kita's institutions; F carries a photograph; M stands in Minami."""
        by = {one.person: self.works[one.id] for one in reversed(self.rules.works)}
        key, content = str(uuid.uuid4()), photo()
        said = {"key": key, "name": "写真.jpg", "size": str(len(content)), "offset": "0", "piece": (io.BytesIO(content), "piece")}
        assert self.browsers["sato"].post(f"/boards/{self.boards['kita']}/uploads", data=said).status_code == 200
        kita, minami = (db.get_one(Board, self.boards[name]) for name in ("kita", "minami"))
        asking = an_asking_post(None, by["kimura"], title="題K", body="文K", board=kita)  # type: ignore[arg-type]
        photographed = a_post(None, by["sato"], title="題F", body="文F", board=kita)  # type: ignore[arg-type]
        photographed.correct(title="題F", body="文F1", by=by["sato"], uploads=[key])
        there = an_asking_post(None, by["suzuki"], title="題M", body="文M", board=minami)  # type: ignore[arg-type]
        db.commit()
        self.posts = {"K": asking.id, "F": photographed.id, "M": there.id}
        self.file = db.scalars(select(Attachment.id)).one()
        self.rules.posts = {"K": Said("kita", "base"), "F": Said("kita", "station"), "M": Said("minami", "elsewhere")}
        self.text = "文F1"

    def come(self, name: str) -> FlaskClient:
        return signed_in(self.app, next(self.works[one.id] for one in self.rules.of(name)))

    # What can happen. Each says whether it could.

    def leave(self, work: Work) -> bool:
        if work.role in ("base_staff", "prefecture"):
            return self._by_command(lambda: self.works[work.id].end(by=None), work.person, lambda: self.rules.works.remove(work))
        if not self.rules.kept_by("head", work.place):
            return False
        self._does(f"/affiliations/{work.id}/ending")
        self.rules.works.remove(work)
        return True

    def join(self, person: str, place: str, role: str) -> bool:
        """By an invitation; whoever joins acts from there, on this browser."""
        if person in self.rules.stopped or place in self.rules.merged or any(one.place == place for one in self.rules.of(person)):
            return False
        db.rollback()
        _made, link = Invitation.issue(
            email=self.people[person].email, name=person, institution=self.places[place], role=Role(role), professions=["clerk"], by=None
        )
        db.commit()
        assert self.browsers[person].post(f"/invitations/{link}").status_code == 303
        made = db.scalars(select(Affiliation).order_by(Affiliation.id.desc())).first()
        assert made
        self.works[made.id] = made
        self.rules.works.append(Work(made.id, person, place, role, "clerk"))
        self.rules.chosen[person] = made.id
        return True

    def stop(self, person: str) -> bool:
        if person in self.rules.stopped:
            return False
        db.rollback()
        if any(one.role in ("member", "manager") and self.rules.kept_by("head", one.place) for one in self.rules.of(person)):
            self._does(f"/people/{self.people[person].id}/disabling")
        else:
            answer = self.app.test_cli_runner().invoke(args=["users", "disable", self.people[person].email])
            assert answer.exit_code == 0, answer.output
        self.rules.stopped.add(person)
        return True

    def let_back(self, person: str) -> bool:
        if person not in self.rules.stopped:
            return False
        db.rollback()
        back = db.get_one(Person, self.people[person].id)
        back.enable(by=self.head_office)
        db.commit()
        self.rules.stopped.discard(person)
        self.rules.chosen.pop(person, None)
        browser = self.app.test_client()
        if self.rules.of(person):
            browser = self.come(person)
        self.browsers[person] = browser
        return True

    def change_role(self, work: Work) -> bool:
        role = {"member": "manager", "manager": "member"}.get(work.role)
        if role is None or work.person in self.rules.stopped or not self.rules.kept_by("head", work.place):
            return False
        self._does(f"/affiliations/{work.id}/role", role=role)
        work.role = role
        return True

    def end_base(self) -> bool:
        """Kita's base is its base no longer; the head office stays."""
        if ("base", "kita") not in self.rules.bases:
            return False
        self._does(
            f"/areas/{self.areas['kita'].id}/bases/{self.places['base'].id}/{LONG_AGO}", until_on=str(clock.today() - timedelta(days=1))
        )
        self.rules.bases.remove(("base", "kita"))
        return True

    def give_away_land(self) -> bool:
        if KITA not in self.rules.land["kita"]:
            return False
        self._does(f"/areas/{self.areas['kita'].id}/municipalities/{KITA}/{LONG_AGO}", until_on=str(clock.today() - timedelta(days=1)))
        self.rules.land["kita"].remove(KITA)
        return True

    def take_land(self) -> bool:
        if HIGASHI in self.rules.land["kita"]:
            return False
        self._does(f"/areas/{self.areas['kita'].id}/municipalities/new", municipalities=HIGASHI, from_on=str(clock.today()))
        self.rules.land["kita"].add(HIGASHI)
        return True

    def grant(self, kind: str, role: str) -> bool:
        if any((one.kind, one.role) == (kind, role) for one in self.rules.grants["kita"]):
            return False
        self._does(f"/boards/{self.boards['kita']}/rights", right="read", institution_type=kind, role=role, profession="")
        made = db.scalars(select(BoardGrant.id).order_by(BoardGrant.id.desc())).first()
        assert made
        self.rules.grants["kita"].append(Grant(made, kind, role))
        return True

    def revoke(self) -> bool:
        if len(self.rules.grants["kita"]) < 2:
            return False
        gone = self.rules.grants["kita"].pop(0)
        self._does(f"/boards/{self.boards['kita']}/rights/{gone.id}/removal")
        return True

    def withdraw(self) -> bool:
        if self.rules.posts["F"].withdrawn:
            return False
        self._does(f"/posts/{self.posts['F']}/withdrawal", reason="まちがい")
        self.rules.posts["F"].withdrawn = True
        return True

    def correct(self) -> bool:
        """By its author, who may have gone: then by the command of whoever may."""
        if self.rules.posts["F"].withdrawn:
            return False
        db.rollback()
        post, self.text = db.get_one(Post, self.posts["F"]), f"文F{uuid.uuid4().hex[:6]}"
        post.correct(title="題F", body=self.text, by=post.affiliation)
        live.post_changed(post)
        db.commit()
        return True

    def becomes(self, place: str, kind: str, code: str) -> bool:
        """An institution is found to be of another type, or to stand elsewhere: the base corrects its record."""
        if place in self.rules.merged or (self.rules.kind[place], self.rules.where[place]) == (kind, code):
            return False
        if not self.rules.kept_by("head", place) or code not in set().union(*self.rules.land.values()) | {self.rules.where[place]}:
            return False
        self._does(f"/institutions/{self.places[place].id}/edit", name=self.places[place].name, type=kind, municipality_code=code,
                   telephone=str(self.places[place].telephone))  # fmt: skip
        self.rules.kind[place], self.rules.where[place] = kind, code
        return True

    def moves(self, place: str, code: str) -> bool:
        if place in self.rules.merged or self.rules.where[place] == code or not self.rules.kept_by("head", place):
            return False
        if code not in set().union(*self.rules.land.values()):
            return False
        self._does(f"/institutions/{self.places[place].id}/moves", from_on=str(clock.today()), municipality_code=code, address="新町1",
                   telephone=str(self.places[place].telephone))  # fmt: skip
        self.rules.where[place] = code
        return True

    def merge(self) -> bool:
        """The twin turns out to be the station."""
        if "twin" in self.rules.merged or not all(self.rules.kept_by("head", one) for one in ("twin", "station")):
            return False
        db.rollback()
        pair = InstitutionPair.propose(self.places["station"], self.places["twin"], score=1.0, reasons=[])
        assert pair
        db.get_one(Institution, self.places["station"].id).edited_fields = ["name"]  # so that it is the one that is kept
        db.get_one(Institution, self.places["twin"].id).edited_fields = []
        keeps = any(one.place == "station" for one in self.rules.works) or not any(one.place == "twin" for one in self.rules.works)
        db.commit()
        if not keeps:
            return False
        self._does(f"/institutions/pairs/{pair.id}/decision", decision=Decision.SAME.value, sure="1")
        self.rules.merged["twin"] = "station"
        for work in [one for one in self.rules.works if one.place == "twin"]:
            self.rules.works.remove(work)
            self._went_over(work)
        return True

    def _went_over(self, work: Work) -> None:
        there = db.scalars(
            Affiliation.current_of(self.people[work.person].id).where(Affiliation.institution_id == self.places["station"].id)
        ).one()
        self.works[there.id] = there
        if there.id not in {one.id for one in self.rules.works}:
            self.rules.works.append(Work(there.id, work.person, "station", str(there.role), work.profession))
        else:
            next(one for one in self.rules.works if one.id == there.id).role = str(there.role)

    def rename(self) -> bool:
        """The author of F is called otherwise."""
        if "sato" in self.rules.stopped:
            return False
        name = f"名{uuid.uuid4().hex[:6]}"
        assert self.browsers["sato"].post("/account/name", data={"name": name}).status_code == 303
        self.people["sato"] = db.get_one(Person, self.people["sato"].id)
        return True

    def answer(self) -> bool:
        """The clinic answers K."""
        acting = self.rules.acting("tanaka")
        if not acting or acting.place != "clinic" or not self.rules.reads("tanaka", "kita"):
            return False
        assert self.browsers["tanaka"].post(f"/posts/{self.posts['K']}/confirmations", data={"answer": "ok"}).status_code == 303
        return True

    def _does(self, path: str, **said: str) -> None:
        answer = self.head.post(path, data=said)
        assert answer.status_code == 303, (path, answer.status_code, answer.text[-3000:])

    def _by_command(self, change: Callable[[], Any], person: str, told: Callable[[], Any]) -> bool:
        db.rollback()
        change()
        realtime.rights_changed(self.people[person].id)
        db.commit()
        told()
        return True
