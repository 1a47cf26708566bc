"""The files of the demo, made here: a sketch of a detour, and a table of what gives power. Nothing is fetched from anywhere."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet
from PIL import Image, ImageDraw, ImageFont

from board.models import Board, Upload
from core.arriving import Arriving
from core.judging import judge
from region.models import Affiliation

Dots = Sequence[tuple[int, int]]

POWER = (
    ("電源", "めやす", "わが家の機種", "わが家の時間"),
    ("呼吸器の内蔵電池", "2〜8時間", "", ""),
    ("外部バッテリー", "4〜8時間", "", ""),
    ("車のシガーソケット＋変換器", "エンジンをかけている間", "", ""),
    ("発電機", "屋外で。1時間に約0.5L", "", ""),
)


def sketch_of_the_detour() -> bytes:
    """A mountain pass that is closed, and the road 12 around it (PNG)."""
    image = Image.new("RGB", (1200, 800), "#f4f1e8")
    draw = ImageDraw.Draw(image)
    for left, top in ((420, 130), (560, 60), (700, 150)):
        draw.polygon([(left - 170, top + 230), (left, top), (left + 170, top + 230)], fill="#cfdcc4", outline="#8aa37b", width=4)
    _line(draw, [(0, 690), (260, 640), (520, 690), (820, 620), (1200, 670)], "#9cc3e0", 46)
    _line(draw, [(90, 560), (300, 430), (560, 330), (800, 400), (1110, 250)], "#ffffff", 26)
    _line(draw, [(90, 560), (280, 590), (560, 545), (850, 560), (1110, 250)], "#0055ad", 26)
    for x, y in ((90, 560), (1110, 250)):
        draw.ellipse((x - 34, y - 34, x + 34, y + 34), fill="#ffffff", outline="#333333", width=8)
    _line(draw, [(520, 290), (600, 370)], "#ce0000", 20)
    _line(draw, [(600, 290), (520, 370)], "#ce0000", 20)
    draw.rounded_rectangle((640, 505, 760, 605), 16, fill="#0055ad", outline="#ffffff", width=6)
    draw.text((700, 555), "12", fill="#ffffff", font=ImageFont.load_default(64), anchor="mm")
    into = io.BytesIO()
    image.save(into, "PNG")
    return into.getvalue()


def table_of_power() -> bytes:
    """How long what gives power lasts, with room for what a household has (Excel)."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "停電のときの電源"
    for row in (*POWER, (), ("機種ごとの時間は、必ず業者に確かめてください。",)):
        sheet.append(row)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for column, width in zip("ABCD", (32, 28, 20, 16), strict=True):
        sheet.column_dimensions[column].width = width
    into = io.BytesIO()
    book.save(into)
    return into.getvalue()


MADE: dict[str, Callable[[], bytes]] = {"迂回路の略図.png": sketch_of_the_detour, "停電のときの電源.xlsx": table_of_power}


def bring(name: str, key: str, board: Board, by: Affiliation) -> None:
    """The file of this name has arrived and may be claimed, judged as everybody's is."""
    content = MADE[name]()
    upload = Upload.begin(board, key=key, name=name, size=len(content), by=by)
    desk = Arriving(upload.place)
    desk.add(content)
    upload.judged(judge(desk.part, desk.kept, desk.preview))


def _line(draw: ImageDraw.ImageDraw, dots: Dots, colour: str, width: int) -> None:
    draw.line(list(dots), fill=colour, width=width, joint="curve")
