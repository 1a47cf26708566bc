"""標準の議題: for the first meeting of a year the words of the ministry's guidance (【議題の例】), as they stand there; then a year's.

Source of the first: the ministry's guidance for bases, 「取組内容：連携会議の開催」. Three meetings a year, 甲府: domain facts 6.4.
The words are kept in Japanese whatever the reader's language: they go onto a paper of a Japanese meeting.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from meetings.models import AgendaItem, ItemKind, Meeting
from meetings.models.course import on_agenda
from meetings.models.points import Point, as_lines
from region.models import Affiliation

LAST = 3


@dataclass(frozen=True)
class Standard:
    """An item of the template. `code` names it in the form."""

    code: str
    kind: ItemKind
    title: str
    minutes: int
    parts: tuple[Point, ...] = ()

    def points(self, chosen: Collection[int]) -> str:
        """The headings that were chosen, by their place, with what stands under them."""
        return as_lines(part for place, part in enumerate(self.parts) if place in chosen)


GUIDANCE = (
    Standard("status", ItemKind.STATUS, "在宅医療の提供体制について", 30, (
        Point("退院支援の状況", ("退院支援ルール導入状況",)),
        Point("日常の療養支援の状況", (
            "訪問診療、訪問看護、訪問歯科診療、訪問薬剤管理指導、訪問リハビリテーション、訪問栄養食事指導の利用状況",
            "医薬品等の提供体制の構築状況（相談応需・協議体制の整備状況を含む）",
        )),
        Point("急変時の対応の状況", (
            "各医療機関の24時間対応として、自院による対応又は他の医療機関、薬局、訪問看護事業所等との連携による対応の構築状況",
            "夜間・休日や臨時の訪問指示への対応、医薬品等の提供状況",
        )),
        Point("看取りの状況", (
            "訪問看護によるターミナルケアの利用状況",
            "ターミナルケアに必要な麻薬等の医薬品や医療機器（医療材料を含む）等の提供体制の構築状況",
        )),
    )),
    Standard("issues", ItemKind.ISSUES, "圏域内の在宅医療提供体制に係る現状を踏まえた課題について", 30, (
        Point("退院支援ルールの導入、利用が進まない要因について"),
        Point("在宅医療における24時間対応の提供体制が構築できていない圏域内の地域について"),
        Point("急変時や24時間の対応を含む医薬品等の提供体制に係る課題について"),
    )),
    Standard("countermeasures", ItemKind.COUNTERMEASURES, "課題を踏まえた対応策について", 30, (
        Point("退院支援ルール普及のためのルール見直し及び普及啓発活動について"),
        Point("在宅医療の24時間対応体制の強化について"),
    )),
)  # fmt: skip

MIDDLE = (
    Standard("homework", ItemKind.REPORT, "前回の決定と宿題の確認", 10),
    Standard("progress", ItemKind.PROGRESS, "方策の実施状況について", 40, (
        Point("方策ごとの実施の状況と、指標の値"), Point("実施してみて、さまたげになっていること"),
    )),
    Standard("revision", ItemKind.COUNTERMEASURES, "方策の見直しについて", 30, (
        Point("続ける方策、変える方策"), Point("新しく出てきた課題"),
    )),
)  # fmt: skip

CLOSE = (
    Standard("homework", ItemKind.REPORT, "前回の決定と宿題の確認", 10),
    Standard("evaluation", ItemKind.EVALUATION, "方策の評価について", 50, (
        Point("目標と、指標の値"), Point("達成・一部達成・未達と、そのわけ"), Point("この1年で分かったこと"),
    )),
    Standard("next", ItemKind.ISSUES, "次年度へ引きつぐ課題について", 20, (
        Point("次年度も取り組む課題"), Point("上の会議に上げる課題"),
    )),
)  # fmt: skip


def template_of(meeting: Meeting) -> tuple[Standard, ...]:
    """第1回: 抽出・決定; from the third on: 評価; between them: 実施の確認."""
    return GUIDANCE if meeting.number == 1 else CLOSE if meeting.number >= LAST else MIDDLE


def missing(meeting: Meeting) -> list[tuple[Standard, bool]]:
    """Each item of the meeting's template, and whether it is not on the agenda yet."""
    there = {(one.kind, one.title) for one in on_agenda(meeting)}
    return [(one, (one.kind, one.title) not in there) for one in template_of(meeting)]


def enter(meeting: Meeting, chosen: Collection[str], *, by: Affiliation) -> list[AgendaItem]:
    """Puts these on the agenda: "status", and "status:0" for one of its headings. What is there already stays. Raises RuleBroken."""
    meeting.lock()
    return [
        AgendaItem.add(
            meeting, kind=one.kind, title=one.title, minutes=one.minutes, points=one.points(_places(one.code, chosen)), by=by
        )
        for one, fresh in missing(meeting) if fresh and one.code in chosen
    ]  # fmt: skip


def _places(code: str, chosen: Collection[str]) -> set[int]:
    said = [one.partition(":")[2] for one in chosen if one.startswith(f"{code}:")]
    return {int(one) for one in said if one.isascii() and one.isdigit() and len(one) < 4}
