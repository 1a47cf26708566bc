"""What can be listened to. Each room registers, for each kind of stream it owns, who may listen, how its changes look, and how far it is.

A stream is named after the thing that access hangs on: `board:12`, `person:9`, `area:3`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol, TypeVar

NAME = re.compile(r"([a-z_]{1,30}):([1-9][0-9]{0,17})")
AT_MOST = 60
"""Streams one socket may listen to."""

Verb = Literal["append", "replace", "remove"]


@dataclass(frozen=True, slots=True)
class Listener:
    """Who stands behind a socket: the person, the sign-in it lives and ends with, and the language of the page."""

    person_id: int
    sign_in_id: int
    language: str = "ja"


@dataclass(frozen=True, slots=True)
class Change:
    """What moved a stream from `after` to `seq`. `html` is the same for everybody; empty asks the page to fetch."""

    after: int
    seq: int
    verb: Verb
    target: str
    html: str = ""


class Renderer(Protocol):
    """Draws what changed in (after, upto], in its present form, which may be newer than `upto`."""

    def __call__(self, id: int, /, after: int, upto: int) -> list[Change]: ...  # noqa: A002


Gatekeeper = Callable[[Listener, int], bool]
Counter = Callable[[int], int]
Registered = TypeVar("Registered", bound=Callable[..., object])

_gatekeepers: dict[str, Gatekeeper] = {}
_renderers: dict[str, Renderer] = {}
_counters: dict[str, Counter] = {}


def gatekeeper(kind: str) -> Callable[[Gatekeeper], Gatekeeper]:
    """Registers who may listen to streams of this kind: `f(listener, id) -> bool`."""
    return _register(_gatekeepers, kind)


def renders(kind: str) -> Callable[[Renderer], Renderer]:
    """Registers how changes of this kind look: `f(id, after, upto) -> list[Change]`, once per language, nobody signed in."""
    return _register(_renderers, kind)


def counts(kind: str) -> Callable[[Counter], Counter]:
    """Registers how far a stream of this kind is: `f(id) -> int`, the seq of its last change."""
    return _register(_counters, kind)


def may_listen(listener: Listener, stream: str) -> bool:
    """Asks the gatekeeper. A stream nobody knows is nobody's."""
    kind, id_ = split(stream)
    ask = _gatekeepers.get(kind)
    return ask is not None and ask(listener, id_)


def drawn(stream: str, after: int, upto: int) -> list[Change]:
    """What changed, in the present language; nothing for a kind that has no form of its own."""
    kind, id_ = split(stream)
    draw = _renderers.get(kind)
    return draw(id_, after=after, upto=upto) if draw else []


def present_seq(stream: str) -> int:
    """How far the stream is now; 0 for a kind that does not count."""
    kind, id_ = split(stream)
    count = _counters.get(kind)
    return count(id_) if count else 0


def split(stream: str) -> tuple[str, int]:
    """("board", 12) of "board:12"; ("", 0) of what is no stream."""
    found = NAME.fullmatch(stream)
    return (found[1], int(found[2])) if found else ("", 0)


def _register(registry: dict[str, Registered], kind: str) -> Callable[[Registered], Registered]:
    def register(function: Registered) -> Registered:
        before = registry.setdefault(kind, function)
        if before.__module__ != function.__module__:
            raise ValueError(f"two rooms claim the streams {kind}:…: {before.__module__} and {function.__module__}")
        registry[kind] = function
        return function

    return register
