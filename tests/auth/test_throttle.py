"""Wrong passwords are slowed down, and nobody can lock another out."""

from __future__ import annotations

import time
from datetime import timedelta
from threading import Thread

import pytest
from flask import Flask
from flask.testing import FlaskClient
from limits.errors import StorageError

from auth import passwords
from auth.devices import COOKIE
from auth.throttle import Guesses, limiter
from core.audit import AuditRow
from core.database import db
from tests.cast import PASSWORD, Cast, says

HOSPITAL, HOME = "203.0.113.5", "198.51.100.7"


def attempt(client: FlaskClient, password: str = "wrong", email: str = "sato@example.jp", address: str = HOSPITAL):  # type: ignore[no-untyped-def]
    return client.post("/sign-in", data={"email": email, "password": password}, environ_overrides={"REMOTE_ADDR": address})


def exhaust(client: FlaskClient, email: str = "sato@example.jp", address: str = HOSPITAL) -> list[int]:
    return [attempt(client, email=email, address=address).status_code for _ in range(5)]


def test_the_page_says_truly_how_many_tries_are_left(client: FlaskClient, cast: Cast) -> None:
    for left in (4, 3, 2, 1):
        says(attempt(client), f"あと{left}回まちがえると、15分間お休みします。")
    rested = attempt(client)
    assert rested.status_code == 429
    says(rested, "お休みしています", "あと15分", 'value="sato@example.jp"')
    assert 895 <= int(rested.headers["Retry-After"]) <= 900


def test_while_it_rests_even_the_right_password_waits(client: FlaskClient, cast: Cast) -> None:
    assert exhaust(client) == [422, 422, 422, 422, 429]
    assert attempt(client, PASSWORD).status_code == 429
    assert db.query(AuditRow).filter_by(verb="sign_in.rested").count() == 1


def test_after_the_rest_one_may_try_again(client: FlaskClient, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    if limiter.storage.STORAGE_SCHEME != ["memory"]:
        pytest.skip("Redis keeps its own time")
    exhaust(client)
    clock = time.time
    monkeypatch.setattr(time, "time", lambda: clock() + timedelta(minutes=14, seconds=50).total_seconds())
    assert attempt(client, PASSWORD).status_code == 429
    monkeypatch.setattr(time, "time", lambda: clock() + timedelta(minutes=15, seconds=1).total_seconds())
    says(attempt(client), "あと4回まちがえると")
    assert attempt(client, PASSWORD).status_code == 303


def test_the_right_password_makes_earlier_mistakes_forgotten(client: FlaskClient, cast: Cast) -> None:
    for _ in range(3):
        assert [attempt(client).status_code for _ in range(4)] == [422] * 4
        assert attempt(client, PASSWORD).status_code == 303
        client.delete_cookie(COOKIE)
        client.post("/sign-out")


def test_an_address_without_an_account_is_slowed_down_alike(client: FlaskClient, cast: Cast) -> None:
    assert exhaust(client, email="nobody@example.jp") == [422, 422, 422, 422, 429]


def test_others_at_the_same_hospital_are_not_held_up(app: Flask, cast: Cast) -> None:
    exhaust(app.test_client())
    assert attempt(app.test_client(), PASSWORD, email="ono@example.jp").status_code == 303


def test_the_same_person_elsewhere_is_not_held_up(app: Flask, cast: Cast) -> None:
    exhaust(app.test_client())
    assert attempt(app.test_client(), PASSWORD, address=HOME).status_code == 303


def test_nobody_can_lock_out_a_colleague_from_the_same_address(app: Flask, cast: Cast) -> None:
    nurse, attacker = app.test_client(), app.test_client()
    assert attempt(nurse, PASSWORD).status_code == 303
    nurse.post("/sign-out")
    exhaust(attacker)
    assert attempt(attacker, PASSWORD).status_code == 429
    assert attempt(nurse, PASSWORD).status_code == 303


def test_a_known_device_has_a_budget_too(app: Flask, cast: Cast) -> None:
    nurse = app.test_client()
    attempt(nurse, PASSWORD)
    nurse.post("/sign-out")
    assert exhaust(nurse) == [422, 422, 422, 422, 429]
    assert attempt(app.test_client(), PASSWORD).status_code == 303


def test_a_device_is_known_for_those_who_signed_in_on_it_only(app: Flask, cast: Cast) -> None:
    attacker = app.test_client()
    assert attempt(attacker, PASSWORD, email="ono@example.jp").status_code == 303
    attacker.post("/sign-out")
    exhaust(attacker)
    assert attempt(app.test_client(), PASSWORD).status_code == 429


def test_a_shared_computer_is_known_to_everybody_who_uses_it(app: Flask, cast: Cast) -> None:
    shared = app.test_client()
    for email in ("sato@example.jp", "ono@example.jp", "tanaka@example.jp"):
        assert attempt(shared, PASSWORD, email=email).status_code == 303
        shared.post("/sign-out")
    exhaust(app.test_client())
    assert attempt(shared, PASSWORD).status_code == 303


def test_the_device_cookie_names_nobody_and_cannot_be_made_up(app: Flask, cast: Cast) -> None:
    nurse, attacker = app.test_client(), app.test_client()
    attempt(nurse, PASSWORD)
    cookie = nurse.get_cookie(COOKIE)
    assert cookie
    assert cookie.http_only
    assert "sato" not in cookie.decoded_value
    exhaust(attacker)
    attacker.set_cookie(COOKIE, cookie.decoded_value[:-3] + "xyz")
    assert attempt(attacker, PASSWORD).status_code == 429


def test_three_hundred_people_of_one_hospital_sign_in_at_once(app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        passwords, "matches", lambda kept, password: kept is not None and password == PASSWORD
    )  # Argon2 is not what is tried here
    for _ in range(100):
        for email in ("sato@example.jp", "ono@example.jp", "tanaka@example.jp"):
            assert attempt(app.test_client(), PASSWORD, email=email).status_code == 303


def test_a_hundred_guesses_sent_at_once_are_no_more_than_a_few(app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    checked: list[str] = []

    def wrong(kept: str | None, password: str) -> bool:
        checked.append(password)
        return False

    monkeypatch.setattr(passwords, "matches", wrong)
    codes: list[int] = []

    def guess() -> None:
        client = app.test_client()
        codes.append(
            FlaskClient.open(client, "/sign-in", method="POST", data={"email": "sato@example.jp", "password": "guess"}).status_code
        )

    db.rollback()
    threads = [Thread(target=guess) for _ in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(set(codes)) == [422, 429]
    assert len(checked) <= 8  # five, and those in the same turn


def test_people_get_in_while_the_store_of_the_counters_is_away(client: FlaskClient, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object) -> None:
        raise StorageError(ConnectionError("away"))

    for name in ("hit", "test", "get_window_stats", "clear"):
        monkeypatch.setattr(limiter.limiter, name, away)
    assert attempt(client).status_code == 422
    assert attempt(client, PASSWORD).status_code == 303


def test_guesses_of_a_person_and_of_an_address_are_counted_apart(app: Flask) -> None:
    for _ in range(5):
        Guesses(("x", "address", "a")).failed()
    assert Guesses(("x", "address", "a")).rest() > 0
    assert Guesses(("x", "address", "b")).rest() == 0


def test_one_line_with_many_addresses_is_one_party(app: Flask, cast: Cast) -> None:
    codes = [attempt(app.test_client(), address=f"2001:db8:1:2::{turn}").status_code for turn in range(6)]
    assert codes == [422, 422, 422, 422, 429, 429]
    assert attempt(app.test_client(), PASSWORD, address="2001:db8:1:3::1").status_code == 303
