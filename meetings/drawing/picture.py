"""What a drawn indicator consists of: all that templates/meetings/shared/chart.html needs, and nothing it has to reckon."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Dot:
    """A number in the frame. The last one carries its words: `anchor`, `dx`, `dy` say where they stand."""

    x: float
    y: float
    day: date
    words: str
    anchor: str = "start"
    dx: str = "0"
    dy: str = "0"


@dataclass(frozen=True)
class Tick:
    """A line across with its number."""

    at: float
    value: float
    words: str


@dataclass(frozen=True)
class Level:
    """Target or baseline. `beyond` is 'above' or 'below' where it lies too far away to be drawn in its place."""

    at: float
    label_at: float
    words: str
    beyond: str = ""


@dataclass(frozen=True)
class Period:
    """A month, or with several fiscal years a year: its middle, its left edge, its first day, and whether its name stands below."""

    at: float
    edge: float
    day: date
    first: bool
    named: bool


@dataclass(frozen=True)
class Mark:
    """An event in the frame: its words above the line where they fit, else a number with the words in a list below.

    Numbers of days close together stand beside each other: `label_at`.
    """

    at: float
    day: date
    words: str
    mark: str
    anchor: str
    label_at: float


@dataclass(frozen=True)
class Row:
    """A line of the table beside the figure."""

    day: date
    words: str
    note: str
    parts: tuple[str, ...]


@dataclass(frozen=True)
class Picture:
    """All that the templates need."""

    name: str
    dots: tuple[Dot, ...]
    lines: tuple[str, ...]
    ticks: tuple[Tick, ...]
    periods: tuple[Period, ...]
    target: Level | None
    baseline: Level | None
    events: tuple[Mark, ...]
    listed: bool
    rows: tuple[Row, ...]
    heads: tuple[str, ...]
    value_head: str
    years: int
    unit_below: str = ""

    @property
    def roomy(self) -> bool:
        """Do the numbers beside the frame need more room than usual?"""
        levels = [level.words for level in (self.target, self.baseline) if level]
        return any(len(tick.words) > 5 for tick in self.ticks) or any(len(words) > 6 for words in levels)

    @property
    def last(self) -> Dot | None:
        """The newest number."""
        return self.dots[-1] if self.dots else None
