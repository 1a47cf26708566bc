"""Four working groups and the conference above them, for two fiscal years: what their files say, played in the order of time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial

from sqlalchemy import select, update

from core import clock
from core.database import db
from core.deliveries import Delivery
from demo.bodies import Body, Facts, Story
from demo.calendar import Calendar, moment
from demo.cycles import Cycle
from demo.places import Place
from demo.sittings import Sitting
from demo.telling import Act
from meetings.models import HearingNote, PartyWaiver, Proposal
from meetings.models.minutes_records import APPROVAL_ENDED, SENT


def acts(place: Place, calendar: Calendar) -> list[Act]:
    """What has happened until the demo's last moment; what is written for later has not happened yet."""
    story = Story.read(place, calendar)
    raised, decided = story.raised(), story.decided()
    found = [act for body in story.bodies.values() for act in _founding(body)]
    for body in story.bodies.values():
        held = [facts for facts in body.facts["meeting"] if body.starts(facts) < calendar.end]
        latest = max(held, key=body.starts)
        for facts in body.facts["meeting"]:
            found += Sitting(body, facts, body.facts["homework"] if facts is latest else []).acts(raised)
        for facts in body.facts["issue"]:
            found += Cycle(body, facts, raised, decided).acts()
        found += _beside(body)
    return [act for act in found if act.at < calendar.end]


def let_letters_rest() -> None:
    """What would have been told by letter in these two years is told to nobody now."""
    waiting = update(Delivery).where(Delivery.event.in_((SENT, APPROVAL_ENDED)), Delivery.ended_at.is_(None))
    db.execute(waiting.values(ended_at=clock.now(), ended_as="dropped"))


def _founding(body: Body) -> Iterator[Act]:
    begun = moment(date(body.story.years.this - 1, 4, 1), "13:30")
    yield Act(begun, body.set_up)
    for party in body.facts.get("waived", ()):
        yield Act(begun + timedelta(minutes=3), partial(_waive, body, party))
    for number, facts in enumerate(body.facts["hearing"]):
        heard = moment(body.story.years.day(facts["when"]), "16:30")
        yield Act(max(heard, begun + timedelta(minutes=5)), partial(_take_down, body, number, facts))


def _waive(body: Body, party: str) -> None:
    PartyWaiver.waive(body.group, party, by=body.secretary)


def _take_down(body: Body, number: int, facts: Facts) -> None:
    note = HearingNote.take_down(
        body.group, heard_on=body.story.years.day(facts["when"]), profession=facts["profession"], remarks=facts["text"],
        institution=body.story.place.institutions.get(facts["of"]), institution_name=facts["of"], client_key=body.key("hearing", number),
        by=body.who(facts["by"]),
    )  # fmt: skip
    lines = facts["text"].strip().splitlines()
    for one in facts["issues"]:
        key, _colon, line = one.partition(":")
        body.story.notes.append((key, note, lines[int(line) - 1]))


def _beside(body: Body) -> Iterator[Act]:
    """What members bring forward, and what is answered where it is not taken up."""
    for number, facts in enumerate(body.facts.get("proposal", ())):
        yield Act(body.story.years.at(facts["when"]), partial(_propose, body, number, facts))
        if "declined" in facts:
            when, reason = facts["declined"]
            yield Act(body.story.years.at(when), partial(_decline, body, number, reason))


def _propose(body: Body, number: int, facts: Facts) -> None:
    title, text = (body.story.years.calendar.told(facts[name], clock.today()).strip() for name in ("title", "text"))
    Proposal.put(body.group, title=title, text=text, client_key=body.key("proposal", number), by=body.who(facts["who"]))


def _decline(body: Body, number: int, reason: str) -> None:
    proposed = db.scalars(select(Proposal).where(Proposal.client_key == body.key("proposal", number))).one()
    proposed.decline(reason, by=body.secretary)
