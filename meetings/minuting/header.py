"""The header and the attendance as Japanese cities publish them (清須市, 長久手市, 柏市, 相模原市)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from flask_babel import gettext as _

from meetings.minuting.document import Seated
from meetings.minuting.gathering import Gathered
from meetings.minuting.people import People, profession, way
from meetings.minuting.wording import counted, held_when, openness_said
from meetings.models import AgendaItem, Attendance, Member, Presence, Seat

_SITS = (Seat.CHAIR, Seat.VICE, Seat.MEMBER)


class Header:
    """What stands above the items."""

    def __init__(self, gathered: Gathered, people: People) -> None:
        self.gathered, self.people, self.public, self.meeting = gathered, people, people.public, gathered.meeting
        self.seats = [one for one in gathered.members if one.seat in _SITS]

    def facts(self) -> Iterator[tuple[str, str]]:
        """Word and text, in the order of the printed forms."""
        meeting, free = self.meeting, self.people.free
        web = _("（Web併用）") if meeting.web_url else ""
        yield _("会議の名称"), free(meeting.group.name)
        yield _("開催日時"), held_when(meeting)
        yield _("開催場所"), f"{free(meeting.place)}{web}"
        yield _("議題（次第）"), self._agenda()
        yield _("会議資料"), self._papers() or _("なし")
        private = [number for number, one in enumerate(self.gathered.items, 1) if one.private]
        yield _("公開・非公開の別"), free(openness_said(meeting, private))
        yield _("傍聴人の数"), _("%(count)s人", count=meeting.listeners) if meeting.listeners is not None else _("記録なし")
        yield from self._attendance()

    def there(self) -> str:
        """委員 12人のうち 10人."""
        return str(_("委員 %(all)s人のうち %(there)s人", all=len(self.seats), there=sum(self._was_there(one) for one in self.seats)))

    def seated(self) -> Iterator[Seated]:
        """One line for each, members first, then who had no seat."""
        order = {Seat.OBSERVER: 1, Seat.SECRETARIAT: 2}
        for one in sorted(self.gathered.members, key=lambda member: order.get(member.seat, 0)):
            line = self._line(one)
            body = "・".join(word for word in (self._kind(one), one.recommended_by) if word)
            yield Seated(one.name, one.institution_name, body, way(line, named=True), one.seat == Seat.CHAIR)
        for guest in self.gathered.guests:
            yield Seated(guest.guest_name, guest.guest_from, _("行政・そのほか"), way(guest, named=True))

    def _attendance(self) -> Iterator[tuple[str, str]]:
        there = [one for one in self.seats if self._was_there(one)]
        away = [one for one in self.seats if (line := self._line(one)) and line.presence == Presence.ABSENT]
        unknown = len(self.seats) - len(there) - len(away)
        yield _("出席委員"), self._there(there)
        yield _("欠席委員"), self._away(away)
        if unknown:
            yield _("出欠の記録なし"), _("%(count)s人", count=unknown)
        others = [one for one in self.gathered.members if one.seat == Seat.OBSERVER and self._was_there(one)]
        yield _("出席者（行政・そのほか）"), self._others(others) or _("なし")
        yield _("事務局"), self._office()

    def _there(self, members: list[Member]) -> str:
        """10人　医師2（◎座長）、看護師 …（会場7、Web 2、代理1）; by name in the table of the full version."""
        ways = Counter(way(self._line(one), named=False) for one in members)
        how = f"（{'、'.join(f'{word}{number}' for word, number in ways.items())}）" if ways else ""
        count = _("%(count)s人", count=len(members))
        who = counted(profession(one) or _("そのほか") for one in members) if self.public else ""
        chair = next((profession(one) for one in members if one.seat == Seat.CHAIR), None) if self.public else None
        led = _("　◎座長は%(profession)s", profession=chair) if chair else ""
        return f"{count}{'　' if who else ''}{who}{how}{led}"

    def _away(self, members: list[Member]) -> str:
        if not members:
            return str(_("なし"))
        who = counted(profession(one) or _("そのほか") for one in members) if self.public else "、".join(one.name for one in members)
        return f"{_('%(count)s人', count=len(members))}（{who}）"

    def _others(self, members: list[Member]) -> str:
        """Where they come from; guests by what was noted of them."""
        places = [one.institution_name for one in members] + [guest.guest_from for guest in self.gathered.guests]
        said = counted(self.people.free(place) or _("そのほか") for place in places)
        return f"{_('%(count)s人', count=len(places))}（{said}）" if places else ""

    def _office(self) -> str:
        there = [one for one in self.gathered.members if one.seat == Seat.SECRETARIAT and self._was_there(one)]
        name = self.people.free(self.meeting.group.secretariat.name)
        return f"{name}　{_('%(count)s人', count=len(there))}" if there else name

    def _agenda(self) -> str:
        items = enumerate(self.gathered.items, 1)
        hidden = _("〔非公開〕")
        return "\n".join(f"{number}　{hidden if one.private and self.public else self._item(one)}" for number, one in items)

    def _item(self, item: AgendaItem) -> str:
        """Its title, and what it falls into."""
        return "\n".join([self.people.free(item.title), *(f"　・{self.people.free(one.text)}" for one in item.outline)])

    def _papers(self) -> str:
        shown = [one for one in self.gathered.items if not (one.private and self.public)]
        names = [paper.name for one in shown for paper in self.gathered.papers.get(one.id, [])]
        return "　".join(self.people.free(name.rpartition(".")[0] or name) for name in names)

    def _line(self, member: Member) -> Attendance | None:
        return self.gathered.lines.get(member.id)

    def _was_there(self, member: Member) -> bool:
        line = self._line(member)
        return line is not None and line.was_there

    def _kind(self, member: Member) -> str:
        return _("事務局") if member.seat == Seat.SECRETARIAT else profession(member)
