"""An area gets its five boards, each with those who may write there."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select

from board.models import Board, BoardKind
from board.setting_up import set_up_boards
from core.database import db
from tests.cast import Cast

MAY_POST = {
    BoardKind.NOTICE: {"sato", "ono", "tanaka", "kimura"},
    BoardKind.DISASTER: {"sato", "ono", "tanaka", "kimura"},
    BoardKind.VACANCY: {"sato", "ono", "kimura"},  # a station has places for new patients; a clinic without beds has not
    BoardKind.TRAINING: {"sato", "ono", "tanaka", "kimura"},
    BoardKind.NEW_PROVIDER: {"ono", "kimura"},
}


@pytest.mark.parametrize(("kind", "writers"), MAY_POST.items())
def test_each_board_is_written_by_those_it_is_for(cast: Cast, kind: BoardKind, writers: set[str]) -> None:
    board = cast.board(kind)
    everybody = ("sato", "ono", "tanaka", "kimura", "mori", "suzuki")
    assert {name for name in everybody if board.postable_by(getattr(cast, name))} == writers


def test_everybody_in_reach_reads_and_each_board_says_what_belongs_there(cast: Cast) -> None:
    boards = db.scalars(Board.readable_by(cast.mori.person_id)).all()
    assert [board.name for board in boards] == ["お知らせ", "災害情報", "空床情報", "研修情報", "新規事業者"]
    assert all(board.description.endswith("患者さんの名前や、個人が分かることは書かないでください。") for board in boards)


def test_setting_up_again_changes_nothing(cast: Cast) -> None:
    cast.board().name = "北のお知らせ"
    again = set_up_boards(cast.kita)
    assert again[0].name == "北のお知らせ"
    assert db.scalar(select(func.count()).select_from(Board).where(Board.area_id == cast.kita.id)) == 5


def test_the_command_lists_the_boards_of_the_area(app: Flask, cast: Cast) -> None:
    answer = app.test_cli_runner().invoke(args=["boards", "set-up", str(cast.kita.id)])
    assert answer.exit_code == 0
    assert "北地域  空床情報" in answer.output


def test_the_command_says_when_there_is_no_such_area(app: Flask, cast: Cast) -> None:
    answer = app.test_cli_runner().invoke(args=["boards", "set-up", "987654"])
    assert answer.exit_code == 1
    assert "987654 の地域が見つかりません" in answer.output
