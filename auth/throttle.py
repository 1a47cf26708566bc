"""Wrong passwords are few and far between: five in 15 minutes, then a rest of 15 minutes.

Counted for each account *and* address, and apart for every device the account knows: a whole hospital shares one address, and whoever
guesses at a colleague's password exhausts a budget that the colleague's own devices do not draw on.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv6Network
from typing import TypeVar

from flask import request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from limits import RateLimitItem, parse
from limits.errors import StorageError

from auth.devices import account_mark, this_device
from core import clock

FAILURES = parse("5 per 15 minutes")
REST = parse("1 per 15 minutes")
REST_MINUTES = REST.get_expiry() // 60

limiter = Limiter(get_remote_address, strategy="moving-window", key_prefix="renkei", storage_options={"wrap_exceptions": True})
log = logging.getLogger("renkei")

turn = threading.BoundedSemaphore(os.cpu_count() or 2)
"""Held from asking whether one may guess until the guess is counted: a thousand guesses sent at once are no more than five."""

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Guesses:
    """The wrong passwords one party may still try for one account."""

    party: tuple[str, ...]

    @property
    def elsewhere_too(self) -> bool:
        """Does the rest leave the account's own devices alone?"""
        return "address" in self.party

    @classmethod
    def at_sign_in(cls, email: str) -> Guesses:
        """Those of a known device, else those of the address this request comes from."""
        device = this_device()
        by = ("device", device.number) if device.knows(email) else ("address", neighbourhood(request.remote_addr or ""))
        return cls((account_mark(email), *by))

    @classmethod
    def at_second_step(cls, email: str) -> Guesses:
        """The same parties at the second step, counted apart from passwords."""
        return cls(("second", *cls.at_sign_in(email).party))

    @classmethod
    def of_person(cls, person_id: int) -> Guesses:
        """Those of somebody signed in who is asked for the password again."""
        return cls(("person", str(person_id)))

    def rest(self) -> int:
        """Seconds until another guess is allowed; 0 when it is now."""
        if _asked(lambda: limiter.limiter.test(REST, *self.party), True):
            return 0
        ends = _asked(lambda: limiter.limiter.get_window_stats(REST, *self.party).reset_time, 0.0)
        return max(1, min(REST.get_expiry(), round(ends - clock.now().timestamp())))

    def failed(self) -> int:
        """Counts a wrong password. How many are left; with none left the rest begins."""
        _asked(lambda: limiter.limiter.hit(FAILURES, *self.party), True)
        left = _asked(lambda: limiter.limiter.get_window_stats(FAILURES, *self.party).remaining, FAILURES.amount)
        if left == 0:
            _asked(lambda: limiter.limiter.hit(REST, *self.party), True)
            self.succeeded()
        return left

    def succeeded(self) -> None:
        """The right password makes earlier mistakes forgotten."""
        _asked(lambda: limiter.limiter.clear(FAILURES, *self.party), None)


def used_up(limit: RateLimitItem, *party: str) -> bool:
    """Counts one more of something that is not a guess; is it one too many?"""
    return not _asked(lambda: limiter.limiter.hit(limit, *party), True)


def neighbourhood(address: str) -> str:
    """The address, or of IPv6 the /64 it is in: one household or office has 2**64 of those to itself."""
    try:
        return str(IPv6Network((address, 64), strict=False))
    except ValueError:
        return address


def _asked(question: Callable[[], Answer], without: Answer) -> Answer:
    """The store's answer. Where Redis is away people must still get in: they are let through, and the log says so."""
    try:
        return question()
    except StorageError as away:
        log.error("throttle: the store does not answer: %s", type(away.__cause__ or away).__name__)
        return without
