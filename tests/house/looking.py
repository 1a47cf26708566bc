"""Looks at everything as everybody and compares it with the rules: pages, fragments, files, lists, the directory, and the sockets."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext

from flask.testing import FlaskClient

from board.models import ConfirmationRequest, Post
from core import realtime
from core.database import db
from region.directory.items import Visibility
from tests.hearing import Hearing
from tests.house.lives import FACTS, PEOPLE, Life
from tests.house.rules_of_reading import Rules
from tests.house.walking import nothing_drawn

TITLES = {"題K": "K", "題F": "F", "題M": "M"}


def look(life: Life) -> None:
    """Everybody, everywhere. What is wrong is said in sentences."""
    wrong = listen(life)
    for person in PEOPLE:
        wrong += Looker(life, person).wrong()
    assert not wrong, "\n".join(wrong)


def streams_of(life: Life) -> dict[str, str]:
    """What there is to hear, and which rule says who hears it."""
    boards = {f"board:{id_}": f"board {name}" for name, id_ in life.boards.items()}
    grids = {f"confirmations:{life.posts[name]}": f"grid {name}" for name in ("K", "M")}
    return boards | grids | {f"institution:{life.places[name].id}": f"place {name}" for name in ("station", "clinic")}


def hears(rules: Rules, person: str, what: str) -> bool:
    kind, name = what.split()
    if kind == "board":
        return rules.reads(person, name)
    return rules.hears_answers(person, name) if kind == "grid" else name in {one.place for one in rules.of(person)}


def listen(life: Life) -> list[str]:
    """A push after the step is heard by who listened and still may, and by nobody else; then everybody comes to listen anew."""
    streams = streams_of(life)
    push(life)
    realtime.flush_now(life.app)
    wrong = [said for person, ear in life.sockets.items() for said in misheard(life, person, ear, streams)]
    return wrong + [said for person in PEOPLE for said in turned_away(life, person, streams)]


def misheard(life: Life, person: str, ear: Hearing, streams: dict[str, str]) -> Iterator[str]:
    """What somebody heard of this push and may not, or may and did not."""
    heard = {change["stream"] for change in ear.changes()}
    for stream, what in streams.items():
        may = ear.seqs.get(stream) is not None and hears(life.rules, person, what)
        if not what.startswith("place") and may != (stream in heard):
            yield f"{person} {'did not hear' if may else 'heard'} {what}"


def turned_away(life: Life, person: str, streams: dict[str, str]) -> Iterator[str]:
    """Who comes to listen and is refused what they may hear, or let to what they may not."""
    ear, stopped = life.sockets.get(person), person in life.rules.stopped
    if ear is None or not ear.connected or stopped:
        ear = life.sockets[person] = Hearing(life.app, life.browsers[person], *streams)
    else:
        ear.watch(*streams)
    if ear.connected == stopped:
        yield f"the socket of {person} is {'open' if ear.connected else 'shut'}"
    for stream, what in streams.items() if ear.connected else ():
        if (ear.seqs[stream] is not None) != hears(life.rules, person, what):
            yield f"{person} is {'refused' if ear.seqs[stream] is None else 'let to'} {what}"
    ear.received()


def push(life: Life) -> None:
    """Something moves on each board and each grid."""
    db.rollback()
    for name in ("K", "M"):
        post, asked = db.get_one(Post, life.posts[name]), db.get_one(ConfirmationRequest, life.posts[name])
        post.changed()
        realtime.announce(post.board.stream, post.changed_seq)
        realtime.announce(asked.stream, asked.next_seq())
    db.commit()


class Looker:
    """One person before the house."""

    def __init__(self, life: Life, person: str) -> None:
        self.life, self.person, self.rules = life, person, life.rules
        self.browser: FlaskClient = life.browsers[person]
        self.found: list[str] = []

    def wrong(self) -> list[str]:
        """What this person was shown or refused against the rules."""
        if self.person in self.rules.stopped:
            for path in ("/", f"/boards/{self.life.boards['kita']}", f"/attachments/{self.life.file}"):
                self.ask(path, 303)
            return self.found
        for board in self.life.boards:
            self.board(board)
        for post in self.life.posts:
            self.post(post)
        self.files()
        self.frame()
        self.directory()
        return self.found

    def ask(self, path: str, expected: int, *, drawn: bool = False, fragment: bool = False) -> str:
        """The text of an answer that should have this code; nothing where it should not be there."""
        with nullcontext() if drawn and expected == 200 else nothing_drawn():
            answer = self.browser.get(path, headers={"HX-Request": "true"} if fragment else {}, buffered=True)
        if answer.status_code != expected:
            self.found.append(f"{self.person}: {path}{' (fragment)' if fragment else ''} is {answer.status_code}, not {expected}")
        return answer.text if drawn and answer.status_code == 200 else ""

    def says(self, where: str, text: str, words: str, expected: bool) -> None:
        if (words in text) != expected:
            self.found.append(f"{self.person}: {words!r} {'does not stand' if expected else 'stands'} on {where}")

    def board(self, board: str) -> None:
        reads, path = self.rules.reads(self.person, board), f"/boards/{self.life.boards[board]}"
        for address, fragment in ((path, False), (f"{path}?after=0", True)):
            page = self.ask(address, 200 if reads else 404, drawn=True, fragment=fragment)
            if not page:
                continue
            for title, name in TITLES.items():
                said = self.rules.posts[name]
                self.says(address, page, title, said.board == board and not said.withdrawn)
            acting = self.rules.acting(self.person)
            if board == "kita":
                self.says(address, page, self.life.text, not self.rules.posts["F"].withdrawn)
                if self.person != "tanaka" and not (acting and acting.place == "clinic"):
                    self.says(address, page, "名tanaka", False)
                if not self.rules.posts["F"].withdrawn:
                    self.says(address, page, self.life.people["sato"].name, True)

    def post(self, name: str) -> None:
        reads = self.rules.reads(self.person, self.rules.posts[name].board)
        id_ = self.life.posts[name]
        self.ask(f"/posts/{id_}", 200 if reads else 404)
        if name == "F":
            return
        code = 404 if not reads else 200 if self.rules.sees_answers(self.person, name) else 403
        for page in ("confirmations", "call-list.csv") if name == "K" else ("confirmations",):
            self.ask(f"/posts/{id_}/{page}", code)

    def files(self) -> None:
        opens = self.rules.opens_files(self.person, "F")
        self.ask(f"/attachments/{self.life.file}", 200 if opens else 404)
        page = self.ask(f"/posts/{self.life.posts['F']}/versions", 200 if self.rules.reads(self.person, "kita") else 404, drawn=True)
        if not opens:
            self.says("the earlier texts of F", page, self.life.text, False)

    def frame(self) -> None:
        """What leads on to posts names none that may not be read."""
        for path in ("/", "/pulse", "/boards/"):
            page = self.ask(path, 200, drawn=True)
            for title, name in TITLES.items():
                said = self.rules.posts[name]
                if said.withdrawn or not self.rules.reads(self.person, said.board):
                    self.says(path, page, title, False)

    def directory(self) -> None:
        places, rules = self.life.places, self.rules
        for name in ("elsewhere", "twin"):
            code = 404 if not rules.finds(self.person, name) else 302 if name in rules.merged else 200
            self.ask(f"/institutions/{places[name].id}", code)
        finds, station = rules.finds(self.person, "station"), f"/institutions/{places['station'].id}"
        sheet = self.ask(f"{station}/sheet", 200 if finds else 404, drawn=True)
        for visibility, said in FACTS.items() if sheet else ():
            self.says("the sheet of the station", sheet, said, self.knows(visibility))
        self.ask(f"{station}/facts/night_contact", 200 if finds and self.knows(Visibility.BASE) else 404)
        self.ask(f"/institutions/{places['clinic'].id}/people", 200 if rules.sees_people(self.person, "clinic") else 404)
        listed = self.browser.get("/institutions/list.csv", buffered=True).text
        for name in ("station", "clinic", "elsewhere", "east"):
            self.says("the list", listed, f"施設{name}", rules.finds(self.person, name))

    def knows(self, visibility: Visibility) -> bool:
        """Of a value of the station, which this person finds (decision 0012)."""
        everybody = visibility in (Visibility.EVERYONE, Visibility.AREA)
        treats = visibility == Visibility.PROFESSIONALS and self.rules.professional(self.person)
        return everybody or treats or self.rules.knows_all(self.person, "station")
