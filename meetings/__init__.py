"""What is decided, and what came of it: groups, meetings, minutes, and the cycle 課題 → 方策 → 実施 → 評価 of each fiscal year.

Nothing that was decided is forgotten: stages are derived from records, a revision keeps what was before, and nothing ends unevaluated.
"""

from __future__ import annotations

from flask import Blueprint, Flask

from meetings import (
    agenda,
    cycle,
    groups,
    guarding,
    holding,
    minuting,
    models,  # noqa: F401 - the tables are known from the start
    papers,
    seeing,
)


def init_app(app: Flask) -> None:
    """Opens the room: its addresses, its commands, and what watchers are told."""
    room = Blueprint("meetings", __name__)
    for resource in (*agenda.routes, *groups.routes, *guarding.routes, *cycle.routes, *holding.routes, *minuting.routes, *seeing.routes):
        room.register_blueprint(resource)
    room.url_value_preprocessor(papers.allow_files)
    app.register_blueprint(room)
    papers.init_app()
    cycle.init_app(app)
    holding.init_app(app)
