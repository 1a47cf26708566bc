"""The minutes to take along: Word, text, and a page that prints."""

from __future__ import annotations

from flask import Blueprint, Response, render_template
from flask_babel import gettext as _

from core import audit
from core.office import as_file
from core.word import word_answer
from meetings.minuting.plain import as_text
from meetings.minuting.routes.finding import Reading, reading
from meetings.minuting.word import on_paper

routes = Blueprint("minutes_files", __name__)


@routes.get("/meetings/<int:meeting_id>/minutes.docx")
def docx(meeting_id: int) -> Response:
    """For Word."""
    read = _taken(meeting_id, "docx")
    return word_answer(_name(read), on_paper(read.shown))


@routes.get("/meetings/<int:meeting_id>/minutes.txt")
def txt(meeting_id: int) -> Response:
    """For a mail."""
    read = _taken(meeting_id, "txt")
    return as_file(as_text(read.shown).encode(), _name(read), "txt")


@routes.get("/meetings/<int:meeting_id>/minutes/print")
def paper(meeting_id: int) -> str:
    """For the printer and the fax."""
    read = reading(meeting_id)
    return render_template("meetings/minutes/print.html", meeting=read.meeting, shown=read.shown, inside=read.inside)


def _taken(meeting_id: int, form: str) -> Reading:
    """That it was taken along is recorded: as what, and in which version."""
    read = reading(meeting_id)
    audit.record_aside("minutes.exported", read.meeting, form=form, public=read.shown.public)
    return read


def _name(read: Reading) -> str:
    """24時間の病診連携WG 令和8年度 第1回 議事録（公開用）."""
    version = _("（公開用）") if read.shown.public else _("（委員用）")
    draft = "" if read.shown.fixed else _("（案）")
    return f"{read.shown.group} {read.shown.title}{version}{draft}"
