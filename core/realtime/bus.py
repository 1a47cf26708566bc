"""How the processes of one installation hear of each other's messages: one Redis channel, which keeps nothing.

What could not be published stays in the outbox; what could not be heard is found out when listening begins again.
"""

from __future__ import annotations

import hashlib
import json
import logging
import secrets
import threading
from collections.abc import Callable
from typing import Any

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from core.config import Settings

log = logging.getLogger("renkei.realtime")
PATIENCE = 2.0
"""Seconds to wait for Redis."""
PULSE = 5
"""Seconds without a sign of life after which the connection is tried."""


class Bus:
    """Publishes to the other processes and hears them. `up` is False from a failed publishing until Redis answers again."""

    def __init__(self, settings: Settings, *, heard: Callable[[dict[str, Any]], None], again: Callable[[], None]) -> None:
        assert settings.redis_url
        retry = Retry(NoBackoff(), 1)
        self._redis = redis.Redis.from_url(settings.redis_url, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE, retry=retry)
        self._channel = "renkei:" + hashlib.sha256(settings.secret_key.encode()).hexdigest()[:16]
        self._me = secrets.token_hex(8)
        self._heard, self._again = heard, again
        self._stopping, self._broken = threading.Event(), threading.Event()
        self.up = True

    def start(self) -> None:
        """Listens in the background."""
        threading.Thread(target=self._listen, name="renkei-bus", daemon=True).start()

    def stop(self) -> None:
        """Ends listening."""
        self._stopping.set()

    def publish(self, message: dict[str, Any]) -> bool:
        """Tells every other process. False where Redis is away: then it must be told later."""
        if self.up:
            try:
                self._redis.publish(self._channel, json.dumps({"from": self._me, **message}, ensure_ascii=False))
            except redis.RedisError as error:
                self._fail("publishing", error)
        return self.up

    def _listen(self) -> None:
        while not self._stopping.is_set():
            self._broken.clear()
            try:
                with self._redis.pubsub() as channel:  # type: ignore[no-untyped-call]
                    channel.subscribe(self._channel)
                    self._follow(channel)
            except Exception as error:  # noqa: BLE001 (Redis is away, or a message could not be told: listening begins anew either way)
                self._fail("listening", error)
            self._stopping.wait(1.0)

    def _follow(self, channel: Any) -> None:
        quiet = 0
        while not self._stopping.is_set() and not self._broken.is_set():
            said = channel.get_message(timeout=1.0)
            quiet = 0 if said else quiet + 1
            if quiet == PULSE:
                channel.ping()
            elif quiet > 2 * PULSE:
                raise redis.ConnectionError
            if said and said["type"] == "subscribe":  # at first, and whenever the library has connected anew by itself
                self.up = True
                self._again()
            elif said and said["type"] == "message":
                self._hear(said["data"])

    def _hear(self, data: bytes) -> None:
        message = json.loads(data)
        if message.pop("from", None) != self._me:
            self._heard(message)

    def _fail(self, what: str, error: Exception) -> None:
        self.up = False
        self._broken.set()
        log.warning("%s between processes failed: %s", what, type(error).__name__)
