"""Two institutions that may be one: found by the readers of files, decided by a person, once."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from flask_babel import gettext as _
from sqlalchemy import JSON, ForeignKey, Select, String, UniqueConstraint, func, or_, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core import audit, clock
from core.database import Base, db
from core.rules import RuleBroken
from region.models import Affiliation, Institution, InstitutionMerge
from region.models.base import belongs_to
from region.models.reach import areas_run_by


class Decision(StrEnum):
    """What a person said."""

    SAME = "same"
    DIFFERENT = "different"
    LATER = "later"


SETTLED = (Decision.SAME, Decision.DIFFERENT)


class InstitutionPair(Base):
    """A question that is asked once. `first_id` is the older record; `reasons` are codes of region/directory/identity/likeness.py."""

    __tablename__ = "institution_pair"
    __table_args__ = (UniqueConstraint("first_id", "second_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    first_id: Mapped[int] = mapped_column(ForeignKey("institution.id"))
    second_id: Mapped[int] = mapped_column(ForeignKey("institution.id"), index=True)
    score: Mapped[float]
    reasons: Mapped[list[str]] = mapped_column(JSON)
    found_at: Mapped[datetime]
    decision: Mapped[Decision | None] = mapped_column(String(10), index=True)
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("affiliation.id"))
    merge_id: Mapped[int | None] = mapped_column(ForeignKey("institution_merge.id"))

    first: Mapped[Institution] = relationship(foreign_keys=[first_id])
    second: Mapped[Institution] = relationship(foreign_keys=[second_id])
    decided_by: Mapped[Affiliation | None] = relationship(foreign_keys=[decided_by_id])
    merge: Mapped[InstitutionMerge | None] = relationship()

    @classmethod
    def propose(cls, one: Institution, other: Institution, *, score: float, reasons: list[str]) -> InstitutionPair | None:
        """Asks whether two are one. None where that was asked before, or where they are one already."""
        first, second = sorted((one, other), key=lambda institution: institution.id)
        if first.id == second.id or db.scalar(select(cls.id).where(cls.first_id == first.id, cls.second_id == second.id)):
            return None
        asked = cls(first_id=first.id, second_id=second.id, score=score, reasons=list(reasons), found_at=clock.now())
        db.add(asked)
        db.flush()
        audit.record("pair.found", asked, first=first.id, second=second.id)
        return asked

    @classmethod
    def ask(cls, one: Institution, other: Institution, *, score: float, reasons: list[str], by: Affiliation) -> None:
        """A person wants to decide about these two, also where it was decided before."""
        if cls.propose(one, other, score=score, reasons=reasons) is None:
            first, second = sorted((one.id, other.id))
            known = db.scalar(select(cls).where(cls.first_id == first, cls.second_id == second))
            if known and known.decision in SETTLED:
                known.ask_again(by=by)

    @classmethod
    def open_to(cls, affiliation: Affiliation) -> Select[InstitutionPair]:
        """Pairs of which at least one stands in an area that this affiliation is base staff of."""
        theirs = select(Institution.id).where(belongs_to(areas_run_by(affiliation)))
        return select(cls).where(or_(cls.first_id.in_(theirs), cls.second_id.in_(theirs)))

    @classmethod
    def waiting(cls, affiliation: Affiliation) -> Select[InstitutionPair]:
        """Those that nobody has decided: the likeliest first, what was put off last. Not where one of them is merged elsewhere by now."""
        gone = InstitutionMerge.merged_ids()
        still = cls.open_to(affiliation).where(
            or_(cls.decision.is_(None), cls.decision == Decision.LATER), cls.first_id.not_in(gone), cls.second_id.not_in(gone)
        )
        return still.order_by(cls.decision.is_not(None), cls.score.desc(), cls.id)

    @classmethod
    def settled(cls, affiliation: Affiliation) -> Select[InstitutionPair]:
        """Those that were decided, the latest first."""
        return cls.open_to(affiliation).where(cls.decision.in_(SETTLED)).order_by(cls.decided_at.desc(), cls.id.desc())

    @classmethod
    def count(cls, pairs: Select[InstitutionPair]) -> int:
        """How many a query finds."""
        return db.scalar(select(func.count()).select_from(pairs.order_by(None).with_only_columns(cls.id).subquery())) or 0

    def decide(self, decision: Decision, *, by: Affiliation) -> None:
        """Keeps what a person said. Raises RuleBroken when somebody was faster."""
        if self.decision in SETTLED:
            raise RuleBroken(_("この2つは、もうほかの人が決めています。ページを開きなおしてください。"))
        self.decision, self.decided_at, self.decided_by_id = decision, clock.now(), by.id
        audit.record(f"pair.{decision}", self, by=by, first=self.first_id, second=self.second_id)

    def ask_again(self, *, by: Affiliation) -> None:
        """A person takes the decision back. Raises RuleBroken when there is none."""
        if self.decision not in SETTLED:
            raise RuleBroken(_("この2つは、まだ決まっていません。"))
        self.decision = self.decided_at = self.decided_by_id = self.merge_id = None
        audit.record("pair.asked_again", self, by=by)
