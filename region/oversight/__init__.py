"""Who did what: the audit of an area for its base staff, and the monthly review they sign.

It reads the rows core.audit keeps; an act belongs to the areas of the institution it was done for, or of the person who did it.
"""

from __future__ import annotations

from flask import Flask

from region.oversight.routes import acts as _acts
from region.oversight.routes import reviews as _reviews


def init_app(app: Flask) -> None:
    """Registers the pages under /audit/."""
    app.register_blueprint(_acts.routes)
    app.register_blueprint(_reviews.routes)
