"""Whatever files say in whatever order: comparing is symmetric, and the same rows make the same institutions."""

from __future__ import annotations

import random
from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.database import db
from region.directory.identity import Candidate, match, match_all
from region.directory.identity.addresses import placed
from region.directory.identity.likeness import compare
from region.models import Institution, InstitutionSource
from tests.cast import Cast
from tests.region.directory.houses import a_house

OFFICES = st.builds(
    Candidate,
    name=st.sampled_from(["くすのき薬局", "くすのき薬局 三ツ森店", "山田医院", "山田歯科医院", "訪問看護はな", "はなケアプラン"]),
    kana=st.sampled_from([None, "クスノキヤッキョク", "タナカイイン"]),
    type=st.sampled_from(["pharmacy", "clinic", "dental_clinic", "visiting_nursing"]),
    municipality_code=st.sampled_from(["900010", "910015"]),
    address=st.sampled_from([None, "本町1-2-3", "本町一丁目２番３号", "本町1-2", "上野12番地", "北市上野12"]),
    telephone=st.sampled_from([None, "055-000-0301", "０５５（０００）０３０１", "055-000-0302"]),
    corporation_number=st.sampled_from([None, "1000000000001", "1000000000002"]),
    numbers=st.sampled_from([{}, {"care_services": "9010110011"}, {"insurance": "0110011"}, {"medical": "9011100001"}]),
)
FEW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@given(OFFICES, OFFICES)
def test_comparing_does_not_depend_on_who_came_first(one: Candidate, other: Candidate) -> None:
    there, back = compare(one.drawn(), other.drawn()), compare(other.drawn(), one.drawn())
    assert (there.weight, there.sure, there.reasons) == (back.weight, back.sure, back.reasons)


@given(OFFICES)
def test_an_office_is_itself(one: Candidate) -> None:
    likeness = compare(one.drawn(), one.drawn())
    assert likeness.sure or not (one.address and one.telephone)


@FEW
@given(there=st.lists(OFFICES, min_size=1, max_size=7), told=OFFICES, order=st.randoms(use_true_random=False))
def test_who_is_meant_does_not_depend_on_the_order_of_rows(
    cast: Cast, there: list[Candidate], told: Candidate, order: random.Random
) -> None:
    answers = []
    for _ in range(2):
        _forget()
        ids = {_founded(one, f"{place}").id: place for place, one in order.sample(list(enumerate(there)), len(there))}
        found = match(told)
        answers.append(
            (ids[found.sure.id] if found.sure else None, sorted((ids[one.id], score) for one, score, _why in found.doubtful)[:3])
        )
        _forget()
    first, second = answers
    assert first[0] == second[0]
    assert bool(first[1]) == bool(second[1])


@FEW
@given(st.lists(st.integers(min_value=1, max_value=3), min_size=1, max_size=5), st.randoms(use_true_random=False))
def test_rows_of_several_files_make_the_same_institutions_in_any_order(cast: Cast, families: list[int], order: random.Random) -> None:
    rows = [(house, row) for house, size in enumerate(families) for row in _rows(house)[:size]]
    for _ in range(2):
        _forget()
        homes: dict[int, set[int]] = {}
        for house, row in order.sample(rows, len(rows)):
            found = match(row).sure or _founded(row, "")
            _also_says(found, row)
            homes.setdefault(house, set()).add(found.id)
        assert all(len(ids) == 1 for ids in homes.values())
        assert len(set.union(*homes.values())) == len(families)


def test_a_step_of_rows_is_answered_as_one_by_one(cast: Cast) -> None:
    a_house("くすのき薬局", address="本町1-2-3", telephone="055-000-0301")
    told = [Candidate("くすのき薬局", type="pharmacy", municipality_code="900010", address="本町1-2-3"), Candidate("どこにもない薬局")]
    assert [found.sure for found in match_all(told)] == [match(one).sure for one in told]


@given(st.text(max_size=60))
def test_no_address_breaks_the_reading_of_addresses(written: str) -> None:
    assert placed(written, "北市", "第90県").town is not None


def _rows(house: int) -> list[Candidate]:
    """One house as three files tell of it."""
    care = Candidate(
        f"訪問看護ステーション{'あいうえお'[house]}", None, "visiting_nursing", "900010", f"本町{house + 1}-2-3", f"055-000-040{house}",
        numbers={"care_services": f"906000000{house}"},
    )  # fmt: skip
    bureau = replace(
        care, name=f"（株）みなと　{care.name}", address=f"北市本町{house + 1}丁目２番３号", numbers={"telephones": f"906000000{house}"}
    )
    return [care, bureau, replace(care, telephone=f"（０５５）０００－０４０{house}", numbers={"disability": f"901000000{house}"})]


def _founded(one: Candidate, mark: str) -> Institution:
    made = Institution(
        name=one.name, name_kana=one.kana, type=one.type, municipality_code=one.municipality_code, address=one.address,
        telephone=one.telephone, corporation_number=one.corporation_number, edited_fields=[], fax=mark,
    )  # fmt: skip
    made.refold()
    db.add(made)
    db.flush()
    if mark:
        _also_says(made, one, service=mark)
    return made


def _also_says(house: Institution, one: Candidate, service: str = "130") -> None:
    from core import clock

    for source, number in one.numbers.items():
        told = {"source": source, "number": number, "service": service, "values": {}, "licence": "出典", "read_at": clock.now()}
        db.add(InstitutionSource(institution_id=house.id, **told))
    db.flush()


def _forget() -> None:
    """Nothing of this example stays."""
    db.rollback()
