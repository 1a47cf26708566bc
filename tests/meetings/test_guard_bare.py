"""Names that stand bare in minutes: 田中太郎は退院した."""

from __future__ import annotations

import logging

import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from meetings.guarding import reading
from meetings.guarding.patterns import found
from meetings.guarding.suspicion import Kind
from tests.cast import Cast, as_, says
from tests.meetings.guarding_golden import KNOWN, marked, tried, tried_bare
from tests.meetings.test_guarding import GOOD, a_group

needs_dictionary = pytest.mark.skipif(not reading.INSTALLED, reason="SudachiPy is not installed; requirements.txt names it")
INNOCENT = [one.sentence for which in ("seen", "aside") for one in marked(which) if not one.names and not found(one.sentence, KNOWN)]
MEMBERS = ("三枝 由美子", "大河原 誠", "林 直樹", "石川 ウメ", "サトウ ハナ", "髙橋 修", "関 一", "高田純", "やまだ はな")


def words(text: str, *known: str) -> list[str]:
    return [one.words for one in found(text, known) if one.kind is Kind.BARE]


@needs_dictionary
def test_bare_names_are_found_and_innocent_sentences_left_in_peace() -> None:
    for which in ("seen", "aside"):
        result = tried_bare(which)
        assert result.recall >= 0.95, result.told
        assert result.precision >= 0.93, result.told
    assert sum(not one.names for one in marked("aside")) >= 80
    assert tried().precision >= 0.97, tried().told


@needs_dictionary
@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("田中太郎は退院後、訪問看護につないだ。", "田中太郎"),
        ("田中　太郎、要介護3。", "田中　太郎"),
        ("山本ハナ子（87）の件", "山本ハナ子"),
        ("高橋家では夜間の見守りが難しい。", "高橋"),
        ("髙橋が転倒した。", "髙橋"),
        ("﨑山の褥瘡について。", "﨑山"),
        ("渡邊シゲの処置。", "渡邊シゲ"),
        ("ﾔﾏﾀﾞ ﾊﾅ 87 女", "ﾔﾏﾀﾞ ﾊﾅ"),
        ("アリイズミ ミサキは独居。", "アリイズミ ミサキ"),
        ("独居の石川に薬を届ける。", "石川"),
        ("奥様の千恵が介護をしている。", "千恵"),
        ("勅使河原シゲ子の訪問を分担する。", "勅使河原シゲ子"),
    ],
)
def test_a_bare_name_is_cut_as_it_was_typed(text: str, name: str) -> None:
    assert words(text) == [name]


@needs_dictionary
@pytest.mark.parametrize(
    "text",
    [
        "大河原委員より説明があった。",
        "三枝：次回の日程を調整する。",
        "出席：山下、内藤、古屋",
        "佐藤医院と山口内科が当番。",
        "石川県の例。",
        "中川町と小山の上の集落。",
        "講師の京極先生",
        "患者Aは退院した。",
    ],
)
def test_towns_offices_and_who_speaks_are_no_patients(text: str) -> None:
    assert found(text) == []


@needs_dictionary
def test_who_takes_part_and_what_is_in_the_directory_are_known() -> None:
    assert words("古屋は退院の連絡に困っている。") == ["古屋"]
    assert words("古屋は退院の連絡に困っている。", "古屋 健") == []
    assert words("古屋健が退院した。古屋ハナが退院した。", "古屋 健") == ["古屋ハナ"]
    assert words("青沼は独居が多い。", "青沼市") == []
    assert words("内田の家は独居の人の集まる家である。", "内田の家") == []


@needs_dictionary
@settings(max_examples=120)
@given(st.sampled_from(INNOCENT or [""]), st.sampled_from(MEMBERS), st.data())
def test_the_name_of_a_member_never_makes_a_warning(sentence: str, name: str, data: st.DataObject) -> None:
    surname = name.split(maxsplit=1)[0]
    called = data.draw(st.sampled_from([name, name.replace(" ", ""), f"{surname}委員", f"{surname}さん"]))
    at = data.draw(st.sampled_from([0, *(at + 1 for at, letter in enumerate(sentence) if letter in "、。\n")]))
    text = f"{sentence[:at]}{called}、{sentence[at:]}"
    assert [one.words for one in found(text, {*KNOWN, name})] == [], text


@needs_dictionary
def test_who_writes_is_asked_softly_and_not_stopped(client: FlaskClient, cast: Cast) -> None:
    as_(client, cast.sato)
    answer = client.post("/guard", data={"text": "小山内ハルは退院した。"})
    says(answer, "患者さんのお名前が入っていませんか（1か所）", "<mark>小山内ハル</mark>", "お名前ではありませんか")
    both = client.post("/guard", data={"text": "小山内ハルは83歳で退院した。"})
    says(both, "患者さんがだれか、分かるかもしれません（2か所）")
    made = client.post("/issues/generalise", data=GOOD | {"what": "小山内ハルの退院の連絡が届かない"})
    assert made.status_code == 200
    says(made, "<mark>小山内ハル</mark>")


@needs_dictionary
def test_the_members_of_the_group_and_its_area_may_be_named_bare(client: FlaskClient, cast: Cast) -> None:
    group, base = a_group(cast), as_(client, cast.kimura)
    for name in ("大河原", "大河原修一", "木村 葵"):
        assert base.post("/guard", data={"text": f"{name}は退院の話に困った。", "group": group.id}).text.strip() == ""
    says(base.post("/guard", data={"text": "大河原ハナは退院した。", "group": group.id}), "<mark>大河原ハナ</mark>")


def test_without_the_dictionary_everything_else_is_still_found(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setattr(reading, "INSTALLED", False)
    reading._dictionary.cache_clear()
    caplog.set_level(logging.WARNING)
    try:
        assert [str(one.kind) for one in found("田中太郎は83歳。山田様が退院した。")] == ["age", "name"]
    finally:
        reading._dictionary.cache_clear()
    assert [record.message for record in caplog.records] == [
        "SudachiPy is not installed: names without a calling (様, さん) are not looked for"
    ]
