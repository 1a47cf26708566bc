"""Files as people and attackers send them, made here."""

from __future__ import annotations

import io
import zipfile

from PIL import Image

PLACE = (35.0, 40.0, 12.5)
"""Degrees, minutes, seconds of the place a photograph was taken at."""
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def photo(width: int = 64, height: int = 48, *, kind: str = "JPEG", orientation: int | None = None, place: bool = False) -> bytes:
    """Left half red, right half blue."""
    image = Image.new("RGB", (width, height), "red")
    image.paste("blue", (width // 2, 0, width, height))
    exif = Image.Exif()
    if orientation:
        exif[0x0112] = orientation
    if place:
        exif[0x010F] = "TELEPHONE MAKER"
        exif.get_ifd(0x8825).update({1: "N", 2: PLACE, 3: "E", 4: (138.0, 34.0, 1.5)})
    into = io.BytesIO()
    image.save(into, kind, **({"exif": exif.tobytes(), "comment": b"patient room 3"} if kind == "JPEG" else {}))
    return into.getvalue()


def pdf(head: bytes = b"%PDF-1.7\n", tail: bytes = b"%%EOF\n") -> bytes:
    return head + b"1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n" + tail


def office(main: str = WORD, **members: bytes | str) -> bytes:
    """A Word file of the smallest kind; further members by path, `__` for a slash and `_dot_` for a dot."""
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as archive:
        types = f'<Types xmlns="x"><Override PartName="/word/document.xml" ContentType="{main}"/></Types>'
        archive.writestr("[Content_Types].xml", types)
        archive.writestr("word/document.xml", "<document/>")
        for name, content in members.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return into.getvalue()
