"""The list of calls to make about a notice: a page that prints on A4, and the same as a file."""

from __future__ import annotations

from flask import Blueprint, Response, abort, render_template
from flask_babel import gettext as _

from board.call_list import CallList
from board.models import Post
from board.routes.finding import allow, signer, the_post
from core import audit
from core.spreadsheet import csv_answer, xlsx_answer

routes = Blueprint("call_list", __name__, url_prefix="/posts/<int:post_id>")


@routes.get("/call-list")
def show(post_id: int) -> str:
    """Whom to call, the most urgent first."""
    post, listed = _found(post_id)
    return render_template("board/call_list/show.html", post=post, listed=listed)


@routes.get("/call-list.csv")
def csv(post_id: int) -> Response:
    """The same for a spreadsheet."""
    post, listed = _found(post_id)
    audit.record_aside("call_list.taken", post)
    return csv_answer(f"call-list-{post.id}", listed.header, listed.table())


@routes.get("/call-list.xlsx")
def xlsx(post_id: int) -> Response:
    """The same as a workbook, in which numbers keep their zeros."""
    post, listed = _found(post_id)
    audit.record_aside("call_list.taken", post)
    return xlsx_answer(f"call-list-{post.id}", _("電話の一覧"), listed.header, listed.table())


def _found(post_id: int) -> tuple[Post, CallList]:
    """For base staff of the area, and the institution that asks."""
    post, reader = the_post(post_id), signer()
    asked = post.request or abort(404)
    allow(post.answers_visible_to(reader))
    return post, CallList.of(asked, reader)
