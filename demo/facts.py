"""What the institutions of a place can do, and how long ago they said so: believable, and the same each time.

Chances hang on the institution's name alone. About one in ten has said nothing; one in five has not confirmed everything for a year.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any

from core import clock
from core.database import db
from demo.calendar import Calendar
from demo.places import SETTLED, Place
from region.directory.items import Item, Kind, Visibility, items_for
from region.directory.models import Fact, InstitutionStatus, SelfCheck, Status
from region.directory.models.self_check import DutyAnswer
from region.models import Affiliation, Institution, Role

TYPES = (
    "hospital", "clinic", "clinic_with_beds", "dental_clinic", "pharmacy", "visiting_nursing", "home_rehab", "nutrition_station", "tokuyo",
    "roken",
)  # fmt: skip
SHARE = 0.92
WEEK = ("mon", "tue", "wed", "thu", "fri")
DEPARTMENTS = {
    "小児": "小児科",
    "整形": "整形外科、リハビリテーション科",
    "眼科": "眼科",
    "皮ふ": "皮膚科",
    "脳神経": "脳神経内科、脳神経外科",
    "消化器": "消化器内科、内科",
    "循環器": "内科、循環器内科",
    "レディース": "産婦人科",
    "耳鼻": "耳鼻咽喉科",
    "泌尿器": "泌尿器科",
    "こころ": "精神科、心療内科",
    "ハート": "循環器内科、内科",
    "ペイン": "ペインクリニック内科、緩和ケア内科",
    "外科内科": "外科、内科",
}

Value = dict[str, Any]
TOLD: dict[str, dict[str, tuple[Value, int]]] = {
    "桜堤内科クリニック": {
        "departments": ({"text": "内科、循環器内科、緩和ケア内科"}, 22),
        "beds": ({"number": 6, "note": "一般"}, 170),
        "procedures": ({"choices": ["gastrostomy", "cannula", "tpn", "ventilator", "oxygen", "opioid_infusion"]}, 462),
        "home_patients": ({"choices": ["adults", "children"], "note": "小児は人工呼吸器のない子まで"}, 22),
        "area_served": ({"codes": ["902012", "903825"], "note": "車で20分まで"}, 22),
        "contact_desk": ({"text": "看護師長　清水 彩　055-000-0112（平日 9–17時）"}, 22),
        "night_contact": ({"text": "院内の携帯電話（当番の看護師）055-000-0912"}, 22),
        "size": ({"text": "常勤医師 2人、看護師 5人、訪問の患者 74人"}, 462),
    },
    "くすのき薬局 三ツ森店": {
        "pharmacy_home_patients": ({"choices": ["adults", "children", "after_hours"]}, 14),
        "aseptic": ({"answer": "yes", "note": "クリーンベンチ1台"}, 14),
        "narcotics": ({"answer": "yes"}, 14),
        "opioid_infusion": ({"answer": "yes"}, 14),
        "pharmacy_tpn": ({"answer": "yes"}, 14),
        "area_served": ({"codes": ["903817", "903825"]}, 14),
    },
}
"""What stands in the look's pages, and the one pharmacy that can everything: value, and how many days ago it was confirmed."""


def state_all(place: Place, calendar: Calendar) -> None:
    """Every institution of the types that say something."""
    codes = {name: one.code for name, one in place.municipalities.items()}
    for institution in place.institutions.values():
        chance = Random(f"facts {institution.name}")  # noqa: S311 - for the demo
        if institution.type in TYPES and (institution.name in TOLD or chance.random() < SHARE):
            with db.no_autoflush:  # each item is said once: nothing that waits to be written is looked for
                _state(institution, place, calendar, chance, codes)
            db.flush()


def _state(institution: Institution, place: Place, calendar: Calendar, chance: Random, codes: dict[str, str]) -> None:
    manager = next((one for one in place.staffed().get(institution.name, ()) if one.role == Role.MANAGER), None)
    by = manager or place.people[place.runs][0]
    usual = chance.choice((9, 22, 40, 65, 120, 190, 260, 300, 330, 410, 480, 640))
    told = TOLD.get(institution.name, {})
    for item in items_for(institution.type):
        value, days = told.get(item.code, (None, usual))
        if value is None and chance.random() < 0.88:
            value = _value(item, institution, chance, codes)
            days = usual if chance.random() < 0.9 else chance.choice((380, 462, 700))
        if value is not None:
            _said(institution, item, value, calendar, days, by)


def _said(institution: Institution, item: Item, value: Value, calendar: Calendar, days: int, by: Affiliation) -> None:
    """What is older than the place itself came from an earlier, printed list: nobody signed it."""
    ago = timedelta(days=days)
    visibility = Visibility.AREA if item.code == "size" else None
    with clock.at(calendar.end - ago):
        Fact.state(institution, item, value, by=by if ago < SETTLED else None, visibility=visibility)


def _value(item: Item, institution: Institution, chance: Random, codes: dict[str, str]) -> Value | None:
    if item.code in SAID:
        return SAID[item.code](institution, chance)
    if item.kind == Kind.YES_NO:
        answer = chance.choices(("yes", "some", "no"), (5, 2, 3))[0]
        return {"answer": answer} | (
            {"note": chance.choice(("相談してください", "平日の日中", "条件を聞いて決めます"))} if answer == "some" else {}
        )
    if item.kind == Kind.CHOICES:
        return {"choices": [code for code in item.choices if chance.random() < 0.45]}
    if item.kind == Kind.MUNICIPALITIES:
        near = [institution.municipality_code, *(code for code in codes.values() if chance.random() < 0.25)]
        return {"codes": list(dict.fromkeys(code for code in near if code))}
    return None


def _hours(institution: Institution, chance: Random) -> Value:
    short = chance.choice(WEEK[1:4]) if institution.type.startswith(("clinic", "dental")) else ""
    spans = (("09:00", "12:30"), ("15:00", "18:30")) if short else (("09:00", chance.choice(("17:30", "18:00", "19:00"))),)
    weekly = [{"day": day, "from": begin, "to": end} for day in WEEK for begin, end in (spans[:1] if day == short else spans)]
    if short or institution.type == "pharmacy":
        weekly.append({"day": "sat", "from": "09:00", "to": "12:30"})
    return {"weekly": weekly}


def _departments(institution: Institution, chance: Random) -> Value:
    if institution.type == "hospital":
        return {
            "text": chance.choice(("内科、外科、整形外科、リハビリテーション科", "内科、循環器内科、脳神経外科、救急科", "内科、精神科"))
        }
    return {"text": next((said for word, said in DEPARTMENTS.items() if word in institution.name), "内科")}


def _size(institution: Institution, chance: Random) -> Value:
    number = chance.randint(2, 9)
    words = {
        "hospital": f"病床 {chance.choice((60, 98, 120, 199, 312))}床",
        "pharmacy": f"薬剤師 {number}人",
        "visiting_nursing": f"看護師 {number}人",
    }
    return {"text": words.get(institution.type, f"職員 {number + 3}人")}


SAID: dict[str, Callable[[Institution, Random], Value | None]] = {
    "opening_hours": _hours,
    "home_care_hours": lambda one, chance: {"weekly": [{"day": day, "from": "13:00", "to": "15:00"} for day in WEEK]},
    "departments": _departments,
    "size": _size,
    "beds": lambda one, chance: {"number": chance.choice({"clinic": (0,), "clinic_with_beds": (9, 19)}.get(one.type, (60, 199)))},
    "medical_kind": lambda one, chance: {"text": {"hospital": "病院", "clinic_with_beds": "有床診療所"}.get(one.type, "診療所")},
    "contact_desk": lambda one, chance: {"text": f"受付　{one.telephone}（平日 9–17時）"},
    "contact": lambda one, chance: {"text": f"代表　{one.telephone}"},
    "night_contact": lambda one, chance: {"text": f"当番の携帯電話　{(one.telephone or '').replace('-000-', '-000-0')[:-1]}"},
    "staff": lambda one, chance: {"text": "看護師、介護福祉士、介護支援専門員、管理栄養士"},
    "facility_kind": lambda one, chance: {"text": {"tokuyo": "介護老人福祉施設", "roken": "介護老人保健施設"}.get(one.type, "")},
}  # fmt: skip


def designate(place: Place, calendar: Calendar) -> None:
    """What some pharmacies, dentists and clinics are known as; one is so no longer."""
    year = clock.fiscal_year(calendar.last)
    for name, status, since, until, source in KNOWN_AS:
        if name in place.institutions:
            first, last = date(year - since, 8, 1), date(year - until, 3, 31) if until is not None else None
            InstitutionStatus.designate(place.institutions[name], status, from_on=first, until_on=last, source=source, by=None)


KNOWN_AS: list[tuple[str, Status, int, int | None, str]] = [
    ("くすのき薬局 三ツ森店", Status.COMMUNITY_PHARMACY, 4, None, "白瀬県の認定"),
    ("青沼調剤薬局 本店", Status.COMMUNITY_PHARMACY, 3, None, "白瀬県の認定"),
    ("青沼調剤薬局 本店", Status.SPECIALIST_PHARMACY, 2, None, "白瀬県の認定"),
    ("わかば薬局", Status.HEALTH_SUPPORT_PHARMACY, 5, None, "薬局機能情報"),
    ("湖畔歯科", Status.HOME_CARE_DENTAL, 6, None, "地方厚生局への届出"),
    ("城北ファミリークリニック", Status.HOME_CARE_CLINIC, 7, 0, "地方厚生局への届出"),
]
"""Since and until how many fiscal years ago."""


def check_themselves(place: Place, calendar: Calendar) -> None:
    """Some of the active institutions have done this year's self-check."""
    for name, institution in place.institutions.items():
        active = any(one.status == Status.ACTIVE_INSTITUTION for one in InstitutionStatus.of(institution.id)) if name in CHECKED else False
        if active:
            answers = {duty: (answer, note) for duty, (answer, note) in enumerate(CHECKED[name], start=1)}
            with clock.at(calendar.end - timedelta(days=30)):
                SelfCheck.answer_all(institution, clock.fiscal_year(clock.today()), answers, by=place.staffed()[name][0])


YES, PARTLY, NO = DutyAnswer.YES, DutyAnswer.PARTLY, DutyAnswer.NO
CHECKED = {
    "桜堤内科クリニック": [
        (YES, "3つの診療所の夜間当番を受けています"), (YES, ""), (PARTLY, "年1人。もう1人受けられます"), (PARTLY, "搬送の訓練はこれから"),
        (YES, ""), (YES, "一般6床"),
    ],
    "青沼中央病院": [(YES, ""), (YES, ""), (YES, "年4人"), (YES, ""), (PARTLY, "包括との定例会は年2回"), (YES, "後方支援の登録 41人")],
}  # fmt: skip
"""The other active ones still owe theirs."""
