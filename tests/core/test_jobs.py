"""What recurs is done by one process at a time, whoever dies or fails."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from core import clock, jobs, working
from core.database import db
from core.jobs import LEASE, Job, Recurring, recurs, run, run_if_due

EVERY = timedelta(hours=1)
Named = Callable[[Callable[[Flask], object]], Recurring]


@pytest.fixture
def a_job(app: Flask) -> Iterator[Named]:
    """`a_job(work)` is a job that recurs every hour."""
    before = dict(jobs.registered)

    def made(work: Callable[[Flask], object]) -> Recurring:
        work.__doc__ = "Counts."
        recurs("test.count", every=EVERY)(work)
        return jobs.registered["test.count"]

    yield made
    jobs.registered.clear()
    jobs.registered.update(before)


def row() -> Job:
    db.rollback()
    return db.get_one(Job, "test.count")


def until(true: Callable[[], object]) -> None:
    deadline = time.monotonic() + 20
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_a_job_runs_when_it_is_due_and_then_not_before_its_time(app: Flask, a_job: Named) -> None:
    ran: list[int] = []
    job = a_job(lambda _: ran.append(1))
    assert run_if_due(app, job)
    assert not run_if_due(app, job)
    assert (row().holder, row().trouble) == (None, None)
    with clock.later(EVERY + timedelta(seconds=5)):
        assert run_if_due(app, job)
    assert len(ran) == 2


def test_a_job_with_nothing_to_do_leaves_no_trace(app: Flask, a_job: Named) -> None:
    recurs("test.count", every=EVERY, when=lambda _: False)(lambda _: pytest.fail("it ran"))
    assert not run_if_due(app, jobs.registered["test.count"])
    assert db.get(Job, "test.count") is None


def test_looking_whether_there_is_anything_to_do_holds_up_nobody_who_writes(app: Flask, a_job: Named) -> None:
    job = replace(a_job(lambda _: None), when=lambda _: db.scalar(select(Job.name).limit(1)) is not None)
    assert not run_if_due(app, job)
    assert not db().in_transaction()  # a thread lives on: what it left open would stay open until its next look


def test_of_several_processes_one_does_it(app: Flask, a_job: Named) -> None:
    ran: list[int] = []
    inside, go_on = threading.Event(), threading.Event()

    def work(_: Flask) -> None:
        ran.append(1)
        inside.set()
        go_on.wait(20)

    job = a_job(work)
    first = threading.Thread(target=run, args=(app, job))
    first.start()
    inside.wait(20)
    others = [threading.Thread(target=run_if_due, args=(app, job)) for _ in range(4)]
    for other in others:
        other.start()
    for other in others:
        other.join()
    assert not run(app, job, by_hand=True)
    go_on.set()
    first.join()
    assert len(ran) == 1


def test_what_a_dead_process_held_is_done_by_the_next_one(app: Flask, a_job: Named) -> None:
    def die(_: Flask) -> None:
        raise SystemExit

    job = a_job(die)
    with pytest.raises(SystemExit):
        run(app, job)
    assert row().holder
    ran: list[int] = []
    job = a_job(lambda _: ran.append(1))
    assert not run_if_due(app, job)
    with clock.later(LEASE):
        assert run_if_due(app, job)
    assert ran == [1]


def test_who_lives_keeps_the_job_however_long_it_takes(app: Flask, a_job: Named, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "LEASE", timedelta(milliseconds=150))
    renewed: list[bool] = []

    def work(_: Flask) -> None:
        first = row().leased_until
        until(lambda: row().leased_until != first)
        renewed.append(True)

    assert run(app, a_job(work))
    assert renewed
    assert row().leased_until is None


def test_a_job_that_fails_comes_again_and_the_log_says_where_without_what(
    app: Flask, a_job: Named, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_: Flask) -> None:
        raise ValueError("佐藤 花 sato@example.jp")

    with caplog.at_level(logging.DEBUG):
        assert run(app, a_job(fail))
    assert "ValueError" in caplog.text
    assert "test_jobs.py" in caplog.text
    assert "佐藤" not in caplog.text + str(row().trouble)
    assert "sato@" not in caplog.text + str(row().trouble)
    ran: list[int] = []
    with clock.later(EVERY + timedelta(seconds=5)):
        assert run_if_due(app, a_job(lambda _: ran.append(1)))
        assert row().trouble is None


def test_the_threads_of_a_web_process_run_what_is_registered(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[str] = []

    def work(_: Flask) -> None:
        ran.append("x")
        raise KeyError("the next run must come all the same")

    job = Recurring("test.count", timedelta(milliseconds=20), "Counts.", work)
    monkeypatch.setattr(jobs, "registered", {job.name: job})
    working.start(app)
    try:
        until(lambda: len(ran) > 2)
    finally:
        working.stop(app)
    assert "workers" not in app.extensions


def test_the_command_lists_jobs_and_runs_one(app: Flask, a_job: Named) -> None:
    command = app.test_cli_runner()
    ran: list[int] = []
    job = a_job(lambda _: ran.append(1))
    assert "test.count\t1:00:00\tまだです\tCounts." in command.invoke(args=["jobs"]).output
    done = command.invoke(args=["jobs", "run", "test.count"])
    assert (done.exit_code, done.output, ran) == (0, "できました。\n", [1])
    assert "できました\tCounts." in command.invoke(args=["jobs"]).output
    assert command.invoke(args=["jobs", "run", "no-such-job"]).exit_code == 2
    jobs.registered["test.count"] = Recurring(job.name, EVERY, "Counts.", lambda _: ran[99])
    failed = command.invoke(args=["jobs", "run", "test.count"])
    assert failed.exit_code == 1
    assert "IndexError" in failed.output


def test_the_house_registers_its_own(app: Flask) -> None:
    assert {"mail", "audit.seal", "audit.head"} <= set(jobs.registered)
