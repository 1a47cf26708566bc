"""Measures `flask backup`, `backup verify`, `restore` and `copy-database`: seconds, MB/s of the database, and the most memory each takes.

    .venv/bin/python -m bench.backup [TIMES] [FILES]

Builds the demo area in an embedded database in a temporary folder, multiplies its posts and audit rows TIMES times, puts FILES files of
1 MB on the shelf, and runs each command as a process of its own. The first line is a command that does nothing: what the house takes.
"""

from __future__ import annotations

import hashlib
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from board.models import Post

HOUSE = Path(__file__).resolve().parent.parent
KEY = "a passphrase for the bench only"
POSTS = """INSERT INTO post (board_id, seq, changed_seq, affiliation_id, person_id, institution_id, title, body, body_html, urgency,
    client_key, published_at, reply_count) WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < {times})
    SELECT board_id, seq + n * 100000, changed_seq + n * 100000, affiliation_id, person_id, institution_id, title, body, body_html, urgency,
    substr(client_key, 1, 28) || n, published_at, reply_count FROM post, n"""
AUDIT = """INSERT INTO audit_row (at, verb, subject_kind, subject_id, person_id, affiliation_id, institution_id, detail)
    WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < {times})
    SELECT at, verb, subject_kind, subject_id, person_id, affiliation_id, institution_id, detail FROM audit_row, n"""


def main(times: int, files: int) -> None:
    """Prints the table."""
    with tempfile.TemporaryDirectory(prefix="renkei-bench-") as folder:
        data = Path(folder) / "data"
        subprocess.run([sys.executable, "-m", "bench.backup", "build", data, f"{times}", f"{files}"], cwd=HOUSE, check=True)
        database = (data / "renkei.sqlite3").stat().st_size / 1e6
        print(f"database {database:,.0f} MB, {files} files of 1 MB; demo area × {times}; {os.cpu_count()} cores")
        print(f"{'command':<16}{'seconds':>9}{'MB/s':>8}{'most memory MB':>16}")
        home = {**os.environ, "RENKEI_DATA": str(data), "RENKEI_BACKUP_KEY": KEY}
        there = {**home, "RENKEI_DATA": f"{folder}/there"}
        backup = f"{folder}/backup"
        _run("(nothing)", home, 0, "backup", "--help")
        _run("backup", home, database + files, "backup", backup)
        print(f"{'':<16}{Path(backup).stat().st_size / 1e6:>9,.1f} MB written")
        _run("backup verify", home, database + files, "backup", "verify", backup)
        _run("restore", there, database + files, "restore", backup)
        _run("copy-database", home, database, "copy-database", f"sqlite:///{folder}/other.sqlite3")
        if server := os.environ.get("RENKEI_TEST_DATABASE_URL"):
            _run("to PostgreSQL", home, database, "copy-database", server)
            _run("backup of it", {**home, "RENKEI_DATABASE_URL": server}, database + files, "backup", f"{backup}-2")


def _build(data: Path, times: int, files: int) -> None:
    """In a process of its own: the system counts the memory of whoever starts a command to the command."""
    from sqlalchemy import select

    from app import create_app
    from board.models import Post
    from core import config
    from core.commands import upgrade
    from core.database import db
    from demo.building import build

    settings = config.read({"RENKEI_DATA": str(data)})
    upgrade(settings.database_url)
    app = create_app(settings)
    with app.app_context():
        build()
        post = db.scalars(select(Post)).first()
        assert post
        for _ in range(files):
            _attach(post, data)
        db.commit()
        db.remove()
        with app.extensions["engine"].execution_options(writes=True).begin() as connection:
            connection.exec_driver_sql(POSTS.format(times=times))
            connection.exec_driver_sql(AUDIT.format(times=times))
    app.extensions["engine"].dispose()


def _attach(post: Post, data: Path) -> None:
    from board.models import Attachment
    from core import clock
    from core.database import db
    from core.storage import shelf

    said = os.urandom(1_000_000)
    digest = hashlib.sha256(said).hexdigest()
    source = data / "source"
    source.write_bytes(said)
    shelf().keep(source, digest)
    source.unlink()
    db.add(Attachment(post_id=post.id, name="bench.pdf", ending="pdf", size=len(said), digest=digest, attached_at=clock.now(),
                      attached_by_id=post.affiliation_id))  # fmt: skip


def _run(name: str, environment: Mapping[str, str], megabytes: float, *arguments: str) -> None:
    command = [sys.executable, "-m", "flask", "--app", "app", *arguments]
    began = time.perf_counter()
    with subprocess.Popen(command, cwd=HOUSE, env=environment, stdout=subprocess.DEVNULL) as running:
        _, status, used = os.wait4(running.pid, 0)
        running.returncode = os.waitstatus_to_exitcode(status)
    assert running.returncode == 0
    _say(name, time.perf_counter() - began, megabytes, used)


def _say(name: str, seconds: float, megabytes: float, used: resource.struct_rusage) -> None:
    print(f"{name:<16}{seconds:>9.1f}{megabytes / seconds if megabytes else 0:>8.1f}{used.ru_maxrss / 1024:>16.0f}", flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["build"]:
        _build(Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
        sys.exit()
    main(*(int(number) for number in (sys.argv[1:] + ["100", "100"][len(sys.argv) - 1 :])))
