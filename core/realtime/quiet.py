"""A request that nobody makes: for asking gatekeepers and drawing changes outside of a page. It reads, and nobody is signed in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask


@contextmanager
def quietly(app: Flask) -> Iterator[None]:
    """A fresh read transaction, with the addresses of the public site."""
    with app.test_request_context(base_url=app.config["RENKEI"].public_url):
        yield
