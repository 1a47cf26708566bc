"""Before public minutes go on boards, the secretariat sees whom each board does not reach; nothing is refused for it."""

from __future__ import annotations

import uuid
from datetime import date

from flask.testing import FlaskClient
from lxml.html import fromstring  # type: ignore[import-untyped]

from board.models import Board, BoardKind, Right
from core.database import db
from meetings.models import Member, Task
from tests.cast import Cast, as_
from tests.meetings.counting import statements
from tests.meetings.minuted import Minuted, fixed, minuted


def hints(client: FlaskClient, world: Minuted) -> list[str]:
    page = fromstring(client.get(f"{world.at}/posting").text)
    return [" ".join(one.text_content().split()) for one in page.xpath("//*[@id='boards']//*[@class='hint']")]


def read_by(board: Board, kind: str, cast: Cast) -> Board:
    """From now on only institutions of this type."""
    board.grant(Right.READ, institution_type=kind, by=cast.kimura)
    for grant in [one for one in board.grants if one.right == Right.READ and one.institution_type != kind]:
        board.revoke(grant, by=cast.kimura)
    return board


def test_each_board_says_whom_it_does_not_reach_and_what_none_reaches_is_said_once(client: FlaskClient, cast: Cast) -> None:
    world = minuted(cast)
    fixed(world, cast)
    for kind in BoardKind:
        read_by(cast.board(kind), cast.station.type, cast)
    open_to_all = cast.board(BoardKind.NOTICE)
    open_to_all.grant(Right.READ, by=cast.kimura)
    db.commit()
    as_(client, cast.kimura)
    said = hints(client, world)
    assert said[-1] == "どの板も届かないところ：居宅支援あかり、さくら橋歯科。電話などで知らせてください。"
    assert said[:-1] == ["この板が届かないところ：田中医院"] * (len(BoardKind) - 1)
    posted = client.post(f"{world.at}/posting", data={"boards": [cast.board().id], "title": "x", "body": ""})
    assert posted.status_code == 422
    assert "さくら橋歯科。電話などで" in posted.text


def test_who_sits_there_is_shortened_and_asking_costs_no_more(client: FlaskClient, cast: Cast) -> None:
    world = minuted(cast)
    fixed(world, cast)
    as_(client, cast.kimura)
    with statements() as few:
        assert hints(client, world) == ["どの板も届かないところ：居宅支援あかり、さくら橋歯科。電話などで知らせてください。"]
    for number in range(9):
        Member.seat_in(
            world.group, name=f"委員{number}", institution_name=f"団体{number}", by=cast.kimura, from_on=date(2026, 4, 1),
            institution=cast.hoshi if number == 8 else None,
        )  # fmt: skip
    db.commit()
    cast.hoshi.type = "prefecture"  # looks in, is asked nothing, and reads
    db.commit()
    with statements() as more:
        (said,) = hints(client, world)
    assert said.endswith("団体2、団体3、ほか4。電話などで知らせてください。")
    assert len(more) - len(few) <= 1


def test_who_has_something_to_do_is_named_as_far_as_the_public_version_says_it(client: FlaskClient, cast: Cast) -> None:
    world = minuted(cast)
    for body, entry in (("消防本部", world.homework), ("警察署", world.secret)):
        Task.give(world.group, what="電話", client_key=str(uuid.uuid4()), by=cast.kimura, entry=entry, body_name=body)
    fixed(world, cast)
    (said,) = hints(as_(client, cast.kimura), world)
    assert "消防本部、居宅支援あかり" in said
    assert "警察署" not in said
