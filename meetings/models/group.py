"""Groups that meet: working groups, councils, 連携会議, 部会. They belong to an area; a lower one may rise an issue to a higher one."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import BindParameter, CheckConstraint, ForeignKey, Select, String, and_, or_, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core import audit, clock
from core.database import Base, db
from core.rules import RuleBroken
from meetings.models.alone import alone_with
from meetings.models.member import Member, Seat
from region.models import Affiliation, Area, CoordinationBase, Institution, Role, areas_in_reach, areas_run_by


class GroupKind(StrEnum):
    """連携会議, ワーキンググループ, 部会, 協議会."""

    COORDINATION_MEETING = "coordination_meeting"
    WORKING_GROUP = "working_group"
    SUBCOMMITTEE = "subcommittee"
    COUNCIL = "council"


class Group(Base):
    """Its people read everything of it; the people of its area read what came of it, unless it is for members only."""

    __tablename__ = "meeting_group"
    __table_args__ = (CheckConstraint("tier IS NULL OR tier BETWEEN 1 AND 3", name="tier_is_one_of_three"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    kind: Mapped[GroupKind] = mapped_column(String(30))
    tier: Mapped[int | None]
    """一次, 二次, 三次連携 (事例①); none where the area does not count so."""
    purpose: Mapped[str] = mapped_column(String(500), default="")
    secretariat_id: Mapped[int] = mapped_column(ForeignKey("institution.id"))
    upper_id: Mapped[int | None] = mapped_column(ForeignKey("meeting_group.id"), index=True)
    """Where its issues may rise to."""
    members_only: Mapped[bool] = mapped_column(default=False)
    began_on: Mapped[date]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("affiliation.id"))

    area: Mapped[Area] = relationship()
    secretariat: Mapped[Institution] = relationship()
    upper: Mapped[Group | None] = relationship(remote_side="Group.id")
    members: Mapped[list[Member]] = relationship(back_populates="group", order_by=Member.position)

    @classmethod
    def readable_by(cls, person_id: int | BindParameter[int]) -> Select[Group]:
        """Those of the areas in reach that are not for members only; those one sits in; those one's base runs."""
        return select(cls).where(cls.id.in_(readable_ids(person_id))).order_by(cls.area_id, cls.id)

    @classmethod
    def set_up(
        cls, area: Area, *, name: str, kind: GroupKind, secretariat: Institution, by: Affiliation, began_on: date, purpose: str = "",
        tier: int | None = None, upper: Group | None = None, members_only: bool = False,
    ) -> Group:  # fmt: skip
        """A new group of an area."""
        group = cls(
            area=area, name=name.strip(), kind=kind, secretariat=secretariat, began_on=began_on, purpose=purpose.strip(), tier=tier,
            upper=upper, members_only=members_only, members=[],
        )  # fmt: skip
        db.add(group)
        db.flush()
        audit.record("group.set_up", group, by=by, area=area.id, kind=kind)
        return group

    def change(self, *, by: Affiliation, **facts: object) -> list[str]:
        """Other facts; the names of those that differ. Raises RuleBroken when it would stand above itself."""
        upper = facts.get("upper")
        if isinstance(upper, Group):  # two groups put above one another at the same moment
            db.scalars(select(Group).order_by(Group.id).with_for_update().execution_options(populate_existing=True)).all()
        while isinstance(upper, Group):
            if upper.id == self.id:
                raise RuleBroken("上の会議をたどると、この会議にもどってしまいます。ほかの会議を選んでください。")
            upper = upper.upper
        changed = sorted(name for name, value in facts.items() if getattr(self, name) != value)
        for name in changed:
            setattr(self, name, facts[name])
        if changed:
            audit.record("group.changed", self, by=by, fields=changed)
        return changed

    def end(self, *, by: Affiliation) -> None:
        """It meets no more; what it did stays readable. Raises RuleBroken while a meeting is planned or being held."""
        from meetings.models.meeting import Meeting

        alone_with(self, "ended_at")
        if self.ended_at or db.scalar(select(Meeting.id).where(Meeting.group_id == self.id, Meeting.ahead()).limit(1)):
            raise RuleBroken("これからの会議があるか、もう終わっているので、終わりにできません。予定の会議を先に中止してください。")
        self.ended_at, self.ended_by_id = clock.now(), by.id
        audit.record("group.ended", self, by=by)

    def run_by(self, affiliation: Affiliation) -> bool:
        """The secretariat: base staff of the area, and who sits in the group as 事務局."""
        if affiliation.ended_at is not None:
            return False
        if affiliation.is_base_staff and self.area_id in set(db.scalars(areas_run_by(affiliation))):
            return True
        return any(one.seat == Seat.SECRETARIAT for one in self.seats_of(affiliation.person_id))

    def seats_of(self, person_id: int) -> list[Member]:
        """Where this person sits today; usually one."""
        return [one for one in self.present if one.affiliation and one.affiliation.person_id == person_id]

    @property
    def present(self) -> list[Member]:
        """The members of today."""
        return [one for one in self.members if one.holds(clock.today())]


def readable_ids(person_id: int | BindParameter[int]) -> Select[int]:
    """Ids of the groups a person may read."""
    return select(Group.id).where(
        or_(
            and_(Group.members_only.is_(False), Group.area_id.in_(areas_in_reach(person_id))),
            Group.id.in_(inside_ids(person_id)),
        )
    )


def inside_ids(person_id: int | BindParameter[int]) -> Select[int]:
    """Ids of the groups a person sits in today or whose area their base runs: they read drafts, hearing notes and what is not public."""
    seats = select(Member.group_id).join(Affiliation, Affiliation.id == Member.affiliation_id)
    runs = select(CoordinationBase.area_id).join(Affiliation, Affiliation.institution_id == CoordinationBase.institution_id)
    mine = (Affiliation.person_id == person_id, Affiliation.ended_at.is_(None))
    return select(Group.id).where(
        or_(
            Group.id.in_(seats.where(*mine, Member.today())),
            Group.area_id.in_(runs.where(*mine, Affiliation.role == Role.BASE_STAFF, CoordinationBase.today())),
        )
    )
