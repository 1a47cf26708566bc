"""What is said. Boards of an area: who may read and write is set per board; a notice asks institutions, and shows who has not answered.

Posts carry the board's own change number (`seq`), so a page that was away can always ask for exactly what it lacks.
"""

from __future__ import annotations

from flask import Blueprint, Flask

from board import commands, letters, linked, live, receiving, restored  # noqa: F401 - letters and linked register what they know
from board.routes import (
    alerts,
    attachments,
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
    uploads,
    viewer,
    withdrawals,
)


def init_app(app: Flask) -> None:
    """Opens the room: its addresses, its commands, and what watchers are told."""
    room = Blueprint("board", __name__)
    said = (boards, posts, replies, corrections, withdrawals, pins, attachments, uploads)
    for resource in (*said, confirmations, recorded_answers, reminders, call_list, rights, alerts, pulse, viewer):
        room.register_blueprint(resource.routes)
    room.url_value_preprocessor(receiving.allow_files)
    app.register_blueprint(room)
    app.cli.add_command(commands.boards)
    receiving.init_app(app)
    live.init_app(app)
    restored.init_app()
