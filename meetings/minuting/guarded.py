"""What in the minutes may tell who a patient is."""

from __future__ import annotations

from meetings.guarding.known import known_of
from meetings.guarding.patterns import found
from meetings.guarding.suspicion import Suspicion
from meetings.minuting.composing import proceedings
from meetings.minuting.document import Proceedings
from meetings.minuting.gathering import gather
from meetings.models import Meeting


def suspected(minutes: Proceedings, group_id: int) -> list[Suspicion]:
    """In everything people wrote in these minutes. The directory is asked once, and only where there is something to excuse."""
    texts = [text for _entry, text in minutes.texts if found(text)]
    known = known_of(group_id) if texts else set()
    return [one for text in texts for one in found(text, known)]


def suspected_in(meeting: Meeting) -> list[Suspicion]:
    """The same of the full minutes as they stand now."""
    return suspected(proceedings(gather(meeting.id), public=False), meeting.group_id)


def suspected_text(text: str, group_id: int) -> list[Suspicion]:
    """In something that was just written."""
    return found(text, known_of(group_id)) if found(text) else []
