"""Who is called how: by name in the full minutes; in the public ones who speaks by profession, who carries something by their body."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext as _

from meetings.minuting.gathering import Gathered
from meetings.minuting.masking import Mask
from meetings.models import Attendance, Entry, Member, Owner, Presence, Seat, Task
from meetings.vocabulary import SEATS
from region.vocabulary import PROFESSIONS

OFFICE = "事務局"


class People:
    """`free` is for everything that was written freely."""

    def __init__(self, gathered: Gathered, public: bool) -> None:
        self.public, self.lines = public, gathered.lines
        self.members = {one.affiliation_id: one for one in gathered.meeting.group.members if one.affiliation_id}
        self.by_name = {_squeezed(one.name): one for one in gathered.meeting.group.members}
        self.mask = Mask(labelled(gathered)) if public else None

    def free(self, text: str) -> str:
        """As it may be read in this version."""
        return self.mask(text) if self.mask else text

    def who(self, entry: Entry) -> tuple[str, str]:
        """Who spoke, and as what."""
        member = entry.member
        if member is None:
            return self._without_seat(entry.speaker_name), ""
        if self.public:
            return self.label(member, substituted=self._substituted(member)), ""
        title = {Seat.SECRETARIAT: "", Seat.OBSERVER: ""}.get(member.seat, str(SEATS.get(member.seat, "")))
        if member.seat == Seat.MEMBER:
            title = _("委員")
        role = str(SEATS[Seat.SECRETARIAT]) if member.seat == Seat.SECRETARIAT else profession(member)
        instead = self.lines[member.id].substitute if self._substituted(member) else ""
        return f"{member.surname if title else member.name}{title}", _("代理　%(name)s", name=instead) if instead else role

    def label(self, member: Member, *, substituted: bool = False) -> str:
        """委員（看護師）, 座長, 事務局."""
        if member.seat in (Seat.CHAIR, Seat.SECRETARIAT, Seat.VICE):
            word = str(SEATS[member.seat])
            return _("%(seat)s（代理）", seat=word) if substituted else word
        seat = str(SEATS[Seat.OBSERVER if member.seat == Seat.OBSERVER else Seat.MEMBER])
        inside = [one for one in (profession(member), _("代理") if substituted else "") if one]
        return f"{seat}（{'・'.join(inside)}）" if inside else seat

    def sign(self, member: Member) -> str:
        """座長, 署名委員; with the profession where the name is not said."""
        word = str(SEATS[Seat.CHAIR]) if member.seat == Seat.CHAIR else _("署名委員")
        return f"{word}（{profession(member)}）" if self.public and profession(member) else word

    def owner(self, owner: Owner | Task) -> str:
        """The body and the person; in public the body alone, for who carries a decision is worth nothing to residents without it."""
        if not self.public:
            return " ".join(one for one in (owner.body, owner.person_name) if one)
        return self.free(owner.body or self._sits_for(owner)) or (_("担当者") if owner.person_name else "")

    def _sits_for(self, owner: Owner | Task) -> str:
        """Where somebody comes from who was given something to do without a word of it."""
        member = self.members.get(owner.affiliation_id) if owner.affiliation_id else self.by_name.get(_squeezed(owner.person_name))
        return member.institution_name if member else ""

    def _substituted(self, member: Member) -> bool:
        line = self.lines.get(member.id)
        return line is not None and line.presence == Presence.SUBSTITUTE

    def _without_seat(self, name: str) -> str:
        if not self.public or not name:
            return name
        return str(SEATS[Seat.SECRETARIAT]) if OFFICE in name else _("出席者")


def profession(member: Member) -> str:
    """看護師; a word that is not in the vocabulary is shown as it is."""
    return str(PROFESSIONS.get(member.profession, member.profession)) if member.profession else ""


def way(line: Attendance | None, *, named: bool) -> str:
    """会場, Web, 代理（中込 誠）, 欠席."""
    words = {Presence.ATTEND: _("会場"), Presence.WEB: _("Web"), Presence.SUBSTITUTE: _("代理"), Presence.ABSENT: _("欠席")}
    if line is None or line.presence is None:
        return str(_("記録なし"))
    word = words[line.presence]
    return f"{word}（{line.substitute}）" if named and line.presence == Presence.SUBSTITUTE and line.substitute else word


def labelled(gathered: Gathered) -> Iterator[tuple[str, str]]:
    """Everybody who is named, and what stands there in public. 事務局 itself is nobody's name."""
    for name, member in gathered.names():
        person = name.replace(OFFICE, "").strip("　 （）()・")
        if person:
            yield person, str(SEATS[member.seat]) if member else _("出席者")


def _squeezed(name: str) -> str:
    return "".join(name.split())
