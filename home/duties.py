"""What the directory waits for: facts that are old, people to be looked through, and rules that do not hold."""

from __future__ import annotations

from dataclasses import dataclass, field

from core.database import db
from region.directory import inventory, rules
from region.directory.models import Fact
from region.directory.routes.reaching import readable_by
from region.directory.rules import Breach
from region.models import Affiliation, Role


@dataclass(frozen=True)
class Duties:
    """Of one affiliation. Who looks after nothing is asked for nothing, and nothing is looked up for them."""

    old: int = 0
    inventory: bool = False
    broken: list[Breach] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.old or self.inventory or self.broken)

    @classmethod
    def of(cls, acting: Affiliation | None) -> Duties:
        """A manager's institution; for base staff also the rules, of the same areas as on the page of the rules."""
        if acting is None or acting.role not in (Role.MANAGER, Role.BASE_STAFF):
            return cls()
        old = sum(fact.stale for fact in Fact.current_of(acting.institution_id).values())
        return cls(old, inventory.due(acting), _broken(acting) if acting.role == Role.BASE_STAFF else [])


def _broken(acting: Affiliation) -> list[Breach]:
    areas = [area.id for area in db.scalars(readable_by(acting.person_id))]
    return rules.broken(areas, only_musts=True) if areas else []
