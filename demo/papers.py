"""The files of the demo, drawn here: a sketch of a detour, and a sheet of A4 with large letters. Nothing is fetched from anywhere."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

from PIL import Image, ImageDraw, ImageFont

from board.models import Board, Upload
from core.arriving import Arriving
from core.judging import judge
from region.models import Affiliation

Dots = Sequence[tuple[int, int]]

POWER = """
呼吸器の内蔵電池　　　　　　2〜8時間
外部バッテリー　　　　　　　4〜8時間
車のシガーソケット＋変換器　エンジンをかけている間
発電機　　　　　　　　　　　屋外で。1時間に約0.5L

機種ごとの時間は、必ず業者に確かめてください。
足りなくなる前に、早めに電話してください。

わが家の機種（　　　　　　　　）　時間（　　　　）
業者の電話（　　　　　　　　　　　　　　　　　）
"""


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


def sheet_of_power() -> bytes:
    """How long what gives power lasts, to hang on a wall (PDF, one page)."""
    return sheet("停電のときの電源　めやす", POWER.strip("\n").split("\n"))


def sheet(title: str, lines: Sequence[str]) -> bytes:
    """One page of A4 in Japanese, with the font that every reader of PDF has for it."""
    words = [f"BT /F 26 Tf 57 760 Td <{_signs(title)}> Tj ET 57 742 481 2 re f"]
    words += [f"BT /F 17 Tf 57 {690 - 44 * number} Td <{_signs(line)}> Tj ET" for number, line in enumerate(lines)]
    page = "\n".join(words).encode()
    font = "/Type/Font/Subtype/CIDFontType0/BaseFont/HeiseiKakuGo-W5/CIDSystemInfo<</Registry(Adobe)/Ordering(Japan1)/Supplement 2>>"
    look = "/Type/FontDescriptor/FontName/HeiseiKakuGo-W5/Flags 4/FontBBox[-92 -250 1010 922]/ItalicAngle 0/Ascent 752/Descent -221"
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 5 0 R>>>>/Contents 4 0 R>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(page), page),
        b"<</Type/Font/Subtype/Type0/BaseFont/HeiseiKakuGo-W5/Encoding/UniJIS-UCS2-H/DescendantFonts[6 0 R]>>",
        f"<<{font}/DW 1000/FontDescriptor 7 0 R>>".encode(),
        f"<<{look}/CapHeight 752/StemV 114>>".encode(),
    ]
    return _joined(parts)


MADE: dict[str, Callable[[], bytes]] = {"迂回路の略図.png": sketch_of_the_detour, "停電のときの電源.pdf": sheet_of_power}


def bring(name: str, key: str, board: Board, by: Affiliation) -> None:
    """The file of this name has arrived and may be claimed, judged as everybody's is."""
    content = MADE[name]()
    upload = Upload.begin(board, key=key, name=name, size=len(content), by=by)
    desk = Arriving(upload.place)
    desk.add(content)
    upload.judged(judge(desk.part, desk.kept, desk.preview))


def _line(draw: ImageDraw.ImageDraw, dots: Dots, colour: str, width: int) -> None:
    draw.line(list(dots), fill=colour, width=width, joint="curve")


def _signs(text: str) -> str:
    return text.encode("utf-16-be").hex()


def _joined(parts: Sequence[bytes]) -> bytes:
    into, places = bytearray(b"%PDF-1.4\n"), []
    for number, part in enumerate(parts, 1):
        places.append(len(into))
        into += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    count = len(parts) + 1
    end = f"xref\n0 {count}\n0000000000 65535 f \n{table}trailer\n<</Size {count}/Root 1 0 R>>\nstartxref\n{len(into)}\n%%EOF\n"
    return bytes(into) + end.encode()
