"""Official papers as Word files: A4, Japanese type, nothing that an office would have to set right before it prints or edits them.

paper = Paper(_("議事録"))
paper.title(...); paper.facts([(_("日時"), ...), ...]); paper.heading(...); paper.table(header, rows)
return word_answer("議事録", paper)
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

from flask import Response

from core import clock
from core.office import as_file, clean, columns, write_beside

if TYPE_CHECKING:
    from docx.document import Document
    from docx.shared import Length
    from docx.table import Table, _Cell, _Row
    from docx.text.paragraph import Paragraph

MINCHO, GOTHIC = "ＭＳ 明朝", "ＭＳ ゴシック"
"""Body and headings, as offices are used to them. Word on Windows and Mac has them; LibreOffice knows what to take in their place."""
MARGIN, WIDTH = 22, 166
"""Millimetres of an A4 page (210 x 297): at each side, and what is left between."""
SIGN = 3.7
"""Millimetres a full-width sign of the body takes; two columns."""
WHOLE = 20
"""Lines of a row that is never parted by the end of a page. A longer one may be: it could be too long for any page."""
SHORT = 12
"""Lines of a table that is not parted either."""
PAGE = 40
"""Lines that surely fit on one."""
FACTS = (7, 17)
"""How wide a word stands beside its text."""
Side = Literal["left", "center", "right"]


class Paper:
    """What stands on it, in its order. Texts are taken as the reader's language has them now; `data` can be worked out anywhere."""

    def __init__(self, subject: object) -> None:
        self.subject = clean(subject)
        self._parts: list[Callable[[Document], object]] = []

    def title(self, text: object) -> None:
        """The name of the paper, large and in the middle."""
        self._parts.append(partial(_lines, text=clean(text), style="Title"))

    def heading(self, text: object, *, level: Literal[1, 2, 3] = 1) -> None:
        """Word shows it in its outline, and it is never the last line of a page."""
        self._parts.append(partial(_lines, text=clean(text), style=f"Heading {level}"))

    def paragraph(self, text: object, *, side: Side = "left", bold: bool = False, leads: bool = False) -> None:
        """Each line of the text is a paragraph. `leads`: stays on the page of what follows."""
        self._parts.append(partial(_lines, text=clean(text), side=side, bold=bold, leads=leads))

    def space(self, millimetres: float) -> None:
        """Left white."""
        self._parts.append(partial(_gap, points=millimetres * 72 / 25.4))

    def bullets(self, texts: Iterable[object]) -> None:
        """A list with dots."""
        self._parts += [partial(_lines, text=clean(text).replace("\n", " "), style="List Bullet") for text in texts]

    def facts(self, rows: Iterable[tuple[object, object]]) -> None:
        """A table of two columns: what it is, and what it says."""
        self._parts.append(partial(_facts, rows=[(clean(word), clean(value)) for word, value in rows]))

    def table(
        self, header: Sequence[object], rows: Iterable[Sequence[object]], *, widths: Sequence[float] | None = None, whole: bool = False
    ) -> None:
        """Its header stands again on every page, its rows are not parted; nor is it, if `whole`, where a page has room for all of it.

        `widths` as parts of the whole; equal where none are said.
        """
        told, head = [[clean(cell) for cell in row] for row in rows], [clean(word) for word in header]
        self._parts.append(partial(_table, header=head, rows=told, widths=widths or [1] * len(header), most=PAGE if whole else SHORT))

    def new_page(self) -> None:
        """What follows begins on a page of its own."""
        self._parts.append(_break)

    def data(self) -> bytes:
        """The file."""
        document = _blank(self.subject)
        for part in self._parts:
            part(document)
        _end(document)
        file = io.BytesIO()
        document.save(file)
        return file.getvalue()


def word_answer(name: str, paper: Paper) -> Response:
    """The paper as a download called `name`.docx, which may be Japanese."""
    return as_file(write_beside(paper.data), name, "docx")


def _blank(subject: str) -> Document:
    import docx

    document = docx.Document()
    _lay_out(document)
    _set_type(document)
    _number_pages(document)
    about = document.core_properties
    about.title, about.author, about.comments, about.language = subject[:255], "", "", "ja-JP"
    about.created = about.modified = clock.now()
    return document


def _lay_out(document: Document) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Mm

    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Mm(MARGIN)
    page.header_distance = page.footer_distance = Mm(10)
    _drop(page._sectPr, "w:docGrid")  # its lines would double the height of this type
    document.settings.element.find(qn("w:characterSpacingControl")).set(qn("w:val"), "compressPunctuation")  # as Japanese Word does
    for mode in document.settings.element.iter(qn("w:compatSetting")):
        if mode.get(qn("w:name")) == "compatibilityMode":
            mode.set(qn("w:val"), "15")  # else Word opens the file as an old one


def _set_type(document: Document) -> None:
    """Names the type for Japanese too (w:eastAsia), which python-docx leaves to Latin ones, and takes the template's colours away."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml.ns import qn
    from docx.shared import Pt

    defaults = document.styles.element.find(qn("w:docDefaults"))
    letters, lines = next(defaults.iter(qn("w:rPr"))), next(defaults.iter(qn("w:spacing")))
    _name_type(letters, MINCHO)
    letters.find(qn("w:lang")).set(qn("w:eastAsia"), "ja-JP")
    lines.set(qn("w:after"), "60")
    _name_type(document.styles["Normal"].element.get_or_add_rPr(), MINCHO)
    document.styles["Normal"].font.size = Pt(10.5)
    _set_lines(document.styles["Normal"], Pt(15))
    _set_cells(document.styles["Table Grid"])
    for name, size, before in (("Title", 18, 0), ("Heading 1", 14, 16), ("Heading 2", 12, 12), ("Heading 3", 11, 8)):
        _set_heading(document.styles[name], size, before)
    _drop(document.styles["Title"].element.pPr, "w:pBdr")
    document.styles["Title"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _set_lines(style: Any, height: Length) -> None:
    """Alike in every program; ＭＳ 明朝 itself has no white above and below."""
    from docx.enum.text import WD_LINE_SPACING

    style.paragraph_format.line_spacing = height
    style.paragraph_format.line_spacing_rule = WD_LINE_SPACING.AT_LEAST


def _set_cells(style: Any) -> None:
    """Text does not touch the rules above and below it."""
    from docx.oxml.ns import qn

    for edge in ("top", "bottom"):
        style.element.find(f"{qn('w:tblPr')}/{qn('w:tblCellMar')}/{qn(f'w:{edge}')}").set(qn("w:w"), "40")


def _set_heading(style: Any, size: int, before: int) -> None:
    from docx.shared import Pt

    letters = style.element.get_or_add_rPr()
    for colour in ("w:color", "w:spacing"):
        _drop(letters, colour)
    _name_type(letters, GOTHIC)
    style.font.size, style.font.bold = Pt(size), True
    _set_lines(style, Pt(size * 1.4))
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(4 if before else 12)


def _name_type(letters: Any, name: str) -> None:
    """A theme's type would go before a named one."""
    from docx.oxml.ns import qn
    from docx.oxml.parser import OxmlElement

    _drop(letters, "w:rFonts")
    type_ = OxmlElement("w:rFonts")
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        type_.set(qn(f"w:{script}"), name)
    letters.insert(1 if letters.find(qn("w:rStyle")) is not None else 0, type_)


def _number_pages(document: Document) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    foot = document.sections[0].footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for field in ("PAGE", "NUMPAGES"):
        if field == "NUMPAGES":
            foot.add_run(" / ")
        foot._p.append(_field(field))


def _field(name: str) -> Any:
    """A number that Word works out."""
    from docx.oxml.ns import qn
    from docx.oxml.parser import OxmlElement

    field, run, shown = OxmlElement("w:fldSimple"), OxmlElement("w:r"), OxmlElement("w:t")
    field.set(qn("w:instr"), name)
    shown.text = "1"
    run.append(shown)
    field.append(run)
    return field


def _break(document: Document) -> None:
    from docx.enum.text import WD_BREAK

    _gap(document, points=1).add_run().add_break(WD_BREAK.PAGE)  # what is left of its line stands on the new page


def _gap(document: Document, *, points: float = 8) -> Paragraph:
    """White. After a table Word must have a paragraph; one of its usual height would be too much."""
    from docx.shared import Pt

    gap = document.add_paragraph()
    gap.paragraph_format.line_spacing, gap.paragraph_format.space_after = Pt(points), Pt(0)  # as much, whatever its type
    return gap


def _end(document: Document) -> None:
    """After a last table that fills its page there must not come an empty one."""
    from docx.shared import Pt

    if document.paragraphs and not document.paragraphs[-1].text:
        document.paragraphs[-1].paragraph_format.line_spacing = Pt(1)


def _lines(document: Document, *, text: str, style: str = "Normal", side: Side = "left", bold: bool = False, leads: bool = False) -> None:
    for line in text.split("\n"):
        paragraph = document.add_paragraph(style=style)
        _write(paragraph, line, side=side, bold=bold)
        paragraph.paragraph_format.keep_with_next = leads or None


def _write(paragraph: Paragraph, line: str, *, side: Side = "left", bold: bool = False) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    paragraph.add_run(line).bold = bold or None
    if side != "left":
        paragraph.alignment = {"center": WD_ALIGN_PARAGRAPH.CENTER, "right": WD_ALIGN_PARAGRAPH.RIGHT}[side]


def _facts(document: Document, *, rows: list[tuple[str, str]]) -> None:
    table = _grid(document, FACTS)
    for word, value in rows:
        _shade(_cells(table, [word, value], bold_first=True)[0])
    _hold(table, rows, FACTS, SHORT)
    _gap(document)


def _table(document: Document, *, header: list[str], rows: list[list[str]], widths: Sequence[float], most: int) -> None:
    from docx.oxml.parser import OxmlElement

    table = _grid(document, widths)
    for cell in _cells(table, header, bold=True):
        _shade(cell)
    for row in rows:
        _cells(table, row)
    _hold(table, [header, *rows], widths, most)
    table._tbl.tr_lst[0].get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    _gap(document)


def _hold(table: Table, rows: Sequence[Sequence[str]], widths: Sequence[float], most: int) -> None:
    """No row is parted by the end of a page, none stands there alone, and a table of at most so many lines is on one page."""
    from docx.oxml.ns import qn
    from docx.oxml.parser import OxmlElement

    tall = [_height(row, widths) for row in rows]
    last, short = len(tall) - 1, sum(tall) <= most
    for place, (row, lines) in enumerate(zip(table._tbl.tr_lst, tall, strict=True)):
        if lines <= WHOLE:
            row.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        if place < last and (short or place in (0, last - 1)):
            for paragraph in row.iter(qn("w:p")):
                paragraph.get_or_add_pPr().get_or_add_keepNext()


def _height(row: Sequence[str], widths: Sequence[float]) -> int:
    """About how many lines it takes, with 4 mm of each cell for its edges."""
    room = [max(2, int((WIDTH * part / sum(widths) - 4) / SIGN * 2)) for part in widths]
    return max(sum(max(1, -(-columns(line) // wide)) for line in text.split("\n")) for text, wide in zip(row, room, strict=True))


def _grid(document: Document, widths: Sequence[float]) -> Table:
    """An empty table over the whole width."""
    from docx.shared import Mm

    table: Table = document.add_table(rows=0, cols=len(widths), style="Table Grid")
    table.autofit = False
    for column, part in zip(table.columns, widths, strict=True):
        column.width = Mm(WIDTH * part / sum(widths))
    return table


def _cells(table: Table, texts: list[str], *, bold: bool = False, bold_first: bool = False) -> tuple[_Cell, ...]:
    """One more row. Each line of a text is a paragraph."""
    row: _Row = table.add_row()  # type: ignore[no-untyped-call]
    for place, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
        for number, line in enumerate(text.split("\n")):
            paragraph = cell.add_paragraph() if number else cell.paragraphs[0]
            _write(paragraph, line, bold=bold or (bold_first and place == 0))
    return row.cells


def _shade(cell: _Cell) -> None:
    """A light grey that a copier leaves readable."""
    from docx.oxml.ns import qn
    from docx.oxml.parser import OxmlElement

    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", "F0F0F0")):
        shade.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(shade)


def _drop(element: Any, name: str) -> None:
    from docx.oxml.ns import qn

    for found in element.findall(qn(name)):
        element.remove(found)
