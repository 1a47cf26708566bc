"""いない人は？ The parties the guidance names (region/directory/parties.py), held against the members of a group.

A member stands for a party by the type and the statuses of their institution, by the association that recommended them, and, where the
party is a profession's own association, by profession. Who has no entry in the directory is known by the words of the institution's name.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from flask_babel import lazy_gettext as _
from sqlalchemy import func, or_, select

from core import clock
from core.database import db
from meetings.models import Group, Issue, Member, PartyWaiver, Scene, Term
from region.directory.models.status import InstitutionStatus, Status
from region.directory.parties import PARTIES, Party
from region.models import Area, Institution
from region.models.base import belongs_to

BACKUP = Party(_("在宅療養後方支援病院"), "", status=Status.BACKUP_HOSPITAL)
"""Not in the guidance's list; a group about emergencies needs it as it needs the fire service."""
SUDDEN = ("急変", "救急", "夜間", "24時間", "２４時間")

WORDS: dict[str, tuple[str, ...]] = {
    "prefecture": ("県庁", "道庁", "都庁", "府庁"),
    "municipality": ("市役所", "区役所", "町役場", "村役場", "市町村"),
    "health_center": ("保健所",),
    "fire": ("消防",),
    "medical_association": ("医師会",),
    "dental_association": ("歯科医師会",),
    "pharmacist_association": ("薬剤師会",),
    "nursing_association": ("看護協会", "訪問看護ステーション連絡協議会"),
    "hospital": ("病院", "医院", "クリニック", "診療所"),
    "dental_clinic": ("歯科",),
    "pharmacy": ("薬局",),
    "visiting_nursing": ("訪問看護",),
    "nutrition_station": ("栄養ケア",),
    "cm_association": ("介護支援専門員協会", "介護支援専門員連絡", "ケアマネジャー協会"),
    "social_council": ("社会福祉協議会", "社協"),
    "community_support_center": ("地域包括支援センター",),
    "care_manager_office": ("居宅介護支援",),
    "home_help": ("訪問介護",),
    "tokuyo": ("介護老人福祉施設", "特別養護", "老人保健施設", "介護医療院"),
    "consultation_office": ("相談支援事業",),
    "core_consultation": ("基幹相談",),
    "mccs_center": ("医療的ケア児",),
}
"""How an institution that is not in the directory tells what it is. What has no type has its words in PARTIES."""
NOT = {"medical_association": "歯科", "hospital": "歯科", "visiting_nursing": "連絡協議会"}
PROFESSIONS: dict[str, tuple[str, ...]] = {
    "municipality": ("government_city",),
    "fire": ("fire_ems",),
    "医療ソーシャルワーカー協会": ("msw",),
    "理学療法士会": ("pt",),
    "作業療法士会": ("ot",),
    "言語聴覚士会": ("st",),
    "栄養士会": ("registered_dietitian", "dietitian"),
    "社会福祉士会": ("social_worker",),
    "介護福祉士会": ("care_worker",),
}


def code_of(party: Party) -> str:
    """What a party is remembered by."""
    return party.types[0] if party.types else party.status.value if party.status else party.words[0]


@dataclass(frozen=True)
class Standing:
    """A party, who of the group stands for it, and who said that the group does without it."""

    party: Party
    members: list[Member]
    waiver: PartyWaiver | None = None
    wanted: bool = False
    """A group about emergencies cannot well do without it."""

    @property
    def code(self) -> str:
        return code_of(self.party)

    @property
    def missing(self) -> bool:
        return not self.members and self.waiver is None

    @property
    def search(self) -> str:
        """The directory, asked for those who could be invited."""
        if self.party.words and not self.party.types:
            return "?" + urlencode({"q": self.party.words[0]})
        kind = {"type": self.party.types[0]} if self.party.types else {"status": self.party.status or ""}
        return "?" + urlencode(kind)


def standings(group: Group) -> list[Standing]:
    """Every party of the guidance in its order; the back-up hospital too where the group is about emergencies."""
    sudden, _theirs = about_emergencies(group), _institutions(group)
    waived, statuses = PartyWaiver.of(group), _statuses(group)
    return [
        Standing(
            party, [one for one in group.present if _stands_for(one, party, statuses)], waived.get(code_of(party)),
            wanted=sudden and code_of(party) in ("fire", BACKUP.status),
        )
        for party in (*PARTIES, *([BACKUP] if sudden else ()))
    ]  # fmt: skip


def party_of(code: str | None) -> Party | None:
    """By what it is remembered by."""
    return next((one for one in (*PARTIES, BACKUP) if code_of(one) == code), None)


def about_emergencies(group: Group) -> bool:
    """By its name or purpose, or by an issue it has taken up."""
    if any(word in group.name + group.purpose for word in SUDDEN):
        return True
    taken = select(Term.id).join(Issue, Issue.id == Term.issue_id).where(Term.group_id == group.id, Issue.scene == Scene.SUDDEN)
    return db.scalar(taken.limit(1)) is not None


def could_be_asked(area: Area, parties: list[Party]) -> dict[str, int]:
    """By party, how many open institutions of the area (of the prefecture, for its associations) are one."""
    if not parties:
        return {}
    today = clock.today()
    place = {True: Institution.municipality_code.startswith(area.prefecture_code), False: belongs_to([area.id])}
    open_now = or_(Institution.closed_on.is_(None), Institution.closed_on > today)
    asked = [select(func.count(Institution.id)).where(open_now, place[one.wide], one.fits(today)).scalar_subquery() for one in parties]
    return {code_of(party): int(number) for party, number in zip(parties, db.execute(select(*asked)).one(), strict=True)}


def _institutions(group: Group) -> list[Institution]:
    """Those of the members, asked for together; as long as somebody holds them none is asked for again."""
    ids = {one.institution_id for one in group.members if one.institution_id}
    return list(db.scalars(select(Institution).where(Institution.id.in_(ids))))


def _statuses(group: Group) -> dict[int, set[str]]:
    """What the institutions of the members are designated as today."""
    ids = [one.institution_id for one in group.present if one.institution_id]
    rows = select(InstitutionStatus.institution_id, InstitutionStatus.status)
    held: dict[int, set[str]] = {}
    for institution_id, status in db.execute(rows.where(InstitutionStatus.institution_id.in_(ids), InstitutionStatus.on(clock.today()))):
        held.setdefault(institution_id, set()).add(status)
    return held


def _stands_for(member: Member, party: Party, statuses: dict[int, set[str]]) -> bool:
    code = code_of(party)
    if member.profession and member.profession in PROFESSIONS.get(code, ()):
        return True
    if member.institution:
        if member.institution.type in party.types or (party.status and party.status in statuses.get(member.institution.id, ())):
            return True
        return _named(member.recommended_by, party) or (not party.types and _named(member.institution_name, party))
    return _named(f"{member.institution_name}／{member.recommended_by}", party)


def _named(text: str, party: Party) -> bool:
    """Do the words tell that it is one? 歯科医師会 is no 医師会."""
    words = (*WORDS.get(code_of(party), ()), *party.words)
    return any(word in part for part in text.split("／") for word in words if (no := NOT.get(code_of(party))) is None or no not in part)
