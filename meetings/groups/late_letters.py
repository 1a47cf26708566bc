"""Mail was set up, or an address became known, after a meeting was invited: who could not be written to then is, with one press."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from core import audit
from core.database import db
from core.deliveries import Delivery
from core.rules import RuleBroken
from meetings.groups import inviting
from meetings.models import Attendance, Meeting
from region.models import Affiliation

TELL_OF_IT = ("invited", "changed", "reminded")


def unwritten(meeting: Meeting, lines: Sequence[Attendance]) -> list[Attendance]:
    """Of these: who has not answered, can be written to today, and was not told by letter of the meeting as it stands now."""
    if not (inviting.mail() and meeting.answerable):
        return []
    able = [one for one in lines if one.member and not one.answer and not inviting.by_paper(one.member)]
    keys = {f"{inviting.EVENT}:{one.id}:{one.ics_sequence}:{kind}": one for one in able for kind in TELL_OF_IT}
    told = {keys[key].id for key in db.scalars(select(Delivery.key).where(Delivery.key.in_(keys)))} if keys else set()
    return [one for one in able if one.id not in told]


def write(meeting: Meeting, *, by: Affiliation) -> list[Attendance]:
    """The letters of the invitation leave to exactly these. Of two who press at once, the second finds nobody. Raises RuleBroken."""
    meeting.alone()
    late = unwritten(meeting, inviting.invited(meeting))
    if not late:
        raise RuleBroken("案内がまだ届いていない人は、もういません。")
    inviting.tell("invited", meeting, late)
    audit.record("meeting.written_later", meeting, by=by, members=[one.member_id for one in late])
    return late
