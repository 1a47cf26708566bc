"""Nothing personal is ever logged: no name, no address, no mail, no password, no token, whatever people do and whatever breaks."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from core import jobs
from core.database import db
from core.deliveries import composers, composes, queue
from core.mail import Letter
from region.models import Invitation, Role
from tests.cast import PASSWORD, Cast, a_post, as_

PRIVATE = [
    "佐藤", "田中", "木村", "鈴木", "sato@", "tanaka@", "kimura@", "nobody@example", "訪問看護ステーションきた", "北市", "055-000",
    PASSWORD, "wrong-password-7731", "秘密の本文", "203.0.113.9",
]  # fmt: skip


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """Everything any library says, tracebacks included."""
    with caplog.at_level(logging.DEBUG):
        yield caplog


def said(log: pytest.LogCaptureFixture) -> str:
    formatter = logging.Formatter("%(levelname)s %(name)s: %(message)s")
    return "\n".join(formatter.format(record) for record in log.records)


def is_clean(log: pytest.LogCaptureFixture, *more: str) -> None:
    everything = said(log)
    for one in (*PRIVATE, *more):
        assert one not in everything, f"{one!r} is in the log:\n{everything[:3000]}"
    assert not re.search(r"[A-Za-z0-9._-]+@[a-z0-9-]+\.[a-z]+", everything), everything


def test_signing_in_and_being_refused(client: FlaskClient, cast: Cast, log: pytest.LogCaptureFixture) -> None:
    from_there = {"REMOTE_ADDR": "203.0.113.9"}
    for email in ("sato@example.jp", "nobody@example.jp"):
        client.post("/sign-in", data={"email": email, "password": "wrong-password-7731"}, environ_base=from_there)
    as_(client, cast.sato)
    client.get(f"/boards/{cast.board(area=cast.minami).id}")
    client.get("/people/99999/disabling")
    client.post("/sign-out")
    is_clean(log)


def test_an_error_whose_message_holds_what_was_typed(
    client: FlaskClient, cast: Cast, log: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    from board.models import Post

    def broken(*_args: object, **_kwargs: object) -> Post:
        try:
            db.execute(text("INSERT INTO person (email, name) VALUES (:email, '佐藤 花')"), {"email": "sato@example.jp"})
        except Exception as cause:
            raise ValueError("佐藤 花 sato@example.jp 秘密の本文") from cause
        raise AssertionError

    monkeypatch.setattr(Post, "publish", broken)
    browser = as_(client, cast.sato)
    browser.application.config["PROPAGATE_EXCEPTIONS"] = False
    try:
        data = {"title": "秘密の本文", "body": "秘密の本文", "urgency": "normal", "client_key": "6f0f3f0e-4f53-4b8e-9b57-0d5a4d3a2b10"}
        assert browser.post(f"/boards/{cast.board().id}/posts", data=data).status_code == 500
    finally:
        browser.application.config["PROPAGATE_EXCEPTIONS"] = None
    is_clean(log)
    assert "ValueError" in said(log)
    assert "test_logs.py" in said(log)


def test_a_letter_and_a_job_that_fail(app: Flask, cast: Cast, log: pytest.LogCaptureFixture) -> None:
    def broken(row: object) -> Letter:
        raise KeyError("田中 一郎 tanaka@example.jp")

    composes("test.told")(broken)
    try:
        queue("test.told", key="1", address="tanaka@example.jp")
        db.commit()
        app.test_cli_runner().invoke(args=["mail", "send"])
        jobs.run(app, jobs.Recurring("test.fails", jobs.LEASE, "Fails.", broken))
    finally:
        composers.pop("test.told")
    is_clean(log)
    assert "test.fails" in said(log)


def test_links_that_are_secret(client: FlaskClient, cast: Cast, log: pytest.LogCaptureFixture) -> None:
    issued, secret = Invitation.issue(
        name="新田 望", email="nitta@example.jp", institution=cast.station, professions=["nurse"], role=Role.MEMBER, by=cast.ono
    )
    db.commit()
    assert client.get(f"/invitations/{secret}").status_code == 200
    client.get("/invitations/no-such-secret-link-4711")
    is_clean(log, secret, "no-such-secret-link-4711", issued.email, "新田")


def test_importing_official_files(app: Flask, cast: Cast, log: pytest.LogCaptureFixture, tmp_path: Path) -> None:
    broken = tmp_path / "jigyosho_110.csv"
    broken.write_text("佐藤,sato@example.jp,055-000-0201\n壊れた行\n", "utf-8")
    app.test_cli_runner().invoke(args=["import", "care-services", str(broken), "--yes"])
    is_clean(log)


def test_writing_and_being_told(client: FlaskClient, cast: Cast, log: pytest.LogCaptureFixture) -> None:
    a_post(cast, cast.sato, title="秘密の本文", body="秘密の本文")
    browser = as_(client, cast.kimura)
    for address in ("/", "/boards/", "/audit/", "/audit/acts.csv", "/people/", "/institutions/?q=佐藤"):
        browser.get(address)
    is_clean(log)
