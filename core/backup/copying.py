"""Moves the database to the other engine: every row, as it is, compared table by table before anything counts."""

from __future__ import annotations

from sqlalchemy import Engine

from core.backup.broken import Broken
from core.backup.moving import Compared, finish, move
from core.backup.place import address, alone, fresh
from core.backup.progress import Progress
from core.backup.rows import read
from core.backup.shapes import shapes, version
from core.backup.taking import still


def copy(engine: Engine, to: str, progress: Progress) -> list[Compared]:
    """Everything in `engine` is in the database at `to` as well; sign-ins go on there. Raises Broken and leaves `to` as it was."""
    here = engine.url.render_as_string(hide_password=False)
    if address(to) == address(here):
        raise Broken("うつす先が、いまのデータベースと同じです。")
    engine.dispose()
    alone(here)
    with still(engine) as source, fresh(to) as into:
        at = version(source)
        if at is None:
            raise Broken("データベースに、まだ表がありません。")
        tables = shapes(source)
        with progress("うつしています", len(tables)) as done:
            compared = move(((shape, read(source, shape)) for shape in tables), into, at, lambda _: None)
            done(len(tables))
        if different := [one.name for one in compared if not one.same]:
            raise Broken(f"表 {'、'.join(different)} が、うつした先で同じになりません。何も変えていません。")
        finish(into)
    return compared
