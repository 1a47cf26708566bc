"""What a difference is about, in words: a field of an institution, an item of the directory, a figure of a municipality."""

from __future__ import annotations

from flask_babel import gettext as _

from region.directory.items import ITEMS
from region.vocabulary import FIELDS


def word_for(what: str) -> str:
    """The word for a code of a field or an item."""
    if what in FIELDS:
        return str(FIELDS[what])
    if what in ITEMS:
        return str(ITEMS[what].ja)
    places = {"latitude": _("緯度"), "longitude": _("経度"), "corporation_number": _("法人番号"), "area": _("二次医療圏")}
    return str(places.get(what) or _("項目 %(number)s", number=what))
