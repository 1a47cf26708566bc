"""Invitations: the only way to an account. A link that works once, for one e-mail address, until it expires."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from auth.models import Person
from auth.models.person import normal_email
from auth.models.sign_in import token_hash
from core import audit, clock
from core.config import settings
from core.database import Base, db
from core.rules import RuleBroken
from region.models.affiliation import Affiliation, Role
from region.models.institution import Institution


class Invitation(Base):
    """Somebody is asked to join an institution. Only a hash of the link's token is kept."""

    __tablename__ = "invitation"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    email: Mapped[str] = mapped_column(String(254), index=True)
    name: Mapped[str] = mapped_column(String(80))
    institution_id: Mapped[int] = mapped_column(ForeignKey("institution.id"), index=True)
    role: Mapped[Role] = mapped_column(String(20))
    professions: Mapped[list[str]] = mapped_column(JSON)
    invited_by_id: Mapped[int | None] = mapped_column(ForeignKey("affiliation.id"))
    invited_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]

    institution: Mapped[Institution] = relationship(lazy="joined")

    @classmethod
    def issue(
        cls, *, email: str, name: str, institution: Institution, role: Role, professions: list[str], by: Affiliation | None
    ) -> tuple[Invitation, str]:
        """A new invitation and the token of its link, which is shown once."""
        token = secrets.token_urlsafe(24)
        now = clock.now()
        issued = cls(
            token_hash=token_hash(token), email=normal_email(email), name=name.strip(), institution=institution, role=role,
            professions=professions, invited_by_id=by.id if by else None, invited_at=now, expires_at=now + settings().invitation_life,
        )  # fmt: skip
        db.add(issued)
        db.flush()
        audit.record("invitation.issued", issued, by=by, institution=institution.id, role=role)
        return issued, token

    @classmethod
    def by_token(cls, token: str) -> Invitation | None:
        """The invitation of a link, used or not."""
        return db.scalar(select(cls).where(cls.token_hash == token_hash(token)))

    @property
    def open(self) -> bool:
        return self.accepted_at is None and self.withdrawn_at is None and clock.now() < self.expires_at

    def accept(self, person: Person) -> Affiliation:
        """The invited person joins; the link is spent. Raises RuleBroken when it was already."""
        if not self.open:
            raise RuleBroken("この招待はもう使えません。招待した施設か拠点に、もう一度頼んでください。")
        self.accepted_at = clock.now()
        audit.record("invitation.accepted", self, person_id=person.id)
        present = db.scalar(Affiliation.current_of(person.id).where(Affiliation.institution_id == self.institution_id))
        return present or Affiliation.begin(person, self.institution, self.role, self.professions)

    def withdraw(self, by: Affiliation) -> None:
        """The link no longer works."""
        self.withdrawn_at = clock.now()
        audit.record("invitation.withdrawn", self, by=by)
