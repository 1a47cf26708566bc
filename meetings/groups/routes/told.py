"""What the secretariat hears when seats change while invitations are out."""

from __future__ import annotations

from flask import flash
from flask_babel import gettext as _

from meetings.groups.coming_and_going import Told


def taken_back(told: Told) -> None:
    """Nothing where nobody was invited to what is to come."""
    if told.lines:
        flash(_("これからの会議への招待を%(count)s件取り消しました（メール %(letters)s通）。", count=len(told.lines), letters=told.letters))
        _to_call(told)


def invited(told: Told) -> None:
    """Nothing where there was nothing to invite to."""
    if told.lines:
        flash(_("これからの会議%(count)s回に招待しました（メール %(letters)s通）。", count=len(told.lines), letters=told.letters))
        _to_call(told)


def _to_call(told: Told) -> None:
    if told.to_call:
        flash(_("メールがわからないので、電話かFAXで知らせてください：%(names)s", names="、".join(told.to_call)))
