"""A rule of the domain that was broken. Shown to the person as it is written (409), in their language."""

from __future__ import annotations

from flask_babel import gettext


class RuleBroken(Exception):
    """The domain refuses; the message is a clear sentence for the person who tried."""

    def __str__(self) -> str:
        return str(gettext(super().__str__()))
