"""What is written to people outside. A letter names the institution and the link, and nothing else of anybody."""

from __future__ import annotations

from flask import current_app, render_template
from flask_babel import force_locale
from flask_babel import gettext as _

from core import clock
from core.database import db
from core.deliveries import Delivery, composes
from core.mail import Letter
from region.directory import inventory
from region.directory.links import token_of
from region.directory.models import FactAsk
from region.directory.models.fact_ask import EVENT
from region.directory.models.inventory import this_year
from region.models import Affiliation


@composes(EVENT)
def asked(delivery: Delivery) -> Letter | None:
    """Please confirm. Nothing where the manager has changed, or has confirmed meanwhile."""
    ask = db.get(FactAsk, delivery.detail["ask"])
    if ask is None or not ask.works or ask.answered_at:
        return None
    settings, person = current_app.config["RENKEI"], ask.affiliation.person
    with force_locale(person.language or "ja"):
        text = render_template(
            "region/directory/asks/mail.txt",
            institution=ask.institution,
            link=f"{settings.public_url}/asks/{token_of(ask, settings.secret_key)}",
            until=clock.in_japan(ask.expires_at).date(),
            base=ask.base,
        )
        return Letter(to=person.email, subject=_("【連携】%(name)sの情報を確かめてください", name=ask.institution.name), text=text)


@composes(inventory.EVENT)
def inventory_due(delivery: Delivery) -> Letter | None:
    """Please look through your people. Nothing where it was done meanwhile, or where somebody else manages by now."""
    manager = db.get(Affiliation, delivery.detail["affiliation"])
    if manager is None or not inventory.due(manager) or delivery.detail["year"] != this_year():
        return None
    settings, person = current_app.config["RENKEI"], manager.person
    with force_locale(person.language or "ja"):
        text = render_template(
            "region/directory/inventory/mail.txt",
            institution=manager.institution,
            link=f"{settings.public_url}/institutions/{manager.institution_id}/inventory",
        )
        return Letter(to=person.email, subject=_("【連携】%(name)sの人を確かめてください", name=manager.institution.name), text=text)
