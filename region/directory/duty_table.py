"""The six duties of active institutions as they judge themselves, for the areas of an overview in one fiscal year."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from sqlalchemy import select

from core import clock
from core.database import db
from region.directory.models.self_check import DUTIES, DutyAnswer, SelfCheck
from region.directory.plan_list import Chapter, PlanList


def last_day(year: int) -> date:
    """The day a fiscal year is looked at: its last one, or today while it runs."""
    return min(clock.today(), date(year + 1, 3, 31))


@dataclass
class DutyTable:
    """Who has answered what in a year. An institution in two areas stands in both, and counts once."""

    plan: PlanList
    year: int

    @property
    def chapters(self) -> list[Chapter]:
        return self.plan.chapters

    @cached_property
    def answers(self) -> dict[int, dict[int, SelfCheck]]:
        """By institution, then by duty."""
        ids = {row.institution_id for row in self.plan.rows}
        present = (SelfCheck.fiscal_year == self.year, SelfCheck.superseded_at.is_(None), SelfCheck.institution_id.in_(ids))
        found: dict[int, dict[int, SelfCheck]] = defaultdict(dict)
        for one in db.scalars(select(SelfCheck).where(*present)):
            found[one.institution_id][one.duty] = one
        return found

    @property
    def asked(self) -> int:
        """How many institutions there are."""
        return self.plan.institutions

    @property
    def answered(self) -> int:
        """How many have answered something."""
        return len(self.answers)

    @cached_property
    def sums(self) -> dict[int, Counter[DutyAnswer]]:
        """For each duty, how many say what."""
        said = [one for answers in self.answers.values() for one in answers.values()]
        return {duty: Counter(DutyAnswer(one.answer) for one in said if one.duty == duty) for duty in DUTIES}
