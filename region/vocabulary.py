"""What the region is named with: professions, types of institutions, care services. Codes are kept, words are shown.

The words are Japanese and translated where they are shown (`str()` of them, or in a template). A status (在支診 …) is not a type.
"""

from __future__ import annotations

from typing import NamedTuple

from flask_babel import lazy_gettext as _

PROFESSION_GROUPS: dict[str, dict[str, str]] = {
    _("医療"): {
        "physician": _("医師"),
        "dentist": _("歯科医師"),
        "pharmacist": _("薬剤師"),
        "nurse": _("看護師"),
        "public_health_nurse": _("保健師"),
        "midwife": _("助産師"),
        "assistant_nurse": _("准看護師"),
        "specialist_nurse": _("専門看護師・認定看護師"),
        "trained_nurse": _("特定行為研修修了看護師"),
        "discharge_nurse": _("入退院支援看護師"),
        "dental_hygienist": _("歯科衛生士"),
        "dental_technician": _("歯科技工士"),
        "registered_dietitian": _("管理栄養士"),
        "dietitian": _("栄養士"),
        "clinical_engineer": _("臨床工学技士"),
        "radiographer": _("診療放射線技師"),
        "lab_technologist": _("臨床検査技師"),
        "psychologist": _("公認心理師"),
        "judo_acupuncture": _("あん摩マッサージ指圧師・はり師・きゅう師"),
    },
    _("リハビリテーション"): {
        "pt": _("理学療法士"),
        "ot": _("作業療法士"),
        "st": _("言語聴覚士"),
        "orthoptist_etc": _("義肢装具士"),
    },
    _("介護"): {
        "care_manager": _("介護支援専門員"),
        "chief_care_manager": _("主任介護支援専門員"),
        "care_worker": _("介護福祉士"),
        "home_helper": _("訪問介護員"),
        "service_coordinator": _("サービス提供責任者"),
        "life_counsellor": _("生活相談員・支援相談員"),
        "care_staff": _("介護職員"),
        "equipment_adviser": _("福祉用具専門相談員"),
    },
    _("福祉・相談"): {
        "msw": _("医療ソーシャルワーカー"),
        "social_worker": _("社会福祉士"),
        "psw": _("精神保健福祉士"),
        "disability_consultant": _("相談支援専門員"),
        "mccs_coordinator": _("医療的ケア児等コーディネーター"),
        "coordinator_base": _("在宅医療・介護連携コーディネーター"),
        "life_support_coordinator": _("生活支援コーディネーター"),
        "dementia_promoter": _("認知症地域支援推進員"),
        "commissioner": _("民生委員・児童委員"),
    },
    _("行政・消防・教育"): {
        "government_city": _("行政職員（市町村）"),
        "government_pref": _("行政職員（都道府県・保健所）"),
        "fire_ems": _("消防職員・救急救命士"),
        "school_nurse": _("養護教諭・特別支援学校教員"),
    },
    _("そのほか"): {
        "clerk": _("医療事務・事務職員"),
        "equipment_vendor": _("医療機器業者（人工呼吸器・在宅酸素）"),
        "scholar": _("学識経験者"),
        "resident": _("市民・家族代表"),
    },
}
"""Professions by group, in the order they are offered."""

TYPE_GROUPS: dict[str, dict[str, str]] = {
    _("医療"): {
        "hospital": _("病院"),
        "clinic": _("診療所（医科）"),
        "clinic_with_beds": _("有床診療所"),
        "dental_clinic": _("歯科診療所"),
        "pharmacy": _("薬局"),
        "visiting_nursing": _("訪問看護ステーション"),
        "maternity_home": _("助産所"),
        "nutrition_station": _("栄養ケア・ステーション"),
    },
    _("介護の相談"): {
        "care_manager_office": _("居宅介護支援事業所"),
        "community_support_center": _("地域包括支援センター"),
    },
    _("介護（自宅へ・通う）"): {
        "home_help": _("訪問介護事業所"),
        "home_bath": _("訪問入浴介護事業所"),
        "home_rehab": _("訪問リハビリテーション事業所"),
        "day_care": _("通所介護事業所"),
        "day_rehab": _("通所リハビリテーション事業所"),
        "small_multi": _("小規模多機能型居宅介護"),
        "nursing_small_multi": _("看護小規模多機能型居宅介護（看多機）"),
        "regular_visit": _("定期巡回・随時対応型訪問介護看護"),
        "short_stay": _("短期入所（ショートステイ）"),
        "equipment_rental": _("福祉用具貸与・販売"),
    },
    _("介護（住まい・施設）"): {
        "tokuyo": _("介護老人福祉施設（特養）"),
        "roken": _("介護老人保健施設（老健）"),
        "kaigo_iryoin": _("介護医療院"),
        "group_home": _("認知症グループホーム"),
        "specified_facility": _("特定施設・有料老人ホーム"),
        "serviced_housing": _("サービス付き高齢者向け住宅"),
    },
    _("障害福祉"): {
        "consultation_office": _("相談支援事業所"),
        "core_consultation": _("基幹相談支援センター"),
        "disability_service": _("障害福祉サービス事業所"),
        "mccs_center": _("医療的ケア児支援センター"),
    },
    _("拠点・団体・行政"): {
        "cooperation_center": _("在宅医療・介護連携支援センター"),
        "medical_association": _("郡市区医師会"),
        "dental_association": _("歯科医師会"),
        "pharmacist_association": _("薬剤師会"),
        "nursing_association": _("看護協会・訪問看護ステーション連絡協議会"),
        "cm_association": _("介護支援専門員協会"),
        "social_council": _("社会福祉協議会"),
        "municipality": _("市町村"),
        "health_center": _("保健所"),
        "prefecture": _("都道府県"),
        "fire": _("消防本部・消防署"),
        "other": _("そのほかの施設"),
    },
}
"""Types of institutions by group, in the order they are offered."""

PROFESSIONS: dict[str, str] = {code: name for group in PROFESSION_GROUPS.values() for code, name in group.items()}
INSTITUTION_TYPES: dict[str, str] = {code: name for group in TYPE_GROUPS.values() for code, name in group.items()}

ROLES: dict[str, str] = {
    "member": _("施設の職員"),
    "manager": _("施設の管理者"),
    "base_staff": _("拠点の職員"),
    "prefecture": _("都道府県の職員"),
}
"""What a person may do for an institution (region/models/affiliation.py, Role)."""

FIELDS: dict[str, str] = {
    "name": _("名前"),
    "name_kana": _("よみがな"),
    "type": _("種類"),
    "municipality_code": _("市区町村"),
    "address": _("住所"),
    "building": _("建物の名前・階"),
    "telephone": _("電話番号"),
    "fax": _("FAX番号"),
    "url": _("ホームページ"),
    "corporation_name": _("法人の名前"),
    "closed_on": _("閉じた日"),
}
"""What is known of an institution, in the words of its page and its form."""

STATES: dict[str, str] = {
    "registered": _("アカウントあり"),
    "unregistered": _("未登録"),
    "missing": _("公表データから消えた"),
    "closed": _("閉じた施設"),
}
"""How far an entry of the directory is looked after."""


class CareService(NamedTuple):
    """A service of the care insurance: its name in the published files, and the type an institution has by offering it."""

    name: str
    type: str


CARE_SERVICES: dict[str, CareService] = {
    "130": CareService("訪問看護", "visiting_nursing"),
    "520": CareService("介護老人保健施設", "roken"),
    "510": CareService("介護老人福祉施設", "tokuyo"),
    "540": CareService("地域密着型介護老人福祉施設入所者生活介護", "tokuyo"),
    "550": CareService("介護医療院", "kaigo_iryoin"),
    "530": CareService("介護療養型医療施設", "hospital"),
    "770": CareService("看護小規模多機能型居宅介護（複合型サービス）", "nursing_small_multi"),
    "730": CareService("小規模多機能型居宅介護", "small_multi"),
    "320": CareService("認知症対応型共同生活介護", "group_home"),
    "331": CareService("特定施設入居者生活介護（有料老人ホーム）", "specified_facility"),
    "332": CareService("特定施設入居者生活介護（軽費老人ホーム）", "specified_facility"),
    **{str(code): CareService("特定施設入居者生活介護", "specified_facility") for code in range(333, 338)},
    **{str(code): CareService("地域密着型特定施設入居者生活介護", "specified_facility") for code in range(361, 365)},
    "430": CareService("居宅介護支援", "care_manager_office"),
    "760": CareService("定期巡回・随時対応型訪問介護看護", "regular_visit"),
    "110": CareService("訪問介護", "home_help"),
    "710": CareService("夜間対応型訪問介護", "home_help"),
    "120": CareService("訪問入浴介護", "home_bath"),
    "160": CareService("通所リハビリテーション", "day_rehab"),
    "140": CareService("訪問リハビリテーション", "home_rehab"),
    "150": CareService("通所介護", "day_care"),
    "780": CareService("地域密着型通所介護", "day_care"),
    "155": CareService("療養通所介護", "day_care"),
    "720": CareService("認知症対応型通所介護", "day_care"),
    "551": CareService("短期入所療養介護（介護医療院）", "kaigo_iryoin"),
    "220": CareService("短期入所療養介護（介護老人保健施設）", "roken"),
    "230": CareService("短期入所療養介護（療養病床等）", "short_stay"),
    "210": CareService("短期入所生活介護", "short_stay"),
    "170": CareService("福祉用具貸与", "equipment_rental"),
    "410": CareService("特定福祉用具販売", "equipment_rental"),
}
"""Services by the number of their published file. An office with several is of the type of the one that stands first here."""


def profession_name(code: str) -> str:
    """The word for a profession, in the reader's language."""
    return str(PROFESSIONS.get(code, code))


def type_name(code: str) -> str:
    """The word for a type of institution, in the reader's language."""
    return str(INSTITUTION_TYPES.get(code, code))


def role_name(code: str) -> str:
    """The word for a role, in the reader's language."""
    return str(ROLES.get(code, code))


def service_name(code: str) -> str:
    """The name of a care service as the published files write it."""
    return CARE_SERVICES[code].name if code in CARE_SERVICES else code


def main_service(codes: list[str]) -> str:
    """Of several services of one office, the one it is known by."""
    order = list(CARE_SERVICES)
    return min(codes, key=lambda code: order.index(code) if code in CARE_SERVICES else len(order))
