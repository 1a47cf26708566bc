"""A surname alone in kana, with something behind it that only a person has: やまださん宅, たなか氏."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from core.database import db
from meetings.guarding import reading
from meetings.guarding.patterns import found
from tests.cast import Cast, as_, says
from tests.meetings.guarding_golden import marked, tried_bare

needs_dictionary = pytest.mark.skipif(not reading.INSTALLED, reason="SudachiPy is not installed; requirements.txt names it")


def words(text: str) -> list[tuple[str, str]]:
    return [(str(one.kind), one.words) for one in found(text)]


@needs_dictionary
@pytest.mark.parametrize("which", ["kana_seen", "kana_aside"])
def test_surnames_in_kana_are_found_and_callings_left_in_peace(which: str) -> None:
    result = tried_bare(which)
    assert result.recall >= 0.95, result.told
    assert result.precision >= 0.95, result.told
    sentences = list(marked(which))
    assert len(sentences) == 60
    assert sum(not one.names for one in sentences) >= 30


@needs_dictionary
@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        ("昨日はやまださん宅に訪問した。", "name", "やまださん"),
        ("その後たなか氏が来た。", "name", "たなか氏"),
        ("先月からｽｽﾞｷ宅に入る。", "home", "ｽｽﾞｷ宅"),
        ("ごとう家は留守だった。", "home", "ごとう家"),
        ("なかむらのご主人は透析に通う。", "name", "なかむら"),
        ("夜におかださんから電話。", "name", "おかださん"),
        ("ずっとわだ氏は受診していない。", "name", "わだ氏"),
        ("ハシモトの息子さんと話した。", "name", "ハシモト"),
    ],
)
def test_a_surname_is_cut_out_of_what_stands_around_it(text: str, kind: str, name: str) -> None:
    assert words(text) == [(kind, name)]


@pytest.mark.parametrize(
    "text",
    [
        "今の様に、いまの様に書く。",
        "ひろい家となかの家。",
        "一人暮らしのお宅。",
        "おかみさんとおなかまさん。",
        "むかいの奥さん。",
        "くまもとの家族会。",
        "なかむら町の姉妹都市。",
        "うちのご主人。",
        "家のなかの母の部屋。",
    ],
)
def test_what_only_sounds_like_a_surname_is_none(text: str) -> None:
    assert words(text) == []


def test_who_works_in_the_area_may_be_called_in_kana_too(client: FlaskClient, cast: Cast) -> None:
    base = as_(client, cast.kimura)
    says(base.post("/guard", data={"text": "次に、きむらさんから話した。"}), "<mark>きむらさん</mark>")
    cast.kimura.person.rename(cast.kimura.person.name, "きむら あおい")
    db.commit()
    for called in ("きむらさん", "キムラさん", "きむら氏"):
        assert base.post("/guard", data={"text": f"次に、{called}から話した。"}).text.strip() == ""
