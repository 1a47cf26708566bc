"""What the log says of an error: its kind and where it happened. Its message is left out: it may hold what somebody typed."""

from __future__ import annotations

import traceback
from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent
FRAMES = 6


def told(error: BaseException) -> str:
    """Kind and place, innermost last, on one line: `KeyError: board/models/post.py:88 publish < …`. The same of what caused it."""
    here = f"{type(error).__name__}: {' > '.join(_places(error)) or 'nowhere'}"
    cause = error.__cause__ or error.__context__
    return f"{here}; after {type(cause).__name__}" if cause is not None else here


def _places(error: BaseException) -> list[str]:
    frames = list(traceback.extract_tb(error.__traceback__))[-FRAMES:]
    return [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]


def _short(name: str) -> str:
    path = Path(name)
    return str(path.relative_to(HOUSE)) if path.is_relative_to(HOUSE) and ".venv" not in path.parts else path.name
