"""Who looks after whom: whose people may be seen, who may invite, change and end, and at which institutions."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import aliased

from auth.models import Person
from core.database import db
from core.rules import RuleBroken
from region.models.affiliation import Affiliation, Role
from region.models.area import AreaMunicipality
from region.models.base import CoordinationBase
from region.models.institution import Institution
from region.models.invitation import Invitation
from region.models.reach import areas_run_by


def roles_open_to(actor: Affiliation, institution: Institution) -> list[Role]:
    """The roles this affiliation may give and take at an institution; none where it has no say."""
    own = actor.institution_id == institution.id
    if actor.ended_at is not None:
        return []
    if actor.is_base_staff and (own or looks_after(actor, institution)):
        return [Role.MEMBER, Role.MANAGER, *([Role.BASE_STAFF] if own else [])]
    return [Role.MEMBER, Role.MANAGER] if own and actor.role == Role.MANAGER else []


def may_change(actor: Affiliation, affiliation: Affiliation) -> bool:
    """May the role of this affiliation be changed, and the affiliation be ended?"""
    return affiliation.ended_at is None and affiliation.role in roles_open_to(actor, affiliation.institution)


def may_stop(actor: Affiliation, person: Person) -> bool:
    """Base staff stop accounts of people who work in their areas, also where those work elsewhere too: a stolen account cannot wait."""
    if not actor.is_base_staff:
        return False
    return any(may_change(actor, one) for one in db.scalars(Affiliation.current_of(person.id)))


def may_let_back_in(actor: Affiliation, person: Person) -> bool:
    """Who makes a new password for somebody could become them: so only where every place they work at is in the actor's hands."""
    places = list(db.scalars(Affiliation.current_of(person.id)))
    return actor.is_base_staff and bool(places) and all(may_change(actor, one) for one in places)


def looks_after(actor: Affiliation, institution: Institution) -> bool:
    """Is the institution in an area this affiliation is base staff of?"""
    return db.scalar(select(Institution.id).where(Institution.id == institution.id, _in_areas(areas_run_by(actor)))) is not None


def withdraw_beyond_rights(inviter: Affiliation, by: Affiliation) -> None:
    """What somebody could no longer invite to stops working, also where the link was made while they could."""
    for invitation in db.scalars(Invitation.open_by(inviter.id)):
        if invitation.role not in roles_open_to(inviter, invitation.institution):
            invitation.withdraw(by)


def still_given(invitation: Invitation) -> bool:
    """Does the link work, and may who made it still give this role there? A base whose time is over has invited nobody."""
    inviter = invitation.invited_by
    return invitation.open and (inviter is None or invitation.role in roles_open_to(inviter, invitation.institution))


def staffed_institutions(person_id: int) -> Select[Institution]:
    """The institutions whose people a person may see: one's own; base staff those of their areas, the prefecture's people all of it."""
    office = aliased(Institution)
    works = and_(Affiliation.person_id == person_id, Affiliation.ended_at.is_(None), Affiliation.institution_id == office.id)
    run = select(CoordinationBase.area_id).join(office, office.id == CoordinationBase.institution_id).join(
        Affiliation, and_(works, Affiliation.role == Role.BASE_STAFF)
    ).where(CoordinationBase.today())  # fmt: skip
    prefectures = select(func.substr(office.municipality_code, 1, 2)).join(Affiliation, and_(works, Affiliation.role == Role.PREFECTURE))
    return select(Institution).where(
        or_(
            Institution.id.in_(select(office.id).join(Affiliation, works)),
            _in_areas(run),
            func.substr(Institution.municipality_code, 1, 2).in_(prefectures),
        )
    )


def people_at(institution_ids: Select[int]) -> Select[Affiliation]:
    """Affiliations of today at these institutions."""
    return select(Affiliation).where(Affiliation.ended_at.is_(None), Affiliation.institution_id.in_(institution_ids))


def keep_one(affiliation: Affiliation, actor: Affiliation | None) -> None:
    """Nobody leaves an institution without the last who can look after it, by mistake. Raises RuleBroken."""
    if actor is None or actor.person_id != affiliation.person_id or affiliation.role not in (Role.MANAGER, Role.BASE_STAFF):
        return
    db.execute(select(Institution.id).where(Institution.id == affiliation.institution_id).with_for_update())  # who leave at once take turns
    others = Affiliation.current_at(affiliation.institution_id).join(Person, Person.id == Affiliation.person_id)
    if db.scalar(
        others.where(Affiliation.role == affiliation.role, Affiliation.id != affiliation.id, Person.disabled_at.is_(None)).limit(1)
    ):
        return
    if affiliation.role == Role.MANAGER:
        raise RuleBroken(_("あなたは、この施設でただ1人の管理者です。先に、ほかの人を管理者にしてください。"))
    raise RuleBroken(_("あなたは、この拠点でただ1人の拠点の職員です。先に、ほかの人を拠点の職員にしてください。"))


def _in_areas(areas: Select[int]) -> ColumnElement[bool]:
    codes = select(AreaMunicipality.municipality_code).where(AreaMunicipality.area_id.in_(areas), AreaMunicipality.today())
    bases = select(CoordinationBase.institution_id).where(CoordinationBase.area_id.in_(areas), CoordinationBase.today())
    return or_(Institution.municipality_code.in_(codes), Institution.id.in_(bases))
