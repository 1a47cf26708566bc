"""Heavy work beside the event loop: on a real thread where gevent rules the others, so that no socket waits for it."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from typing import ParamSpec, TypeVar

Given = ParamSpec("Given")
Result = TypeVar("Result")

_turn = threading.BoundedSemaphore(1)
"""One picture at a time: fifty million dots are up to 200 MB while they are looked at, and a processor stays free for pages."""


def beside(work: Callable[Given, Result], *args: Given.args, **kwargs: Given.kwargs) -> Result:
    """The result of `work`, in its turn. Nothing of the request is known there: no session, no language."""
    with _turn:
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
