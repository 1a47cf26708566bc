"""Measures every page of meetings and the cycle, and the first page, in the demo area: CPU ms, queries and weight of a request.

Two people look: `kyoten` of the secretariat and `nurse`, a member. The issue is the one with the longest history, the meeting the one with
the most sentences in its minutes, its group the group that is opened, with its last year and the report of that year as files. Beside
them in the same run `frame`, an error page of the house with all that stands around a page, so that the ratio holds on a busy machine too.
CPU is this process and, on PostgreSQL, the database's processes for it; the median of 60.

Usage: .venv/bin/python -m bench.pages_of_meetings [--questions PAGE]     (PAGE: prints what a page asks the database, as in /issues/)
       .venv/bin/python bin/with-postgres .venv/bin/python -m bench.pages_of_meetings
"""

from __future__ import annotations

import gzip
import sys

from flask import Flask
from sqlalchemy import Select, func, select

from bench.one_request import asked, cpu, demo_area, signed_in
from core import clock
from core.database import db
from meetings.models import Countermeasure, Entry, Meeting, Member, Term
from region.models import Affiliation

WHO = ("kyoten", "nurse")
HEAD = ("page", "who", "CPU ms", "x frame", "queries", "kB", "kB gz")
WIDE = (26, 8, 9, 9, 9, 8, 8)


def main() -> None:
    wanted = sys.argv[sys.argv.index("--questions") + 1] if "--questions" in sys.argv else None
    with demo_area() as app:
        with app.app_context():
            pages = _pages()
            db.rollback()
        print("".join(f"{word:>{wide}}" for word, wide in zip(HEAD, WIDE, strict=True)))
        for who in WHO:
            _questions(app, who, [one for one in pages if wanted in one]) if wanted else _measured(app, who, pages)


def _pages() -> list[str]:
    issue = db.scalars(_longest()).first()
    meeting = db.scalars(_fullest()).first()
    assert issue
    assert meeting
    group = db.get_one(Meeting, meeting).group_id
    of_meeting = [f"/meetings/{meeting}{page}" for page in ("", "/follow", "/hold", "/minutes")]
    year = clock.fiscal_year(clock.today()) - 1
    of_year = [f"/groups/{group}/years/{year}{form}" for form in ("", ".docx", ".xlsx")]
    return ["/", "/tasks/", "/cycle/", "/meetings/", f"/groups/{group}", *of_meeting, f"/issues/{issue}", *of_year]


def _longest() -> Select[int]:
    history = select(Term.issue_id).join(Countermeasure, Countermeasure.term_id == Term.id).group_by(Term.issue_id)
    return history.order_by(func.count().desc(), Term.issue_id)


def _fullest() -> Select[int]:
    """The meeting of a group the nurse sits in."""
    nurse = select(Affiliation.id).where(Affiliation.person.has(email="nurse@example.jp"))
    hers = select(Member.group_id).where(Member.affiliation_id.in_(nurse), Member.today())
    said = select(Entry.meeting_id).join(Meeting, Meeting.id == Entry.meeting_id).where(Meeting.group_id.in_(hers))
    return said.group_by(Entry.meeting_id).order_by(func.count().desc(), Entry.meeting_id)


def _measured(app: Flask, who: str, pages: list[str]) -> None:
    client = signed_in(app, who)
    open_to_them = [one for one in pages if client.get(one).status_code == 200]
    *costs, frame = cpu(app, *((client, page) for page in (*open_to_them, "/nothing-is-here")))
    for page, cost in zip(open_to_them, costs, strict=True):
        body, said = asked(app, client, page)
        weights = (f"{len(body) / 1000:.0f}", f"{len(gzip.compress(body)) / 1000:.1f}")
        _line(page, who, f"{cost:.1f}", f"{cost / frame:.1f}", str(len(said)), *weights)
    _line("frame", who, f"{frame:.1f}", "1", "", "", "")


def _line(*words: str) -> None:
    print("".join(f"{word:>{wide}}" for word, wide in zip(words, WIDE, strict=True)), flush=True)


def _questions(app: Flask, who: str, pages: list[str]) -> None:
    for page in pages:
        client = signed_in(app, who)
        if client.get(page).status_code == 200:
            print(f"\n{who} {page}", *(" ".join(one.split()) for one in asked(app, client, page)[1]), sep="\n  ")


if __name__ == "__main__":
    main()
