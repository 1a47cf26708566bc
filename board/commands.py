"""Commands of the board room: `flask --app app boards set-up AREA_ID`."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from board.setting_up import set_up_boards
from core.database import db
from region.models import Area

boards = AppGroup("boards", help="The boards of an area.")


@boards.command("set-up")
@click.argument("area_id", type=int)
def set_up(area_id: int) -> None:
    """Gives the area AREA_ID its five boards with their first rights. Safe to repeat: what is there stays as it is."""
    area = db.get(Area, area_id)
    if not area:
        raise click.ClickException(f"番号 {area_id} の地域が見つかりません。地域の番号を確かめて、もう一度お試しください。")
    for board in set_up_boards(area):
        click.echo(f"{board.id}  {area.name}  {board.name}")
    db.commit()
