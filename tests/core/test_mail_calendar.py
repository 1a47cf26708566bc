"""A letter may carry a date, in the three ways that mail programs look for one; its address may be anybody's."""

from __future__ import annotations

from collections.abc import Iterator
from email.message import EmailMessage

import pytest
from flask import Flask
from icalendar import Calendar
from sqlalchemy import select

from core.database import db
from core.deliveries import Delivery, composers, composes, queue
from core.delivering import Outcome, send_due
from core.mail import Letter, compose
from tests.core.postbox import Postbox

DATE = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Renkei//JA
METHOD:{}
BEGIN:VEVENT
UID:meeting-3@example.jp
DTSTAMP:20261122T000000Z
DTSTART:20261201T100000Z
SUMMARY:第1回 連携会議
END:VEVENT
END:VCALENDAR
"""


def a_date(method: str = "REQUEST") -> bytes:
    return DATE.format(method).replace("\n", "\r\n").encode()


@pytest.fixture(autouse=True)
def _written_about_with_a_date() -> Iterator[None]:
    composes("test.invited")(lambda row: Letter(str(row.address), "ご案内", "日時のご案内です。\n", a_date(row.detail["method"])))
    yield
    composers.pop("test.invited")


@pytest.mark.parametrize("method", ["REQUEST", "CANCEL"])
def test_outlook_google_and_plain_programs_each_find_the_date(app: Flask, postbox: Postbox, method: str) -> None:
    queue("test.invited", key="1", address="guest@example.com", method=method)
    db.commit()
    assert send_due(app) == Outcome(sent=1)
    (row,) = db.scalars(select(Delivery))
    assert (row.person_id, row.ended_as) == (None, "sent")
    (letter,) = postbox.letters
    assert letter["To"] == "guest@example.com"
    assert letter.get_content_type() == "multipart/mixed"
    both, file = letter.iter_parts()
    plain, date = both.iter_parts()
    assert both.get_content_type() == "multipart/alternative"
    assert plain.get_content().strip() == "日時のご案内です。"
    assert (date.get_content_type(), date.get_param("method"), date.get_param("charset")) == ("text/calendar", method, "utf-8")
    assert (file.get_filename(), file.is_attachment(), file.get_content_type()) == ("invite.ics", True, "application/ics")
    for part in (date, file):
        assert part.get_payload(decode=True) == a_date(method)
    read = Calendar.from_ical(a_date(method).decode())
    assert read["METHOD"] == method


def composed(calendar: bytes | None) -> EmailMessage:
    return compose(Letter("a@example.jp", "x", "y\n", calendar), sender="Renkei <renkei@example.jp>", number="1")


def test_a_letter_without_a_date_is_plain_text_as_ever(app: Flask) -> None:
    assert composed(None).get_content_type() == "text/plain"


@pytest.mark.parametrize("wrong", [b"", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", a_date("request; x=\r\ny"), b"X-METHOD:REQUEST\r\n"])
def test_a_date_that_does_not_say_what_it_is_for_is_not_sent(app: Flask, wrong: bytes) -> None:
    with pytest.raises(ValueError, match="METHOD"):
        composed(wrong)
