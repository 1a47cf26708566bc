"""Files that stand with a post or a reply. None is ever deleted: a correction that takes one away keeps it with the earlier text."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _
from sqlalchemy import CheckConstraint, ForeignKey, Select, String, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from board.models.upload import Upload
from core import audit, clock
from core.arriving import Arriving
from core.database import Base, db
from core.pictures import PREVIEW_EDGE
from core.rules import RuleBroken
from core.storage import shelf
from region.models import Affiliation

if TYPE_CHECKING:
    from board.models.post import Post
    from board.models.reply import Reply

MIMES = {
    "jpg": "image/jpeg",
    "png": "image/png",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}


NOT_ALL = _("選んだファイルのうち、届いていないものがあります。もう一度選んでください。")


class FilesMissing(RuleBroken):
    """A post names files that are not there: not all has arrived, they were thrown away, or another post has them."""


class Attachment(Base):
    """A file of a post or of a reply. `digest` names its bytes on the shelf; `size` in bytes, `width` and `height` in dots."""

    __tablename__ = "attachment"
    __table_args__ = (CheckConstraint("(post_id IS NULL) <> (reply_id IS NULL)", name="belongs_to_one"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"), index=True)
    reply_id: Mapped[int | None] = mapped_column(ForeignKey("reply.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    ending: Mapped[str] = mapped_column(String(5))
    size: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64), index=True)
    width: Mapped[int | None]
    height: Mapped[int | None]
    preview_digest: Mapped[str | None] = mapped_column(String(64))
    attached_at: Mapped[datetime]
    attached_by_id: Mapped[int] = mapped_column(ForeignKey("affiliation.id"))
    removed_at: Mapped[datetime | None]
    removed_by_id: Mapped[int | None] = mapped_column(ForeignKey("affiliation.id"))

    post: Mapped[Post | None] = relationship(back_populates="attachments")
    reply: Mapped[Reply | None] = relationship(back_populates="attachments")

    @classmethod
    def readable_by(cls, person_id: int) -> Select[Attachment]:
        """The files of the posts and replies a person may read."""
        from board.models.post import Post
        from board.models.reply import Reply

        posts = Post.readable_by(person_id).with_only_columns(Post.id)
        return select(cls).where(or_(cls.post_id.in_(posts), cls.reply_id.in_(select(Reply.id).where(Reply.post_id.in_(posts)))))

    @property
    def said(self) -> Post | Reply:
        """What it stands with."""
        said = self.post or self.reply
        assert said
        return said

    @property
    def mime(self) -> str:
        return MIMES[self.ending]

    @property
    def preview_size(self) -> tuple[int, int]:
        """Width and height of the small picture."""
        width, height = self.width or 1, self.height or 1
        part = min(1.0, PREVIEW_EDGE / max(width, height))
        return max(1, round(width * part)), max(1, round(height * part))

    def stood_at(self, until: datetime) -> bool:
        """Did it stand with the text that was replaced at `until`?"""
        return self.attached_at < until and (self.removed_at is None or self.removed_at >= until)


def attach(said: Post | Reply, keys: Sequence[str], by: Affiliation, at: datetime) -> None:
    """The uploads of these keys stand with a post or a reply from now on. Raises FilesMissing."""
    for key in keys:
        upload = Upload.of(by.person_id, key, lock=True)
        if not upload or not upload.judged_at:
            raise FilesMissing(NOT_ALL)
        said.attachments.append(_claimed(upload, by, at))
        db.delete(upload)
    if keys:
        audit.record("attachment.attached", said, by=by, count=len(keys))


def detach(said: Post | Reply, ids: Collection[int], by: Affiliation, at: datetime) -> bool:
    """These files no longer stand with the text; they stay with the earlier one. Was there any?"""
    going = [one for one in said.attachments if one.id in ids and one.removed_at is None]
    for one in going:
        one.removed_at, one.removed_by_id = at, by.id
        audit.record("attachment.removed", one, by=by)
    return bool(going)


def _claimed(upload: Upload, by: Affiliation, at: datetime) -> Attachment:
    desk = Arriving(upload.place)
    assert upload.digest
    assert upload.ending
    shelf().keep(desk.kept, upload.digest)
    if upload.preview_digest:
        shelf().keep(desk.preview, upload.preview_digest)
    return Attachment(
        name=upload.name, ending=upload.ending, size=upload.kept_size or 0, digest=upload.digest, width=upload.width, height=upload.height,
        preview_digest=upload.preview_digest, attached_at=at, attached_by_id=by.id,
    )  # fmt: skip


class AttachmentReading(Base):
    """A person opened a file; noted in the audit at most once a day."""

    __tablename__ = "attachment_reading"

    attachment_id: Mapped[int] = mapped_column(ForeignKey("attachment.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    at: Mapped[datetime]

    @classmethod
    def due(cls, attachment: Attachment, person_id: int) -> bool:
        """Has this person not opened it today?"""
        noted = db.get(cls, (attachment.id, person_id))
        return noted is None or clock.in_japan(noted.at).date() < clock.today()

    @classmethod
    def note(cls, session: Session, attachment: Attachment, person_id: int) -> None:
        """Who fetched what, and when."""
        session.merge(cls(attachment_id=attachment.id, person_id=person_id, at=clock.now()))
        audit.record("attachment.fetched", attachment, session=session)
