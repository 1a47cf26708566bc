"""Starts the work on an import beside the server: a process of its own, so that no page and no socket waits for it."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from flask import Flask, current_app

from core.config import Settings

ROOT = Path(__file__).parents[3]
NAME = "imports.start"
Start = Callable[[int], object]


def init_app(app: Flask, start: Start | None = None) -> None:
    """`start` replaces the process, for tests."""
    app.extensions[NAME] = start or begin


def start(run_id: int) -> None:
    """The work on this import begins; call it after the commit."""
    current_app.extensions[NAME](run_id)


def begin(run_id: int) -> subprocess.Popen[bytes]:
    """`flask --app app import run ID`, with the settings of this process, at low priority."""
    settings: Settings = current_app.config["RENKEI"]
    told = {
        "RENKEI_DATA": str(settings.data),
        "RENKEI_DATABASE_URL": settings.database_url,
        "RENKEI_REDIS_URL": settings.redis_url or "",
        "RENKEI_SECRET_KEY": settings.secret_key,
    }
    command = ["nice", "-n", "10", sys.executable, "-m", "flask", "--app", "app", "import", "run", str(run_id)]
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ | told, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    threading.Thread(target=process.wait, daemon=True, name="renkei-import").start()  # so that no dead child stays
    return process
