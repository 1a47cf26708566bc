"""The rules of who reads what, as the decisions say them and anybody can check: sets and loops, none of the code's queries."""

from __future__ import annotations

from dataclasses import dataclass, field

TREAT = {"nurse", "physician", "care_manager", "coordinator_base"}
"""Of the professions in these tests, those that treat, care, or coordinate."""


@dataclass
class Work:
    """A person at a place. `id` is the affiliation's; the oldest is acted as where none was chosen."""

    id: int
    person: str
    place: str
    role: str
    profession: str


@dataclass
class Grant:
    """Who holds the right to read; nothing said means everybody in reach."""

    id: int
    kind: str = ""
    role: str = ""


@dataclass
class Said:
    """A post: on which board, for which place."""

    board: str
    place: str
    withdrawn: bool = False


@dataclass
class Rules:
    """The world as the rules see it. Areas and places by name; boards are called like their area."""

    works: list[Work] = field(default_factory=list)
    chosen: dict[str, int] = field(default_factory=dict)
    stopped: set[str] = field(default_factory=set)
    where: dict[str, str] = field(default_factory=dict)
    kind: dict[str, str] = field(default_factory=dict)
    merged: dict[str, str] = field(default_factory=dict)
    land: dict[str, set[str]] = field(default_factory=dict)
    prefecture: dict[str, str] = field(default_factory=dict)
    bases: set[tuple[str, str]] = field(default_factory=set)
    grants: dict[str, list[Grant]] = field(default_factory=dict)
    posts: dict[str, Said] = field(default_factory=dict)

    def of(self, person: str) -> list[Work]:
        """Where somebody works; nowhere for whom the base has stopped, who is not let in at all."""
        return [] if person in self.stopped else sorted((one for one in self.works if one.person == person), key=lambda one: one.id)

    def acting(self, person: str) -> Work | None:
        places = self.of(person)
        return next((one for one in places if one.id == self.chosen.get(person)), places[0] if places else None)

    def reaches(self, work: Work, area: str) -> bool:
        """It stands in the area, or is its base; the prefecture's people reach all of it."""
        here = self.where[work.place]
        of_prefecture = work.role == "prefecture" and here[:2] == self.prefecture[area]
        return here in self.land[area] or (work.place, area) in self.bases or of_prefecture

    def runs(self, work: Work, area: str) -> bool:
        return work.role == "base_staff" and (work.place, area) in self.bases

    def reads(self, person: str, board: str) -> bool:
        """By any of the places one works at (decision 0004)."""
        return any(self.reaches(one, board) and (self.runs(one, board) or self.granted(one, board)) for one in self.of(person))

    def granted(self, work: Work, board: str) -> bool:
        return any(one.kind in ("", self.kind[work.place]) and one.role in ("", work.role) for one in self.grants[board])

    def sees_answers(self, person: str, post: str) -> bool:
        """The institution that asks and the base of the area, of the place one acts for."""
        said, acting = self.posts[post], self.acting(person)
        return self.reads(person, said.board) and acting is not None and self.keeps(acting, said)

    def hears_answers(self, person: str, post: str) -> bool:
        """The same on the socket, which knows persons only."""
        said = self.posts[post]
        return self.reads(person, said.board) and any(self.keeps(one, said) for one in self.of(person))

    def keeps(self, work: Work, said: Said) -> bool:
        return work.place == said.place or self.runs(work, said.board)

    def opens_files(self, person: str, post: str) -> bool:
        """Of what was withdrawn, the record is for the institution that wrote it and the base."""
        said = self.posts[post]
        return self.reads(person, said.board) and (not said.withdrawn or self.hears_answers(person, post))

    def belongs(self, place: str, area: str) -> bool:
        return self.where[place] in self.land[area] or (place, area) in self.bases

    def finds(self, person: str, place: str) -> bool:
        """In the directory: the areas one reaches, the whole prefecture for its people, and one's own place."""
        mine = self.of(person)
        areas = {area for area in self.land for one in mine if self.reaches(one, area)}
        of_prefecture = {self.where[one.place][:2] for one in mine if one.role == "prefecture"}
        own = place in {one.place for one in mine}
        return own or self.where[place][:2] in of_prefecture or any(self.belongs(place, area) for area in areas)

    def knows_all(self, person: str, place: str) -> bool:
        """What is for the base alone: one's own place, and the areas one's base runs."""
        mine = self.of(person)
        run = {area for area in self.land for one in mine if self.runs(one, area)}
        return place in {one.place for one in mine} or any(self.belongs(place, area) for area in run)

    def kept_by(self, base: str, place: str) -> bool:
        """Does the place belong to an area of this base?"""
        return any((base, area) in self.bases and self.belongs(place, area) for area in self.land)

    def professional(self, person: str) -> bool:
        return any(one.role == "base_staff" or one.profession in TREAT for one in self.of(person))

    def sees_people(self, person: str, place: str) -> bool:
        """Who works there: themselves, the base, the prefecture."""
        of_prefecture = {self.where[one.place][:2] for one in self.of(person) if one.role == "prefecture"}
        return self.knows_all(person, place) or self.where[place][:2] in of_prefecture
