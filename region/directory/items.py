"""What is asked about each institution: exactly the items of the guidebook's table, and those common to all. Data, not columns.

Source: the ministry's guidebook for bases, 「資源の情報把握」 (seed of the project); procedures after the 主治医意見書 and the guidebook.
A value is a small JSON object whose shape follows the item's kind:

    yes_no          {"answer": "yes" | "some" | "no", "note": "…"}        「some」 is 条件つき; the note says the condition
    choices         {"choices": ["tpn", …], "note": "…"}                  codes of `choices`
    text            {"text": "…"}
    number          {"number": 12, "note": "…"}
    hours           {"weekly": [{"day": "mon", "from": "09:00", "to": "12:00"}, …], "note": "…"}
                    day: mon…sun, holiday; at most two spans a day; past midnight as in "26:00"
    municipalities  {"codes": ["192015", …], "note": "…"}                 six-digit codes

A note that is empty is left out. An empty object {} is a value too: it was known once and somebody took it back.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from flask_babel import lazy_gettext as _


class Kind(StrEnum):
    """The shape of an item's value."""

    YES_NO = "yes_no"
    CHOICES = "choices"
    TEXT = "text"
    NUMBER = "number"
    HOURS = "hours"
    MUNICIPALITIES = "municipalities"


class Visibility(StrEnum):
    """Who may see the value of an item."""

    EVERYONE = "everyone"
    PROFESSIONALS = "professionals"
    AREA = "area"
    BASE = "base"


PROCEDURES = {
    "gastrostomy": _("胃ろう管理"), "cannula": _("気管カニューレ管理"), "tpn": _("中心静脈栄養"), "ventilator": _("人工呼吸器管理"),
    "drip": _("点滴の管理"), "dialysis": _("透析"), "pd": _("腹膜透析"), "stoma": _("ストーマの処置"), "oxygen": _("酸素療法"),
    "tracheostomy": _("気管切開の処置"), "pain": _("疼痛の看護"), "tube_feeding": _("経管栄養（胃ろう・腸ろう・経鼻）"),
    "monitor": _("モニター測定"), "pressure_ulcer": _("褥瘡の処置"), "catheter": _("カテーテル（尿道留置等）"),
    "suction": _("喀痰吸引"), "insulin": _("インスリン注射"), "niv": _("NPPV（マスク式人工呼吸）"), "opioid": _("医療用麻薬"),
    "opioid_infusion": _("医療用麻薬の持続注射療法"), "transfusion": _("輸血"), "isolation": _("感染症（MRSA等・要隔離）"),
    "bpsd": _("認知症（BPSD）対応"), "terminal": _("看取り（ターミナルケア）"),
}  # fmt: skip
HOME_PATIENTS = {"adults": _("在宅患者"), "children": _("小児"), "after_hours": _("開局時間外")}
MEDICAL = ("hospital", "clinic", "clinic_with_beds")
CARE_FACILITY = (
    "tokuyo",
    "roken",
    "kaigo_iryoin",
    "group_home",
    "specified_facility",
    "serviced_housing",
    "short_stay",
    "small_multi",
    "nursing_small_multi",
)
DISABILITY = ("disability_service", "consultation_office", "core_consultation", "mccs_center")


CAN = {"yes": _("できる"), "some": _("条件つきでできる"), "no": _("できない")}
HAS = {"yes": _("あり"), "some": _("条件つきであり"), "no": _("なし")}

VISIBILITIES = {
    Visibility.EVERYONE: _("だれでも"),
    Visibility.PROFESSIONALS: _("専門職"),
    Visibility.AREA: _("この地域"),
    Visibility.BASE: _("拠点だけ"),
}
"""Who sees it, in the words of a page. Nobody sees anything without signing in."""


@dataclass(frozen=True)
class Item:
    """One thing that is asked. `types` empty: of every institution. `stale_after` in days; `words` of a yes or no; `unit` of a number."""

    code: str
    ja: str
    kind: Kind
    types: tuple[str, ...] = ()
    choices: dict[str, str] = field(default_factory=dict)
    visibility: Visibility = Visibility.PROFESSIONALS
    stale_after: int = 365
    words: dict[str, str] = field(default_factory=lambda: CAN)
    unit: str = ""

    @property
    def common(self) -> bool:
        """Of every institution (the guidebook's 共通項目)?"""
        return not self.types

    def asked_of(self, institution_type: str) -> bool:
        """Is it asked of institutions of this type?"""
        return not self.types or institution_type in self.types


_YES, _PICK, _SAY, _COUNT = Kind.YES_NO, Kind.CHOICES, Kind.TEXT, Kind.NUMBER
_REHAB = {"pt": _("理学療法士（PT）"), "ot": _("作業療法士（OT）"), "st": _("言語聴覚士（ST）")}
_WHO = {"adults": _("成人"), "children": _("小児")}
_FACILITY_SERVICES = {
    "care_plans": _("居宅介護支援（ケアマネジメント）"), "short_stay": _("ショートステイ"), "home_help": _("訪問介護"),
    "day_service": _("通所介護"), "bathing": _("入浴介護"),
}  # fmt: skip
_CERTIFIED = {"community": _("地域連携薬局"), "specialist": _("専門医療機関連携薬局")}

ITEMS: dict[str, Item] = {
    item.code: item
    for item in (
        # common to all (the guidebook's 共通項目)
        Item("opening_hours", _("営業時間・診療時間"), Kind.HOURS, visibility=Visibility.EVERYONE),
        Item("area_served", _("対応地域"), Kind.MUNICIPALITIES, visibility=Visibility.EVERYONE),
        Item("contact", _("連絡先（担当・直通）"), _SAY),
        Item("night_contact", _("夜間の連絡先"), _SAY, visibility=Visibility.BASE),
        Item("home_care", _("在宅への対応"), _YES, visibility=Visibility.EVERYONE),
        Item("home_care_hours", _("在宅へ対応できる日時"), Kind.HOURS),
        Item("size", _("規模（職員数・病床・定員）"), _SAY),
        Item("contact_desk", _("相談の窓口"), _SAY),
        # not in the guidebook: what a ward office's list tells residents
        Item("wheelchair", _("車いすでの来所"), _YES, visibility=Visibility.EVERYONE),
        # 病院・診療所
        Item("departments", _("診療科"), _SAY, MEDICAL, visibility=Visibility.EVERYONE),
        Item("medical_kind", _("医療機関の種類"), _SAY, MEDICAL, visibility=Visibility.EVERYONE),
        Item("beds", _("病床の有無"), _COUNT, MEDICAL, visibility=Visibility.EVERYONE, unit=_("床")),
        Item("procedures", _("対応可能な医療処置"), _PICK, (*MEDICAL, "visiting_nursing", *CARE_FACILITY), PROCEDURES),
        Item(
            "home_patients", _("在宅患者（小児含む）への対応可否"), _PICK,
            (*MEDICAL, "visiting_nursing", "dental_clinic", "home_rehab", "nutrition_station"), _WHO,
        ),
        Item("partner_of_facilities", _("高齢者施設等の協力医療機関としての対応可否"), _YES, MEDICAL),
        # 訪問看護
        Item("around_the_clock", _("24時間対応の可否"), _YES, ("visiting_nursing",)),
        Item("terminal_care", _("ターミナルケア対応の可否"), _YES, ("visiting_nursing",)),
        Item("psychiatric", _("精神科対応の可否"), _YES, ("visiting_nursing",)),
        Item("care_manager_beside", _("居宅介護支援事業所の併設有無"), _YES, ("visiting_nursing",), words=HAS),
        # 薬局
        Item("pharmacy_home_patients", _("在宅患者（小児、開局時間外を含む）への対応可否"), _PICK, ("pharmacy",), HOME_PATIENTS),
        Item("narcotics", _("医療用麻薬（注射剤含む）"), _YES, ("pharmacy",)),
        Item("materials", _("医療材料・衛生材料"), _YES, ("pharmacy",)),
        Item("controlled_devices", _("高度管理医療機器"), _YES, ("pharmacy",)),
        Item("aseptic", _("無菌製剤処理"), _YES, ("pharmacy",)),
        Item("pharmacy_tpn", _("中心静脈栄養"), _YES, ("pharmacy",)),
        Item("opioid_infusion", _("医療用麻薬の持続注射療法"), _YES, ("pharmacy",)),
        Item(
            "health_support", _("健康サポート薬局である旨の表示の有無"), _YES, ("pharmacy",), visibility=Visibility.EVERYONE, words=HAS,
        ),
        Item(
            "certified", _("地域連携薬局・専門医療機関連携薬局の認定の有無"), _PICK, ("pharmacy",), _CERTIFIED,
            visibility=Visibility.EVERYONE,
        ),
        # リハビリテーション
        Item("therapists", _("対応可能なリハビリテーション専門職の配置（PT・OT・ST）"), _PICK, ("home_rehab",), _REHAB),
        # 介護施設・障害福祉
        Item("facility_kind", _("施設種別"), _SAY, (*CARE_FACILITY, *DISABILITY), visibility=Visibility.EVERYONE),
        Item(
            "facility_services", _("対応サービスの種類"), _PICK, CARE_FACILITY, _FACILITY_SERVICES, visibility=Visibility.EVERYONE,
        ),
        Item("services", _("対応サービスの種類"), _SAY, DISABILITY, visibility=Visibility.EVERYONE),
        Item("staff", _("配置職員の職種"), _SAY, CARE_FACILITY),
        Item("partner_fixed", _("協力医療機関の定め状況"), _YES, CARE_FACILITY, words=HAS),
    )
}  # fmt: skip


def items_for(institution_type: str) -> list[Item]:
    """What is asked of institutions of this type, in the guidebook's order, the common items first."""
    return [item for item in ITEMS.values() if item.asked_of(institution_type)]
