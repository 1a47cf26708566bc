"""What the secretariat hears when seats change while invitations are out."""

from __future__ import annotations

from collections.abc import Iterable

from flask import flash
from flask_babel import gettext as _

from meetings.groups import inviting
from meetings.groups.coming_and_going import Told
from meetings.models import Meeting, Member


def taken_back(told: Told) -> None:
    """Nothing where nobody was invited to what is to come."""
    if told.lines:
        flash(_("これからの会議への招待を%(count)s件取り消しました（メール %(letters)s通）。", count=len(told.lines), letters=told.letters))
        by_hand(told.to_call)


def invited(told: Told) -> None:
    """Nothing where there was nothing to invite to."""
    if told.lines:
        flash(_("これからの会議%(count)s回に招待しました（メール %(letters)s通）。", count=len(told.lines), letters=told.letters))
        by_hand(told.to_call)


def unreached(meetings: Iterable[Meeting]) -> None:
    """Of those invited, who hears of a change only by telephone or fax."""
    lines = [one for meeting in meetings for one in inviting.invited(meeting)]
    by_hand(one.member for one in lines if one.member and inviting.by_paper(one.member))


def by_hand(members: Iterable[Member]) -> None:
    """Whom no letter reaches, and why: no address is known, or no mail server is set."""
    members = list(members)
    unknown = dict.fromkeys(one.name for one in members if not (one.email or one.person_id))
    unset = dict.fromkeys(one.name for one in members if one.email or one.person_id)
    if unknown:
        flash(_("メールがわからないので、電話かFAXで知らせてください：%(names)s", names="、".join(unknown)))
    if unset:
        flash(_("メールの設定がないので、電話かFAXで知らせてください：%(names)s", names="、".join(unset)))
