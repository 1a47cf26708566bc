"""How far a reader has read."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base


class Reading(Base):
    """A person has read a board up to the post born with `seq`."""

    __tablename__ = "reading"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"), primary_key=True)
    seq: Mapped[int]
    at: Mapped[datetime]


class AlertReading(Base):
    """A person has opened an urgent post or put its banner away."""

    __tablename__ = "alert_reading"

    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    at: Mapped[datetime]
