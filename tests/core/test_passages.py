"""Finding in a text what somebody typed: however it is typed, and always the text's own characters."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.folding import fold
from core.passages import passages

SIGNS = "7７30分夜間のﾔｶﾝヤカンがガｶﾞかﾞう゛ゔ㌢センチ髙高ﬁfiß 　\n、。・각ᄀ\u3099\u0323"
TEXT = st.text(st.one_of(st.sampled_from(SIGNS), st.characters(max_codepoint=0xFFFF, exclude_categories=["Cs"])), max_size=24)


@given(TEXT, TEXT)
def test_what_is_found_stands_there_and_folds_to_what_was_typed(text: str, words: str) -> None:
    for one in passages(text, words):
        assert one in text
        assert fold(one) == fold(words)


@given(TEXT, st.text(st.sampled_from("あ夜間７ﾔa"), min_size=1, max_size=6), TEXT, st.sampled_from([str, unicodedata.normalize]))
def test_what_stands_between_two_stops_is_found_as_it_is_and_as_others_type_it(before: str, words: str, after: str, how: object) -> None:
    typed = words if how is str else unicodedata.normalize("NFKC", words)
    found = passages(f"{before}。{words}。{after}", typed)
    assert found
    assert {fold(one) for one in found} == {fold(words)}


@pytest.mark.parametrize(
    ("text", "words", "found"),
    [
        ("７月２０日から３０分", "7月20日", ["７月２０日"]),
        ("夜間ﾃﾞﾝﾜが鳴る", "デンワ", ["ﾃﾞﾝﾜ"]),
        ("夜間 の　電話", "夜間の電話", ["夜間 の　電話"]),
        ("夜間の 電話。", "夜間の", ["夜間の"]),
        ("髙橋さんの家", "高橋", ["髙橋"]),
        ("㌢で測る", "セン", []),
        ("７日と7日", "7日", ["7日"]),
        ("７日と７日", "7日", ["７日", "７日"]),
        ("ああああ", "あああ", ["あああ", "あああ"]),
        ("なにか", "", []),
        ("なにか", "　", []),
        ("", "なにか", []),
    ],
)
def test_what_looks_the_same_is_the_same(text: str, words: str, found: list[str]) -> None:
    assert passages(text, words) == found
