"""Measures the memory of an idle server: after its start with the demo area, and after 1,000 page views; RSS and PSS in MB.

    .venv/bin/python -m bench.idle_memory [VIEWS]

RSS counts what is shared with other processes in full; PSS shares it out. Beside it in the same run: Python with nothing, and Python with
Flask and SQLAlchemy imported. The views are of the pages people open (home, boards, a post, the directory), by a nurse and base staff.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time

import requests

from bench.fan_out import HOUSE, free_port, memory_kb, patiently, process
from bench.posting import signed_in

BARE = (
    ("Python", ""),
    ("Python, Flask", "import flask"),
    ("Python, Flask, SQLAlchemy", "import flask, sqlalchemy, sqlalchemy.orm, sqlite3"),
)
QUIET = 20
"""Seconds after the views until it is looked at again: what recurs has run."""


def main(views: int) -> None:
    """Prints the table."""
    print(f"Python {sys.version.split()[0]}\n{'what':<40}{'RSS MB':>8}{'PSS MB':>8}")
    for what, imports in BARE:
        with process(["-c", f"{imports}\nimport time\ntime.sleep(600)"], None) as bare:
            time.sleep(3)
            _told(what, bare.pid)
    with tempfile.TemporaryDirectory(prefix="renkei-bench-") as folder:
        port = free_port()
        environment = {**os.environ, "RENKEI_DATA": folder, "PORT": str(port), "RENKEI_PUBLIC_URL": f"http://127.0.0.1:{port}"}
        for command in ("migrate", "demo"):
            subprocess.run([sys.executable, "-m", "flask", "--app", "app", command], env=environment, cwd=HOUSE, check=True, stdout=2)
        with process([str(HOUSE / "bin" / "serve")], environment) as server:
            _measured(server.pid, f"http://127.0.0.1:{port}", views)


def _measured(pid: int, url: str, views: int) -> None:
    patiently(lambda: requests.get(f"{url}/healthz", timeout=5))
    time.sleep(5)
    _told("Renkei, started", pid)
    people = [signed_in(url, who) for who in ("nurse", "kyoten")]
    paths = ["/", "/boards/", "/institutions/", *_found(people[0].get(f"{url}/boards/").text, r'href="(/boards/\d+)"')]
    paths += _found(people[0].get(url + paths[3]).text, r'href="(/posts/\d+)"')[:10]
    for number in range(views):
        people[number % 2].get(url + paths[number // 2 % len(paths)]).raise_for_status()
    _told(f"Renkei, after {views:,} views of {len(paths)} pages", pid)
    time.sleep(QUIET)
    _told(f"Renkei, {QUIET} s later", pid)


def _found(page: str, pattern: str) -> list[str]:
    return list(dict.fromkeys(re.findall(pattern, page)))


def _told(what: str, pid: int) -> None:
    print(f"{what:<40}{memory_kb(pid, 'Rss') / 1024:>8.1f}{memory_kb(pid) / 1024:>8.1f}", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
