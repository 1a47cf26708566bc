"""Two records beside each other, line by line; what differs is marked in both."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

from flask_babel import gettext as _
from sqlalchemy import func, select

from core.database import db
from region.models import Affiliation, Institution
from region.vocabulary import type_name

Piece = tuple[str, bool]
"""Some text, and whether it differs from the other side."""


@dataclass(frozen=True)
class Line:
    """One thing that is known of both."""

    label: str
    first: list[Piece]
    second: list[Piece]

    @property
    def differs(self) -> bool:
        return any(marked for _text, marked in (*self.first, *self.second))


def lines(first: Institution, second: Institution) -> list[Line]:
    """What is known of at least one of the two."""
    told = zip(_said(first), _said(second), strict=True)
    compared = [Line(label, *marked(one, other)) for (label, one), (_label, other) in told if one or other]
    around = zip(_around(first), _around(second), strict=True)
    return compared + [Line(label, [(one, False)], [(other, False)]) for (label, one), (_label, other) in around if one or other]


def marked(one: str, other: str) -> tuple[list[Piece], list[Piece]]:
    """The pieces of two texts. Where one is empty nothing differs: nothing is said."""
    if not one or not other:
        return [(one, False)], [(other, False)]
    first: list[Piece] = []
    second: list[Piece] = []
    for kind, a, b, c, d in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if b > a:
            first.append((one[a:b], kind != "equal"))
        if d > c:
            second.append((other[c:d], kind != "equal"))
    return first, second


def _said(one: Institution) -> Iterable[tuple[str, str]]:
    yield _("名前"), one.name
    yield _("よみがな"), one.name_kana or ""
    yield _("種類"), str(type_name(one.type))
    yield _("住所"), " ".join(part for part in (one.full_address, one.building_apart) if part)
    yield _("電話"), one.telephone or ""
    yield _("法人"), one.corporation_name or ""
    yield _("番号"), "、".join(dict.fromkeys(source.number for source in one.sources))


def _around(one: Institution) -> Iterable[tuple[str, str]]:
    """What naturally differs, and is not compared."""
    people = db.scalar(select(func.count()).where(Affiliation.institution_id == one.id, Affiliation.ended_at.is_(None))) or 0
    yield _("公表データ"), _from_files(one)
    yield _("閉じた日"), one.closed_on.isoformat() if one.closed_on else ""
    yield _("人"), _("アカウントのある人 %(count)s人", count=people) if people else _("まだいません")


def _from_files(one: Institution) -> str:
    days = sorted({source.file_on for source in one.sources if source.file_on and not source.missing_since})
    if days:
        return str(_("%(day)sのデータにあります", day=days[-1].isoformat()))
    return str(_("公表データから消えました") if one.sources else _("公表データにはありません（手で加えた施設）"))
