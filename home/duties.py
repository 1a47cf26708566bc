"""What the directory waits for: facts that are old, people to be looked through, and rules that do not hold."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import and_, select

from core import clock
from core.database import db
from region.directory import rules
from region.directory.models import Fact, Inventory
from region.directory.models.chronicle import Chronicle
from region.directory.routes.reaching import readable_by
from region.directory.rules import Breach
from region.models import Affiliation, Institution, Role


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
        known = and_(Fact.institution_id == Institution.id, Fact.superseded_at.is_(None))
        rows = select(Inventory.wanted(), Fact).select_from(Institution).outerjoin(Fact, known)
        found = db.execute(rows.where(Institution.id == acting.institution_id)).all()
        old, due = sum(fact.stale for _due, fact in found if fact), any(due for due, _fact in found)
        return cls(old, due and acting.ended_at is None, _broken(acting) if acting.role == Role.BASE_STAFF else [])


def _broken(acting: Affiliation) -> list[Breach]:
    areas = db.scalars(readable_by(acting.person_id)).all()
    chronicle = Chronicle.of({area.prefecture_code for area in areas})
    return rules.breaches(chronicle, [area.id for area in areas], clock.today(), rules.MUSTS) if areas else []
