"""Whatever happens to the file is found and said in a sentence: changed, cut off, put elsewhere, added to, or the wrong key."""

from __future__ import annotations

import hashlib
import io
import os
import zlib
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import settings as how
from hypothesis import strategies as st

from core.backup.archive import Writer
from core.backup.broken import Broken, Damaged
from core.backup.progress import silence
from core.backup.restoring import verify
from core.backup.sealing import CHUNK, HEADER, SEALED, Opener, Sealer
from core.backup.shapes import Shape

pytestmark = pytest.mark.once

KEY = "きたのほしのかぎは、ながいほどよいもの"
SAID = os.urandom(5 * CHUNK)
META = {"made_at": "2026-04-01", "version": "0001", "engine": "sqlite", "settings": {}}
SHAPE = Shape("area", (("id", "int"), ("name", "text")))


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of six chunks."""
    path = tmp_path_factory.mktemp("backup") / "backup"
    with path.open("wb") as file:
        writer = Writer(file, KEY, META)
        list(writer.table(SHAPE, iter([[b'[1,"a"]', b"[2,null]"]])))
        writer.file(hashlib.sha256(SAID).hexdigest(), io.BytesIO(SAID))
        writer.end()
    return path


def wrong(of: Path, change: Callable[[bytearray], bytearray]) -> str:
    """What is said of a changed copy."""
    changed = of.with_name("changed")
    changed.write_bytes(change(bytearray(of.read_bytes())))
    try:
        return "\n".join(verify(changed, KEY, silence).wrong)
    except Broken as broken:
        return str(broken)


def at(chunk: int) -> slice:
    return slice(HEADER + chunk * SEALED, HEADER + (chunk + 1) * SEALED)


def flipped(place: int) -> Callable[[bytearray], bytearray]:
    def flip(of: bytearray) -> bytearray:
        of[place] ^= 1
        return of

    return flip


def swapped(of: bytearray) -> bytearray:
    of[at(1)], of[at(3)] = of[at(3)], of[at(1)]
    return of


def without(of: bytearray) -> bytearray:
    del of[at(2)]
    return of


def test_what_is_whole_is_found_whole(whole: Path) -> None:
    found = verify(whole, KEY, silence)
    assert (found.tables, found.rows, found.files, found.wrong, found.bad_files) == (1, 2, 1, [], [])


def test_a_flipped_bit_is_named_wherever_it_is(whole: Path) -> None:
    assert wrong(whole, flipped(HEADER + 2 * SEALED + 99)).startswith("3番目のかたまり（全6個、")
    assert "こわれているか、書きかえられています" in wrong(whole, flipped(HEADER))
    assert "6番目のかたまり" in wrong(whole, flipped(-1))
    assert "これは連携のバックアップではありません" in wrong(whole, flipped(3))
    for place in (20, 50):
        assert "はじめの部分がこわれています" in wrong(whole, flipped(place))


def test_every_damaged_chunk_is_named(whole: Path) -> None:
    said = wrong(whole, lambda of: flipped(HEADER + 4 * SEALED)(flipped(HEADER + SEALED)(of)))
    assert [line[:2] for line in said.splitlines()] == ["2番", "5番"]


def test_a_file_that_was_cut_off_is_told_from_a_damaged_one(whole: Path) -> None:
    assert "途中で切れています" in wrong(whole, lambda of: of[: HEADER + 3 * SEALED])
    assert "途中で切れているか、こわれています" in wrong(whole, lambda of: of[:-1])
    assert "途中で切れているか、こわれています" in wrong(whole, lambda of: of[: HEADER + 3 * SEALED + 1000])
    for length in (HEADER, HEADER - 1, 20):
        assert "はじまったところで切れています" in wrong(whole, lambda of, length=length: of[:length])  # type: ignore[misc]
    assert "バックアップではありません" in wrong(whole, lambda of: bytearray())


def test_chunks_in_another_order_are_named(whole: Path) -> None:
    said = wrong(whole, swapped)
    assert "2番目のかたまり" in said
    assert "4番目のかたまりが入っています。順番が入れかわっています" in said


def test_a_chunk_that_was_taken_out_or_added_is_found(whole: Path) -> None:
    assert "順番が入れかわっています" in wrong(whole, without) or "6番目" in wrong(whole, without)
    assert wrong(whole, lambda of: of + b"more")
    assert wrong(whole, lambda of: of + of[at(1)])


def test_the_wrong_key_is_told_from_damage(whole: Path) -> None:
    with pytest.raises(Broken, match="鍵がちがいます"):
        verify(whole, "another passphrase of some length", silence)


def test_a_chunk_of_another_backup_with_the_same_key_does_not_fit(whole: Path, tmp_path: Path) -> None:
    other = io.BytesIO()
    sealer = Sealer(other, KEY)
    sealer.write(os.urandom(6 * CHUNK))
    sealer.finish()

    def mixed(of: bytearray) -> bytearray:
        of[at(1)] = other.getvalue()[at(1)]
        return of

    assert "2番目のかたまり" in wrong(whole, mixed)


def test_a_table_that_is_not_what_was_counted_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def spoilt(rows: list[bytes]) -> str:
        path = tmp_path / "spoilt"
        with path.open("wb") as file:
            writer = Writer(file, KEY, META)
            lines = [b"[1]", b"[2]"]
            steps = writer.table(SHAPE, iter([lines]))
            with monkeypatch.context() as patched:
                patched.setattr("core.backup.archive.zlib", SimpleNamespace(compress=lambda said, level: zlib.compress(b"\n".join(rows))))
                list(steps)
            writer.end()
        return "\n".join(verify(path, KEY, silence).wrong)

    assert "表 area：2行のはずが、1行あります" in spoilt([b"[1]"])
    assert "表 area：行の中身が、書いたときのものとちがいます" in spoilt([b"[1]", b"[3]"])
    assert spoilt([b"[2]", b"[1]"]) == ""


@given(sizes=st.lists(st.integers(0, 3 * CHUNK), max_size=6))
@how(max_examples=15, deadline=None)
def test_bytes_come_back_whatever_their_sizes(tmp_path_factory: pytest.TempPathFactory, sizes: list[int]) -> None:
    path = tmp_path_factory.mktemp("sealed") / "sealed"
    pieces = [os.urandom(size) for size in sizes]
    with path.open("wb") as file:
        sealer = Sealer(file, KEY)
        for piece in pieces:
            sealer.write(piece)
        sealer.finish()
    with path.open("rb") as file:
        opener = Opener(file, KEY)
        assert [opener.read(size) for size in sizes] == pieces
        assert opener.over or sum(sizes) == 0
        with pytest.raises(Damaged):
            opener.read(1)
