"""What every answer carries, what cookies are called, and what a production server insists on."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core import config, security
from core.database import connect
from tests.cast import PASSWORD, Cast, as_

LONG_KEY = "k" * config.SHORTEST_KEY
EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


HOUSE = Path(__file__).resolve().parents[2]
BEHIND_A_PROXY = """
from app import create_app
asked = create_app().test_client().get
told = {"X-Forwarded-For": "127.0.0.1, 203.0.113.9", "X-Forwarded-Proto": "https"}
metrics = [asked("/metrics", headers=headers, environ_base={"REMOTE_ADDR": "127.0.0.1"}).status_code for headers in (told, {})]
print(*metrics, asked("/nowhere").headers["Strict-Transport-Security"])
"""


def test_every_answer_says_what_a_browser_may_do_with_it(client: FlaskClient, cast: Cast) -> None:
    assert client.get("/sign-in").status_code == 200
    for path in ("/sign-in", "/", "/nowhere", "/healthz", "/assets/0/renkei.css", "/viewer.css"):
        answer = client.get(path)
        for name, value in EVERYWHERE.items():
            assert answer.headers[name] == value, path
        policy = answer.headers["Content-Security-Policy"]
        for part in ("default-src 'none'", "object-src 'none'", "script-src 'self'", "base-uri 'none'", "frame-ancestors 'none'"):
            assert part in policy.split("; "), path
        assert "unsafe" not in policy
        assert "Access-Control-Allow-Origin" not in answer.headers
    assert as_(client, cast.sato).get("/boards/").headers["Cache-Control"] == "no-store"


def test_methods_nobody_speaks_are_refused(client: FlaskClient, cast: Cast) -> None:
    as_(client, cast.sato)
    for method in ("TRACE", "PUT", "DELETE", "PATCH"):
        assert client.open("/boards/", method=method).status_code == 405


def test_where_no_tls_is_promised_none_is_demanded(client: FlaskClient) -> None:
    assert "Strict-Transport-Security" not in client.get("/sign-in").headers


def test_over_tls_cookies_and_pages_stay_on_it(
    client: FlaskClient, cast: Cast, settings: config.Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = config.for_flask(replace(settings, public_url="https://renkei.example.jp"))
    for name in ("RENKEI", "SESSION_COOKIE_NAME", "SESSION_COOKIE_SECURE"):
        monkeypatch.setitem(client.application.config, name, said[name])
    answer = client.post("/sign-in", data={"email": "sato@example.jp", "password": PASSWORD}, base_url="https://renkei.example.jp")
    assert answer.status_code == 303
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    cookies = {line.split("=")[0]: line.lower().split("; ")[1:] for line in answer.headers.getlist("Set-Cookie")}
    assert set(cookies) == {"__Host-renkei", "__Host-renkei_device"}
    for parts in cookies.values():
        assert {"secure", "httponly", "samesite=lax", "path=/"} <= set(parts)
        assert not any(part.startswith("domain=") for part in parts)
    assert client.get("/account/", base_url="https://renkei.example.jp").status_code == 200


def test_a_browser_cannot_say_that_it_comes_from_elsewhere(client: FlaskClient) -> None:
    lie = {"X-Forwarded-For": "127.0.0.1"}
    assert client.get("/metrics", headers=lie, environ_base={"REMOTE_ADDR": "203.0.113.9"}).status_code == 404
    assert client.get("/metrics", environ_base={"REMOTE_ADDR": "127.0.0.1"}).status_code == 200


def test_a_proxy_nobody_told_us_of_opens_no_figures_to_the_world(client: FlaskClient) -> None:
    through_it = {"X-Forwarded-For": "203.0.113.9"}
    assert client.get("/metrics", headers=through_it, environ_base={"REMOTE_ADDR": "127.0.0.1"}).status_code == 404


def test_behind_a_proxy_only_what_the_proxy_says_is_believed(tmp_path: Path) -> None:
    """A process of its own, because one process is one house."""
    said = {"RENKEI_DATA": str(tmp_path), "RENKEI_TRUSTED_PROXIES": "1", "RENKEI_PUBLIC_URL": "https://renkei.example.jp"}
    outside = {name: value for name, value in os.environ.items() if not name.startswith("RENKEI_")} | said
    done = subprocess.run([sys.executable, "-c", BEHIND_A_PROXY], env=outside, cwd=HOUSE, check=True, capture_output=True, text=True)
    assert done.stdout.split(maxsplit=2) == ["404", "200", "max-age=31536000; includeSubDomains\n"]


@pytest.mark.parametrize("key", [None, "", "x", "k" * (config.SHORTEST_KEY - 1)])
def test_a_production_server_needs_a_key_that_cannot_be_guessed(tmp_path: Path, key: str | None) -> None:
    said = {"RENKEI_DATA": str(tmp_path), "RENKEI_PRODUCTION": "1", **({"RENKEI_SECRET_KEY": key} if key is not None else {})}
    with pytest.raises(config.SettingsMissing, match="32 or more"):
        config.read(said)
    assert config.read({**said, "RENKEI_SECRET_KEY": LONG_KEY}).secret_key == LONG_KEY


@pytest.mark.parametrize(
    ("address", "proxies", "of"),
    [
        ("http://renkei.example.jp", 0, "PUBLIC_URL"),
        ("https://renkei.example.jp", 0, "TRUSTED_PROXIES"),
        ("https://renkei.example.jp", 1, ""),
    ],
)
def test_a_production_server_without_tls_or_without_its_proxy_says_so(
    settings: config.Settings, caplog: pytest.LogCaptureFixture, address: str, proxies: int, of: str
) -> None:
    small = Flask("small")
    said = replace(settings, production=True, public_url=address, trusted_proxies=proxies)
    small.config.from_mapping(config.for_flask(said))
    with caplog.at_level(logging.WARNING):
        security.init_app(small)
    assert [of in warning.getMessage() for warning in caplog.records] == ([True] if of else [])


def test_what_lies_in_the_data_folder_is_not_for_other_accounts_of_the_machine(tmp_path: Path, settings: config.Settings) -> None:
    for made_by_key, data in ((False, tmp_path / "one"), (True, tmp_path / "two")):
        if made_by_key:
            config.read({"RENKEI_DATA": str(data)})
            assert (data / "secret-key").stat().st_mode & 0o077 == 0
        else:
            connect(replace(settings, data=data, database_url=f"sqlite:///{data / 'renkei.sqlite3'}")).dispose()
        assert data.stat().st_mode & 0o777 == 0o700
