"""The boards an area begins with: five kinds, what belongs on each, and who may write there. Base staff change it later."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import select

from board.models import Board, BoardGrant, BoardKind, Right
from core import audit
from core.database import db
from region.models import Affiliation, Area, Role

NOBODYS_NAME = "患者さんの名前や、個人が分かることは書かないでください。"

WITH_PLACES = (
    "hospital", "clinic_with_beds", "short_stay", "tokuyo", "roken", "kaigo_iryoin", "group_home", "specified_facility", "serviced_housing",
    "small_multi", "nursing_small_multi", "regular_visit", "visiting_nursing", "day_care", "day_rehab",
)  # fmt: skip
"""Types of institutions that have beds, or places for new patients, to tell of."""


class Beginning(NamedTuple):
    """A board before anybody has written on it. Base staff of the area may always post and need no grant."""

    kind: BoardKind
    name: str
    belongs_here: str
    roles: tuple[Role, ...] = ()
    types: tuple[str, ...] = ()


BEGINNINGS = (
    Beginning(
        BoardKind.NOTICE, "お知らせ", "地域のみんなに知らせたいこと、聞きたいこと、物の融通、当番や会議の案内を書きます。",
        roles=(Role.MEMBER, Role.MANAGER, Role.BASE_STAFF),
    ),
    Beginning(
        BoardKind.DISASTER, "災害情報",
        "道路、停電、断水、診療やサービスの休止など、分かったことを、いつ・どこで確かめたかと一緒に書きます。訓練もここです。",
        roles=(Role.MEMBER, Role.MANAGER, Role.BASE_STAFF),
    ),
    Beginning(
        BoardKind.VACANCY, "空床情報",
        "空いているベッドと新しく受けられる枠を書き、うまったら取り下げます。「空き」は、場所が空いていて、看る職員もいる数です。",
        types=WITH_PLACES,
    ),
    Beginning(
        BoardKind.TRAINING, "研修情報", "研修会、勉強会、事例検討会の案内と、申し込みの締め切りを書きます。",
        roles=(Role.MEMBER, Role.MANAGER),
    ),
    Beginning(
        BoardKind.NEW_PROVIDER, "新規事業者",
        "新しく始めた事業所、移転、名前や電話番号の変更、休止と廃止を書きます。書くのは施設の管理者と拠点です。",
        roles=(Role.MANAGER,),
    ),
)  # fmt: skip


def set_up_boards(area: Area, *, by: Affiliation | None = None) -> list[Board]:
    """The five boards of an area with their first grants. Boards that are there already stay as they are."""
    present = {board.kind: board for board in db.scalars(select(Board).where(Board.area_id == area.id))}
    return [present.get(one.kind) or _begin(area, one, position, by) for position, one in enumerate(BEGINNINGS, start=1)]


def _begin(area: Area, beginning: Beginning, position: int, by: Affiliation | None) -> Board:
    board = Board(
        area=area, kind=beginning.kind, name=beginning.name, description=beginning.belongs_here + NOBODYS_NAME, position=position,
        grants=[BoardGrant(right=Right.READ), *_writers(beginning)],
    )  # fmt: skip
    db.add(board)
    db.flush()
    audit.record("board.set_up", board, by=by, area=area.id, kind=beginning.kind)
    return board


def _writers(beginning: Beginning) -> list[BoardGrant]:
    of_role = [BoardGrant(right=Right.POST, role=role) for role in beginning.roles]
    return of_role + [BoardGrant(right=Right.POST, institution_type=kind) for kind in beginning.types]
