"""Photographs as they are kept: turned upright, without place, date or maker, no larger than a screen needs, and a small one to look at.

What comes in is never what goes out: the dots are read and written anew, so nothing else that was in the file stays.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageCms, ImageOps

from core.rules import RuleBroken

LONG_EDGE = 2000
PREVIEW_EDGE = 480
MOST_DOTS = 50_000_000
"""Width times height. What is decoded at once stays below about 200 MB."""
MOST_SCANS = 100
"""A progressive JPEG has about ten; one of thousands keeps the processor busy for minutes."""
HEAVY = 1_500_000
"""Bytes of a PNG above which it is kept as JPEG: it is a photograph, not a drawing."""
FORMATS = ["JPEG", "PNG", "WEBP"]  # an MPO (two views in one file) is opened as the JPEG it begins with

Image.MAX_IMAGE_PIXELS = None  # we say MOST_DOTS ourselves, before anything is decoded


@dataclass(frozen=True)
class Picture:
    """`ending` is jpg or png; sizes are those of `kept`."""

    ending: str
    kept: bytes
    preview: bytes
    width: int
    height: int


def redrawn(path: Path) -> Picture:
    """The picture in the file, drawn anew. Raises RuleBroken for what is too large, or no picture that can be read."""
    raw = path.read_bytes()
    if raw[:3] == b"\xff\xd8\xff" and raw.count(b"\xff\xda") > MOST_SCANS:
        raise RuleBroken("ひらくと大きくなりすぎるファイルなので、受けとれません。")
    try:
        with Image.open(io.BytesIO(raw), formats=FORMATS) as opened:
            if opened.width * opened.height > MOST_DOTS:
                raise RuleBroken("写真が大きすぎます（縦と横をかけて5千万画素まで）。小さくして、もう一度選んでください。")
            return _drawn(opened)
    except RuleBroken:
        raise
    except Exception as broken:  # decoders of foreign bytes fail in every way there is
        raise RuleBroken("写真が壊れているか、とちゅうまでしかありません。もう一度選んでください。") from broken


def _drawn(opened: Image.Image) -> Picture:
    is_drawing = opened.format == "PNG"
    opened.draft("RGB", (LONG_EDGE, LONG_EDGE))  # a JPEG is decoded at half or a quarter of its size where that is enough
    image = _in_usual_colours(ImageOps.exif_transpose(opened))
    image.thumbnail((LONG_EDGE, LONG_EDGE), Image.Resampling.LANCZOS)
    flat = _on_white(image)
    small = flat.copy()
    small.thumbnail((PREVIEW_EDGE, PREVIEW_EDGE), Image.Resampling.LANCZOS)
    ending, kept = "jpg", b""
    if is_drawing:
        ending, kept = "png", _written(image, "PNG")
    if not kept or len(kept) > HEAVY:
        ending, kept = "jpg", _written(flat, "JPEG", quality=85)
    return Picture(ending, kept, _written(small, "JPEG", quality=78), flat.width, flat.height)


def _in_usual_colours(image: Image.Image) -> Image.Image:
    """RGB, or RGBA where something shines through. Colours of a wide range (telephones) become sRGB: the colour of a wound must stay."""
    profile = image.info.get("icc_profile")
    mode = "RGBA" if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info else "RGB"
    if profile and image.mode == "RGB":
        try:
            own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            image = ImageCms.profileToProfile(image, own, ImageCms.createProfile("sRGB")) or image
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass  # the colours are then as the file's numbers say
    if image.mode.startswith("I"):
        image = image.point(lambda dot: dot / 256).convert("L")  # 16 bits of grey
    return image.convert(mode)


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode == "RGB":
        return image
    white = Image.new("RGB", image.size, "white")
    white.paste(image, mask=image.getchannel("A"))
    return white


def _written(image: Image.Image, kind: str, **how: int) -> bytes:
    """The bytes of a new file that knows nothing of the old one."""
    bare = Image.frombytes(image.mode, image.size, image.tobytes())
    into = io.BytesIO()
    bare.save(into, kind, optimize=True, **how)
    return into.getvalue()
