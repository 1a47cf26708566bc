"""Finding the one that is needed: each filter alone and all together, as far as the reader may see."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, select

from core import clock
from core.database import db
from region.directory.items import ITEMS, Visibility
from region.directory.models import Fact, FactChoice, OpenHours, Reader, Status
from region.directory.models.place import Place
from region.models import Affiliation, Institution, Role
from tests.cast import Cast, as_, says
from tests.region.directory.finding import (
    FRAGMENT,
    NO,
    SOME,
    TOWN,
    YES,
    a_town,
    an_institution,
    found,
    has_status,
    open_on,
    says_of,
)

EVENING = open_on("mon 09:00 19:00", "sat 09:00 13:00", "sat 15:00 26:00")


def the_sentence(cast: Cast) -> dict[str, object]:
    """A pharmacy with sterile mixing, for children, after hours, serving Kita; three others that lack one thing each."""
    for one in (cast.hoshi, an_institution("ひかり薬局"), an_institution("ふたば薬局"), an_institution("とおい薬局", code=a_town())):
        says_of(one, aseptic=YES, pharmacy_home_patients={"choices": ["children", "after_hours"]}, area_served={"codes": ["900010"]})
    lacking = {one.name: one for one in db.scalars(select(Institution).where(Institution.type == "pharmacy"))}
    says_of(lacking["ひかり薬局"], aseptic=NO)
    says_of(lacking["ふたば薬局"], area_served={"codes": [TOWN]})
    return {
        "type": "pharmacy",
        "can": ["aseptic", "pharmacy_home_patients:children", "pharmacy_home_patients:after_hours"],
        "serves": "900010",
    }


def test_a_pharmacy_with_sterile_mixing_for_children_after_hours_serving_kita(cast: Cast, client: FlaskClient) -> None:
    asked = the_sentence(cast)
    page = as_(client, cast.sato).get("/institutions/", query_string=asked)
    says(page, "1施設", "薬局・無菌製剤処理・小児の在宅・開局時間外・北市に来てくれる", "ほし薬局", "公表データ")
    assert found(client, **asked) == ["ほし薬局"]
    assert found(client, **{**asked, "serves": ""}) == ["ふたば薬局", "ほし薬局"]


@pytest.mark.parametrize(("value", "fits"), [(YES, True), (SOME, True), (NO, False), ({}, False)])
def test_yes_and_on_a_condition_are_found_no_and_nothing_are_not(
    cast: Cast, client: FlaskClient, value: dict[str, str], fits: bool
) -> None:
    says_of(cast.hoshi, aseptic=value)
    as_(client, cast.sato)
    assert found(client, can="aseptic") == (["ほし薬局"] if fits else [])


def test_a_condition_is_shown_with_its_words(cast: Cast, client: FlaskClient) -> None:
    says_of(cast.hoshi, aseptic=SOME)
    says(as_(client, cast.sato).get("/institutions/?can=aseptic"), 'data-mark="some"', "無菌製剤処理（2歳から）")


def test_everything_that_is_chosen_must_hold(cast: Cast, client: FlaskClient) -> None:
    says_of(cast.hoshi, aseptic=YES, narcotics=YES)
    says_of(an_institution("ひかり薬局"), aseptic=YES)
    as_(client, cast.sato)
    assert found(client, can=["aseptic", "narcotics"]) == ["ほし薬局"]
    assert sorted(found(client, can="aseptic")) == ["ひかり薬局", "ほし薬局"]


def test_a_new_value_is_found_and_the_old_one_is_not(cast: Cast, client: FlaskClient) -> None:
    says_of(cast.hoshi, aseptic=YES, opening_hours=open_on("sat 09:00 13:00"))
    says_of(cast.hoshi, aseptic=NO, opening_hours=open_on("sun 09:00 13:00"))
    as_(client, cast.sato)
    assert found(client, can="aseptic") == []
    assert found(client, day="sat") == []
    assert found(client, day="sun") == ["ほし薬局"]


def test_several_types_are_looked_for_as_one(cast: Cast, client: FlaskClient) -> None:
    an_institution("北病院", "hospital")
    db.commit()
    as_(client, cast.sato)
    assert sorted(found(client, type="medical")) == ["北病院", "田中医院"]
    assert found(client, type="hospital") == ["北病院"]


def test_a_status_is_found_on_the_days_it_holds(cast: Cast, client: FlaskClient) -> None:
    has_status(cast.clinic, Status.HOME_CARE_CLINIC)
    has_status(cast.clinic, Status.ACTIVE_INSTITUTION, until=date(2024, 9, 30))
    as_(client, cast.sato)
    assert found(client, status="home_care_clinic") == ["田中医院"]
    assert found(client, status=["home_care_clinic", "active_institution"]) == []


def test_who_says_nothing_of_where_it_comes_is_found_where_it_stands(cast: Cast, client: FlaskClient) -> None:
    as_(client, cast.sato)
    assert "ほし薬局" in found(client, serves="900010")
    says_of(cast.hoshi, area_served={"codes": [a_town()]})
    assert "ほし薬局" not in found(client, serves="900010")
    assert found(client, serves=TOWN) == ["ほし薬局"]


@pytest.mark.parametrize(
    ("day", "hour", "fits"),
    [
        ("mon", "", True), ("tue", "", False), ("mon", "09:00", True), ("mon", "18:59", True), ("mon", "19:00", False), ("", "18:00", True),
        ("", "06:00", False), ("sat", "12:59", True), ("sat", "14:00", False), ("sat", "18:00", True), ("sat", "25:30", True),
        ("sat", "26:00", False), ("sun", "01:30", True), ("sun", "02:00", False), ("sun", "", False), ("", "01:00", True),
        ("", "25:00", True),
        ("holiday", "09:00", False), ("fri", "33:00", True), ("sun", "25:00", False),
    ],
)  # fmt: skip
def test_a_day_and_an_hour_find_who_is_open_also_after_midnight(cast: Cast, client: FlaskClient, day: str, hour: str, fits: bool) -> None:
    says_of(cast.hoshi, opening_hours=EVENING)
    as_(client, cast.sato)
    assert found(client, day=day, hour=hour, type="pharmacy") == (["ほし薬局"] if fits else [])


def test_a_night_that_ends_in_the_morning_is_one_span(cast: Cast, client: FlaskClient) -> None:
    says_of(cast.hoshi, opening_hours=open_on("sun 22:00 06:00"))
    as_(client, cast.sato)
    assert found(client, day="mon", hour="05:00") == ["ほし薬局"]
    assert found(client, day="sun", hour="29:30") == ["ほし薬局"]
    assert found(client, day="sun", hour="05:00") == []


def test_distance_is_measured_from_an_institution_or_the_middle_of_a_municipality(cast: Cast, client: FlaskClient) -> None:
    cast.station.latitude, cast.station.longitude = 35.6, 138.5
    for name, north in (("いちキロ薬局", 0.009), ("よんキロ薬局", 0.036), ("じゅうキロ薬局", 0.09)):
        an_institution(name, at=(35.6 + north, 138.5))
    db.commit()
    as_(client, cast.sato)
    near = f"i{cast.station.id}"
    assert found(client, type="pharmacy", near=near, within=5) == ["いちキロ薬局", "よんキロ薬局"]
    assert found(client, type="pharmacy", near=near, within=20) == ["いちキロ薬局", "よんキロ薬局", "じゅうキロ薬局"]
    assert found(client, type="pharmacy", near=near)[-1] == "ほし薬局"  # nobody knows where it is: last
    assert found(client, type="pharmacy", near="m900010", within=5) == ["よんキロ薬局", "いちキロ薬局"]
    says(
        client.get("/institutions/", query_string={"near": near, "within": 5}),
        "1.0km",
        "4.0km",
        "訪問看護ステーションきたに近い順・5km以内",
    )


def test_the_distance_of_the_database_is_that_of_the_formula(cast: Cast) -> None:
    other = an_institution("とおい薬局", at=(43.06, 141.35))
    place = Place(35.6812, 139.7671, "東京駅")
    km = db.scalar(select(place.km).where(Institution.id == other.id))
    assert km == pytest.approx(place.km_to(43.06, 141.35), abs=0.001)
    assert km == pytest.approx(832, abs=2)


def test_one_cannot_measure_from_where_one_may_not_look(cast: Cast, client: FlaskClient) -> None:
    cast.elsewhere.latitude, cast.elsewhere.longitude = 35.6, 138.5
    an_institution("いちキロ薬局", at=(35.609, 138.5))
    db.commit()
    page = as_(client, cast.sato).get("/institutions/", query_string={"near": f"i{cast.elsewhere.id}", "within": 1})
    assert "居宅介護支援みなみ" not in page.text
    assert "km</" not in page.text.replace("km</text>", "")


def test_words_and_facts_narrow_together(cast: Cast, client: FlaskClient) -> None:
    says_of(cast.hoshi, aseptic=YES)
    says_of(an_institution("ひかり薬局"), aseptic=YES)
    as_(client, cast.sato)
    assert found(client, q="ほし", can="aseptic") == ["ほし薬局"]
    assert found(client, q="ほ", can="aseptic") == ["ほし薬局"]
    assert found(client, q="薬局 0203", can="aseptic") == ["ほし薬局"]


@pytest.mark.parametrize("few", [5000, -1])
@pytest.mark.parametrize(
    ("q", "names"),
    [
        ("ホシ", ["ほし薬局"]), ("ほ", ["ほし薬局"]), ("０２０３", ["ほし薬局"]), ("薬局 ほし", ["ほし薬局"]), ("北市 ほし", ["ほし薬局"]),
        ("第90県 薬局", ["ほし薬局", "髙橋薬局"]), ("高橋", ["髙橋薬局"]), ("髙", ["髙橋薬局"]), ("橋薬", ["髙橋薬局"]), ("局局", []),
        ("薬局 ない", []), ('"', []), ("' OR 1=1", []), ("*", []),
    ],
)  # fmt: skip
def test_words_find_the_same_by_looking_and_by_the_index(
    cast: Cast, client: FlaskClient, monkeypatch: pytest.MonkeyPatch, few: int, q: str, names: list[str]
) -> None:
    monkeypatch.setattr("region.directory.models.reader.FEW", {"sqlite": few, "postgresql": few})
    an_institution("髙橋薬局")
    db.commit()
    as_(client, cast.sato)
    assert found(client, q=q) == names


@pytest.mark.parametrize(
    ("visibility", "who"),
    [
        (Visibility.EVERYONE, {"sato", "tanaka", "mori", "kimura", "ono"}),
        (Visibility.PROFESSIONALS, {"sato", "tanaka", "kimura", "ono"}),
        (Visibility.AREA, {"sato", "tanaka", "mori", "kimura", "ono"}),
        (Visibility.BASE, {"kimura", "ono", "sato"}),
    ],
)
def test_what_one_may_not_see_is_not_found_by_it_either(cast: Cast, client: FlaskClient, visibility: Visibility, who: set[str]) -> None:
    says_of(
        cast.station, visibility, around_the_clock=SOME, opening_hours=open_on("sun 09:00 12:00"), area_served={"codes": ["910015"]},
        procedures={"choices": ["tpn"]},
    )  # fmt: skip
    for name in ("sato", "tanaka", "mori", "kimura", "ono"):
        as_(client, getattr(cast, name))
        seen = ["訪問看護ステーションきた"] if name in who else []
        for asked in (
            {"can": "around_the_clock"},
            {"day": "sun"},
            {"day": "sun", "hour": "10:00"},
            {"serves": "910015"},
            {"can": "procedures:tpn"},
        ):
            assert found(client, **asked) == seen, (name, asked)
        page = client.get("/institutions/list?type=visiting_nursing&col=around_the_clock&col=procedures:tpn").text
        assert ("2歳から" in page) == bool(seen), name
        assert ("2歳から" in client.get("/institutions/list.csv?col=around_the_clock").text) == bool(seen)
        client.post("/sign-out")


def test_a_hidden_area_served_does_not_show_by_silence(cast: Cast, client: FlaskClient) -> None:
    """Who may not see where it comes finds it where it stands, as if nothing had been said."""
    says_of(cast.hoshi, Visibility.BASE, area_served={"codes": [a_town()]})
    assert "ほし薬局" in found(as_(client, cast.sato), serves="900010")
    client.post("/sign-out")
    assert "ほし薬局" not in found(as_(client, cast.kimura), serves="900010")


def test_a_stranger_finds_nothing_of_another_area(cast: Cast, client: FlaskClient) -> None:
    says_of(cast.hoshi, aseptic=YES)
    as_(client, cast.suzuki)
    assert found(client, can="aseptic") == []
    assert found(client, municipality="900010") == []


def test_a_reader_sees_and_reaches_what_the_rules_say(cast: Cast) -> None:
    """`Reader` works out once what `readable_by` and `shown_to` say in one query each: the same, for everybody, at every visibility."""
    for place in (cast.station, cast.clinic, cast.hoshi, cast.base, cast.elsewhere, an_institution("町の薬局", code=a_town())):
        for item, visibility in zip(("home_care", "wheelchair", "size", "contact"), Visibility, strict=True):
            says_of(place, visibility, **{item: YES if item in ("home_care", "wheelchair") else {"text": "x"}})
    clerk = Affiliation.begin(cast.mori.person, cast.clinic, Role.MEMBER, ["clerk"])
    db.commit()
    assert clerk.id
    for who in (cast.sato, cast.tanaka, cast.mori, cast.kimura, cast.ono, cast.suzuki):
        reader = Reader.of(who.person_id)
        by_rule = set(db.scalars(Institution.readable_by(who.person_id).with_only_columns(Institution.id)))
        assert set(db.scalars(select(Institution.id).where(reader.everything))) == by_rule, who.person.name
        for model in (Fact, FactChoice):
            shown = select(model.institution_id, model.item).where(model.institution_id.in_(by_rule))
            ruled = {tuple(one) for one in db.execute(shown.where(model.visible_to(who.person_id)))}
            sees = shown.join(Institution, Institution.id == model.institution_id).where(reader.sees(model.visibility))
            assert {tuple(one) for one in db.execute(sees)} == ruled, who.person.name


def test_what_was_confirmed_long_ago_stands_below_and_says_so(cast: Cast, client: FlaskClient) -> None:
    Fact.state(cast.hoshi, ITEMS["aseptic"], YES, at=clock.now() - timedelta(days=440))
    says_of(an_institution("んん薬局"), aseptic=YES)
    as_(client, cast.sato)
    assert found(client, can="aseptic") == ["んん薬局", "ほし薬局"]
    says(client.get("/institutions/?can=aseptic"), "1年2か月前", "電話で確かめてください", "1年より前に確かめたものは、下に出します")


def test_a_live_filter_answers_the_list_and_the_chips_that_fit(cast: Cast, client: FlaskClient) -> None:
    part = as_(client, cast.sato).get("/institutions/?type=pharmacy", headers=FRAGMENT)
    says(part, 'id="chips" hx-swap-oob="innerMorph"', "無菌製剤処理", "地域連携薬局", "1施設")
    assert "<html" not in part.text
    assert "24時間対応" not in part.text
    says(client.get("/institutions/?type=visiting_nursing", headers=FRAGMENT), "24時間対応", "小児の在宅")


@pytest.mark.parametrize(
    "nonsense",
    ["can=nothing", "can=aseptic:children", "can=aseptic&type=clinic", "can=contact", "status=king", "serves=12", "day=someday",
     "hour=99:99",
     "hour=٣", "near=x", "near=i", "near=m12", "within=7", "near=i1&within=999", "area=٣", "can=pharmacy_home_patients"],
)  # fmt: skip
def test_what_makes_no_sense_is_not_asked(cast: Cast, client: FlaskClient, nonsense: str) -> None:
    says(as_(client, cast.sato).get(f"/institutions/?{nonsense}", headers=FRAGMENT), "施設</b>")


def test_without_script_a_button_sends_the_form(cast: Cast, client: FlaskClient) -> None:
    page = as_(client, cast.sato).get("/institutions/?type=pharmacy&can=aseptic&day=sat&hour=18:00")
    says(page, '<form class="find" method="get"', 'value="aseptic" id="can-aseptic" checked', '<option value="sat" selected>', "18時")


def test_a_live_search_asks_the_database_few_things(cast: Cast, client: FlaskClient) -> None:
    asked = the_sentence(cast)
    browser = as_(client, cast.sato)
    statements: list[str] = []
    listen = lambda *args: statements.append(args[2])  # noqa: E731
    engine = client.application.extensions["engine"]
    event.listen(engine, "before_cursor_execute", listen)
    browser.get("/institutions/", query_string=asked, headers=FRAGMENT)
    event.remove(engine, "before_cursor_execute", listen)
    assert len([one for one in statements if one.startswith(("SELECT", "WITH"))]) <= 15, "\n\n".join(statements)


def test_a_page_past_the_end_is_the_last(cast: Cast, client: FlaskClient) -> None:
    for number in range(53):
        an_institution(f"まち薬局{number:02}")
    db.commit()
    as_(client, cast.sato)
    assert found(client, type="pharmacy", page=99) == found(client, type="pharmacy", page=2)
    assert len(found(client, type="pharmacy", page=2)) == 4
    assert found(client, can="aseptic", page=3) == []


def test_the_page_of_an_institution_leads_to_what_is_near_and_to_its_sheet(cast: Cast, client: FlaskClient) -> None:
    page = as_(client, cast.sato).get(f"/institutions/{cast.hoshi.id}")
    says(page, f'href="/institutions/{cast.hoshi.id}/sheet"')
    assert "near=i" not in page.text
    cast.hoshi.latitude, cast.hoshi.longitude = 35.6, 138.5
    db.commit()
    says(client.get(f"/institutions/{cast.hoshi.id}"), f'href="/institutions/?near=i{cast.hoshi.id}&amp;within=5"')


def test_hours_that_cannot_be_read_are_left_out(cast: Cast) -> None:
    says_of(cast.hoshi, opening_hours=open_on("sat 9 noon", "someday 09:00 10:00", "mon 09:00 12:00", "mon 09:00 10:00"))
    assert [(one.day, one.from_minute, one.to_minute) for one in db.scalars(select(OpenHours))] == [("mon", 540, 720)]


def test_what_only_pharmacies_are_asked_is_looked_for_among_pharmacies(cast: Cast, client: FlaskClient) -> None:
    says_of(cast.hoshi, aseptic=YES)
    says_of(cast.station, aseptic=YES)  # said when it was something else
    as_(client, cast.sato)
    assert found(client, can="aseptic") == ["ほし薬局"]
    assert found(client, can=["aseptic", "around_the_clock"]) == []


def test_the_live_answer_says_how_many_wait_below_the_filters(cast: Cast, client: FlaskClient) -> None:
    page = as_(client, cast.sato).get("/institutions/?type=pharmacy", headers=FRAGMENT)
    says(page, 'id="see" href="#result" hx-swap-oob="true">1施設を見る</a>')
    whole = client.get("/institutions/?type=pharmacy").text
    assert whole.count('id="see"') == 1
    assert "hx-swap-oob" not in whole
