"""Who sees what: the query against a model of ten lines, for every reader, value and place."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from core.database import db
from region.directory.items import ITEMS, Visibility
from region.directory.models import Fact, FactChoice, Reader
from region.directory.models.readership import PROFESSIONALS
from region.models import Affiliation, Institution, Role
from region.models.affiliation import AffiliationProfession
from region.vocabulary import PROFESSIONS
from tests.cast import Cast, as_, says
from tests.tries import tries

PLACES = ["station", "clinic", "hoshi", "base", "elsewhere"]
TEXT = ITEMS["contact"]


@dataclass(frozen=True)
class Work:
    """One place where a reader works."""

    at: str
    role: Role
    professions: tuple[str, ...]


works = st.builds(
    Work,
    at=st.sampled_from(PLACES),
    role=st.sampled_from([Role.MEMBER, Role.MANAGER, Role.BASE_STAFF, Role.PREFECTURE]),
    professions=st.lists(st.sampled_from(["nurse", "clerk", "care_manager", "government_city", "resident"]), unique=True, max_size=2).map(
        tuple
    ),
)
readers = st.lists(works, max_size=3, unique_by=lambda work: work.at)


def may_see(reader: list[Work], of: str, visibility: Visibility) -> bool:
    """The rule in ten lines. Kita is the area of all but `elsewhere`; `base` is its base, and there is none in Minami."""
    area = {name: "minami" if name == "elsewhere" else "kita" for name in PLACES}
    own = any(work.at == of for work in reader)
    runs = any(work.role == Role.BASE_STAFF and work.at == "base" for work in reader) and area[of] == "kita"
    professional = any(work.role == Role.BASE_STAFF or set(work.professions) & {"nurse", "care_manager"} for work in reader)
    near = any(area[work.at] == area[of] for work in reader)
    rule = {Visibility.EVERYONE: True, Visibility.PROFESSIONALS: professional, Visibility.AREA: near, Visibility.BASE: False}
    return own or runs or rule[visibility]


def become(person_id: int, reader: list[Work], cast: Cast) -> None:
    """The person works at exactly these places."""
    present = list(db.scalars(select(Affiliation.id).where(Affiliation.person_id == person_id)))
    db.query(AffiliationProfession).filter(AffiliationProfession.affiliation_id.in_(present)).delete()
    db.query(Affiliation).filter(Affiliation.id.in_(present)).delete()
    for work in reader:
        made = Affiliation(person_id=person_id, institution_id=getattr(cast, work.at).id, role=work.role)
        made.professions = [AffiliationProfession(profession=code, position=place) for place, code in enumerate(work.professions)]
        db.add(made)
    db.flush()


@given(data=st.data())
@settings(max_examples=tries(30), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_value_is_shown_to_exactly_those_who_may_see_it(cast: Cast, data: st.DataObject) -> None:
    reader = data.draw(readers)
    shown = data.draw(st.fixed_dictionaries({place: st.sampled_from(list(Visibility)) for place in PLACES}))
    for place, visibility in shown.items():
        Fact.state(getattr(cast, place), TEXT, {"text": place}, visibility=visibility)
        Fact.state(getattr(cast, place), ITEMS["home_care"], {"answer": "yes"}, visibility=visibility)
    become(cast.suzuki.person_id, reader, cast)
    ids = {getattr(cast, place).id: place for place in PLACES}
    seen = Fact.seen_by(cast.suzuki.person_id, list(ids))
    expected = {place for place in PLACES if may_see(reader, place, shown[place])}
    assert {ids[number] for number, facts in seen.items() if TEXT.code in facts} == expected
    assert {place for place in PLACES if TEXT.code not in Fact.kept_from(cast.suzuki.person_id, getattr(cast, place).id)} == expected
    found = db.scalars(
        select(FactChoice.institution_id).where(FactChoice.item == "home_care", FactChoice.visible_to(cast.suzuki.person_id))
    )
    assert {ids[number] for number in found} == expected
    listed = Reader.of(cast.suzuki.person_id)
    in_lists = select(Fact.institution_id).join(Institution, Institution.id == Fact.institution_id)
    in_lists = in_lists.where(Fact.item == TEXT.code, Fact.superseded_at.is_(None), listed.everything, listed.sees(Fact.visibility))
    assert {ids[number] for number in db.scalars(in_lists)} == {place for place in expected if may_see(reader, place, Visibility.AREA)}
    for place in PLACES:
        versions = Fact.versions(cast.suzuki.person_id, getattr(cast, place).id, TEXT.code)
        assert bool(versions) == (place in expected)
        assert all(may_see(reader, place, version.visibility) for version in versions)
    db.rollback()


def test_every_profession_is_decided(app: object) -> None:
    assert {"physician", "pharmacist", "nurse", "care_manager", "msw", "care_worker", "fire_ems"} <= set(PROFESSIONALS)
    assert {"resident", "clerk", "equipment_vendor", "government_pref", "commissioner"}.isdisjoint(PROFESSIONALS)
    assert set(PROFESSIONALS) < set(PROFESSIONS)


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("sato", {"open", "expert", "near"}),
        ("tanaka", {"open", "expert", "near"}),
        ("mori", {"open", "near"}),
        ("kimura", {"open", "expert", "near", "secret"}),
    ],
)
def test_the_page_tells_each_reader_what_they_may_know(cast: Cast, client: FlaskClient, who: str, sees: set[str]) -> None:
    told = {"open": Visibility.EVERYONE, "expert": Visibility.PROFESSIONALS, "near": Visibility.AREA, "secret": Visibility.BASE}
    items = dict(zip(told, ("contact", "contact_desk", "size", "night_contact"), strict=True))
    for word, visibility in told.items():
        Fact.state(cast.hoshi, ITEMS[items[word]], {"text": f"({word})"}, visibility=visibility)
    db.commit()
    page = as_(client, getattr(cast, who)).get(f"/institutions/{cast.hoshi.id}")
    assert {word for word in told if f"({word})" in page.text} == sees
    if "secret" not in sees:
        says(page, "登録あり（拠点だけが見られます）")
    for word, item in items.items():
        assert client.get(f"/institutions/{cast.hoshi.id}/facts/{item}").status_code == (200 if word in sees else 404)
    assert client.get(f"/institutions/{cast.hoshi.id}/facts/nonsense").status_code == 404


def test_who_is_of_another_area_finds_no_page_at_all(cast: Cast, client: FlaskClient) -> None:
    Fact.state(cast.hoshi, TEXT, {"text": "(open)"}, visibility=Visibility.EVERYONE)
    db.commit()
    as_(client, cast.suzuki)
    for path in ("", "/facts/contact", "/confirmation", "/statuses/", "/self-check/"):
        assert client.get(f"/institutions/{cast.hoshi.id}{path}").status_code == 404


def test_what_was_open_once_and_is_kept_now_is_kept_with_its_past(cast: Cast, client: FlaskClient) -> None:
    Fact.state(cast.hoshi, TEXT, {"text": "055-000-0001"}, visibility=Visibility.EVERYONE)
    Fact.state(cast.hoshi, TEXT, {"text": "055-000-0001"}, visibility=Visibility.BASE)
    db.commit()
    assert as_(client, cast.sato).get(f"/institutions/{cast.hoshi.id}/facts/contact").status_code == 404


def test_an_institution_sees_its_own(cast: Cast, client: FlaskClient) -> None:
    Fact.state(db.get_one(Institution, cast.station.id), ITEMS["night_contact"], {"text": "090-0000-0000"}, visibility=Visibility.BASE)
    db.commit()
    says(as_(client, cast.sato).get(f"/institutions/{cast.station.id}"), "090-0000-0000")
    client.post("/sign-out")
    assert "090-0000-0000" not in as_(client, cast.tanaka).get(f"/institutions/{cast.station.id}").text
