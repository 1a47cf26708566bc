"""What is written to who proposed something: that there is an answer, and where. Nothing of what it is about."""

from __future__ import annotations

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _

from auth.models import Person
from core import deliveries
from core.database import db
from core.deliveries import Delivery, composes
from core.mail import Letter
from meetings.models import Proposal

EVENT = "proposal.answered"


def tell(proposal: Proposal) -> None:
    """In the transaction of the answer. Who answers their own proposal needs no letter."""
    if proposal.answered_by_id != proposal.by_id:
        deliveries.queue(EVENT, key=str(proposal.id), person_id=proposal.by.person_id, proposal=proposal.id)


@composes(EVENT)
def answered(delivery: Delivery) -> Letter | None:
    """Your proposal has an answer. Nothing where the person may no longer read it."""
    person = db.get_one(Person, delivery.person_id)
    readable = Proposal.readable_by(person.id).where(Proposal.id == delivery.detail["proposal"])
    proposal = db.scalars(readable).one_or_none()
    if proposal is None:
        return None
    link = f"{current_app.config['RENKEI'].public_url}/groups/{proposal.group_id}/backlog"
    with force_locale(person.language or "ja"):
        return Letter(to=person.email, subject=_("【連携】提案にお返事があります"), text=_text(link))


def _text(link: str) -> str:
    lines = [
        _("あなたの提案に、会議の事務局からお返事があります。"),
        _("内容はメールには書きません。次のリンクから、サインインしてお読みください。"),
        f"\n{link}\n",
        _("このメールは自動で送っています。返信しても届きません。"),
    ]
    return "\n".join(lines) + "\n"
