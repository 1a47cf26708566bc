"""What a browser says of itself, in words its owner recognises: 「Windows・Edge」."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address

from flask_babel import gettext as _

_SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Mac OS X": "Mac",
    "CrOS": "Chromebook",
    "Linux": "Linux",
}
_BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "CriOS": "Chrome",
    "Chrome": "Chrome",
    "FxiOS": "Firefox",
    "Firefox": "Firefox",
    "Safari": "Safari",
}
"""The first mark found counts: Edge and Opera also say Chrome, and nearly everything says Safari."""


def device_words(user_agent: str) -> str:
    """The system and the browser, or that they are unknown."""
    said = [next((word for mark, word in marks.items() if mark in user_agent), "") for marks in (_SYSTEMS, _BROWSERS)]
    return "・".join(filter(None, said)) or _("わからない端末")


def place_words(address: str | None) -> str:
    """Where a sign-in came from, as far as it is honestly known: not the town, only the beginning of its address on the net."""
    try:
        found = ip_address(address or "")
    except ValueError:
        return str(_("場所は不明"))
    if found.is_loopback:
        return str(_("このサーバーと同じ機械"))
    kept = network_of(found)
    if found.is_private:
        return str(_("施設などの内部ネットワーク（%(beginning)s）", beginning=kept))
    return str(_("場所は不明（ネットワーク %(beginning)s）", beginning=kept))


def network_of(address: IPv4Address | IPv6Address) -> str:
    """192.0.2.xxx, 2001:db8:1:xxx: enough to know one's own office again."""
    if isinstance(address, IPv4Address):
        return ".".join([*str(address).split(".")[:3], "xxx"])
    return ":".join([*(part.lstrip("0") or "0" for part in address.exploded.split(":")[:3]), "xxx"])
