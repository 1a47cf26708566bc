"""A file on its way: its pieces come in, it is looked into, and a post claims it. What nobody claims is thrown away."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, String, UniqueConstraint, delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from core import clock
from core.arriving import Arriving
from core.database import Base, db
from core.file_names import clean, safe_name
from core.judging import Judged
from core.rules import RuleBroken
from region.models import Affiliation

if TYPE_CHECKING:
    from board.models.board import Board

LIFE = timedelta(days=2)
"""An upload that no post has claimed for so long is thrown away."""
MOST_WAITING = 40
"""Uploads of one person that no post has claimed; no more fill the disk."""


class Upload(Base):
    """One file of one person; `client_key` is the browser's own name for it. Sizes in bytes; `size` is what was announced."""

    __tablename__ = "upload"
    __table_args__ = (UniqueConstraint("person_id", "client_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"))
    client_key: Mapped[str] = mapped_column(String(36))
    said_name: Mapped[str] = mapped_column(String(120))
    size: Mapped[int]
    begun_at: Mapped[datetime] = mapped_column(index=True)
    judged_at: Mapped[datetime | None]
    ending: Mapped[str | None] = mapped_column(String(5))
    kept_size: Mapped[int | None]
    digest: Mapped[str | None] = mapped_column(String(64))
    width: Mapped[int | None]
    height: Mapped[int | None]
    preview_digest: Mapped[str | None] = mapped_column(String(64))

    @classmethod
    def of(cls, person_id: int, key: str, *, lock: bool = False) -> Upload | None:
        """This person's upload of this key."""
        wanted = select(cls).where(cls.person_id == person_id, cls.client_key == key)
        return db.scalar(wanted.with_for_update() if lock else wanted)

    @classmethod
    def begin(cls, board: Board, *, key: str, name: str, size: int, by: Affiliation) -> Upload:
        """The upload of this key: a new one, or the one that began earlier and goes on. Raises RuleBroken."""
        begun = cls.of(by.person_id, key, lock=True)
        if begun:
            return begun
        waiting = db.scalar(select(func.count()).select_from(cls).where(cls.person_id == by.person_id)) or 0
        if waiting >= MOST_WAITING:
            raise RuleBroken("まだ投稿していないファイルが多すぎます。使わないものをはずすか、2日待ってください。")
        fresh = cls(person_id=by.person_id, board_id=board.id, client_key=key, said_name=clean(name), size=size, begun_at=clock.now())
        try:
            with db.begin_nested():
                db.add(fresh)
        except IntegrityError:  # it began in two requests at once
            return cls.begin(board, key=key, name=name, size=size, by=by)
        Arriving(fresh.place).drop()  # what an earlier upload of this key left there
        return fresh

    @classmethod
    def let_lapse(cls) -> None:
        """Rows nobody has claimed in time go; their folders follow with the next sweep."""
        db.execute(delete(cls).where(cls.begun_at < clock.now() - LIFE))

    @classmethod
    def places(cls) -> set[str]:
        """The names of all folders that are still wanted."""
        return {f"{person}-{key}" for person, key in db.execute(select(cls.person_id, cls.client_key))}

    @property
    def place(self) -> str:
        """The name of its folder on the desk."""
        return f"{self.person_id}-{self.client_key}"

    @property
    def name(self) -> str:
        """As it will be shown; before it was judged, as the browser said."""
        if not self.ending:
            return self.said_name
        return safe_name(self.said_name, self.ending, otherwise="写真" if self.preview_digest else "ファイル")

    def judged(self, found: Judged) -> None:
        """It was looked into: this is what is kept of it."""
        self.judged_at, self.ending, self.kept_size, self.digest = clock.now(), found.ending, found.size, found.digest
        self.width, self.height, self.preview_digest = found.width, found.height, found.preview
