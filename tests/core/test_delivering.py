"""Letters reach a real mail server: at least once, with one Message-ID, whoever dies on the way."""

from __future__ import annotations

import os
import shutil
import signal
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from core import clock, deliveries, delivering, jobs, working
from core.audit import AuditRow
from core.config import Settings, read
from core.database import db
from core.deliveries import Delivery, composers, composes, queue
from core.delivering import AWAY, LEASE, PAUSES, Outcome, send_due
from core.mail import Carrier, Letter, Postman, compose
from tests.core.postbox import Postbox

HOUSE = Path(__file__).resolve().parents[2]


@pytest.fixture
def postbox() -> Iterator[Postbox]:
    box = Postbox()
    box.server = box.serve()  # type: ignore[attr-defined]
    yield box
    box.server.stop()  # type: ignore[attr-defined]


@pytest.fixture
def posting(app: Flask, postbox: Postbox) -> Iterator[Flask]:
    """The application knows the mail server, and an event that is written about."""
    before = app.config["RENKEI"]
    app.config["RENKEI"] = replace(before, smtp_url=f"smtp://127.0.0.1:{port(postbox)}", mail_from="Renkei <renkei@example.jp>")
    composes("test.told")(lambda row: Letter(str(row.address), "お知らせ", "ほかの病院の名前は書きません。\n"))
    yield app
    app.config["RENKEI"] = before
    composers.pop("test.told")


def port(postbox: Postbox) -> int:
    return int(postbox.server.port)  # type: ignore[attr-defined]


def tell(*addresses: str) -> None:
    for address in addresses:
        queue("test.told", key=address, address=address)
    db.commit()


def rows() -> list[Delivery]:
    db.rollback()
    return list(db.scalars(select(Delivery).order_by(Delivery.id)))


def numbers(postbox: Postbox) -> list[str]:
    return [str(letter["Message-ID"]) for letter in postbox.letters]


def test_a_letter_leaves_once_after_its_cause_is_committed(posting: Flask, postbox: Postbox) -> None:
    queue("test.told", key="a", address="a@example.jp")
    db.rollback()
    tell("b@example.jp")
    assert send_due(posting) == Outcome(sent=1)
    assert send_due(posting) == Outcome()
    (letter,) = postbox.letters
    assert (letter["To"], letter["From"], letter["Subject"]) == ("b@example.jp", "Renkei <renkei@example.jp>", "お知らせ")
    assert letter.get_content().strip() == "ほかの病院の名前は書きません。"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert str(letter["Message-ID"]).endswith("@example.jp>")
    (row,) = rows()
    assert (row.ended_as, row.leased_until, row.tries) == ("sent", None, 0)


def test_the_same_cause_twice_is_one_letter(posting: Flask, postbox: Postbox) -> None:
    tell("a@example.jp", "a@example.jp")
    assert not queue("test.told", key="a@example.jp", address="a@example.jp")
    db.commit()
    assert send_due(posting).sent == 1


def test_what_is_not_true_any_more_is_not_sent(posting: Flask, postbox: Postbox) -> None:
    composes("test.told")(lambda row: None)
    tell("a@example.jp")
    assert send_due(posting) == Outcome(dropped=1)
    assert not postbox.letters
    assert rows()[0].ended_as == "dropped"


def test_a_server_that_is_busy_is_asked_again_later_and_later(posting: Flask, postbox: Postbox) -> None:
    postbox.answers = ["451 try again"] * len(PAUSES)
    tell("a@example.jp")
    passed = timedelta(0)
    for pause in PAUSES:
        with clock.later(passed):
            assert send_due(posting) == Outcome(later=1)
            assert send_due(posting) == Outcome()
        passed += pause
    with clock.later(passed):
        assert send_due(posting) == Outcome(sent=1)
    assert len(postbox.letters) == 1


def test_a_letter_nobody_takes_is_given_up_and_it_is_known(posting: Flask, postbox: Postbox) -> None:
    postbox.answers = ["451 try again"] * (len(PAUSES) + 1)
    tell("a@example.jp")
    outcomes = []
    for number in range(len(PAUSES) + 1):
        with clock.later(timedelta(days=2) * number):
            outcomes.append(send_due(posting))
    assert outcomes[-1] == Outcome(given_up=1)
    assert (rows()[0].ended_as, rows()[0].trouble) == ("given_up", "answered 451")


def test_an_address_that_does_not_exist_is_given_up_at_once_and_holds_up_nobody(posting: Flask, postbox: Postbox) -> None:
    postbox.refused = {"gone@example.jp"}
    tell("gone@example.jp", "b@example.jp")
    assert send_due(posting) == Outcome(sent=1, given_up=1)
    assert [row.ended_as for row in rows()] == ["given_up", "sent"]


def test_a_letter_that_cannot_be_written_holds_up_nobody(posting: Flask, postbox: Postbox) -> None:
    def broken(row: Delivery) -> Letter:
        if row.address == "a@example.jp":
            raise KeyError("a person who is gone")
        return Letter(str(row.address), "x", "y")

    composes("test.told")(broken)
    tell("a@example.jp", "b@example.jp")
    assert send_due(posting) == Outcome(sent=1, later=1)
    assert rows()[0].trouble == "KeyError"


def test_while_the_server_is_away_nothing_is_given_up(posting: Flask, postbox: Postbox) -> None:
    tell(*(f"{number}@example.jp" for number in range(3)))
    postbox.server.stop()  # type: ignore[attr-defined]
    for day in range(30):
        with clock.later(timedelta(days=day)):
            assert send_due(posting).away == "ConnectionRefusedError"
    assert [row.tries for row in rows()] == [0, 0, 0]
    postbox.server = postbox.serve()  # type: ignore[attr-defined]
    posting.config["RENKEI"] = replace(posting.config["RENKEI"], smtp_url=f"smtp://127.0.0.1:{port(postbox)}")
    with clock.later(timedelta(days=30) + AWAY):
        assert send_due(posting) == Outcome(sent=3)


def test_without_a_server_in_the_settings_letters_wait(app: Flask) -> None:
    tell("a@example.jp")
    assert send_due(app).away == "RENKEI_SMTP_URL and RENKEI_MAIL_FROM are not set."
    assert rows()[0].ended_at is None


class Killed(BaseException):
    """The process is gone: nothing after this runs."""


@pytest.mark.parametrize(("where", "twice"), [("_composed", False), ("carry", False), ("_end", True)])
def test_a_sender_that_dies_anywhere_loses_no_letter(
    posting: Flask, postbox: Postbox, monkeypatch: pytest.MonkeyPatch, where: str, twice: bool
) -> None:
    def die(*_args: object, **_kwargs: object) -> None:
        raise Killed

    tell("a@example.jp", "b@example.jp")
    with monkeypatch.context() as dying:
        dying.setattr(Postman if where == "carry" else delivering, where, die)
        with pytest.raises(Killed):
            send_due(posting)
    assert send_due(posting) == Outcome(sent=1)  # the other one; the first is still leased
    with clock.later(LEASE):
        assert send_due(posting) == Outcome(sent=1)
    assert len(set(numbers(postbox))) == 2
    assert len(numbers(postbox)) == (3 if twice else 2)


def test_two_senders_at_once_send_each_letter_once(posting: Flask, postbox: Postbox) -> None:
    tell(*(f"{number}@example.jp" for number in range(40)))

    def run() -> None:
        with posting.app_context():
            send_due(posting)

    senders = [threading.Thread(target=run) for _ in range(3)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert sorted(str(letter["To"]) for letter in postbox.letters) == sorted(f"{number}@example.jp" for number in range(40))


def until(true: Callable[[], object]) -> None:
    deadline = time.monotonic() + 40
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.02)


DYING = """
import os, signal, sys
from dataclasses import replace
from app import create_app
from core import config, delivering
from core.deliveries import composes
from core.mail import Letter, Postman

app = create_app(config.read(os.environ))
composes("test.told")(lambda row: Letter(str(row.address), "x", "y"))
carry, left = Postman.carry, int(sys.argv[1])

def one_more(self, letter, number):
    global left
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    carry(self, letter, number)
    left -= 1
    if left == 0 and sys.argv[2] == "after":
        os.kill(os.getpid(), signal.SIGKILL)

Postman.carry = one_more
with app.app_context():
    delivering.send_due(app)
"""


def test_processes_that_are_killed_lose_nothing(posting: Flask, postbox: Postbox) -> None:
    """Real processes, killed with SIGKILL before or after the server took a letter; leases are let run out by hand."""
    tell(*(f"{number}@example.jp" for number in range(12)))
    settings: Settings = posting.config["RENKEI"]
    outside = os.environ | {
        "RENKEI_DATA": str(settings.data), "RENKEI_DATABASE_URL": settings.database_url, "RENKEI_SECRET_KEY": "x",
        "RENKEI_SMTP_URL": str(settings.smtp_url), "RENKEI_MAIL_FROM": settings.mail_from, "PYTHONPATH": str(HOUSE),
    }  # fmt: skip
    for left, when in (("3", "after"), ("2", "before")):
        db.remove()
        done = subprocess.run([sys.executable, "-c", DYING, left, when], env=outside, cwd=HOUSE, check=False, timeout=180)
        assert done.returncode == -signal.SIGKILL
    assert any(row.leased_until for row in rows())
    with clock.later(LEASE):
        send_due(posting)
    assert {row.ended_as for row in rows()} == {"sent"}
    assert len(set(numbers(postbox))) == 12
    assert {str(letter["To"]) for letter in postbox.letters} == {f"{number}@example.jp" for number in range(12)}


@pytest.mark.parametrize("kills", [8, pytest.param(300, marks=pytest.mark.long)])
def test_processes_killed_anywhere_lose_no_letter_and_invent_none(posting: Flask, postbox: Postbox, kills: int) -> None:
    """Each writes causes with their letters and sends at the same time, until SIGKILL meets it at a random moment."""
    settings: Settings = posting.config["RENKEI"]
    outside = os.environ | {
        "RENKEI_DATA": str(settings.data), "RENKEI_DATABASE_URL": settings.database_url, "RENKEI_SECRET_KEY": settings.secret_key,
        "RENKEI_SMTP_URL": str(settings.smtp_url), "RENKEI_MAIL_FROM": settings.mail_from, "PYTHONPATH": str(HOUSE),
    }  # fmt: skip
    db.remove()
    command = [sys.executable, str(HOUSE / "tests" / "core" / "dying_sender.py"), str(kills), "2026"]
    done = subprocess.run(command, env=outside, cwd=HOUSE, check=True, capture_output=True, text=True, timeout=180 + 4 * kills)
    assert done.stdout.strip() == str(kills)
    with clock.later(2 * (kills + 1) * LEASE):
        send_due(posting)
    caused = {str(row.detail["cause"]) for row in db.scalars(select(AuditRow).where(AuditRow.verb == "test.caused"))}
    letters = rows()
    assert len(caused) >= kills
    assert {row.key.removeprefix("test.told:") for row in letters} == caused
    assert {row.ended_as for row in letters} == {"sent"}
    arrived = {(str(letter["To"]), str(letter["Message-ID"])) for letter in postbox.letters}
    assert arrived == {(str(row.address), f"<{row.number}@example.jp>") for row in letters}


def test_a_web_process_sends_by_itself(posting: Flask, postbox: Postbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "registered", {"mail": replace(jobs.registered["mail"], every=timedelta(milliseconds=50))})
    working.start(posting)
    working.start(posting)
    try:
        tell("a@example.jp")
        until(lambda: postbox.letters)
        until(lambda: rows()[0].ended_as == "sent")
    finally:
        working.stop(posting)


def test_a_process_without_a_mail_server_leaves_letters_alone(app: Flask) -> None:
    tell("a@example.jp")
    assert not jobs.run_if_due(app, jobs.registered["mail"])
    assert rows()[0].leased_until is None


def test_one_pass_by_command(posting: Flask, postbox: Postbox) -> None:
    tell("a@example.jp")
    run = posting.test_cli_runner()
    assert "送りました 1" in run.invoke(args=["mail", "send"]).output
    tell("b@example.jp")
    postbox.server.stop()  # type: ignore[attr-defined]
    away = run.invoke(args=["mail", "send"])
    assert away.exit_code == 1
    assert "メールサーバーが使えません" in away.output
    postbox.server = postbox.serve()  # type: ignore[attr-defined]


def test_tls_is_required_where_nothing_else_is_said() -> None:
    assert Carrier.of("smtp://mail.example.jp").tls == "required"
    assert Carrier.of("smtp://127.0.0.1:2525").tls == "none"
    told = Carrier.of("smtps://u%40x:p%3Aw@mail.example.jp")
    assert (told.host, told.port, told.user, told.password, told.tls) == ("mail.example.jp", 465, "u@x", "p:w", "implicit")
    for wrong in ("http://mail.example.jp", "smtp://", "smtp://mail.example.jp?tls=perhaps"):
        with pytest.raises(ValueError, match="RENKEI_SMTP_URL"):
            Carrier.of(wrong)


def test_a_server_without_tls_gets_no_letter_where_tls_is_required(posting: Flask, postbox: Postbox) -> None:
    posting.config["RENKEI"] = replace(posting.config["RENKEI"], smtp_url=f"smtp://127.0.0.1:{port(postbox)}?tls=required")
    tell("a@example.jp")
    assert send_due(posting).away == "SMTPNotSupportedError"
    assert not postbox.letters


@pytest.mark.skipif(not shutil.which("openssl"), reason="openssl is not installed")
def test_letters_travel_over_tls_only_to_a_server_that_can_prove_itself(posting: Flask, tmp_path: Path) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    making = "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1"
    subprocess.run(["openssl", *making.split(), "-keyout", key, "-out", certificate], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    box = Postbox()
    server = box.serve(context)
    try:
        tell("a@example.jp")
        base = replace(posting.config["RENKEI"], smtp_url=f"smtp://127.0.0.1:{server.port}?tls=required")
        posting.config["RENKEI"] = base
        assert send_due(posting).away == "SSLCertVerificationError"
        posting.config["RENKEI"] = replace(base, smtp_url=f"{base.smtp_url}&ca={certificate}")
        with clock.later(AWAY):
            assert send_due(posting) == Outcome(sent=1)
    finally:
        server.stop()
    assert box.tls == [True]


def test_nothing_that_was_typed_becomes_a_header() -> None:
    with pytest.raises(ValueError, match="linefeed"):
        compose(Letter("a@example.jp", "x\nBcc: b@example.jp", "y"), sender="r@example.jp", number="1")


def test_the_settings_are_read_from_the_environment(tmp_path: Path) -> None:
    told = read({"RENKEI_DATA": str(tmp_path), "RENKEI_SMTP_URL": "smtp://mail", "RENKEI_MAIL_FROM": "r@example.jp"})
    assert (told.smtp_url, told.mail_from) == ("smtp://mail", "r@example.jp")
    assert read({"RENKEI_DATA": str(tmp_path)}).smtp_url is None


def test_rows_hold_no_text() -> None:
    assert {column.name for column in deliveries.Delivery.__table__.columns}.isdisjoint({"subject", "body", "text"})
