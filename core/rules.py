"""A rule of the domain that was broken. Shown to the person as it is written (409), in their language. And what may be read elsewhere."""

from __future__ import annotations

from flask_babel import gettext
from werkzeug.exceptions import Forbidden


class RuleBroken(Exception):
    """The domain refuses; the message is a clear sentence for the person who tried."""

    def __str__(self) -> str:
        return str(gettext(super().__str__()))


class ReadElsewhere(Forbidden):
    """Not this page, but another one about the same: `said`, a sentence that is true for this reader, and the way there with its label."""

    def __init__(self, said: str, address: str, label: str) -> None:
        super().__init__()
        self.said, self.address, self.label = said, address, label
