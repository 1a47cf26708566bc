"""`flask --app app audit verify`: is the audit as it was written? And `audit seal`, `audit head`, for where no web process runs."""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from core import clock
from core.config import Settings
from core.database import db
from core.sealing.heads import heads_in, send_head
from core.sealing.seal import Head, present_head
from core.sealing.sealer import seal_all
from core.sealing.verify import Finding, Reading

WORDS = {
    "changed": "内容が変えられています（または、封といっしょに書きかえられています）",
    "removed": "消されています（封だけが残っています）",
    "inserted": "このシステムが書いたものではありません（あとから入れられたか、封の前に変えられています）",
    "exchanged": "順番か封が変えられています（内容は、書かれたときのままです）",
    "unproven": "内容は書かれたときのままですが、前の封がないので、順番は確かめられません",
    "copied": "同じ記録が2つあります（写されています）",
    "unsealed": "封が消されているか、あとから入れられています",
    "seals_removed": "封が消されています",
    "cut_off": "外へ送った控えにある記録が、ありません（終わりが切りとられています）",
    "not_the_head": "外へ送った控えと、ちがいます（この番号までのどこかが、書きなおされています）",
}
SHOWN = 1000

audit = AppGroup("audit", help="The record of who did what: is it whole?")


@audit.command("verify")
@click.option("--head", "heads", multiple=True, help="A head that left the machine, or a file that holds some. May be repeated.")
def verify(heads: tuple[str, ...]) -> None:
    """Reads the whole audit and names every row that was changed, removed, exchanged, put in or cut off. Exit code 1 when there is one."""
    left = list(_heads(heads))
    begun, wrong = time.monotonic(), 0
    with current_app.extensions["engine"].connect() as connection:
        reading = Reading(connection, left)
        for finding in islice(reading.findings(), SHOWN):
            wrong += 1
            click.echo(_said(finding))
    seconds = time.monotonic() - begun
    if wrong == SHOWN:
        click.echo(f"{SHOWN}件で止めました。すべてが合わないときは、鍵（RENKEI_AUDIT_KEY、RENKEI_SECRET_KEY）がちがうことがあります。")
    _sum_up(reading, left, wrong, seconds)


def _sum_up(reading: Reading, left: list[Head], wrong: int, seconds: float) -> None:
    click.echo(f"封のある記録 {reading.sealed}件を {seconds:.1f}秒で読みました。いまの控え: {reading.head}")
    click.echo(f"封を待っている記録 {reading.waiting}件。確かめた外の控え {len(left)}件。封までにかかった最長 {reading.longest:.1f}秒。")
    if reading.waiting_since and (clock.now() - reading.waiting_since).total_seconds() > 60:
        click.echo("1分より前の記録に封がありません。サーバーが動いていなければ `flask --app app audit seal` で封をします。")
    if not left:
        click.echo("外の控えがないので、終わりが切りとられていないことは確かめられません（RENKEI_AUDIT_HEAD_TO、RENKEI_AUDIT_HEAD_FILE）。")
    if wrong:
        raise click.ClickException(f"{wrong}件、合いません。")
    click.echo("すべて合っています。")


@audit.command("seal")
def seal() -> None:
    """Seals what has no seal yet. A web process does the same each second."""
    click.echo(f"{seal_all(_app(), everything=True)}件に封をしました。")


@audit.command("head")
@click.option("--send", is_flag=True, help="Sends it away, as a web process does once a day; nothing when today's has left already.")
def head(send: bool) -> None:
    """Prints the head: the count and the newest seal. Kept anywhere else, it proves all that is sealed now."""
    if send:
        left = send_head(_app())
        click.echo(f"送りました: {left}" if left else "きょうの控えは、もう送りました。")
    else:
        click.echo(str(present_head(db())))


def _app() -> Flask:
    db.rollback()
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    return app


def _heads(given: tuple[str, ...]) -> Iterator[Head]:
    """Those that were named, and the file of the settings."""
    settings: Settings = current_app.config["RENKEI"]
    if settings.audit_head_file and settings.audit_head_file.exists():
        yield from heads_in(settings.audit_head_file.read_text("utf-8"))
    for one in given:
        path = Path(one)
        text = one if list(heads_in(one)) else path.read_text("utf-8") if path.is_file() else ""
        found = list(heads_in(text))
        if not found:
            raise click.BadParameter(f"{one} は、控えでも、控えのあるファイルでもありません。")
        yield from found


def _said(finding: Finding) -> str:
    first, last = finding.numbers or (0, 0)
    numbers = f"（番号 {first}）" if first == last != 0 else f"（番号 {first}～{last}）" if last else ""
    more = " …" if len(finding.rows) > 20 else ""
    rows = f"記録 ID {'、'.join(map(str, finding.rows[:20]))}{more}" if finding.rows else "記録"
    return f"{rows}{numbers}: {WORDS[finding.what]}"
