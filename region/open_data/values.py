"""What one column of a published file says: a telephone number, a web address, a place on the map, or nothing."""

from __future__ import annotations

import re
import unicodedata

from core.folding import dialled

_LATITUDES, _LONGITUDES = (20.0, 46.0), (122.0, 154.0)
_HOST = re.compile(r"[a-z0-9][a-z0-9.-]*\.[a-z]{2,}([/?#:].*)?", re.IGNORECASE)


def narrow(text: str) -> str:
    """Full-width letters and digits made half-width, as codes are written."""
    return text.strip() if text.isascii() else unicodedata.normalize("NFKC", text).strip()


def telephone(written: str | None) -> str | None:
    """The number as written, unless nobody could dial it (「－」「なし」)."""
    return written if written and len(written) <= 40 and dialled(written) else None


def web_address(written: str) -> str | None:
    """A link that can be followed: a mail address in the column is none, `www.…` and `htpp://…` are mended."""
    address = re.sub(r"^ht+p+(s?):/+", r"http\1://", narrow(written), flags=re.IGNORECASE)
    if "@" in address or len(address) > 290 or re.search(r"\s", address):
        return None
    if re.match(r"https?://", address):
        return address if _HOST.fullmatch(address.split("://", 1)[1]) else None
    return f"http://{address}" if _HOST.fullmatch(address) else None


def count(written: str) -> int | None:
    """A number of beds; nothing for a blank, for words, and for what no house has."""
    plain = narrow(written)
    return int(plain) if re.fullmatch(r"[0-9]{1,5}", plain) else None


def place(latitude: str, longitude: str) -> dict[str, float | None]:
    """Degrees, or nothing where the file has 0, a blank, or a point outside Japan."""
    try:
        north, east = float(narrow(latitude)), float(narrow(longitude))
    except ValueError:
        north = east = 0.0
    known = _LATITUDES[0] < north < _LATITUDES[1] and _LONGITUDES[0] < east < _LONGITUDES[1]
    return {"latitude": north if known else None, "longitude": east if known else None}
