"""Builds the demo: places first, then everything that was said and answered, in the order in which it happened, in one transaction."""

from __future__ import annotations

from datetime import timedelta

from core import clock
from core.database import db
from demo import chores, facts, meetings, threads
from demo.calendar import Calendar
from demo.places import FOLDERS, Place, demo_password, settle
from demo.readings import note_readings
from demo.telling import Act, Telling


def build() -> list[Place]:
    """Both places, committed."""
    calendar, password = Calendar.until_now(), demo_password()
    places = [settle(folder, calendar, password) for folder in FOLDERS]
    for act in sorted(_acts(places, calendar), key=lambda act: act.at):
        with clock.at(act.at):
            act.do()
    meetings.let_letters_rest()
    for place in places:
        facts.state_all(place, calendar)
        facts.designate(place, calendar)
        facts.check_themselves(place, calendar)
        chores.leave(place, calendar)
        note_readings(place, calendar.end - timedelta(minutes=3))
    db.commit()
    return places


def _acts(places: list[Place], calendar: Calendar) -> list[Act]:
    posted = [act for place in places for thread in threads.read(place.folder) for act in Telling(thread, place, calendar).acts()]
    return posted + [act for place in places for act in meetings.acts(place, calendar)]
