"""星取表: one row for every institution that was asked, those without any account too, unanswered first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from auth.models import Person
from board.models import Addressee, Answer, ConfirmationRequest, Reminder
from board.models.reminder import LastReminder
from board.models.unanswered_call import Calls
from core.database import db
from region.models import Affiliation, Institution

STATES = ("unread", "unregistered", "read", *(answer.value for answer in Answer))


@dataclass(frozen=True)
class Row:
    """One institution: its state, and whether anybody there has an account."""

    addressee: Addressee
    registered: bool
    calls: Calls | None = None
    reminder: LastReminder | None = None

    @property
    def institution(self) -> Institution:
        return self.addressee.institution

    @property
    def state(self) -> str:
        """unread, read or the latest answer; unregistered where nobody has an account to read with."""
        return "unregistered" if self.addressee.state == "unread" and not self.registered else self.addressee.state

    @property
    def answered(self) -> bool:
        return self.addressee.answer is not None


@dataclass(frozen=True)
class Grid:
    """The rows asked for, and how many institutions are in each state."""

    request: ConfirmationRequest
    rows: list[Row]
    tally: dict[str, int]
    kinds: list[str]
    state: str
    kind: str
    order: str
    reminders: Sequence[Reminder] = ()

    @classmethod
    def of(cls, request: ConfirmationRequest, *, state: str = "", kind: str = "", order: str = "") -> Grid:
        """The grid of a request, filtered by state and institution type, in the order asked for."""
        everyone = _rows(request)
        tally = {one: sum(1 for row in everyone if row.state == one) for one in STATES}
        state = state if state in STATES else ""
        shown = [row for row in everyone if state in ("", row.state) and kind in ("", row.institution.type)]
        kinds = sorted({row.institution.type for row in everyone})
        return cls(request, _sorted(shown, order), tally, kinds, state, kind, order, Reminder.of(request.post_id))

    @property
    def waiting(self) -> list[Row]:
        """Those who have not answered."""
        return [row for row in self.rows if not row.answered]

    @property
    def answered(self) -> list[Row]:
        """Those who have."""
        return [row for row in self.rows if row.answered]


def _rows(request: ConfirmationRequest) -> list[Row]:
    has_account = select(Affiliation.institution_id).join(Person).where(Affiliation.ended_at.is_(None), Person.disabled_at.is_(None))
    registered = set(db.scalars(has_account.distinct()))
    query = (
        select(Addressee)
        .where(Addressee.post_id == request.post_id)
        .options(
            joinedload(Addressee.institution).joinedload(Institution.municipality),
            joinedload(Addressee.answered_by).joinedload(Affiliation.person),
        )
    )
    calls, reminders = Calls.about(request.post_id), LastReminder.about(request.post_id)
    return [
        Row(row, row.institution_id in registered, calls.get(row.institution_id), reminders.get(row.institution_id))
        for row in db.scalars(query).unique()
    ]


def _sorted(rows: list[Row], order: str) -> list[Row]:
    """Without an order: unread before read, then the newest answers first."""

    def by_name(row: Row) -> tuple[str, str]:
        return row.institution.name_kana or row.institution.name, row.institution.name

    def usual(row: Row) -> tuple[bool, float, int, tuple[str, str]]:
        answered = row.addressee.answered_at
        return row.answered, -answered.timestamp() if answered else 0.0, STATES.index(row.state), by_name(row)

    if order == "name":
        return sorted(rows, key=by_name)
    if order == "type":
        return sorted(rows, key=lambda row: (row.institution.type, by_name(row)))
    if order == "municipality":
        return sorted(rows, key=lambda row: (row.institution.municipality_code or "", by_name(row)))
    return sorted(rows, key=usual)
