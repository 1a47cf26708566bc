"""A program that kills processes: each writes causes with their letters and sends what is due, until SIGKILL meets it somewhere.

`python dying_sender.py ROUNDS SEED`; the settings come from the environment. Every process lives some minutes later than the one before,
so that the leases of the dead have run out. It prints how many processes it has killed.
"""

from __future__ import annotations

import itertools
import os
import random
import signal
import sys
import threading
import time
from dataclasses import replace
from datetime import timedelta

from flask import Flask

from app import create_app
from core import audit, clock, config, jobs, working
from core.database import db
from core.deliveries import composes, queue
from core.delivering import LEASE
from core.mail import Letter

LONGEST = 0.4
"""Seconds a process lives at most, after it has begun to send."""


def live(app: Flask, number: int, ready: int) -> None:
    """Never ends by itself."""
    composes("test.told")(lambda row: Letter(str(row.address), "x", "y"))
    jobs.registered = {"mail": replace(jobs.registered["mail"], every=timedelta(milliseconds=5))}
    with clock.later(2 * number * LEASE):
        working.start(app)
        pause = threading.Event()
        for letter in itertools.count():
            with app.app_context():
                audit.record("test.caused", cause=f"{number}-{letter}")
                queue("test.told", key=f"{number}-{letter}", address=f"{number}-{letter}@example.jp")
                db.commit()
            if letter == 0:
                os.write(ready, b"!")
            pause.wait(0.004)


def kill_one(app: Flask, number: int, dice: random.Random) -> None:
    """A process, from its birth to its death."""
    told, ready = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            live(app, number, ready)
        finally:
            os._exit(3)
    os.read(told, 1)
    time.sleep(dice.random() * LONGEST)
    os.kill(child, signal.SIGKILL)
    _, how = os.waitpid(child, 0)
    assert os.WIFSIGNALED(how), "it ended by itself"
    os.close(told)
    os.close(ready)


if __name__ == "__main__":
    rounds, dice = int(sys.argv[1]), random.Random(int(sys.argv[2]))
    house = create_app(config.read(os.environ))
    for number in range(rounds):
        kill_one(house, number, dice)
    sys.stdout.write(f"{rounds}\n")
