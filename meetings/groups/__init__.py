"""Groups of an area and their year: who sits in them, who is missing, when they meet, and who will come."""

from __future__ import annotations

from meetings.groups import coming_and_going, letters, reminding  # noqa: F401 - what is written, and the jobs, are known from the start
from meetings.groups.routes import answers, every, groups, index, invitations, late_letters, meetings, members, parties, plans, seats, shown

routes = [one.routes for one in (index, every, groups, shown, members, seats, parties, plans, meetings, invitations, late_letters, answers)]
"""For the room to register."""
