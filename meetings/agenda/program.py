"""次第 in words: the head, the items, what is handed out, who sits there. The sheet and the Word file say the same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from core import clock
from core.word import Paper
from meetings.agenda.listing import Agenda, Row
from meetings.minuting.wording import fiscal_year_said, long_day, spoken_in_japanese
from meetings.models import Meeting, Openness, Seat
from meetings.models.points import Point, in_lines
from meetings.vocabulary import SEATS


@dataclass(frozen=True)
class Program:
    """What is printed. `people`: with the members."""

    agenda: Agenda
    people: bool

    @property
    def meeting(self) -> Meeting:
        return self.agenda.meeting

    @property
    def title(self) -> str:
        said = {"group": self.meeting.group.name, "year": fiscal_year_said(self.meeting.fiscal_year), "number": self.meeting.number}
        return str(_("%(year)s年度 第%(number)s回 %(group)s 次第", **said))

    @property
    def facts(self) -> list[tuple[str, str]]:
        """日時, 場所, Web, テーマ; what is not known is left out."""
        meeting = self.meeting
        said = [
            (_("日時"), when(meeting)), (_("場所"), meeting.place), (_("Web"), meeting.web_url if self.agenda.inside else ""),
            (_("テーマ"), meeting.theme), (_("公開"), _openness(meeting)),
        ]  # fmt: skip
        return [(word, text) for word, text in said if text]

    @property
    def items(self) -> list[tuple[str, str, str, str, tuple[Point, ...]]]:
        """Number, title, kind and who presents, minutes, and what it falls into."""
        rows = self.agenda.rows
        return [(str(one.number), one.title, _who(one), _minutes(one.item.minutes), one.points) for one in rows]

    @property
    def handouts(self) -> list[tuple[str, str, str]]:
        """資料1, its name, with which item."""
        rows = self.agenda.rows
        return [(_("資料%(number)s", number=one.number), one.paper.name, _("議題%(number)s", number=row.number))
                for row in rows for one in row.papers]  # fmt: skip

    @property
    def members(self) -> list[tuple[str, str, str]]:
        """Seat, name, institution of who sits there on the day."""
        day = clock.in_japan(self.meeting.starts_at).date()
        present = [one for one in self.meeting.group.members if one.holds(day)]
        present.sort(key=lambda one: list(Seat).index(Seat(one.seat)))
        return [(str(SEATS[one.seat]), one.name, one.institution_name) for one in present]

    @property
    def sums(self) -> str:
        return str(_("計%(planned)s分", planned=self.agenda.minutes))


def as_word(program: Program) -> Paper:
    """The same as a Word file."""
    paper = Paper(program.title)
    paper.title(program.title)
    paper.facts(program.facts)
    paper.heading(_("議題"), level=2)
    rows = [(number, "\n".join([title, *in_lines(points)]), who, minutes) for number, title, who, minutes, points in program.items]
    paper.table([_("番号"), _("議題"), _("種類・説明"), _("時間")], rows, widths=[16, 72, 61, 17])
    if program.handouts:
        paper.heading(_("配付資料"), level=2)
        paper.bullets(f"{number}　{name}（{item}）" for number, name, item in program.handouts)
    if program.people:
        paper.heading(_("委員"), level=2)
        paper.table([_("役割"), _("名前"), _("所属")], program.members, widths=[24, 40, 102], whole=True)
    return paper


def when(meeting: Meeting) -> str:
    """令和8年11月27日（金） 19時00分から20時30分まで."""
    begins, ends = clock.in_japan(meeting.starts_at), clock.in_japan(meeting.ends_at)
    until = _hour(ends) if ends.date() == begins.date() else _("翌日%(time)s", time=_hour(ends))
    return str(_("%(day)s %(begins)sから%(ends)sまで", day=long_day(begins.date()), begins=_hour(begins), ends=until))


def _hour(moment: datetime) -> str:
    return f"{moment.hour}時{moment.minute:02}分" if spoken_in_japanese() else f"{moment:%H:%M}"


def _minutes(number: int) -> str:
    return str(_("%(minutes)s分", minutes=number))


def _who(row: Row) -> str:
    return "" if row.hidden else "　".join(part for part in (row.kind, row.presenter) if part)


def _openness(meeting: Meeting) -> str:
    words = {Openness.PARTLY: _("一部非公開"), Openness.CLOSED: _("非公開")}
    return str(words.get(Openness(meeting.openness), ""))
