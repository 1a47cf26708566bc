"""A file of sealed chunks (AES-256-GCM). Whatever is changed, cut off, added or put elsewhere is found.

header: MAGIC (16 bytes) · salt (16) · HMAC-SHA256 of both (32), so that a wrong key is told from a damaged file
chunks: CHUNK bytes each, the last one shorter, each with its tag of 16 bytes

The key comes from the passphrase by scrypt with the salt, new for each file. A chunk's nonce is its number and whether it is the last
(STREAM: Hoang, Reyhanitabar, Rogaway, Vizár 2015), and the header belongs to each: nothing fits in another place or another file.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Iterator
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from core.backup.broken import Broken, Damaged

MAGIC = b"RENKEI BACKUP 1\n"
SALT, MAC, TAG = 16, 32, 16
HEADER = len(MAGIC) + SALT + MAC
CHUNK = 256 * 1024
SEALED = CHUNK + TAG
AT_LEAST = 20
"""Characters of a passphrase: whoever finds the file may guess as long as they like."""


class Key:
    """What seals one file. scrypt takes 32 MiB and about a quarter of a second (OWASP: N=2^15, r=8, p=3)."""

    def __init__(self, passphrase: str, salt: bytes) -> None:
        made = Scrypt(salt=salt, length=64, n=2**15, r=8, p=3).derive(passphrase.encode())
        self._cipher = AESGCM(made[:32])
        self.header = MAGIC + salt + hmac.digest(made[32:], MAGIC + salt, hashlib.sha256)

    def seal(self, number: int, plain: bytes | memoryview, *, last: bool) -> bytes:
        """A chunk as it stands in the file."""
        return self._cipher.encrypt(_nonce(number, last=last), plain, self.header)

    def open(self, number: int, sealed: bytes, *, last: bool) -> bytes | None:
        """What was sealed; None where this is not that chunk."""
        try:
            return self._cipher.decrypt(_nonce(number, last=last), sealed, self.header)
        except InvalidTag:
            return None


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


class Sealer:
    """Takes bytes in any sizes and writes sealed chunks; what is not `finish`ed will be found cut off."""

    def __init__(self, into: BinaryIO, passphrase: str) -> None:
        self._into, self._key = into, Key(passphrase, os.urandom(SALT))
        self._waiting, self._number = bytearray(), 0
        into.write(self._key.header)

    def write(self, plain: bytes) -> None:
        """Takes more."""
        self._waiting += plain
        whole = (len(self._waiting) - 1) // CHUNK  # one byte always waits, so that the last chunk is known as the last
        for at in range(whole):
            self._put(bytes(self._waiting[at * CHUNK : (at + 1) * CHUNK]), last=False)
        if whole > 0:
            del self._waiting[: whole * CHUNK]

    def finish(self) -> None:
        """Nothing follows."""
        self._put(bytes(self._waiting), last=True)

    def _put(self, plain: bytes, *, last: bool) -> None:
        self._into.write(self._key.seal(self._number, plain, last=last))
        self._number += 1


class Opener:
    """Reads what a Sealer wrote. Raises Broken for a wrong key and Damaged at the first chunk that is not as it was written."""

    def __init__(self, of: BinaryIO, passphrase: str) -> None:
        self._of, self._size = of, os.fstat(of.fileno()).st_size
        header = of.read(HEADER)
        if not header.startswith(MAGIC):
            raise Broken("これは連携のバックアップではありません（または、はじめの部分がこわれています）。")
        if len(header) < HEADER or self._size == HEADER:
            raise Damaged("バックアップは、はじまったところで切れています。")
        self._key = Key(passphrase, header[len(MAGIC) :][:SALT])
        if not hmac.compare_digest(self._key.header, header):
            raise Broken("鍵がちがいます。このバックアップをとったときの鍵を使ってください（または、はじめの部分がこわれています）。")
        self._count = -(-(self._size - HEADER) // SEALED)
        self._number, self._plain, self.position = 0, b"", HEADER

    def read(self, length: int) -> bytes:
        """Exactly so many bytes, or Damaged; chunks are checked before anything of them is given away."""
        while len(self._plain) < length:
            if self._number == self._count:
                raise Damaged("バックアップは、終わりのしるしより前で終わっています。")
            self._plain += self._next()
        given, self._plain = self._plain[:length], self._plain[length:]
        return given

    @property
    def over(self) -> bool:
        return self._number == self._count and not self._plain

    def _next(self) -> bytes:
        sealed = self._of.read(SEALED)
        plain = self._key.open(self._number, sealed, last=self._number == self._count - 1)
        if plain is None:
            raise Damaged(self._what_is_wrong(self._number, sealed))
        self._number += 1
        self.position += len(sealed)
        return plain

    def wrong(self) -> Iterator[str]:
        """Every chunk that is not as it was written, from the beginning; for whoever wants to know all of it."""
        self._of.seek(HEADER)
        for number in range(self._count):
            sealed = self._of.read(SEALED)
            if self._key.open(number, sealed, last=number == self._count - 1) is None:
                yield self._what_is_wrong(number, sealed)

    def _what_is_wrong(self, number: int, sealed: bytes) -> str:
        where = f"{number + 1}番目のかたまり（全{self._count}個、ファイルの{HEADER + number * SEALED}バイト目から）"
        ends = number == self._count - 1
        if self._key.open(number, sealed, last=not ends) is not None:
            cut = "までしかありません。バックアップは途中で切れています。"
            return where + (cut if ends else "が最後のはずですが、うしろに余分なものが付いています。")
        if ends and len(sealed) < SEALED:
            return f"{where}が、途中で切れているか、こわれています。"
        for other in range(self._count):
            if other != number and self._key.open(other, sealed, last=other == self._count - 1) is not None:
                return f"{where}に、{other + 1}番目のかたまりが入っています。順番が入れかわっています。"
        return f"{where}が、こわれているか、書きかえられています。"
