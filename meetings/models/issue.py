"""課題: one object through all meetings and years. Where it came from stays with it; where it stands is derived (models/stage.py)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BindParameter, ForeignKey, Select, String, Text, UniqueConstraint, and_, func, or_, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core import audit, clock
from core.database import Base, db
from core.rules import RuleBroken
from meetings.models.alone import alone_with, alone_with_each
from meetings.models.carrying import Carrying
from meetings.models.countermeasure import Countermeasure
from meetings.models.entry import Entry
from meetings.models.group import Group, inside_ids, readable_ids
from meetings.models.issue_records import Closing, Evidence, IssueClosing, IssueVersion, Scene
from meetings.models.meeting import Meeting
from meetings.models.rise import Rise
from meetings.models.term import Taken, Term
from region.models import Affiliation, Area


class Issue(Base):
    """`number` counts within its area and is never given again: K-08."""

    __tablename__ = "issue"
    __table_args__ = (UniqueConstraint("area_id", "number"), UniqueConstraint("by_person_id", "client_key"))

    id: Mapped[int] = mapped_column(primary_key=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(120))
    text: Mapped[str] = mapped_column(Text, default="")
    scene: Mapped[Scene] = mapped_column(String(20))
    profession: Mapped[str | None] = mapped_column(String(30))
    """Which profession raised it."""
    raised_in_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"))
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("minutes_entry.id"), index=True)
    """The sentence of the minutes it was raised by."""
    client_key: Mapped[str] = mapped_column(String(36))
    raised_at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("affiliation.id"))
    by_person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))

    area: Mapped[Area] = relationship()
    by: Mapped[Affiliation] = relationship()
    raised_in: Mapped[Meeting | None] = relationship()
    entry: Mapped[Entry | None] = relationship()
    terms: Mapped[list[Term]] = relationship(back_populates="issue", order_by=Term.id)
    closing: Mapped[IssueClosing | None] = relationship(
        primaryjoin=lambda: and_(Issue.id == IssueClosing.issue_id, IssueClosing.stands()),
        foreign_keys=[IssueClosing.issue_id], back_populates="issue",
    )  # fmt: skip
    every_closing: Mapped[list[IssueClosing]] = relationship(viewonly=True, foreign_keys=[IssueClosing.issue_id], order_by=IssueClosing.id)
    every_carrying: Mapped[list[Carrying]] = relationship(back_populates="issue", order_by=Carrying.id)
    versions: Mapped[list[IssueVersion]] = relationship(order_by="IssueVersion.number")
    evidence: Mapped[list[Evidence]] = relationship(order_by="Evidence.id")

    @classmethod
    def readable_by(cls, person_id: int | BindParameter[int]) -> Select[Issue]:
        """Those that a group one may read has, or once had, before it; those that rose to a group one belongs to."""
        asked = select(Term.issue_id).join(Rise, Rise.term_id == Term.id).where(Rise.to_id.in_(inside_ids(person_id)))
        return select(cls).where(
            or_(cls.id.in_(select(Term.issue_id).where(Term.group_id.in_(readable_ids(person_id)))), cls.id.in_(asked))
        )

    @classmethod
    def raise_(
        cls, group: Group, *, title: str, scene: Scene, client_key: str, by: Affiliation, text: str = "", profession: str | None = None,
        meeting: Meeting | None = None, entry: Entry | None = None, fiscal_year: int | None = None,
    ) -> Issue:  # fmt: skip
        """A new issue before a group, in this fiscal year (or the meeting's). The same key by the same person twice is the same issue."""
        db.scalar(select(Area.id).where(Area.id == group.area_id).with_for_update())
        known = db.query(cls).filter_by(by_person_id=by.person_id, client_key=client_key).one_or_none()
        if known:
            return known
        last = db.scalar(select(func.max(cls.number)).where(cls.area_id == group.area_id)) or 0
        raised = cls(
            area_id=group.area_id, number=last + 1, title=title.strip(), text=text.strip(), scene=scene, profession=profession,
            raised_in=meeting, entry=entry, client_key=client_key, raised_at=clock.now(), by=by, by_person_id=by.person_id,
            terms=[], closing=None, every_carrying=[], versions=[], evidence=[],
        )  # fmt: skip
        db.add(raised)
        db.flush()
        year = fiscal_year or (meeting.fiscal_year if meeting else clock.fiscal_year(clock.today()))
        raised.take_up(group, year, Taken.RAISED, by=by, meeting=meeting)
        audit.record("issue.raised", raised, by=by, group=group.id, meeting=meeting.id if meeting else None)
        return raised

    def take_up(self, group: Group, year: int, how: Taken, *, by: Affiliation, meeting: Meeting | None = None) -> Term:
        """The group works on it in that fiscal year. Raises RuleBroken where it does already."""
        alone_with(self, "terms")
        if any(one.group_id == group.id and one.fiscal_year == year for one in self.terms):
            raise RuleBroken("この課題は、その年度の課題にもう入っています。")
        term = Term(issue=self, group=group, fiscal_year=year, how=how, at=clock.now(), by_id=by.id, meeting=meeting, countermeasures=[])
        db.add(term)
        db.flush()
        return term

    def reword(self, *, title: str, text: str, scene: Scene, by: Affiliation) -> None:
        """Says it better; the earlier words are kept. Raises RuleBroken where nothing is different."""
        alone_with(self, "title", "text", "scene", "versions")
        if (title.strip(), text.strip(), scene) == (self.title, self.text, self.scene):
            raise RuleBroken("どこも変わっていません。")
        earlier = IssueVersion(number=len(self.versions) + 1, title=self.title, text=self.text, scene=self.scene)
        earlier.until_at, earlier.replaced_by_id = clock.now(), by.id
        self.versions.append(earlier)
        self.title, self.text, self.scene = title.strip(), text.strip(), scene
        audit.record("issue.reworded", self, by=by)

    def close(self, how: Closing, *, reason: str, by: Affiliation, into: Issue | None = None, meeting: Meeting | None = None) -> None:
        """見送り or 統合, with the reason. Raises RuleBroken while a countermeasure is open, or when it is closed already."""
        alone_with_each((self, into), "closing")
        for one in list(self.terms):
            one.alone()
        if self.closing:
            raise RuleBroken("この課題は、もう閉じられています。")
        if not reason.strip():
            raise RuleBroken("理由を書いてください。")
        if any(not one.ended for one in self.countermeasures):
            raise RuleBroken("まだ終わっていない方策があります。先に、評価するか、中止・統合の理由を書いてください。")
        if how == Closing.MERGED and (into is None or into.id == self.id or into.closing):
            raise RuleBroken("どの課題に統合するかを選んでください。閉じた課題には統合できません。")
        self.closing = IssueClosing(
            how=how, reason=reason.strip(), into=into, at=clock.now(), by_id=by.id, meeting_id=meeting.id if meeting else None
        )
        audit.record("issue.closed", self, by=by, how=how)

    def speak_for(self, *, what: str, value: str, by: Affiliation, source: str = "") -> Evidence:
        """A number that shows how large it is, and where it is from."""
        said = Evidence(what=what.strip(), value=value.strip(), source=source.strip(), at=clock.now(), by_id=by.id)
        self.evidence.append(said)
        db.flush()
        audit.record("issue.evidence_added", self, by=by, evidence=said.id)
        return said

    @property
    def code(self) -> str:
        return f"K-{self.number:02d}"

    @property
    def countermeasures(self) -> list[Countermeasure]:
        """Of all years, in their order."""
        return [one for term in self.terms for one in term.countermeasures]

    @property
    def term(self) -> Term:
        """The newest: where it is worked on now."""
        return self.terms[-1]
