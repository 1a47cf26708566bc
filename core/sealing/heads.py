"""The head of the seals leaves the machine once a day, by mail and into a file that is only appended to, as the settings say.

What is sealed up to a head that left cannot be cut off or written anew any more, not even by who has the key.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from flask import Flask
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from core import audit, clock
from core.config import Settings
from core.database import aside, db
from core.deliveries import Delivery, composes, queue
from core.jobs import recurs
from core.mail import Letter
from core.realtime.quiet import quietly
from core.sealing.seal import AuditHead, Head, present_head
from core.sealing.sealer import seal_all

WRITTEN = re.compile(r"\b([1-9][0-9]{0,17})-([0-9a-f]{64})\b")


def due_today(app: Flask) -> bool:
    """Somebody keeps the heads, and today's did not leave yet."""
    settings: Settings = app.config["RENKEI"]
    if not (settings.audit_head_to or settings.audit_head_file):
        return False
    with quietly(app):
        db.rollback()
        return db.get(AuditHead, clock.today()) is None


@recurs("audit.head", every=timedelta(minutes=10), when=due_today)
def send_head(app: Flask) -> Head | None:
    """Sends the head of the audit away, once a day."""
    settings: Settings = app.config["RENKEI"]
    seal_all(app, everything=True)
    try:
        with aside() as session:
            head = present_head(session)
            if not head.number:
                return None
            day = clock.today()
            left = AuditHead(day_on=day, at=clock.now(), number=head.number, link=head.link)
            session.add(left)
            session.flush()
            audit.record("audit.head_sent", left, session=session, number=head.number)
            if settings.audit_head_to:
                queue("audit.head", key=str(day), address=settings.audit_head_to, session=session, head=str(head), day=str(day))
            if settings.audit_head_file:
                _append(settings.audit_head_file, f"{clock.in_japan(left.at):%Y-%m-%d %H:%M:%S} {head}\n")
    except IntegrityError:
        return None
    return head


def _append(path: Path, line: str) -> None:
    """Written through before the day counts as done: killed in between, the line stands there twice, which does no harm."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="ascii") as file:
        file.write(line)
        file.flush()
        os.fsync(file.fileno())


@composes("audit.head")
def _letter(row: Delivery) -> Letter:
    said = _(
        "操作の記録（監査記録）の控えです。このメールは、消さずに取っておいてください。\n"
        "あとで記録が変えられたり消されたりしていないかを、この控えで確かめられます。\n"
    )
    number = str(row.detail["head"]).partition("-")[0]
    count = _("記録の件数：%(number)s", number=number)
    return Letter(str(row.address), _("操作の記録の控え（%(day)s）", day=row.detail["day"]), f"{said}\n{count}\n{row.detail['head']}\n")


def heads_in(text: str) -> Iterator[Head]:
    """Every head written in a text: a file of heads, a letter, or a head alone."""
    for number, link in WRITTEN.findall(text):
        yield Head(int(number), link)
