"""Groups of an area and their year: who sits in them, who is missing, when they meet, and who will come."""

from __future__ import annotations

from meetings.groups import letters, reminding  # noqa: F401 - what is written, and the job that reminds, are known from the start
from meetings.groups.routes import answers, groups, index, invitations, meetings, members, parties, plans, seats, shown

routes = [one.routes for one in (index, groups, shown, members, seats, parties, plans, meetings, invitations, answers)]
"""For the room to register."""
