"""Institutions: every office, clinic, hospital, pharmacy and authority that a notice may be addressed to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from sqlalchemy import JSON, ForeignKey, Index, Select, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core import audit, clock, search
from core.database import Base, db
from core.folding import fold
from core.rules import RuleBroken
from region.models.area import Area, Municipality
from region.models.institution_edit import InstitutionEdit
from region.models.institution_source import InstitutionSource
from region.models.looked_through import PARTS, looked_through

if TYPE_CHECKING:
    from region.models.affiliation import Affiliation


class Institution(Base):
    """One place of work. `type` is a code of region/vocabulary; statuses such as 在支診 are not types."""

    __tablename__ = "institution"
    __table_args__ = (
        # All that a list of a prefecture's 40,000 is ordered and counted by; one of types alone would be taken first, and is slower.
        Index("ix_institution_listed", "municipality_code", "type", "closed_on", "name_kana", "name", "telephone"),
        Index("ix_institution_placed", "municipality_code", "latitude", "longitude"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    name_kana: Mapped[str | None] = mapped_column(String(200))
    type: Mapped[str] = mapped_column(String(30))
    municipality_code: Mapped[str | None] = mapped_column(ForeignKey("municipality.code"))
    address: Mapped[str | None] = mapped_column(String(400))
    building: Mapped[str | None] = mapped_column(String(120))
    telephone: Mapped[str | None] = mapped_column(String(40))
    fax: Mapped[str | None] = mapped_column(String(40))
    url: Mapped[str | None] = mapped_column(String(300))
    corporation_name: Mapped[str | None] = mapped_column(String(200))
    corporation_number: Mapped[str | None] = mapped_column(String(13))
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    folded: Mapped[str] = mapped_column(Text, default="")
    edited_fields: Mapped[list[str]] = mapped_column(JSON, default=list)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    closed_on: Mapped[date | None]

    municipality: Mapped[Municipality | None] = relationship()
    sources: Mapped[list[InstitutionSource]] = relationship(back_populates="institution", order_by=InstitutionSource.service)
    edits: Mapped[list[InstitutionEdit]] = relationship(order_by=InstitutionEdit.id.desc())

    @classmethod
    def readable_by(cls, person_id: int) -> Select[Institution]:
        """Institutions of the areas in a person's reach, and where the person works. Closed ones too."""
        from region.models.reach import institutions_in_reach

        return institutions_in_reach(person_id)

    @classmethod
    def addable_by(cls, affiliation: Affiliation | None) -> bool:
        """Base staff of at least one area add what no file has."""
        from region.models.reach import areas_run_by

        return affiliation is not None and db.scalar(areas_run_by(affiliation).limit(1)) is not None

    def editable_by(self, affiliation: Affiliation | None) -> bool:
        """Base staff of an area it belongs to."""
        from region.models.base import areas_of
        from region.models.reach import areas_run_by

        return affiliation is not None and db.scalar(areas_of(self.id).where(Area.id.in_(areas_run_by(affiliation))).limit(1)) is not None

    @classmethod
    def add(cls, facts: Mapping[str, Any], *, by: Affiliation | None) -> Institution:
        """Puts an institution into the directory that no published file has."""
        added = cls(**facts, edited_fields=sorted(facts))
        added.refold()
        db.add(added)
        db.flush()
        audit.record("institution.added", added, by=by)
        return added

    def correct(self, facts: Mapping[str, Any], *, by: Affiliation) -> None:
        """Changes fields by hand; imports leave them alone from now on. Raises RuleBroken when nothing differs."""
        changed = {field: value for field, value in facts.items() if getattr(self, field) != value}
        if not changed:
            raise RuleBroken(_("どこも変わっていません。直してから「保存する」を押してください。"))
        for field, value in changed.items():
            self.note(field, value, by)
            setattr(self, field, value)
        self.edited_fields = sorted({*self.edited_fields, *changed})
        self.refold()
        audit.record("institution.corrected", self, by=by, fields=sorted(changed))

    def close(self, on: date, *, by: Affiliation) -> None:
        """It has closed: it leaves the list and is asked nothing more. Raises RuleBroken for a day to come."""
        if on > clock.today():
            raise RuleBroken(_("閉じた日は、きょうか、きょうより前の日にしてください。"))
        self.note("closed_on", on, by)
        self.closed_on = on
        audit.record("institution.closed", self, by=by)

    def reopen(self, *, by: Affiliation) -> None:
        """It has not closed after all, or works again. Raises RuleBroken when it is open."""
        if self.closed_on is None:
            raise RuleBroken(_("%(name)sは、閉じていません。", name=self.name))
        self.note("closed_on", None, by)
        self.closed_on = None
        audit.record("institution.reopened", self, by=by)

    def take(self, facts: Mapping[str, Any]) -> None:
        """What published files say now, except where somebody has edited."""
        for field, value in facts.items():
            if field not in self.edited_fields and getattr(self, field) != value:
                setattr(self, field, value)
        self.refold()

    def refold(self) -> None:
        """Renews what `find` looks through: name, kana, address, telephone (also without dashes), each folded."""
        folded = looked_through({part: getattr(self, part) for part in PARTS})
        if self.folded != folded:
            self.folded = folded

    @property
    def full_address(self) -> str:
        """The address with its prefecture and municipality; files often leave them out."""
        said, where = self.address or "", self.municipality
        if not where or said.startswith(where.prefecture_name):
            return said
        if where.name in said:
            return where.prefecture_name + said
        begun = next((tail for start in range(1, len(where.name) - 1) if said.startswith(tail := where.name[start:])), "")
        return where.prefecture_name + where.name + said.removeprefix(begun)

    @property
    def building_apart(self) -> str | None:
        """The building, unless the address says it already."""
        return None if not self.building or fold(self.building) in fold(self.address or "") else self.building

    def note(self, field: str, value: object, by: Affiliation) -> None:
        """Keeps what a field was before somebody changes it."""
        before, after = (None if one is None else str(one) for one in (getattr(self, field), value))
        db.add(InstitutionEdit(institution_id=self.id, field=field, before=before, after=after, at=clock.now(), by_id=by.id))


FOLDED = search.index("institution", "folded")
"""Finds institutions by what `refold` wrote."""
search.follow(FOLDED, Institution)
