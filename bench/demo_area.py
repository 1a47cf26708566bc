"""Measures how long `flask demo` takes on an empty database: seconds of the clock and of the processor, and what is there afterwards.

Usage: .venv/bin/python -m bench.demo_area (an embedded database in a temporary folder, or RENKEI_TEST_DATABASE_URL, which must be empty)
"""

from __future__ import annotations

import os
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from sqlalchemy import func, select

from app import create_app
from board.models import Addressee, Confirmation, Post, Reply
from core import config
from core.audit import AuditRow
from core.commands import upgrade
from core.database import db
from demo.building import build


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        url = os.environ.get("RENKEI_TEST_DATABASE_URL") or f"sqlite:///{data / 'renkei.sqlite3'}"
        settings = replace(config.read({"RENKEI_DATA": folder}), database_url=url)
        upgrade(url)
        with create_app(settings).app_context():
            began, worked = time.perf_counter(), time.process_time()
            places = build()
            print(f"{'seconds':<16}{time.perf_counter() - began:>8.1f}\n{'of the processor':<16}{time.process_time() - worked:>8.1f}")
            print(f"{'institutions':<16}{sum(len(place.institutions) for place in places):>8}")
            print(f"{'people':<16}{sum(len(place.people) for place in places):>8}")
            for model in (Post, Reply, Addressee, Confirmation, AuditRow):
                print(f"{model.__tablename__:<16}{db.scalar(select(func.count()).select_from(model)):>8}")


if __name__ == "__main__":
    main()
