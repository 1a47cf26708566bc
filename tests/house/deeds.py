"""Everybody who could ask, what they can be answered, and a line of the table of permissions."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Who(StrEnum):
    """Everybody who could ask, in the order of the marks in each line."""

    OUT = "サインインしていない人"
    AUTHOR = "書いた人"
    COLLEAGUE = "書いた人の同僚"
    MANAGER = "書いた人の施設の管理者"
    MEMBER = "地域のほかの施設の職員"
    BASE = "地域の拠点の職員"
    PREFECTURE = "都道府県の職員"
    BOTH_HERE = "2つの所属がある人が、この地域の職員として"
    BOTH_THERE = "同じ人が、ほかの地域の拠点の職員として"
    OTHER_BASE = "ほかの地域の拠点の職員"
    STRANGER = "ほかの地域の職員"
    NOWHERE = "どこにも所属しない人"
    DISABLED = "止められた人"


MARKS = {"○": "ok", "×": "403", "－": "404", "→": "sign-in"}


class Deed(NamedTuple):
    """What is done, in Japanese and English; a mark for each of `Who`; and the routes by which it is done (〔…〕 says to which thing)."""

    deed: str
    in_english: str
    marks: str
    routes: str

    @property
    def rows(self) -> list[str]:
        """`GET /rule 〔which〕`, one for each route."""
        return [line.strip() for line in self.routes.strip().splitlines()]

    @property
    def expected(self) -> dict[Who, str]:
        """What everybody is answered."""
        return {who: MARKS[mark] for who, mark in zip(Who, self.marks.split(), strict=True)}
