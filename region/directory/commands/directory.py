"""`flask --app app directory …`: what the directory does by itself, from time to time."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy.exc import IntegrityError

from core import clock
from core.database import db
from region.directory import inventory
from region.directory.models import FactAsk, Inventory
from region.directory.models.fact_ask import managers_to_ask
from region.models import Affiliation, Area

directory = AppGroup("directory", help="The directory of institutions.")

AT_A_TIME = 100


@directory.command("ask-yearly")
@click.option("--area", "area_id", type=int, help="Only institutions of this area (its number; `areas list`).")
@click.option("--dry-run", is_flag=True, help="Say who would be asked, and ask nobody.")
def ask_yearly(area_id: int | None, *, dry_run: bool) -> None:
    """Asks the managers of institutions that have confirmed nothing for a year, by mail, at most once a year each.

    Safe to run every day (from cron, for example).
    """
    settings = current_app.config["RENKEI"]
    if area_id is not None and not db.get(Area, area_id):
        raise click.ClickException(f"番号 {area_id} の地域が見つかりません。`areas list` で番号を確かめてください。")
    if not dry_run and not (settings.smtp_url and settings.mail_from):
        raise click.ClickException("メールを送る設定（RENKEI_SMTP_URL と RENKEI_MAIL_FROM）がありません。だれにも頼んでいません。")
    managers = list(db.scalars(managers_to_ask(area_id)))
    if dry_run:
        _name(managers)
        return
    numbers = [manager.id for manager in managers]
    asked = sum(_ask(numbers[start : start + AT_A_TIME]) for start in range(0, len(numbers), AT_A_TIME))
    click.echo(f"{asked} 施設に頼みました。メールは、まもなく出ます。")


@directory.command("remind-inventory")
@click.option("--dry-run", is_flag=True, help="Say who would be reminded, and remind nobody.")
def remind_inventory(*, dry_run: bool) -> None:
    """Reminds the managers of institutions that have not looked through their people this fiscal year, by mail, once a month each.

    Safe to run every day (from cron, for example).
    """
    settings = current_app.config["RENKEI"]
    if not dry_run and not (settings.smtp_url and settings.mail_from):
        raise click.ClickException("メールを送る設定（RENKEI_SMTP_URL と RENKEI_MAIL_FROM）がありません。だれにも知らせていません。")
    managers = list(db.scalars(Inventory.keepers().order_by(Affiliation.id)))
    if dry_run:
        _name(managers)
        return
    queued = inventory.remind(managers, by=None, since=clock.today().replace(day=1))
    db.commit()
    click.echo(f"{queued} 人の管理者に知らせました。メールは、まもなく出ます。")


def _name(managers: list[Affiliation]) -> None:
    for manager in managers:
        click.echo(f"{manager.institution_id}　{manager.institution.name}")
    click.echo(f"{len(managers)} 施設に頼むところです。まだ頼んでいません。")


def _ask(numbers: list[int]) -> int:
    """One step, committed. Who was asked meanwhile by somebody else is left out."""
    db.rollback()
    done = 0
    for manager in db.scalars(managers_to_ask().where(Affiliation.id.in_(numbers))):
        try:
            with db.begin_nested():
                FactAsk.ask(manager)
            done += 1
        except IntegrityError:
            continue
    db.commit()
    return done
