"""The first page: what each person must answer and read. It asks the other rooms; nothing is kept here.

It also puts around every page what belongs around it: the boards with their unread counts, and the banners of urgent posts.
"""

from __future__ import annotations

from flask import Flask

from home import frame
from home.routes import routes


def init_app(app: Flask) -> None:
    """Opens the room."""
    app.register_blueprint(routes)
    frame.init_app(app)
