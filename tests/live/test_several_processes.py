"""Several web processes with one database and one Redis: what one commits is heard at the other, and who left hears nothing from either."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from contextlib import ExitStack

import pytest

from tests.live.conftest import HOUSE, PATIENCE, THINGS, Browser, Redis, Server, free_port, until

Start = Callable[..., Server]
Pair = tuple[Server, Server]


@pytest.fixture
def pair(start: Start, redis_server: Redis) -> Pair:
    """Two processes of one installation."""
    address = redis_server()
    return start("--new", RENKEI_REDIS_URL=address), start(RENKEI_REDIS_URL=address)


def test_what_is_said_through_one_process_is_heard_at_the_other_within_a_second(pair: Pair) -> None:
    one, other = pair
    with Browser(one, 1, 10) as here, Browser(other, 2, 20, language="en") as there:
        here.watch("thing:1")
        there.watch("thing:1")
        for number, server in enumerate((one, other, one, one, other), start=1):
            server.post("say", thing=1, words=f"言う{number}")
            assert f"言う{number}" in here.hears(number)["html"]
            assert 'lang="en"' in there.hears(number)["html"]
        until(lambda: one.state()["waiting"] == [], "an empty outbox")
        assert there.socket.connected
        assert [said["seq"] for said in here.heard] == [1, 2, 3, 4, 5], "nothing is told twice while all is well"


def test_who_left_or_signed_out_at_one_process_hears_nothing_from_the_other(pair: Pair) -> None:
    one, other = pair
    with Browser(one, 1, 11) as leaver, Browser(one, 1, 12) as goer, Browser(other, 2, 20) as stayer:
        for browser in (leaver, goer, stayer):
            browser.watch("thing:1")
        other.post("sign_out", sign_in=12)
        other.post("expel", thing=1, person=1)
        other.post("say", thing=1, words="without them")
        stayer.hears(1)
        one.post("say", thing=1, words="nor this")
        stayer.hears(2)
        until(lambda: not goer.socket.connected, "the sign-out to hang up")
        assert leaver.heard == goer.heard == []


def test_a_change_that_its_process_did_not_live_to_tell_is_told_by_the_other(pair: Pair, place: dict[str, str]) -> None:
    """A process that commits and dies leaves its rows, exactly as a command does that has nobody to tell."""
    one, other = pair
    with Browser(other, 1, 10) as doctor:
        doctor.watch("thing:1")
        one.kill()
        subprocess.run([*THINGS, "--say", "last words"], env=place, check=True, timeout=PATIENCE)
        assert "last words" in doctor.hears(1, patience=4.0)["html"]


def test_without_redis_everybody_is_still_told_and_with_its_return_nothing_is_lacking(pair: Pair, redis_server: Redis) -> None:
    one, other = pair
    with ExitStack() as open_browsers:
        here, there = open_browsers.enter_context(Browser(one, 1, 10)), open_browsers.enter_context(Browser(other, 2, 20))
        here.watch("thing:1")
        there.watch("thing:1")
        redis_server.stop()
        one.post("say", thing=1, words="in the dark")
        assert "in the dark" in here.hears(1)["html"], "its own process needs no Redis"
        assert "in the dark" in there.hears(1)["html"], "the other sweeps it up from the database"
        redis_server()
        until(lambda: one.state()["waiting"] == [] and other.state()["waiting"] == [], "Redis to be found again")
        until(lambda: any(said["seq"] >= 1 for said in there.present), "the pages to be told how far their streams are")
        one.post("say", thing=1, words="in the light")
        there.hears(2)


def test_gunicorn_serves_pages_and_sockets_too(start: Start) -> None:
    port = free_port()
    configuration = ["--config", str(HOUSE / "deploy" / "gunicorn.conf.py"), "--bind", f"127.0.0.1:{port}", "--error-logfile", "-"]
    server = start("tests.live.gunicorn_things:served", port=port, command=[sys.executable, "-m", "gunicorn", *configuration])
    with Browser(server, 1, 10) as doctor, Browser(server, 2, 20, transport="polling") as phone:
        doctor.watch("thing:1")
        phone.watch("thing:1")
        server.post("say", thing=1, words="through gunicorn")
        assert "through gunicorn" in doctor.hears(1, patience=2.0)["html"]
        phone.hears(1, patience=2.0)
        assert server.state()["fast"] == 1
    assert server.end() == 0
    assert "Traceback" not in server.log.read_text()
