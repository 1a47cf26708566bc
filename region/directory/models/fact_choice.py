"""What can be found: the choices that hold at an institution, one row each, beside the facts they come from."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, Index, String, delete
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base, db
from region.directory.items import Item, Kind, Visibility
from region.directory.models.readership import shown_to


class FactChoice(Base):
    """One row for each choice that holds (`yes`, `some`, a procedure, a municipality), with the visibility of its fact."""

    __tablename__ = "fact_choice"
    __table_args__ = (Index(None, "item", "choice", "institution_id"),)

    institution_id: Mapped[int] = mapped_column(ForeignKey("institution.id"), primary_key=True)
    item: Mapped[str] = mapped_column(String(40), primary_key=True)
    choice: Mapped[str] = mapped_column(String(40), primary_key=True)
    visibility: Mapped[Visibility] = mapped_column(String(15), default=Visibility.BASE)

    @classmethod
    def visible_to(cls, person_id: int) -> ColumnElement[bool]:
        """Condition: this person may see the fact behind it. Finding must ask it, or a filter would tell what a page hides."""
        return shown_to(person_id, cls.institution_id, cls.visibility)

    @classmethod
    def renew(cls, institution_id: int, item: Item, value: dict[str, Any], visibility: Visibility, *, anew: bool) -> None:
        """The rows that finding looks at follow the present value. `anew`: nothing was known before."""
        if not anew:
            db.execute(delete(cls).where(cls.institution_id == institution_id, cls.item == item.code))
        db.add_all(
            cls(institution_id=institution_id, item=item.code, choice=choice, visibility=visibility) for choice in choices_of(item, value)
        )


def choices_of(item: Item, value: dict[str, Any]) -> list[str]:
    """What of a value can be looked for; nothing of texts and numbers. Hours give the days on which they hold."""
    if item.kind == Kind.YES_NO:
        return [value["answer"]] if value.get("answer") in ("yes", "some") else []
    if item.kind == Kind.CHOICES:
        return list(dict.fromkeys(value.get("choices", [])))
    if item.kind == Kind.MUNICIPALITIES:
        return list(dict.fromkeys(value.get("codes", [])))
    if item.kind == Kind.HOURS:
        return list(dict.fromkeys(hours["day"] for hours in value.get("weekly", [])))
    return []
