"""Renkei under gunicorn: `gunicorn --config deploy/gunicorn.conf.py --bind 127.0.0.1:8001`, one such process for each address.

A socket stays with the process that opened it, so workers stay at one; several processes stand behind nginx, with Redis between them.
"""

from typing import Any

wsgi_app = "app:create_app()"
worker_class = "gevent"
workers = 1
worker_connections = 20_000
graceful_timeout = 15
bind = "127.0.0.1:8000"
control_socket_disable = True


def post_worker_init(worker: Any) -> None:
    """The worker has patched and loaded the app."""
    import gevent

    from core import realtime, working
    from core.realtime.serving import begin

    def say_goodbye() -> None:
        while worker.alive:
            gevent.sleep(0.2)
        working.stop(worker.wsgi)
        realtime.stop(worker.wsgi)  # open sockets would hold it up for the whole of graceful_timeout

    begin(worker.wsgi)
    gevent.spawn(say_goodbye)
