"""A web process: pages and sockets in one gevent loop, which ends in good order. Only for entries that have patched first."""

from __future__ import annotations

import gc
import logging
import signal
import socket

import gevent
from flask import Flask
from gevent.event import Event
from gevent.pool import Pool
from gevent.pywsgi import LoggingLogAdapter, WSGIHandler, WSGIServer

from core import realtime, working
from core.config import Settings

log = logging.getLogger("renkei")
GRACE = 10.0
"""Seconds that requests under way have to end."""


class Handler(WSGIHandler):
    """One connection. Knows whether it only waits for a next request, and that a WebSocket was its last one."""

    server: House
    waits = False

    def read_requestline(self) -> str:
        self.waits = True
        try:
            return super().read_requestline()
        finally:
            self.waits = False

    def handle_one_response(self) -> None:
        super().handle_one_response()
        if self.status is None or self.server.ending.is_set():  # what follows a WebSocket's last frame is no request
            self.close_connection = True

    def handle(self) -> None:
        """An answer goes out as two writes, head and body: with Nagle's waiting every one of them took 40 ms."""
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.server.handlers.add(self)
        try:
            super().handle()
        finally:
            self.server.handlers.discard(self)


class House(WSGIServer):
    """The server, with its connections and whether it is ending."""

    def __init__(self, app: Flask, address: tuple[str, int]) -> None:
        quiet = LoggingLogAdapter(logging.getLogger("renkei.http"), logging.DEBUG)  # lines of strangers may hold anything
        super().__init__(address, app, log=None, error_log=quiet, handler_class=Handler, spawn=Pool())
        self.handlers: set[Handler] = set()
        self.ending = Event()

    def end(self) -> None:
        """Takes nobody new, lets requests end, and closes who only waits."""
        self.ending.set()
        self.close()
        for handler in [handler for handler in self.handlers if handler.waits]:
            handler.socket.shutdown(2)
        self.stop(GRACE)


def serve(app: Flask) -> None:
    """Serves until SIGTERM or SIGINT."""
    settings: Settings = app.config["RENKEI"]
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    server = House(app, (settings.host, settings.port))
    server.start()
    begin(app)
    log.info("serving on http://%s:%d", settings.host, settings.port)
    for number in (signal.SIGTERM, signal.SIGINT):
        gevent.signal_handler(number, server.ending.set)
    server.ending.wait()
    server.close()
    working.stop(app)
    realtime.stop(app)
    server.end()


def begin(app: Flask) -> None:
    """What a web process does once, when it is ready: hears of commits, does what recurs, and is no more collected."""
    realtime.start_sweeper(app)
    working.start(app)
    no_more_collected()


def no_more_collected() -> None:
    """What is here at the start stays for good: the collector need not look at it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
