"""Posts on a board. Nothing is silently edited or deleted: a correction keeps the earlier text, a withdrawal says why."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import BindParameter, ForeignKey, Index, Select, String, Text, UniqueConstraint, bindparam, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship, selectinload
from sqlalchemy.sql.base import ExecutableOption

from board.models.attachment import Attachment, attach, detach
from board.models.authorship import on_record, retractable, rewritable
from board.models.board import Board
from board.models.confirmation import ConfirmationRequest
from board.models.records import Pin, PostVersion, PostWithdrawal
from core import audit, clock
from core.database import Base, db
from core.prose import to_html
from core.rules import RuleBroken
from region.models import Affiliation, Institution

if TYPE_CHECKING:
    from board.models.reply import Reply

ALERT_LIFE = timedelta(hours=72)
"""How long an urgent post stays over every page of those who have not opened it."""


class Urgency(StrEnum):
    """通常, 重要, 緊急."""

    NORMAL = "normal"
    IMPORTANT = "important"
    URGENT = "urgent"


class Post(Base):
    """A post keeps the `seq` it was born with (order, paging, unread) and that of its last change (catching up)."""

    __tablename__ = "post"
    __table_args__ = (
        UniqueConstraint("board_id", "seq"),
        UniqueConstraint("person_id", "client_key"),
        Index(None, "board_id", "changed_seq"),
        Index(None, "board_id", "urgency", "seq"),
        Index(None, "urgency", "published_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"))
    seq: Mapped[int]
    changed_seq: Mapped[int]
    affiliation_id: Mapped[int] = mapped_column(ForeignKey("affiliation.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    institution_id: Mapped[int] = mapped_column(ForeignKey("institution.id"), index=True)
    title: Mapped[str] = mapped_column(String(120))
    body: Mapped[str] = mapped_column(Text)
    body_html: Mapped[str] = mapped_column(Text)
    urgency: Mapped[Urgency] = mapped_column(String(10))
    client_key: Mapped[str] = mapped_column(String(36))
    published_at: Mapped[datetime]
    corrected_at: Mapped[datetime | None]
    reply_count: Mapped[int] = mapped_column(default=0)

    board: Mapped[Board] = relationship()
    affiliation: Mapped[Affiliation] = relationship()
    institution: Mapped[Institution] = relationship()
    request: Mapped[ConfirmationRequest | None] = relationship(back_populates="post")
    withdrawal: Mapped[PostWithdrawal | None] = relationship()
    pin: Mapped[Pin | None] = relationship(cascade="all, delete-orphan")
    versions: Mapped[list[PostVersion]] = relationship(order_by="PostVersion.number")
    replies: Mapped[list[Reply]] = relationship(order_by="Reply.seq")
    attachments: Mapped[list[Attachment]] = relationship(order_by=Attachment.id)

    @classmethod
    def readable_by(cls, person_id: int | BindParameter[int]) -> Select[Post]:
        """The posts on the boards a person may read."""
        return select(cls).where(cls.board_id.in_(Board.readable_by(person_id).order_by(None).with_only_columns(Board.id)))

    @classmethod
    def publish(  # noqa: PLR0913 - a post is all of this at once
        cls, board: Board, *, title: str, body: str, urgency: Urgency, confirm_by: datetime | None, client_key: str, by: Affiliation,
        uploads: Sequence[str] = (), asks: Collection[int] | None = None,
    ) -> Post:  # fmt: skip
        """Puts a post on the board, with the uploads of these keys. The same client key by the same person twice is the same post.

        `asks`: only these institutions are asked for an answer, as far as the board addresses them; nobody, and nothing is asked.
        Raises RuleBroken, FilesMissing.
        """
        board.lock()
        again = db.scalar(_SENT_BEFORE, {"person_id": by.person_id, "client_key": client_key})
        if again:
            return db.get_one(cls, again).on(board)
        if urgency == Urgency.URGENT and not board.urgent_by(by):
            raise RuleBroken("「緊急」で出せるのは、拠点の職員です。「重要」で出すか、拠点へ電話してください。")
        seq = board.take_seq()
        post = cls(
            board=board, seq=seq, changed_seq=seq, affiliation=by, person_id=by.person_id, institution=by.institution, title=title.strip(),
            body=body, body_html=to_html(body), urgency=urgency, client_key=client_key, published_at=clock.now(),
            request=None, withdrawal=None, pin=None, attachments=[],
        )  # fmt: skip
        db.add(post)
        db.flush()
        attach(post, uploads, by, post.published_at)
        if confirm_by:
            post.request = ConfirmationRequest.open(post, board.addressees(but=by.institution_id), due_at=confirm_by, only=asks)
        audit.record("post.published", post, by=by, board=board.id, seq=seq, urgency=urgency)
        return post

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
        return not self.withdrawal or on_record(self, self.board, person_id)

    def on(self, board: Board) -> Post:
        """This post, which was sent again. Raises RuleBroken where its key comes with another board: that would be another post."""
        if self.board_id != board.id:
            raise RuleBroken("この書きこみは、ほかの板で送られています。ページを開きなおして、もう一度お願いします。")
        return self

    def changed(self) -> None:
        """Anything about the post moved: it takes the board's next number, so that who was away fetches it."""
        self.changed_seq = self.board.next_seq()

    def editable_by(self, affiliation: Affiliation) -> bool:
        """Its author, or whoever manages the author's institution; never once it was withdrawn."""
        return rewritable(self, affiliation)

    def withdrawable_by(self, affiliation: Affiliation) -> bool:
        """Who may correct it, and base staff of the area."""
        return retractable(self, self.board, affiliation)

    def answers_visible_to(self, affiliation: Affiliation) -> bool:
        """Which institution answered what: the author's institution and base staff of the area; the others see the counts."""
        same_house = affiliation.institution_id == self.institution_id and affiliation.ended_at is None
        return self.request is not None and (same_house or self.board.run_by(affiliation))

    def correct(self, *, title: str, body: str, by: Affiliation, without: Collection[int] = (), uploads: Sequence[str] = ()) -> None:
        """Replaces the text and its files; the earlier ones stay readable. Raises RuleBroken, FilesMissing."""
        now = clock.now()
        if not detach(self, without, by, now) and not uploads and (title.strip(), body) == (self.title, self.body):
            raise RuleBroken("どこも変わっていません。直してから「訂正する」を押してください。")
        db.add(
            PostVersion(
                post_id=self.id, number=len(self.versions) + 1, title=self.title, body=self.body, until_at=now, replaced_by_id=by.id
            )
        )
        self.title, self.body, self.body_html, self.corrected_at = title.strip(), body, to_html(body), now
        attach(self, uploads, by, now)
        self.changed()
        audit.record("post.corrected", self, by=by)

    def withdraw(self, *, reason: str, by: Affiliation) -> None:
        """Takes the post back, with a reason everybody sees. Its text stays in the record for base staff and author. Raises RuleBroken."""
        self._take_turn()
        if self.withdrawal:
            raise RuleBroken("この投稿は、もう取り下げられています。")
        self.withdrawal = PostWithdrawal(post_id=self.id, at=clock.now(), by_id=by.id, reason=reason.strip())
        self.pin = None
        self.changed()
        audit.record("post.withdrawn", self, by=by)

    def pin_to_top(self, *, by: Affiliation) -> None:
        """Keeps the post above the others."""
        self._take_turn()
        if not self.pin:
            self.pin = Pin(post_id=self.id, at=clock.now(), by_id=by.id)
            self.changed()
            audit.record("post.pinned", self, by=by)

    def unpin(self, *, by: Affiliation) -> None:
        """Lets the post sink to its place."""
        self._take_turn()
        if self.pin:
            self.pin = None
            self.changed()
            audit.record("post.unpinned", self, by=by)

    def _take_turn(self) -> None:
        """Two who do the same at once come one after the other, and the second sees what the first did."""
        self.board.lock()
        db.refresh(self, ["withdrawal", "pin"])


_SENT_BEFORE = select(Post.id).where(Post.person_id == bindparam("person_id"), Post.client_key == bindparam("client_key"))


def as_shown() -> tuple[ExecutableOption, ...]:
    """Loader options for everything `_post.html` shows, in a fixed number of queries."""
    author = joinedload(Post.affiliation)
    return (
        author.joinedload(Affiliation.person),
        author.selectinload(Affiliation.professions),
        joinedload(Post.institution),
        joinedload(Post.request),
        joinedload(Post.withdrawal),
        joinedload(Post.pin),
        selectinload(Post.attachments),
        joinedload(Post.board),
    )
