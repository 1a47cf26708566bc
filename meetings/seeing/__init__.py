"""見えるようにする: the cycle board, the year at a glance, everybody's own tasks, reminders of them, and the group's report of the year."""

from __future__ import annotations

from meetings.seeing.routes import board

routes = [board.routes]
"""For the room to register."""
