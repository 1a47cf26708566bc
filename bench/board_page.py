"""Measures a board page with 20 posts as HTML, signed in: CPU ms, queries and weight of a request, in a small board and in a large one.

The posts are of different authors, some ask for answers, some have replies. CPU is this process and, on PostgreSQL, the database's
processes for it. Beside it, in the same run and between the same pages, what the machine costs when it does next to nothing: a route of
Flask that answers one letter (`x`), and one that asks for five rows as objects and puts them into a small template (`small`); so the ratios
hold on a busy machine too. `after` is what a page asks for that was away while nothing changed, `frame` an error page of the house.

Usage: .venv/bin/python -m bench.board_page [SMALL LARGE]       (1,000 and 1,000,000 posts; an embedded database in a temporary folder)
       .venv/bin/python bin/with-postgres .venv/bin/python -m bench.board_page
"""

from __future__ import annotations

import gzip
import sys
import uuid
from datetime import timedelta

from flask import Flask, render_template_string
from sqlalchemy import func, insert, select, text

from bench.one_request import ROUNDS, asked, cpu, demo_area, signed_in
from board.models import Board, Post
from core import clock
from core.database import db
from core.prose import to_html
from region.models import Affiliation

STEP = 5000
WHO = ("nurse", "kyoten", "prefecture")
HEAD = ("posts", "who", "page", "queries", "kB", "kB gz", "after", "frame", "x", "small", "page/small")
WIDE = (12, 12, 8, 9, 7, 7, 8, 8, 8, 8, 12)
SMALL = "<!doctype html><title>{{ title }}</title><ul>{% for one in boards %}<li>{{ one.name }}</li>{% endfor %}</ul>"
BODY = "退院のめどが立った方の受け入れを、今週中にお願いできる施設をさがしています。\n\n* 週2回の訪問\n* 点滴あり\n\nくわしくは電話で。"


def main() -> None:
    small, large = (int(number) for number in sys.argv[1:3]) if len(sys.argv) > 2 else (1_000, 1_000_000)
    print("CPU ms of a request, the median of", ROUNDS)
    print("".join(f"{word:>{wide}}" for word, wide in zip(HEAD, WIDE, strict=True)))
    with demo_area() as app:
        with app.app_context():
            number = db.scalars(select(Board.id).order_by(Board.id)).all()[0]
        costs: dict[str, list[float]] = {who: [] for who in WHO}
        plain = _plain()
        for size in (small, large):
            with app.app_context():
                fill(number, size)
            for who in WHO:
                costs[who].append(_measured(app, plain, who, number, size))
    for who, (first, last) in costs.items():
        print(f"{who}: {last / first:.2f} times the cost (in units of `small`) with {large / small:,.0f} times the posts")


def fill(board_id: int, size: int) -> None:
    """Brings the board to `size` posts: older ones below those of the demo area, so that the newest 20 are as people write them."""
    there = db.scalar(select(func.count()).select_from(Post).where(Post.board_id == board_id)) or 0
    authors = list(db.scalars(select(Affiliation).order_by(Affiliation.id).limit(200)))
    lowest = db.scalar(select(func.min(Post.seq)).where(Post.board_id == board_id)) or 1
    drawn, now, missing = to_html(BODY), clock.now(), size - there
    for begun in range(0, missing, STEP):
        numbers = range(lowest - begun - 1, lowest - min(begun + STEP, missing) - 1, -1)
        db.execute(insert(Post), [
            {"board_id": board_id, "seq": seq, "changed_seq": seq, "affiliation_id": (by := authors[seq % len(authors)]).id,
             "person_id": by.person_id, "institution_id": by.institution_id, "title": f"受け入れのお願い {seq}", "body": BODY,
             "body_html": drawn, "urgency": _urgency(seq, begun), "client_key": str(uuid.uuid4()),
             "published_at": now - timedelta(minutes=begun + 60), "reply_count": 0}
            for seq in numbers
        ])  # fmt: skip
        db.commit()
    db.execute(text("ANALYZE"))
    db.commit()


def _urgency(seq: int, age: int) -> str:
    """Some important ones, and urgent ones so old that they no longer stand over every page."""
    return "urgent" if age > STEP and seq % 200 == 0 else "important" if seq % 9 == 0 else "normal"


def _plain() -> Flask:
    """The least that can be done with the same tools, in an application without a house around it."""
    app = Flask("plain")
    app.add_url_rule("/x", "x", lambda: "x")

    @app.get("/small")
    def small() -> str:
        return render_template_string(SMALL, title="boards", boards=db.scalars(select(Board).order_by(Board.id).limit(5)).all())

    @app.teardown_appcontext
    def give_back(_: BaseException | None) -> None:
        db.remove()

    return app


def _measured(app: Flask, plain: Flask, who: str, board_id: int, size: int) -> float:
    client = signed_in(app, who)
    page = f"/boards/{board_id}"
    body, queries = asked(app, client, page)
    least = plain.test_client()
    last = body.partition(b'data-stream="board:')[2].partition(b'data-seq="')[2].partition(b'"')[0].decode()
    asked_for = ((client, page), (client, f"{page}?after={last}"), (client, "/nothing-is-here"), (least, "/x"), (least, "/small"))
    cost, after, frame, x, small = cpu(app, *asked_for)
    figures = (f"{len(body) / 1000:.0f}", f"{len(gzip.compress(body)) / 1000:.1f}", *(f"{one:.2f}" for one in (after, frame, x, small)))
    said = (f"{size:,}", who, f"{cost:.1f}", str(len(queries)), *figures, f"{cost / small:.1f}")
    print("".join(f"{word:>{wide}}" for word, wide in zip(said, WIDE, strict=True)), flush=True)
    return cost / small


if __name__ == "__main__":
    main()
