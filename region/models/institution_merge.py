"""Two entries were one institution: one is kept, the other leads to it. Its id stays, so that what was said under it keeps its meaning."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, ForeignKey, Index, Select, select, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

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
    def stands_for(cls, institution_id: int) -> list[int]:
        """The ids under which this institution was ever addressed and is known today: its own, and those merged into it."""
        found, look = [institution_id], [institution_id]
        while look := list(db.scalars(select(cls.merged_id).where(cls.kept_id.in_(look), cls.undone_at.is_(None)))):
            found += look
        return found

    @classmethod
    def kept_in_place_of(cls, institution_id: int) -> int:
        """The id that is kept today: the institution's own, unless it was merged (that one too, and so on)."""
        while merge := cls.of(institution_id):
            institution_id = merge.kept_id
        return institution_id
