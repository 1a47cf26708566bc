"""What whoever types the commands is told."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from core.backup.taking import told
from tests.cast import Cast, a_post
from tests.core.houses import everything

KEY = "きたのほしのかぎは、ながいほどよいものです"


@pytest.fixture
def key(tmp_path: Path) -> Path:
    path = tmp_path / "key"
    path.write_text(f"{KEY}\n", encoding="utf-8")
    return path


def typed(app: Flask, *words: object, said: str = "") -> Result:
    return app.test_cli_runner().invoke(args=[str(word) for word in words], input=said)


def test_a_backup_is_taken_and_verified(app: Flask, cast: Cast, tmp_path: Path, key: Path) -> None:
    a_post(cast, title="ひみつの題")
    taken = typed(app, "backup", tmp_path / "b", "--key-file", key)
    assert taken.exit_code == 0, taken.output
    assert "別のところに" in taken.output
    assert (tmp_path / "b").stat().st_mode & 0o777 == 0o600
    assert "ひみつの題".encode() not in (tmp_path / "b").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b", "key"]
    assert "すべて、書いたときのままです" in typed(app, "backup", "verify", tmp_path / "b", "--key-file", key).output
    again = typed(app, "backup", "--key-file", key, tmp_path / "b")
    assert again.exit_code == 1
    assert "もうあります" in again.output


def test_without_a_good_key_nothing_is_written(app: Flask, cast: Cast, tmp_path: Path, key: Path) -> None:
    assert "openssl rand" in typed(app, "backup", tmp_path / "b").output
    key.write_text("short")
    assert "短すぎます" in typed(app, "backup", tmp_path / "b", "--key-file", key).output
    assert typed(app, "backup", tmp_path / "nowhere" / "b", "--key-file", key).exit_code != 0
    assert not (tmp_path / "b").exists()


def test_what_is_there_is_replaced_only_after_a_typed_yes(app: Flask, cast: Cast, tmp_path: Path, key: Path) -> None:
    typed(app, "backup", tmp_path / "b", "--key-file", key)
    url = app.extensions["engine"].url.render_as_string(hide_password=False)
    before = everything(url)
    assert "--over" in typed(app, "restore", tmp_path / "b", "--key-file", key).output
    assert "やめました" in typed(app, "restore", tmp_path / "b", "--key-file", key, "--over", said="y\n").output
    assert everything(url) == before


def test_a_database_is_copied_and_compared_on_the_screen(app: Flask, cast: Cast, tmp_path: Path) -> None:
    if not app.config["RENKEI"].on_sqlite:
        pytest.skip("the tests' own PostgreSQL is always in use")
    there = f"sqlite:///{tmp_path / 'there.sqlite3'}"
    copied = typed(app, "copy-database", there)
    assert copied.exit_code == 0, copied.output
    assert "すべて同じです" in copied.output
    assert "≠" not in copied.output
    assert everything(there) == everything(app.config["RENKEI"].database_url)
    assert "SQLite か PostgreSQL" in typed(app, "copy-database", "mysql://x/y").output


def test_no_secret_stands_among_the_settings(app: Flask) -> None:
    settings = replace(
        app.config["RENKEI"], secret_key="s3cret", redis_url="redis://:s3cret@cache:6379/0", smtp_url="smtp://me:s3cret@post:587",
        database_url="postgresql+psycopg://me:s3cret@base/renkei", backup_key="s3cret", audit_key="s3cret",
    )  # fmt: skip
    kept = told(settings)
    assert "s3cret" not in str(kept)
    assert kept["smtp"] == "smtp://post:587"
