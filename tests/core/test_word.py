"""Official papers open in Word as they should: Japanese type, repeated headers, page numbers, and nothing that could break the file."""

from __future__ import annotations

import io
import threading
import zipfile

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from docx.shared import Length, Pt
from docx.table import Table
from flask import Flask
from flask_babel import LazyString, force_locale, get_locale

from core import word
from core.word import Paper, word_answer

HOSTILE = "前\x00\x07\x0b\x1f後 ]]> <w:p/> &amp; \ud83d \ufffe\uffff 𠮷"
TAMED = "前後 ]]> <w:p/> &amp;   𠮷"


def opened(paper: Paper) -> Document:
    return docx.Document(io.BytesIO(paper.data()))


def texts(paper: Paper) -> list[str]:
    return [one.text for one in opened(paper).paragraphs]


def minutes() -> Paper:
    paper = Paper("議事録")
    paper.title("第1回 連携会議 議事録")
    paper.paragraph("令和8年11月22日", side="right")
    paper.facts([("日時", "11月22日\n19時から"), ("場所", None)])
    paper.heading("1　課題")
    paper.table(["番号", "内容"], [[1, "夜間に薬がとどかない"], [2, "様式がちがう"]], widths=[1, 5])
    paper.bullets(["一つめ", "二つ\nめ"])
    paper.new_page()
    paper.heading("資料", level=2)
    return paper


def test_it_is_an_a4_page_with_margins_of_an_office(app: Flask) -> None:
    page = opened(minutes()).sections[0]
    assert [round(Length(side or 0).mm) for side in (page.page_width, page.page_height)] == [210, 297]
    for margin in (page.left_margin, page.right_margin, page.top_margin, page.bottom_margin):
        assert 20 <= Length(margin or 0).mm <= 25


@pytest.mark.parametrize(("style", "type_"), [("Normal", word.MINCHO), ("Title", word.GOTHIC), ("Heading 1", word.GOTHIC)])
def test_japanese_type_is_named_for_japanese_text_and_no_theme_goes_before_it(app: Flask, style: str, type_: str) -> None:
    (named,) = opened(minutes()).styles[style].element.rPr.findall(qn("w:rFonts"))
    assert named.get(qn("w:eastAsia")) == named.get(qn("w:ascii")) == type_
    assert not [name for name in named.attrib if "Theme" in str(name)]


def test_what_no_style_names_is_japanese_too(app: Flask) -> None:
    defaults = opened(minutes()).styles.element.find(qn("w:docDefaults"))
    assert next(defaults.iter(qn("w:rFonts"))).get(qn("w:eastAsia")) == word.MINCHO
    assert next(defaults.iter(qn("w:lang"))).get(qn("w:eastAsia")) == "ja-JP"


def test_everything_stands_in_its_order(app: Flask) -> None:
    document = opened(minutes())
    told = [(one.style.name, one.text) for one in document.paragraphs if one.style and one.text.strip()]
    assert told == [
        ("Title", "第1回 連携会議 議事録"), ("Normal", "令和8年11月22日"), ("Heading 1", "1　課題"), ("List Bullet", "一つめ"),
        ("List Bullet", "二つ め"), ("Heading 2", "資料"),
    ]  # fmt: skip
    facts, table = document.tables
    assert cells(facts) == [["日時", "11月22日\n19時から"], ["場所", ""]]
    assert cells(table) == [["番号", "内容"], ["1", "夜間に薬がとどかない"], ["2", "様式がちがう"]]
    assert not document.core_properties.author
    assert document.core_properties.title == "議事録"


def cells(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_the_header_of_a_table_stands_again_on_every_page(app: Flask) -> None:
    facts, table = opened(minutes()).tables
    repeated = [row._tr.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None for row in table.rows]
    assert repeated == [True, False, False]
    assert not facts._tbl.findall(f".//{qn('w:tblHeader')}")
    wide = [int(column.width or 0) for column in table.columns]
    assert wide[1] == pytest.approx(5 * wide[0], rel=0.01)


def held(table: Table) -> list[tuple[bool, bool]]:
    """Of each row: is it never parted, and does it stay with the next one?"""
    return [
        (row._tr.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None, bool(row._tr.findall(f".//{qn('w:keepNext')}")))
        for row in table.rows
    ]


def test_no_row_is_parted_by_the_end_of_a_page_unless_it_is_too_long_for_one(app: Flask) -> None:
    paper = Paper("x")
    paper.table(["番号", "内容"], [[1, "夜間の薬"], [2, "薬" * 2000], *([3, "様式"] for _ in range(12))], widths=[1, 5])
    (table,) = opened(paper).tables
    never, with_next = zip(*held(table), strict=True)
    assert list(never) == [True, True, False, *[True] * 12]
    assert list(with_next) == [True, *[False] * 12, True, False]  # nothing but the heading, or a single last row, on a page


@pytest.mark.parametrize(("rows", "whole", "together"), [(4, False, True), (30, False, False), (30, True, True), (60, True, False)])
def test_a_short_table_stands_on_one_page_and_so_does_one_that_should_where_it_can(
    app: Flask, rows: int, whole: bool, together: bool
) -> None:
    paper = Paper("x")
    paper.table(["委員"], [["名前"] for _ in range(rows)], whole=whole)
    (table,) = opened(paper).tables
    assert all(with_next for _never, with_next in held(table)[:-1]) is together
    assert not held(table)[-1][1]


def test_after_a_last_table_there_is_no_line_that_could_begin_a_page(app: Flask) -> None:
    paper = Paper("x")
    paper.table(["委員"], [["名前"]])
    assert opened(paper).paragraphs[-1].paragraph_format.line_spacing == Pt(1)


ORDER = {
    "tblPr": "tblStyle tblStyleRowBandSize tblStyleColBandSize tblW jc tblInd tblBorders shd tblLayout tblCellMar tblLook",
    "tcPr": "tcW gridSpan vMerge tcBorders shd noWrap tcMar vAlign",
    "pPr": "pStyle keepNext keepLines pageBreakBefore widowControl numPr pBdr shd tabs spacing ind contextualSpacing jc outlineLvl rPr",
    "rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike color spacing kern sz szCs u lang",
    "sectPr": "headerReference footerReference type pgSz pgMar cols titlePg docGrid",
}
"""The sequences of ISO/IEC 29500 (wml.xsd), as far as they are used: Word refuses a file that other programs still read."""


def test_what_is_said_of_a_part_stands_in_the_order_that_word_demands(app: Flask) -> None:
    document = opened(minutes())
    for root in (document.element, document.styles.element, document.sections[0].footer._element):
        for name, order in ORDER.items():
            for found in root.iter(qn(f"w:{name}")):
                said = [child.tag.rpartition("}")[2] for child in found]
                assert said == sorted(said, key=order.split().index), f"{name}: {said}"


def test_pages_are_numbered_at_their_foot(app: Flask) -> None:
    foot = opened(minutes()).sections[0].footer.paragraphs[0]._p
    assert [field.get(qn("w:instr")) for field in foot.iter(qn("w:fldSimple"))] == ["PAGE", "NUMPAGES"]


def test_hostile_text_does_not_break_the_file(app: Flask) -> None:
    paper = Paper(HOSTILE * 50)
    paper.title(HOSTILE)
    paper.heading(HOSTILE)
    paper.paragraph(HOSTILE, bold=True)
    paper.bullets([HOSTILE])
    paper.facts([(HOSTILE, HOSTILE)])
    paper.table([HOSTILE], [[HOSTILE]])
    document = opened(paper)
    assert {one.text for one in document.paragraphs if one.text} == {TAMED}
    assert {text for table in document.tables for row in cells(table) for text in row} == {TAMED}
    with zipfile.ZipFile(io.BytesIO(paper.data())) as file:
        for name in file.namelist():
            if name.endswith((".xml", ".rels")):
                parse_xml(file.read(name))


def test_lines_are_paragraphs_whatever_their_ends(app: Flask) -> None:
    paper = Paper("x")
    paper.paragraph("一\r\n二\r三\n\n四")
    assert texts(paper) == ["一", "二", "三", "", "四"]


def test_texts_are_taken_in_the_language_of_the_reader_before_the_file_is_written(app: Flask) -> None:
    paper = Paper("x")
    with app.test_request_context(), force_locale("en"):
        paper.paragraph(LazyString(lambda: str(get_locale())))
    assert texts(paper) == ["en"]


def test_the_download_has_its_japanese_name_and_is_written_beside(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    where: list[str] = []

    def beside(work: object) -> bytes:
        thread = threading.Thread(target=lambda: where.append(str(len(paper.data()))))
        thread.start()
        thread.join()
        return b"PK"

    paper = minutes()
    monkeypatch.setattr(word, "write_beside", beside)
    answer = word_answer("第1回 議事録", paper)
    assert where  # nothing of the request is needed there
    assert answer.mimetype == "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    said = answer.headers["Content-Disposition"]
    assert said == "attachment; filename=\"renkei.docx\"; filename*=UTF-8''%E7%AC%AC1%E5%9B%9E%20%E8%AD%B0%E4%BA%8B%E9%8C%B2.docx"


@pytest.mark.parametrize(
    ("name", "plain"),
    [("minutes-3", "minutes-3.docx"), ('a"\r\nX: y;/../b', "b.docx"), ("..", "renkei.docx"), ("CON", "_CON.docx"), ("x.exe", "x.docx")],
)
def test_a_name_that_was_typed_cannot_harm(app: Flask, name: str, plain: str) -> None:
    assert word_answer(name, Paper("x")).headers["Content-Disposition"] == f'attachment; filename="{plain}"'
