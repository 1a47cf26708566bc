"""Heavy work beside the event loop: on a real thread where gevent rules the others, so that no socket waits for it."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from typing import ParamSpec, TypeVar

Given = ParamSpec("Given")
Result = TypeVar("Result")


class Beside:
    """Work of one kind, `at_once` of it together; the rest waits its turn."""

    def __init__(self, at_once: int) -> None:
        self._turns = threading.BoundedSemaphore(at_once)

    def __call__(self, work: Callable[Given, Result], *args: Given.args, **kwargs: Given.kwargs) -> Result:
        """The result of `work`. Nothing of the request is known there: no session, no language."""
        with self._turns:
            if not _patched():
                return work(*args, **kwargs)
            import gevent

            result: Result = gevent.get_hub().threadpool.apply(work, args, kwargs)
            return result


def _patched() -> bool:
    if "gevent.monkey" not in sys.modules:
        return False
    from gevent import monkey

    return bool(monkey.is_module_patched("threading"))
