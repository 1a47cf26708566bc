"""What a file from outside really is, whatever its name says, and what is kept of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import puremagic
from flask_babel import lazy_gettext as _

from core import documents, pictures
from core.documents import NOT_TAKEN
from core.rules import RuleBroken
from core.storage import digest_of, synced

HEIC = _(
    "iPhoneの写真の形（HEIC）は、ここでは開けません。iPhoneの「設定」→「カメラ」→「フォーマット」で「互換性優先」を選んでとるか、"
    "画面の写しをとって、それを選んでください。"
)
OLD_OFFICE = _(
    "古い形（doc・xls・ppt）か、パスワードのついたファイルです。"
    "Wordなどで開き、パスワードなしで、docx・xlsx・pptxかPDFに保存しなおしてください。"
)
EMPTY = _("中身のないファイルです。")
_KNOWN = {
    ".jpg": "picture", ".jpeg": "picture", ".jfif": "picture", ".jpe": "picture", ".mpo": "picture", ".png": "picture", ".webp": "picture",
    ".pdf": "pdf", ".docx": "office", ".xlsx": "office", ".pptx": "office", ".zip": "office",
}  # fmt: skip


@dataclass(frozen=True)
class Judged:
    """What is kept: its ending, size and SHA-256; of pictures also their dots and the SHA-256 of the small one."""

    ending: str
    size: int
    digest: str
    width: int | None = None
    height: int | None = None
    preview: str | None = None


def judge(part: Path, kept: Path, preview: Path) -> Judged:
    """Looks into `part`, writes what is kept (synced) and says what it is. Raises RuleBroken with a sentence on what to do."""
    kind = _first_look(part)
    if kind == "picture":
        picture = pictures.redrawn(part)
        small = _write(preview, picture.preview)
        return Judged(picture.ending, len(picture.kept), _write(kept, picture.kept), picture.width, picture.height, small)
    ending = documents.check_pdf(part) if kind == "pdf" else documents.check_office(part)
    digest = _write(kept, part.read_bytes())
    return Judged(ending, kept.stat().st_size, digest)


def _first_look(part: Path) -> str:
    """picture, pdf or office: by its first bytes, and by puremagic, which must not say that it is something else."""
    with part.open("rb") as stream:
        head = stream.read(4096)
    if not head:
        raise RuleBroken(EMPTY)
    if head[4:8] == b"ftyp" and head[8:12] in (b"heic", b"heix", b"hevc", b"heif", b"mif1", b"msf1", b"heim", b"heis"):
        raise RuleBroken(HEIC)
    if head[:8] == bytes.fromhex("D0CF11E0A1B11AE1"):
        raise RuleBroken(OLD_OFFICE)
    ours = _by_first_bytes(head)
    if ours is None or ours not in _by_puremagic(part):
        raise RuleBroken(NOT_TAKEN)
    return ours


def _by_first_bytes(head: bytes) -> str | None:
    if head[:3] == b"\xff\xd8\xff" or head[:8] == b"\x89PNG\r\n\x1a\n" or (head[:4] == b"RIFF" and head[8:12] == b"WEBP"):
        return "picture"
    if head[:5] == b"%PDF-":
        return "pdf"
    return "office" if head[:4] == b"PK\x03\x04" else None


def _by_puremagic(part: Path) -> set[str]:
    try:
        said = puremagic.magic_file(part)
    except (puremagic.PureError, ValueError, OSError):
        return set()
    except Exception as broken:
        raise RuleBroken(NOT_TAKEN) from broken
    return {_KNOWN[one.extension] for one in said if one.extension in _KNOWN}


def _write(path: Path, content: bytes) -> str:
    fresh = path.with_suffix(".new")  # never written over: the shelf may hold the earlier bytes by another name
    fresh.write_bytes(content)
    synced(fresh)
    fresh.replace(path)
    return digest_of(path)
