"""CSV files as authorities publish them: bytes of any quality become records or faults with a line number; nothing else is ever raised."""

from __future__ import annotations

import csv
import io
import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO, NamedTuple

from flask_babel import gettext as _

from core.folding import fold

LINE_LIMIT = 65_536
"""Characters; no line of any published file comes near."""
JOINED = 20
"""How many lines one record with line breaks in quotes may take."""
_UNREADABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffd]")


class NotRecognised(Exception):
    """The file is not what it should be; the message is a sentence for the person who chose it."""


class Record(NamedTuple):
    """The fields of one record, which begins at line `line` of the file (the header is line 1)."""

    line: int
    fields: list[str]


class Fault(NamedTuple):
    """Why what begins at a line could not be read. `key` is the number and service it is about, where these were readable."""

    line: int
    reason: str
    key: tuple[str, str] | None = None


class _Line(NamedTuple):
    number: int
    text: str | None  # None: longer than LINE_LIMIT


def records(stream: BinaryIO, columns: Sequence[str]) -> Iterator[Record | Fault]:
    """What stands below the header. Raises NotRecognised, before anything else, when the header is not `columns` in their order."""
    text = io.TextIOWrapper(stream, encoding=encoding_of(stream), errors="replace", newline="")
    try:
        feed = _Feed(text, len(columns))
        header = next(iter(feed), None)
        _recognise(header.fields if isinstance(header, Record) else [], columns)
        yield from feed
    finally:
        _let_go(text, stream)


def loose_records(stream: BinaryIO) -> Iterator[Record | Fault]:
    """Every line of a list whose columns nobody has fixed, from the first on. Raises NotRecognised."""
    text = io.TextIOWrapper(stream, encoding=encoding_of(stream, lines=40), errors="replace", newline="")
    try:
        yield from _Feed(text, None)
    finally:
        _let_go(text, stream)


def header_of(stream: BinaryIO) -> list[str]:
    """The names of the columns, to tell several kinds of file apart; empty where they cannot be read. Rewinds. Raises NotRecognised."""
    text = io.TextIOWrapper(stream, encoding=encoding_of(stream), errors="replace", newline="")
    try:
        return _split(text.readline(LINE_LIMIT), strict=False) or []
    finally:
        text.detach()
        stream.seek(0)


def nearest(found: Sequence[str], layouts: Iterable[Sequence[str]]) -> Sequence[str]:
    """The layout that is meant: the same, else the one that shares most names (so that what is said is about that one)."""
    names = {fold(name) for name in found}
    told = [fold(name) for name in found]
    return max(layouts, key=lambda columns: ([fold(name) for name in columns] == told, len(names & {fold(name) for name in columns})))


def encoding_of(stream: BinaryIO, lines: int = 1) -> str:
    """UTF-8 with or without BOM, else CP932, judged by the first line(s): a Japanese header is never valid in both. Rewinds the stream."""
    first = b"".join(stream.readline(LINE_LIMIT) for _line in range(lines))
    stream.seek(0)
    if first.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise NotRecognised(_("文字コードがUTF-16です。公表されたままのファイル（UTF-8）を選んでください。"))
    for encoding in ("utf-8-sig", "cp932"):
        try:
            first.decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    raise NotRecognised(_("文字コードが分かりません。公表されたままのファイル（UTF-8かシフトJIS）を選んでください。"))


def _let_go(text: io.TextIOWrapper, stream: BinaryIO) -> None:
    """The stream belongs to who opened it, and may be closed already where a reading was broken off."""
    if not stream.closed:
        text.detach()


def _recognise(found: list[str], columns: Sequence[str]) -> None:
    there, wanted = [fold(name) for name in found], [fold(name) for name in columns]
    if there == wanted:
        return
    lacking = [name for name in columns if fold(name) not in there]
    strange = [name[:40] for name in found if fold(name) not in wanted]
    if not found or len(lacking) == len(columns):
        raise NotRecognised(_("見出しの行が読めません。公表されたままのファイルを選んでください。"))
    if lacking:
        raise NotRecognised(_("列が足りません：%(names)s。何も取りこんでいません。", names="、".join(lacking)))
    if strange or len(found) != len(columns):
        raise NotRecognised(_("知らない列があります：%(names)s。何も取りこんでいません。", names="、".join(strange) or _("同じ名前の列")))
    raise NotRecognised(_("列の順番が、公表されたファイルとちがいます。何も取りこんでいません。"))


class _Feed:
    """Lines become records; a quote that is never closed costs its own line only."""

    def __init__(self, text: io.TextIOBase, width: int | None) -> None:
        self._lines = _numbered(text)
        self._back: deque[_Line] = deque()
        self._width = width

    def __iter__(self) -> Iterator[Record | Fault]:
        while line := self._next():
            if line.text is None:
                yield Fault(line.number, _("行が長すぎます。"))
            elif line.text.strip("\r\n, "):
                yield self._checked(line.number, self._fields(line, line.text))

    def _next(self) -> _Line | None:
        return self._back.popleft() if self._back else next(self._lines, None)

    def _fields(self, line: _Line, text: str) -> list[str] | None:
        """The fields of the record that begins with this line, taking more lines while a quote is open."""
        more: list[_Line] = []
        joined = text
        while joined.count('"') % 2 and len(more) < JOINED and len(joined) < LINE_LIMIT and (line_after := self._next()):
            more.append(line_after)
            joined += line_after.text or ""
        fields = _split(joined, strict=True)
        if more and (fields is None or not self._fits(fields)):
            self._back.extendleft(reversed(more))
            fields = None
        if fields is None:
            alone = _split(text, strict=False)
            fields = alone if alone and self._fits(alone) else None
        return fields

    def _fits(self, fields: list[str]) -> bool:
        return self._width is None or len(fields) == self._width

    def _checked(self, number: int, fields: list[str] | None) -> Record | Fault:
        if fields is None:
            return Fault(number, _('引用符（"）の数が合わず、列に分けられません。'))
        if _UNREADABLE.search("".join(fields)):
            return Fault(number, _("読めない文字があります。"))
        if not self._fits(fields) and number > 1:
            return Fault(number, _("列が%(count)dあります（%(width)dのはず）。", count=len(fields), width=self._width or 0))
        return Record(number, fields)


def _numbered(text: io.TextIOBase) -> Iterator[_Line]:
    number = 0
    while piece := text.readline(LINE_LIMIT):
        number += 1
        whole = len(piece) < LINE_LIMIT or piece.endswith(("\r", "\n"))
        yield _Line(number, piece if whole else None)
        while not whole and (piece := text.readline(LINE_LIMIT)):
            whole = piece.endswith(("\r", "\n"))


def _split(text: str, *, strict: bool) -> list[str] | None:
    try:
        return next(csv.reader([text], strict=strict), None)
    except csv.Error:
        return None
