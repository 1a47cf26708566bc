"""Measures a board page with 20 posts as HTML, signed in: CPU ms, queries and weight of a request, in a small board and in a large one.

The posts are of different authors, some ask for answers, some have replies. CPU is this process and, on PostgreSQL, the database's process
for it. Beside it, in the same run: a page that asks the database nothing but who signed in, so that what the house itself costs is seen.

Usage: .venv/bin/python -m bench.board_page [SMALL LARGE]       (1,000 and 1,000,000 posts; an embedded database in a temporary folder)
       .venv/bin/python bin/with-postgres .venv/bin/python -m bench.board_page
"""

from __future__ import annotations

import gc
import gzip
import os
import statistics
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, func, insert, select, text

from app import create_app
from board.models import Board, Post
from core import clock, config
from core.commands import upgrade
from core.database import db
from core.prose import to_html
from demo.building import build
from region.models import Affiliation

ROUNDS = 60
STEP = 5000
WHO = ("nurse", "kyoten", "prefecture")
BODY = "退院のめどが立った方の受け入れを、今週中にお願いできる施設をさがしています。\n\n* 週2回の訪問\n* 点滴あり\n\nくわしくは電話でお願いします。"


def main() -> None:
    small, large = (int(number) for number in sys.argv[1:3]) if len(sys.argv) > 2 else (1_000, 1_000_000)
    print(f"{'posts in the board':>20}{'who':>12}{'CPU ms':>10}{'queries':>9}{'kB':>7}{'kB gz':>7}{'frame CPU ms':>14}")
    with tempfile.TemporaryDirectory() as folder:
        url = os.environ.get("RENKEI_TEST_DATABASE_URL") or f"sqlite:///{Path(folder) / 'renkei.sqlite3'}"
        upgrade(url)
        app = create_app(replace(config.read({"RENKEI_DATA": folder}), database_url=url))
        app.config["WTF_CSRF_ENABLED"] = False
        with app.app_context():
            build()
            board = db.scalars(select(Board).order_by(Board.id)).first()
            assert board
            number = board.id
        costs = {who: [] for who in WHO}
        for size in (small, large):
            with app.app_context():
                fill(number, size)
            for who in WHO:
                costs[who].append(_measured(app, who, number, size))
    for who, (first, last) in costs.items():
        print(f"{who}: {last / first:.2f} times the CPU with {large / small:,.0f} times the posts")


def fill(board_id: int, size: int) -> None:
    """Brings the board to `size` posts: older ones below those of the demo area, so that the newest 20 are as people write them."""
    board = db.get_one(Board, board_id)
    there = db.scalar(select(func.count()).select_from(Post).where(Post.board_id == board_id)) or 0
    authors = list(db.scalars(select(Affiliation).order_by(Affiliation.id).limit(200)))
    lowest = db.scalar(select(func.min(Post.seq)).where(Post.board_id == board_id)) or 1
    drawn, now, missing = to_html(BODY), clock.now(), size - there
    for begun in range(0, missing, STEP):
        numbers = range(lowest - begun - 1, lowest - min(begun + STEP, missing) - 1, -1)
        db.execute(insert(Post), [
            {"board_id": board_id, "seq": seq, "changed_seq": seq, "affiliation_id": (by := authors[seq % len(authors)]).id,
             "person_id": by.person_id, "institution_id": by.institution_id, "title": f"受け入れのお願い {seq}", "body": BODY, "body_html": drawn,
             "urgency": "important" if seq % 9 == 0 else "normal", "client_key": str(uuid.uuid4()),
             "published_at": now - timedelta(minutes=begun + 60), "reply_count": 0}
            for seq in numbers
        ])  # fmt: skip
        db.commit()
    board = db.get_one(Board, board_id)
    db.execute(text("ANALYZE"))
    db.commit()


def _measured(app: Flask, who: str, board_id: int, size: int) -> float:
    client = app.test_client()
    client.post("/sign-in", data={"email": f"{who}@example.jp", "password": "renkei-demo-2026"})
    page = f"/boards/{board_id}"
    asked: list[str] = []
    event.listen(app.extensions["engine"], "before_cursor_execute", lambda _c, _u, statement, *_: asked.append(statement))
    body = client.get(page).data
    client.get(page)
    asked.clear()
    client.get(page)
    queries = sum(1 for statement in asked if statement.lstrip().upper().startswith(("SELECT", "INSERT", "UPDATE")))
    cost = _cpu(client, page, app)
    frame = _cpu(client, "/account/text-size-nothing", app)
    print(f"{size:>20,}{who:>12}{cost:>10.1f}{queries:>9}{len(body) / 1000:>7.0f}{len(gzip.compress(body)) / 1000:>7.1f}{frame:>14.1f}")
    return cost


def _cpu(client: FlaskClient, path: str, app: Flask) -> float:
    """The median of CPU ms of a request; on PostgreSQL with the CPU of the connection's own process."""
    backend = _backend(app)
    gc.collect()
    costs = []
    for _ in range(ROUNDS):
        begun, theirs = time.process_time(), backend()
        client.get(path)
        costs.append((time.process_time() - begun) * 1000 + backend() - theirs)
    return statistics.median(costs)


def _backend(app: Flask) -> Callable[[], float]:
    """Gives the CPU ms so far of the database's process that serves us; always 0 where there is none."""
    if app.extensions["engine"].dialect.name != "postgresql":
        return lambda: 0.0
    with app.app_context():
        number = db.scalar(text("SELECT pg_backend_pid()"))
        db.rollback()
    ticks = os.sysconf("SC_CLK_TCK") / 1000

    def spent() -> float:
        fields = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / ticks

    return spent


if __name__ == "__main__":
    main()
