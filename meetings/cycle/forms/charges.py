"""Who is in charge of what: chosen from the directory, or a body that is not in it by its name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from wtforms import Field, ValidationError

from meetings.cycle.forms.fields import stripped

MOST = 20


@dataclass
class ChargeRow:
    """A line: `who` as "a12" (an affiliation), "m3" (a member), "i7" (an institution), or `body`, the name of one not in the directory."""

    who: str = ""
    person: str = ""
    part: str = ""
    body: str = ""

    def __bool__(self) -> bool:
        return bool(self.who or self.person or self.part or self.body)


class ChargesField(Field):
    """Several lines of four boxes each: `NAME-who`, `NAME-person`, `NAME-part`, `NAME-body`. `bodies`: names that were given before."""

    MORE = 2
    """Empty lines below those that are filled."""
    BOXES = ("who", "person", "part", "body")

    def __init__(self, label: str, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.rows: list[ChargeRow] = []
        self.groups: list[tuple[str, list[tuple[str, str]]]] = []
        self.bodies: list[str] = []
        self.kana: dict[str, str] = {}

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """From what was typed, else from what stands."""
        self.process_errors = []
        if formdata and any(key.startswith(f"{self.name}-") for key in formdata):
            typed = [formdata.getlist(f"{self.name}-{box}")[:MOST] for box in self.BOXES]
            size = max(map(len, typed))
            lists = [[*(stripped(one) for one in said), *[""] * (size - len(said))] for said in typed]
            self.rows = [row for row in (ChargeRow(*said) for said in zip(*lists, strict=True)) if row]
        elif isinstance(data, list):
            self.rows = data

    def offer(self, groups: Sequence[tuple[str, list[tuple[str, str]]]], bodies: Sequence[str], kana: dict[str, str]) -> None:
        """What can be chosen, under headings. By its `kana` a line is found as well (js/narrow.js)."""
        self.groups, self.bodies, self.kana = list(groups), list(bodies), kana

    @property
    def many(self) -> int:
        """How many can be chosen."""
        return sum(len(some) for _heading, some in self.groups)

    @property
    def lines(self) -> list[ChargeRow]:
        """What is typed, and room for more."""
        return [*self.rows, *(ChargeRow() for _ in range(max(self.MORE, 3 - len(self.rows))))]

    def pre_validate(self, form: Any) -> None:
        if wrong := next(self._mistakes(), None):
            raise ValidationError(wrong)

    def _mistakes(self) -> Iterator[str]:
        known = {code for _heading, some in self.groups for code, _word in some}
        if any(row.who and row.body for row in self.rows):
            yield _("施設・人を選ぶか、名簿にない団体の名前を書くか、どちらか一方にしてください。")
        if any(not row.who and not row.body for row in self.rows):
            yield _("だれがするかがない行があります。施設・人を選ぶか、名簿にない団体の名前を書いてください。")
        if any(row.who and row.who not in known for row in self.rows):
            yield _("担当は、施設か人を一覧から選んでください。")
        if any(len(row.person) > 60 or len(row.part) > 120 or len(row.body) > 120 for row in self.rows):
            yield _("名前は60文字、受けもつことと団体の名前は120文字までです。")
        if not self.rows:
            yield _("だれがするのかを、1つ以上選んでください。まだ決まらないときは、事務局を選んでおけます。")
