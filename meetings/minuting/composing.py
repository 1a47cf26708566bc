"""Makes the minutes of what was gathered: full, or public. Public: professions instead of names, and nothing that was marked 非公開."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from flask_babel import gettext as _

from core import clock
from meetings.minuting.document import Proceedings, Righted, Signed
from meetings.minuting.gathering import Gathered
from meetings.minuting.header import Header
from meetings.minuting.items import Items
from meetings.minuting.people import People
from meetings.minuting.wording import held_from, held_when, short_day
from meetings.models import Erratum


def proceedings(gathered: Gathered, *, public: bool) -> Proceedings:
    """The minutes as they stand now, in the reader's language."""
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
            public=self.public, group=free(meeting.group.name), theme=free(meeting.theme), state=self._state(),
            title=_("%(year)s年度 第%(number)s回 議事録", year=meeting.fiscal_year, number=meeting.number),
            facts=tuple(header.facts()), seated=() if self.public else tuple(header.seated()), there=header.there(),
            items=tuple(self.items.all()), summary=self._summary(), errata=tuple(self._errata()), signed=tuple(self._signed()),
            following=self._following(), contact=self._contact(), day=held_from(meeting).date(), fixed=bool(minutes and minutes.fixed_at),
            note=_("この会議は非公開のため、議事の中身は載せていません。") if self.items.closed else "",
        )  # fmt: skip

    def left(self) -> tuple[str, ...]:
        """Looked for in what people wrote, and not in names of institutions and places."""
        meeting, mask = self.meeting, self.people.mask
        known = [
            meeting.group.name,
            meeting.group.secretariat.name,
            meeting.place,
            *(one.institution_name for one in self.gathered.members),
        ]
        said = [one.text for item in self.items.all() for one in item.talk] + [
            one.text for item in self.items.all() for one in item.results
        ]
        return tuple(mask.left("\n".join([*said, self._summary()]), known)) if mask else ()

    def _summary(self) -> str:
        minutes = self.gathered.minutes
        return self.people.free(minutes.summary) if minutes and not self.items.closed else ""

    def _state(self) -> str:
        """The words beside the title: 案, or since when it stands."""
        minutes = self.gathered.minutes
        if minutes is None or minutes.fixed_at is None:
            return str(_("案（まだ確定していません）"))
        fixed = _("%(day)s 確定", day=self._day(minutes.fixed_at))
        return str(_("%(fixed)s　%(day)s 訂正", fixed=fixed, day=self._day(minutes.errata[-1].at)) if minutes.errata else fixed)

    def _errata(self) -> list[Righted]:
        minutes = self.gathered.minutes
        return [self._righted(one) for one in minutes.errata] if minutes else []

    def _righted(self, one: Erratum) -> Righted:
        free, day = self.people.free, self._day(one.at)
        where = self.items.where(one.entry_id) if one.entry_id else _("全体")
        hidden = self.public and (self.items.closed or (one.entry_id is not None and not self.items.shows(one.entry_id)))
        if hidden:
            return Righted(one.number, day, "", _("〔非公開〕"), "")
        words = _("「%(wrong)s」を「%(right)s」とする。", wrong=free(one.wrong), right=free(one.right))
        by = "" if self.public else one.by.person.name
        return Righted(one.number, day, where, words, "" if self.public else one.reason, by, one.entry_id)

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
        return short_day(clock.in_japan(moment).date(), self.meeting.starts_at.year)

    def _contact(self) -> str:
        office = self.meeting.group.secretariat
        phone = _("電話 %(number)s", number=office.telephone) if office.telephone else ""
        return f"{self.people.free(office.name)}　{phone}".strip()
