"""Those who have not answered are told once more: in the application, and by a letter without content (board/letters.py)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import BindParameter, ForeignKey, Index, Select, bindparam, func, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from auth.models import Person
from board.models.addressee import Addressee
from board.models.board import Board
from board.models.confirmation import ConfirmationRequest
from board.models.post import Post
from board.models.waiting import Waiting
from core import audit, clock, deliveries
from core.database import Base, Moment, db
from core.rules import RuleBroken
from region.models import Affiliation

EVENT = "confirmation.reminded"
PAUSE = timedelta(hours=3)
"""Between two reminders of one notice: whoever is told too often no longer looks."""
BAND_LIFE = timedelta(days=7)
"""How long a reminder stands over the pages of those who have not answered."""


class Reminder(Base):
    """Base staff, or the institution that asks, told those who had not answered: when, by whom, how many."""

    __tablename__ = "reminder"

    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("confirmation_request.post_id"), index=True)
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("affiliation.id"))
    institutions: Mapped[int]
    people: Mapped[int]
    letters: Mapped[int]

    by: Mapped[Affiliation] = relationship()
    told: Mapped[list[Reminded]] = relationship(back_populates="reminder")

    @classmethod
    def send(cls, request: ConfirmationRequest, *, mail: bool, by: Affiliation) -> Reminder:
        """Tells exactly those who have not answered at this moment. Raises RuleBroken."""
        request.next_seq()  # of two who press the button at once the second finds the reminder of the first
        if request.post.withdrawal:
            raise RuleBroken("この投稿は取り下げられました。お返事はいりません。")
        if until := cls.pause_until(request.post_id):
            raise RuleBroken(_("少し前に知らせたばかりです。次は %(hour)s から送れます。急ぐときは電話してください。", hour=_hour(until)))
        reached = [one for one in Waiting.on(request) if one.readers]
        if not reached:
            raise RuleBroken("知らせる相手がいません。まだの施設には電話してください。")
        return cls._tell(request, reached, mail=mail, by=by)

    @classmethod
    def _tell(cls, request: ConfirmationRequest, reached: list[Waiting], *, mail: bool, by: Affiliation) -> Reminder:
        people = {reader.person_id for one in reached for reader in one.readers}
        sent = cls(
            post_id=request.post_id, at=clock.now(), by=by, institutions=len(reached), people=len(people),
            letters=len(people) if mail else 0,
        )  # fmt: skip
        sent.told = [Reminded(person_id=who.person_id, institution_id=one.row.institution_id) for one in reached for who in one.readers]
        db.add(sent)
        db.flush()
        for person_id in sorted(people) if mail else ():
            deliveries.queue(EVENT, key=f"{sent.id}:{person_id}", person_id=person_id, reminder=sent.id)
        audit.record(
            "confirmation.reminded", request.post, by=by, reminder=sent.id, institutions=sent.institutions, people=sent.people,
            letters=sent.letters,
        )  # fmt: skip
        return sent

    @classmethod
    def of(cls, post_id: int) -> Sequence[Reminder]:
        """Every reminder of a notice, the newest first."""
        return db.scalars(select(cls).where(cls.post_id == post_id).options(joinedload(cls.by)).order_by(cls.id.desc())).all()

    @classmethod
    def pause_until(cls, post_id: int) -> datetime | None:
        """Until when nobody reminds again; None where one may."""
        last = db.scalar(select(func.max(cls.at)).where(cls.post_id == post_id))
        return last + PAUSE if last and last + PAUSE > clock.now() else None


class Reminded(Base):
    """One person was told for one institution; `seen_at`: the person put the line away."""

    __tablename__ = "reminded"
    __table_args__ = (Index(None, "person_id", "id"), Index(None, "reminder_id", "institution_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    reminder_id: Mapped[int] = mapped_column(ForeignKey("reminder.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    institution_id: Mapped[int] = mapped_column(ForeignKey("institution.id"))
    seen_at: Mapped[datetime | None]

    reminder: Mapped[Reminder] = relationship(back_populates="told")

    @property
    def stream(self) -> str:
        return f"reminded:{self.person_id}"

    @classmethod
    def put_away(cls, post_id: int, person_id: int) -> None:
        """The person has seen every reminder of this notice so far."""
        about = select(Reminder.id).where(Reminder.post_id == post_id)
        for row in db.scalars(select(cls).where(cls.person_id == person_id, cls.seen_at.is_(None), cls.reminder_id.in_(about))):
            row.seen_at = clock.now()


@dataclass(frozen=True)
class LastReminder:
    """When an institution was reminded last, and how many people there were told."""

    at: datetime
    people: int

    @classmethod
    def about(cls, post_id: int) -> dict[int, LastReminder]:
        """By institution, those that were reminded."""
        rows = select(Reminded.institution_id, Reminder.at, func.count()).join(Reminder).where(Reminder.post_id == post_id)
        rows = rows.group_by(Reminded.institution_id, Reminder.id).order_by(Reminder.id)
        return {institution_id: cls(at, people) for institution_id, at, people in db.execute(rows)}


def reminded() -> Select[Post]:
    """What `person` was reminded of since `reminded_since` on `boards`, has not put away, and `institution` has still not answered.

    The newest; for who builds it once.
    """
    told = select(Reminder.post_id).join(Reminded).where(
        Reminded.person_id == bindparam("person"), Reminded.seen_at.is_(None), Reminder.at > bindparam("reminded_since", type_=Moment)
    )  # fmt: skip
    open_ = _open(bindparam("institution")).where(Post.id.in_(told), Post.board_id.in_(bindparam("boards", expanding=True)))
    return open_.order_by(Post.id.desc()).limit(3)


def _open(institution_id: int | BindParameter[int]) -> Select[Post]:
    return select(Post).where(Post.id.in_(Addressee.unanswered_by(institution_id)), ~Post.withdrawal.has())


def waits_for(person_id: int, institution_id: int) -> Select[Post]:
    """Posts that wait for an institution's answer and that this person may read."""
    readable = Board.readable_by(person_id).order_by(None).with_only_columns(Board.id)
    return _open(institution_id).where(Post.board_id.in_(readable))


def still_true(reminder_id: int, person: Person) -> bool:
    """Is the answer still waited for, by somebody who may still read the question? Asked again when a letter is about to leave."""
    reminder = db.get(Reminder, reminder_id)
    if reminder is None or not person.is_active:
        return False
    places = db.scalars(Affiliation.current_of(person.id)).all()
    return any(db.scalar(waits_for(person.id, one.institution_id).where(Post.id == reminder.post_id)) for one in places)


def _hour(moment: datetime) -> str:
    return f"{clock.in_japan(moment):%-H:%M}"
