"""One web process as it is served: heard within a second, by the fast path, and over when the right is."""

from __future__ import annotations

import json
import socket
import subprocess
import threading
import time
from collections.abc import Callable
from http import HTTPStatus

import pytest
import requests
import socketio

from tests.live.conftest import PATIENCE, THINGS, Browser, Server, until

Come = Callable[..., Browser]
Start = Callable[..., Server]


@pytest.mark.parametrize("transport", ["websocket", "polling"])
def test_what_is_committed_is_heard_within_a_second(served: Server, come: Come, transport: str) -> None:
    doctor = come(1, transport=transport)
    assert doctor.watch("thing:1", "thing:2") == {"thing:1": 0, "thing:2": None}
    served.post("say", thing=1, words="薬が変わりました 🌸")
    said = doctor.hears(1)
    assert said == {
        "stream": "thing:1", "after": 0, "seq": 1, "verb": "append", "target": "#said",
        "html": '<li id="said-1" data-seq="1" lang="ja">薬が変わりました 🌸</li>',
    }  # fmt: skip
    until(lambda: served.state()["waiting"] == [], "an empty outbox")


def test_the_fast_path_is_the_path_taken(served: Server, come: Come) -> None:
    browsers = [come(1), come(2), come(2, sign_in=21, language="en")]
    polling = come(1, sign_in=11, transport="polling")
    for browser in [*browsers, polling]:
        browser.watch("thing:1")
    before = served.state()
    for number in range(1, 11):
        served.post("say", thing=1, words=f"{number}")
        for browser in [*browsers, polling]:
            browser.hears(number)
    after = served.state()
    assert after["fast"] - before["fast"] == 30
    assert after["ordinary"] - before["ordinary"] == 10, "who polls is told the ordinary way"
    assert [said["seq"] for said in browsers[0].heard] == list(range(1, 11))


def test_a_message_of_any_length_arrives_whole(served: Server, come: Come) -> None:
    """Lengths of a frame are written in one, three or nine bytes: around 126 and 65536 bytes they change."""
    doctor = come(1)
    doctor.watch("thing:1")
    served.post("say", thing=1, words="")
    frame = json.dumps(["change", doctor.hears(1)], ensure_ascii=False, separators=(",", ":"))
    empty = len(f"42{frame}")
    for number, size in enumerate((empty, 65534, 65535, 65536, 65537, 300_000), start=2):
        words = ("薬" * ((size - empty) // 3)).ljust(size - empty - 2 * ((size - empty) // 3), "x")
        served.post("say", thing=1, words=words)
        assert doctor.hears(number)["html"].endswith(f">{words}</li>")


def test_small_changes_wait_for_each_other_and_all_arrive(served: Server, come: Come) -> None:
    doctor = come(1)
    doctor.watch("thing:1")
    served.post("say", thing=1, words="now")
    doctor.hears(1)
    begun = time.monotonic()
    served.post("say", thing=1, words="soon", soon="yes")
    doctor.hears(2)
    assert time.monotonic() - begun >= 0.4, "it waits for others; how long it takes in all is for bench/ to say"
    for _ in range(9):
        served.post("say", thing=1, words="soon", soon="yes")
    doctor.hears(11)


def test_what_another_process_commits_is_heard(served: Server, come: Come, place: dict[str, str]) -> None:
    doctor = come(1)
    doctor.watch("thing:1")
    subprocess.run([*THINGS, "--say", "from a job"], env=place, check=True, timeout=PATIENCE)
    assert "from a job" in doctor.hears(1)["html"]
    until(lambda: served.state()["waiting"] == [], "an empty outbox")


def test_what_was_committed_while_nobody_served_is_swept_up(start: Start, place: dict[str, str]) -> None:
    first = start("--new")
    first.kill()
    subprocess.run([*THINGS, "--say", "while it was dark"], env=place, check=True, timeout=PATIENCE)
    second = start()
    with Browser(second, 1, 10) as doctor:
        assert doctor.watch("thing:1") == {"thing:1": 1}
        until(lambda: second.state()["waiting"] == [], "an empty outbox")


def test_a_page_comes_back_after_the_server_was_killed_and_knows_what_it_lacks(start: Start) -> None:
    first = start("--new")
    with Browser(first, 1, 10) as doctor:
        doctor.watch("thing:1")
        first.post("say", thing=1, words="one")
        doctor.hears(1)
        first.kill()
        until(lambda: not doctor.socket.connected, "the line to break")
    second = start(port=first.port)
    second.post("say", thing=1, words="two")
    with Browser(second, 1, 10) as doctor:
        assert doctor.watch("thing:1") == {"thing:1": 2}


def test_strangers_are_refused_and_told_why(served: Server) -> None:
    client = socketio.Client(reconnection=False)
    refused: list[object] = []
    client.on("connect_error", refused.append)
    with pytest.raises(socketio.exceptions.ConnectionError):
        client.connect(served.url, transports=["websocket"])
    assert refused == [{"message": "signed-out"}]


def test_pages_of_other_sites_cannot_open_a_socket(served: Server) -> None:
    address = f"{served.url}/socket.io/?EIO=4&transport=polling"
    assert requests.get(address, headers={"Origin": "https://elsewhere.example"}, timeout=PATIENCE).status_code == HTTPStatus.BAD_REQUEST
    assert requests.get(address, headers={"Origin": served.url}, timeout=PATIENCE).status_code == HTTPStatus.OK


def test_a_sign_out_ends_the_socket_at_once_and_leaving_ends_the_stream(served: Server, come: Come) -> None:
    phone, desk, other = come(1, sign_in=11), come(1, sign_in=12), come(2)
    for browser in (phone, desk, other):
        browser.watch("thing:1")
    served.post("sign_out", sign_in=11)
    until(lambda: not phone.socket.connected, "the phone to be hung up")
    served.post("expel", thing=1, person=1)
    served.post("say", thing=1, words="after")
    other.hears(1)
    served.post("admit", thing=2, person=1)
    assert desk.watch("thing:1", "thing:2") == {"thing:1": None, "thing:2": 0}
    assert phone.heard == desk.heard == []


def test_a_socket_that_only_sends_nonsense_is_closed(served: Server, come: Come) -> None:
    doctor = come(1)
    doctor.socket.emit("watch", {"streams": ["x" * 100_000]})
    until(lambda: not doctor.socket.connected, "the line to break")
    come(2).watch("thing:1")


@pytest.mark.once
def test_a_reader_that_does_not_read_is_cut_off_and_holds_up_nobody(served: Server, come: Come) -> None:
    doctor = come(1)
    doctor.watch("thing:1")
    cookies = requests.Session()
    cookies.post(f"{served.url}/come", data={"person": 2, "sign_in": 20}, timeout=PATIENCE)
    with _silent_reader(served, cookies):
        until(lambda: served.state()["ears"] == 2, "the silent reader to listen")
        for number in range(1, 81):
            served.post("say", thing=1, words="あ" * 20_000)
            doctor.hears(number)
        until(lambda: served.state()["sockets"] == 1, "the silent reader to be cut off")
        assert served.state()["ears"] == 1


def test_a_server_that_is_asked_to_end_lets_requests_finish_and_pages_go(served: Server, come: Come) -> None:
    doctor = come(1)
    doctor.watch("thing:1")
    idle = requests.Session()
    idle.get(f"{served.url}/state", timeout=PATIENCE)  # keeps its connection open
    answers: list[str] = []
    page = threading.Thread(target=lambda: answers.append(requests.get(f"{served.url}/slowly", timeout=PATIENCE).text))
    page.start()
    until(lambda: served.state()["ears"] == 1)
    served.post("say", thing=1, words="a last one", soon="yes")
    assert served.end() == 0
    page.join()
    assert answers == ["done"]
    doctor.hears(1)
    until(lambda: not doctor.socket.connected, "the line to end")
    assert "Traceback" not in served.log.read_text()
    assert "Invalid HTTP method" not in served.log.read_text()


def _silent_reader(served: Server, cookies: requests.Session) -> socket.socket:
    """A phone in a tunnel: it opened a WebSocket by hand, watches, and reads nothing more."""
    line = socket.create_connection(("127.0.0.1", served.port))
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    cookie = "; ".join(f"{cookie.name}={cookie.value}" for cookie in cookies.cookies)
    line.sendall(
        "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Extensions: permessage-deflate\r\n"
        f"Cookie: {cookie}\r\n\r\n".encode()
    )
    answer = b""
    while b"\r\n\r\n" not in answer:
        answer += line.recv(1)
    assert b"101" in answer
    assert b"permessage-deflate" not in answer, "compression doubles the memory of every connection"
    heard = b""
    for text, answered in (("40", b"40{"), ('420["watch",{"streams":["thing:1"]}]', b"430[")):
        line.sendall(bytes((0x81, 0x80 | len(text), 0, 0, 0, 0)) + text.encode())
        while answered not in heard:
            heard += line.recv(4096)
    return line
