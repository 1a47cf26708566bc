"""An address of this house in a text: what is written by hand of a thing is known on the page of that thing, as if it were linked there.

mentioned("issue", "/issues/", "tells_of")                         once, in the room above: what an address names
note("post", post.id, post.body, by=affiliation)                   in the transaction in which it was written
"""

from __future__ import annotations

import re

from flask import current_app

from core import audit, links
from core.config import Settings

_addresses: dict[str, tuple[str, str]] = {}
"""By how the address begins, before the id: the kind of the thing, and how the text stands to it."""


def mentioned(kind: str, address: str, relation: str) -> None:
    """From now on such an address names a thing of this kind."""
    _addresses[address] = (kind, relation)


def note(kind: str, thing_id: int, text: str, *, by: audit.Actor) -> None:
    """In the present transaction. What the writer may not read, or is not there, is an address like any other."""
    settings: Settings = current_app.config["RENKEI"]
    if settings.public_url not in text:
        return
    for address, (other, relation) in _addresses.items():
        named = re.findall(rf"{re.escape(settings.public_url + address)}([0-9]{{1,9}})(?![\w/])", text, re.ASCII)
        for one in links.readable(other, {int(number) for number in named}, by.person_id):
            links.link(kind, thing_id, relation, other, one, by=by)
