"""A real server, patched by gevent, sends what a command has queued, and goes on when it was killed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from core.config import Settings
from core.database import db
from core.deliveries import Delivery
from region.directory.models import FactAsk
from tests.cast import Cast
from tests.core.postbox import Postbox
from tests.live.conftest import free_port, until

HOUSE = Path(__file__).resolve().parents[2]


@pytest.fixture
def postbox() -> Iterator[tuple[Postbox, int]]:
    box = Postbox()
    server = box.serve()
    yield box, int(server.port)
    server.stop()


def begun(settings: Settings, port: int, log: Path) -> subprocess.Popen[bytes]:
    inside = os.environ | {
        "PORT": str(free_port()), "RENKEI_DATA": str(settings.data), "RENKEI_DATABASE_URL": settings.database_url,
        "RENKEI_SECRET_KEY": settings.secret_key, "RENKEI_SMTP_URL": f"smtp://127.0.0.1:{port}", "RENKEI_MAIL_FROM": "renkei@example.jp",
    }  # fmt: skip
    with log.open("ab") as kept:
        return subprocess.Popen([sys.executable, HOUSE / "bin" / "serve"], env=inside, cwd=HOUSE, stdout=kept, stderr=kept)


@pytest.mark.once
def test_a_server_sends_by_itself_and_the_next_one_goes_on_after_a_kill(
    app: Flask, cast: Cast, settings: Settings, postbox: tuple[Postbox, int], tmp_path: Path
) -> None:
    box, port = postbox
    log = tmp_path / "log"

    def ended(count: int) -> bool:
        db.rollback()
        return db.query(Delivery).filter(Delivery.ended_at.is_not(None)).count() == count

    first = begun(settings, port, log)
    try:
        until(lambda: "serving on" in log.read_text(), log.name, patience=60)
        FactAsk.ask(cast.ono)
        db.commit()
        until(lambda: ended(1), "the letter", patience=60)
    finally:
        first.kill()
        first.wait(20)
    (letter,) = box.letters
    assert str(letter["To"]) == "ono@example.jp"
    assert "/asks/" in letter.get_content()
    FactAsk.ask(cast.kimura)  # queued while nobody serves; Kimura manages nothing, so nothing is sent to her
    db.commit()
    second = begun(settings, port, log)
    try:
        until(lambda: ended(2), "the end of the second row", patience=60)
    finally:
        second.terminate()
        assert second.wait(20) == 0
    assert [row.ended_as for row in db.scalars(select(Delivery).order_by(Delivery.id))] == ["sent", "dropped"]
    assert len(box.letters) == 1
