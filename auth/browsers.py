"""What a browser says of itself, in words its owner recognises: 「Windows・Edge」."""

from __future__ import annotations

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
