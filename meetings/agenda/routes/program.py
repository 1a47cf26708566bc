"""次第 on one A4, and as a Word file."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request

from core import audit
from core.word import word_answer
from meetings.agenda.listing import Agenda
from meetings.agenda.program import Program, as_word
from meetings.routes.finding import the_meeting
from region.here import here

routes = Blueprint("program", __name__)


@routes.get("/meetings/<int:meeting_id>/program")
def show(meeting_id: int) -> str:
    """The sheet; with `?people=1` who sits there, too."""
    return render_template("meetings/agenda/program.html", program=_program(meeting_id))


@routes.get("/meetings/<int:meeting_id>/program.docx")
def word(meeting_id: int) -> Response:
    """The same to go on with; that it was taken along is recorded."""
    program = _program(meeting_id)
    paper = as_word(program)
    audit.record_aside("agenda.exported", meeting=meeting_id)
    return word_answer(program.title, paper)


def _program(meeting_id: int) -> Program:
    return Program(Agenda.of(the_meeting(meeting_id), here()), people=request.args.get("people") == "1")
