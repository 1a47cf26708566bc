"""Replies below a post."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, Select, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from board.models.attachment import Attachment, attach, detach
from board.models.authorship import on_record, retractable, rewritable
from board.models.post import Post
from board.models.records import ReplyVersion, ReplyWithdrawal
from core import audit, clock
from core.database import Base, db
from core.prose import to_html
from core.rules import RuleBroken
from region.models import Affiliation, Institution


class Reply(Base):
    """A reply takes the board's next `seq`; so does its post, which shows it."""

    __tablename__ = "reply"
    __table_args__ = (UniqueConstraint("post_id", "seq"), UniqueConstraint("person_id", "client_key"))

    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"))
    seq: Mapped[int]
    changed_seq: Mapped[int]
    affiliation_id: Mapped[int] = mapped_column(ForeignKey("affiliation.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    institution_id: Mapped[int] = mapped_column(ForeignKey("institution.id"))
    body: Mapped[str] = mapped_column(Text)
    body_html: Mapped[str] = mapped_column(Text)
    client_key: Mapped[str] = mapped_column(String(36))
    published_at: Mapped[datetime]
    corrected_at: Mapped[datetime | None]

    post: Mapped[Post] = relationship(back_populates="replies")
    affiliation: Mapped[Affiliation] = relationship(lazy="joined")
    institution: Mapped[Institution] = relationship(lazy="joined")
    withdrawal: Mapped[ReplyWithdrawal | None] = relationship(lazy="joined")
    versions: Mapped[list[ReplyVersion]] = relationship(order_by="ReplyVersion.number")
    attachments: Mapped[list[Attachment]] = relationship(order_by=Attachment.id, lazy="selectin")

    @classmethod
    def readable_by(cls, person_id: int) -> Select[Reply]:
        """The replies to posts a person may read."""
        return select(cls).where(cls.post_id.in_(Post.readable_by(person_id).with_only_columns(Post.id)))

    @classmethod
    def publish(cls, post: Post, *, body: str, client_key: str, by: Affiliation, uploads: Sequence[str] = ()) -> Reply:
        """Answers a post. The same client key by the same person twice is the same reply. Raises RuleBroken, FilesMissing."""
        post.board.lock()
        again = db.scalar(select(cls).where(cls.person_id == by.person_id, cls.client_key == client_key))
        if again and again.post_id != post.id:
            raise RuleBroken("この書きこみは、ほかの投稿への返信として送られています。ページを開きなおして、もう一度お願いします。")
        if again:
            return again
        if post.withdrawal:
            raise RuleBroken("この投稿は取り下げられたので、返信できません。")
        post.changed()
        reply = cls(
            post=post,
            seq=post.changed_seq,
            changed_seq=post.changed_seq,
            affiliation=by,
            person_id=by.person_id,
            institution=by.institution,
            body=body,
            body_html=to_html(body),
            client_key=client_key,
            published_at=clock.now(),
            withdrawal=None,
            attachments=[],
        )
        post.reply_count += 1
        db.add(reply)
        db.flush()
        attach(reply, uploads, by, reply.published_at)
        audit.record("reply.published", reply, by=by, post=post.id)
        return reply

    @property
    def author_name(self) -> str:
        return self.affiliation.person.name

    @property
    def professions(self) -> list[str]:
        """What the author works as, in the reader's language."""
        return self.affiliation.profession_names

    @property
    def files(self) -> list[Attachment]:
        """What stands with its present text."""
        return [one for one in self.attachments if one.removed_at is None]

    def open_to(self, person_id: int) -> bool:
        """May somebody who reads its board read its texts and files? Withdrawn, they are on record only."""
        return not self.withdrawal or on_record(self, self.post.board, person_id)

    def editable_by(self, affiliation: Affiliation) -> bool:
        """Its author, or whoever manages the author's institution; never once it was withdrawn."""
        return rewritable(self, affiliation)

    def withdrawable_by(self, affiliation: Affiliation) -> bool:
        """Who may correct it, and base staff of the area."""
        return retractable(self, self.post.board, affiliation)

    def correct(self, *, body: str, by: Affiliation, without: Collection[int] = (), uploads: Sequence[str] = ()) -> None:
        """Replaces the text and its files; the earlier ones stay readable. Raises RuleBroken, FilesMissing."""
        now = clock.now()
        if not detach(self, without, by, now) and not uploads and body == self.body:
            raise RuleBroken("どこも変わっていません。直してから「訂正する」を押してください。")
        db.add(ReplyVersion(reply_id=self.id, number=len(self.versions) + 1, body=self.body, until_at=now, replaced_by_id=by.id))
        self.body, self.body_html, self.corrected_at = body, to_html(body), now
        attach(self, uploads, by, now)
        self._changed()
        audit.record("reply.corrected", self, by=by)

    def withdraw(self, *, reason: str, by: Affiliation) -> None:
        """Takes the reply back, with a reason everybody sees. Raises RuleBroken."""
        self.post.board.lock()
        db.refresh(self, ["withdrawal"])
        if self.withdrawal:
            raise RuleBroken("この返信は、もう取り下げられています。")
        self.withdrawal = ReplyWithdrawal(reply_id=self.id, at=clock.now(), by_id=by.id, reason=reason.strip())
        self._changed()
        audit.record("reply.withdrawn", self, by=by)

    def _changed(self) -> None:
        self.post.changed()
        self.changed_seq = self.post.changed_seq


def replies_to(post_id: int) -> Sequence[Reply]:
    """Every reply to a post as it is shown, in a fixed number of queries, the oldest first."""
    query = select(Reply).where(Reply.post_id == post_id).order_by(Reply.seq)
    return db.scalars(query.options(joinedload(Reply.affiliation).joinedload(Affiliation.person))).unique().all()


def replies_since(post_ids: list[int], after: int) -> dict[int, list[Reply]]:
    """The replies of these posts that changed after a board's `seq`, by post."""
    found: dict[int, list[Reply]] = {}
    if not post_ids:
        return found
    query = select(Reply).where(Reply.post_id.in_(post_ids), Reply.changed_seq > after).order_by(Reply.seq)
    for reply in db.scalars(query.options(joinedload(Reply.affiliation).joinedload(Affiliation.person))).unique():
        found.setdefault(reply.post_id, []).append(reply)
    return found
