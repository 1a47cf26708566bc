"""Every setting, read once from the environment (prefix RENKEI_). docs/operations.md lists them."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from pathlib import Path


@dataclass(frozen=True)
class Settings:
    """What one installation of Renkei is told from outside."""

    data: Path
    database_url: str
    redis_url: str | None
    secret_key: str
    production: bool
    public_url: str
    trusted_proxies: int
    idle: timedelta
    absolute: timedelta
    invitation_life: timedelta
    metrics_from: tuple[str, ...]
    testing: bool = False
    file_megabytes: int = 20
    files_per_post: int = 10
    map_tiles: str | None = None
    smtp_url: str | None = None
    mail_from: str = ""
    host: str = "127.0.0.1"
    port: int = 8000
    backup_key: str | None = field(default=None, repr=False)
    audit_key: str | None = None
    audit_head_to: str | None = None
    audit_head_file: Path | None = None

    @property
    def on_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")

    @property
    def secure_cookies(self) -> bool:
        return self.public_url.startswith("https://")

    def cookie(self, name: str) -> str:
        """What a cookie that proves something is called: over TLS no other host, path or plain connection can put one in its place."""
        return f"__Host-{name}" if self.secure_cookies else name


class SettingsMissing(Exception):
    """A setting that production needs was not given, or not enough of it."""


SHORTEST_KEY = 32
"""Characters of RENKEI_SECRET_KEY in production."""


def read(environment: Mapping[str, str]) -> Settings:
    """Settings from the variables of `environment`; raises SettingsMissing, ValueError."""

    def given(name: str, default: str) -> str:
        return environment.get(f"RENKEI_{name}") or default

    data = Path(given("DATA", "data")).resolve()
    production = given("PRODUCTION", "0") == "1"
    port = int(environment.get("PORT") or "8000")
    return Settings(
        data=data,
        database_url=given("DATABASE_URL", f"sqlite:///{data / 'renkei.sqlite3'}"),
        redis_url=environment.get("RENKEI_REDIS_URL") or None,
        secret_key=_secret_key(environment.get("RENKEI_SECRET_KEY"), data, production),
        production=production,
        public_url=given("PUBLIC_URL", f"http://127.0.0.1:{port}").rstrip("/"),
        trusted_proxies=int(given("TRUSTED_PROXIES", "0")),
        idle=timedelta(minutes=int(given("IDLE_MINUTES", "120"))),
        absolute=timedelta(hours=int(given("ABSOLUTE_HOURS", "12"))),
        invitation_life=timedelta(days=int(given("INVITATION_DAYS", "7"))),
        metrics_from=tuple(given("METRICS_FROM", "127.0.0.1,::1").split(",")),
        smtp_url=environment.get("RENKEI_SMTP_URL") or None,
        mail_from=given("MAIL_FROM", ""),
        map_tiles=environment.get("RENKEI_MAP_TILES") or None,
        file_megabytes=int(given("FILE_MB", "20")),
        files_per_post=int(given("FILES_PER_POST", "10")),
        host=given("HOST", "127.0.0.1"),
        port=port,
        backup_key=environment.get("RENKEI_BACKUP_KEY") or None,
        audit_key=environment.get("RENKEI_AUDIT_KEY") or None,
        audit_head_to=environment.get("RENKEI_AUDIT_HEAD_TO") or None,
        audit_head_file=Path(kept).resolve() if (kept := environment.get("RENKEI_AUDIT_HEAD_FILE")) else None,
    )


def _secret_key(given: str | None, data: Path, production: bool) -> str:
    """The key given; outside production one is made once and kept beside the data, so that a restart signs nobody out."""
    if production and len(given or "") < SHORTEST_KEY:
        raise SettingsMissing(f"RENKEI_SECRET_KEY must be set in production ({SHORTEST_KEY} or more random characters).")
    if given:
        return given
    kept = data / "secret-key"
    if not kept.exists():
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(48), encoding="ascii")
    return kept.read_text(encoding="ascii")


@cache
def settings() -> Settings:
    """The settings of this process."""
    return read(os.environ)


def for_flask(settings: Settings) -> dict[str, object]:
    """What Flask and its extensions want to know, from our settings."""
    return {
        "RENKEI": settings,
        "SECRET_KEY": settings.secret_key,
        "TESTING": settings.testing,
        "SESSION_COOKIE_NAME": settings.cookie("renkei"),
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": settings.secure_cookies,
        "MAX_CONTENT_LENGTH": 2 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_SSL_STRICT": settings.secure_cookies,
        "RATELIMIT_STORAGE_URI": settings.redis_url or "memory://",
        "RATELIMIT_HEADERS_ENABLED": False,
        "BABEL_DEFAULT_LOCALE": "ja",
        "BABEL_DEFAULT_TIMEZONE": "Asia/Tokyo",
    }
