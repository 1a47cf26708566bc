"""The throw-away PostgreSQL and Redis of the tests: there while the command runs, gone with it."""

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

HARNESS = Path(__file__).resolve().parents[2] / "bin" / "with-postgres"
ASKING = """
import os, redis, sqlalchemy
engine = sqlalchemy.create_engine(os.environ["RENKEI_TEST_DATABASE_URL"])
with engine.connect() as connection:
    connection.execute(sqlalchemy.text("SELECT 1"))
assert redis.from_url(os.environ["RENKEI_TEST_REDIS_URL"]).ping()
print(engine.url.port, os.environ["RENKEI_TEST_REDIS_URL"].rpartition(":")[2].removesuffix("/0"))
raise SystemExit(7)
"""

installed = shutil.which("redis-server") and (shutil.which("initdb") or list(Path("/usr/lib/postgresql").glob("*/bin/initdb")))
pytestmark = pytest.mark.skipif(not installed, reason="PostgreSQL and Redis are not installed; bin/check installs them")


def beside_servers(*command: str) -> subprocess.CompletedProcess[str]:
    outside = {name: value for name, value in os.environ.items() if not name.startswith("RENKEI_")}
    return subprocess.run([sys.executable, HARNESS, *command], capture_output=True, text=True, env=outside, check=False)


def refused(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def test_a_command_finds_both_servers_and_its_exit_code_comes_back() -> None:
    done = beside_servers(sys.executable, "-c", ASKING)
    assert done.returncode == 7, done.stderr
    assert all(refused(int(port)) for port in done.stdout.split())


def test_without_a_command_it_says_how_it_is_used() -> None:
    done = beside_servers()
    assert done.returncode == 1
    assert "Usage: bin/with-postgres" in done.stderr
