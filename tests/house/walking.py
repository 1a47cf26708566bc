"""Asks for an address as somebody, and says in one word what came of it. Nothing that is asked for is done: what would be kept is not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from flask import templating
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.orm import Session
from werkzeug.routing import Map

from core.database import SAFE_METHODS, RenkeiSession
from tests.house.everybody import World
from tests.house.permissions import Who

OK, TO_SIGN_IN = "ok", "sign-in"
UNSURE = (401, 403, 404)


class WouldBeDone(BaseException):  # not an Exception: the error pages of the house must not catch it
    """Everything was allowed, and the request came to keep what it did."""


@contextmanager
def nothing_kept() -> Iterator[None]:
    """What requests would commit is thrown away with `WouldBeDone`; what is written aside (denials, read marks) may stay."""

    def stop(session: Session) -> None:
        if session.info.get("writes") is not True:
            raise WouldBeDone

    event.listen(RenkeiSession, "before_commit", stop)
    try:
        yield
    finally:
        event.remove(RenkeiSession, "before_commit", stop)


@contextmanager
def nothing_drawn() -> Iterator[None]:
    """Templates stay empty: what is asked is whether somebody is let in, and each page is drawn whole for the first who is."""
    drawn = templating._render
    templating._render = lambda *_: ""
    try:
        yield
    finally:
        templating._render = drawn


def outcome(browser: FlaskClient, method: str, path: str, sent: dict[str, str], *, public: bool) -> str:
    """ok, sign-in, 401, 403 or 404. Bad input is ok: whoever is told what is wrong with their form was let in."""
    try:
        answer = browser.open(path, method=method, data=sent if method not in SAFE_METHODS else None, buffered=True)
    except WouldBeDone:
        return OK
    assert answer.status_code < 500, f"{method} {path}: {answer.status_code}"
    if not public and answer.status_code == 303 and answer.headers["Location"].startswith("/sign-in"):
        return TO_SIGN_IN
    return str(answer.status_code) if answer.status_code in UNSURE else OK


def path_of(world: World, routes: Map, rule: str, which: str) -> str:
    """A real address of this rule, about the things the world has; `which` names a special one of them."""
    things = dict(world.things)
    for begins, special in world.of.items():
        things |= special if rule.startswith(begins) else {}
    things |= world.of.get(which, {})
    found = next(one for one in routes.iter_rules() if one.rule == rule)
    built = found.build({name: things[name] for name in found.arguments})
    assert built, f"nothing to put into {rule}"
    return built[1]


def everybody_asks(world: World, routes: Map, row: str, *, public: bool) -> dict[Who, str]:
    """What everybody is answered to `GET /rule`, or `GET /rule 〔which〕`."""
    method, rule, which = taken_apart(row)
    path, sent = path_of(world, routes, rule, which), world.sent.get(row, {})
    answers: dict[Who, str] = {}
    with nothing_kept():
        for who in Who:
            with nothing_drawn() if OK in answers.values() else nullcontext():
                answers[who] = outcome(world.browsers[who], method, path, sent, public=public)
    return answers


def taken_apart(row: str) -> tuple[str, str, str]:
    """Method, rule, and which thing."""
    route, _, which = row.partition(" 〔")
    method, _, rule = route.partition(" ")
    return method, rule, which.rstrip("〕")


def rows_of(routes: Map) -> list[str]:
    """Every route with each of its methods, as the table writes it."""
    return sorted(f"{method} {rule.rule}" for rule in routes.iter_rules() for method in (rule.methods or set()) - {"HEAD", "OPTIONS"})
