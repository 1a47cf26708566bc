"""What happens to minutes until they are fixed: what members want to read otherwise, and who approved them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core import audit, clock
from core.database import Base, db
from core.rules import RuleBroken
from meetings.models.entry import Entry, EntryConflict
from meetings.models.member import Member
from region.models import Affiliation

if TYPE_CHECKING:
    from meetings.models.minutes import Minutes

SENT, APPROVAL_ENDED = "minutes.sent", "minutes.approval_ended"
"""Letters: the draft is there to be read; what you approved reads otherwise now."""


class Correction(Base):
    """直しの申し出: a member says what should read otherwise; everybody in the group sees it, and the answer."""

    __tablename__ = "minutes_correction"
    __table_args__ = (UniqueConstraint("minutes_id", "client_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    minutes_id: Mapped[int] = mapped_column(ForeignKey("minutes.id"), index=True)
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("minutes_entry.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    made_from: Mapped[int | None]
    """Asked while the meeting went on: `text` is the whole sentence, made from this revision of it."""
    client_key: Mapped[str | None] = mapped_column(String(36))
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("affiliation.id"))
    taken: Mapped[bool | None]
    answer: Mapped[str] = mapped_column(String(300), default="")
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("affiliation.id"))

    minutes: Mapped[Minutes] = relationship(back_populates="corrections")
    entry: Mapped[Entry | None] = relationship()
    by: Mapped[Affiliation] = relationship(foreign_keys=[by_id])

    @classmethod
    def ask(cls, minutes: Minutes, text: str, *, by: Affiliation, entry: Entry | None = None, client_key: str | None = None) -> Correction:
        """A member asks. The same words with the same key are one, and so are a member's same words while they wait. Raises RuleBroken."""
        text, own = text.strip(), [one for one in minutes.corrections if one.by.person_id == by.person_id]
        if client_key and (known := next((one for one in own if (one.client_key, one.text) == (client_key, text)), None)):
            return known
        minutes.refuse_if_fixed()
        if minutes.sent_at is None:
            raise RuleBroken("議事録の案が、まだ送られていません。")
        if entry and (entry.meeting_id != minutes.meeting_id or entry.removed_at):
            raise RuleBroken("その文は、もうこの議事録にありません。")
        said = (None, entry.id if entry else None, text)
        if waiting := next((one for one in own if (one.answered_at, one.entry_id, one.text) == said), None):
            return waiting
        asked = cls(entry=entry, text=text, client_key=_free(client_key, minutes), at=clock.now(), by=by)
        minutes.corrections.append(asked)
        db.flush()
        audit.record("minutes.correction_asked", minutes, by=by, correction=asked.id)
        return asked

    @classmethod
    def ask_at_once(cls, minutes: Minutes, entry: Entry, text: str, *, made_from: int, by: Affiliation, client_key: str) -> Correction:
        """While the meeting goes on its speaker says how it should read; of two, the later, also from one page that was gone back to.

        The same words with the same key are one. Raises RuleBroken, EntryConflict.
        """
        own = [one for one in minutes.corrections if one.by.person_id == by.person_id and one.entry_id == entry.id]
        if known := next((one for one in own if (one.client_key, one.text) == (client_key, text.strip())), None):
            return known
        db.refresh(entry)
        if not minutes.meeting.held:
            raise RuleBroken("会議は終わりました。議事録の案が届いたら、議事録のページから申し出てください。")
        if entry.removed_at:
            raise RuleBroken("その文は、もうこの議事録にありません。")
        if entry.text == text.strip():
            raise RuleBroken("いまの文と同じです。直したいところを書きかえてから送ってください。")
        if made_from != entry.revision:
            raise EntryConflict(entry, text)
        asked = next((one for one in own if one.answered_at is None and one.made_from), None)
        asked = asked or cls(minutes=minutes, entry=entry, by=by)
        asked.text, asked.made_from, asked.at = text.strip(), made_from, clock.now()
        asked.client_key = client_key if asked.client_key == client_key else _free(client_key, minutes)
        db.add(asked)
        entry.changed_seq = minutes.meeting.take_seq()
        db.flush()
        audit.record("minutes.correction_asked", minutes, by=by, correction=asked.id)
        return asked

    def take(self, *, words: str, by: Affiliation, new_text: str | None = None, made_from: int = 0) -> None:
        """As asked: the sentence reads otherwise from now on. Raises RuleBroken, EntryConflict."""
        self._refuse()
        entry = self.entry if self.entry and not self.entry.removed_at else None
        if entry and new_text and new_text.strip() != entry.text:
            entry.change(new_text, made_from=made_from, by=by)
        elif entry and not any(one.until_at > self.at for one in entry.revisions):
            raise RuleBroken("先に、文を直してください。直しを取り入れると、新しい文が議事録に入ります。")
        else:
            self._seen()
        self._answer(True, words, by)

    def decline(self, *, words: str, by: Affiliation) -> None:
        """It stays as it is, and why. Raises RuleBroken."""
        self._refuse()
        if not words.strip():
            raise RuleBroken("取り入れない理由を書いてください。申し出た人に伝わります。")
        self._seen()
        self._answer(False, words, by)

    def _refuse(self) -> None:
        self.minutes.refuse_if_fixed()
        if self.answered_at:
            raise RuleBroken("この申し出には、もう答えています。")

    def _seen(self) -> None:
        """The sentence stays; who follows the meeting sees the answer beside it."""
        if self.entry and self.made_from:
            self.entry.changed_seq = self.minutes.meeting.take_seq()

    def _answer(self, taken: bool, words: str, by: Affiliation) -> None:
        self.taken, self.answer, self.answered_at, self.answered_by_id = taken, words.strip(), clock.now(), by.id
        audit.record("minutes.correction_answered", self.minutes, by=by, correction=self.id, taken=taken)


class Approval(Base):
    """確認: a signer approved the text; `ended_at` where the text changed afterwards."""

    __tablename__ = "minutes_approval"

    id: Mapped[int] = mapped_column(primary_key=True)
    minutes_id: Mapped[int] = mapped_column(ForeignKey("minutes.id"), index=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("group_member.id"))
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("affiliation.id"))
    ended_at: Mapped[datetime | None]

    minutes: Mapped[Minutes] = relationship(back_populates="approvals")
    member: Mapped[Member] = relationship()


def _free(client_key: str | None, minutes: Minutes) -> str | None:
    """The key, where no correction of these minutes has it: a page can be gone back to, and a key be made up."""
    return None if any(one.client_key == client_key for one in minutes.corrections) else client_key
