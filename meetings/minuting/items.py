"""The items of the minutes: report, discussion, and what came of it with owner and due day."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from flask_babel import gettext as _

from meetings.minuting.document import Item, Piece, Result, Said
from meetings.minuting.gathering import Gathered
from meetings.minuting.people import People
from meetings.minuting.wording import short_day
from meetings.models import OUTCOMES, AgendaItem, CountermeasureVersion, Entry, EntryKind, Openness, Task
from meetings.vocabulary import ENTRY_KINDS, ITEM_KINDS


class Items:
    """`closed`: nothing of what was said is public."""

    def __init__(self, gathered: Gathered, people: People) -> None:
        self.gathered, self.people, self.public = gathered, people, people.public
        self.closed = people.public and gathered.meeting.openness == Openness.CLOSED

    def all(self) -> Iterator[Item]:
        """In their order."""
        for number, item in enumerate(self.gathered.items, 1):
            if self.public and item.private:
                yield Item(number, _("〔非公開〕"), private=True)
                continue
            entries = [] if self.closed else self.gathered.entries.get(item.id, [])
            talk = [one for one in entries if one.kind not in OUTCOMES]
            results = [one for one in entries if one.kind in OUTCOMES]
            yield Item(
                number, self.people.free(item.title), str(ITEM_KINDS.get(item.kind, "")), self._presenter(item),
                tuple(self._talk(talk)), tuple(self._results(results)), item.private,
            )  # fmt: skip

    def _presenter(self, item: AgendaItem) -> str:
        if item.presenter:
            return self.people.label(item.presenter) if self.public else item.presenter.name
        return self.people.free(item.presenter_name)

    def _talk(self, entries: list[Entry]) -> Iterator[Said]:
        """In public, what is 非公開 leaves one sign, however much it was."""
        for hidden, group in groupby(entries, key=lambda one: self.public and one.private):
            if hidden:
                yield Said((Piece(_("〔非公開〕")),), private=True)
                continue
            for one in group:
                who, role = self.people.who(one)
                yield Said(self._pieces(one), one.id, one.private, who, role, one.kind == EntryKind.REPORT)

    def _results(self, entries: list[Entry]) -> Iterator[Result]:
        for one in entries:
            if self.public and one.private:
                continue
            charges = self.gathered.charges.get(one.id, [])
            word = str(ENTRY_KINDS[one.kind])
            yield Result(self._pieces(one), one.id, one.private, str(one.kind), word, self._owners(charges), self._due(charges))

    def _owners(self, charges: list[Task | CountermeasureVersion]) -> str:
        owners = [owner for one in charges for owner in (one.owners if isinstance(one, CountermeasureVersion) else [one])]
        return "、".join(dict.fromkeys(said for owner in owners if (said := self.people.owner(owner))))

    def _due(self, charges: list[Task | CountermeasureVersion]) -> str:
        year = self.gathered.meeting.fiscal_year
        return "、".join(dict.fromkeys(short_day(one.due_on, year) for one in charges if one.due_on))

    def _pieces(self, entry: Entry) -> tuple[Piece, ...]:
        return (Piece(self.people.free(entry.text)),)
