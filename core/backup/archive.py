"""What stands in a backup, in its order: what it is, each table with its rows and its sum, each file, the end.

A record is a letter, its length (4 bytes) and that many bytes. Only M, T, S, F, G and E are JSON; R is rows (zlib, one JSON line each), P a
piece of a file. Nothing is kept in memory but one record.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from core.backup.broken import Damaged
from core.backup.rows import Lines, Sum
from core.backup.sealing import Opener, Sealer
from core.backup.shapes import Shape

META, TABLE, ROWS, SUM, FILE, PIECE, FILED, END = b"M", b"T", b"R", b"S", b"F", b"P", b"G", b"E"
PIECE_SIZE = 256 * 1024
LARGEST = 256 * 1024 * 1024


class Writer:
    """Writes a backup into `into`; without `end` it is none."""

    def __init__(self, into: BinaryIO, passphrase: str, meta: dict[str, Any]) -> None:
        self._sealer = Sealer(into, passphrase)
        self._sums: dict[str, list[Any]] = {}
        self._files = 0
        self.bad_files: list[str] = []
        self._say(META, meta)

    def table(self, shape: Shape, steps: Iterable[Lines]) -> Iterator[int]:
        """A table and its sum; gives how many rows each step had."""
        self._say(TABLE, {"name": shape.name, "columns": shape.columns})
        total = Sum()
        for lines in steps:
            total.add(lines)
            self._put(ROWS, zlib.compress(b"\n".join(lines), 1))
            yield len(lines)
        self._sums[shape.name] = [total.rows, total.hex]
        self._say(SUM, {"rows": total.rows, "digest": total.hex})

    def file(self, name: str, of: BinaryIO) -> None:
        """A file, whose name is its SHA-256."""
        self._say(FILE, {"name": name})
        digest = hashlib.sha256()
        while piece := of.read(PIECE_SIZE):
            digest.update(piece)
            self._put(PIECE, piece)
        self._files += 1
        if digest.hexdigest() != name:
            self.bad_files.append(name)
        self._put(FILED, b"{}")

    def end(self) -> None:
        """Nothing follows; what was written can be counted."""
        self._say(END, {"tables": self._sums, "files": self._files})
        self._sealer.finish()

    def _say(self, letter: bytes, said: Any) -> None:
        self._put(letter, json.dumps(said, ensure_ascii=False).encode())

    def _put(self, letter: bytes, body: bytes) -> None:
        self._sealer.write(letter + len(body).to_bytes(4, "big"))
        self._sealer.write(body)


class Reader:
    """Reads a backup from its beginning: `meta`, then all `tables()`, then all `files()`. What is wrong with tables and files is kept."""

    def __init__(self, of: BinaryIO, passphrase: str) -> None:
        self.opener = Opener(of, passphrase)
        self.wrong: list[str] = []
        self.bad_files: list[str] = []
        self.sums: dict[str, Sum] = {}
        self.files_read = 0
        letter, body = self._next()
        self.meta: dict[str, Any] = json.loads(_is(letter, META, body))
        self._letter, self._body = self._next()

    def tables(self) -> Iterator[tuple[Shape, Iterator[Lines]]]:
        """Each table and its rows, which must be read before the next."""
        while self._letter == TABLE:
            told = json.loads(self._body)
            shape = Shape(told["name"], tuple((name, kind) for name, kind in told["columns"]))
            yield shape, self._rows(shape.name)
            self._letter, self._body = self._next()

    def _rows(self, name: str) -> Iterator[Lines]:
        total = self.sums[name] = Sum()
        letter, body = self._next()
        while letter == ROWS:
            lines = zlib.decompress(body).split(b"\n")
            total.add(lines)
            yield lines
            letter, body = self._next()
        self._compare(name, json.loads(_is(letter, SUM, body)))

    def _compare(self, name: str, told: dict[str, Any]) -> None:
        found = self.sums[name]
        if found.rows != told["rows"]:
            self.wrong.append(f"表 {name}：{told['rows']}行のはずが、{found.rows}行あります。")
        elif found.hex != told["digest"]:
            self.wrong.append(f"表 {name}：行の中身が、書いたときのものとちがいます。")

    def files(self) -> Iterator[tuple[str, Iterator[bytes]]]:
        """Each file's name and its pieces, which must be read before the next."""
        while self._letter == FILE:
            name = str(json.loads(self._body)["name"])
            yield name, self._pieces(name)
            self._letter, self._body = self._next()

    def _pieces(self, name: str) -> Iterator[bytes]:
        digest = hashlib.sha256()
        letter, body = self._next()
        while letter == PIECE:
            digest.update(body)
            yield body
            letter, body = self._next()
        _is(letter, FILED, body)
        self.files_read += 1
        if digest.hexdigest() != name:
            self.bad_files.append(name)

    def end(self) -> None:
        """Everything has been read, and it is as much as was written."""
        told = json.loads(_is(self._letter, END, self._body))
        if not self.opener.over:
            raise Damaged("バックアップの終わりのあとに、まだ何かあります。")
        if {name: [total.rows, total.hex] for name, total in self.sums.items()} != told["tables"] and not self.wrong:
            self.wrong.append("表の数か行の数が、終わりに書いてあるものとちがいます。")
        if self.files_read != told["files"]:
            self.wrong.append(f"ファイルが{told['files']}個のはずが、{self.files_read}個あります。")

    def _next(self) -> tuple[bytes, bytes]:
        head = self.opener.read(5)
        size = int.from_bytes(head[1:], "big")
        if size > LARGEST:
            raise Damaged("バックアップの中に、読めない部分があります。")
        return head[:1], self.opener.read(size)


def _is(letter: bytes, expected: bytes, body: bytes) -> bytes:
    if letter != expected:
        raise Damaged("バックアップの中の順番が、決まりのとおりではありません。")
    return body
