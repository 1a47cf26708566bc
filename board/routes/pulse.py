"""What stands around every page (banners, unread counts), asked for after a page was away."""

from __future__ import annotations

from flask import Blueprint, render_template

routes = Blueprint("pulse", __name__)


@routes.get("/pulse")
def show() -> str:
    """A fragment: the banners and the counts as a fresh page would show them."""
    return render_template("board/_pulse.html")
