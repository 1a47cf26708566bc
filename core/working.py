"""Does what recurs (core/jobs.py) in the background of a web process, and by command: `flask --app app jobs`."""

from __future__ import annotations

import logging
import threading

import click
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext
from sqlalchemy import select

from core import clock, jobs, mishaps
from core.database import db
from core.jobs import Job, Recurring

log = logging.getLogger("renkei.jobs")
GRACE = 5.0
"""Seconds a run under way has to end when the process ends; what it did not finish the next process does."""


def init_app(app: Flask) -> None:
    """Adds `flask jobs`."""
    app.cli.add_command(_jobs)


class Workers:
    """One thread (a greenlet under gevent) for each job, from `start()` to `stop()`: a slow one holds up no other."""

    def __init__(self, app: Flask, todo: list[Recurring]) -> None:
        self._app, self._stopping = app, threading.Event()
        self._threads = [threading.Thread(target=self._run, args=(job,), daemon=True, name=f"renkei-{job.name}") for job in todo]

    def start(self) -> None:
        """From now on what is due is done."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Nothing new begins; what is under way may end."""
        self._stopping.set()
        for thread in self._threads:
            thread.join(timeout=GRACE)

    def _run(self, job: Recurring) -> None:
        while not self._stopping.wait(job.every.total_seconds() if job.every.total_seconds() < 60 else 60.0):
            try:
                jobs.run_if_due(self._app, job)
            except Exception as error:  # noqa: BLE001 (the database may be away for a while)
                log.error("job %s waits: %s", job.name, mishaps.told(error))


def start(app: Flask) -> None:
    """In a web process. Safe to call again."""
    if "workers" not in app.extensions:
        app.extensions["workers"] = Workers(app, list(jobs.registered.values()))
        app.extensions["workers"].start()


def stop(app: Flask) -> None:
    """The process ends."""
    workers: Workers | None = app.extensions.pop("workers", None)
    if workers:
        workers.stop()


@click.group("jobs", cls=AppGroup, invoke_without_command=True)
@click.pass_context
@with_appcontext
def _jobs(context: click.Context) -> None:
    """What web processes do again and again: name, how often, the last run, what it is."""
    if context.invoked_subcommand is None:
        rows = {row.name: row for row in db.scalars(select(Job))}
        for name, job in sorted(jobs.registered.items()):
            click.echo(f"{name}\t{job.every}\t{_state(rows.get(name))}\t{job.what}")


def _state(row: Job | None) -> str:
    if row is None or row.begun_at is None:
        return "まだです"
    if row.leased_until and row.leased_until > clock.now():
        return f"{clock.in_japan(row.begun_at):%Y-%m-%d %H:%M:%S} から、しています"
    ended = row.ended_at or row.begun_at
    if row.holder:
        return f"{clock.in_japan(row.begun_at):%Y-%m-%d %H:%M:%S} に始めて、途中で止まりました"
    return f"{clock.in_japan(ended):%Y-%m-%d %H:%M:%S} {row.trouble or 'できました'}"


@_jobs.command("run")
@click.argument("name")
def _once(name: str) -> None:
    """Runs one now, by hand. It fails when another process is at it."""
    if name not in jobs.registered:
        raise click.BadParameter(f"{name} という仕事はありません。あるもの: {'、'.join(sorted(jobs.registered))}")
    db.rollback()
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    if not jobs.run(app, jobs.registered[name], by_hand=True):
        raise click.ClickException("いま、ほかのプロセスがしています。")
    row = db.get_one(Job, name)
    if row.trouble:
        raise click.ClickException(row.trouble)
    click.echo("できました。")
