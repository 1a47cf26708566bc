"""What stands around every page. Asked for only by pages that show it, and once a page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from flask import Flask
from flask_login import current_user
from sqlalchemy import bindparam, select

from board.models import Board, Post
from board.standing import standing, unread_known
from core.database import db
from home.around import Around, Base
from meetings.models import Group, Meeting
from meetings.standing import places, places_known
from region.here import here


@dataclass(frozen=True)
class NavBoard:
    """A board in the navigation."""

    id: int
    name: str
    unread: int


@dataclass(frozen=True)
class NavMeeting:
    """A meeting being held, in the navigation: who runs it gets the page to write on, the others the page to follow."""

    group: str
    address: str


class Frame:
    """The frame of one page for the present person at the present institution."""

    @cached_property
    def readable(self) -> list[Board]:
        """Every board the person may read; each is listened to."""
        return standing().boards

    @cached_property
    def _near(self) -> list[Board]:
        """The boards of one area: where the institution stands. Who reads across areas finds the others on /boards/."""
        return [board for board in self.readable if board.area_id == self.readable[0].area_id]

    @property
    def area_name(self) -> str:
        return self._near[0].area.name if self._near else ""

    @cached_property
    def _around(self) -> Around:
        near = self._near[0].area_id if self._near else None
        return Around.of(current_user.id, here(), self.readable, near, counted=unread_known() is not None)

    @cached_property
    def waiting(self) -> dict[int, int]:
        """How many posts are unread on each board the person may read."""
        around = self._around
        return unread_known() or around.unread

    @cached_property
    def boards(self) -> list[NavBoard]:
        """The boards of the near area with their unread posts."""
        waiting = self.waiting
        return [NavBoard(board.id, board.name, waiting.get(board.id, 0)) for board in self._near]

    @property
    def unread(self) -> int:
        return sum(board.unread for board in self.boards)

    @property
    def alerts(self) -> list[Post]:
        """Urgent posts the person has not opened."""
        return self._around.alerts

    @property
    def reminded(self) -> list[Post]:
        """What the person was reminded of and their institution has not answered."""
        return self._around.reminded

    @cached_property
    def held(self) -> list[NavMeeting]:
        """Meetings of the person's groups that are being held now. Nearly always none: then nothing more is asked."""
        present = here()
        if not present:
            return []
        known = places_known()
        if not (self._around.held if known is None else known.held):
            return []
        stands = places()
        now = db.execute(_HELD, {"ids": stands.held})
        return [NavMeeting(name, f"/meetings/{number}/{'hold' if group in stands.runs else 'follow'}") for number, group, name in now]

    @property
    def base(self) -> Base | None:
        """Whom to call for help: the base of the near area."""
        return self._around.base

    @property
    def streams(self) -> list[str]:
        """What this page listens to, and how far it was when the page was drawn."""
        present = here()
        own = [f"institution:{present.institution_id}", f"reminded:{present.person_id}"] if present else []
        return [f"{board.stream}={board.seq}" for board in self.readable[:50]] + own


_HELD = (
    select(Meeting.id, Group.id, Group.name)
    .join(Group, Group.id == Meeting.group_id)
    .where(Meeting.id.in_(bindparam("ids", expanding=True)))
    .order_by(Meeting.id)
)


def init_app(app: Flask) -> None:
    """Gives templates `frame` and `here`."""

    @app.context_processor
    def around() -> dict[str, object]:
        signed_in = bool(current_user and current_user.is_authenticated)
        return {"frame": Frame() if signed_in else None, "here": here() if signed_in else None}
