"""The course of a meeting on its day: it begins with its first item, its end rests the running one, and it may go on the same day."""

from __future__ import annotations

from datetime import timedelta

from core import audit, clock, realtime
from core.database import db
from core.rules import RuleBroken
from meetings.models.agenda import AgendaItem
from meetings.models.attendance import Attendance, Presence
from meetings.models.following import staying
from meetings.models.meeting import Meeting
from meetings.models.minutes import Minutes
from meetings.models.wish import Wish
from region.models import Affiliation

MOST_LISTENERS = 9_999
NIGHT = timedelta(hours=3)
"""So long after its end a meeting may go on though midnight has passed: who closes by mistake at 23:58 sees it at 00:01."""


def begin(meeting: Meeting, *, by: Affiliation) -> None:
    """It is opened, and its first item is taken up. Raises RuleBroken."""
    meeting.open(by=by)
    items = on_agenda(meeting)
    if items and not any(one.since_at or one.done_at for one in items):
        items[0].begin(by=by)


def end(meeting: Meeting, *, by: Affiliation) -> None:
    """It is closed, the running item rests, wishes to speak end; who stayed though their seat was over goes. Raises RuleBroken."""
    for person_id in sorted(staying(meeting)):
        realtime.rights_changed(person_id)
    if Wish.drop_all(meeting, by=by):
        realtime.announce(meeting.stream, meeting.seq)
    meeting.close(by=by)
    for one in on_agenda(meeting):
        one.rest(clock.now(), meeting.seq)


def go_on(meeting: Meeting, *, by: Affiliation) -> None:
    """Closed too early: it goes on, on the same day or in the same night, while no minutes were sent. Raises RuleBroken."""
    meeting.alone()
    if not meeting.closed_at:
        raise RuleBroken("会議は、まだ終わっていません。")
    if clock.in_japan(meeting.closed_at).date() != clock.today() and clock.now() > meeting.closed_at + NIGHT:
        raise RuleBroken("会議を続けられるのは、その日のうちだけです。")
    if may_not_go_on(meeting):
        raise RuleBroken("議事録の案を送ったので、会議は続けられません。")
    meeting.take_seq()
    meeting.closed_at = meeting.closed_by_id = None
    audit.record("meeting.reopened", meeting, by=by)


def may_not_go_on(meeting: Meeting) -> bool:
    """Was a draft of the minutes sent?"""
    minutes = db.query(Minutes).filter_by(meeting_id=meeting.id).populate_existing().one_or_none()
    return minutes is not None and minutes.sent_at is not None


def on_agenda(meeting: Meeting) -> list[AgendaItem]:
    """Its items, in their order, without those taken out."""
    query = db.query(AgendaItem).filter_by(meeting_id=meeting.id, removed_at=None).populate_existing()
    return query.order_by(AgendaItem.position, AgendaItem.id).all()


def count_listeners(meeting: Meeting, number: int | None, *, by: Affiliation) -> None:
    """How many from the public listen. Raises RuleBroken once the minutes are fixed."""
    meeting.text_changes(by=by)
    meeting.take_seq()
    meeting.listeners = number
    audit.record("meeting.listeners_counted", meeting, by=by, number=number)


def bring(meeting: Meeting, *, name: str, place: str, presence: Presence, by: Affiliation) -> Attendance:
    """Somebody without a seat is there. The same name from the same place twice is the same guest. Raises RuleBroken."""
    meeting.lock()
    said = {"guest_name": name.strip(), "guest_from": place.strip()}
    known = db.query(Attendance).filter_by(meeting_id=meeting.id, member_id=None, **said).first()
    guest = known or Attendance(meeting=meeting, changed_seq=0, **said)
    db.add(guest)
    db.flush()
    guest.note_presence(presence, by=by)
    return guest
