"""The demo area: an invented piece of country, its offices and people, a month of what they wrote and two years of their meetings.

It stands above all rooms and uses their verbs only, so that what it builds obeys every rule. `flask --app app demo` builds it; a production
start refuses a database that holds it. What is told lies in data files, one folder for each place; its last day is always today.
"""

from __future__ import annotations

from flask import Flask

from demo.commands import demo
from demo.presence import present, refuse_in_production

__all__ = ["init_app", "present", "refuse_in_production"]


def init_app(app: Flask) -> None:
    """Adds the command to `flask --app app`."""
    app.cli.add_command(demo)
