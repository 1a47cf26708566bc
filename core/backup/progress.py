"""How far a long command is, for whoever waits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import click

Done = Callable[[int], None]
Progress = Callable[[str, int], AbstractContextManager[Done]]
"""Of a step: its name and how much there is; gives what is called with how much more is done."""


@contextmanager
def bar(name: str, length: int) -> Iterator[Done]:
    """A bar on the terminal; one line where there is none."""
    if not click.get_text_stream("stderr").isatty():
        click.echo(f"{name} …", err=True)
        yield lambda _: None
        return
    terminal = click.get_text_stream("stderr")
    with click.progressbar(length=max(length, 1), label=name, file=terminal, update_min_steps=max(length // 500, 1)) as drawn:
        yield drawn.update


@contextmanager
def silence(name: str, length: int) -> Iterator[Done]:
    """Says nothing."""
    yield lambda _: None
