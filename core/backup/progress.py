"""How far a long command is, for whoever waits."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import click

Done = Callable[[int], None]
Progress = Callable[[str, int], AbstractContextManager[Done]]
"""Of a step: its name and how much there is; gives what is called with how much more is done."""


def _nothing(more: int) -> None:
    """Nobody looks."""


@contextmanager
def bar(name: str, length: int) -> Iterator[Done]:
    """A bar on the terminal; one line where there is none."""
    if not sys.stderr.isatty():
        click.echo(f"{name} …", err=True)
        yield _nothing
        return
    with click.progressbar(length=max(length, 1), label=name, file=sys.stderr, update_min_steps=max(length // 500, 1)) as drawn:
        yield drawn.update


@contextmanager
def silence(name: str, length: int) -> Iterator[Done]:
    """Says nothing."""
    yield _nothing
