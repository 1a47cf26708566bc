"""A meeting as calendars read it (RFC 5545, 5546): one UID, a SEQUENCE that rises, times in Asia/Tokyo. Nothing of what is discussed."""

from __future__ import annotations

from email.utils import parseaddr
from urllib.parse import urlsplit

from flask import current_app
from flask_babel import gettext as _
from icalendar import Calendar, Event, vCalAddress

from core import clock
from core.config import Settings
from meetings.models import Attendance, Meeting, Presence

PARTSTAT = {
    None: "NEEDS-ACTION", Presence.ATTEND: "ACCEPTED", Presence.WEB: "ACCEPTED", Presence.SUBSTITUTE: "DECLINED",
    Presence.ABSENT: "DECLINED",
}  # fmt: skip
"""代理: DELEGATED would have to name the calendar of who comes instead (RFC 5546 3.2.2.3), which nobody knows."""
NOBODY = "invalid:nomail"
"""What Outlook and Apple write for an organiser without an address; there must be one (RFC 5546 3.2.1)."""


def calendar(meeting: Meeting, *, link: str, line: Attendance | None = None, to: str = "") -> bytes:
    """For one who is invited: REQUEST, or CANCEL once that is over. Without a line for anybody's own calendar: PUBLISH."""
    kept = Calendar()
    kept.add("prodid", "-//Renkei//Meetings//JA")
    kept.add("version", "2.0")
    kept.add("method", method(meeting, line))
    kept.add_component(_event(meeting, link, line, to))
    kept.add_missing_timezones()
    return bytes(kept.to_ical())


def method(meeting: Meeting, line: Attendance | None = None) -> str:
    """What the calendar is asked to do; a file that is sent says the same in its type."""
    if meeting.cancelled_at or (line and line.uninvited_at):
        return "CANCEL"
    return "REQUEST" if line else "PUBLISH"


def title(meeting: Meeting) -> str:
    """The group and the number, and nothing else."""
    return f"{meeting.group.name} 第{meeting.number}回"


def _event(meeting: Meeting, link: str, line: Attendance | None, to: str) -> Event:
    settings: Settings = current_app.config["RENKEI"]
    event = Event()
    event.add("uid", f"meeting-{meeting.id}@{urlsplit(settings.public_url).hostname or 'renkei'}")
    event.add("sequence", line.ics_sequence if line else meeting.ics_sequence)
    event.add("dtstamp", clock.now())
    event.add("dtstart", clock.in_japan(meeting.starts_at))
    event.add("dtend", clock.in_japan(meeting.ends_at))
    event.add("summary", title(meeting))
    event.add("organizer", _organizer(meeting, parseaddr(settings.mail_from or "")[1]))
    if line:
        event.add("attendee", _attendee(line, to))
    if not (line and line.uninvited_at):
        _facts(event, meeting, link)
    return event


def _facts(event: Event, meeting: Meeting, link: str) -> None:
    """What only those who come need; STATUS is of the whole meeting, and must not stand where one of many is not asked any more."""
    if place := "・".join(one for one in (meeting.place, "Web" if meeting.web_url else "") if one):
        event.add("location", place)
    if not meeting.cancelled_at:
        event.add("description", _("お返事と、くわしいこと：%(link)s", link=link))  # Outlook shows no URL
    event.add("url", link)
    event.add("status", "CANCELLED" if meeting.cancelled_at else "CONFIRMED")


def _organizer(meeting: Meeting, address: str) -> vCalAddress:
    """The sender of the letters: Google takes a date back for nobody else."""
    who = vCalAddress(f"mailto:{address}" if address else NOBODY)
    who.params["cn"] = _called(meeting.group.secretariat.name)
    return who


def _attendee(line: Attendance, to: str) -> vCalAddress:
    """RSVP=FALSE: nobody reads answers to the sender's address; they are given by the link."""
    who = vCalAddress(f"mailto:{to}")
    who.params.update({"cn": _called(line.name), "role": "REQ-PARTICIPANT", "partstat": PARTSTAT[line.answer], "rsvp": "FALSE"})
    return who


def _called(name: str) -> str:
    """Full-width where a calendar would have to know RFC 6868, which Outlook and libical (Evolution, GNOME) do not."""
    return name.replace('"', "”").replace("^", "＾")
