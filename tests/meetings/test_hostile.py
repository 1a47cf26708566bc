"""Every form of meetings, found on the pages themselves, is sent back with what nobody should send: it is answered, never with a 500."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from html.parser import HTMLParser
from itertools import count, cycle
from urllib.parse import urlencode

import pytest
from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map

from core import clock
from tests.house.deeds import Who
from tests.house.everybody import World, make_world
from tests.house.walking import WouldBeDone, nothing_drawn, nothing_kept, path_of, rows_of, taken_apart
from tests.meetings.assembly import assembled

Fields = list[tuple[str, str]]
HOSTILE = (
    "", "x" * 100_000, "あ\x00い", "\ud800", "😀" * 70, "9223372036854775808", "-1", "0001-01-01", "9999-12-31", "2026-02-30",
    "NaN", "1e999", "²", "i9999999", "m-1", "<script>alert(1)</script>", " 　\r\n",
)  # fmt: skip
ALSO = {"prefill": "1"}
"""What no form of a page sends, and an address of ours takes."""


class Forms(HTMLParser):
    """The forms of a page that write: where they go, and what a browser would send of them."""

    def __init__(self, here: str) -> None:
        super().__init__()
        self.here, self.found = here, list[tuple[str, Fields]]()
        self.open: Fields | None = None
        self.select, self.area = "", ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.open = [] if said.get("method", "").lower() == "post" else None
            if self.open is not None:
                self.found.append(((said.get("action") or self.here).partition("#")[0], self.open))
        elif tag == "select":
            self.select = said.get("name", "")
        elif tag == "option" and self.select:
            self.add(self.select, said.get("value", ""))
        elif tag == "textarea":
            self.add(said.get("name", ""), "れい")
        elif tag in ("input", "button") and said.get("name"):
            self.add(said["name"], said.get("value") or ("" if said.get("type") == "hidden" else self.likely(said)))

    def likely(self, said: dict[str, str]) -> str:
        numbers = said.get("type") == "number" or said.get("inputmode") in ("numeric", "decimal")
        return f"{clock.today()}" if said.get("type") == "date" else "1" if numbers else "れい"

    def add(self, name: str, value: str) -> None:
        """One choice of several with the same name is kept; three boxes of a day are three."""
        if self.open is not None and name and name not in ("csrf_token", "acting"):
            same = [at for at, (known, _value) in enumerate(self.open) if known == name]
            if not same or (len(same) < 3 and value in ("れい", "1")):
                self.open.append((name, value))
            elif value and not self.open[same[0]][1]:
                self.open[same[0]] = (name, value)

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self.select = ""
        if tag == "form":
            self.open = None


def ours(routes: Map, path: str, method: str) -> str | None:
    """The rule of meetings behind an address."""
    try:
        endpoint, _values = routes.bind("localhost").match(path.partition("?")[0], method)
    except HTTPException:
        return None
    return next(one.rule for one in routes.iter_rules(endpoint)) if endpoint.startswith("meetings.") else None


def pages(world: World, routes: Map) -> Iterator[str]:
    """Every page of meetings that can be asked for."""
    for row in rows_of(routes):
        method, rule, _which = taken_apart(row)
        endpoint = next(one.endpoint for one in routes.iter_rules() if one.rule == rule)
        if method == "GET" and endpoint.startswith("meetings."):
            yield path_of(world, routes, rule, "")
    assembly = assembled(world.cast)
    yield from (assembly.hold, assembly.follow, f"/meetings/{assembly.meeting.id}/agenda", f"/items/{assembly.items[1].id}/edit")


def forms_of(world: World, routes: Map) -> dict[str, tuple[str, Fields]]:
    """One form for each rule and set of fields; and for rules whose form no page shows now, the names that others have."""
    found: dict[str, tuple[str, Fields]] = {}
    for path in [*pages(world, routes)]:
        page, answer = Forms(path), world.browsers[Who.BASE].get(path, buffered=True)
        assert answer.status_code < 500, path
        page.feed(answer.data.decode(errors="replace"))
        for action, fields in page.found:
            rule = ours(routes, action, "POST")
            if rule:
                found.setdefault(f"{rule} {sorted({name for name, _value in fields})}", (action, fields))
    shown, names = {key.partition(" ")[0] for key in found}, {name: value for _action, fields in found.values() for name, value in fields}
    for row in rows_of(routes):
        method, rule, _which = taken_apart(row)
        path = path_of(world, routes, rule, "") if method == "POST" and rule not in shown else ""
        if path and ours(routes, path, "POST"):
            found[rule] = (path, [*(names | ALSO).items()])
    return found


def told(fields: Fields, changes: dict[int, str]) -> str:
    """As bytes that a browser would not send, where the text is none."""
    pairs = [(name, changes.get(at, value)) for at, (name, value) in enumerate(fields)]
    return urlencode(pairs, encoding="utf-8", errors="surrogatepass")


def ways(fields: Fields, some: Iterator[str], *, thorough: bool) -> Iterator[tuple[str, bool]]:
    """All boxes wrong in the same way; nothing at all, everything twice, each box wrong by itself. And whether the page is drawn for it."""
    for one in HOSTILE if thorough else (next(some),):
        yield told(fields, dict.fromkeys(range(len(fields)), one)), True
    yield "", thorough
    yield told([*fields, *reversed(fields)], {}), thorough
    for at in range(0, min(len(fields), 20), 1 if thorough else 3):
        for one in HOSTILE if thorough else (next(some),):
            yield told(fields, {at: one}), thorough


@pytest.fixture
def world(app: Flask) -> World:
    return make_world(app)


def sent_everywhere(world: World, app: Flask, *, thorough: bool) -> None:
    some, wrong, sent, browser = cycle(HOSTILE), [], count(), world.browsers[Who.BASE]
    forms = forms_of(world, app.url_map)
    assert len(forms) > 60
    with nothing_kept():
        for rule, (path, fields) in forms.items():
            for said, drawn in ways(fields, some, thorough=thorough):
                next(sent)
                try:
                    with nullcontext() if drawn else nothing_drawn():
                        answer = browser.post(path, data=said, content_type="application/x-www-form-urlencoded")
                except WouldBeDone:
                    continue
                except Exception as broken:  # noqa: BLE001 - whatever breaks is told with what broke it
                    wrong.append(f"{rule}: {broken!r:.300} after {said[:300]}")
                    break
                if answer.status_code >= 500:
                    wrong.append(f"{rule}: {answer.status_code} after {said[:300]}")
                    break
    assert not wrong, f"{len(wrong)} of {next(sent)}:\n" + "\n".join(wrong)


def test_no_form_of_meetings_breaks(world: World, app: Flask) -> None:
    if app.extensions["engine"].dialect.name == "sqlite":
        pytest.skip("PostgreSQL refuses all that SQLite refuses, and more; the long check asks both")
    sent_everywhere(world, app, thorough=False)


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_no_form_of_meetings_breaks_whatever_stands_in_each_box(world: World, app: Flask) -> None:
    sent_everywhere(world, app, thorough=True)
