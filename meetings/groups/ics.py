"""A meeting as calendars read it (RFC 5545): one UID, a SEQUENCE that rises, times in Asia/Tokyo. Nothing of what is discussed."""

from __future__ import annotations

from email.utils import parseaddr
from urllib.parse import urlsplit

from flask import current_app
from icalendar import Calendar, Event, vCalAddress

from core import clock
from core.config import Settings
from meetings.models import Attendance, Meeting, Presence

PARTSTAT = {
    None: "NEEDS-ACTION", Presence.ATTEND: "ACCEPTED", Presence.WEB: "ACCEPTED", Presence.SUBSTITUTE: "DELEGATED",
    Presence.ABSENT: "DECLINED",
}  # fmt: skip


def calendar(meeting: Meeting, *, link: str, line: Attendance | None = None, to: str = "") -> bytes:
    """For one who is invited (REQUEST, or CANCEL once it is cancelled); without a line for anybody's own calendar (PUBLISH)."""
    kept = Calendar()
    kept.add("prodid", "-//Renkei//Meetings//JA")
    kept.add("version", "2.0")
    kept.add("method", "CANCEL" if meeting.cancelled_at else "REQUEST" if line else "PUBLISH")
    event = _event(meeting, link)
    if line:
        event.add("attendee", _attendee(line, to))
    kept.add_component(event)
    kept.add_missing_timezones()
    return bytes(kept.to_ical())


def title(meeting: Meeting) -> str:
    """The group and the number, and nothing else."""
    return f"{meeting.group.name} 第{meeting.number}回"


def _event(meeting: Meeting, link: str) -> Event:
    settings: Settings = current_app.config["RENKEI"]
    event = Event()
    event.add("uid", f"meeting-{meeting.id}@{urlsplit(settings.public_url).hostname or 'renkei'}")
    event.add("sequence", meeting.ics_sequence)
    event.add("dtstamp", clock.now())
    event.add("dtstart", clock.in_japan(meeting.starts_at))
    event.add("dtend", clock.in_japan(meeting.ends_at))
    event.add("summary", title(meeting))
    event.add("location", "・".join(one for one in (meeting.place, "Web" if meeting.web_url else "") if one))
    event.add("url", link)
    event.add("status", "CANCELLED" if meeting.cancelled_at else "CONFIRMED")
    if address := parseaddr(settings.mail_from)[1]:
        event.add("organizer", _organizer(meeting, address))
    return event


def _organizer(meeting: Meeting, address: str) -> vCalAddress:
    who = vCalAddress(f"mailto:{address}")
    who.params["cn"] = meeting.group.secretariat.name
    return who


def _attendee(line: Attendance, to: str) -> vCalAddress:
    """RSVP=FALSE: nobody reads answers to the sender's address; they are given by the link."""
    who = vCalAddress(f"mailto:{to}")
    who.params.update({"cn": line.name, "role": "REQ-PARTICIPANT", "partstat": PARTSTAT[line.answer], "rsvp": "FALSE"})
    return who
