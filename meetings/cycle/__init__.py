"""課題 → 方策 → 実施 → 評価: the page of an issue with all that came before and after it, and every act on it; and telling of it."""

from __future__ import annotations

from meetings.cycle.routes import papers

routes = [papers.routes]
"""For the room to register."""
