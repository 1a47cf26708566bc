"""What a file is, whatever it says; what is kept of it; and names that deceive nobody."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from core import pictures
from core.file_names import clean, safe_name, spoken_size
from core.judging import Judged, judge
from core.rules import RuleBroken
from core.storage import Folder, digest_of
from tests.board.papers import WORD, office, pdf, photo

RELS = (
    '<Relationships xmlns="x">'
    '<Relationship Id="1" Type="http://s/{kind}" Target="https://evil.example/x" TargetMode="External"/></Relationships>'
)


def judged(folder: Path, content: bytes) -> Judged:
    (folder / "part").write_bytes(content)
    return judge(folder / "part", folder / "kept", folder / "preview")


def a_bomb() -> bytes:
    into = io.BytesIO(office())
    with zipfile.ZipFile(into, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/media/x.bin", bytes(60 * 1024 * 1024))
    return into.getvalue()


def a_lie() -> bytes:
    """An archive that says of a member that it is smaller than it is."""
    content = office(word__x_dot_xml=b"A" * 100_000)
    at = content.rindex(b"word/x.xml") - 46
    return content[: at + 24] + (10).to_bytes(4, "little") + content[at + 28 :]


@pytest.mark.parametrize(
    ("content", "ending"),
    [(photo(), "jpg"), (photo(kind="PNG"), "png"), (photo(kind="WEBP"), "jpg"), (pdf(), "pdf"), (office(), "docx"),
     (office(WORD.replace("wordprocessingml.document", "spreadsheetml.sheet")), "xlsx"),
     (office(WORD.replace("wordprocessingml.document", "presentationml.presentation")), "pptx"),
     (office(word___rels__document_dot_xml_dot_rels=RELS.format(kind="hyperlink")), "docx")],
)  # fmt: skip
def test_what_is_taken(tmp_path: Path, content: bytes, ending: str) -> None:
    found = judged(tmp_path, content)
    assert found.ending == ending
    assert found.digest == digest_of(tmp_path / "kept")
    assert found.size == (tmp_path / "kept").stat().st_size


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"<html><script>alert(1)</script></html>", "この種類のファイル"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "この種類のファイル"),
        (b"MZ" + bytes(500), "この種類のファイル"),
        (b"GIF89a" + bytes(50), "この種類のファイル"),
        ("ただの文".encode(), "この種類のファイル"),
        (b"", "中身のない"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "HEIC"),
        (bytes.fromhex("D0CF11E0A1B11AE1") + bytes(600), "古い形（doc・xls・ppt）"),
        (b"<html>" + pdf(), "この種類のファイル"),
        (pdf(head=b"%PDF-<script>alert(1)</script>\n"), "壊れているか"),
        (pdf(tail=b""), "壊れているか"),
        (photo()[:400], "写真が壊れているか"),
        (b"\xff\xd8\xff" + b"<html><script>alert(1)</script>" * 20, "写真が壊れているか"),
        (office(WORD.replace("document.main", "document.macroEnabled.main")), "マクロ"),
        (office(word__vbaProject_dot_bin=b"x"), "マクロ"),
        (office(word__activeX__activeX1_dot_xml=b"x"), "マクロ"),
        (office(word__embeddings__oleObject1_dot_bin=b"x"), "マクロ"),
        (office(word___rels__settings_dot_xml_dot_rels=RELS.format(kind="attachedTemplate")), "ほかの場所から読みこむ"),
        (office(word___rels__settings_dot_xml_dot_rels=RELS.format(kind="attachedTemplate").encode("utf-16")), "ほかの場所"),
        (office(word___rels__d_dot_xml_dot_rels=RELS.format(kind="oleObject").replace("External", "&#69;xternal")), "ほかの場所"),
        (office("application/x"), "この種類のファイル"),
        (office()[:-30], "壊れているか"),
        (b"MZ" + office(), "この種類のファイル"),
        (a_bomb(), "大きくなりすぎる"),
        (a_lie(), "壊れているか"),
    ],
)  # fmt: skip
def test_what_is_refused_and_why(tmp_path: Path, content: bytes, sentence: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        judged(tmp_path, content)
    assert sentence in str(refused.value)


def test_a_zip_of_something_else_is_refused(tmp_path: Path) -> None:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w") as archive:
        archive.writestr("run.exe", b"MZ")
    with pytest.raises(RuleBroken, match="この種類のファイル"):
        judged(tmp_path, into.getvalue())


def test_a_picture_of_too_many_dots_is_refused_before_it_is_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    into = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(into, "PNG")
    monkeypatch.setattr(pictures, "_drawn", lambda opened: pytest.fail("it was opened"))
    with pytest.raises(RuleBroken, match="写真が大きすぎます"):
        judged(tmp_path, into.getvalue())


def test_a_jpeg_of_a_thousand_passes_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RuleBroken, match="大きくなりすぎる"):
        judged(tmp_path, photo() + b"\xff\xda\0" * 1000)


def test_what_stands_behind_a_picture_is_not_kept(tmp_path: Path) -> None:
    judged(tmp_path, photo() + b"<script>alert(1)</script>")
    assert b"script" not in (tmp_path / "kept").read_bytes() + (tmp_path / "preview").read_bytes()


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16", "CMYK"])
def test_pictures_of_every_way_of_colour_are_taken(tmp_path: Path, mode: str) -> None:
    into = io.BytesIO()
    Image.new(mode, (30, 20)).save(into, "JPEG" if mode == "CMYK" else "PNG")
    assert judged(tmp_path, into.getvalue()).preview


def test_what_shines_through_stands_on_white_in_the_small_picture(tmp_path: Path) -> None:
    into = io.BytesIO()
    Image.new("RGBA", (30, 20), (0, 0, 0, 0)).save(into, "PNG")
    judged(tmp_path, into.getvalue())
    assert Image.open(tmp_path / "preview").getpixel((5, 5)) == (255, 255, 255)


WHOLE = [photo(), photo(kind="PNG"), photo(kind="WEBP"), photo(place=True, orientation=6), pdf(), office()]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    which=st.sampled_from([photo(), photo(kind="PNG"), photo(kind="WEBP"), photo(place=True, orientation=6), pdf(), office()]),
    data=st.data(),
)
def test_mangled_bytes_are_taken_or_refused_with_a_sentence(tmp_path: Path, which: bytes, data: st.DataObject) -> None:
    mangled = bytearray(which)
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(mangled) - 1))
        cut = data.draw(st.sampled_from(["set", "cut", "put"]))
        if cut == "set":
            mangled[at] = data.draw(st.integers(0, 255))
        elif cut == "cut" and len(mangled) > 8:
            del mangled[at : at + data.draw(st.integers(1, 40))]
        else:
            mangled[at:at] = data.draw(st.binary(max_size=8))
        if not mangled:
            mangled += b"x"
    with suppress(RuleBroken):
        assert judged(tmp_path, bytes(mangled)).digest


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("../../etc/passwd", "passwd.jpg"), ("C:\\写真\\現場.JPG", "現場.jpg"), ("手袋\u202egpj.exe", "手袋gpj.jpg"),
        ("photo.jpg.exe", "photo.jpg"),
        ("CON", "_CON.jpg"), ("nul.tar", "_nul.tar.jpg"), ("..", "写真.jpg"), (".htaccess", "htaccess.jpg"), ("", "写真.jpg"),
        ("か\u3099.png", "が.jpg"), ('a"; filename="x.exe', "a_; filename=_x.jpg"),
        ("a\r\nSet-Cookie: x.jpg", "a Set-Cookie_ x.jpg"),
        ("葛\U000e0100城.jpg", "葛\U000e0100城.jpg"), ("\ud800x\0.jpg", "x.jpg"), ("　手袋　の 写真 .jpg", "手袋 の 写真.jpg"),
    ],
)  # fmt: skip
def test_names_are_made_safe(said: str, shown: str) -> None:
    assert safe_name(said, "jpg", otherwise="写真") == shown


@given(st.text(max_size=400))
def test_every_name_is_short_harmless_and_ends_as_it_should(said: str) -> None:
    for name in (safe_name(said, "pdf", otherwise="ファイル"), clean(said)):
        assert len(name) <= 120
        assert not set(name) & set('/\\<>:"|?*')
        assert not any(unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Zl", "Zp") for sign in name)
        name.encode()
    assert safe_name(said, "pdf", otherwise="ファイル").endswith(".pdf")
    assert unicodedata.is_normalized("NFC", safe_name(said, "pdf", otherwise="ファイル"))


def test_sizes_are_spoken() -> None:
    assert [spoken_size(size) for size in (1, 340 * 1024, 1_300_000)] == ["1KB", "340KB", "1.2MB"]


def test_the_shelf_keeps_the_same_bytes_once_and_never_changes_them(tmp_path: Path) -> None:
    shelf, source = Folder(tmp_path / "files"), tmp_path / "source"
    source.write_bytes(b"bytes")
    digest = digest_of(source)
    assert digest not in shelf
    shelf.keep(source, digest)
    shelf.keep(source, digest)
    source.unlink()
    source.write_bytes(b"other bytes")
    kept = tmp_path / "files" / digest[:2] / digest[2:4] / digest
    assert kept.read_bytes() == b"bytes"
    assert not list((tmp_path / "files" / ".new").iterdir())
    with shelf.open(digest) as opened:
        assert opened.read() == b"bytes"
    with pytest.raises(FileNotFoundError):
        shelf.open("0" * 64)
    with pytest.raises(ValueError, match="SHA-256"):
        shelf.open("../secret-key")
