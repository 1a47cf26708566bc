"""Dated sets against a naive model: for any history and any day, what stands is what was said, and nothing counts twice."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from region.directory.models import InstitutionStatus, Status
from region.directory.models.chronicle import Chronicle
from region.directory.models.dating import taken_back
from region.models import Area, AreaKind, AreaMunicipality, CoordinationBase, Institution, Municipality
from region.models.area import reaches

CODES = ("900010", "900028", "900036")
FIRST = date(2024, 4, 1)
DAYS = [FIRST + timedelta(days=number) for number in range(12)]

days = st.sampled_from(DAYS)
spans = st.tuples(days, st.none() | st.sampled_from([FIRST - timedelta(days=1), *DAYS]))
areas = st.lists(st.sampled_from([AreaKind.HOME_CARE_AREA, AreaKind.BASE_AREA]), min_size=1, max_size=4)
members = st.lists(st.tuples(st.integers(0, 3), st.sampled_from(CODES), spans), max_size=10)
parts = st.lists(st.tuples(st.none() | st.integers(0, 3), st.integers(0, 3), spans), max_size=8)


def holds(span: tuple[date, date | None], day: date) -> bool:
    return span[0] <= day and (span[1] is None or day <= span[1])


def history(kinds: list[AreaKind], land: list, bases: list, active: list, closed: list[date | None]) -> Chronicle:  # type: ignore[type-arg]
    """The same as rows, without a database."""
    made = [Area(id=number + 1, name=f"地域{number}", kind=kind, prefecture_code="90") for number, kind in enumerate(kinds)]
    known = {code: Municipality(code=code, name=code, prefecture_name="第90県") for code in CODES}
    offices = [
        Institution(id=number + 1, name=f"施設{number}", type="clinic", municipality_code=CODES[number % 3], closed_on=closed[number])
        for number in range(4)
    ]
    return Chronicle(
        areas=made,
        memberships=[
            AreaMunicipality(area_id=area + 1, municipality_code=code, municipality=known[code], from_on=span[0], until_on=span[1])
            for area, code, span in land
        ],
        bases=[
            CoordinationBase(area_id=area + 1, institution_id=office + 1, institution=offices[office], from_on=span[0], until_on=span[1])
            for area, office, span in bases
        ],
        designations=[
            InstitutionStatus(
                id=number, area_id=area + 1 if area is not None else None, institution_id=office + 1, institution=offices[office],
                status=Status.ACTIVE_INSTITUTION, from_on=span[0], until_on=span[1],
            )
            for number, (area, office, span) in enumerate(active)
        ],
    )  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(
    kinds=areas, land=members, bases=parts, active=parts, day=days,
    closed=st.lists(st.none() | days, min_size=4, max_size=4),
)  # fmt: skip
def test_any_day_is_as_a_naive_model_says(kinds, land, bases, active, closed, day) -> None:  # type: ignore[no-untyped-def]
    land = [one for one in land if one[0] < len(kinds)]
    bases = [one for one in bases if one[0] is not None and one[0] < len(kinds)]
    active = [one for one in active if one[0] is None or one[0] < len(kinds)]
    standing = history(kinds, land, bases, active, closed).on(day)

    soil = [{code for area, code, span in land if area == number and holds(span, day)} for number in range(len(kinds))]
    standings = {office: CODES[office % 3] for office in range(4)}
    open_then = {office for office in range(4) if closed[office] is None or closed[office] > day}

    def counts(given: int | None, viewed: int, office: int, *, base: bool) -> bool:
        if given == viewed:
            return True
        if given is None:
            return standings[office] in soil[viewed]
        if kinds[given] == kinds[viewed] or (base and kinds[viewed] == AreaKind.BASE_AREA):
            return False
        inside = bool(soil[given]) and soil[given] <= soil[viewed]
        return inside or (standings[office] in soil[viewed] and bool(soil[given] & soil[viewed]))

    for area in standing.areas:
        number = area.id - 1
        assert set(standing.land(area)) == soil[number]
        for rows, said, base in ((standing.bases_of(area), bases, True), (standing.active_in(area), active, False)):
            expected = {o for given, o, span in said if holds(span, day) and o in open_then and counts(given, number, o, base=base)}
            found = [row.institution_id - 1 for row in rows]
            assert sorted(found) == sorted(expected), "nobody is missing and nobody counts twice"
        zone = standing.zone_of(area)
        assert zone is None or (soil[number] and soil[number] <= soil[zone.id - 1])


@settings(max_examples=300, deadline=None)
@given(land=members, day=days)
def test_between_two_turning_points_nothing_changes(land, day) -> None:  # type: ignore[no-untyped-def]
    chronicle = history([AreaKind.BASE_AREA] * 4, land, [], [], [None] * 4)
    turned = chronicle.turning_points(day)
    assert turned == sorted(set(turned), reverse=True)
    last = next(iter(turned), None)
    if last is None:
        assert not any(holds(span, day) for _area, _code, span in land)
        return
    for area in chronicle.areas:
        assert chronicle.on(last).land(area) == chronicle.on(day).land(area)


@settings(max_examples=200, deadline=None)
@given(span=spans, day=days)
def test_what_was_taken_back_holds_on_no_day(span, day) -> None:  # type: ignore[no-untyped-def]
    row = AreaMunicipality(area_id=1, municipality_code="900010", from_on=span[0], until_on=span[1])
    assert reaches(row, day) == any(holds(span, one) for one in [*DAYS, DAYS[-1] + timedelta(days=1)] if one >= day)
    if taken_back(row):
        assert not any(holds(span, one) for one in DAYS)
