"""The empty place to write on a board: drawn once a minute for all who may write there, and what is one reader's own put in."""

from __future__ import annotations

import secrets
import uuid
from datetime import datetime
from functools import lru_cache
from types import SimpleNamespace

from flask import render_template
from flask_babel import get_locale
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup

from board.forms import PostForm
from board.models import Board
from board.receiving import most_bytes, most_files
from core import clock
from region.models import Affiliation

_TOKEN, _ACTING, _KEY = (f"place-{secrets.token_hex(16)}" for _ in range(3))
"""Where the token of the session, who acts, and a fresh key are put in. The form is empty, so nobody can write these into it."""


def empty_composer(board: Board, by: Affiliation, *, may_urge: bool) -> Markup:
    """The form as this reader gets it."""
    minute = clock.now().replace(second=0, microsecond=0)
    drawn = _drawn(board.id, may_urge, str(get_locale() or "ja"), minute, (most_files(), most_bytes()))
    own = drawn.replace(_TOKEN, generate_csrf()).replace(_ACTING, str(by.id)).replace(_KEY, str(uuid.uuid4()))
    return Markup(own)  # noqa: S704 - our own template's, and three values without signs


@lru_cache(maxsize=200)
def _drawn(board_id: int, may_urge: bool, _language: str, _minute: datetime, _limits: tuple[int, int]) -> str:
    """All that it says is in the arguments: who may say 緊急, the words, the deadlines from now on, the limits of files."""
    return render_template(
        "board/posts/_composer.html", board=SimpleNamespace(id=board_id), may_urge=may_urge,
        form=PostForm(formdata=None, client_key=_KEY), here=SimpleNamespace(id=_ACTING), csrf_token=lambda: _TOKEN,
    )  # fmt: skip
