"""What the guard finds in a text, and what it leaves in peace."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from meetings.guarding.patterns import found
from meetings.guarding.suspicion import Kind
from tests.meetings.guarding_golden import sentences, tried

CLEAN = [golden.sentence for golden in sentences() if not golden.kinds]
TELLING = "様さ氏くちク君チサ@宅歳才名生番" + "一二三四五六七八九十百"
"""Without figures and without these only a bare name can be told: honorifics, labels, and figures in kanji before 歳."""
MIXED = st.text(
    st.sampled_from("山田太郎花子様さんくちゃ氏83歳ア１２３ー-@.a〒　 号室番地丁目年月日生昭和S、。ﾊﾞ\u3099\u200bガ宅町の\n"), max_size=80
)


def kinds(text: str, *known: str) -> list[str]:
    return [str(one.kind) for one in found(text, set(known))]


def test_the_golden_sentences_are_judged_well() -> None:
    result, all_of_them = tried(), sentences()
    assert len(all_of_them) >= 120
    assert len(CLEAN) >= len(all_of_them) // 2
    assert result.precision >= 0.97, result.told
    assert result.recall >= 0.97, result.told


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("古屋さんから報告があった。", "古屋 健"),
        ("古屋健さんから報告があった。", "古屋 健"),
        ("司会の古屋さんが開会した。", "古屋 健"),
        ("司会古屋さんが開会した。", "古屋健"),
        ("髙橋委員と高橋さんは別の人である。", "高橋 修"),
        ("森さんが答えた。", "森 修"),
        ("問い合わせは055-000-0201まで。", "０５５（０００）０２０１"),
        ("問い合わせはkyoten@example.jpまで。", "kyoten@example.jp"),
        ("会場：北市中央1-2-3", "北市中央１－２－３"),
    ],
)
def test_who_takes_part_and_institutions_are_no_suspicion(text: str, known: str) -> None:
    assert found(text, {known}) == []


def test_a_name_is_known_only_as_it_is() -> None:
    assert kinds("古屋花子様の件。", "古屋 健") == ["name"]
    assert kinds("古田さんの件。", "古屋 健") == ["name"]
    assert kinds("さくらさんの件。", "さくら薬局") == ["name"]
    assert kinds("090-1234-5678", "055-000-0201") == ["telephone"]


@pytest.mark.parametrize(
    ("text", "band"),
    [("83歳", "80代"), ("８３才", "80代"), ("八十三歳", "80代"), ("十九歳", "10代"), ("5歳", "10歳未満"), ("生後10か月", "10歳未満"),
     ("九十歳", "90歳以上"), ("102歳", "90歳以上"), ("百二歳", "90歳以上"), ("満75", "70代")],
)  # fmt: skip
def test_an_age_is_told_with_the_band_to_write(text: str, band: str) -> None:
    [age] = found(text)
    assert (age.kind, age.instead) == (Kind.AGE, f"年齢は「{band}」のように書いてください。")


def test_every_kind_says_why_and_what_to_write() -> None:
    said = {kind: one for golden in sentences() for one in found(golden.sentence) for kind in [one.kind]}
    assert set(said) | {Kind.BARE} == set(Kind)
    assert all(one.why and one.instead.endswith("。") and "%" not in one.instead for one in said.values())


@pytest.mark.parametrize(
    "words",
    [
        "ﾔﾏﾀﾞ様",
        "ﾀﾞﾃ ﾊﾙﾐ様",
        "カ\u3099ンタ\u3099様",
        "８３歳",
        "Ａ様",
        "㍼１５年３月２日生",
        "山\u200b田様",
        "田中　花子さん",
        "０９０－１２３４－５６７８",
        "３０２号室",
    ],
)
@given(before=st.sampled_from(["", "昨日、", "㍻の頃、", "ｶﾞｽの件。", "か\u3099、"]), after=st.sampled_from(["", "、", "。ﾊﾞｽ", "\n"]))
@settings(max_examples=10)
def test_what_is_written_in_another_width_is_cut_as_it_was_typed(words: str, before: str, after: str) -> None:
    assert [(one.words, one.start) for one in found(before + words + after)] == [(words, len(before))]


def test_a_voicing_mark_at_the_end_belongs_to_its_letter() -> None:
    assert [one.words for one in found("氏名：ﾔﾏﾀﾞ")] == ["ﾔﾏﾀﾞ"]


@settings(max_examples=150)
@given(MIXED)
@example("ﾔﾏﾀﾞ様")
@example("㍼15年3月2日生")
@example("\u3099様")
@example("か\u3099\u3099\u3099さん")
@example("山\u200b田様")
def test_the_words_are_cut_exactly_where_they_are_said_to_stand(text: str) -> None:
    end = 0
    for one in found(text):
        assert one.words == text[one.start : one.end] != ""
        assert one.start >= end, "one suspicion inside another"
        end = one.end


@settings(max_examples=150)
@given(st.text(max_size=200))
def test_without_figures_and_honorifics_only_bare_names_are_suspected(text: str) -> None:
    import unicodedata

    read = unicodedata.normalize("NFKC", text)
    assume(not re.search(rf"[\d{TELLING}]", read))
    assert {one.kind for one in found(text)} <= {Kind.BARE}


@settings(max_examples=100)
@given(st.sampled_from(CLEAN), st.sampled_from(["山田太郎様", "山田太郎さん", "山田 太郎様", "山田太郎氏"]), st.data())
def test_a_name_put_anywhere_between_sentences_is_found(sentence: str, name: str, data: st.DataObject) -> None:
    places = [0, *(at + 1 for at, letter in enumerate(sentence) if letter in "、。")]
    at = data.draw(st.sampled_from(places))
    assert name in [one.words for one in found(f"{sentence[:at]}{name}、{sentence[at:]}")]


@pytest.mark.parametrize(
    "piece",
    [
        "山",
        "様",
        "さん",
        "山田様",
        "8",
        "1-",
        "０",
        "a",
        "a@",
        "ハ",
        "ー",
        "は",
        "か\u3099",
        "\u3099",
        "丁目1",
        "昭和15年",
        "生",
        "(0",
        " ",
        "山の宅",
        "患者番号",
        "〒4",
    ],
)
def test_twenty_thousand_characters_cost_their_length(piece: str) -> None:
    """No pattern runs away: it would not end before the test is stopped. What is found grows as the text does."""
    size = 10_000 // len(piece)
    once, twice = len(found(piece * size)), len(found(piece * size * 2))
    assert abs(twice - 2 * once) <= 2
