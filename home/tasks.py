"""わたしの宿題 and つぎの会議 on the first page: meetings says what waits, here is only how much of it is shown."""

from __future__ import annotations

from dataclasses import dataclass, field

from meetings.seeing.coming import Coming, coming
from meetings.seeing.mine import Duty, duties
from meetings.seeing.owed import owed
from region.models import Affiliation

FEW = 5
"""What is shown here; the rest stands on /tasks/."""


@dataclass(frozen=True)
class Tasks:
    """Of one affiliation; nothing for who works nowhere."""

    every: list[Duty] = field(default_factory=list)
    coming: list[Coming] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.every or self.coming)

    @property
    def first(self) -> list[Duty]:
        return self.every[:FEW]

    @property
    def today(self) -> list[Coming]:
        """Held now, or on this day: they stand before everything else."""
        return [one for one in self.coming if one.is_today]

    @property
    def later(self) -> list[Coming]:
        return [one for one in self.coming if not one.is_today]

    @classmethod
    def of(cls, acting: Affiliation | None) -> Tasks:
        """Late ones first, then what others wait for, then by their day."""
        if acting is None:
            return cls()
        found = [*duties(acting), *owed(acting)]
        return cls(sorted(found, key=lambda one: (not one.late, not one.mine, one.kind in ("task", "measure"))), coming(acting))
