"""`flask --app app areas from-statistics`: 圏域 by 二次医療圏, proposed from the ministry's figures of municipalities."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import click
from sqlalchemy import select

from core import clock
from core.database import db
from region.codes import city_of
from region.commands.areas import areas, from_day
from region.directory.models.municipal_statistic import MunicipalYear
from region.models import Area, AreaKind, AreaMunicipality, Municipality


@dataclass
class Proposal:
    """One 二次医療圏: its municipalities with their wards, and the 圏域 that hold some of them today."""

    code: str
    name: str
    land: list[Municipality]
    held_by: list[str]


@areas.command("from-statistics")
@click.option("--prefecture", help="Two digits (45); else every prefecture of which there are figures.")
@click.option("--names", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="CSV with the columns area_code and area_name.")
@click.option("--yes", is_flag=True, help="Set up the areas without asking.")
@from_day
def from_statistics(prefecture: str | None, names: Path | None, from_on: datetime | None, *, yes: bool) -> None:
    """Proposes a 圏域 for each 二次医療圏 of the newest figures (import municipal-statistics). Shows first; what stands already stays."""
    first = from_on.date() if from_on else clock.today()
    found = list(proposals(prefecture or "", _names(names), first))
    if not found:
        raise click.ClickException("二次医療圏の分かる市区町村がありません。先に `import municipal-statistics` で取りこんでください。")
    for one in found:
        click.echo(f"{one.code}　{one.name}　{'、'.join(land.name for land in one.land)}")
        if one.held_by:
            click.echo(f"    作りません。もう圏域に入っている市区町村があります：{'、'.join(one.held_by)}")
    new = [one for one in found if not one.held_by]
    if not new:
        click.echo("新しく作る圏域はありません。")
        return
    if not yes:
        click.confirm(f"{len(new)}つの圏域を、{first.year}年{first.month}月{first.day}日から作りますか", abort=True)
    for one in new:
        Area.set_up(one.name, AreaKind.HOME_CARE_AREA, one.land, from_on=first)
    db.commit()
    click.echo(f"{len(new)}つの圏域を作りました。拠点は `areas base` か、圏域のページで決めてください。")


def proposals(prefecture: str, names: dict[str, str], on: date) -> Iterator[Proposal]:
    """The 二次医療圏 of the newest year, by code."""
    rows = select(MunicipalYear).where(MunicipalYear.year == MunicipalYear.newest(), MunicipalYear.medical_area_code.startswith(prefecture))
    by_code: dict[str, set[str]] = defaultdict(set)
    for row in db.scalars(rows):
        by_code[row.medical_area_code or ""].add(row.municipality_code)
    known = db.scalars(select(Municipality).order_by(Municipality.code)).all()
    zones = _zones(on)
    for code, codes in sorted(by_code.items()):
        land = [one for one in known if one.code in codes or city_of(one.code) in codes]
        held_by = sorted({name for one in land for name in zones.get(one.code, ())})
        yield Proposal(code, names.get(code, f"二次医療圏{code}"), land, held_by)


def _zones(on: date) -> dict[str, set[str]]:
    """The names of the 圏域 that hold a municipality on a day or later."""
    held: dict[str, set[str]] = defaultdict(set)
    rows = select(AreaMunicipality.municipality_code, Area.name, AreaMunicipality.until_on).join(Area)
    for code, name, until_on in db.execute(rows.where(Area.kind == AreaKind.HOME_CARE_AREA)):
        if until_on is None or until_on >= on:
            held[code].add(name)
    return held


def _names(file: Path | None) -> dict[str, str]:
    if file is None:
        return {}
    with file.open(encoding="utf-8-sig", newline="") as table:
        rows = csv.DictReader(table)
        if not {"area_code", "area_name"} <= set(rows.fieldnames or ()):
            raise click.ClickException(f"{file.name} に、area_code と area_name の列がありません。")
        return {row["area_code"]: f"{row['area_name']}圏域" for row in rows}
