"""すべての会議: when is ours, and when was it?"""

from __future__ import annotations

from flask import Blueprint, render_template, request

from meetings.groups.listing import Every
from meetings.routes.finding import signer
from meetings.standing import places

routes = Blueprint("every", __name__)


@routes.get("/meetings/all")
def show() -> str:
    """What is to come, or a fiscal year; of one's own groups, of one group, or of all one may read."""
    return render_template("meetings/groups/every.html", every=Every.of(signer(), request.args), own=places().own)
