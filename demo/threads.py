"""What is told: threads of posts, read from a place's files. The text is data; this is only its shape.

`when` is "3 9:40": three days after the thread began, at 9:40. A thread counts in working days (`ago`) or in all days (`days_ago`).
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from board.models import BoardKind

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Ask:
    """The thread asks institutions: until when, what share of those with accounts answers, and the weights of the four answers."""

    by: str
    share: float
    hurried: bool = False
    noted: int = 0
    ok: int = 0
    no: int = 0
    call: int = 0


@dataclass(frozen=True)
class Correction:
    """The text as it was corrected."""

    when: str
    body: str


@dataclass(frozen=True)
class Thread:
    """A post and what became of it. People go by the keys of people.csv; `of` names the affiliation of who has several."""

    kind: BoardKind
    ago: int
    working: bool
    at: str
    by: str
    title: str
    body: str
    of: str | None = None
    urgency: str = "normal"
    confirm: Ask | None = None
    files: list[str] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)
    opened: list[list[str]] = field(default_factory=list)
    answers: list[list[str]] = field(default_factory=list)
    recorded: list[list[str]] = field(default_factory=list)
    """What the base wrote down: when, institution, answer, how, and who said it there."""
    called: list[list[str]] = field(default_factory=list)
    """Calls in vain: when, institution, what was heard."""
    reminded: str | None = None
    replies: list[list[str]] = field(default_factory=list)
    replies_corrected: list[tuple[int, str, str]] = field(default_factory=list)
    replies_withdrawn: list[tuple[int, str, str]] = field(default_factory=list)
    correction: Correction | None = None
    withdrawn: list[str] | None = None
    pin: str | None = None
    unpin: str | None = None

    @property
    def name(self) -> str:
        """What chances and client keys hang on: it does not change with the day."""
        return f"{self.kind}/{self.title}"


def read(folder: str) -> list[Thread]:
    """All threads of a place, one file for each kind of board."""
    return [
        _thread(kind, facts)
        for kind in BoardKind
        for facts in tomllib.loads((HERE / folder / "posts" / f"{kind}.toml").read_text("utf-8"))["thread"]
    ]


def _thread(kind: BoardKind, facts: dict[str, Any]) -> Thread:
    working = "ago" in facts
    facts["ago"] = facts["ago"] if working else facts.pop("days_ago")
    shapes = {"confirm": Ask, "correction": Correction}
    return Thread(kind=kind, working=working, **{name: shapes[name](**value) if name in shapes else value for name, value in facts.items()})
