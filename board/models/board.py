"""A board of an area: one kind of information, its own readers and writers, its own count of changes."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BindParameter, ForeignKey, Select, String, UniqueConstraint, bindparam, or_, select, update
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.orm.attributes import set_committed_value

from board.models.grant import BoardGrant, Right, boards_granted
from core import audit, clock
from core.database import Base, db
from core.rules import RuleBroken
from region.models import Affiliation, Area, CoordinationBase, Institution, Role
from region.models.base import institutions_in


class BoardKind(StrEnum):
    """The five kinds of an area's boards (宮崎 事例⑫)."""

    NOTICE = "notice"
    DISASTER = "disaster"
    VACANCY = "vacancy"
    TRAINING = "training"
    NEW_PROVIDER = "new_provider"


LOOKING_IN = "prefecture"
"""The prefecture reads along everywhere; it is asked for answers only where a grant names it."""


class Board(Base):
    """Counts its own changes: `seq` is the number of the last one, taken gap-free under the row's lock."""

    __tablename__ = "board"
    __table_args__ = (UniqueConstraint("area_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"), index=True)
    kind: Mapped[BoardKind] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(40))
    description: Mapped[str] = mapped_column(String(300))
    position: Mapped[int]
    seq: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)

    area: Mapped[Area] = relationship()
    grants: Mapped[list[BoardGrant]] = relationship(cascade="all, delete-orphan", order_by=BoardGrant.id)

    @property
    def stream(self) -> str:
        return f"board:{self.id}"

    @classmethod
    def readable_by(cls, person_id: int | BindParameter[int]) -> Select[Board]:
        """The boards a person may read through any of their present affiliations."""
        return (
            select(cls)
            .where(cls.id.in_(boards_granted(Right.READ, Affiliation.person_id == person_id)))
            .order_by(cls.area_id, cls.position)
        )

    def grants_to(self, right: Right, affiliation: Affiliation) -> bool:
        """Does this affiliation hold a right here today? Base staff of the area hold every right."""
        granted = boards_granted(right, Affiliation.id == affiliation.id).where(Board.id == self.id)
        return db.scalar(granted.limit(1)) is not None

    def postable_by(self, affiliation: Affiliation) -> bool:
        return self.grants_to(Right.POST, affiliation)

    def repliable_by(self, affiliation: Affiliation) -> bool:
        """Who reads may answer back, except who only looks in from the prefecture."""
        return affiliation.role != "prefecture" and self.grants_to(Right.READ, affiliation)

    def urgent_by(self, affiliation: Affiliation) -> bool:
        return self.run_by(affiliation) or self.grants_to(Right.URGENT, affiliation)

    def run_by(self, affiliation: Affiliation) -> bool:
        """Base staff of the board's area: they set rights, pin, and see every answer."""
        if not affiliation.is_base_staff or affiliation.ended_at:
            return False
        serves = select(CoordinationBase.area_id).where(
            CoordinationBase.area_id == self.area_id,
            CoordinationBase.institution_id == affiliation.institution_id,
            CoordinationBase.today(),
        )
        return db.scalar(serves) is not None

    def addressees(self, *, but: int) -> Select[Institution]:
        """The institutions whose people may read this board, with or without accounts; not the writer's own (`but`)."""
        types = {grant.institution_type for grant in self.grants if grant.right == Right.READ and grant.addresses_institutions}
        named = Institution.type.in_(sorted(kind for kind in types if kind))
        of_type = or_(named, Institution.type != LOOKING_IN) if None in types else named
        return institutions_in(self.area_id).where(of_type, Institution.id != but).order_by(Institution.id)

    def grant(
        self,
        right: Right,
        *,
        by: Affiliation | None,
        institution_type: str | None = None,
        profession: str | None = None,
        role: Role | None = None,
    ) -> BoardGrant:
        """One more right. Raises RuleBroken when it stands already."""
        said = (right, institution_type, profession, role)
        if said in [(one.right, one.institution_type, one.profession, one.role) for one in self.grants]:
            raise RuleBroken("同じ決まりが、もうあります。")
        granted = BoardGrant(right=right, institution_type=institution_type, profession=profession, role=role)
        self.grants.append(granted)
        audit.record("board.granted", self, by=by, right=right, institution_type=institution_type, profession=profession, role=role)
        return granted

    def revoke(self, grant: BoardGrant, *, by: Affiliation) -> None:
        """A right ends. The last right to read stays: a board that nobody reads is a mistake."""
        if grant.right == Right.READ and sum(1 for one in self.grants if one.right == Right.READ) == 1:
            raise RuleBroken("読める人がだれもいなくなります。先に、ほかの「読む」の決まりを足してください。")
        self.grants.remove(grant)
        audit.record(
            "board.revoked",
            self,
            by=by,
            right=grant.right,
            institution_type=grant.institution_type,
            profession=grant.profession,
            role=grant.role,
        )

    def lock(self) -> None:
        """Nobody else changes anything here until the transaction ends; `seq` is as the last one left it."""
        set_committed_value(self, "seq", db.scalar(_LOCKED, {"board_id": self.id}))

    def next_seq(self) -> int:
        """Takes the number of the next change. The row stays locked until the transaction ends."""
        self.lock()
        return self.take_seq()

    def take_seq(self) -> int:
        """The same where the row is locked already."""
        set_committed_value(self, "seq", self.seq + 1)
        db.execute(_TAKEN, {"board": self.id, "to": self.seq})
        return self.seq


_LOCKED = select(Board.seq).where(Board.id == bindparam("board_id")).with_for_update()
_TAKEN = update(Board.__table__).where(Board.__table__.c.id == bindparam("board")).values(seq=bindparam("to"))  # type: ignore[arg-type]
