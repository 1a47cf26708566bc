"""Zip files from outside: looked at before anything is unpacked, counted while it is, refused where they would fill disk or memory."""

from __future__ import annotations

import lzma
import struct
import zipfile
import zlib
from pathlib import Path

from flask_babel import gettext as _

from region.open_data.csv_file import NotRecognised

MEMBERS = 40
MOST = 800 * 1024 * 1024
"""Bytes when unpacked: the whole nation's hours of clinics are about 150 MB."""
RATIO = 120
"""Tables of 0 and 1 shrink to about a thirtieth."""
CHUNK = 1024 * 1024
BROKEN = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, OSError, RuntimeError, ValueError, EOFError, MemoryError)
"""What the library raises for archives cut short, damaged, or packed in ways it does not know."""
_ENCRYPTED = 0x1


def check_sizes(archive: zipfile.ZipFile, *, most: int = MOST, members: int = 2000) -> None:
    """Raises NotRecognised for too many members, too much inside, what is encrypted, or a file that is nearly only air."""
    found = archive.infolist()
    packed, whole = sum(one.compress_size for one in found), sum(one.file_size for one in found)
    if any(one.flag_bits & _ENCRYPTED for one in found):
        raise NotRecognised(_("パスワードのかかったファイルは読めません。"))
    if len(found) > members or whole > most or (whole > max(packed, 1) * RATIO and whole > 10 * CHUNK):
        raise NotRecognised(_("ひらくと大きくなりすぎるファイルなので、ひらきません。"))


def unpacked(path: Path, into: Path) -> list[tuple[str, Path]]:
    """The CSV files of an archive, by their names in it, written under names of our own. Raises NotRecognised."""
    try:
        with zipfile.ZipFile(path) as archive:
            check_sizes(archive, members=MEMBERS)
            wanted = [one for one in archive.infolist() if not one.is_dir() and one.filename.lower().endswith(".csv")]
            if not wanted:
                raise NotRecognised(_("zipの中に、CSVのファイルがありません。"))
            left = MOST
            found: list[tuple[str, Path]] = []
            for number, member in enumerate(wanted):
                target = into / f"{path.stem}-{number}.csv"
                left -= _unpack(archive, member, target, left)
                found.append((Path(member.filename.replace("\\", "/")).name[:120], target))
            return found
    except BROKEN as broken:
        raise NotRecognised(_("zipが壊れているか、読めない形です。")) from broken


def _unpack(archive: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path, left: int) -> int:
    """Bytes written. What the archive says of its sizes is not believed."""
    written = 0
    with archive.open(member) as packed, target.open("wb") as plain:
        while piece := packed.read(CHUNK):
            written += len(piece)
            if written > left:
                raise NotRecognised(_("ひらくと大きくなりすぎるファイルなので、ひらきません。"))
            plain.write(piece)
    return written
