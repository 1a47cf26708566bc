"""`flask --app app import care-services FILE…`: shows what would change, asks, writes."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import click
from flask.cli import AppGroup

from core import clock
from region.open_data.care_services import LICENCE, LICENCE_NAME
from region.open_data.csv_file import NotRecognised
from region.open_data.intake import Intake, Tally

imports = AppGroup("import", help="Reads published files into the directory.")


@imports.command("care-services")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--yes", is_flag=True, help="Import without a dry run and without asking.")
@click.option(
    "--file-date", type=click.DateTime(["%Y-%m-%d"]), help="Date of the published files; else the day each file was last changed."
)
def care_services(files: tuple[Path, ...], *, yes: bool, file_date: datetime | None) -> None:
    """Imports FILES (jigyosho_NNN.csv) of 介護サービス情報公表システム. Safe to repeat; nothing is deleted, no edit is lost."""
    day = file_date.date() if file_date else None
    click.echo(f"{LICENCE}　{LICENCE_NAME}")
    if not yes:
        planned = [_run(file, day, Intake.plan, "取りこむと") for file in files]
        if not any(tally and tally.changes for tally in planned):
            click.echo("書きかえるところはありません。")
            sys.exit(1 if None in planned else 0)
        click.confirm("書き込みますか", abort=True)
    written = [_run(file, day, Intake.write, "取りこみました") for file in files]
    sys.exit(1 if None in written else 0)


def _run(file: Path, day: date | None, act: Callable[[Intake], Tally], word: str) -> Tally | None:
    """One file; None when it is not a file of this kind."""
    of_file = clock.in_japan(datetime.fromtimestamp(file.stat().st_mtime, UTC)).date()
    file_on = day or of_file
    click.echo(f"\n{file.name}　{file_on.year}年{file_on.month}月{file_on.day}日のデータ（{'--file-date' if day else 'ファイルの更新日'}）")
    try:
        with file.open("rb") as stream, _progress(file) as progress:
            tally = act(Intake(stream, file.name, file_on, progress))
    except NotRecognised as refused:
        click.secho(f"  読めませんでした。{refused}", fg="red", err=True)
        return None
    for line in _said(tally, word, file_on):
        click.echo(f"  {line}")
    return tally


@contextmanager
def _progress(file: Path) -> Iterator[Callable[[int], object]]:
    """A bar on a terminal, silence elsewhere."""
    if not sys.stderr.isatty():
        yield lambda _bytes: None
        return
    with click.progressbar(length=file.stat().st_size, label=f"  {file.name}", file=sys.stderr) as bar:
        yield lambda done: bar.update(done - bar.pos)


def _said(tally: Tally, word: str, file_on: date) -> Iterator[str]:
    counts = {"新規": tally.new, "変更": tally.changed, "変わりなし": tally.same}
    counts |= {"公表データから消えた": tally.gone, "エラー": tally.faulty}
    yield f"{word}：" + "　".join(f"{name} {count}" for name, count in counts.items())
    if tally.newest_known and tally.newest_known > file_on:
        yield f"ご注意：もっと新しいデータ（{tally.newest_known}）が、もう入っています。"
    for fault in tally.faults:
        yield f"{fault.line}行目：{fault.reason}"
    if tally.faulty > len(tally.faults):
        yield f"エラーはほかに {tally.faulty - len(tally.faults)} 行あります。"
    for name in tally.vanished:
        yield f"消えた：{name}　消さずに残します。電話で確かめてください。"
    if tally.gone > len(tally.vanished):
        yield f"消えたところはほかに {tally.gone - len(tally.vanished)} 件あります。"
