"""Two entries were one institution: one is kept, the other leads to it. Its id stays, so that what was said under it keeps its meaning."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, BindParameter, ForeignKey, Index, Select, or_, select, text
from sqlalchemy.orm import Mapped, aliased, mapped_column, relationship

from core.database import Base, db

if TYPE_CHECKING:
    from region.models.affiliation import Affiliation
    from region.models.institution import Institution


class InstitutionMerge(Base):
    """`moved` says what went over to the kept one, so that the merge can be undone."""

    __tablename__ = "institution_merge"
    __table_args__ = (
        Index(
            "uq_institution_merge_present", "merged_id", unique=True,
            sqlite_where=text("undone_at IS NULL"), postgresql_where=text("undone_at IS NULL"),
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    merged_id: Mapped[int] = mapped_column(ForeignKey("institution.id"))
    kept_id: Mapped[int] = mapped_column(ForeignKey("institution.id"), index=True)
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("affiliation.id"))
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("affiliation.id"))
    moved: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    merged: Mapped[Institution] = relationship(foreign_keys=[merged_id])
    kept: Mapped[Institution] = relationship(foreign_keys=[kept_id])
    by: Mapped[Affiliation] = relationship(foreign_keys=[by_id])
    undone_by: Mapped[Affiliation | None] = relationship(foreign_keys=[undone_by_id])

    @classmethod
    def of(cls, merged_id: int) -> InstitutionMerge | None:
        """The merge by which this institution leads to another today."""
        return db.scalar(select(cls).where(cls.merged_id == merged_id, cls.undone_at.is_(None)))

    @classmethod
    def merged_ids(cls) -> Select[int]:
        """Ids that lead to another institution today."""
        return select(cls.merged_id).where(cls.undone_at.is_(None))

    @classmethod
    def merged_into(cls, institution_id: int | BindParameter[int]) -> Select[int]:
        """Ids of the records that lead to this institution today, straight or by one between."""
        near = aliased(cls)
        straight = select(near.merged_id).where(near.kept_id == institution_id, near.undone_at.is_(None))
        return select(cls.merged_id).where(or_(cls.kept_id == institution_id, cls.kept_id.in_(straight)), cls.undone_at.is_(None))

    @classmethod
    def kept_in_place_of(cls, institution_id: int) -> int:
        """The id that is kept today: the institution's own, unless it was merged (that one too, and so on)."""
        while merge := cls.of(institution_id):
            institution_id = merge.kept_id
        return institution_id
