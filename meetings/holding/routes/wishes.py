"""発言したい: told and taken back on one's own phone, ended by the secretariat. Like a turn, it is never kept for later."""

from __future__ import annotations

from flask import Blueprint, abort, request
from flask_login import current_user
from werkzeug.wrappers import Response

from core.database import db
from core.whole_numbers import whole
from meetings.holding import live
from meetings.holding.answering import done
from meetings.holding.company import Company
from meetings.holding.finding import followed
from meetings.models import Meeting, Member, Wish, WishEnd
from meetings.routes.finding import secretary, signer, the_meeting

routes = Blueprint("wishes", __name__)


@routes.post("/meetings/<int:meeting_id>/wish")
def tell(meeting_id: int) -> Response | tuple[str, int]:
    """I want to speak."""
    meeting, me = _mine(meeting_id)
    Wish.tell(meeting, me, by=signer())
    return _told(meeting, f"/meetings/{meeting.id}/follow#h-me")


@routes.post("/meetings/<int:meeting_id>/wish/taking-back")
def take_back(meeting_id: int) -> Response | tuple[str, int]:
    """No longer."""
    meeting, me = _mine(meeting_id)
    Wish.drop(meeting, me, WishEnd.TAKEN_BACK, by=signer())
    return _told(meeting, f"/meetings/{meeting.id}/follow#h-me")


@routes.post("/meetings/<int:meeting_id>/wishes")
def raise_hand(meeting_id: int) -> Response | tuple[str, int]:
    """`member=member-12`: the secretariat saw a hand in the room, of somebody who has no page of their own."""
    meeting = the_meeting(meeting_id)
    by = secretary(meeting.group)
    row = Company.of(meeting).row(request.form.get("member", ""))
    Wish.tell(meeting, row.member if row and row.member else abort(422), by=by)
    return _told(meeting, f"/meetings/{meeting.id}/hold#wishes")


@routes.post("/meetings/<int:meeting_id>/wishes/ending")
def end(meeting_id: int) -> Response | tuple[str, int]:
    """`member-12=34`: this member has spoken, or need not any more; the one told at 34, for this tap may have waited."""
    meeting = the_meeting(meeting_id)
    by = secretary(meeting.group)
    company = Company.of(meeting)
    said = next(((one.member, request.form.get(one.key, type=whole)) for one in company.seated if one.key in request.form), None)
    if not said or not said[0] or said[1] is None:
        abort(422)
    Wish.drop(meeting, said[0], WishEnd.SPOKEN, by=by, told=said[1])
    return _told(meeting, f"/meetings/{meeting.id}/hold#wishes")


def _mine(meeting_id: int) -> tuple[Meeting, Member]:
    """The meeting, and where the signed-in person sits in it; who may follow it and has no seat is refused."""
    meeting = followed(meeting_id)
    row = Company.of(meeting).mine(current_user.id)
    return (meeting, row.member) if row and row.member else abort(403)


def _told(meeting: Meeting, address: str) -> Response | tuple[str, int]:
    live.meeting_moved(meeting)
    db.commit()
    return done(address)
