"""The minutes of a meeting of the demo: a draft, sent to the members, corrected as they ask, signed, fixed, and set right once more."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING

from demo.bodies import Facts
from demo.calendar import moment, working_day
from demo.telling import Act
from meetings.models import Correction, Entry, Erratum, Meeting, Minutes, Openness

if TYPE_CHECKING:
    from demo.sittings import Sitting

SENT, CORRECTED, ANSWERED, FIXED = 2, 3, 4, 9
SIGNED = ((5, "21:14"), (6, "8:52"), (8, "12:30"))
"""Working days after the meeting."""


class WrittenDown:
    """The minutes of one meeting."""

    minutes: Minutes

    def __init__(self, sitting: Sitting) -> None:
        self.sitting, self.body, self.facts = sitting, sitting.body, sitting.facts
        self.asked: dict[str, Correction] = {}

    def acts(self) -> Iterator[Act]:
        """What the secretary, who asks for another word, and the signers do."""
        yield Act(self._after(1, "10:05"), self._begin_minutes)
        yield Act(self._after(SENT, "17:30"), self._send)
        for who, wrong, right in self.facts.get("corrections", ()):
            yield Act(self._after(CORRECTED, "8:40"), partial(self._ask, who, wrong, right))
            yield Act(self._after(ANSWERED, "9:30"), partial(self._correct, wrong, right))
        signers = [one["who"] for one in self.body.facts["members"] if self._signs(one)]
        for (days, hour), signer in zip(SIGNED, signers, strict=True):
            yield Act(self._after(days, hour), partial(self._sign, signer))
        yield Act(self._after(FIXED, "11:15"), lambda: self.minutes.fix(by=self.body.secretary))
        if erratum := self.facts.get("erratum"):
            yield Act(self.body.story.years.at(erratum["when"]), partial(self._amend, erratum))

    def _begin_minutes(self) -> None:
        self.minutes = Minutes.of(self._meeting)
        self.minutes.describe(
            place=self._meeting.place, openness=Openness.OPEN, reason="", listeners=self.facts.get("visitors", 0), summary="",
            by=self.body.secretary,
        )  # fmt: skip

    def _signs(self, member: Facts) -> bool:
        return member.get("seat") == "chair" or member.get("who") in self.body.facts["signers"]

    def _after(self, days: int, at: str) -> datetime:
        return moment(working_day(self.sitting.start.date(), days), at)

    @property
    def _meeting(self) -> Meeting:
        return self.sitting.meeting

    def _send(self) -> None:
        until: date = working_day(self.sitting.start.date(), ANSWERED)
        self.minutes.send(correct_by_on=until, by=self.body.secretary)

    def _ask(self, who: str, wrong: str, right: str) -> None:
        words = f"「{wrong}」は、「{right}」に直してください。"
        self.asked[wrong] = Correction.ask(self.minutes, words, by=self.body.who(who), entry=self._saying(wrong))

    def _correct(self, wrong: str, right: str) -> None:
        entry = self._saying(wrong)
        text = entry.text.replace(wrong, right)
        self.asked[wrong].take(words="直しました。", by=self.body.secretary, new_text=text, made_from=entry.revision)

    def _saying(self, words: str) -> Entry:
        return next(one for one in self.sitting.entries if words in one.text)

    def _sign(self, key: str) -> None:
        self.minutes.approve(self.body.seats[key], by=self.body.who(key))

    def _amend(self, facts: Facts) -> None:
        words = {name: facts[name] for name in ("wrong", "right", "reason")}
        Erratum.add(self.minutes, **words, entry=self._saying(facts["wrong"]), by=self.body.secretary)
