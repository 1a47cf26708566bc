"""The cycle board: every issue of a group's year in its stage, what is late above; narrowed as the reader asked, fifty to a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from sqlalchemy import BindParameter, Integer, Select, bindparam, literal, select, union_all

from core.database import db
from core.whole_numbers import number_of
from meetings.models import Countermeasure, CountermeasureVersion, Group, Issue, Meeting, Owner, Scene, Stage, Term
from meetings.seeing import anywhere
from meetings.seeing.asking import facts_of, in_force
from meetings.seeing.facts import TermFact
from meetings.seeing.lateness import Reason, Year, reasons
from region.models import Institution

PAGE = 50
BODY = "b:"
"""Before the name of a body in an address."""


@dataclass(frozen=True)
class Wanted:
    """How the reader narrowed the board. What makes no sense is not asked for."""

    stage: str = ""
    scene: str = ""
    owner: str = ""
    """An institution by its id, or "b:" and the name of a body that is not in the directory."""
    late: bool = False
    text: str = ""
    page: int = 1

    @classmethod
    def read(cls, said: Mapping[str, str]) -> Wanted:
        stage, scene = said.get("stage", ""), said.get("scene", "")
        return cls(
            stage=stage if stage in {*Stage, "settled"} else "", scene=scene if scene in set(Scene) else "",
            owner=_owner(said.get("owner", "")), late=bool(said.get("late")), text=said.get("q", "").strip()[:80],
            page=max(1, number_of(said.get("page", ""))),
        )  # fmt: skip

    def __bool__(self) -> bool:
        return bool(self.stage or self.scene or self.owner or self.late or self.text)

    @property
    def said(self) -> dict[str, str | int]:
        """For addresses: only what was asked for."""
        every: dict[str, str | int] = {
            "stage": self.stage, "scene": self.scene, "owner": self.owner, "late": int(self.late), "q": self.text
        }  # fmt: skip
        return {name: value for name, value in every.items() if value}


@dataclass
class Board:
    """`found`: what the reader asked for, in its order; `shown`: the page of it."""

    group: Group
    fiscal_year: int
    wanted: Wanted
    year: Year
    facts: list[TermFact]
    late: dict[int, list[Reason]]
    """By term; only those that are."""
    found: list[TermFact] = field(default_factory=list)

    @classmethod
    def of(cls, group: Group, fiscal_year: int, wanted: Wanted, meetings: Sequence[Meeting]) -> Board:
        """`meetings`: those of the year."""
        year = Year([one for one in meetings if not one.cancelled_at])
        facts = facts_of([group.id], fiscal_year)
        late = {one.id: why for one in facts if (why := reasons(one, year))}
        board = cls(group, fiscal_year, wanted, year, facts, late)
        board.found = sorted(board._narrowed(), key=board._order)
        return board

    @property
    def counts(self) -> list[int]:
        """How many have come at least so far, for each of the four stages."""
        places = [one.stage.place for one in self.facts]
        return [sum(place >= least for place in places) for least in range(4)]

    @property
    def pages(self) -> int:
        return max(1, -(-len(self.found) // PAGE))

    @property
    def page(self) -> int:
        return min(self.wanted.page, self.pages)

    @property
    def shown(self) -> list[TermFact]:
        return self.found[(self.page - 1) * PAGE : self.page * PAGE]

    def _order(self, one: TermFact) -> tuple[int, int, int]:
        """What is late by its days, what is undecided, the others, and last what is done."""
        why = self.late.get(one.id)
        if why:
            return 0, -max(reason.days for reason in why), one.number
        return (3 if one.settled else 1 if one.awaits == "decision" else 2), 0, one.number

    def _narrowed(self) -> list[TermFact]:
        wanted, found = self.wanted, self.facts
        if wanted.stage:
            found = [one for one in found if ("settled" if one.settled else one.stage) == wanted.stage]
        if wanted.scene:
            found = [one for one in found if one.scene == wanted.scene]
        if wanted.late:
            found = [one for one in found if one.id in self.late]
        if wanted.owner:
            mine = owned(self.group, self.fiscal_year, wanted.owner)
            found = [one for one in found if one.id in mine]
        if wanted.text:
            said = saying(self.group, self.fiscal_year, wanted.text)
            found = [one for one in found if one.id in said]
        return found


def choices(group: Group, fiscal_year: int) -> tuple[list[int], list[tuple[str, str]]]:
    """The years of the group that have issues, and the institutions and bodies in charge of something this year, by their names."""
    rows = db.execute(_choices(), {"group": group.id, "year": fiscal_year}).all()
    named = [(str(row.id) if row.id else f"{BODY}{row.name}", row.name) for row in rows if row.name]
    return [row.id for row in rows if row.name == ""], named


@lru_cache(maxsize=1)
def _choices() -> Select[*tuple[Any, ...]]:
    """Built once: building it costs more than asking it."""
    group = bindparam("group", type_=Integer)
    of_year = _in_charge(group, bindparam("year"))
    years = select(Term.fiscal_year.label("id"), literal("").label("name")).where(Term.group_id == group).distinct()
    known = select(Institution.id, Institution.name).where(Institution.id.in_(of_year.with_only_columns(Owner.institution_id)))
    bodies = of_year.with_only_columns(literal(0), Owner.body_name).where(Owner.body_name != "").distinct()
    every = union_all(years, known, bodies).subquery()
    return select(every.c.id, every.c.name).order_by(every.c.name)


def owned(group: Group, fiscal_year: int, owner: str) -> set[int]:
    """The terms with a countermeasure this institution or body is in charge of, as it stands now."""
    body = Owner.body_name == owner.removeprefix(BODY) if owner.startswith(BODY) else Owner.institution_id == number_of(owner)
    return set(db.scalars(_in_charge(group.id, fiscal_year).where(body)))


def saying(group: Group, fiscal_year: int, text: str) -> set[int]:
    """The terms whose issue or countermeasure says every one of these words, however they are written."""
    rows = (
        select(Term.id, Issue.number, Issue.title, Issue.text, CountermeasureVersion.what)
        .select_from(Term)
        .join(Issue, Issue.id == Term.issue_id)
    )
    rows = rows.outerjoin(Countermeasure, Countermeasure.term_id == Term.id).outerjoin(CountermeasureVersion, in_force())
    return anywhere.saying(db.execute(rows.where(Term.group_id == group.id, Term.fiscal_year == fiscal_year)), text)


def meetings_of(group: Group) -> list[Meeting]:
    """Of all years."""
    return list(db.scalars(_MEETINGS, {"group": group.id}))


_MEETINGS = select(Meeting).where(Meeting.group_id == bindparam("group")).order_by(Meeting.starts_at, Meeting.id)


def _in_charge(group_id: int | BindParameter[int], year: int | BindParameter[int]) -> Select[int]:
    rows = select(Term.id).join(Countermeasure, Countermeasure.term_id == Term.id).join(CountermeasureVersion, in_force())
    return rows.join(Owner, Owner.version_id == CountermeasureVersion.id).where(Term.group_id == group_id, Term.fiscal_year == year)


def _owner(text: str) -> str:
    return text.replace("\x00", "").strip()[:122] if text.startswith(BODY) else str(number_of(text) or "")
