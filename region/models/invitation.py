"""Invitations: the only way to an account. A link that works once, for one e-mail address, until it expires."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import JSON, ForeignKey, Select, String, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from auth.models import Person
from auth.models.links import link_hash, new_link_token
from auth.models.person import normal_email
from core import audit, clock
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

    invited_by: Mapped[Affiliation | None] = relationship()

    @classmethod
    def issue(
        cls, *, email: str, name: str, institution: Institution, role: Role, professions: list[str], by: Affiliation | None,
        life: timedelta = timedelta(days=7),
    ) -> tuple[Invitation, str]:  # fmt: skip
        """A new invitation and the token of its link, which is shown once. It takes the place of an earlier one that is still open."""
        token, now = new_link_token(), clock.now()
        for earlier in db.scalars(cls.open_at(institution.id).where(cls.email == normal_email(email), cls.role == role)):
            earlier.withdraw(by)
        issued = cls(
            token_hash=link_hash(token), email=normal_email(email), name=name.strip(), institution=institution, role=role,
            professions=professions, invited_by_id=by.id if by else None, invited_at=now, expires_at=now + life,
        )  # fmt: skip
        db.add(issued)
        db.flush()
        audit.record("invitation.issued", issued, by=by, institution=institution.id, role=role)
        return issued, token

    @classmethod
    def by_token(cls, token: str, *, locked: bool = False) -> Invitation | None:
        """The invitation of a link, used or not; `locked` until the transaction ends."""
        query = select(cls).where(cls.token_hash == link_hash(token))
        return db.scalar(query.with_for_update(of=cls) if locked else query)

    @classmethod
    def open_at(cls, institution_id: int) -> Select[Invitation]:
        """Who was invited to an institution and may still come, the newest first."""
        may_come = (cls.accepted_at.is_(None), cls.withdrawn_at.is_(None), cls.expires_at > clock.now())
        return select(cls).where(cls.institution_id == institution_id, *may_come).order_by(cls.id.desc())

    @classmethod
    def open_by(cls, inviter_id: int) -> Select[Invitation]:
        """What one affiliation has invited to, neither accepted nor withdrawn."""
        return select(cls).where(cls.invited_by_id == inviter_id, cls.accepted_at.is_(None), cls.withdrawn_at.is_(None))

    @classmethod
    def withdraw_all_by(cls, inviter: Affiliation, by: Affiliation | None) -> None:
        """Who no longer works there has invited nobody: links still open stop working."""
        for invitation in db.scalars(cls.open_by(inviter.id)):
            invitation.withdraw(by)

    @property
    def open(self) -> bool:
        return self.accepted_at is None and self.withdrawn_at is None and clock.now() < self.expires_at

    def accept(self, person: Person) -> Affiliation:
        """The invited person joins; the link is spent. Raises RuleBroken when it was already."""
        if not self.open:
            raise RuleBroken(_("この招待はもう使えません。招待した施設か拠点に、もう一度頼んでください。"))
        self.accepted_at = clock.now()
        audit.record("invitation.accepted", self, person_id=person.id)
        present = db.scalar(Affiliation.current_of(person.id).where(Affiliation.institution_id == self.institution_id))
        return present or Affiliation.begin(person, self.institution, self.role, self.professions)

    def withdraw(self, by: Affiliation | None) -> None:
        """The link no longer works."""
        self.withdrawn_at = clock.now()
        audit.record("invitation.withdrawn", self, by=by)
