"""The audit is sealed within seconds, by one sealer at a time, also what was committed late; and the head leaves."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from flask import Flask
from sqlalchemy import Connection, func, insert, select, text
from sqlalchemy.exc import DBAPIError

from core import audit, clock, jobs
from core.audit import AuditRow
from core.config import read
from core.database import db
from core.deliveries import Delivery, composers
from core.sealing import marks, sealer
from core.sealing.heads import due_today, heads_in, send_head
from core.sealing.keeping import make_triggers
from core.sealing.seal import AuditHead, AuditSeal, Head, present_head
from core.sealing.sealer import seal_all, seal_some, something_waits
from core.sealing.verify import Finding, Reading


def acts(count: int, verb: str = "test.done") -> None:
    for number in range(count):
        audit.record(verb, person_id=7, number=number, said={"b": [1, None, "北"], "a": 0.5})
    db.commit()


def findings(*heads: Head) -> list[Finding]:
    db.rollback()
    return list(Reading(db.connection(), heads).findings())


def numbered() -> list[tuple[int, int]]:
    db.rollback()
    return [(seal.number, seal.row_id) for seal in db.scalars(select(AuditSeal).order_by(AuditSeal.number))]


def test_every_row_is_sealed_in_its_order_and_nothing_is_wrong(app: Flask) -> None:
    acts(5)
    assert something_waits(app)
    assert seal_all(app) == 5
    assert not something_waits(app)
    assert [number for number, _ in numbered()] == [1, 2, 3, 4, 5]
    assert not findings()


def test_many_rows_are_sealed_in_batches(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealer, "BATCH", 10)
    acts(35)
    assert seal_all(app) == 35
    assert [number for number, _ in numbered()] == list(range(1, 36))
    assert not findings()


def test_the_job_of_the_web_process_seals(app: Flask) -> None:
    acts(3)
    assert jobs.run_if_due(app, jobs.registered["audit.seal"])
    assert len(numbered()) == 3
    with clock.later(timedelta(minutes=1)):
        assert not jobs.run_if_due(app, jobs.registered["audit.seal"])


def test_a_row_with_a_lower_id_that_was_committed_late_is_sealed_later(app: Flask) -> None:
    """On PostgreSQL two transactions take ids 1 and 2, and the second commits first; here the id is given by hand."""
    if app.extensions["engine"].dialect.name == "sqlite":
        pytest.skip("SQLite gives ids in the order of commits")
    engine = app.extensions["engine"]
    with engine.connect() as slow:
        row = SimpleNamespace(
            at=clock.now(), verb="test.slow", subject_kind=None, subject_id=None, person_id=None, affiliation_id=None,
            institution_id=None, address=None, detail={},
        )  # fmt: skip
        detail, mark = marks.mark(row)
        slow.execute(insert(AuditRow).values(at=row.at, verb=row.verb, detail=detail, mark=mark))
        acts(3)
        assert seal_all(app) == 3
        slow.commit()
    assert seal_all(app) == 1
    sealed = numbered()
    assert sealed[-1][1] < sealed[0][1]
    assert not findings()


def test_sealers_at_once_leave_one_chain(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealer, "BATCH", 7)
    acts(100)
    db.remove()

    def run() -> None:
        for _ in range(30):
            seal_some(app.extensions["engine"])

    sealers = [threading.Thread(target=run) for _ in range(4)]
    for one in sealers:
        one.start()
    for one in sealers:
        one.join()
    seal_all(app)
    assert [number for number, _ in numbered()] == list(range(1, 101))
    assert not findings()


@pytest.mark.parametrize("table", ["audit_row", "audit_seal", "audit_head"])
@pytest.mark.parametrize("harm", ["UPDATE {} SET at = at", "DELETE FROM {}", "TRUNCATE {}"])
def test_the_database_itself_refuses_harm(app: Flask, tmp_path: Path, table: str, harm: str) -> None:
    if harm.startswith("TRUNCATE") and app.extensions["engine"].dialect.name == "sqlite":
        pytest.skip("SQLite has no TRUNCATE")
    acts(1)
    with leaving(app, to=None, file=tmp_path / "heads"):
        send_head(app)
    with pytest.raises(DBAPIError, match="never"):
        db.execute(text(harm.format(table)))
    db.rollback()


def test_the_triggers_can_be_made_again(app: Flask) -> None:
    on_sqlite = app.config["RENKEI"].on_sqlite
    where = (
        "sqlite_master WHERE type = 'trigger' AND tbl_name"
        if on_sqlite
        else "pg_trigger WHERE tgname LIKE '%never%' AND tgrelid::regclass::text"
    )
    there = text(f"SELECT count(*) FROM {where} = 'audit_seal'")
    make_triggers(db.connection())
    made = db.scalar(there)
    make_triggers(db.connection())
    assert made == db.scalar(there) == (2 if on_sqlite else 1)
    db.rollback()


@contextmanager
def leaving(app: Flask, *, to: str | None, file: Path | None) -> Iterator[None]:
    before = app.config["RENKEI"]
    app.config["RENKEI"] = replace(before, audit_head_to=to, audit_head_file=file)
    try:
        yield
    finally:
        app.config["RENKEI"] = before


def test_the_head_leaves_once_a_day_by_mail_and_into_a_file(app: Flask, tmp_path: Path) -> None:
    acts(4)
    assert not due_today(app)
    with leaving(app, to="kept@example.jp", file=tmp_path / "kept" / "heads"):
        assert due_today(app)
        first = send_head(app)
        assert first
        assert first.number == 4
        assert not due_today(app)
        assert send_head(app) is None
        with clock.later(timedelta(days=1)):
            assert due_today(app)
            second = send_head(app)
    assert second
    assert second.number > 4
    assert list(heads_in((tmp_path / "kept" / "heads").read_text())) == [first, second]
    assert db.scalar(select(func.count()).select_from(AuditHead)) == 2
    letters = [composers[row.event](row) for row in db.scalars(select(Delivery).order_by(Delivery.id))]
    assert [list(heads_in(letter.text)) for letter in letters if letter] == [[first], [second]]
    assert all(letter and letter.to == "kept@example.jp" for letter in letters)
    db.rollback()
    assert not findings(first, second)


def test_a_file_that_cannot_be_written_leaves_the_day_open(app: Flask, tmp_path: Path) -> None:
    acts(1)
    (tmp_path / "heads").mkdir()
    with leaving(app, to=None, file=tmp_path / "heads"):
        assert jobs.run(app, jobs.registered["audit.head"], by_hand=True)
        assert due_today(app)
    db.rollback()
    assert "IsADirectoryError" in str(db.get_one(jobs.Job, "audit.head").trouble)


def test_without_rows_no_head_leaves(app: Flask, tmp_path: Path) -> None:
    with leaving(app, to=None, file=tmp_path / "heads"):
        assert send_head(app) is None
    assert not (tmp_path / "heads").exists()


def test_rows_from_before_there_were_marks_are_sealed_as_they_are(app: Flask) -> None:
    db.execute(insert(AuditRow).values(at=clock.now(), verb="test.old", detail={}, mark=None))
    db.commit()
    acts(2)
    assert seal_all(app) == 3
    assert not findings()


def test_the_key_is_the_settings_and_never_in_the_database(app: Flask, tmp_path: Path) -> None:
    acts(2)
    seal_all(app)
    settings = app.config["RENKEI"]
    try:
        marks.learn(replace(settings, audit_key="another"))
        assert {found.what for found in findings()} == {"changed"}
        marks.learn(replace(settings, audit_key=settings.secret_key, secret_key="a new one"))
        assert not findings()
    finally:
        marks.learn(settings)
    told = read(
        {"RENKEI_DATA": str(tmp_path), "RENKEI_AUDIT_KEY": "k", "RENKEI_AUDIT_HEAD_TO": "a@example.jp", "RENKEI_AUDIT_HEAD_FILE": "h"}
    )
    assert (told.audit_key, told.audit_head_to, told.audit_head_file) == ("k", "a@example.jp", Path("h").resolve())


def test_the_command_says_that_all_is_well_and_names_what_is_not(app: Flask, tmp_path: Path) -> None:
    command = app.test_cli_runner()
    acts(3)
    assert "3件に封をしました" in command.invoke(args=["audit", "seal"]).output
    head = command.invoke(args=["audit", "head"]).output.strip()
    assert head == str(present_head(db()))
    db.rollback()
    well = command.invoke(args=["audit", "verify", "--head", head])
    assert well.exit_code == 0, well.output
    assert "すべて合っています" in well.output
    kept = tmp_path / "letter.txt"
    kept.write_text(f"記録の件数：9\n9-{'a' * 64}\n", "utf-8")
    cut = command.invoke(args=["audit", "verify", "--head", str(kept)])
    assert cut.exit_code == 1
    assert "記録（番号 4～9）: 外へ送った控えにある記録が、ありません" in cut.output
    assert command.invoke(args=["audit", "verify", "--head", "nonsense"]).exit_code == 2


def test_the_file_of_the_settings_is_always_compared(app: Flask, tmp_path: Path) -> None:
    acts(3)
    with leaving(app, to=None, file=tmp_path / "heads"):
        send_head(app)
        with (tmp_path / "heads").open("a") as file:
            file.write(f"later 77-{'b' * 64}\n")
        told = app.test_cli_runner().invoke(args=["audit", "verify"])
    assert told.exit_code == 1
    assert "～77" in told.output


def test_verifying_holds_a_few_thousand_rows_at_most(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    from core.sealing import verify

    monkeypatch.setattr(verify, "CHUNK", 10)
    acts(45)
    seal_all(app)
    fetched: list[int] = []
    all_of = verify.Reading._in_order

    class Counting:
        def __init__(self, connection: Connection) -> None:
            self.real = connection

        def execute(self, *args: object) -> object:
            result = self.real.execute(*args)  # type: ignore[call-overload]
            rows = result.all()
            fetched.append(len(rows))
            return SimpleNamespace(all=lambda: rows)

    assert len(list(all_of(Reading(Counting(db.connection()))))) == 45  # type: ignore[arg-type]
    assert max(fetched) == 10
