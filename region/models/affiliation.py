"""Affiliations: who works where, as which professions, with which role. Every act is signed by one."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BindParameter, ForeignKey, Index, Select, String, select, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from auth.models import Person
from core import audit, clock
from core.database import Base, db
from region.models.institution import Institution
from region.vocabulary import PROFESSIONS


class Role(StrEnum):
    """What a person may do for an institution."""

    MEMBER = "member"
    MANAGER = "manager"
    BASE_STAFF = "base_staff"
    PREFECTURE = "prefecture"


class Affiliation(Base):
    """A person at an institution, from a moment until another. It ends; it is never deleted."""

    __tablename__ = "affiliation"
    __table_args__ = (
        Index(
            "uq_affiliation_current",
            "person_id",
            "institution_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    institution_id: Mapped[int] = mapped_column(ForeignKey("institution.id"), index=True)
    role: Mapped[Role] = mapped_column(String(20))
    began_at: Mapped[datetime] = mapped_column(default=clock.now)
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("affiliation.id"))

    person: Mapped[Person] = relationship()
    institution: Mapped[Institution] = relationship(lazy="joined")
    professions: Mapped[list[AffiliationProfession]] = relationship(order_by="AffiliationProfession.position", lazy="selectin")

    @classmethod
    def current_of(cls, person_id: int | BindParameter[int]) -> Select[Affiliation]:
        """Where a person works now, oldest first."""
        return select(cls).where(cls.person_id == person_id, cls.ended_at.is_(None)).order_by(cls.id)

    @classmethod
    def current_at(cls, institution_id: int) -> Select[Affiliation]:
        """Who works at an institution now."""
        return select(cls).where(cls.institution_id == institution_id, cls.ended_at.is_(None)).order_by(cls.id)

    @classmethod
    def begin(cls, person: Person, institution: Institution, role: Role, professions: list[str]) -> Affiliation:
        """The person works there from now on."""
        begun = cls(
            person=person,
            institution=institution,
            role=role,
            professions=[AffiliationProfession(profession=code, position=place) for place, code in enumerate(professions)],
        )
        db.add(begun)
        db.flush()
        audit.record("affiliation.began", begun, person_id=person.id, institution=institution.id, role=role)
        return begun

    def end(self, by: Affiliation | None) -> None:
        """The person works there no longer. The caller tells real time (`rights_changed`)."""
        self.ended_at = clock.now()
        self.ended_by_id = by.id if by else None
        audit.record("affiliation.ended", self, by=by)

    def change_role(self, role: Role, by: Affiliation) -> None:
        """The person may do other things for the institution. The caller tells real time (`rights_changed`)."""
        before, self.role = self.role, role
        audit.record("affiliation.role_changed", self, by=by, before=before, role=role)

    @property
    def is_base_staff(self) -> bool:
        return self.role == Role.BASE_STAFF

    @property
    def profession_names(self) -> list[str]:
        """What this person works as, the main profession first, in the reader's language."""
        return [str(PROFESSIONS.get(one.profession, one.profession)) for one in self.professions]

    @property
    def profession_codes(self) -> list[str]:
        return [one.profession for one in self.professions]


class AffiliationProfession(Base):
    """A profession somebody works as; one person may have several, the first is the main one."""

    __tablename__ = "affiliation_profession"

    affiliation_id: Mapped[int] = mapped_column(ForeignKey("affiliation.id"), primary_key=True)
    profession: Mapped[str] = mapped_column(String(30), primary_key=True)
    position: Mapped[int]
