"""議事録: how the minutes of a meeting are read (document.py), how they go from draft to fixed (routes), and what is told of them."""

from __future__ import annotations

from meetings.minuting import copying, letters, linked  # noqa: F401 - they register what they know
from meetings.minuting.routes import corrections, errata, files, header, posting, sending, show

routes = [show.routes, files.routes, header.routes, sending.routes, corrections.routes, errata.routes, posting.routes]
"""For the room to register."""
