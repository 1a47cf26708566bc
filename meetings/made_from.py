"""A form that may arrive hours after it was written says what it was made from. Where that reads otherwise by now, nothing is written:
its text stays, beside it stands what is there now, and the next press knows of it.

form = SomeForm(formdata=None, obj=thing).mark()                     the page carries it as `made_from`
form.overtaken(SomeForm(formdata=None, obj=thing))                   asked when it comes back, by who holds the thing: of two who press
                                                                     at the same moment the second sees what the first wrote
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, time
from hashlib import sha256
from typing import Self

from flask_babel import gettext as _
from wtforms import BooleanField, Field, HiddenField

from board.forms import ClientKeyForm
from core.language import dated


class MadeFromForm(ClientKeyForm):
    """`asides`: boxes that are ticked for this press and stand nowhere."""

    made_from = HiddenField("")
    asides: frozenset[str] = frozenset()
    reads_now: tuple[tuple[str, str], ...] = ()
    """After it was overtaken: what stands there now and was typed otherwise, label and words."""

    def mark(self, now: MadeFromForm | None = None) -> Self:
        """It is made from what it says itself, or from what `now` says."""
        self.made_from.data = (now or self).code
        return self

    @property
    def code(self) -> str:
        """Of all that it says; anything else has another."""
        said = {one.name: str(one.data or "") for one in self._said()}
        return sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:12]

    def overtaken(self, now: MadeFromForm) -> bool:
        """`now`: the same form with what stands there. Was that changed since the page was drawn? Who came without a page is not asked."""
        since, self.made_from.data = self.made_from.data, now.code
        if not since or since == now.code:
            return False
        other = [one for one in now._said() if (one.data or "") != (self[one.name].data or "")]
        self.reads_now = tuple((str(one.label.text), _words(one)) for one in other)
        self.form_errors = [_("この間に、ここの内容が変わりました。いまの内容とくらべて、よければもう一度押してください。")]
        return True

    def _said(self) -> Iterator[Field]:
        return (one for one in self if not isinstance(one, HiddenField) and one.name not in self.asides)


def _words(field: Field) -> str:
    """As a person says it."""
    if hasattr(field, "iter_choices"):
        return next((str(one.label) for one in field.iter_choices() if one.selected), "")
    if isinstance(field, BooleanField):
        return str(_("はい") if field.data else _("いいえ"))
    if isinstance(field.data, date):
        return dated(field.data)
    return f"{field.data:%-H:%M}" if isinstance(field.data, time) else str(field.data or _("なし"))
