"""`flask --app app import medical|disability|telephones|municipal-statistics FILE…`."""

from __future__ import annotations

from typing import Any

import click

from region.commands.imports import import_files, imports, takes_files
from region.directory.kinds import KINDS
from region.directory.uploads.job import work
from region.open_data.telephones import USUAL


@imports.command("medical")
@takes_files
def medical(**given: Any) -> None:
    """Imports FILES of 医療情報ネット（ナビイ）: facilities and speciality hours, each known by its header, in any order; zips too."""
    import_files(KINDS["medical"], **given)


@imports.command("disability")
@takes_files
def disability(**given: Any) -> None:
    """Imports FILES of 障害福祉サービス等情報公表システム (WAM NET)."""
    import_files(KINDS["disability"], **given)


@imports.command("telephones")
@click.option("--map", "pairs", multiple=True, metavar="WHAT=COLUMN", help=f"Where {', '.join(USUAL)} stand, if not where they usually do.")
@takes_files
def telephones(pairs: tuple[str, ...], **given: Any) -> None:
    """Fills missing telephone numbers from FILES (csv, xlsx) of a regional bureau: --map number=医療機関番号 --map telephone=電話番号."""
    import_files(KINDS["telephones"], told={"columns": columns_told(",".join(pairs))}, **given)


@imports.command("municipal-statistics")
@takes_files
def municipal_statistics(**given: Any) -> None:
    """Imports FILES (xlsx) of 在宅医療にかかる地域別データ集: a sheet for each year, a row for each municipality."""
    import_files(KINDS["municipal-statistics"], **given)


@imports.command("run", hidden=True)
@click.argument("run_id", type=int)
def run(run_id: int) -> None:
    """Works on an import that was begun in the browser."""
    work(run_id)


def columns_told(text: str) -> dict[str, str]:
    """`number=医療機関番号,name=名称`: a comma begins the next pair only where a word we know follows it."""
    told: dict[str, str] = {}
    last = ""
    for part in text.split(","):
        what, sign, column = part.partition("=")
        if sign and what.strip() in USUAL:
            last = what.strip()
            told[last] = column.strip()
        elif last and part:
            told[last] += f",{part}"
        elif part:
            raise click.ClickException(f"「{part}」がわかりません。{'・'.join(USUAL)} のどれかに =列名 をつけてください。")
    return told
