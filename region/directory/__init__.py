"""The directory everyone trusts: what each institution can do, who said so when, and how to find the one that is needed.

It stands on region as board/vacancy stands on board: same words inside as every room.
"""

from __future__ import annotations

from flask import Flask

from region.directory import models  # noqa: F401 - listens to what the session writes


def init_app(app: Flask) -> None:
    """Opens the sub-room. Each part (facts, finding, areas, identity, official data) registers its routes and commands here."""
