"""Minutes never name a patient: a guard warns while writing, and one case becomes an issue of everybody.

Other parts ask `meetings.guarding.known.suspicions(text, group_id)` and show them by `meetings/guarding/_warnings.html`.
"""

from __future__ import annotations

from meetings.guarding.routes import generalising, guard

routes = [guard.routes, generalising.routes]
"""For the room to register."""
