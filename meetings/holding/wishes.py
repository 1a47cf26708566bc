"""発言したい: those who want to speak, in the order of telling, as the pages of the meeting name them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from meetings.holding.company import Company, Seated
from meetings.models import AgendaItem, Presence, Wish


@dataclass(frozen=True)
class Wishing:
    """One member and what they told last. `number`: their place among those who want to speak; 0 where they do not, or no longer."""

    row: Seated
    wish: Wish | None = None
    number: int = 0
    about: int = 0
    """The number of the item they told it at, where another one is running now."""

    @property
    def instead(self) -> str:
        """Who is there for them: then it is they who want to speak, of whose profession nothing is known."""
        line = self.row.line
        return line.substitute if line and line.presence == Presence.SUBSTITUTE else ""


def wishing(company: Company, items: Sequence[AgendaItem], told: Sequence[Wish]) -> list[Wishing]:
    """Everybody who has told, those who still want to speak first and by their number. Who is no longer of the company is left out."""
    rows = [(row, one) for one in told if (row := company.row(f"member-{one.member_id}"))]
    waiting = [(row, one) for row, one in rows if one.ended_at is None]
    elsewhere = {item.id: number for number, item in enumerate(items, 1) if not item.since_at}
    over = [Wishing(row, one) for row, one in rows if one.ended_at]
    return [Wishing(row, one, number, elsewhere.get(one.item_id or 0, 0)) for number, (row, one) in enumerate(waiting, 1)] + over


def mine(wishes: Sequence[Wishing], row: Seated) -> Wishing:
    """What this one of the company told."""
    return next((one for one in wishes if one.row.key == row.key), Wishing(row))
