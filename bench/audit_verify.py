#!/usr/bin/env python3
"""How fast the audit is sealed and verified, and in how much memory: ROWS audit rows in a throw-away database (SQLite unless
RENKEI_DATABASE_URL names another). Then how long a row waits for its seal while a server's sealer runs and RATE rows are written a second.

    .venv/bin/python bench/audit_verify.py [ROWS] [RATE]
"""

from __future__ import annotations

import os
import resource
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from sqlalchemy import insert, select

from app import create_app
from core import audit, clock, config, jobs, working
from core.audit import AuditRow
from core.database import db
from core.migrations import upgrade
from core.sealing import marks
from core.sealing.seal import AuditSeal
from core.sealing.sealer import seal_all
from core.sealing.verify import Reading


def megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def write(rows: int) -> None:
    for begin in range(0, rows, 5000):
        batch = []
        for number in range(begin, min(begin + 5000, rows)):
            row = AuditRow(at=clock.now(), verb="post.published", subject_kind="post", subject_id=number, person_id=number % 90,
                           affiliation_id=number % 90, institution_id=number % 270, address="127.0.0.1",
                           detail={"board": 1, "seq": number, "urgency": "normal"})  # fmt: skip
            row.detail, row.mark = marks.mark(row)
            batch.append({column.name: getattr(row, column.name) for column in AuditRow.__table__.columns if column.name != "id"})
        db.execute(insert(AuditRow), batch)
        db.commit()


def waits(app: object, rate: int, seconds: int = 20) -> list[float]:
    """Seconds from each row to its seal."""
    jobs.registered = {"audit.seal": jobs.registered["audit.seal"]}
    working.start(app)  # type: ignore[arg-type]
    pause = threading.Event()
    for number in range(rate * seconds):
        audit.record("bench.waits", number=number)
        db.commit()
        pause.wait(1 / rate)
    pause.wait(3)
    working.stop(app)  # type: ignore[arg-type]
    found = select(AuditRow.at, AuditSeal.at).join(AuditSeal, AuditSeal.row_id == AuditRow.id).where(AuditRow.verb == "bench.waits")
    return sorted((sealed - at).total_seconds() for at, sealed in db.execute(found))


def main(rows: int, rate: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        settings = config.read({"RENKEI_DATA": folder, **os.environ})
        upgrade(settings.database_url)
        app = create_app(settings)
        with app.app_context():
            write(rows)
            begun = time.monotonic()
            seal_all(app)
            sealing = time.monotonic() - begun
            db.rollback()
            before, begun, cpu = megabytes(), time.monotonic(), time.process_time()
            with app.extensions["engine"].connect() as connection:
                reading = Reading(connection)
                wrong = sum(1 for _ in reading.findings())
            took, cpu = time.monotonic() - begun, time.process_time() - cpu
            print(f"sealed    {rows:>9,} rows  {rows / sealing:>9,.0f} rows/s")
            print(f"verified  {reading.sealed:>9,} rows  {rows / took:>9,.0f} rows/s  CPU {cpu:.1f} s  findings {wrong}  "
                  f"peak memory +{megabytes() - before:.1f} MB over that of writing")  # fmt: skip
            waited = waits(app, rate)
            print(f"unsealed for, at {rate} rows/s ({len(waited)} rows): median {statistics.median(waited):.2f} s, "
                  f"p99 {waited[int(len(waited) * 0.99)]:.2f} s, longest {waited[-1]:.2f} s")  # fmt: skip


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200_000, int(sys.argv[2]) if len(sys.argv) > 2 else 20)
