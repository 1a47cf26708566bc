"""見えるようにする: the cycle board, the year at a glance, everybody's own tasks, reminders of them, and the group's report of the year."""

from __future__ import annotations

from meetings.seeing import letters  # noqa: F401 - it registers the letters, and with them the reminding
from meetings.seeing.routes import board, files, glance, tasks

routes = [board.routes, files.routes, glance.routes, tasks.routes]
"""For the room to register."""
