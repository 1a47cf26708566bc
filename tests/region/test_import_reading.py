"""Bytes of any quality become rows or faults with a line number and a reason; nothing is ever raised but that a file is not recognised."""

from __future__ import annotations

import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from region.codes import is_corporation_number, is_municipality_code
from region.open_data.care_services import COLUMNS, CareRow, facts, read
from region.open_data.csv_file import LINE_LIMIT, Fault, NotRecognised
from region.open_data.values import web_address
from tests.region.care_csv import file_of, office

GOOD = file_of([office(f"19999{number:05}", 事業所名=f"架空{number}") for number in range(12)])
lenient = settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])


def found(content: bytes, name: str = "jigyosho_130.csv") -> list[CareRow | Fault]:
    return list(read(io.BytesIO(content), name))


def tried(content: bytes) -> list[CareRow | Fault]:
    """What is found; every row in it can be used."""
    try:
        rows = found(content)
    except NotRecognised:
        return []
    for row in rows:
        assert row.line > 1
        if isinstance(row, CareRow):
            assert is_municipality_code(row.municipality_code)
            assert len(row.number) == 10
            said = facts(row.values)
            assert said["name"]
            assert len(said["name"]) <= 120
            assert "\x00" not in "".join(row.values.values())
        else:
            assert row.reason
    return rows


@lenient
@given(st.binary(max_size=4000))
def test_any_bytes_at_all(content: bytes) -> None:
    tried(content)


@lenient
@given(st.binary(max_size=600))
def test_any_bytes_below_the_header(content: bytes) -> None:
    tried(file_of([]) + content)


@lenient
@given(st.integers(0, len(GOOD)))
def test_a_file_cut_short_loses_only_its_end(length: int) -> None:
    rows = tried(GOOD[:length])
    whole = max(0, GOOD[:length].count(b"\r\n") - 1)
    assert len([row for row in rows if isinstance(row, CareRow)]) >= whole


@lenient
@given(
    st.lists(
        st.tuples(
            st.integers(1000, len(GOOD) - 1), st.sampled_from([b'"', b"\x00", b"\r", b"\n", b",", b"\xff", b"\x82\xa0", b'""', b"\xe3"])
        ),
        max_size=6,
    )
)
def test_stray_quotes_nuls_breaks_and_other_encodings(damages: list[tuple[int, bytes]]) -> None:
    content = GOOD
    for place, damage in sorted(damages, reverse=True):
        content = content[:place] + damage + content[place:]
    rows = tried(content)
    assert len([row for row in rows if isinstance(row, CareRow)]) >= 12 - 2 * len(damages)


@lenient
@given(st.lists(st.lists(st.text(max_size=30), min_size=20, max_size=28), max_size=6))
def test_any_text_in_the_fields(rows: list[list[str]]) -> None:
    tried(file_of([[field.replace("\ud800", "") for field in row] for row in rows], encoding="utf-8"))


def test_a_stray_quote_costs_its_own_line_only() -> None:
    lines = GOOD.split(b"\r\n")
    lines[3] = b'"' + lines[3]
    rows = found(b"\r\n".join(lines))
    assert [row.line for row in rows if isinstance(row, Fault)] == [4]
    assert len(rows) == 12


def test_line_breaks_inside_quotes_are_read() -> None:
    rows = found(file_of([office(備考="一行目\r\n二行目"), office("1999900002")]))
    assert [row.line for row in rows] == [2, 4]
    assert isinstance(rows[0], CareRow)


def test_a_huge_field_is_one_fault() -> None:
    rows = found(file_of([office(備考="あ" * (3 * LINE_LIMIT)), office("1999900002")]))
    assert [type(row) for row in rows] == [Fault, CareRow]
    assert rows[0] == Fault(2, "行が長すぎます。")


def test_a_row_with_bytes_of_another_encoding_is_a_fault() -> None:
    good, bad = file_of([office()]), file_of([office("1999900002")], encoding="cp932").split(b"\r\n")[1]
    rows = found(good + bad + b"\r\n")
    assert [type(row) for row in rows] == [CareRow, Fault]


@pytest.mark.parametrize(
    ("header", "sentence"),
    [
        ([column for column in COLUMNS if column != "電話番号"], "列が足りません：電話番号。何も取りこんでいません。"),
        ([*COLUMNS, "メモ"], "知らない列があります：メモ。何も取りこんでいません。"),
        ([*COLUMNS[1:], COLUMNS[0]], "列の順番が、公表されたファイルとちがいます。何も取りこんでいません。"),
        (["名前", "電話"], "見出しの行が読めません。公表されたままのファイルを選んでください。"),
    ],
)
def test_other_columns_are_refused_with_a_clear_sentence(header: list[str], sentence: str) -> None:
    with pytest.raises(NotRecognised, match=sentence):
        found(file_of([], header=header))


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\xff\xfe" + "都道府県".encode("utf-16-le"), b"\x80\xff\x00", b"\r\n\r\n"])
def test_what_is_no_such_file_is_refused(content: bytes) -> None:
    with pytest.raises(NotRecognised):
        found(content)


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ({"都道府県コード又は市町村コード": "199981"}, "市区町村コード「199981」は、正しい6桁の番号ではありません。"),
        ({"都道府県コード又は市町村コード": "19998"}, "市区町村コード「19998」は、正しい6桁の番号ではありません。"),
        ({"都道府県名": "宮崎県"}, "都道府県名「宮崎県」が、市区町村コード 199982 と合いません。"),
        ({"事業所番号": "12345"}, "事業所番号「12345」は10桁ではありません。"),
        ({"事業所名": "　"}, "「事業所名」が空です。"),
        ({"事業所名": "あ" * 121}, "「事業所名」が長すぎます（120文字まで）。"),
    ],
)
def test_a_wrong_row_says_why(told: dict[str, str], reason: str) -> None:
    assert [row.reason for row in found(file_of([office(**told)])) if isinstance(row, Fault)] == [reason]


def test_a_row_with_a_column_too_few_says_so() -> None:
    assert found(file_of([office()[:-1]])) == [Fault(2, "列が23あります（24のはず）。")]


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("https://sora.example/a", "https://sora.example/a"),
        ("www.sora.example", "http://www.sora.example"),
        ("htpp://www.sora.example", "http://www.sora.example"),
        ("ｈｔｔｐ：／／ｓｏｒａ．ｅｘａｍｐｌｅ", "http://sora.example"),
        ("sora@example.jp", None),
        ("javascript:alert(1)", None),
        ("なし", None),
        ("", None),
    ],
)
def test_a_web_address_is_one_that_can_be_followed(written: str, address: str | None) -> None:
    assert web_address(written) == address


def test_check_digits() -> None:
    assert is_municipality_code("452017")
    assert not is_municipality_code("452018")
    assert not is_municipality_code("45201")
    assert is_municipality_code("011002")
    assert is_corporation_number("7000012050002")
    assert not is_corporation_number("8000012050002")
