"""Accounts from the command line: `flask --app app users …`. What needs an institution is added by the region."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import AppGroup

from auth import second_factors
from auth.models import PasswordLink, Person, SignIn
from core import realtime
from core.database import db

users = AppGroup("users", help="Accounts of people: invite, stop, sign out.")


@users.command()
@click.argument("email")
def disable(email: str) -> None:
    """Stops the account of EMAIL everywhere at once; open pages and sockets too."""
    person = _person(email)
    person.disable(by=None)
    SignIn.end_all_of(person)
    realtime.rights_changed(person.id)
    realtime.hang_up(person_id=person.id)
    db.commit()
    click.echo(f"{person.email} のアカウントを止めました。")


@users.command()
@click.argument("email")
def enable(email: str) -> None:
    """Lets EMAIL sign in again; earlier sign-ins stay ended."""
    person = _person(email)
    person.enable(by=None)
    db.commit()
    click.echo(f"{person.email} のアカウントを使えるようにしました。")


@users.command("sign-out")
@click.argument("email")
def sign_out(email: str) -> None:
    """Ends every sign-in of EMAIL; the account stays."""
    person = _person(email)
    ended = SignIn.end_all_of(person)
    realtime.hang_up(person_id=person.id)
    db.commit()
    click.echo(f"{person.email} を {len(ended)} 台の端末からサインアウトしました。")


@users.command("password")
@click.argument("email")
def password(email: str) -> None:
    """Prints a link with which EMAIL sets a new password. It works once, for a day."""
    person = _person(email)
    _made, token = PasswordLink.make(person, by=None)
    db.commit()
    click.echo(f"{current_app.config['RENKEI'].public_url}/password/{token}")


@users.command("second-factor")
@click.argument("email")
def second_factor(email: str) -> None:
    """Takes every second factor of EMAIL away: telephone and paper are lost, and it is certain that it is them."""
    person = _person(email)
    second_factors.reset(person, by=None)
    db.commit()
    click.echo(f"{person.email} の2つめの確認をはずしました。パスワードだけでサインインできます。")


def _person(email: str) -> Person:
    person = Person.known_as(email)
    if person is None:
        raise click.ClickException(f"{email} のアカウントはありません。")
    return person
