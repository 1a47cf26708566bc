"""What is said. Boards of an area: who may read and write is set per board; a notice asks institutions, and shows who has not answered.

Posts carry the board's own change number (`seq`), so a page that was away can always ask for exactly what it lacks.
"""

from __future__ import annotations

from flask import Blueprint, Flask

from board import commands, letters, live  # noqa: F401 - letters says how a reminder is written
from board.routes import (
    alerts,
    boards,
    call_list,
    confirmations,
    corrections,
    pins,
    posts,
    pulse,
    recorded_answers,
    reminders,
    replies,
    rights,
    viewer,
    withdrawals,
)


def init_app(app: Flask) -> None:
    """Opens the room: its addresses, its commands, and what watchers are told."""
    room = Blueprint("board", __name__)
    for resource in (boards, posts, replies, corrections, withdrawals, pins, confirmations, recorded_answers, reminders, call_list, rights, alerts, pulse, viewer):
        room.register_blueprint(resource.routes)
    app.register_blueprint(room)
    app.cli.add_command(commands.boards)
    live.init_app(app)
