"""`flask --app app import care-services FILE…`: shows what would change, asks, writes. The directory adds further kinds of files."""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup
from sqlalchemy import select

from core import clock
from core.database import db
from region.codes import with_cities
from region.models import AreaMunicipality
from region.open_data.archives import unpacked
from region.open_data.batch import Batch, File, Kind, Outcome, day_in, kind_of_sources
from region.open_data.care_services import CARE
from region.open_data.csv_file import NotRecognised
from region.open_data.intake import Tally
from region.open_data.publication import neighbours

imports = AppGroup("import", help="Reads published files into the directory.")
CARE_KIND = kind_of_sources("care-services", CARE)
Command = Callable[..., None]


def takes_files(command: Command) -> Command:
    """The arguments every import has."""
    day = click.DateTime(["%Y-%m-%d"])
    command = click.option("--area", "area_id", type=int, help="Only rows of this area's municipalities (`areas list`); else all.")(command)
    dated = "Date of the published files; else the day in each file's name, else the day it was last changed."
    command = click.option("--file-date", type=day, help=dated)(command)
    command = click.option("--yes", is_flag=True, help="Import without a dry run and without asking.")(command)
    paths = click.Path(exists=True, dir_okay=False, path_type=Path)
    return click.argument("files", nargs=-1, required=True, type=paths)(command)


@imports.command("care-services")
@takes_files
def care_services(**given: Any) -> None:
    """Imports FILES (jigyosho_NNN.csv) of 介護サービス情報公表システム. Safe to repeat; nothing is deleted, no edit is lost."""
    import_files(CARE_KIND, **given)


def import_files(
    kind: Kind, *, files: Sequence[Path], yes: bool, file_date: datetime | None, area_id: int | None, told: Mapping[str, Any] | None = None
) -> None:
    """Shows what files change, asks, and writes. Ends the command: 1 where a file is not of this kind."""
    day = file_date.date() if file_date else None
    click.echo(f"{kind.publication.licence}　{kind.publication.licence_name}")
    with tempfile.TemporaryDirectory() as folder:
        batch = Batch(kind, list(_opened(files, Path(folder), day)), only=_land(area_id), watching=_progress, told=told or {})
        if not yes:
            planned = [_say(outcome, "取りこむと", given=bool(day)) for outcome in batch.run(write=False)]
            if not any(tally and tally.changes for tally in planned):
                click.echo("書きかえるところはありません。")
                sys.exit(1 if None in planned or len(planned) < len(files) else 0)
            click.confirm("書き込みますか", abort=True)
        outcomes = list(batch.run(write=True))
        written = [_say(outcome, "取りこみました", given=bool(day)) for outcome in outcomes]
    neighbours.note(kind.code, [outcome.told for outcome in outcomes])
    sys.exit(1 if None in written or len(written) < len(files) else 0)


def _opened(files: Iterable[Path], folder: Path, day: date | None) -> Iterator[File]:
    """The files, those of archives unpacked."""
    for number, file in enumerate(files):
        of_file = clock.in_japan(datetime.fromtimestamp(file.stat().st_mtime, UTC)).date()
        if not re.search(r"\.zip$", file.name, re.IGNORECASE):
            yield File(file, file.name, day or day_in(file.name) or of_file)
            continue
        into = folder / str(number)
        into.mkdir()
        try:
            yield from (File(path, name, day or day_in(name) or day_in(file.name) or of_file) for name, path in unpacked(file, into))
        except NotRecognised as refused:
            click.secho(f"\n{file.name}\n  読めませんでした。{refused}", fg="red", err=True)


def _land(area_id: int | None) -> frozenset[str] | None:
    if area_id is None:
        return None
    rows = select(AreaMunicipality.municipality_code).where(AreaMunicipality.area_id == area_id, AreaMunicipality.today())
    codes = frozenset(with_cities(db.scalars(rows)))
    if not codes:
        raise click.ClickException(f"番号 {area_id} の地域に、市区町村がありません。`areas list` で番号を確かめてください。")
    return codes


def _say(outcome: Outcome, word: str, *, given: bool) -> Tally | None:
    """One file in words; None when it is not a file of this kind."""
    day = outcome.file.file_on
    told = "--file-date" if given else "ファイルの名前" if day_in(outcome.file.name) else "ファイルの更新日"
    click.echo(f"\n{outcome.file.name}　{day.year}年{day.month}月{day.day}日のデータ（{told}）")
    if outcome.tally is None:
        click.secho(f"  読めませんでした。{outcome.refused}", fg="red", err=True)
        return None
    for line in _said(outcome.tally, word, day):
        click.echo(f"  {line}")
    return outcome.tally


def _on_a_terminal() -> bool:
    return sys.stderr.isatty()


@contextmanager
def _progress(name: str, size: int) -> Iterator[Callable[[int], object]]:
    """A bar on a terminal, silence elsewhere."""
    if not _on_a_terminal():
        yield lambda _bytes: None
        return
    with click.progressbar(length=size, label=f"  {name}", file=sys.stderr) as bar:
        yield lambda done: bar.update(done - bar.pos)


def _said(tally: Tally, word: str, file_on: date) -> Iterator[str]:
    counts = {"新規": tally.new, "変更": tally.changed, "変わりなし": tally.same}
    counts |= {"公表データから消えた": tally.gone, "エラー": tally.faulty}
    yield f"{word}：" + "　".join(f"{name} {count}" for name, count in counts.items())
    if tally.joined or tally.doubtful:
        yield f"新規のうち、名簿の施設と同じとわかったところ {tally.joined}　同じかまようところ {tally.doubtful}"
    if tally.left_out:
        yield f"取りこまない行（ほかの地域、または名簿にない施設）{tally.left_out}"
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
