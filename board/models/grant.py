"""Who may read and who may write on a board: by area, institution type, profession and role."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import ColumnElement, ForeignKey, Select, String, UniqueConstraint, and_, func, or_, select
from sqlalchemy.orm import Mapped, aliased, mapped_column

from core.database import Base
from region.models import Affiliation, AffiliationProfession, Area, AreaMunicipality, CoordinationBase, Institution, Role


class Right(StrEnum):
    """What a grant allows."""

    READ = "read"
    POST = "post"
    URGENT = "urgent"


class BoardGrant(Base):
    """A right for those who match all that is said here; nothing said means everybody in reach of the board's area."""

    __tablename__ = "board_grant"
    __table_args__ = (UniqueConstraint("board_id", "right", "institution_type", "profession", "role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"), index=True)
    right: Mapped[Right] = mapped_column(String(10))
    institution_type: Mapped[str | None] = mapped_column(String(30))
    profession: Mapped[str | None] = mapped_column(String(30))
    role: Mapped[Role | None] = mapped_column(String(20))

    @property
    def addresses_institutions(self) -> bool:
        """Only a grant that members of an institution can hold makes the institution an addressee."""
        return self.role in (None, Role.MEMBER, Role.MANAGER)


def boards_granted(right: Right, whose: ColumnElement[bool]) -> Select[int]:
    """Ids of the boards on which the affiliations that fulfil `whose` hold `right` today."""
    from board.models.board import Board

    area = aliased(Area)
    matches = or_(and_(BoardGrant.right == right, grant_fits()), and_(Affiliation.role == Role.BASE_STAFF, serves(area)))
    return (
        select(Board.id)
        .join(area, area.id == Board.area_id)
        .join(Affiliation, Affiliation.ended_at.is_(None))
        .join(Institution, Institution.id == Affiliation.institution_id)
        .outerjoin(BoardGrant, BoardGrant.board_id == Board.id)
        .where(whose, in_reach_of(area), matches)
    )


def grant_fits() -> ColumnElement[bool]:
    """The grant is given to such an affiliation at such an institution."""
    profession = select(AffiliationProfession.profession).where(AffiliationProfession.affiliation_id == Affiliation.id)
    return and_(
        or_(BoardGrant.institution_type.is_(None), BoardGrant.institution_type == Institution.type),
        or_(BoardGrant.role.is_(None), BoardGrant.role == Affiliation.role),
        or_(BoardGrant.profession.is_(None), BoardGrant.profession.in_(profession)),
    )


def in_reach_of(area: type[Area]) -> ColumnElement[bool]:
    """The institution stands in the area, is its base, or (for the prefecture's people) lies in the same prefecture."""
    stands_in = select(AreaMunicipality.area_id).where(
        AreaMunicipality.area_id == area.id, AreaMunicipality.municipality_code == Institution.municipality_code, AreaMunicipality.today()
    )
    same_prefecture = func.substr(Institution.municipality_code, 1, 2) == area.prefecture_code
    return or_(stands_in.exists(), serves(area), and_(Affiliation.role == Role.PREFECTURE, same_prefecture))


def serves(area: type[Area]) -> ColumnElement[bool]:
    """The institution is a base of the area today."""
    return (
        select(CoordinationBase.area_id)
        .where(CoordinationBase.area_id == area.id, CoordinationBase.institution_id == Institution.id, CoordinationBase.today())
        .exists()
    )
