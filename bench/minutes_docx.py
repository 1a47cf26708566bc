"""Measures the minutes of a meeting of 60 entries and 25 members: CPU of one Word file, text and printed page, in full and in public.

    .venv/bin/python -m bench.minutes_docx [TIMES]        (30; an embedded database in a temporary folder)

CPU is this process's, middle and worst of TIMES, from the rows in the database to the bytes. The most memory beyond what stood before is
that of one Word file alone. Beside it in the same run: python-docx with as many paragraphs, plainly, and one empty file.
"""

from __future__ import annotations

import io
import os
import statistics
import sys
import tempfile
import time
import tracemalloc
import uuid
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(HOUSE))
SENTENCE = "第{n}の意見。夜間にだれへ電話すればよいか分からず、佐藤委員の案で当番表をつくり、九月から三か月ためすことにしたい。"


def main(times: int) -> None:
    """Prints the table."""
    with tempfile.TemporaryDirectory(prefix="renkei-bench-") as folder:
        os.environ |= {"RENKEI_DATA": folder, "RENKEI_SECRET_KEY": "only for the bench"}
        from app import create_app
        from core.commands import upgrade
        from core.config import settings

        upgrade(settings().database_url)
        app = create_app()
        with app.app_context(), app.test_request_context():
            _table(_meeting(), times)


def _table(meeting_id: int, times: int) -> None:
    from flask import render_template

    from core.database import db
    from meetings.minuting.composing import proceedings
    from meetings.minuting.gathering import gather
    from meetings.minuting.plain import as_text
    from meetings.minuting.word import on_paper

    def read(public: bool):  # type: ignore[no-untyped-def]
        db.expunge_all()
        return proceedings(gather(meeting_id), public=public)

    def page(public: bool) -> str:
        shown = read(public)
        return render_template("meetings/minutes/print.html", meeting=gather(meeting_id).meeting, shown=shown, inside=not public)

    paragraphs = len(as_text(read(False)).splitlines())
    print(f"60 entries, 25 members; {paragraphs} lines as text; {os.cpu_count()} cores")
    print("| what | middle ms | worst ms | KB |\n|---|--:|--:|--:|")
    for public, name in ((False, "full"), (True, "public")):
        outputs: dict[str, Callable[[bool], bytes]] = {
            "rows to structure": lambda version: str(read(version)).encode(),
            "docx": lambda version: on_paper(read(version)).data(),
            "text": lambda version: as_text(read(version)).encode(),
            "printed page": lambda version: page(version).encode(),
        }
        for output, work in outputs.items():
            _line(f"{output}, {name}", partial(work, public), times)
    _line(f"python-docx, {paragraphs} plain paragraphs", lambda: _plainly(paragraphs), times)
    _line("python-docx, empty", lambda: _plainly(0), times)
    print(f"\nmost memory of one docx, full: {_memory(lambda: on_paper(read(False)).data()):.1f} MB more")
    print(f"most memory of {paragraphs} plain paragraphs: {_memory(lambda: _plainly(paragraphs)):.1f} MB more")


def _line(name: str, work: Callable[[], bytes], times: int) -> None:
    work()
    spent, size = [], 0
    for _ in range(times):
        began = time.process_time()
        size = len(work())
        spent.append((time.process_time() - began) * 1000)
    print(f"| {name} | {statistics.median(spent):.1f} | {max(spent):.1f} | {size / 1000:.1f} |")


def _memory(work: Callable[[], bytes]) -> float:
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    work()
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return (most - before) / 1e6


def _plainly(paragraphs: int) -> bytes:
    import docx

    file, document = io.BytesIO(), docx.Document()
    for number in range(paragraphs):
        document.add_paragraph(SENTENCE.format(n=number))
    document.save(file)
    return file.getvalue()


def _meeting() -> int:
    """The meeting of the tests, with 25 members in all and 60 entries, sent and open for corrections."""
    from core import clock
    from core.database import db
    from meetings.models import Attendance, Entry, EntryKind, Member, Presence
    from tests.cast import make_cast
    from tests.meetings.minuted import HELD, minuted, sent

    cast = make_cast()
    world = minuted(cast)
    kinds = [EntryKind.REMARK] * 6 + [EntryKind.REPORT, EntryKind.DECISION, EntryKind.HOMEWORK, EntryKind.ISSUE]
    with clock.at(HELD):
        for number in range(21):
            member = Member.seat_in(
                world.group, name=f"委員 名{number:02d}", institution_name=f"在宅医療クリニック{number:02d}", profession="nurse",
                by=cast.kimura, from_on=world.group.began_on,
            )  # fmt: skip
            Attendance.of(world.meeting, member).note_presence(Presence.ATTEND, by=cast.kimura)
        for number in range(55):
            text, kind = SENTENCE.format(n=number), kinds[number % len(kinds)]
            item, key = world.items[number % 3 % 2], str(uuid.uuid4())
            Entry.write(item, kind=kind, text=text, client_key=key, by=cast.kimura, member=world.nurse)
    world.items[1].private = False
    with clock.at(HELD + timedelta(days=2)):
        sent(world, cast)
    db.commit()
    return world.meeting.id


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 30)
