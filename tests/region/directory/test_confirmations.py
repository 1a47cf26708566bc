"""An institution confirms or corrects what is known of it on one page."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from core import clock
from core.database import db
from region.directory.forms.facts import LATEST, minutes
from region.directory.items import ITEMS, Visibility
from region.directory.models import Fact, FactClaim
from region.models import Affiliation
from tests.cast import Cast, as_, says

OLD = timedelta(days=470)


def path(cast: Cast, name: str = "station") -> str:
    return f"/institutions/{getattr(cast, name).id}/confirmation"


def fields(page: str) -> dict[str, list[str]]:
    """What a browser without script would send back of a page, untouched."""
    form = page[page.index('<form class="form confirm"') :]
    form = form[: form.index("</form>")]
    sent: dict[str, list[str]] = {}
    for tag in re.findall(r"<input\b[^>]*>", form):
        told = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if told.get("type") in ("checkbox", "radio") and not re.search(r"\bchecked\b", tag):
            continue
        if "name" in told and told["name"] != "csrf_token":
            sent.setdefault(told["name"], []).append(unescape(told.get("value", "")))
    for name, inside in re.findall(r'<select\b[^>]*name="([^"]*)"[^>]*>(.*?)</select>', form, re.DOTALL):
        sent.setdefault(name, []).extend(re.findall(r'<option selected value="([^"]*)"', inside))
    for name, inside in re.findall(r'<textarea\b[^>]*name="([^"]*)"[^>]*>(.*?)</textarea>', form, re.DOTALL):
        sent.setdefault(name, []).append(unescape(inside).strip())
    return sent


def known(cast: Cast, name: str = "station") -> dict[str, dict[str, object]]:
    return {code: fact.value for code, fact in Fact.current_of(getattr(cast, name).id).items()}


def everything(cast: Cast, by: Affiliation, at: timedelta = OLD) -> None:
    """Something of every kind is known of the station."""
    told: dict[str, dict[str, Any]] = {
        "opening_hours": {"weekly": [{"day": "mon", "from": "09:00", "to": "12:00"}, {"day": "mon", "from": "13:00", "to": "26:00"}]},
        "area_served": {"codes": ["900010"], "note": "車で20分"},
        "contact": {"text": "看護師長\n内線12"},
        "home_care": {"answer": "some", "note": "平日"},
        "procedures": {"choices": ["tpn", "oxygen"]},
        "terminal_care": {"answer": "yes"},
    }
    with clock.at(clock.now() - at):
        for code, value in told.items():
            Fact.state(cast.station, ITEMS[code], value, by=by)
    db.commit()


def test_the_manager_says_everything_for_the_first_time(cast: Cast, client: FlaskClient) -> None:
    as_(client, cast.ono)
    page = client.get(path(cast))
    says(page, "確かめてください", "まだ聞いていません", "営業時間・診療時間", "対応可能な医療処置", "北市")
    typed = fields(page.text) | {
        "opening_hours-mon_from1": ["９：００"], "opening_hours-mon_to1": ["1200"], "opening_hours-mon_from2": ["22時"],
        "opening_hours-mon_to2": ["26:00"], "opening_hours-holiday_from1": ["9:00"], "opening_hours-holiday_to1": ["10:30"],
        "area_served-choices": ["900010"], "area_served-note": ["車で20分まで"],
        "home_care-answer": ["some"], "home_care-note": ["小児は相談"],
        "procedures-choices": ["oxygen", "tpn"], "contact-text": ["看護師長"], "contact-visibility": ["area"],
    }  # fmt: skip
    answer = client.post(path(cast), data=typed)
    assert (answer.status_code, answer.location) == (303, f"/institutions/{cast.station.id}")
    assert known(cast) == {
        "opening_hours": {"weekly": [
            {"day": "mon", "from": "09:00", "to": "12:00"}, {"day": "mon", "from": "22:00", "to": "26:00"},
            {"day": "holiday", "from": "09:00", "to": "10:30"},
        ]},
        "area_served": {"codes": ["900010"], "note": "車で20分まで"},
        "home_care": {"answer": "some", "note": "小児は相談"},
        "procedures": {"choices": ["tpn", "oxygen"]},
        "contact": {"text": "看護師長"},
    }  # fmt: skip
    facts = Fact.current_of(cast.station.id)
    assert facts["contact"].visibility == Visibility.AREA
    assert facts["home_care"].visibility == Visibility.EVERYONE
    assert {fact.confirmed_by_id for fact in facts.values()} == {cast.ono.id}
    says(client.get(answer.location), "確かめました。", "月 9:00–⁠12:00、22:00–⁠26:00／祝 9:00–⁠10:30")
    says(client.get(answer.location), "北市（車で20分まで）")


def test_only_what_is_old_or_new_or_doubtful_is_asked(cast: Cast, client: FlaskClient) -> None:
    everything(cast, cast.ono, at=timedelta(days=3))
    with clock.at(clock.now() - OLD):
        Fact.state(cast.station, ITEMS["size"], {"text": "看護師 5人"}, by=cast.ono)
    Fact.state(cast.station, ITEMS["terminal_care"], {"answer": "no"}, source="care_services")
    db.commit()
    page = as_(client, cast.ono).get(path(cast))
    asked = re.findall(r'<section class="confirm-item" aria-labelledby="item-(\w+)"', page.text)
    assert asked[:2] == ["terminal_care", "size"]
    assert not {"opening_hours", "procedures", "home_care"} & set(asked)
    says(page, "名簿は「できる」、公表データ", "は「できない」です。", "に確かめたきりです", "ほかの5項目は、1年のうちに確かめてあります")


def test_nothing_changed_is_one_press(cast: Cast, client: FlaskClient) -> None:
    everything(cast, cast.ono)
    before = known(cast)
    as_(client, cast.kimura)
    says(client.get(f"/institutions/{cast.station.id}"), "6項目が1年より前", "確かめる・直す")
    page = client.get(path(cast))
    says(page, "<b>看護師長\n内線12</b>", "<b>北市（車で20分）</b>", "見える人：専門職", "変える")
    assert client.post(path(cast), data=fields(page.text)).status_code == 303
    facts = Fact.current_of(cast.station.id)
    assert known(cast) == before
    assert not any(fact.stale for fact in facts.values())
    assert {(fact.stated_by_id, fact.confirmed_by_id) for fact in facts.values()} == {(cast.ono.id, cast.kimura.id)}
    assert db.query(Fact).count() == 6


def test_what_a_page_holds_comes_back_as_it_was(cast: Cast, client: FlaskClient) -> None:
    everything(cast, cast.ono)
    before = known(cast)
    page = as_(client, cast.ono).get(path(cast))
    assert client.post(path(cast), data=fields(page.text)).status_code == 303
    assert known(cast) == before
    assert db.query(Fact).count() == 6
    assert client.post(path(cast), data=fields(client.get(path(cast)).text)).status_code == 303
    assert db.query(Fact).count() == 6


def test_more_spans_than_two_survive_a_confirmation(cast: Cast, client: FlaskClient) -> None:
    spans = [("08:00", "10:00"), ("11:00", "12:00"), ("13:00", "15:00"), ("16:00", "18:00")]
    Fact.state(cast.station, ITEMS["opening_hours"], {"weekly": [{"day": "mon", "from": a, "to": b} for a, b in spans]}, source="medical")
    db.commit()
    before = known(cast)
    page = as_(client, cast.ono).get(path(cast))
    assert client.post(path(cast), data=fields(page.text)).status_code == 303
    assert known(cast) == before


def test_of_the_rest_only_what_was_changed_is_written(cast: Cast, client: FlaskClient) -> None:
    everything(cast, cast.kimura, at=timedelta(days=3))
    page = as_(client, cast.ono).get(path(cast))
    typed = fields(page.text) | {"terminal_care-answer": ["no"], "procedures-visibility": ["everyone"]}
    assert client.post(path(cast), data=typed).status_code == 303
    facts = Fact.current_of(cast.station.id)
    assert {code for code, fact in facts.items() if fact.confirmed_by_id == cast.ono.id} == {"terminal_care", "procedures"}
    assert (facts["terminal_care"].value, facts["procedures"].visibility) == ({"answer": "no"}, Visibility.EVERYONE)


def test_what_a_file_says_can_be_taken(cast: Cast, client: FlaskClient) -> None:
    Fact.state(cast.station, ITEMS["size"], {"text": "3人"}, by=cast.ono)
    Fact.state(cast.station, ITEMS["size"], {"text": "8人"}, source="care_services")
    db.commit()
    page = as_(client, cast.ono).get(path(cast))
    assert client.post(path(cast), data=fields(page.text) | {"size-claim": ["take"]}).status_code == 303
    fact = Fact.current_of(cast.station.id)["size"]
    assert (fact.value, fact.source, fact.confirmed_by_id) == ({"text": "8人"}, "institution", cast.ono.id)
    assert FactClaim.open_of(cast.station.id) == {}


def test_what_was_known_can_be_taken_back(cast: Cast, client: FlaskClient) -> None:
    everything(cast, cast.ono)
    page = as_(client, cast.ono).get(path(cast))
    typed = fields(page.text) | {"contact-text": [""]}
    typed.pop("procedures-choices")
    assert client.post(path(cast), data=typed).status_code == 303
    assert (known(cast)["contact"], known(cast)["procedures"]) == ({}, {"choices": []})


WRONG = [
    ({"opening_hours-mon_from1": "9時ごろ", "opening_hours-mon_to1": "12:00"}, "9:00 のように"),
    ({"opening_hours-tue_from1": "9:00"}, "9:00 のように"),
    ({"opening_hours-wed_from1": "18:00", "opening_hours-wed_to1": "2:00"}, "26:00 のように"),
    (
        {"opening_hours-thu_from1": "9:00", "opening_hours-thu_to1": "12:00",
         "opening_hours-thu_from2": "11:00", "opening_hours-thu_to2": "13:00"},
        "前の時間と重なっています。",
    ),
    ({"opening_hours-fri_from1": "25:70", "opening_hours-fri_to1": "26:00"}, "9:00 のように"),
    ({"contact-text": "あ" * 501}, "500文字まで"),
    ({"home_care-note": "条件だけ"}, "補足だけでは分かりません。"),
    ({"home_care-answer": "maybe"}, "home_care"),
    ({"procedures-choices": "surgery"}, "procedures"),
    ({"area_served-choices": "910015"}, "area_served"),
    ({"contact-visibility": "residents"}, "contact"),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "reason"), WRONG)
def test_bad_input_is_said_at_its_field_and_kept(cast: Cast, client: FlaskClient, typed: dict[str, str], reason: str) -> None:
    page = as_(client, cast.ono).get(path(cast))
    answer = client.post(path(cast), data=fields(page.text) | {"contact_desk-text": ["これは正しい"]} | typed)
    assert answer.status_code == 422
    says(
        answer,
        reason,
        "これは正しい",
        "書いた内容は、そのまま残っています。",
        *(value for value in typed.values() if len(value) < 100 and "-note" in str(typed)),
    )
    assert not db.query(Fact).count()


def test_numbers_are_read_as_people_write_them(cast: Cast, client: FlaskClient) -> None:
    as_(client, cast.kimura)
    page = fields(client.get(path(cast, "clinic")).text)
    wrong = client.post(path(cast, "clinic"), data=page | {"beds-number": "六"})
    assert wrong.status_code == 422
    says(wrong, "数字で書いてください。", 'value="六"')
    assert client.post(path(cast, "clinic"), data=page | {"beds-number": "１９"}).status_code == 303
    assert known(cast, "clinic")["beds"] == {"number": 19}
    again = client.get(path(cast, "clinic"))
    says(again, 'value="19"')
    assert client.post(path(cast, "clinic"), data=fields(again.text) | {"contact-text": ["代表　055-000-0202"]}).status_code == 303
    assert known(cast, "clinic") == {"beds": {"number": 19}, "contact": {"text": "代表　055-000-0202"}}


def test_nobody_confirms_a_value_they_did_not_see(cast: Cast, client: FlaskClient) -> None:
    everything(cast, cast.ono)
    page = as_(client, cast.ono).get(path(cast))
    Fact.state(cast.station, ITEMS["contact"], {"text": "新しい担当"}, by=cast.kimura)
    db.commit()
    answer = client.post(path(cast), data=fields(page.text))
    assert answer.status_code == 422
    says(answer, "この間に、ほかの人が直しました。いまの名簿は「新しい担当」です。", "看護師長")
    assert known(cast)["contact"] == {"text": "新しい担当"}
    assert client.post(path(cast), data=fields(answer.text)).status_code == 303  # told, and said again
    assert known(cast)["contact"] == {"text": "看護師長\n内線12"}


def test_what_was_changed_is_not_folded_away_when_the_page_comes_back(cast: Cast, client: FlaskClient) -> None:
    everything(cast, cast.ono)
    page = as_(client, cast.ono).get(path(cast))
    assert '<details class="confirm-change" open>' not in page.text
    typed = fields(page.text) | {"contact-text": ["新しい担当"], "opening_hours-mon_from1": ["25時"]}
    answer = client.post(path(cast), data=typed)
    assert answer.status_code == 422
    assert answer.text.count('<details class="confirm-change" open>') == 2
    says(answer, "新しい担当", 'value="25時"', "書いた内容は、そのまま残っています。")


def test_a_page_that_was_sent_in_part_takes_nothing_away(cast: Cast, client: FlaskClient) -> None:
    everything(cast, cast.ono)
    before = known(cast)
    as_(client, cast.ono)
    assert client.post(path(cast), data={"contact-note": "x"}).status_code == 303
    assert known(cast) == before


def test_readers_are_refused_strangers_find_nothing_and_the_signed_out_are_sent_to_sign_in(cast: Cast, client: FlaskClient) -> None:
    assert client.get(path(cast)).location == f"/sign-in?next={path(cast)}"
    assert "/sign-in" in client.post(path(cast), data={}).location
    for who, name, code in (
        (cast.sato, "station", 403), (cast.tanaka, "station", 403), (cast.mori, "station", 403), (cast.ono, "clinic", 403),
        (cast.suzuki, "station", 404),
    ):  # fmt: skip
        as_(client, who)
        assert client.get(path(cast, name)).status_code == code
        assert client.post(path(cast, name), data={}).status_code == code
        client.post("/sign-out")
    assert not db.query(Fact).count()


@given(told=st.one_of(st.text(max_size=8), st.from_regex(r"[0-9０-９]{1,2}[:：時][0-9０-９]{2}", fullmatch=True)))
def test_whatever_is_typed_as_a_time_is_a_time_or_refused(told: str) -> None:
    read = minutes(told)
    assert read is None or 0 <= read <= LATEST


@pytest.mark.parametrize(
    ("told", "read"),
    [
        ("9:00", 540),
        ("０９：３０", 570),
        ("900", 540),
        ("9時", 540),
        ("9時5分", None),
        ("26:00", 1560),
        ("31:00", None),
        ("24:60", None),
        ("", None),
    ],
)
def test_times_as_people_write_them(told: str, read: int | None) -> None:
    assert minutes(told) == read
