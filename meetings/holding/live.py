"""What watchers of a meeting are told: the page of the secretariat, the members' phones and the projector hear the same."""

from __future__ import annotations

from flask import Flask, render_template
from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from core import realtime
from core.database import db
from core.realtime import Change, Listener
from meetings import vocabulary
from meetings.holding.company import Company
from meetings.holding.floor import Floor
from meetings.holding.records import place_of, records_of, words_of
from meetings.models import Attendance, Entry, Meeting, Member, Wish
from meetings.models.following import followed_ids


def init_app(app: Flask) -> None:
    """Says who may listen and how changes look."""
    realtime.gatekeeper_of_many("meeting")(meetings_to_watch)
    realtime.counts_of_many("meeting")(seqs_of_meetings)
    realtime.renders("meeting")(meeting_changes)
    app.jinja_env.globals["words_of_meetings"] = vocabulary
    app.jinja_env.filters.update(record_words=words_of, record_place=place_of)


def meeting_moved(meeting: Meeting) -> None:
    """Something was written, changed or removed; somebody came; an item's turn began; it was opened or closed."""
    realtime.announce(meeting.stream, meeting.seq)


def meetings_to_watch(listener: Listener, meeting_ids: set[int]) -> set[int]:
    """Those of the meetings they may follow (models/following.py)."""
    return set(db.scalars(followed_ids(listener.person_id).where(Meeting.id.in_(meeting_ids))))


def seqs_of_meetings(meeting_ids: set[int]) -> dict[int, int]:
    """How far they are."""
    return {one.id: one.seq for one in db.execute(select(Meeting.id, Meeting.seq).where(Meeting.id.in_(meeting_ids)))}


def meeting_changes(meeting_id: int, after: int, upto: int) -> list[Change]:
    """One change for each thing that changed after `after`, in its present form."""
    meeting = db.get(Meeting, meeting_id)
    told: list[Change] = []
    for seq, html in pieces(meeting, after) if meeting else ():
        told.append(Change(told[-1].seq if told else after, seq, "replace", "", html))
    return told


def pieces(meeting: Meeting, after: int) -> list[tuple[int, str]]:
    """What changed after `after`, each by the number of its last change. Where anything else moved, the floor comes with the last."""
    entries = list(db.scalars(_entries(meeting.id, after)).unique())
    records = records_of(entries)
    said = {one.changed_seq: render_template("meetings/holding/_entry.html", entry=one, record=records.get(one.id)) for one in entries}
    if asked := [one.changed_seq for one in entries if one.asked]:
        said[asked[-1]] += render_template("meetings/holding/_asked_open.html", floor=Floor.of(meeting))
    for others in (_came, _wished):  # most often it was a sentence, and nothing more is asked
        said |= others(meeting, after) if _lacks(said, meeting, after) else {}
    if _lacks(said, meeting, after):
        said[meeting.seq] = said.get(meeting.seq, "") + render_template("meetings/holding/_moved.html", floor=Floor.of(meeting))
    return sorted(said.items())


def _lacks(said: dict[int, str], meeting: Meeting, after: int) -> bool:
    """Is there a change of which nothing has been said?"""
    return sum(after < seq <= meeting.seq for seq in said) < meeting.seq - after


def _came(meeting: Meeting, after: int) -> dict[int, str]:
    """Rows of the attendance."""
    lines = list(db.scalars(select(Attendance).where(Attendance.meeting_id == meeting.id, Attendance.changed_seq > after)))
    company = Company.of(meeting) if lines else None
    rows = [(one.changed_seq, company.row_of(one)) for one in lines] if company else []
    return {seq: render_template("meetings/holding/_came.html", company=company, row=row) for seq, row in rows if row}


def _wished(meeting: Meeting, after: int) -> dict[int, str]:
    """Who wants to speak: the line on the own page of each whose number may have changed; with the last, the lists of the others."""
    changed = list(db.scalars(Wish.of(meeting).with_only_columns(Wish.changed_seq).where(Wish.changed_seq > after)))
    wishes = Floor.of(meeting).wishes if changed else []
    said: dict[int, str] = {}
    for seq in sorted(set(changed)):
        last = seq == changed[-1]
        mine = [one for one in wishes if one.wish and (one.wish.changed_seq == seq or (last and one.number))]
        said[seq] = render_template("meetings/holding/_wished.html", meeting=meeting, wishes=wishes, mine=mine, lists=last)
    return said


def _entries(meeting_id: int, after: int) -> Select[Entry]:
    changed = select(Entry).where(Entry.meeting_id == meeting_id, Entry.changed_seq > after)
    return changed.order_by(Entry.changed_seq).options(joinedload(Entry.member).lazyload(Member.affiliation), joinedload(Entry.asked))
