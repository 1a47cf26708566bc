"""Makes the minutes of what was gathered: full, or public. Public: professions instead of names, and nothing that was marked 非公開."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from flask_babel import gettext as _

from core import clock
from meetings.minuting.document import Proceedings, Signed
from meetings.minuting.gathering import Gathered
from meetings.minuting.header import Header
from meetings.minuting.items import Items
from meetings.minuting.people import People
from meetings.minuting.wording import fiscal_year_said, held_from, held_when, short_day


def proceedings(gathered: Gathered, *, public: bool) -> Proceedings:
    """As the rows say now, in the reader's language; what is fixed is read from its copy (copying.py)."""
    composer = _Composer(gathered, public)
    return replace(composer.composed(), left=composer.left()) if public else composer.composed()


class _Composer:
    def __init__(self, gathered: Gathered, public: bool) -> None:
        self.gathered, self.public, self.meeting = gathered, public, gathered.meeting
        self.people = People(gathered, public)
        self.items = Items(gathered, self.people)

    def composed(self) -> Proceedings:
        meeting, minutes, free = self.meeting, self.gathered.minutes, self.people.free
        header = Header(self.gathered, self.people)
        return Proceedings(
            public=self.public, group=free(meeting.group.name), theme=free(meeting.theme), state=_("案（まだ確定していません）"),
            title=_("%(year)s年度 第%(number)s回 議事録", year=fiscal_year_said(meeting.fiscal_year), number=meeting.number),
            facts=tuple(header.facts()), seated=() if self.public else tuple(header.seated()), there=header.there(),
            items=tuple(self.items.all()), summary=self._summary(), errata=(), signed=tuple(self._signed()),
            following=self._following(), contact=self._contact(), day=held_from(meeting).date(), fixed=bool(minutes and minutes.fixed_at),
            note=_("この会議は非公開のため、議事の中身は載せていません。") if self.items.closed else "",
        )  # fmt: skip

    def left(self) -> tuple[str, ...]:
        """Looked for in what people wrote, and not in names of institutions and places."""
        meeting, mask = self.meeting, self.people.mask
        places = (meeting.group.name, meeting.group.secretariat.name, meeting.place)
        known = [*places, *(one.institution_name for one in self.gathered.members)]
        said = [one.text for item in self.items.all() for one in (*item.talk, *item.results)]
        return tuple(mask.left("\n".join([*said, self._summary()]), known)) if mask else ()

    def _summary(self) -> str:
        minutes = self.gathered.minutes
        return self.people.free(minutes.summary) if minutes and not self.items.closed else ""

    def _signed(self) -> list[Signed]:
        minutes = self.gathered.minutes
        held = {one.member_id: one.at for one in minutes.approvals if one.ended_at is None} if minutes else {}
        signers = [one for one in self.gathered.members if one.signs]
        said = [(one, held.get(one.id)) for one in signers if one.id in held or not self.public]
        return [Signed(self.people.sign(one), "" if self.public else one.name, at, self._day(at) if at else "") for one, at in said]

    def _following(self) -> str:
        next_ = self.gathered.following
        return f"{_('第%(number)s回', number=next_.number)}　{held_when(next_)}　{self.people.free(next_.place)}".strip() if next_ else ""

    def _day(self, moment: datetime) -> str:
        return short_day(clock.in_japan(moment).date(), self.meeting.fiscal_year)

    def _contact(self) -> str:
        office = self.meeting.group.secretariat
        phone = _("電話 %(number)s", number=office.telephone) if office.telephone else ""
        return f"{self.people.free(office.name)}　{phone}".strip()
