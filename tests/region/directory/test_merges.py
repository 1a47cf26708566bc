"""Two records become one, and two again: nothing is lost, nobody gains or loses a right, in whatever order it is done."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from core import clock
from core.database import db
from core.rules import RuleBroken
from region.directory import merges
from region.directory.items import ITEMS
from region.directory.models import Fact, FactChoice, InstitutionKey, InstitutionStatus, Status
from region.models import Affiliation, Institution, InstitutionMerge, InstitutionSource, Invitation, Role
from tests.cast import Cast
from tests.region.directory.houses import a_house

HOME_CARE = ITEMS["home_care"]
FEW = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("merge"), st.integers(0, 3), st.integers(0, 3)),
        st.tuples(st.just("undo"), st.integers(0, 9)),
        st.tuples(st.just("join"), st.integers(0, 3), st.integers(0, 5), st.sampled_from([Role.MEMBER, Role.MANAGER])),
        st.tuples(st.just("end"), st.integers(0, 9)),
        st.tuples(st.just("role"), st.integers(0, 9), st.sampled_from([Role.MEMBER, Role.MANAGER])),
        st.tuples(st.just("state"), st.integers(0, 3), st.sampled_from(["yes", "no", "some"]), st.booleans()),
    ),
    max_size=12,
)


@FEW
@given(STEPS)
def test_whatever_is_merged_parted_and_changed_between_nothing_is_lost(cast: Cast, steps: list[tuple[Any, ...]]) -> None:
    world = _World(cast)
    for step in steps:
        getattr(world, step[0])(*step[1:])
        db.flush()
        world.holds()
    db.rollback()


@FEW
@given(STEPS, st.integers(0, 3), st.integers(0, 3))
def test_a_merge_that_is_undone_at_once_leaves_no_trace_in_what_holds(
    cast: Cast, steps: list[tuple[Any, ...]], one: int, other: int
) -> None:
    world = _World(cast)
    for step in steps:
        getattr(world, step[0])(*step[1:])
    before = world.seen()
    if done := world.merge(one, other):
        assert world.seen() != before
        merges.undo(done, by=cast.kimura)
        db.flush()
        assert world.seen() == before
        again = world.merge(one, other)
        assert again
        world.holds()
    db.rollback()


def test_hand_made_wins_and_what_is_unknown_is_filled(cast: Cast) -> None:
    old = a_house("くすのき薬局", number="9040000001", telephone="055-000-0301", address="本町1-2", latitude=35.0)
    new = a_house("くすのき薬局 本町店", number="9040000002", telephone="055-000-0302", url="http://kusunoki.example", address="本町1-2-3")
    new.correct({"telephone": "055-000-0399"}, by=cast.kimura)
    done = merges.merge(old, new, by=cast.kimura)
    told = (old.name, old.telephone, old.url, old.address)
    assert told == ("くすのき薬局", "055-000-0399", "http://kusunoki.example", "本町1-2")
    assert old.edited_fields == ["telephone"]
    assert {source.number for source in old.sources} == {"9040000001", "9040000002"}
    merges.undo(done, by=cast.kimura)
    assert (old.telephone, old.url, old.edited_fields) == ("055-000-0301", None, [])
    assert [source.number for source in new.sources] == ["9040000002"]


def test_who_left_the_files_takes_the_address_of_who_is_in_them(cast: Cast) -> None:
    gone = a_house("ふたば薬局", number="9040000001", gone=True, telephone="055-000-0301", address="上野12")
    new = a_house("フタバ薬局", number="9040000002", telephone="055-000-0302", address="本町5-7", latitude=35.1)
    merges.merge(gone, new, by=cast.kimura)
    assert (gone.name, gone.telephone, gone.address, gone.latitude) == ("フタバ薬局", "055-000-0302", "本町5-7", 35.1)


def test_what_the_institution_said_itself_stands_over_a_file(cast: Cast) -> None:
    one, other = a_house("くすのき薬局"), a_house("くすのき薬局 本町店")
    Fact.state(one, HOME_CARE, {"answer": "no"}, source="medical")
    Fact.state(other, HOME_CARE, {"answer": "yes"}, by=cast.kimura)
    db.flush()
    done = merges.merge(one, other, by=cast.kimura)
    fact = Fact.current_of(one.id)["home_care"]
    assert (fact.value, fact.by_hand, fact.confirmed_by_id) == ({"answer": "yes"}, True, cast.kimura.id)
    assert _found(one) == {"yes"}
    assert _found(other) == set()
    merges.undo(done, by=cast.kimura)
    assert (Fact.current_of(one.id)["home_care"].value, Fact.current_of(other.id)["home_care"].value) == (
        {"answer": "no"},
        {"answer": "yes"},
    )
    assert (_found(one), _found(other)) == (set(), {"yes"})


def test_statuses_and_open_invitations_go_along_and_come_back(cast: Cast) -> None:
    one, other = a_house("くすのき薬局"), a_house("くすのき薬局 本町店")
    InstitutionStatus.designate(other, Status.COMMUNITY_PHARMACY, from_on=clock.today(), source="県", by=cast.kimura)
    Invitation.issue(email="a@example.jp", name="新人", institution=other, role=Role.MEMBER, professions=["pharmacist"], by=cast.kimura)
    done = merges.merge(one, other, by=cast.kimura)
    assert len(InstitutionStatus.of(one.id)) == len(list(db.scalars(Invitation.open_at(one.id)))) == 1
    merges.undo(done, by=cast.kimura)
    assert len(InstitutionStatus.of(other.id)) == len(list(db.scalars(Invitation.open_at(other.id)))) == 1


def test_the_base_is_always_kept_and_two_bases_stay_two(cast: Cast) -> None:
    house = a_house("北市支援センター", type="municipality")
    assert merges.in_order(house, cast.base) == (cast.base, house)
    with pytest.raises(RuleBroken, match="拠点です"):
        merges.merge(house, cast.base, by=cast.kimura)


def _found(house: Institution) -> set[str]:
    db.flush()
    return set(db.scalars(select(FactChoice.choice).where(FactChoice.institution_id == house.id, FactChoice.item == "home_care")))


class _World:
    """Four records, people and facts, and what must hold of them after every step."""

    def __init__(self, cast: Cast) -> None:
        self.by, self.cast = cast.kimura, cast
        self.houses = [cast.station, cast.clinic, cast.hoshi, a_house_without_commit()]
        self.people = [cast.sato.person, cast.tanaka.person, cast.ono.person, cast.mori.person, cast.suzuki.person, cast.kimura.person]
        self.sources = db.scalar(select(func.count()).select_from(InstitutionSource)) or 0

    def merge(self, one: int, other: int) -> InstitutionMerge | None:
        kept, merged = merges.in_order(self.houses[one], self.houses[other])
        try:
            return merges.merge(kept, merged, by=self.by)
        except RuleBroken:
            return None

    def undo(self, which: int) -> None:
        done = list(db.scalars(select(InstitutionMerge).where(InstitutionMerge.undone_at.is_(None)).order_by(InstitutionMerge.id)))
        if done:
            try:
                merges.undo(done[which % len(done)], by=self.by)
            except RuleBroken:
                return

    def join(self, house: int, person: int, role: Role) -> None:
        there, who = self.houses[house], self.people[person]
        works = Affiliation.current_of(who.id).where(Affiliation.institution_id == there.id)
        if not InstitutionMerge.of(there.id) and not db.scalar(works):
            Affiliation.begin(who, there, role, ["nurse"])

    def end(self, which: int) -> None:
        if there := self._working():
            there[which % len(there)].end(self.by)

    def role(self, which: int, role: Role) -> None:
        if there := self._working():
            there[which % len(there)].change_role(role, self.by)

    def state(self, house: int, answer: str, by_hand: bool) -> None:
        if not InstitutionMerge.of(self.houses[house].id):
            Fact.state(self.houses[house], HOME_CARE, {"answer": answer}, source="institution" if by_hand else "medical", by=self.by)

    def holds(self) -> None:
        gone = set(db.scalars(InstitutionMerge.merged_ids()))
        working = self._working()
        assert not [one for one in working if one.institution_id in gone]
        assert len({(one.person_id, one.institution_id) for one in working}) == len(working)
        for house in self.houses:
            assert (house.closed_on is not None) == (house.id in gone)
            answer = Fact.current_of(house.id).get("home_care")
            assert house.id not in gone or answer is None
            assert _found(house) == ({answer.value["answer"]} - {"no"} if answer else set())
            assert InstitutionMerge.kept_in_place_of(house.id) not in gone
        assert db.scalar(select(func.count()).select_from(InstitutionSource)) == self.sources
        assert db.scalar(select(func.count(InstitutionKey.institution_id.distinct()))) == db.scalar(select(func.count(Institution.id)))

    def seen(self) -> object:
        """What holds now: rights, facts, fields, who is merged."""
        db.flush()
        rights = {(one.person_id, one.institution_id, str(one.role)) for one in self._working()}
        facts = {
            (house.id, str(Fact.current_of(house.id).get("home_care") and Fact.current_of(house.id)["home_care"].value))
            for house in self.houses
        }
        fields = [(house.name, house.telephone, house.closed_on, tuple(house.edited_fields)) for house in self.houses]
        return rights, facts, fields, frozenset(db.scalars(InstitutionMerge.merged_ids()))

    def _working(self) -> list[Affiliation]:
        ids = [house.id for house in self.houses]
        return list(
            db.scalars(
                select(Affiliation).where(Affiliation.ended_at.is_(None), Affiliation.institution_id.in_(ids)).order_by(Affiliation.id)
            )
        )


def a_house_without_commit() -> Institution:
    house = Institution(
        name="ほし薬局 北店", type="pharmacy", municipality_code="900010", edited_fields=["url"], url="http://hoshi.example"
    )
    house.refold()
    db.add(house)
    db.flush()
    return house
