"""`flask --app app areas …`: which municipalities an area holds, and which institution is its base."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime

import click
from flask.cli import AppGroup
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from core import clock
from core.database import db
from core.rules import RuleBroken
from region.codes import PREFECTURES, is_municipality_code
from region.models import Area, AreaKind, AreaMunicipality, CoordinationBase, Institution, Municipality

areas = AppGroup("areas", help="Areas: sets of municipalities, and their bases.")
from_day = click.option("--from", "from_on", type=click.DateTime(["%Y-%m-%d"]), help="First day; else today.")
until_day = click.option("--until", "until_on", type=click.DateTime(["%Y-%m-%d"]), help="Last day; else today.")


@areas.command("create")
@click.argument("name")
@click.argument("municipalities", nargs=-1, required=True)
@click.option("--kind", type=click.Choice([kind.value for kind in AreaKind]), default=AreaKind.HOME_CARE_AREA.value, show_default=True)
@from_day
def create(name: str, municipalities: tuple[str, ...], kind: str, from_on: datetime | None) -> None:
    """Sets up the area NAME of MUNICIPALITIES: six-digit codes; CODE=NAME for one that no import has brought yet (452017=宮崎市)."""
    with _committed():
        area = Area.set_up(name, AreaKind(kind), [municipality_told(told) for told in municipalities], from_on=_day(from_on))
    click.echo(f"{area.id}　{area.name}")


@areas.command("take-in")
@click.argument("area_id", type=int)
@click.argument("municipality")
@from_day
def take_in(area_id: int, municipality: str, from_on: datetime | None) -> None:
    """A municipality (CODE or CODE=NAME) belongs to the area from a day on."""
    with _committed():
        _area(area_id).take_in(municipality_told(municipality), from_on=_day(from_on))


@areas.command("let-go")
@click.argument("area_id", type=int)
@click.argument("municipality")
@until_day
def let_go(area_id: int, municipality: str, until_on: datetime | None) -> None:
    """A municipality belongs to the area until a day."""
    with _committed():
        _area(area_id).let_go(municipality_told(municipality), until_on=_day(until_on))


@areas.command("base")
@click.argument("area_id", type=int)
@click.argument("institution_id", type=int)
@from_day
def base(area_id: int, institution_id: int, from_on: datetime | None) -> None:
    """The institution is the area's base (拠点) from a day on."""
    institution = db.get(Institution, institution_id)
    if not institution:
        raise click.ClickException(f"番号 {institution_id} の施設が見つかりません。番号は、名簿のページのアドレスの最後です。")
    with _committed():
        CoordinationBase.appoint(institution, _area(area_id), from_on=_day(from_on))


@areas.command("list")
def show() -> None:
    """Every area with its municipalities and bases of today."""
    for area in db.scalars(
        select(Area).order_by(Area.id).options(selectinload(Area.municipalities).joinedload(AreaMunicipality.municipality))
    ):
        names = [row.municipality.name for row in area.municipalities if row.holds(clock.today())]
        click.echo(f"{area.id}　{area.name}　{area.kind}　{'・'.join(names)}")
        for one in db.scalars(select(CoordinationBase).where(CoordinationBase.area_id == area.id, CoordinationBase.today())):
            click.echo(f"    拠点 {one.institution_id}　{one.institution.name}")


@contextmanager
def _committed() -> Iterator[None]:
    """What happens inside is kept; a broken rule is said and nothing is kept."""
    try:
        yield
    except RuleBroken as broken:
        raise click.ClickException(str(broken)) from broken
    db.commit()


def _day(given: datetime | None) -> date:
    return given.date() if given else clock.today()


def _area(area_id: int) -> Area:
    found = db.get(Area, area_id)
    if not found:
        raise click.ClickException(f"番号 {area_id} の地域が見つかりません。`areas list` で番号を確かめてください。")
    return found


def municipality_told(told: str) -> Municipality:
    """The municipality of a code; with a name behind it, it is made where it is new."""
    code, _, name = told.partition("=")
    if not is_municipality_code(code) or code[:2] not in PREFECTURES:
        raise click.ClickException(f"「{code}」は、正しい6桁の市区町村コードではありません。")
    known = db.get(Municipality, code)
    if known:
        return known
    if not name:
        raise click.ClickException(f"市区町村 {code} は、まだ知りません。{code}=名前 のように、名前もつけてください。")
    made = Municipality(code=code, name=name, prefecture_name=PREFECTURES[code[:2]])
    db.add(made)
    return made
