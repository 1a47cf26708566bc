"""A meeting while it is held: the secretary writes, the members' phones and the projector follow."""

from __future__ import annotations

from meetings.holding import live
from meetings.holding.routes import entries, guests, hall, outcomes, presence, remarks, turns, wishes

routes = [hall.routes, turns.routes, presence.routes, guests.routes, entries.routes, outcomes.routes, wishes.routes, remarks.routes]
"""For the room to register."""

init_app = live.init_app
