"""Measures an import of many synthetic rows: rows a second and peak memory, beside a plain pass of csv.DictReader over the same file.

Each step runs in a process of its own, so that its peak memory is its own. Three kinds of work: a file nobody knows (every row makes an
institution with its facts), the same file again (nothing changes), and a dry run of it.

Usage: .venv/bin/python -m bench.import_rows [ROWS]   (200000; an embedded database in a temporary folder, or RENKEI_TEST_DATABASE_URL,
which must be empty)
"""

from __future__ import annotations

import csv
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

from sqlalchemy import func, select

from app import create_app
from core import config
from core.commands import upgrade
from core.database import Base, db
from region.codes import with_check_digit
from region.directory.kinds import KINDS
from region.directory.models import Fact
from region.models import Institution, Municipality
from region.open_data.batch import Batch, File
from region.open_data.medical_columns import CLINIC
from tests.region.official_files import facility

ON = date(2026, 6, 1)
TOWNS = 1700


def make(path: Path, rows: int) -> None:
    """Clinics of 1,700 made-up cities, as the ministry writes them."""
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream, quoting=csv.QUOTE_ALL)
        writer.writerow(CLINIC.columns)
        for number in range(rows):
            town = number % TOWNS
            where = {"都道府県コード": f"{1 + town // 40:02}", "市区町村コード": f"{200 + town % 40}"}
            where["所在地"] = f"架空{town}市空町{number % 977}丁目{number % 31}－{number % 13}"
            where["正式名称（フリガナ）"] = f"カクウ{number}ナイカイイン"
            beds = {"合計病床数": "19" if number % 20 == 0 else "0"}
            told = facility(CLINIC, f"{9000000000000 + number}", f"架空{number}内科医院", **where, **beds)
            writer.writerow([told.get(column, "") for column in CLINIC.columns])


def plain(path: Path) -> int:
    """The baseline: every row as a dictionary, and nothing done with it."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return sum(1 for _row in csv.DictReader(stream))


def read_only(path: Path) -> int:
    """Our reader alone: every row checked and packed."""
    with path.open("rb") as stream:
        return sum(1 for _row in KINDS["medical"].publication.read(stream, path.name))


def taken_in(path: Path, *, write: bool) -> int:
    """The whole way."""
    (outcome,) = Batch(KINDS["medical"], [File(path, path.name, ON)]).run(write=write)
    assert outcome.tally
    assert outcome.tally.faulty == 0
    return outcome.tally.new + outcome.tally.changed + outcome.tally.same


STEPS: dict[str, Callable[[Path], int]] = {
    "csv.DictReader alone (baseline)": plain,
    "reader alone": read_only,
    "dry run, nobody known": lambda path: taken_in(path, write=False),
    "written, nobody known": lambda path: taken_in(path, write=True),
    "dry run, everybody known": lambda path: taken_in(path, write=False),
    "written again, nothing changes": lambda path: taken_in(path, write=True),
}


def settings_in(folder: Path) -> config.Settings:
    url = os.environ.get("RENKEI_TEST_DATABASE_URL") or f"sqlite:///{folder / 'renkei.sqlite3'}"
    return replace(config.read({"RENKEI_DATA": str(folder)}), database_url=url)


def one_step(name: str, folder: Path, path: Path) -> None:
    """Prints rows, seconds of the clock, seconds of the processor, peak MB above what the loaded application needs."""
    with create_app(settings_in(folder)).app_context():
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        began, worked = time.perf_counter(), time.process_time()
        rows = STEPS[name](path)
        took, cpu = time.perf_counter() - began, time.process_time() - worked
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{name:<34}{rows:>9,}{took:>9.1f}{cpu:>9.1f}{rows / took:>10,.0f}{peak:>9.0f}{peak - before:>9.0f}", flush=True)


def prepare(folder: Path) -> None:
    """An empty directory that knows the cities."""
    settings = settings_in(folder)
    upgrade(settings.database_url)
    app = create_app(settings)
    Base.metadata.create_all(app.extensions["engine"])
    with app.app_context():
        for town in range(TOWNS):
            code = with_check_digit(f"{1 + town // 40:02}{200 + town % 40}")
            db.add(Municipality(code=code, name=f"架空{town}市", prefecture_name=f"第{1 + town // 40}県"))
        db.commit()


def main() -> None:
    if len(sys.argv) == 4:
        one_step(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
        return
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    with tempfile.TemporaryDirectory() as told:
        folder = Path(told)
        path = folder / "clinics.csv"
        make(path, rows)
        prepare(folder)
        print(f"{path.stat().st_size / 1e6:.0f} MB, {len(CLINIC.columns)} columns, {settings_in(folder).database_url.split(':')[0]}")
        print(f"{'':<34}{'rows':>9}{'s':>9}{'CPU s':>9}{'rows/s':>10}{'peak MB':>9}{'above':>9}", flush=True)
        for name in STEPS:
            subprocess.run([sys.executable, "-m", "bench.import_rows", name, str(folder), str(path)], check=True)
        with create_app(settings_in(folder)).app_context():
            print(f"institutions {db.scalar(select(func.count(Institution.id))):,}, facts {db.scalar(select(func.count(Fact.id))):,}")


if __name__ == "__main__":
    main()
