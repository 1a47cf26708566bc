"""How far the minutes are, in words, and what the reader can do next."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _

from core import clock
from core.language import dated
from meetings.minuting.copying import code_of
from meetings.minuting.gathering import Gathered
from meetings.models import Meeting, Minutes
from region.models import Affiliation


@dataclass(frozen=True)
class Step:
    """One thing to do: a page, or a button that does it at once to what was `read`. `quiet`: one may, and need not."""

    words: str
    url: str
    icon: str
    read: str = ""
    quiet: bool = False


@dataclass(frozen=True)
class Standing:
    """`state`: draft, circulating or approved, as the macro minutes_state takes it. `note`: what is waited for."""

    state: str
    words: str
    note: str
    steps: tuple[Step, ...]


def standing(gathered: Gathered, reader: Affiliation | None, *, writes: bool) -> Standing:
    """For this reader; nothing to do for who does not belong (None)."""
    minutes, meeting = gathered.minutes, gathered.meeting
    if minutes is None or minutes.sent_at is None:
        return _draft(meeting, writes=writes)
    if minutes.fixed_at:
        words = _("%(day)sに確定", day=dated(minutes.fixed_at))
        note = _("このあとは本文を変えられません。直すときは「訂正」を書きたします。")
        posting = Step(_("掲示板に載せる"), _at(meeting, "posting"), "board")
        return Standing("approved", words, note, (posting,) if writes and not meeting.group.members_only else ())
    return Standing("circulating", _circulating(minutes), _waiting(minutes), tuple(_steps(gathered, minutes, reader, writes=writes)))


def _draft(meeting: Meeting, *, writes: bool) -> Standing:
    if meeting.closed_at is None:
        return Standing("draft", _("会議の記録"), _("会議が終わると、議事録の案になります。"), ())
    steps = (Step(_("委員に送る"), _at(meeting, "sending"), "mail"),) if writes else ()
    return Standing("draft", _("案"), _("まだ委員に送っていません。"), steps)


def _circulating(minutes: Minutes) -> str:
    day = minutes.correct_by_on
    left = (day - clock.today()).days if day else -1
    if day is None or left < 0:
        return str(_("確認中"))
    when = _("きょうまで") if left == 0 else _("あと%(days)s日（%(day)sまで）", days=left, day=dated(day))
    return str(_("直しを受付中　%(when)s", when=when))


def _waiting(minutes: Minutes) -> str:
    open_ = sum(one.answered_at is None for one in minutes.corrections)
    unsigned = "・".join(one.name for one in minutes.unsigned)
    said = [_("答えていない直しが%(count)s件あります。", count=open_)] if open_ else []
    said += [_("%(names)sさんの確認を待っています。", names=unsigned)] if unsigned else []
    return "".join(said)


def _steps(gathered: Gathered, minutes: Minutes, reader: Affiliation | None, *, writes: bool) -> list[Step]:
    meeting, steps = minutes.meeting, []
    open_ = [one for one in minutes.corrections if one.answered_at is None]
    if reader and any(one.person_id == reader.person_id for one in minutes.unsigned):
        steps.append(Step(_("読んで、まちがいありません"), _at(meeting, "approvals"), "check", read=code_of(gathered)))
    if writes and open_:
        steps.append(Step(_("直し%(count)s件に答える", count=len(open_)), f"/corrections/{open_[0].id}/answer", "reply"))
    elif writes and not minutes.unsigned:
        steps.append(Step(_("確定する"), _at(meeting, "fixing"), "lock"))
    if reader:
        steps.append(Step(_("直しを申し出る"), _at(meeting, "corrections"), "pencil", quiet=True))
    return steps


def _at(meeting: Meeting, what: str) -> str:
    return f"/meetings/{meeting.id}/minutes/{what}"
