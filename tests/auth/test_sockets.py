"""Sockets end with the sign-in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient

from auth import sockets
from auth.models import Person, SignIn
from core import clock, realtime
from core.database import db
from tests.cast import Cast, as_
from tests.hearing import Hearing

Hear = Callable[..., Hearing]


def somebody_writes(app: Flask, cast: Cast) -> None:
    """Doctor Tanaka posts, and whoever listens is told."""
    said = {"title": "手袋をおゆずりします", "body": "Mサイズ、50箱です。", "urgency": "normal"}
    assert as_(app.test_client(), cast.tanaka).post(f"/boards/{cast.board().id}/posts", data=said).status_code == 303
    realtime.flush_now()


def test_a_signed_in_person_is_let_in_and_a_stranger_is_not(app: Flask, client: FlaskClient, cast: Cast, hearing: Hear) -> None:
    assert hearing(as_(client, cast.sato), cast.board().stream).connected
    assert not hearing(app.test_client(), cast.board().stream).connected


def test_signing_out_hangs_up_this_device_and_no_other(app: Flask, cast: Cast, hearing: Hear) -> None:
    phone, desk = as_(app.test_client(), cast.sato), as_(app.test_client(), cast.sato)
    gone, stays = hearing(phone, cast.board().stream), hearing(desk, cast.board().stream)
    phone.post("/sign-out")
    somebody_writes(app, cast)
    assert not gone.connected
    assert not gone.changes()
    assert len(stays.changes()) == 1


def test_a_device_signed_out_from_another_hears_nothing_more(app: Flask, cast: Cast, hearing: Hear) -> None:
    lost, here = as_(app.test_client(), cast.sato), as_(app.test_client(), cast.sato)
    socket = hearing(lost, cast.board().stream)
    here.post("/account/sign-ins/ending")
    somebody_writes(app, cast)
    assert not socket.connected


def test_a_cookie_whose_sign_in_timed_out_opens_no_socket(app: Flask, cast: Cast, hearing: Hear) -> None:
    client = as_(app.test_client(), cast.sato)
    with clock.later(timedelta(hours=3)):
        assert not hearing(client, cast.board().stream).connected


def test_real_time_learns_which_sign_ins_still_live(app: Flask, cast: Cast) -> None:
    for who in (cast.sato, cast.ono, cast.tanaka, cast.kimura):
        as_(app.test_client(), who)
    sato, ono, tanaka, kimura = (one.id for one in db.query(SignIn).order_by(SignIn.id))
    db.get_one(SignIn, ono).end()
    db.get_one(Person, cast.tanaka.person_id).disable(by=None)
    db.commit()
    with app.test_request_context():
        assert sockets.still_alive({sato, ono, tanaka, kimura, 999}) == {sato, kimura}
        with clock.later(timedelta(hours=2)):
            assert sockets.still_alive({sato, kimura}) == set()
