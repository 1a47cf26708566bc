"""What was asked for, and what is known, as people say it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from region.directory.items import ITEMS
from region.directory.models.status import SHORT, Status
from region.directory.models.wanted import Wanted
from region.directory.wording import hours_in_words
from region.vocabulary import STATES, type_name

KIND_NAMES = {"medical": _("病院・診療所"), "care_facility": _("介護の住まい・施設"), "disability": _("障害福祉サービス")}
DAY_NAMES = {
    "mon": _("月曜"), "tue": _("火曜"), "wed": _("水曜"), "thu": _("木曜"), "fri": _("金曜"), "sat": _("土曜"), "sun": _("日曜"),
    "holiday": _("祝日"),
}  # fmt: skip
SHORT_WORDS: dict[str, str] = {
    "home_care": _("在宅に対応"), "wheelchair": _("車いす可"), "partner_of_facilities": _("施設の協力医療機関"),
    "home_patients:adults": _("成人の在宅"), "home_patients:children": _("小児の在宅"), "around_the_clock": _("24時間対応"),
    "terminal_care": _("ターミナルケア"), "psychiatric": _("精神科対応"), "care_manager_beside": _("居宅介護支援を併設"),
    "pharmacy_home_patients:adults": _("在宅患者"), "pharmacy_home_patients:children": _("小児の在宅"),
    "pharmacy_home_patients:after_hours": _("開局時間外"), "health_support": _("健康サポート薬局の表示"),
    "partner_fixed": _("協力医療機関あり"),
}  # fmt: skip
"""Chips and marks are short; everything else goes by its name in the guidebook's table."""


def thing(said: str) -> str:
    """`item` or `item:choice` in words."""
    item, _colon, choice = said.partition(":")
    if said in SHORT_WORDS:
        return str(SHORT_WORDS[said])
    return str(ITEMS[item].choices[choice] if choice else ITEMS[item].ja)


def kind_name(code: str) -> str:
    """The word for a type, or for several that are looked for as one."""
    return str(KIND_NAMES[code]) if code in KIND_NAMES else type_name(code)


def hour_name(said: str) -> str:
    """18:00 is 18時, 26:00 is 翌2時, 9:30 is 9:30."""
    hour, _colon, minute = said.partition(":")
    if int(minute or 0):
        return said
    return str(gettext("翌%(hour)s時", hour=int(hour) - 24) if int(hour) >= 24 else gettext("%(hour)s時", hour=int(hour)))


@dataclass(frozen=True)
class Phrasebook:
    """The names that ids stand for, read once: municipalities by code, areas by id, and the place distances are measured from."""

    municipalities: Mapping[str, str]
    areas: Mapping[int, str]
    place: str = ""

    def one(self, name: str, value: str) -> str:
        """A single condition."""
        words: dict[str, Callable[[], object]] = {
            "q": lambda: gettext("「%(words)s」", words=value),
            "type": lambda: kind_name(value),
            "can": lambda: thing(value),
            "status": lambda: SHORT[Status(value)],
            "serves": lambda: gettext("%(town)sに来てくれる", town=self.municipalities.get(value, value)),
            "municipality": lambda: self.municipalities.get(value, value),
            "area": lambda: self.areas.get(int(value), value),
            "day": lambda: DAY_NAMES[value],
            "hour": lambda: hour_name(value),
            "near": lambda: gettext("%(place)sに近い順", place=self.place or gettext("分からない場所")),
            "within": lambda: gettext("%(km)skm以内", km=value),
            "state": lambda: STATES[value],
        }
        return str(words[name]())

    def all(self, wanted: Wanted) -> list[str]:
        """Everything that is asked for."""
        return [self.one(name, one) for name, value in wanted.asked.items() for one in (value if isinstance(value, list) else [value])]


def hours_of(value: dict[str, Any], day: str) -> str:
    """The hours of one day of a value of hours: 土 9:00–13:00; of the whole week where no day is asked."""
    return hours_in_words(one for one in value.get("weekly", []) if not day or one["day"] == day)
