"""A row of the board in words: where it is from, who has it until when, the four knots and which meeting moved it, and the ways on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from core import clock
from meetings.cycle.knots import Knot, named, short
from meetings.models import Meeting, Taken
from meetings.seeing.board import Board
from meetings.seeing.details import Detail, Details, Told
from meetings.seeing.facts import TermFact
from meetings.seeing.lateness import Reason, states
from meetings.seeing.trails import Way, ways
from meetings.vocabulary import CLOSINGS, NEXT_STEPS, SCENES, VERDICTS

BEGINNING = 12
"""Characters of a countermeasure under its knot."""
SIGNS = {"achieved": "check", "partly": "triangle", "not_achieved": "cross"}
"""By the verdict. On the page of the issue 達成 has a circle; here a line ends with a tick."""


@dataclass(frozen=True)
class Row:
    """As shared/cycle.html draws it. `why`: everything else that is late; `ways`: where it came from and where it went.

    `sign`: how it ended, as a mark: only what was achieved has a tick.
    """

    id: str
    state: str
    number: str
    title: str
    href: str
    scene: str
    source: str
    owner: str
    due: str
    late: bool
    knots: list[Knot]
    why: list[str]
    ways: list[Way]
    sign: str = ""


def rows(board: Board, details: Details, meetings: Mapping[int, Meeting]) -> list[Row]:
    """Of the shown page; `meetings`: the group's, by id."""
    return [_Writer(board, one, details, meetings).row() for one in board.shown]


class _Writer:
    def __init__(self, board: Board, term: TermFact, details: Details, meetings: Mapping[int, Meeting]) -> None:
        self.board, self.term, self.meetings, self.details = board, term, meetings, details
        self.detail: Detail = details.by_term[term.id]
        self.late: list[Reason] = board.late.get(term.id, [])
        open_ids = {one.id for one in term.open_measures}
        self.still: list[Told] = [one for one in self.detail.measures if one.id in open_ids]

    def row(self) -> Row:
        term, late = self.term, bool(self.late)
        return Row(
            id=term.code.lower(), state="late" if late else "done" if term.settled else "now", number=term.code, title=term.title,
            href=f"/issues/{term.issue_id}", scene=str(SCENES[term.scene]),
            source=f"{self._source()}　{self._age()}", owner=self._owner(), due=self._due(),
            late=late, knots=self._knots(), why=[one.words for one in self.late[1:]],
            ways=ways(term, self.detail, self.details.minutes), sign=self._sign() if term.settled else "",
        )  # fmt: skip

    def _source(self) -> str:
        term, detail = self.term, self.detail
        if term.how == Taken.CARRIED:
            return str(_("%(year)s年度から持ちこし", year=self.board.fiscal_year - 1))
        if term.how == Taken.RISEN:
            below = next((one.group for one in detail.neighbours if one.group_id != term.group_id), "")
            return str(_("「%(group)s」から上がった", group=below) if below else _("ほかの会議から上がった"))
        if any(one.relation == "raised_from" and one.kind == "post" for one in detail.linked):
            return str(_("掲示板の投稿から"))
        if detail.heard:
            return str(_("聞きとり %(count)s件", count=detail.heard))
        return str(_("会議で出された") if detail.raised_in else _("事務局が書いた"))

    def _age(self) -> str:
        """Since it was raised, through all years."""
        days = (clock.today() - clock.in_japan(self.detail.raised_at).date()).days
        if days == 0:
            return str(_("きょう出た"))
        return str(_("出てから%(days)s日", days=days) if days < 60 else _("出てから%(months)sか月", months=days // 30))

    def _owner(self) -> str:
        people = list(dict.fromkeys(name for one in self.still or self.detail.measures[-1:] for name in one.owners))
        if not people:
            return "" if self.term.settled else str(_("担当はまだ決まっていません"))
        more = _("　ほか%(count)s", count=len(people) - 2) if len(people) > 2 else ""
        return "、".join(people[:2]) + more

    def _due(self) -> str:
        if self.late and self.late[0].kind != "due":
            return self.late[0].words
        days = [one.due_on for one in self.still if one.due_on]
        if self.late and days:
            return str(_("%(day)sまで（%(days)s日おくれ）", day=short(min(days)), days=self.late[0].days))
        if days:
            return str(_("%(due)sまで", due=short(min(days))))
        return self._ended() if self.term.settled else self._next_talk()

    def _next_talk(self) -> str:
        ahead = self.board.year.ahead
        return str(_("第%(number)s回で話す", number=ahead.number)) if ahead and not self.still else str(_("期限なし"))

    def _ended(self) -> str:
        if self.detail.closing:
            return str(CLOSINGS[self.detail.closing])
        if self.term.handed_up:
            return str(_("上の会議が引き受けた"))
        last = self._last()
        said = f"{VERDICTS[last.verdict]}　" if last and last.verdict else ""
        return f"{said}{_('次の年度へ') if self.term.carried else _('評価ずみ')}"

    def _sign(self) -> str:
        last = None if self.detail.closing or self.term.handed_up else self._last()
        return SIGNS[last.verdict] if last and last.verdict else "next"

    def _knots(self) -> list[Knot]:
        lines = [self._found(), self._decided(), self._carried_out(), self._evaluated()]
        return [Knot(state, said) for state, said in zip(states(self.term, {one.kind for one in self.late}), lines, strict=True)]

    def _found(self) -> list[str]:
        if self.term.how == Taken.CARRIED:
            return [_("%(year)s年度から", year=self.board.fiscal_year - 1)]
        first = self._met(self.detail.raised_in, self.detail.raised_at)
        return [first, *([_("聞きとり %(count)s件", count=self.detail.heard)] if self.detail.heard else [])]

    def _decided(self) -> list[str]:
        told = self.still or self.detail.measures[-1:]
        if self.term.awaits == "decision" and not self.still:
            return self._undecided()
        if not told:
            return []
        last = told[-1]
        what = last.what if len(last.what) <= BEGINNING else f"{last.what[:BEGINNING]}…"
        second = _("方策 %(count)sつ", count=len(told)) if len(told) > 1 else what
        if last.number > 1:
            second = _("%(what)s　第%(number)s版", what=second, number=last.number)
        return [self._met(last.meeting_id, last.at), second]

    def _undecided(self) -> list[str]:
        first = _("方策が未定") if not self.detail.measures else _("つぎの方策が未定")
        if any(one.kind == "undecided" for one in self.late):
            return [first, _("第%(number)s回で決まらず", number=self.board.year.held[-1].number)]
        ahead = self.board.year.ahead
        return [named(ahead)] if ahead else [first]

    def _carried_out(self) -> list[str]:
        told = self.still or self.detail.measures
        count, days = sum(one.done for one in told), [one.last_done_on for one in told if one.last_done_on]
        if not days:
            return [_("記録がまだありません")] if any(one.kind in ("silent", "due") for one in self.late) else []
        return [_("%(count)s回 実施", count=count), _("最新 %(day)s", day=short(max(days)))]

    def _evaluated(self) -> list[str]:
        if self.detail.closing:
            return [str(CLOSINGS[self.detail.closing])]
        last = self._last()
        if last and last.verdict and last.evaluated_on and last.next:
            return [f"{self._met(last.evaluated_in, last.evaluated_on)} {VERDICTS[last.verdict]}", str(NEXT_STEPS[last.next])]
        if self.term.settled:
            return [_("次の年度へ")] if self.term.carried else [_("上の会議へ")] if self.term.handed_up else []
        end = self.board.year.last
        return [named(end)] if end and not end.closed_at else []

    def _last(self) -> Told | None:
        """The countermeasure that was evaluated last."""
        return max((one for one in self.detail.measures if one.evaluated_on), key=lambda one: one.evaluated_on or date.min, default=None)

    def _met(self, meeting_id: int | None, otherwise: date) -> str:
        """第1回 6/12; only the day where no meeting of the group moved it."""
        meeting = self.meetings.get(meeting_id or 0)
        return named(meeting) if meeting else short(otherwise)
