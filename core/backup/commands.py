"""`flask backup FILE`, `flask backup verify FILE`, `flask restore FILE`, `flask copy-database URL`."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy.exc import OperationalError

from core import clock
from core.backup import place, restoring, taking
from core.backup.broken import Broken
from core.backup.copying import copy
from core.backup.moving import Compared
from core.backup.progress import bar
from core.backup.sealing import AT_LEAST
from core.config import Settings
from core.storage import shelf

WHERE_TO_KEEP = "鍵がなければ、だれにも（あなたにも）読めません。鍵は、バックアップとは別のところに、二か所以上で保管してください。"
NO_KEY = f"鍵がありません。RENKEI_BACKUP_KEY か --key-file で渡してください。作り方：openssl rand -base64 32　{WHERE_TO_KEEP}"


class OrVerify(click.Group):
    """`backup FILE` takes one, `backup verify FILE` checks one: the first word says which."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0] not in self.commands and args[0] != "--help":
            args = ["take", *args]
        return super().parse_args(ctx, args)


def says_what_is_wrong(command: Callable[..., None]) -> Callable[..., None]:
    """A sentence instead of a trace."""

    @functools.wraps(command)
    def told(*args: Any, **kwargs: Any) -> None:
        try:
            command(*args, **kwargs)
        except Broken as broken:
            raise click.ClickException(str(broken)) from None
        except OSError as refused:
            raise click.ClickException(f"{refused.filename or ''}：{refused.strerror}") from None
        except OperationalError as refused:
            raise click.ClickException(f"データベースが使えません（{type(refused.orig).__name__}）。") from None

    return told


def with_key(command: Callable[..., None]) -> Callable[..., None]:
    """The option, and the passphrase as `key`."""
    kind = click.Path(exists=True, dir_okay=False, path_type=Path)

    @click.option("--key-file", type=kind, help="File that holds the passphrase; without it RENKEI_BACKUP_KEY does.")
    @functools.wraps(command)
    def told(*args: Any, key_file: Path | None, **kwargs: Any) -> None:
        given = key_file.read_text("utf-8").strip() if key_file else (_settings().backup_key or "").strip()
        if not given:
            raise click.ClickException(NO_KEY)
        if len(given) < AT_LEAST:
            raise click.ClickException(f"鍵が短すぎます。{AT_LEAST}文字以上にしてください。作り方：openssl rand -base64 32")
        command(*args, key=given, **kwargs)

    return told


@click.group(cls=OrVerify)
def backup() -> None:
    """`backup FILE` writes one encrypted file: the database, the attachments, the settings without secrets. People may go on writing."""


@backup.command("take", hidden=True)
@click.argument("file", type=click.Path(path_type=Path))
@with_appcontext
@with_key
@says_what_is_wrong
def take(file: Path, key: str) -> None:
    """Writes one encrypted file: the database, the attachments, the settings without secrets."""
    began = clock.now()
    taken = taking.take(current_app.extensions["engine"], _settings(), shelf(), file, key, bar)
    seconds = (clock.now() - began).total_seconds()
    click.echo(f"{file}：表{taken.tables}、{taken.rows:,}行、ファイル{taken.files:,}個、{taken.size / 1e6:,.1f} MB、{seconds:,.0f}秒")
    click.echo(WHERE_TO_KEEP)
    _tell_bad_files(taken.bad_files, taken.missing)


@backup.command("verify")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_appcontext
@with_key
@says_what_is_wrong
def verify(file: Path, key: str) -> None:
    """Reads all of a backup and names what is wrong with it."""
    found = restoring.verify(file, key, bar)
    click.echo(f"{found.made_at} にとったもの（版 {found.version}、{found.engine}）：", nl=False)
    click.echo(f"表{found.tables}、{found.rows:,}行、ファイル{found.files:,}個")
    click.echo("そのときの設定　" + "　".join(f"{name}={value}" for name, value in found.settings.items()))
    if found.wrong:
        raise click.ClickException("このバックアップは使えません。\n" + "\n".join(found.wrong))
    _tell_bad_files(found.bad_files, [])
    click.echo("すべて、書いたときのままです。")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--over", is_flag=True, help="Also where there is a database already: all of it is replaced, after a typed yes.")
@with_appcontext
@with_key
@says_what_is_wrong
def restore(file: Path, key: str, over: bool) -> None:
    """Puts a backup into the database of RENKEI_DATABASE_URL, either engine, and its files into RENKEI_DATA. Stop the server first."""
    settings = _settings()
    _make_room(settings.database_url, over)
    restored = restoring.restore(file, key, settings, shelf(), bar)
    click.echo(f"戻しました：表{len(restored.tables)}、{sum(one.found.rows for one in restored.tables):,}行、ファイル{restored.files:,}個")
    for said, count in restored.ended.items():
        click.echo(f"{said}：{count:,}")
    click.echo(f"{restored.made_at} より後に止めた人・招待・権利は、そのときの形に戻っています。確かめてください。")
    _tell_bad_files(restored.bad_files, restored.missing)


@click.command("copy-database")
@click.argument("url")
@click.option("--over", is_flag=True, help="Also where there is a database already: all of it is replaced, after a typed yes.")
@with_appcontext
@says_what_is_wrong
def copy_database(url: str, over: bool) -> None:
    """Copies every row into the database at URL, the other engine or the same, and compares. Stop the server first."""
    _make_room(url, over)
    _tell_compared(copy(current_app.extensions["engine"], url, bar))
    click.echo("すべて同じです。RENKEI_DATABASE_URL を新しいほうに変えて、サーバーを始めてください。")


def _make_room(url: str, over: bool) -> None:
    current_app.extensions["engine"].dispose()
    if place.was_interrupted(url):
        click.echo("前のときは、途中で止まっていました。そのときは何も変わっていません。はじめからします。")
    if not place.holds_rows(url):
        return
    if not over:
        raise click.ClickException("このデータベースには、もうデータがあります。消して入れかえるには --over を付けてください。")
    if click.prompt("いまのデータは、すべて消えて入れかわります。よければ yes と打ってください", default="", show_default=False) != "yes":
        raise click.ClickException("やめました。何も変えていません。")


def _tell_compared(compared: list[Compared]) -> None:
    width = max(len(one.name) for one in compared)
    click.echo(f"{'table':<{width}}  {'rows':>10}  {'there':>10}  checksum          there")
    for one in sorted(compared, key=lambda one: one.name):
        sums = f"{one.told.hex[:16]}  {one.found.hex[:16]}"
        click.echo(f"{one.name:<{width}}  {one.told.rows:>10,}  {one.found.rows:>10,}  {sums}  {'=' if one.same else '≠'}")


def _tell_bad_files(bad: list[str], missing: list[str]) -> None:
    said = [f"{name}：中身が名前のとおりではありません（とる前から、こわれていました）。" for name in bad]
    said += [f"{name}：データには名前がありますが、ファイルがありません。" for name in missing if name not in bad]
    if said:
        raise click.ClickException("データはそろっていますが、次のファイルが使えません。\n" + "\n".join(said))


def _settings() -> Settings:
    settings: Settings = current_app.config["RENKEI"]
    return settings
