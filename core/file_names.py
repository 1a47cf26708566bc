"""Names of files as they are shown and sent: no way out of a folder, no signs that deceive the eye, the ending of what is really inside."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 120
"""Characters, ending included."""
_ENDINGS = re.compile(
    r"\.(jpe?g|jfif|png|webp|hei[cf]|gif|bmp|tiff?|avif|svgz?|pdf|doc[xm]?|xls[xmb]?|ppt[xm]?|csv|txt|html?|zip|exe|scr|com|bat|cmd|js|lnk|msi)$",
    re.IGNORECASE,
)
_FORBIDDEN = str.maketrans(dict.fromkeys('<>:"|?*', "_"))  # in names of Windows, where most of these files end up
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
"""Control signs, direction marks and other invisible ones, halves of characters, signs of no alphabet."""


def safe_name(said: str, ending: str, *, otherwise: str) -> str:
    """The name without a path, with `ending` (as "jpg"); `otherwise` where nothing of it can stay."""
    stem = _bare(_bare(_spoken(said))[: LONGEST - len(ending) - 1])
    if not any(sign.isalnum() for sign in stem):
        stem = otherwise
    return f"{'_' if _DEVICES.fullmatch(stem) else ''}{stem}.{ending}"[-LONGEST:]


def clean(said: str) -> str:
    """The name as it was said, without what could do harm; its ending is not believed in."""
    return _spoken(said)[:LONGEST]


def _spoken(said: str) -> str:
    name = re.split(r"[/\\]", unicodedata.normalize("NFC", said))[-1]
    name = "".join(" " if sign.isspace() else sign for sign in name if sign.isspace() or unicodedata.category(sign) not in _UNSEEN)
    return " ".join(name.translate(_FORBIDDEN).split())


def _bare(name: str) -> str:
    """Without endings, and without dots and blanks at either end."""
    while True:
        shorter = _ENDINGS.sub("", name).strip(". ")
        if shorter == name:
            return name
        name = shorter


def spoken_size(size: int) -> str:
    """340KB, 1.2MB."""
    kilo = max(1, round(size / 1024))
    return f"{kilo}KB" if kilo < 1000 else f"{size / 1024 / 1024:.1f}MB"
