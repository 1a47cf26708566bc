"""The picture of a group's year: where its meetings stand between April and March (templates/meetings/shared/year.html)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from core import clock
from meetings.groups.plan import meetings_of
from meetings.groups.planning import year_of
from meetings.models import Group, Meeting


@dataclass(frozen=True)
class Stop:
    """A meeting on the line."""

    at: float
    number: int
    state: str
    day: str
    theme: str
    words: str
    href: str


@dataclass(frozen=True)
class Picture:
    """The line."""

    today_at: float | None
    past: bool
    warning: str
    meetings: list[Stop]


def picture_of(group: Group, fiscal_year: int) -> Picture:
    """Of this group; cancelled meetings are left out."""
    return drawn(meetings_of(group, fiscal_year), fiscal_year)


def drawn(meetings: Sequence[Meeting], fiscal_year: int, warning: str = "") -> Picture:
    """The same from meetings that are at hand, in the order of their days."""
    today, (first, last) = clock.today(), year_of(fiscal_year)
    days = (last - first).days
    shown = [one for one in meetings if not one.cancelled_at]
    ahead = next((one for one in shown if not one.closed_at and (one.opened_at or one.ends_at > clock.now())), None)
    inside = first <= today <= last
    return Picture(
        today_at=(today - first).days / days if inside else None, past=today > last, warning=warning,
        meetings=[_stop(one, (clock.in_japan(one.starts_at).date() - first).days / days, one is ahead) for one in shown],
    )  # fmt: skip


def _stop(one: Meeting, at: float, is_next: bool) -> Stop:
    day = clock.in_japan(one.starts_at).date()
    left = (day - clock.today()).days
    words = "" if not is_next else _("いま開かれています") if one.held else _("きょう") if left == 0 else _("あと%(days)s日", days=left)
    state = "now" if is_next else "done" if one.closed_at or one.ends_at <= clock.now() else "open"
    return Stop(at, one.number, state, _("%(month)s月%(day)s日", month=day.month, day=day.day), one.theme, words, f"/meetings/{one.id}")
