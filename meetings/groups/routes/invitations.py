"""Inviting the members of a group to a meeting, and their answers."""

from __future__ import annotations

from flask import Blueprint, Response, abort, current_app, flash, redirect, render_template, request
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.wrappers import Response as Answered

from core.database import db
from core.rules import RuleBroken
from core.whole_numbers import whole
from meetings.groups import ics, inviting
from meetings.groups.forms import id_or_none
from meetings.groups.meeting_forms import AnswerForm
from meetings.groups.routes import told
from meetings.groups.shown import page_of
from meetings.models import Attendance, Meeting, Presence
from meetings.routes.finding import secretary, signer, the_meeting
from region.models import Affiliation

routes = Blueprint("invitations", __name__, url_prefix="/meetings/<int:meeting_id>")


@routes.post("/invitations")
def create(meeting_id: int) -> Answered:
    """Asks the members of that day who were not asked yet: those that are chosen, or all."""
    meeting = the_meeting(meeting_id)
    by, chosen = secretary(meeting.group), set(request.form.getlist("member", type=whole))
    asked = [one for one in inviting.to_invite(meeting) if one.id in chosen or "chosen" not in request.form]
    if not asked:
        raise RuleBroken("招待する人を選んでください。まだいなければ、先に委員を入れてください。")
    lines = Attendance.invite(meeting, asked, by=by)
    letters = inviting.tell("invited", meeting, lines)
    db.commit()
    unreached = [one for one in asked if inviting.by_paper(one)]
    said = _("%(people)s人を招待しました（メール %(letters)s通）。", people=len(lines), letters=letters)
    flash(said + (_("このうち%(count)s人には、まだ届いていません。", count=len(unreached)) if unreached else ""))
    told.by_hand(unreached)
    return redirect(f"/meetings/{meeting.id}#answers", 303)


@routes.post("/answer")
def answer(meeting_id: int) -> Answered | tuple[str, int]:
    """One's own answer, that of somebody who works at the same institution, or for the secretariat what was said on the telephone."""
    meeting, by, form = the_meeting(meeting_id), signer(), AnswerForm()
    member = id_or_none(form.member.data or request.args.get("member"))
    line = _line(meeting, by, member)
    if not form.validate():
        return page_of(meeting, form, line), 422
    said = Presence(form.answer.data)
    note = form.note.data or "" if "note" in request.form else line.note
    line.reply(said, by=by, substitute=_substitute(form, said, line, by), note=note)
    db.commit()
    if request.args.get("from") == "list" and (said != Presence.SUBSTITUTE or line.substitute):
        return redirect(f"/meetings/#meeting-{meeting.id}", 303)
    return redirect(f"/meetings/{meeting.id}#{'answers' if member else 'own'}", 303)


@routes.get("/invite.ics")
def calendar(meeting_id: int) -> Response:
    """For one's own calendar."""
    meeting = the_meeting(meeting_id)
    kept = ics.calendar(meeting, link=f"{current_app.config['RENKEI'].public_url}/meetings/{meeting.id}")
    named = {"Content-Disposition": 'attachment; filename="meeting.ics"'}
    return Response(kept, content_type=f"text/calendar; charset=utf-8; method={ics.method(meeting)}", headers=named)


@routes.get("/letters")
def letters(meeting_id: int) -> str:
    """開催通知 on paper for those who are called or get a fax; `?member=` for one of any kind."""
    meeting = the_meeting(meeting_id)
    secretary(meeting.group)
    wanted = request.args.get("member", type=whole)
    asked = inviting.invited(meeting)
    lines = [one for one in asked if (one.member_id == wanted if wanted else one.member and inviting.by_paper(one.member))]
    return render_template("meetings/meetings/letters.html", meeting=meeting, group=meeting.group, lines=lines)


def _line(meeting: Meeting, by: Affiliation, member_id: int | None) -> Attendance:
    """The line that is answered: one's own, or the named one where one may. 403 for who is not asked, 404 for a line that is not there."""
    if member_id is None:
        return inviting.own_line(meeting, by) or abort(403)
    found = db.scalar(select(Attendance).where(Attendance.meeting_id == meeting.id, Attendance.member_id == member_id)) or abort(404)
    return found if inviting.may_answer(found, by) else abort(403)


def _substitute(form: AnswerForm, said: Presence, line: Attendance, by: Affiliation) -> str:
    """Who comes instead: who is named, or was named before where nobody was asked, else the colleague who answers."""
    if said != Presence.SUBSTITUTE:
        return ""
    if line.substitute and "substitute" not in request.form:
        return line.substitute
    colleague = line.member is not None and line.member.person_id != by.person_id and line.member.institution_id == by.institution_id
    return form.substitute.data or (by.person.name if colleague and not line.meeting.group.run_by(by) else "")
