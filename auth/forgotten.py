"""A forgotten password, by mail. Whoever asks is answered alike and in the same time, and no one learns which addresses have accounts.

The request only leaves a row, for an unknown address too; the link is made when the letter is written. It is signed, and speaks of the
password it replaces: once that has changed, it opens nothing. It replaces the password, never the second factor.
"""

from __future__ import annotations

import hmac
import uuid
from datetime import datetime, timedelta

from flask import current_app, render_template
from flask_babel import force_locale
from flask_babel import gettext as _
from itsdangerous import BadSignature, URLSafeSerializer
from limits import parse

from auth.devices import account_mark, this_device
from auth.models import Person
from auth.sealing import mark
from auth.throttle import Guesses, used_up
from core import audit, clock
from core.config import Settings
from core.database import db
from core.deliveries import Delivery, composes, queue
from core.mail import Letter

EVENT = "password.forgotten"
LIFE = timedelta(hours=1)
EACH = parse("3 per hour")
"""Letters one party may have sent to one address; parties as in decision 0010."""
ALL = parse("10 per day")
"""Letters to one address that others than its own devices may have sent."""


def ask(email: str) -> None:
    """Leaves the row, for whatever address; nothing where too many were asked for. The caller commits."""
    person = Person.known_as(email)
    too_many = used_up(EACH, "forgotten", *Guesses.at_sign_in(email).party)
    strangers = not this_device().knows(email) and used_up(ALL, "forgotten", account_mark(email))
    if too_many or strangers:
        audit.record("password.forgotten_too_often", person)
        return
    audit.record(EVENT, person)
    queue(EVENT, key=str(uuid.uuid4()), person_id=person.id if person else None)


@composes(EVENT)
def write(delivery: Delivery) -> Letter | None:
    """Nothing of anybody: only that there is a link, how long it works, and what to do if one did not ask. None to nobody, or too late."""
    person = db.get(Person, delivery.person_id) if delivery.person_id else None
    until = delivery.queued_at + LIFE
    if person is None or not person.is_active or clock.now() >= until:
        return None
    with force_locale(person.language or "ja"):
        link = f"{_settings().public_url}/forgotten-password/{token_for(person, until)}"
        text = render_template("auth/forgotten_mail.txt", link=link)
        return Letter(to=person.email, subject=_("【連携】新しいパスワードを決めるリンク"), text=text)


def token_for(person: Person, until: datetime) -> str:
    """What the link ends with."""
    return _signer().dumps([person.id, int(until.timestamp()), _of_password(person)])


def person_of(token: str, *, locked: bool = False) -> Person | None:
    """Whose link it is, while it works."""
    try:
        person_id, until, of_password = _signer().loads(token)
    except (BadSignature, ValueError, TypeError):
        return None
    person = db.get(Person, person_id, with_for_update=locked, populate_existing=True)
    if person is None or not person.is_active or clock.now().timestamp() >= until:
        return None
    return person if hmac.compare_digest(of_password, _of_password(person)) else None


def _of_password(person: Person) -> str:
    return mark(person.password_hash, of="forgotten password").hex()[:32]


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(_settings().secret_key, salt="forgotten-password")


def _settings() -> Settings:
    settings: Settings = current_app.config["RENKEI"]
    return settings
