"""Finds what may tell who a patient is, in minutes as people write them. Pure: text in, suspicions out; nothing is kept."""

from __future__ import annotations

from collections.abc import Collection
from itertools import chain

from meetings.guarding.bare import bare_names
from meetings.guarding.figures import decade, figures
from meetings.guarding.kana import kana_surnames
from meetings.guarding.naming import names
from meetings.guarding.same_text import same_text
from meetings.guarding.suspicion import Kind, Suspicion


def found(text: str, known: Collection[str] = ()) -> list[Suspicion]:
    """Suspicions in the order of the text, none inside another. `known`: people who take part, institutions, their telephone numbers."""
    same = same_text(text)
    taken = bytearray(len(same.read))
    suspicions = []
    for kind, start, end in chain(*(look(same.read, known) for look in (figures, names, kana_surnames, bare_names))):
        if any(taken[start:end]):
            continue
        taken[start:end] = b"\x01" * (end - start)
        suspicions.append(_suspicion(kind, text, *same.typed(start, end)))
    return sorted(suspicions, key=lambda one: one.start)


def _suspicion(kind: Kind, text: str, start: int, end: int) -> Suspicion:
    words = text[start:end]
    return Suspicion(kind, start, end, words, decade(same_text(words).read) if kind == Kind.AGE else None)
