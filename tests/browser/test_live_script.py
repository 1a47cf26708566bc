"""The script of open pages by itself, against a line that loses, doubles and reorders, answers that come late, and sleep.

The server and the line are played here, so that every order of things can be tried; the page is a real one. What stands on it never goes
back to an older form, and once it has woken and been answered it shows exactly what a fresh load shows.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test
from playwright.sync_api import Browser, Page

from tests.tries import tries

SCRIPTS = Path(__file__).resolve().parents[2] / "static" / "js"
PAGE = """<!doctype html><meta name="csrf-token" content="x"><body data-person="1" data-watch="board:1=0">
<p id="line-state" data-lost="lost" hidden></p><div id="alerts"></div>
<section id="posts" data-ordered data-stream="board:1" data-seq="0" data-catch-up="/boards/1"></section></body>"""
STAND_INS = """
window.fetches = []; window.asked = []; window.handlers = {};
Math.random = () => 0;
window.fetch = (address) => new Promise((done) => window.fetches.push({ address: String(address), done }));
const socket = { connected: true, active: true, on: (name, act) => { window.handlers[name] = act; return socket; }, connect() {},
  timeout: () => socket, emit: (name, said, answer) => { window.asked.push(answer); } };
window.io = () => socket;
window.line = socket;
window.answer = (one, text) => one.done({ ok: true, status: 200, headers: { get: () => null }, text: async () => text });
window.posts = () => [...document.querySelectorAll("#posts > .post")].map((one) => [one.id, Number(one.dataset.changed), one.textContent]);
"""


class Board:
    """What the server knows: posts by id, born and last changed at a seq."""

    def __init__(self) -> None:
        self.seq = 0
        self.posts: dict[int, tuple[int, int, str]] = {}

    def post(self) -> None:
        self.seq += 1
        self.posts[len(self.posts) + 1] = (self.seq, self.seq, f"said {self.seq}")

    def correct(self, which: int) -> None:
        self.seq += 1
        id_ = which % len(self.posts) + 1
        self.posts[id_] = (self.posts[id_][0], self.seq, f"corrected {self.seq}")

    def told(self, after: int) -> list[dict[str, Any]]:
        """The changes as they are pushed: each thing in its present form."""
        said: list[dict[str, Any]] = []
        for id_, (born, changed, _) in sorted(self.posts.items(), key=lambda item: item[1][1]):
            if changed > after:
                verb = {"verb": "append", "target": "#posts"} if born > after else {"verb": "replace", "target": f"#post-{id_}"}
                said.append(
                    {"stream": "board:1", "after": said[-1]["seq"] if said else after, "seq": changed, "html": self.html(id_), **verb}
                )
        return said

    def fragment(self, address: str) -> str:
        """The answer to catching up, and to what else a page asks."""
        if not address.startswith("/boards/1?after="):
            return '<div><div id="alerts"></div></div>'
        after = int(address.removeprefix("/boards/1?after=").split("&", maxsplit=1)[0])
        return f'<div data-seq="{self.seq}">{"".join(self.html(id_) for id_, post in self.posts.items() if post[1] > after)}</div>'

    def html(self, id_: int) -> str:
        born, changed, words = self.posts[id_]
        return f'<article class="post" id="post-{id_}" data-seq="{born}" data-changed="{changed}">{words}</article>'

    def shown(self) -> list[list[Any]]:
        """What a fresh load shows, newest first."""
        newest_first = sorted(self.posts.items(), key=lambda item: -item[1][0])
        return [[f"post-{id_}", changed, words] for id_, (_, changed, words) in newest_first]


class Line(RuleBasedStateMachine):
    """A board, a page that watches it, and what lies between them."""

    page: Page

    def __init__(self) -> None:
        super().__init__()
        self.board, self.said_upto = Board(), 0
        self.said: list[dict[str, Any]] = []
        self.answers: list[tuple[int, str]] = []
        self.taken = 0
        self.forms: dict[str, int] = {}
        self.shown: list[list[Any]] = []
        self.page.goto("about:blank")
        self.page.set_content(PAGE)
        self.page.evaluate(STAND_INS)
        for name in ("queue", "place", "unread", "live"):
            self.page.add_script_tag(content=(SCRIPTS / f"{name}.js").read_text())
        self.do("handlers.connect()")

    def do(self, script: str, argument: Any = None) -> None:
        """Runs it and whatever follows from it at once. Nothing on the page goes back to an older form."""
        ticks = "await new Promise((done) => setTimeout(() => setTimeout(done, 0), 0))"
        self.shown = self.page.evaluate(f"async (it) => {{ {script}; {ticks}; return posts(); }}", argument)
        for id_, changed, _ in self.shown:
            assert changed >= self.forms.get(id_, 0), f"{id_} went back to {changed}"
            self.forms[id_] = changed

    @rule(at_once=st.booleans())
    def post(self, *, at_once: bool) -> None:
        self.board.post()
        if at_once:
            self.tell()

    @precondition(lambda self: self.board.posts)
    @rule(which=st.integers(0, 20), at_once=st.booleans())
    def correct(self, which: int, *, at_once: bool) -> None:
        self.board.correct(which)
        if at_once:
            self.tell()

    @rule()
    def tell(self) -> None:
        """The server tells what has changed since it last told."""
        self.said += self.board.told(self.said_upto)
        self.said_upto = self.board.seq

    @precondition(lambda self: self.said)
    @rule(which=st.lists(st.integers(0, 4), min_size=1, max_size=5))
    def line(self, which: list[int]) -> None:
        """Of the latest messages these arrive, in this order: any may be lost, come twice or overtake another."""
        for one in which:
            self.do("handlers.change(it)", self.said[-1 - one % len(self.said)])

    @rule()
    def present(self) -> None:
        self.do("handlers.present(it)", {"stream": "board:1", "seq": self.board.seq})

    @rule()
    def draw_answers(self) -> None:
        """The server draws what the page has asked for; it is on its way."""
        asked = self.page.evaluate("() => fetches.map((one) => one.address)")
        self.answers += [(at, self.board.fragment(asked[at])) for at in range(self.taken, len(asked))]
        self.taken = len(asked)

    @precondition(lambda self: self.answers)
    @rule(which=st.integers(0, 20))
    def answer(self, which: int) -> None:
        at, text = self.answers.pop(which % len(self.answers))
        self.do("answer(fetches[it[0]], it[1])", [at, text])

    @rule()
    def come_back(self) -> None:
        """The line breaks and is there again."""
        self.do("line.connected = false; handlers.disconnect(); line.connected = true; handlers.connect()")

    @rule()
    def answer_watch(self) -> None:
        self.do("asked.splice(0).forEach((one) => one(null, it))", {"board:1": self.board.seq})

    def teardown(self) -> None:
        for _ in range(4):
            self.come_back()
            self.answer_watch()
            while True:
                self.draw_answers()
                if not self.answers:
                    break
                self.answer(0)
        assert self.shown == self.board.shown()


def before(page: Page) -> Line:
    """The line, played before this page."""
    machine: type[Line] = type("LineBeforeThePage", (Line,), {"page": page})
    return machine()


@pytest.fixture
def bare_page(chromium: Browser) -> Iterator[Page]:
    page = chromium.new_page()
    yield page
    page.close()


def test_a_message_that_comes_again_changes_nothing(bare_page: Page) -> None:
    line = before(bare_page)
    line.post(at_once=True)
    line.correct(0, at_once=True)
    for message in (0, 1, 0, 1):
        line.do("handlers.change(it)", line.said[message])
    assert line.shown == line.board.shown()


def test_an_answer_older_than_what_came_meanwhile_changes_nothing(bare_page: Page) -> None:
    line = before(bare_page)
    line.post(at_once=True)
    line.present()
    line.draw_answers()
    line.correct(0, at_once=True)
    for message in (0, 1):
        line.do("handlers.change(it)", line.said[message])
    line.answer(0)
    assert line.shown == line.board.shown()


def test_what_is_missed_while_fetching_is_fetched_too(bare_page: Page) -> None:
    line = before(bare_page)
    line.post(at_once=True)
    line.present()
    line.draw_answers()
    line.post(at_once=True)
    line.post(at_once=True)
    line.do("handlers.change(it)", line.said[2])
    for _ in range(4):
        if line.answers:
            line.answer(0)
        line.draw_answers()
    assert line.shown == line.board.shown()


def test_whatever_the_line_does_a_page_ends_as_a_fresh_load(bare_page: Page) -> None:
    slow = [HealthCheck.too_slow, HealthCheck.data_too_large]
    chosen = settings(max_examples=tries(40), stateful_step_count=30, deadline=None, suppress_health_check=slow)
    run_state_machine_as_test(type("LineBeforeThePage", (Line,), {"page": bare_page}), settings=chosen)
