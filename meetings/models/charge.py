"""Who is in charge of something: an institution of the directory, or a body that is not in it, and the person there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from region.models import Affiliation, Institution

if TYPE_CHECKING:
    from meetings.models.member import Member


@dataclass(frozen=True)
class Charge:
    """Who does which part. `body_name`, where there is no institution: 自治会連合会. `affiliation` is None for who has no account."""

    institution: Institution | None
    affiliation: Affiliation | None = None
    person_name: str = ""
    part: str = ""
    body_name: str = ""

    @classmethod
    def of_member(cls, member: Member, part: str = "") -> Charge:
        """Who sits in a group, with an account or without, from an institution of the directory or from elsewhere."""
        return cls(member.institution, member.affiliation, member.name, part, "" if member.institution else member.institution_name)


class InCharge:
    """What a countermeasure's owner and homework have in common."""

    if TYPE_CHECKING:
        institution: Mapped[Institution | None]

    body_name: Mapped[str] = mapped_column(String(120), default="")
    """Of a body that is not in the directory; nobody there has an account, and the secretariat writes and is reminded in its place."""

    @property
    def body(self) -> str:
        """The name of who is in charge, wherever it is shown; "" where nobody is yet."""
        return self.institution.name if self.institution else self.body_name
