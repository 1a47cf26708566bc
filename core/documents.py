"""Papers from outside: PDF, and the Office kinds without macros. Looked into, never run, and kept as they came."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped]
from flask_babel import lazy_gettext as _

from core.rules import RuleBroken

MOST_UNPACKED = 300 * 1024 * 1024
MOST_MEMBERS = 3000
AIR = 200
"""A packed file that grows more than this is nearly only air."""
PIECE = 1024 * 1024
MOST_XML = 4 * PIECE
_MAIN = {
    "wordprocessingml.document.main+xml": "docx",
    "spreadsheetml.sheet.main+xml": "xlsx",
    "presentationml.presentation.main+xml": "pptx",
}
_RUNS = re.compile(r"vbaproject|vbadata|/activex/|macrosheets/|/embeddings/[^/]*\.bin$|/(customui|webextensions)/", re.IGNORECASE)
_FETCHED = ("/attachedtemplate", "/oleobject", "/frame", "/subdocument")
"""Links to elsewhere that are followed when the paper is opened; those a person clicks on are no harm."""

BROKEN = _("ファイルが壊れているか、とちゅうまでしかありません。もう一度選んでください。")
AIRY = _("ひらくと大きくなりすぎるファイルなので、受けとれません。")
MACROS = _("マクロの入ったファイルは、安全のため受けとれません。マクロのない形（docx・xlsx・pptx）かPDFで保存しなおしてください。")
EMBEDDED = _("中に別のプログラムや、ほかの場所から読みこむものが入っているので、受けとれません。PDFで保存しなおしてください。")
NOT_TAKEN = _(
    "この種類のファイルは受けとれません。写真（JPEG・PNG・WebP）、PDF、Word・Excel・PowerPoint（docx・xlsx・pptx）を選んでください。"
)


def check_pdf(path: Path) -> str:
    """It begins as a PDF does, at its first byte, and has its end. Raises RuleBroken."""
    size = path.stat().st_size
    with path.open("rb") as stream:
        head = stream.read(1024)
        stream.seek(max(0, size - 2048))
        tail = stream.read()
    if not re.match(rb"%PDF-[12]\.\d\s", head) or b"%%EOF" not in tail:
        raise RuleBroken(BROKEN)
    return "pdf"


def check_office(path: Path) -> str:
    """docx, xlsx or pptx, by what is inside. Raises RuleBroken."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            _check_sizes(members)
            kind = _kind(archive)
            if any(_RUNS.search(f"/{one.filename}") for one in members):
                raise RuleBroken(MACROS)
            for one in members:
                _check_member(archive, one)
            return kind
    except RuleBroken:
        raise
    except Exception as broken:  # readers of foreign bytes fail in every way there is
        raise RuleBroken(BROKEN) from broken


def _check_sizes(members: list[zipfile.ZipInfo]) -> None:
    packed, whole = sum(one.compress_size for one in members), sum(one.file_size for one in members)
    names = [one.filename for one in members]
    if len(members) > MOST_MEMBERS or whole > MOST_UNPACKED or (whole > max(packed, 1) * AIR and whole > 10 * PIECE):
        raise RuleBroken(AIRY)
    if len(set(names)) < len(names) or any(one.flag_bits & 1 for one in members):
        raise RuleBroken(BROKEN)


def _kind(archive: zipfile.ZipFile) -> str:
    if "[Content_Types].xml" not in archive.namelist():
        raise RuleBroken(NOT_TAKEN)
    with archive.open("[Content_Types].xml") as stream:
        types = [str(one.get("ContentType") or "") for one in fromstring(stream.read(MOST_XML)).iter()]
    if any("macroenabled" in one.lower() or "vbaproject" in one.lower() for one in types):
        raise RuleBroken(MACROS)
    found = {kind for mark, kind in _MAIN.items() if any(one.endswith(mark) for one in types)}
    if len(found) != 1:
        raise RuleBroken(NOT_TAKEN)
    return found.pop()


def _check_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    """Unpacked piece by piece and thrown away: what the archive says of its sizes is not believed, and its check sums are held to."""
    unpacked, links = 0, bytearray()
    with archive.open(member) as stream:
        while piece := stream.read(PIECE):
            unpacked += len(piece)
            if member.filename.lower().endswith(".rels"):
                links += piece
            if unpacked > member.file_size or unpacked > MOST_UNPACKED or len(links) > MOST_XML:
                raise RuleBroken(AIRY)
    for one in fromstring(bytes(links)).iter() if links else ():
        if str(one.get("TargetMode")).lower() == "external" and str(one.get("Type")).lower().endswith(_FETCHED):
            raise RuleBroken(EMBEDDED)
