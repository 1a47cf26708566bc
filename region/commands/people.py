"""`flask --app app users create …`: the first people of an installation, and whoever cannot be invited from a screen."""

from __future__ import annotations

import click
from email_validator import EmailNotValidError, validate_email
from flask import current_app
from sqlalchemy import select

from auth.commands import users
from core.database import db
from region.models import Institution, Invitation, Role
from region.vocabulary import PROFESSIONS


@users.command("create")
@click.option("--email", required=True, help="Whom the link is for; the account will have this address.")
@click.option("--name", required=True, help="The person's name; they can correct it.")
@click.option("--institution", "wanted", required=True, metavar="ID|NAME", help="Where they work: its number, or its whole name.")
@click.option("--role", type=click.Choice([role.value for role in Role]), default=Role.MEMBER.value, show_default=True)
@click.option("--profession", "professions", multiple=True, type=click.Choice(list(PROFESSIONS)), help="Several times, the main one first.")
def create(email: str, name: str, wanted: str, role: str, professions: tuple[str, ...]) -> None:
    """Invites a person: prints a link that works once, with which they choose a password."""
    try:
        validate_email(email, check_deliverability=False)
    except EmailNotValidError as wrong:
        raise click.BadParameter(str(wrong), param_hint="--email") from wrong
    settings, institution = current_app.config["RENKEI"], _institution(wanted)
    invitation, token = Invitation.issue(
        email=email, name=name, institution=institution, role=Role(role), professions=list(professions), by=None,
        life=settings.invitation_life,
    )  # fmt: skip
    db.commit()
    click.echo(f"{invitation.name}　{invitation.institution.name}　{role}")
    click.echo(f"{settings.public_url}/invitations/{token}")


def _institution(wanted: str) -> Institution:
    """By number, or by the whole name where only one has it."""
    by_number = db.get(Institution, int(wanted)) if wanted.isdecimal() else None
    found = [by_number] if by_number else list(db.scalars(select(Institution).where(Institution.name == wanted).order_by(Institution.id)))
    if len(found) == 1:
        return found[0]
    if not found:
        raise click.BadParameter(f"{wanted} という施設はありません。", param_hint="--institution")
    several = "\n".join(f"  {one.id}　{one.name}　{one.full_address or ''}" for one in found)
    raise click.BadParameter(f"同じ名前の施設がいくつかあります。番号で選んでください。\n{several}", param_hint="--institution")
