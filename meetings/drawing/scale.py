"""The upright axis of a chart: round numbers that cover what was counted, and numbers in words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
SQUEEZED = 10.0
"""A target so far away that the line would lie in less than a tenth of the height is named at the edge instead."""
GREAT = ((1e16, 1e16, "京"), (1e12, 1e12, "兆"), (1e8, 1e8, "億"), (1e6, 1e4, "万"))
"""From here on, in this much, with this word: 1,000,000 is 100万, 120,000 stays as it is."""
LIMIT = 1e20


@dataclass(frozen=True)
class Scale:
    """Ticks from the lowest to the highest; `low` and `high` are the first and the last."""

    ticks: tuple[float, ...]

    @property
    def low(self) -> float:
        return self.ticks[0]

    @property
    def high(self) -> float:
        return self.ticks[-1]

    def share(self, value: float) -> float:
        """0 at the lowest tick, 1 at the highest. Never outside for what the scale was made for."""
        return (value - self.low) / (self.high - self.low)


def scale_for(values: Sequence[float], target: float | None = None, baseline: float | None = None, *, percent: bool = False) -> Scale:
    """Three to six round ticks that cover the values and, unless they would flatten the line, target and baseline."""
    if not values:
        return Scale((0.0, 50.0, 100.0) if percent else (0.0, 5.0, 10.0))
    low, high = min(values), max(values)
    for level in (baseline, target):
        if level is not None and math.isfinite(level) and not _far(level, low, high):
            low, high = min(low, level), max(high, level)
    low, high = _inside(*_room(low, high, percent=percent), values=(low, high), percent=percent)
    return Scale(_ticks(low, high, whole=not percent and all(value == int(value) for value in values)))


def _far(level: float, low: float, high: float) -> bool:
    """Of equal values nothing can be flattened."""
    return high > low and max(high, level) - min(low, level) > SQUEEZED * (high - low)


def _room(low: float, high: float, *, percent: bool) -> tuple[float, float]:
    """Equal values get air around them; percentages at least ten points, so that a trifle does not look like a leap."""
    great = max(abs(low), abs(high))
    least = max(10.0 if percent else 0.0, great * 0.02, 0.01) if high > low else max(10.0 if percent else 1.0, great * 0.2)
    if high - low >= least:
        return low, high
    middle = (low + high) / 2
    return min(low, middle - least / 2), max(high, middle + least / 2)


def _inside(low: float, high: float, *, values: tuple[float, float], percent: bool) -> tuple[float, float]:
    """Air does not go below nothing, nor above a hundred percent."""
    return max(low, 0.0) if values[0] >= 0 else low, min(high, 100.0) if percent and values[1] <= 100 else high


def _ticks(low: float, high: float, *, whole: bool) -> tuple[float, ...]:
    power = 10.0 ** math.floor(math.log10((high - low) / 4))
    step = next(step * power for step in STEPS if (high - low) / (step * power) <= 4)
    step = max(step, 1.0) if whole else step
    first, last = math.floor(low / step), math.ceil(high / step)
    return tuple(_clean(place * step) for place in range(first, max(last, first + 1) + 1))


def _clean(value: float) -> float:
    """0.30000000000000004 is 0.3."""
    return float(f"{value:.12g}")


def in_words(value: float, unit: str, *, exact: bool = False) -> str:
    """77％ · 1,234件 · 12.5 · 320万. `exact` keeps two places behind the point, an axis keeps what its step needs."""
    if abs(value) >= LIMIT:
        return f"{value:.1e}{unit}"
    for least, size, word in GREAT:
        if abs(value) >= least:
            return f"{_bare(f'{value / size:,.2f}')}{word}{unit}"
    return f"{_bare(f'{value:,.2f}' if exact else f'{value:,.4f}')}{unit}"


def _bare(number: str) -> str:
    bare = number.rstrip("0").rstrip(".") if "." in number else number
    return "0" if bare == "-0" else bare.replace("-", "−")
