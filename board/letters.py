"""What is written to those who have not answered: that an answer is waited for, and where. Nothing of what it is about."""

from __future__ import annotations

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _

from auth.models import Person
from board.models import Reminder
from board.models.reminder import EVENT, still_true
from core.config import Settings
from core.database import db
from core.deliveries import Delivery, composes
from core.mail import Letter


@composes(EVENT)
def reminded(delivery: Delivery) -> Letter | None:
    """Please answer. Nothing where it was answered or taken back meanwhile, or where the person may no longer read it."""
    person = db.get_one(Person, delivery.person_id)
    if not still_true(delivery.detail["reminder"], person):
        return None
    reminder = db.get_one(Reminder, delivery.detail["reminder"])
    settings: Settings = current_app.config["RENKEI"]
    with force_locale(person.language or "ja"):
        subject = _("【連携】お返事を待っているお知らせがあります")
        return Letter(to=person.email, subject=subject, text=_text(f"{settings.public_url}/posts/{reminder.post_id}"))


def _text(link: str) -> str:
    lines = [
        _("お返事を待っているお知らせがあります。"),
        _("内容はメールには書きません。次のリンクから、サインインしてお読みください。"),
        f"\n{link}\n",
        _("行きちがいで、もうお返事をいただいていたら、このメールは気にしないでください。"),
        _("このメールは自動で送っています。返信しても届きません。"),
    ]
    return "\n".join(lines) + "\n"
