"""What is backed up comes back: every table, every row, every file, in either engine; and what must not come back does not."""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine, create_engine, func, insert, pool, select, text
from sqlalchemy.exc import DBAPIError

from auth.models import SignIn
from board.models import Attachment, Board, Post
from core import clock
from core.audit import AuditRow
from core.backup import files, place, restoring, taking
from core.backup.broken import Broken
from core.backup.copying import copy
from core.backup.progress import silence
from core.commands import upgrade
from core.config import Settings
from core.database import Base, bind, connect, db
from core.deliveries import queue
from core.realtime import announce
from core.storage import Folder, shelf
from demo.building import build
from region.models import Institution
from region.models.institution import FOLDED
from tests.cast import Cast, a_post, an_asking_post
from tests.core.houses import SERVER, a_house, everything, needs_postgres

KEY = "きたのほしのかぎは、ながいほどよいもの"
CHANGED = {
    "audit_row", "audit_seal", "ceremony", "delivery", "invitation", "job", "outbox", "password_link", "rights_change", "rights_number",
    "sign_in", "upload",
}  # fmt: skip
"""Tables of which a restore ends something."""


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as opened:
        yield opened


@pytest.fixture(autouse=True)
def _put_away() -> Iterator[None]:
    """Engines of a test end with it."""
    yield
    while _engines:
        _engines.pop().dispose()


_engines: list[Engine] = []


def attach(post: Post, said: bytes, folder: Path) -> str:
    """A file of a post, on the shelf."""
    digest = hashlib.sha256(said).hexdigest()
    source = folder / f"source-{digest[:8]}"
    source.write_bytes(said)
    shelf().keep(source, digest)
    db.add(Attachment(post_id=post.id, name="とうばん表.pdf", ending="pdf", size=len(said), digest=digest, attached_at=clock.now(),
                      attached_by_id=post.affiliation_id))  # fmt: skip
    db.commit()
    return digest


def backed_up(app: Flask, folder: Path, name: str = "backup") -> Path:
    into = folder / name
    taking.take(app.extensions["engine"], app.config["RENKEI"], shelf(), into, KEY, silence)
    return into


def restored(of: Path, url: str, settings: Settings, data: Path) -> restoring.Restored:
    return restoring.restore(of, KEY, replace(settings, database_url=url, data=data), Folder(data / "files"), silence)


def engine_of(url: str, settings: Settings, data: Path) -> Engine:
    _engines.append(connect(replace(settings, database_url=url, data=data)))
    return _engines[-1]


@contextmanager
def looking_at(app: Flask, url: str, settings: Settings) -> Iterator[None]:
    """The house stands on another database for a moment."""
    engine = bind(engine_of(url, settings, settings.data))
    try:
        yield
    finally:
        bind(app.extensions["engine"])
        engine.dispose()


@pytest.mark.parametrize("kind", [pytest.param("sqlite", marks=pytest.mark.once), pytest.param("postgresql", marks=needs_postgres)])
def test_a_drill_everything_comes_back(app: Flask, settings: Settings, tmp_path: Path, stack: ExitStack, kind: str) -> None:
    build()
    post = db.scalars(select(Post).order_by(Post.id)).first()
    assert post
    said = [os.urandom(700_000), b"", "お薬手帳".encode()]
    names = [attach(post, one, tmp_path) for one in said]
    announce("board:1", 1)
    queue("drill", key="1", address="a@example.jp")
    db.commit()
    here = everything(settings.database_url)
    assert len(here) > 40
    assert sum(len(rows) for rows in here.values()) > 5000

    there = stack.enter_context(a_house(kind, tmp_path))
    outcome = restored(backed_up(app, tmp_path), there, settings, tmp_path / "there")

    assert all(one.same for one in outcome.tables)
    assert outcome.bad_files == outcome.missing == []
    found = everything(there)
    for table in here.keys() - CHANGED:
        assert found[table] == here[table], table
    assert found["outbox"] == []
    assert [row for row in found["audit_row"] if row in here["audit_row"]] == here["audit_row"]
    kept = Folder(tmp_path / "there" / "files")
    for name, content in zip(names, said, strict=True):
        with kept.open(name) as file:
            assert file.read() == content

    # and on, to the other engine where there is one, and back
    engine = engine_of(there, settings, tmp_path / "there")
    other = stack.enter_context(a_house("postgresql" if SERVER and kind == "sqlite" else "sqlite", tmp_path))
    compared = copy(engine, other, silence)
    assert all(one.same for one in compared)
    assert everything(other) == found == everything(there)
    last = tmp_path / "last"
    taking.take(engine_of(other, settings, tmp_path / "there"), settings, kept, last, KEY, silence)
    home = stack.enter_context(a_house(kind, tmp_path))
    assert all(one.same for one in restored(last, home, settings, tmp_path / "home").tables)
    assert everything(home)["post"] == here["post"]


@pytest.mark.parametrize("kind", [pytest.param("sqlite", marks=pytest.mark.once), pytest.param("postgresql", marks=needs_postgres)])
def test_a_restored_house_can_be_lived_in(app: Flask, cast: Cast, settings: Settings, tmp_path: Path, stack: ExitStack, kind: str) -> None:
    a_post(cast)
    there = stack.enter_context(a_house(kind, tmp_path))
    restored(backed_up(app, tmp_path), there, settings, tmp_path)
    with create_engine(there, poolclass=pool.NullPool).begin() as connection:
        highest = connection.scalar(select(func.max(Post.id)))
        row = connection.execute(select(*(column for column in Post.__table__.columns if column.name != "id"))).mappings().one()
        fresh = {**row, "seq": 2, "changed_seq": 2, "client_key": "another"}
        assert connection.execute(insert(Post).values(**fresh).returning(Post.id)).scalar_one() > (highest or 0)
    with looking_at(app, there, settings):
        assert list(db.scalars(select(Institution.name).where(FOLDED.holds(Institution.id, "ほし薬局")))) == ["ほし薬局"]
    for refused in (
        "DELETE FROM audit_row",
        "UPDATE audit_row SET verb = 'x'",
        "INSERT INTO pin (post_id, at, by_id) VALUES (999999, '2026-01-01', 1)",
    ):
        engine = create_engine(there, poolclass=pool.NullPool)
        with engine.connect() as connection:
            if kind == "sqlite":
                connection.exec_driver_sql("PRAGMA foreign_keys=ON")
            with pytest.raises(DBAPIError):
                connection.execute(text(refused))


def test_who_was_signed_in_is_not_after_a_restore(app: Flask, cast: Cast, settings: Settings, tmp_path: Path) -> None:
    SignIn.begin(cast.sato.person, user_agent="", address=None, how="password", second=False)
    db.commit()
    there = f"sqlite:///{tmp_path / 'there.sqlite3'}"
    outcome = restored(backed_up(app, tmp_path), there, settings, tmp_path)
    assert outcome.ended["サインインを、すべて終えました"] == 1
    with create_engine(there, poolclass=pool.NullPool).connect() as connection:
        assert connection.scalars(select(SignIn.ended_at)).one() is not None
        verb, mark = connection.execute(select(AuditRow.verb, AuditRow.mark).order_by(AuditRow.id.desc()).limit(1)).one()
    assert verb == "database.restored"
    assert mark


def test_a_backup_while_people_write_is_of_one_moment(app: Flask, cast: Cast, settings: Settings, tmp_path: Path) -> None:
    enough, over, board_id, sato_id = threading.Semaphore(0), threading.Event(), cast.board().id, cast.sato.id
    db.rollback()

    def write() -> None:
        with app.app_context():
            while not over.is_set():
                a_post(cast, by=db.get(type(cast.sato), sato_id), board=db.get(Board, board_id))
                enough.release()

    writers = [threading.Thread(target=write) for _ in range(3)]
    for writer in writers:
        writer.start()
    taken = []
    for number in range(4):
        for _ in range(8):
            assert enough.acquire(timeout=30)
        taken.append(backed_up(app, tmp_path, f"backup-{number}"))
    over.set()
    for writer in writers:
        writer.join()
    counts = []
    for number, path in enumerate(taken):
        there = f"sqlite:///{tmp_path / f'{number}.sqlite3'}"
        restored(path, there, settings, tmp_path)  # refuses rows that refer to none
        with create_engine(there, poolclass=pool.NullPool).connect() as connection:
            seqs = list(connection.scalars(select(Post.seq).where(Post.board_id == board_id).order_by(Post.seq)))
            assert seqs == list(range(1, len(seqs) + 1))
            assert connection.scalar(select(Board.seq).where(Board.id == board_id)) == len(seqs)
            assert connection.scalar(select(func.count()).where(AuditRow.verb == "post.published")) == len(seqs)
        counts.append(len(seqs))
    assert counts == sorted(counts)
    assert counts[0] >= 8


@pytest.mark.parametrize("kind", [pytest.param("sqlite", marks=pytest.mark.once), pytest.param("postgresql", marks=needs_postgres)])
def test_a_restore_that_fails_changes_nothing(
    app: Flask, cast: Cast, settings: Settings, tmp_path: Path, stack: ExitStack, kind: str
) -> None:
    post = an_asking_post(cast)
    attach(post, os.urandom(2_000_000), tmp_path)
    good = backed_up(app, tmp_path)
    there = stack.enter_context(a_house(kind, tmp_path))
    restored(good, there, settings, tmp_path / "there")
    before = everything(there)
    damaged = bytearray(good.read_bytes())
    damaged[-5] ^= 1
    (tmp_path / "bad").write_bytes(damaged)
    with pytest.raises(Broken, match="途中で切れているか、こわれています"):
        restored(tmp_path / "bad", there, settings, tmp_path / "there")
    assert everything(there) == before
    assert not place.was_interrupted(there)


@pytest.mark.parametrize("kind", [pytest.param("sqlite", marks=pytest.mark.once), pytest.param("postgresql", marks=needs_postgres)])
def test_nothing_is_replaced_while_somebody_uses_it(
    app: Flask, cast: Cast, settings: Settings, tmp_path: Path, stack: ExitStack, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(place, "PATIENCE", 0.1)
    good = backed_up(app, tmp_path)
    there = stack.enter_context(a_house(kind, tmp_path))
    restored(good, there, settings, tmp_path)
    engine = engine_of(there, settings, tmp_path)
    with engine.connect() as somebody:
        somebody.execute(text("SELECT count(*) FROM post"))
        with pytest.raises(Broken, match="まだだれかが使っています"):
            restored(good, there, settings, tmp_path)
    engine.dispose()
    restored(good, there, settings, tmp_path)


def test_rows_of_a_broken_house_are_named(app: Flask, cast: Cast, settings: Settings, tmp_path: Path) -> None:
    a_post(cast)
    there = f"sqlite:///{tmp_path / 'there.sqlite3'}"
    restored(backed_up(app, tmp_path), there, settings, tmp_path)
    with create_engine(there, poolclass=pool.NullPool).begin() as connection:
        connection.exec_driver_sql("UPDATE post SET board_id = 4711")
    with pytest.raises(Broken, match=r"表 post に、表 board にない行を指している"):
        copy(engine_of(there, settings, tmp_path), f"sqlite:///{tmp_path / 'other.sqlite3'}", silence)
    assert not (tmp_path / "other.sqlite3").exists()


def test_files_that_are_missing_or_spoilt_are_named_and_the_rest_is_kept(
    app: Flask, cast: Cast, settings: Settings, tmp_path: Path
) -> None:
    post = a_post(cast)
    gone, spoilt, good = (attach(post, said, tmp_path) for said in (b"gone", b"spoilt", b"good"))
    root = settings.data / "files"
    (root / gone[:2] / gone[2:4] / gone).unlink()
    bad = root / spoilt[:2] / spoilt[2:4] / spoilt
    bad.chmod(0o600)
    bad.write_bytes(b"other")
    taken = taking.take(app.extensions["engine"], settings, shelf(), tmp_path / "backup", KEY, silence)
    assert (taken.missing, taken.bad_files, taken.files) == ([gone], [spoilt], 2)
    assert restoring.verify(tmp_path / "backup", KEY, silence).bad_files == [spoilt]
    outcome = restored(tmp_path / "backup", f"sqlite:///{tmp_path / 'x.sqlite3'}", settings, tmp_path / "there")
    assert sorted(outcome.missing) == sorted([gone, spoilt])
    kept = Folder(tmp_path / "there" / "files")
    assert good in kept
    assert spoilt not in kept
    bad.unlink()


def test_an_older_backup_is_brought_up_to_date(tmp_path: Path, settings: Settings, app: Flask) -> None:
    old = f"sqlite:///{tmp_path / 'old.sqlite3'}"
    upgrade(old, "0001")
    with create_engine(old, poolclass=pool.NullPool).begin() as connection:
        connection.exec_driver_sql("INSERT INTO area (id, name, kind, prefecture_code) VALUES (1, '北地域', 'home_care_area', '90')")
    taking.take(engine_of(old, settings, tmp_path), settings, shelf(), tmp_path / "backup", KEY, silence)
    there = f"sqlite:///{tmp_path / 'there.sqlite3'}"
    restored(tmp_path / "backup", there, settings, tmp_path)
    assert everything(there)["area"] == [(1, "北地域", "home_care_area", "90")]


def test_every_column_that_names_files_is_known_to_the_backup(app: Flask) -> None:
    on_the_desk = {("upload", "digest"), ("upload", "preview_digest")}
    named = {(table.name, column.name) for table in Base.metadata.sorted_tables for column in table.columns if "digest" in column.name}
    assert named - on_the_desk == files.naming()
