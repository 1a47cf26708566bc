"""What calendars read, octet by octet, by the words of RFC 5545, 5546 (iTIP) and 6047 (iMIP); not by the library that wrote it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core import clock
from core.database import db
from core.delivering import send_due
from meetings.groups import ics
from meetings.models import Attendance, Group, Meeting, Presence, scheduling
from tests.cast import Cast
from tests.core.postbox import Postbox
from tests.house.everybody import signed_in
from tests.meetings.test_groups import a_group, a_guest
from tests.meetings.test_invitations import AT, NOW, invite

NAME = "休日・夜間を含む24時間の病診連携、退院支援; 看取り\\ワーキンググループ（髙﨑𠮷野地区）"
PLACE = "医師会館, 2階; 大会議室\\南"
WHO = '髙﨑 "一^郎"; 花: 子,'
PERSON = {"CN", "ROLE", "PARTSTAT", "RSVP"}
LINE = re.compile(r"([A-Z-]+)((?:;[A-Z-]+=(?:\"[^\"\x00-\x1f]*\"|[^\";:,\x00-\x1f]*))*):([^\x00-\x08\x0b-\x1f]*)")
PARAM = re.compile(r";([A-Z-]+)=(\"[^\"]*\"|[^\";:,]*)")


@pytest.fixture(autouse=True)
def june() -> Iterator[None]:
    with clock.at(NOW):
        yield


@pytest.fixture
def meeting(cast: Cast) -> Meeting:
    """With every letter that means something to a calendar."""
    group: Group = a_group(cast, name=NAME)
    a_guest(group, cast, name=WHO, email="hoshi+kai@example.com")
    planned = Meeting.plan(group, theme="x", starts_at=AT, ends_at=AT + timedelta(minutes=90), place=PLACE, by=cast.kimura)
    db.commit()
    return planned


class Read:
    """A stream of content lines, taken apart."""

    def __init__(self, octets: bytes) -> None:
        self.lines = [self._line(one) for one in unfolded(octets)]

    @staticmethod
    def _line(text: str) -> tuple[str, dict[str, str], str]:
        found = LINE.fullmatch(text)
        assert found, text
        return found[1], {name: value.strip('"') for name, value in PARAM.findall(found[2])}, found[3]

    def __getitem__(self, name: str) -> str:
        (value,) = (one[2] for one in self.event if one[0] == name)
        return value

    @property
    def event(self) -> list[tuple[str, dict[str, str], str]]:
        return self._inside("VEVENT")

    def _inside(self, kind: str) -> list[tuple[str, dict[str, str], str]]:
        begins, ends = self.lines.index(("BEGIN", {}, kind)), self.lines.index(("END", {}, kind))
        return self.lines[begins + 1 : ends]

    @property
    def method(self) -> str:
        (said,) = (one[2] for one in self.lines if one[0] == "METHOD")
        return said

    def params(self, name: str) -> dict[str, str]:
        (said,) = (one[1] for one in self.event if one[0] == name)
        return said

    def holds(self) -> None:
        """What must be so in each of ours."""
        names = [one[0] for one in self.event]
        assert self.lines[0] == ("BEGIN", {}, "VCALENDAR")
        assert self.lines[-1] == ("END", {}, "VCALENDAR")
        assert ("VERSION", {}, "2.0") in self.lines
        assert len({"PRODID", "METHOD", "VERSION"} & {one[0] for one in self.lines}) == 3
        assert not [one for one in set(names) if names.count(one) > 1]  # no property twice: one organiser, one attendee
        assert {"UID", "DTSTAMP", "DTSTART", "DTEND", "SEQUENCE", "ORGANIZER", "SUMMARY"} <= set(names)
        assert re.fullmatch(r"\d{8}T\d{6}Z", self["DTSTAMP"])
        assert re.fullmatch(r"\d+", self["SEQUENCE"])
        for name in ("DTSTART", "DTEND"):
            assert self.params(name) == {"TZID": "Asia/Tokyo"}
            assert re.fullmatch(r"\d{8}T\d{6}", self[name])
        zone = [(name, value) for name, _params, value in self._inside("VTIMEZONE")]
        assert {("TZID", "Asia/Tokyo"), ("TZOFFSETFROM", "+0900"), ("TZOFFSETTO", "+0900")} <= set(zone)
        assert ("BEGIN", "STANDARD") in zone
        assert ("BEGIN", "DAYLIGHT") not in zone


def unfolded(octets: bytes) -> list[str]:
    """The content lines. Each line at most 75 octets, ended by CRLF, and no character is cut in two."""
    assert octets.endswith(b"\r\n")
    assert octets.count(b"\r") == octets.count(b"\n") == octets.count(b"\r\n")
    lines = octets.removesuffix(b"\r\n").split(b"\r\n")
    assert all(0 < len(one) <= 75 for one in lines)
    whole: list[str] = []
    for one in (line.decode("utf-8") for line in lines):
        if one[0] in " \t":
            whole[-1] += one[1:]
        else:
            whole.append(one)
    return whole


def unescaped(value: str) -> str:
    assert not re.search(r"(?<!\\)(?:\\\\)*[;,]", value)
    return re.sub(r"\\(.)", lambda one: "\n" if one[1] in "nN" else one[1], value)


def parts(letter: EmailMessage) -> tuple[Read, EmailMessage]:
    """The calendar of a letter, which is in it twice, as CalConnect recommends: beside the text, and as a file."""
    both, file = letter.iter_parts()
    _plain, calendar = both.iter_parts()
    assert isinstance(calendar, EmailMessage)
    octets = calendar.get_payload(decode=True)
    assert isinstance(octets, bytes)
    assert octets == file.get_payload(decode=True)
    assert (calendar["Content-Transfer-Encoding"], file.get_filename()) == ("base64", "invite.ics")
    read = Read(octets)
    read.holds()
    assert (calendar.get_content_type(), calendar.get_param("method"), calendar.get_param("charset")) == (
        "text/calendar",
        read.method,
        "utf-8",
    )
    return read, calendar


def letters_to(postbox: Postbox, app: Flask, address: str) -> list[Read]:
    send_due(app)
    found = [parts(one)[0] for one in postbox.letters if one["To"] == address]
    assert all(str(one["From"].addresses[0].addr_spec) == read["ORGANIZER"].removeprefix("mailto:")
               for one, read in zip((one for one in postbox.letters if one["To"] == address), found, strict=True))  # fmt: skip
    postbox.letters.clear()
    return found


HOSHI = "hoshi+kai@example.com"


def test_the_life_of_a_date_in_a_calendar(client: FlaskClient, cast: Cast, meeting: Meeting, postbox: Postbox, app: Flask) -> None:
    browser = invite(client, cast, meeting)
    (first,) = letters_to(postbox, app, HOSHI)
    assert (first.method, first["SEQUENCE"], first["STATUS"]) == ("REQUEST", "0", "CONFIRMED")
    assert (first["DTSTART"], first["DTEND"]) == ("20260612T190000", "20260612T203000")
    assert (unescaped(first["SUMMARY"]), unescaped(first["LOCATION"])) == (f"{NAME} 第1回", PLACE)
    assert first["ATTENDEE"] == f"mailto:{HOSHI}"
    assert first.params("ATTENDEE") == {
        "CN": "髙﨑 ”一＾郎”; 花: 子,", "ROLE": "REQ-PARTICIPANT", "PARTSTAT": "NEEDS-ACTION", "RSVP": "FALSE",
    }  # fmt: skip
    assert first["URL"] in unescaped(first["DESCRIPTION"])  # Outlook shows no URL
    said = {"theme": "x", "day": "2026-06-19", "starts": "19:00", "ends": "20:30", "openness": "open"}
    browser.post(f"/meetings/{meeting.id}/edit", data=said)
    (moved,) = letters_to(postbox, app, HOSHI)
    assert (moved.method, moved["SEQUENCE"], moved["DTSTART"], moved["UID"]) == ("REQUEST", "1", "20260619T190000", first["UID"])
    assert "LOCATION" not in {one[0] for one in moved.event}
    browser.post(f"/meetings/{meeting.id}/cancellation", data={"reason": "台風"})
    (off,) = letters_to(postbox, app, HOSHI)
    assert (off.method, off["SEQUENCE"], off["STATUS"], off["UID"]) == ("CANCEL", "2", "CANCELLED", first["UID"])
    assert set(off.params("ATTENDEE")) == PERSON


@pytest.mark.parametrize(
    ("answer", "said"),
    [(None, "NEEDS-ACTION"), ("attend", "ACCEPTED"), ("web", "ACCEPTED"), ("substitute", "DECLINED"), ("absent", "DECLINED")],
)
def test_a_calendar_is_told_what_was_answered(cast: Cast, meeting: Meeting, answer: str | None, said: str) -> None:
    (line,) = Attendance.invite(meeting, meeting.group.present[:1], by=cast.kimura)
    if answer:
        line.reply(Presence(answer), by=None)
    read = Read(ics.calendar(meeting, link="https://x.example/", line=line, to="a@example.jp"))
    read.holds()
    assert read.params("ATTENDEE")["PARTSTAT"] == said


def test_a_file_for_ones_own_calendar_has_no_attendee_and_says_what_it_is(client: FlaskClient, cast: Cast, meeting: Meeting) -> None:
    path = f"/meetings/{meeting.id}/invite.ics"
    for method in ("PUBLISH", "CANCEL"):
        file = signed_in(client.application, cast.sato).get(path)
        read = Read(file.data)
        read.holds()
        assert (read.method, file.mimetype_params) == (method, {"charset": "utf-8", "method": method})
        assert "ATTENDEE" not in {one[0] for one in read.event}
        if method == "PUBLISH":
            db.get_one(Meeting, meeting.id).cancel(reason="台風", by=cast.kimura)
            db.commit()


def test_an_organiser_without_an_address_is_nobody_one_could_write_to(app: Flask, meeting: Meeting) -> None:
    assert app.config["RENKEI"].mail_from == ""
    read = Read(ics.calendar(meeting, link="https://x.example/"))
    read.holds()
    assert read["ORGANIZER"] == "invalid:nomail"
    settings = app.config["RENKEI"]
    app.config["RENKEI"] = replace(settings, mail_from="連携 <renkei@example.jp>")
    try:
        assert Read(ics.calendar(meeting, link="https://x.example/"))["ORGANIZER"] == "mailto:renkei@example.jp"
    finally:
        app.config["RENKEI"] = settings


@pytest.mark.parametrize("length", range(1, 80, 6))
def test_long_names_fold_between_characters(cast: Cast, meeting: Meeting, length: int) -> None:
    name = ("a" * (length % 4) + "𠮷髙あa" * 20)[:length]
    meeting.group.name = name
    scheduling.change(meeting, by=cast.kimura, place=name * 2)
    read = Read(ics.calendar(meeting, link=f"https://x.example/{'t' * length}"))
    read.holds()
    assert (unescaped(read["SUMMARY"]), unescaped(read["LOCATION"])) == (f"{name} 第1回", name * 2)
