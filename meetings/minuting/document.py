"""Minutes as they are read, in full or in public: the one structure that the screen, the paper, Word and text are made from.

minutes = document(gather(meeting.id), public=True)
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _


@dataclass(frozen=True)
class Piece:
    """A part of a sentence. Where an erratum sets it right: `wrong` is how it read, `number` that of the erratum."""

    text: str
    wrong: str = ""
    number: int = 0


@dataclass(frozen=True)
class Seated:
    """A line of the attendance."""

    name: str
    place: str
    profession: str
    way: str
    chair: bool = False


@dataclass(frozen=True)
class Sentence:
    """One sentence. `id` is the entry's; None for what the public version leaves out."""

    pieces: tuple[Piece, ...]
    id: int | None = None
    private: bool = False

    @property
    def text(self) -> str:
        """As it reads now, with the numbers of its errata."""
        marks = {one.number: _("〔訂正%(number)s〕", number=one.number) for one in self.pieces if one.number}
        return "".join(f"{one.text}{marks.get(one.number, '')}" for one in self.pieces)


@dataclass(frozen=True)
class Said(Sentence):
    """Who said it, and as what. `report`: 報告 rather than a remark."""

    who: str = ""
    role: str = ""
    report: bool = False


@dataclass(frozen=True)
class Result(Sentence):
    """決定, 方策, 宿題 or 課題, with who and until when."""

    kind: str = ""
    word: str = ""
    owner: str = ""
    due: str = ""


@dataclass(frozen=True)
class Item:
    """議題. One that is private has only its number in public."""

    number: int
    title: str
    kind: str = ""
    presenter: str = ""
    talk: tuple[Said, ...] = ()
    results: tuple[Result, ...] = ()
    private: bool = False


@dataclass(frozen=True)
class Righted:
    """訂正: which, when, where in the text, and what."""

    number: int
    day: str
    where: str
    words: str
    reason: str
    by: str = ""
    entry_id: int | None = None


@dataclass(frozen=True)
class Signed:
    """A signer, and when they approved the text that stands."""

    role: str
    name: str
    at: datetime | None
    day: str = ""


@dataclass(frozen=True)
class Proceedings:
    """`facts`: the header, word and text. `seated` is empty in public: there the header counts by profession."""

    public: bool
    group: str
    title: str
    theme: str
    state: str
    facts: tuple[tuple[str, str], ...]
    seated: tuple[Seated, ...]
    items: tuple[Item, ...]
    summary: str
    errata: tuple[Righted, ...]
    signed: tuple[Signed, ...]
    following: str
    contact: str
    day: date
    there: str = ""
    fixed: bool = False
    note: str = ""
    left: tuple[str, ...] = ()
    """Surnames that still stand alone in the public version: words, or people? A person looks."""
    called: tuple[tuple[str, str], ...] = ()
    """In the kept full version: everybody who is named, and what stands there in public."""
    seal: str = ""
    """When it was fixed, and the number that tells whether a sheet is the same."""

    @property
    def closed(self) -> bool:
        """Public, of a meeting of which nothing that was said is public."""
        return bool(self.note)

    @property
    def texts(self) -> list[tuple[int | None, str]]:
        """Everything people wrote in it, with the entry it stands in: what the guard looks through."""
        free: list[tuple[int | None, str]] = [(None, text) for text in (self.theme, self.summary, *(text for _word, text in self.facts))]
        sentences: list[Sentence] = [one for item in self.items for one in (*item.talk, *item.results)]
        return [*free, *((None, item.title) for item in self.items), *((one.id, one.text) for one in sentences)]
