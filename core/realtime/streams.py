"""What can be listened to. Each room registers, for each kind of stream it owns, who may listen, how its changes look, and how far it is.

A stream is named after the thing that access hangs on: `board:12`, `person:9`, `area:3`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal, Protocol, TypeVar

NAME = re.compile(r"([a-z_]{1,30}):([1-9][0-9]{0,8})")
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


Gatekeeper = Callable[[Listener, set[int]], set[int]]
Counter = Callable[[set[int]], dict[int, int]]
Registered = TypeVar("Registered", bound=Callable[..., object])

_gatekeepers: dict[str, Gatekeeper] = {}
_renderers: dict[str, Renderer] = {}
_counters: dict[str, Counter] = {}


def gatekeeper(kind: str) -> Callable[[Callable[[Listener, int], bool]], Callable[[Listener, int], bool]]:
    """Registers who may listen to streams of this kind: `f(listener, id) -> bool`."""

    def register(ask: Callable[[Listener, int], bool]) -> Callable[[Listener, int], bool]:
        def ask_each(listener: Listener, ids: set[int]) -> set[int]:
            return {one for one in ids if ask(listener, one)}

        _register(_gatekeepers, kind, ask_each, of=ask)
        return ask

    return register


def gatekeeper_of_many(kind: str) -> Callable[[Gatekeeper], Gatekeeper]:
    """The same for a kind of which a page watches many: `f(listener, ids) -> those allowed`, in one query."""
    return lambda ask: _register(_gatekeepers, kind, ask)


def renders(kind: str) -> Callable[[Renderer], Renderer]:
    """Registers how changes of this kind look: `f(id, after, upto) -> list[Change]`, once per language, nobody signed in."""
    return lambda draw: _register(_renderers, kind, draw)


def counts(kind: str) -> Callable[[Callable[[int], int]], Callable[[int], int]]:
    """Registers how far a stream of this kind is: `f(id) -> int`, the seq of its last change."""

    def register(count: Callable[[int], int]) -> Callable[[int], int]:
        def count_each(ids: set[int]) -> dict[int, int]:
            return {one: count(one) for one in ids}

        _register(_counters, kind, count_each, of=count)
        return count

    return register


def counts_of_many(kind: str) -> Callable[[Counter], Counter]:
    """The same for many: `f(ids) -> {id: seq}`, in one query; what is not in it counts as 0."""
    return lambda count: _register(_counters, kind, count)


def allowed(listener: Listener, names: Iterable[str]) -> set[str]:
    """Those of these streams the listener may hear, as the gatekeepers say. A stream nobody knows is nobody's."""
    return {f"{kind}:{one}" for kind, ids in _by_kind(names) if kind in _gatekeepers for one in _gatekeepers[kind](listener, ids)}


def drawn(stream: str, after: int, upto: int) -> list[Change]:
    """What changed, in the present language; nothing for a kind that has no form of its own."""
    kind, id_ = split(stream)
    draw = _renderers.get(kind)
    return draw(id_, after=after, upto=upto) if draw else []


def present(names: Iterable[str]) -> dict[str, int]:
    """How far each of these streams is now; 0 for a kind that does not count."""
    seqs: dict[str, int] = {}
    for kind, ids in _by_kind(names):
        found = _counters[kind](ids) if kind in _counters else {}
        seqs |= {f"{kind}:{one}": found.get(one, 0) for one in ids}
    return seqs


def _by_kind(names: Iterable[str]) -> Iterable[tuple[str, set[int]]]:
    kinds: dict[str, set[int]] = {}
    for name in names:
        kind, id_ = split(name)
        kinds.setdefault(kind, set()).add(id_)
    return kinds.items()


def split(stream: str) -> tuple[str, int]:
    """("board", 12) of "board:12"; ("", 0) of what is no stream."""
    found = NAME.fullmatch(stream)
    return (found[1], int(found[2])) if found else ("", 0)


_rooms: dict[tuple[int, str], str] = {}


def _register(registry: dict[str, Registered], kind: str, function: Registered, *, of: Callable[..., object] | None = None) -> Registered:
    room = (of or function).__module__
    if _rooms.setdefault((id(registry), kind), room) != room:
        raise ValueError(f"two rooms claim the streams {kind}:…: {_rooms[id(registry), kind]} and {room}")
    registry[kind] = function
    return function
