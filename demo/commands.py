"""`flask --app app demo`: builds the demo area, once."""

from __future__ import annotations

import click
from flask import current_app

from core.commands import upgrade
from core.database import Base, db
from core.sealing.keeping import make_triggers, take_triggers_away
from demo.building import build
from demo.places import PASSWORD
from demo.presence import alone, present


@click.command()
@click.option("--once", is_flag=True, help="Say nothing when the demo is there already.")
@click.option("--fresh", is_flag=True, help="Empty the database and build anew. Only where it holds nothing but the demo.")
def demo(once: bool, fresh: bool) -> None:
    """Builds the invented demo area: institutions, people, a month of posts that ends today, two years of meetings.

    Where it is there already, nothing changes. A production server refuses it.
    """
    if current_app.config["RENKEI"].production:
        raise click.ClickException("本番の設定（RENKEI_PRODUCTION=1）では、デモの地域は作れません。何も変えていません。")
    if fresh:
        _empty()
    elif present():
        if not once:
            click.echo("デモの地域は、もう入っています。何も変えていません。")
        return
    places = build()
    institutions, people = sum(len(place.institutions) for place in places), sum(len(place.people) for place in places)
    click.echo(f"デモの地域を作りました。施設 {institutions}、人 {people}。だれのパスワードも {PASSWORD} です。")


def _empty() -> None:
    if not alone():
        raise click.ClickException("デモではない人か施設が入っているので、空にできません。何も変えていません。")
    engine = current_app.extensions["engine"]
    db.remove()
    with engine.execution_options(writes=True).begin() as connection:
        if engine.dialect.name == "postgresql":
            tables = ", ".join(table.name for table in Base.metadata.sorted_tables)
            take_triggers_away(connection)
            connection.exec_driver_sql(f"TRUNCATE {tables} RESTART IDENTITY CASCADE")
            make_triggers(connection)
            return
        Base.metadata.drop_all(connection)  # with their triggers: the audit's own forbid to delete its rows one by one
        connection.exec_driver_sql("DROP TABLE alembic_version")
    upgrade(engine.url.render_as_string(hide_password=False))
