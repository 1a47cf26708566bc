"""The background of a web process: tells what it committed itself, sweeps up what others left, learns of rights, ends old sign-ins.

A row that another process wrote and did not tell within PATIENCE is told here: that process died, or it was a job or a command.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from flask import Flask
from sqlalchemy import Engine

from core.config import Settings
from core.realtime import outbox, rights
from core.realtime.bus import Bus
from core.realtime.foreign import Foreign
from core.realtime.outbox import Pending
from core.realtime.telling import Teller

log = logging.getLogger("renkei.realtime")
SOON = 0.4
"""Seconds within which small changes of one stream are told as one."""
BREATH = 0.1
"""Seconds between two tellings of one stream: the first of a burst leaves at once, what follows it is drawn together."""
PATIENCE = 1.0
"""Seconds another process has to tell what it wrote."""
LOOK_EVERY = {"sqlite": 0.2, "postgresql": 0.4}
CLEAR_EVERY = 0.2
CHECK_EVERY = 60.0
PRUNE_EVERY = 3600.0


class Sweeper:
    """Runs from `start()` to `stop()`; all telling of this process's own commits happens in its one thread (greenlet), in order."""

    def __init__(self, app: Flask, teller: Teller) -> None:
        settings: Settings = app.config["RENKEI"]
        engine: Engine = app.extensions["engine"]
        self.app, self.teller, self.ears = app, teller, teller.ears
        self.bus = Bus(settings, heard=teller.hear, again=self._redis_is_back) if settings.redis_url else None
        self._foreign = Foreign(app, engine, patience=PATIENCE if self.bus else 0.0)
        self._look_every = LOOK_EVERY[engine.dialect.name]
        self._due: dict[str, float] = {}
        self._told: dict[str, float] = {}
        self._rights_moved = False
        self._awake, self._stopping = threading.Event(), threading.Event()
        now = time.monotonic()
        self._next = {"look": now, "check": now + CHECK_EVERY, "prune": now + PRUNE_EVERY}
        self._threads = [threading.Thread(target=run, daemon=True, name=f"renkei-{run.__name__}") for run in (self._tell, self._clear)]

    def start(self) -> None:
        """From now on commits of this process are told at once."""
        self.ears.start_knowing()
        self.teller.bus = self.bus
        outbox.doorbell.ring = self.ring
        for thread in self._threads:
            thread.start()
        if self.bus:
            self.bus.start()

    def stop(self) -> None:
        """Tells what is still due, removes what was told, and ends."""
        outbox.doorbell.ring = None
        self._stopping.set()
        self._awake.set()
        for thread in self._threads:
            thread.join()
        self._guard(lambda: self.teller.tell(list(self._due)))
        self._guard(self.teller.clear)
        if self.bus:
            self.bus.stop()
        self._foreign.close()

    def ring(self, pending: Pending) -> None:
        """A transaction of this process was committed. Called inside the commit: only remembers."""
        now = time.monotonic()
        for stream, soon in pending.streams.items():
            when = now + SOON if soon else max(now, self._told.get(stream, 0.0) + BREATH)
            self._due[stream] = min(when, self._due.get(stream, when))
        self._rights_moved |= pending.rights
        self._awake.set()

    def _tell(self) -> None:
        while not self._stopping.is_set():
            self._awake.wait(self._pause())
            self._awake.clear()
            if not self._guard(self._round):
                self._stopping.wait(1.0)

    def _clear(self) -> None:
        while not self._stopping.wait(CLEAR_EVERY):
            if not self._guard(self.teller.clear):
                self._stopping.wait(1.0)

    def _round(self) -> None:
        if self._rights_moved:
            self._rights_moved = False
            self._learn()
        now = time.monotonic()
        for stream in [stream for stream, when in list(self._due.items()) if when <= now]:
            del self._due[stream]
            self.teller.tell([stream])
            self._told[stream] = time.monotonic()
        if self._is_time("look", self._look_every):
            self._look()
        if self._is_time("check", CHECK_EVERY):
            self.ears.check_sign_ins()
        if self._is_time("prune", PRUNE_EVERY):
            rights.prune()

    def _learn(self) -> None:
        number = self.ears.learn()
        if self.bus:
            self.bus.publish({"rights": number})

    def _look(self) -> None:
        self._told = {stream: at for stream, at in self._told.items() if time.monotonic() - at < BREATH}
        found = self._foreign.look()
        if found is None:
            return
        if found.number != self.ears.known:
            self.ears.learn()
        self.teller.tell({stream for stream, seq in found.old if stream not in self._due and not self.teller.known((stream, seq))})

    def _redis_is_back(self) -> None:
        """What was told here only is told everywhere now; what the others told meanwhile was not heard."""
        for stream, _ in list(self.teller.unpublished):
            self._due.setdefault(stream, 0.0)
        self._awake.set()
        self.teller.say_where_we_are()

    def _pause(self) -> float:
        now = time.monotonic()
        return max(0.0, min([self._next["look"], *self._due.values()]) - now)

    def _is_time(self, what: str, every: float) -> bool:
        now = time.monotonic()
        if now < self._next[what]:
            return False
        self._next[what] = now + every
        return True

    def _guard(self, act: Callable[[], object]) -> bool:
        try:
            act()
        except Exception as error:  # noqa: BLE001 (the database may be away for a while)
            log.error("real time waits: %s", type(error).__name__)
            return False
        return True
