"""What is typed about a homework: that it is done, or why it is open again."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length

from auth.forms import trimmed
from board.forms import ClientKeyForm

NOTE = 300


class DoneForm(ClientKeyForm):
    """A word about how it went is welcome."""

    note = TextAreaField(
        _("ひとこと（書かなくてもかまいません）"), [Length(max=NOTE, message=_("300文字までで書いてください。"))], filters=[trimmed]
    )


class ReopenForm(ClientKeyForm):
    """Never without the reason."""

    reason = TextAreaField(
        _("もどす理由"),
        [DataRequired(_("もどす理由を書いてください。")), Length(max=NOTE, message=_("300文字までで書いてください。"))],
        filters=[trimmed],
    )
