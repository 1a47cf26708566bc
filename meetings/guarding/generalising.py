"""From one case to an issue of everybody: the sentence, without anything by which the patient could be known."""

from __future__ import annotations

from typing import NamedTuple

from flask_babel import force_locale
from flask_babel import lazy_gettext as _

from meetings.vocabulary import SCENES
from region.vocabulary import PROFESSIONS

AGES = {
    "": _("年代はいわない"),
    "0": _("10歳未満"),
    "10": _("10代"),
    "20": _("20代"),
    "30": _("30代"),
    "40": _("40代"),
    "50": _("50代"),
    "60": _("60代"),
    "70": _("70代"),
    "80": _("80代"),
    "90": _("90歳以上"),
}

BARRIERS = {
    "unreachable": _("連絡がつかない"),
    "nobody_takes": _("引きうける先がない"),
    "supplies": _("薬や物が手に入らない"),
    "not_passed_on": _("情報が伝わらない"),
    "no_rule": _("きまりがない"),
    "distance": _("移動・距離"),
    "cost": _("費用・制度"),
    "wishes": _("本人・家族の思いが伝わらない"),
    "other": _("その他"),
}

TIMES = {"1": _("1件"), "2": _("2〜3件"), "4": _("4〜9件"), "10": _("10件以上"), "unknown": _("分からない")}
"""How many like it in a year, this one counted."""


class Case(NamedTuple):
    """What was typed and chosen, as codes of the tables above."""

    scene: str
    what: str
    barrier: str
    age: str
    times: str
    profession: str


class General(NamedTuple):
    """The issue as it is offered. `age_left_out`: one case a year and its age would tell who it was."""

    title: str
    text: str
    age_left_out: bool


def generalise(case: Case) -> General:
    """The issue in Japanese, as it will stand in minutes, whatever language its writer reads."""
    with force_locale("ja"):
        lone = case.times == "1" and case.age != ""
        age = "" if lone or not case.age else str(AGES[case.age])
        what = case.what.rstrip("。．. ")
        aside = "・".join(one for one in (age, _in_a_year(case.times)) if one)
        title = f"{SCENES[case.scene]}：{what}{f'（{aside}）' if aside else ''}"
        return General(title, "\n".join(_lines(case, what, age)), lone)


def _in_a_year(times: str) -> str:
    return "" if times == "unknown" else f"年{TIMES[times]}"


def _lines(case: Case, what: str, age: str) -> list[str]:
    seen = f"{PROFESSIONS[case.profession]}から見て、" if case.profession else ""
    return [
        f"{seen}{what}。",
        f"場面：{SCENES[case.scene]}",
        f"さまたげになったこと：{BARRIERS[case.barrier]}",
        *([f"年代：{age}"] if age else []),
        f"同じようなこと（この1年）：{TIMES[case.times]}",
    ]
