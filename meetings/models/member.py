"""Who sits in a group: people with or without an account, by institution and profession, for a term."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core import audit, clock
from core.database import Base, db
from core.rules import RuleBroken
from meetings.models.alone import alone_with
from region.models import Affiliation, Institution
from region.models.area import holds_on

if TYPE_CHECKING:
    from meetings.models.group import Group


class Seat(StrEnum):
    """座長, 副座長, 委員, 事務局, オブザーバー."""

    CHAIR = "chair"
    VICE = "vice"
    MEMBER = "member"
    SECRETARIAT = "secretariat"
    OBSERVER = "observer"


class Member(Base):
    """`name`, `institution_name` and `profession` are those of the minutes and stay as they were said, with or without an account."""

    __tablename__ = "group_member"

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("meeting_group.id"), index=True)
    affiliation_id: Mapped[int | None] = mapped_column(ForeignKey("affiliation.id"), index=True)
    """None for who has no account."""
    institution_id: Mapped[int | None] = mapped_column(ForeignKey("institution.id"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    institution_name: Mapped[str] = mapped_column(String(120))
    profession: Mapped[str | None] = mapped_column(String(30))
    recommended_by: Mapped[str] = mapped_column(String(80), default="")
    """推薦団体."""
    email: Mapped[str | None] = mapped_column(String(254))
    """Where to invite who has no account."""
    seat: Mapped[Seat] = mapped_column(String(20), default=Seat.MEMBER)
    signs: Mapped[bool] = mapped_column(default=False)
    """議事録署名人: the minutes are fixed when all of these have approved them."""
    position: Mapped[int] = mapped_column(default=0)
    from_on: Mapped[date]
    until_on: Mapped[date | None]

    group: Mapped[Group] = relationship(back_populates="members")
    affiliation: Mapped[Affiliation | None] = relationship(lazy="selectin")
    """Whoever asks for a group's members asks who they are: together, not one by one."""
    institution: Mapped[Institution | None] = relationship()

    @classmethod
    def seat_in(
        cls, group: Group, *, name: str, institution_name: str, by: Affiliation, from_on: date, affiliation: Affiliation | None = None,
        institution: Institution | None = None, profession: str | None = None, recommended_by: str = "", email: str | None = None,
        seat: Seat = Seat.MEMBER, signs: bool = False, until_on: date | None = None,
    ) -> Member:  # fmt: skip
        """One more member. With an account, what is not said is taken from it. Raises RuleBroken for who has a seat today."""
        alone_with(group, "members")
        if affiliation and group.seats_of(affiliation.person_id):
            raise RuleBroken("この方は、もう委員です。")
        seated = cls(
            group=group, affiliation=affiliation, institution=institution or (affiliation.institution if affiliation else None),
            name=name.strip(), institution_name=institution_name.strip(), profession=profession, recommended_by=recommended_by.strip(),
            email=email, seat=seat, signs=signs, position=len(group.members), from_on=from_on, until_on=until_on,
        )  # fmt: skip
        db.add(seated)
        db.flush()
        audit.record("group.member_seated", group, by=by, member=seated.id, seat=seat)
        return seated

    def leave(self, *, until_on: date, by: Affiliation) -> None:
        """The term ends on a day; what was said and decided stays under the name."""
        self.until_on = until_on
        audit.record("group.member_left", self.group, by=by, member=self.id)

    def holds(self, day: date) -> bool:
        """Does the term cover `day`? Its last day counts."""
        return self.from_on <= day and (self.until_on is None or self.until_on >= day)

    @classmethod
    def today(cls) -> ColumnElement[bool]:
        """Condition: the term covers today."""
        return holds_on(cls.from_on, cls.until_on, clock.today())

    @property
    def person_id(self) -> int | None:
        return self.affiliation.person_id if self.affiliation else None

    @property
    def surname(self) -> str:
        """大河原 of 大河原 修一, for 大河原委員."""
        return self.name.replace("\u3000", " ").split(" ")[0]
