"""議題: what a meeting will talk about, how it came onto the list, and what waits to come onto one; and the 次第 on one sheet.

The page of a meeting shows the list by `{% include 'meetings/agenda/_items.html' %}` (wants `meeting`).
"""

from __future__ import annotations

from meetings.agenda import letters, linked  # noqa: F401 - they make themselves known
from meetings.agenda.routes import agenda, backlog, forward, items, papers, program, template

routes = [agenda.routes, template.routes, forward.routes, items.routes, papers.routes, program.routes, backlog.routes]
"""For the room to register."""
