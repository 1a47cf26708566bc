"""The kept copy of fixed minutes: what they said at the moment they were fixed, in full and in public, and a number to know it by.

@composes
def written(meeting_id: int) -> dict[Version, str]: ...
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from hashlib import sha256
from typing import TYPE_CHECKING

from sqlalchemy import Connection, ForeignKey, String, Text, UniqueConstraint, event
from sqlalchemy.orm import Mapped, Mapper, mapped_column, relationship

from core.database import Base
from core.rules import RuleBroken

if TYPE_CHECKING:
    from meetings.models.minutes import Minutes

CODE = 12
"""Characters of the digest that people compare."""


class Version(StrEnum):
    """委員用, 公開用."""

    FULL = "full"
    PUBLIC = "public"


class MinutesCopy(Base):
    """One version, written when the minutes are fixed. Never changed, never deleted."""

    __tablename__ = "minutes_copy"
    __table_args__ = (UniqueConstraint("minutes_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    minutes_id: Mapped[int] = mapped_column(ForeignKey("minutes.id"))
    version: Mapped[Version] = mapped_column(String(10))
    content: Mapped[str] = mapped_column(Text)
    """The document as canonical JSON."""
    proof: Mapped[str] = mapped_column(String(64))
    """SHA-256 of it."""

    minutes: Mapped[Minutes] = relationship(back_populates="copies")

    @property
    def code(self) -> str:
        """確認番号: reckoned from what stands there now, so that it tells if anybody changed it."""
        return digested(self.content)[:CODE]


def digested(content: str) -> str:
    """SHA-256, in hexadecimal signs."""
    return sha256(content.encode()).hexdigest()


Composer = Callable[[int], dict[Version, str]]
_composers: list[Composer] = []


def composes(composer: Composer) -> Composer:
    """Decorates the function that writes both versions of a meeting's minutes as they stand."""
    _composers[:] = [composer]
    return composer


def keep(minutes: Minutes) -> dict[str, str]:
    """Both versions, in the present transaction; their numbers by version."""
    (composer,) = _composers
    for version, content in composer(minutes.meeting_id).items():
        minutes.copies.append(MinutesCopy(version=version, content=content, proof=digested(content)))
    return {str(one.version): one.code for one in minutes.copies}


@event.listens_for(MinutesCopy, "before_update")
@event.listens_for(MinutesCopy, "before_delete")
def _refuse(mapper: Mapper[MinutesCopy], connection: Connection, copy: MinutesCopy) -> None:
    raise RuleBroken("確定した議事録の写しは、変えられません。")
