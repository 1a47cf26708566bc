"""What happened to posts and replies: earlier texts, withdrawals, pins. Records with a who and a when; none is changed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base


class PostVersion(Base):
    """An earlier text of a post: what stood there until `until_at`."""

    __tablename__ = "post_version"

    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(120))
    body: Mapped[str] = mapped_column(Text)
    until_at: Mapped[datetime]
    replaced_by_id: Mapped[int] = mapped_column(ForeignKey("affiliation.id"))


class PostWithdrawal(Base):
    """A post was taken back: when, by whom, why."""

    __tablename__ = "post_withdrawal"

    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"), primary_key=True)
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("affiliation.id"))
    reason: Mapped[str] = mapped_column(String(200))


class Pin(Base):
    """A post is kept above the others."""

    __tablename__ = "pin"

    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"), primary_key=True)
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("affiliation.id"))


class ReplyVersion(Base):
    """An earlier text of a reply."""

    __tablename__ = "reply_version"

    reply_id: Mapped[int] = mapped_column(ForeignKey("reply.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    body: Mapped[str] = mapped_column(Text)
    until_at: Mapped[datetime]
    replaced_by_id: Mapped[int] = mapped_column(ForeignKey("affiliation.id"))


class ReplyWithdrawal(Base):
    """A reply was taken back: when, by whom, why."""

    __tablename__ = "reply_withdrawal"

    reply_id: Mapped[int] = mapped_column(ForeignKey("reply.id"), primary_key=True)
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("affiliation.id"))
    reason: Mapped[str] = mapped_column(String(200))
