"""Map tiles, where the installation allows them: their address, and whose they are."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import current_app
from flask_babel import gettext as _

GSI = "cyberjapandata.gsi.go.jp"
"""地理院タイル; RENKEI_MAP_TILES=https://cyberjapandata.gsi.go.jp/xyz/pale/{z}/{x}/{y}.png"""


@dataclass(frozen=True)
class Tiles:
    """What the browser's map needs to know."""

    template: str
    credit: str
    about: str


def tiles() -> Tiles | None:
    """None where no tiles may be fetched: then the drawn map stays."""
    template = current_app.config["RENKEI"].map_tiles
    if not template:
        return None
    host = urlsplit(template).hostname or ""
    if host == GSI:
        return Tiles(template, _("地理院タイル"), "https://maps.gsi.go.jp/development/ichiran.html")
    return Tiles(template, host, f"https://{host}/")
