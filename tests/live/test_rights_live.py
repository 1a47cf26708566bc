"""The whole house in two processes with one database and one Redis: a right that ends at one is not served by the other from then on."""

from __future__ import annotations

import re
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import requests
import socketio
from flask import Flask

from core import config
from core.database import db
from region.models import Affiliation
from tests.cast import PASSWORD, Cast, a_post, an_asking_post, as_, make_cast
from tests.conftest import _empty
from tests.live.conftest import HOUSE, PATIENCE, Redis, Server, free_port, until

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


class House(Server):
    """A process of bin/serve."""

    pulse = "/healthz"


@dataclass
class Desk:
    """Somebody's browser: it may ask either process for pages, and its socket is at one of them."""

    who: Affiliation
    at: House
    cookies: requests.Session = field(default_factory=requests.Session)
    heard: list[dict[str, Any]] = field(default_factory=list)
    socket: Any = None

    def sign_in(self) -> Desk:
        self.post("/sign-in", self.at, {"email": self.who.person.email, "password": PASSWORD}, page="/sign-in")
        return self

    def get(self, path: str, at: House, *, fragment: bool = False) -> requests.Response:
        headers = {"HX-Request": "true"} if fragment else {}
        return self.cookies.get(f"{at.url}{path}", headers=headers, timeout=PATIENCE, allow_redirects=False)

    def post(self, path: str, at: House, said: dict[str, Any] | None = None, *, page: str = "/") -> None:
        token = TOKEN.search(self.get(page, at).text)
        assert token, f"no form on {page}"
        answer = self.cookies.post(
            f"{at.url}{path}", data={"csrf_token": token[1], **(said or {})}, timeout=PATIENCE, allow_redirects=False
        )
        assert answer.status_code == 303, (path, answer.status_code, answer.text[-2000:])

    def listen(self, *streams: str) -> dict[str, int | None]:
        """Opens the socket where that is not done, and watches."""
        if self.socket is None:
            self.socket = socketio.Client(reconnection=False)
            self.socket.on("change", self.heard.append)
            cookie = "; ".join(f"{one.name}={one.value}" for one in self.cookies.cookies)
            self.socket.connect(self.at.url, headers={"Cookie": cookie}, transports=["websocket"], wait_timeout=PATIENCE)
        answer: dict[str, int | None] = self.socket.call("watch", {"streams": list(streams)}, timeout=PATIENCE)
        return answer

    def leave(self) -> None:
        if self.socket:
            line = self.socket.eio.ws
            self.socket.disconnect()
            if line:
                line.shutdown()
        self.cookies.close()


@dataclass
class Town:
    """Two processes, the cast at their desks, and what they read."""

    one: House
    other: House
    cast: Cast
    board: str
    post: int
    desk: Callable[[Affiliation, House], Desk]

    def reads(self, desk: Desk, words: str) -> dict[str, bool]:
        """What each process serves of the board: the page, and the fragment an open page asks for."""
        path, found = f"/boards/{self.board.partition(':')[2]}", {}
        for name, at in (("one", self.one), ("other", self.other)):
            for kind, answer in (("page", desk.get(path, at)), ("fragment", desk.get(f"{path}?after=0", at, fragment=True))):
                assert answer.status_code in (200, 404, 303, 401), answer.status_code
                found[f"{kind} at {name}"] = answer.status_code == 200 and words in answer.text
        return found

    def everywhere(self, desk: Desk, words: str) -> None:
        found = self.reads(desk, words)
        assert all(found.values()), found

    def nowhere(self, desk: Desk, words: str) -> None:
        found = self.reads(desk, words)
        assert not any(found.values()), found

    def silent(self, leaver: Desk, stayer: Desk, by: Desk) -> None:
        """What is posted now is heard by who stays, and not by who may hear no more."""
        leaver.heard.clear()
        title = f"聞こえますか{len(stayer.heard)}"
        said = {"title": title, "body": "はい。", "urgency": "normal", "confirm_by": "", "client_key": str(uuid.uuid4())}
        by.post(f"/boards/{self.board.partition(':')[2]}/posts", self.one, said)
        until(lambda: any(title in change["html"] for change in stayer.heard), "the post to be heard")
        assert leaver.heard == []


@pytest.fixture
def town(app: Flask, cast: Cast, settings: config.Settings, redis_server: Redis, tmp_path: Path) -> Iterator[Town]:
    """The house as it is served, on the tests' own database."""
    post = an_asking_post(cast, cast.sato, title="手袋があまっています")
    board, post_id = cast.board().stream, post.id
    db.remove()  # outside of a request the session writes: nobody else could while it is open
    with ExitStack() as closing:
        address = redis_server()
        houses = [_started(closing, settings, address, tmp_path) for _ in range(2)]
        for house in houses:
            until(house.ready, "the server", patience=60)

        def desk(who: Affiliation, at: House) -> Desk:
            came = Desk(who, at).sign_in()
            closing.callback(came.leave)
            return came

        yield Town(houses[0], houses[1], cast, board, post_id, desk)
        db.remove()


def _started(closing: ExitStack, settings: config.Settings, redis: str, place: Path) -> House:
    port = free_port()
    environment = {
        "PATH": "/usr/bin:/bin", "PYTHONPATH": str(HOUSE), "PORT": str(port), "RENKEI_DATA": str(settings.data),
        "RENKEI_DATABASE_URL": settings.database_url, "RENKEI_REDIS_URL": redis, "RENKEI_SECRET_KEY": settings.secret_key,
    }  # fmt: skip
    log = place / f"house-{port}.log"
    with log.open("wb") as out:
        process = subprocess.Popen([sys.executable, str(HOUSE / "bin" / "serve")], env=environment, stdout=out, stderr=out, cwd=HOUSE)
    closing.callback(process.wait)
    closing.callback(process.kill)
    return House(process, port, log)


def test_who_leaves_at_one_process_is_shown_nothing_by_the_other(town: Town) -> None:
    sato, tanaka = town.desk(town.cast.sato, town.other), town.desk(town.cast.tanaka, town.other)
    ono, kimura = town.desk(town.cast.ono, town.one), town.desk(town.cast.kimura, town.one)
    for desk in (sato, tanaka):
        assert desk.listen(town.board)[town.board] is not None
    town.everywhere(sato, "手袋があまっています")
    ono.post(f"/affiliations/{town.cast.sato.id}/ending", town.one)
    town.nowhere(sato, "手袋があまっています")
    for at in (town.one, town.other):
        assert sato.get(f"/posts/{town.post}", at).status_code == 404
        assert sato.get(f"/posts/{town.post}/confirmations", at).status_code == 404
        assert sato.get(f"/institutions/{town.cast.station.id}", at).status_code == 404
        assert "手袋" not in sato.get("/", at).text + sato.get("/pulse", at).text
    town.silent(sato, tanaka, kimura)
    assert sato.listen(town.board) == {town.board: None}


def test_a_right_that_comes_and_goes_is_true_at_both_at_every_turn(town: Town) -> None:
    """Nothing a process keeps between requests outlives the right."""
    tanaka, kimura = town.desk(town.cast.tanaka, town.other), town.desk(town.cast.kimura, town.one)
    suzuki = town.desk(town.cast.suzuki, town.one)
    rights = f"/boards/{town.board.partition(':')[2]}/rights"
    everybody = {"right": "read", "institution_type": "", "profession": "", "role": ""}
    kimura.post(rights, town.one, everybody | {"institution_type": "visiting_nursing"})
    assert tanaka.listen(town.board)[town.board] is not None
    for turn in range(3):
        at = (town.one, town.other)[turn % 2]
        gone = next(one.id for one in town.cast.board().grants if one.right == "read" and not one.institution_type)
        db.remove()
        kimura.post(f"{rights}/{gone}/removal", at)
        town.nowhere(tanaka, "手袋")
        kimura.post(rights, at, everybody)
        town.everywhere(tanaka, "手袋")
        town.nowhere(suzuki, "手袋")


def test_an_institution_that_moves_away_hears_nothing_more_from_either(town: Town) -> None:
    """Moved by another process still: a command that only writes to the database."""
    sato, tanaka = town.desk(town.cast.sato, town.other), town.desk(town.cast.tanaka, town.other)
    kimura = town.desk(town.cast.kimura, town.one)
    sato.listen(town.board)
    tanaka.listen(town.board)
    station = db.merge(town.cast.station)
    station.correct({"municipality_code": town.cast.elsewhere.municipality_code}, by=db.merge(town.cast.kimura))
    db.commit()
    db.remove()
    town.nowhere(sato, "手袋")
    town.silent(sato, tanaka, kimura)


def test_who_is_stopped_at_one_is_out_at_the_other_and_the_line_is_cut(town: Town) -> None:
    tanaka, kimura = town.desk(town.cast.tanaka, town.other), town.desk(town.cast.kimura, town.one)
    tanaka.listen(town.board)
    kimura.post(f"/people/{town.cast.tanaka.person_id}/disabling", town.one)
    for at in (town.one, town.other):
        answer = tanaka.get("/", at)
        assert (answer.status_code, answer.headers["Location"][:8]) == (303, "/sign-in")
        assert tanaka.get(f"/boards/{town.board.partition(':')[2]}?after=0", at, fragment=True).status_code == 401
    until(lambda: not tanaka.socket.connected, "the line to be cut")


def test_what_a_process_drew_before_is_not_shown_once_it_is_withdrawn_corrected_or_renamed(town: Town) -> None:
    tanaka, sato = town.desk(town.cast.tanaka, town.other), town.desk(town.cast.sato, town.one)
    town.everywhere(tanaka, "佐藤 花")
    sato.post("/account/name", town.one, {"name": "佐藤 はな子"})
    town.everywhere(tanaka, "佐藤 はな子")
    town.nowhere(tanaka, "佐藤 花")
    station = db.merge(town.cast.station)
    station.correct({"name": "訪問看護ステーションほし"}, by=db.merge(town.cast.kimura))
    db.commit()
    db.remove()
    town.everywhere(tanaka, "訪問看護ステーションほし")
    sato.post(f"/posts/{town.post}/correction", town.one, {"title": "手袋はなくなりました", "body": "すみません。"})
    town.everywhere(tanaka, "手袋はなくなりました")
    town.nowhere(tanaka, "手袋があまっています")
    sato.post(f"/posts/{town.post}/withdrawal", town.other, {"reason": "まちがい"})
    town.nowhere(tanaka, "手袋はなくなりました")
    town.nowhere(tanaka, "佐藤 はな子")


def test_what_was_drawn_for_one_holds_nothing_of_theirs_for_another(town: Town) -> None:
    """The clinic's answer, who gave it, as whom one acts and the token of one's forms stay with whom they belong to."""
    tanaka, kimura = town.desk(town.cast.tanaka, town.other), town.desk(town.cast.kimura, town.other)
    sato = town.desk(town.cast.sato, town.other)
    tanaka.post(f"/posts/{town.post}/confirmations", town.one, {"answer": "call"})
    town.everywhere(tanaka, "田中 一郎")
    path = f"/boards/{town.board.partition(':')[2]}"
    for at in (town.one, town.other):
        mine = tanaka.get(path, at).text
        for desk in (kimura, sato):
            theirs = desk.get(path, at).text
            assert "田中 一郎" not in theirs
            assert not set(TOKEN.findall(mine)) & set(TOKEN.findall(theirs))
            assert f'name="acting" value="{desk.who.id}"' in theirs
            assert f'name="acting" value="{town.cast.tanaka.id}"' not in theirs
    town.nowhere(sato, "田中 一郎")


def test_a_base_whose_time_is_over_runs_nothing_at_either(town: Town) -> None:
    kimura = town.desk(town.cast.kimura, town.other)
    grid, rights = f"confirmations:{town.post}", f"/boards/{town.board.partition(':')[2]}/rights"
    assert kimura.listen(grid)[grid] is not None
    assert kimura.get(f"/posts/{town.post}/confirmations", town.other).status_code == 200
    base, area = town.cast.base.id, town.cast.kita.id
    kimura.post(f"/areas/{area}/bases/{base}/2024-04-01", town.one, {"mistake": "1"})
    for at in (town.one, town.other):
        assert kimura.get(f"/posts/{town.post}/confirmations", at).status_code == 403
        assert kimura.get(f"/areas/{area}/bases/new", at).status_code == 403
        assert kimura.get(rights, at).status_code == 200, "it still stands in the area"
    assert kimura.listen(grid) == {grid: None}


def test_two_posts_of_the_same_number_in_another_database_are_not_taken_for_each_other(app: Flask, cast: Cast) -> None:
    """A restore sets all numbers back, and the process lives on with what it drew."""
    a_post(cast, title="前のデータの投稿")
    browser = as_(app.test_client(), cast.tanaka)
    assert "前のデータの投稿" in browser.get(f"/boards/{cast.board().id}").text
    _empty(app.extensions["engine"])
    db.remove()
    again = make_cast()
    a_post(again, title="あとのデータの投稿")
    page = as_(app.test_client(), again.tanaka).get(f"/boards/{again.board().id}").text
    assert "あとのデータの投稿" in page
    assert "前のデータの投稿" not in page
