"""Rights end where their reason ends: with the role, with the base, at the border of the prefecture, at midnight, and with a move."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from board.models import Post
from core import clock, jobs, realtime
from core.database import db
from region.directory.models import InstitutionStatus
from region.directory.models.status import Status
from region.live import day_untold
from region.models import Affiliation, CoordinationBase, Invitation, Role
from tests.cast import Cast, a_post, as_
from tests.hearing import Hearing

Listen = Callable[..., Hearing]


def test_who_hands_over_has_invited_nobody_as_manager(client: FlaskClient, cast: Cast) -> None:
    issued, _link = Invitation.issue(
        email="new@example.jp", name="新人", institution=cast.station, role=Role.MANAGER, professions=["nurse"], by=cast.ono
    )
    db.commit()
    said = {"to": cast.sato.id, "then": "stay"}
    assert as_(client, cast.ono).post(f"/affiliations/{cast.ono.id}/handover", data=said).status_code == 303
    db.refresh(issued)
    assert not issued.open


def test_a_base_whose_time_is_over_has_invited_nobody(client: FlaskClient, cast: Cast) -> None:
    _issued, link = Invitation.issue(
        email="new@example.jp", name="新人", institution=cast.clinic, role=Role.MANAGER, professions=["nurse"], by=cast.kimura
    )
    db.commit()
    assert client.get(f"/invitations/{link}").status_code == 200
    db.scalars(select(CoordinationBase)).one().end(until_on=clock.today() - timedelta(days=1))
    db.commit()
    assert client.get(f"/invitations/{link}").status_code == 410
    said = {"name": "新人", "new_password": "kumori-no-hoshi-2026"}
    assert client.post(f"/invitations/{link}", data=said).status_code == 410


def test_the_prefectures_people_read_self_checks_of_their_own_prefecture_only(client: FlaskClient, cast: Cast) -> None:
    """Mori also works in Minami, in another prefecture, and reaches its institutions by that; not their self-checks."""
    Affiliation.begin(cast.mori.person, cast.elsewhere, Role.MEMBER, ["clerk"])
    other = db.merge(cast.elsewhere)
    colleague = type(other)(name="みなみ医院", type="clinic", municipality_code=other.municipality_code, telephone="056-000-0900")
    colleague.refold()
    db.add(colleague)
    db.flush()
    for place, area in ((cast.clinic, cast.kita), (colleague, cast.minami)):
        InstitutionStatus.designate(
            place, Status.ACTIVE_INSTITUTION, from_on=clock.today() - timedelta(days=1), source="県", by=None, area=area
        )
    db.commit()
    as_(client, cast.mori)
    assert client.get(f"/institutions/{cast.clinic.id}/self-check/").status_code == 200
    assert client.get(f"/institutions/{colleague.id}").status_code == 200
    assert client.get(f"/institutions/{colleague.id}/self-check/").status_code == 403


def test_base_staff_of_what_is_no_base_any_more_import_nothing(client: FlaskClient, cast: Cast) -> None:
    assert as_(client, cast.kimura).get("/imports/").status_code == 200
    base = db.scalars(select(CoordinationBase)).one()
    base.end(until_on=clock.today() - timedelta(days=1))
    db.commit()
    assert client.get("/imports/").status_code == 403


def test_open_pages_hear_nothing_more_of_an_institution_that_moved(client: FlaskClient, cast: Cast, hearing: Listen) -> None:
    stream = cast.board().stream
    ear = hearing(as_(client, cast.sato), stream)
    station = db.merge(cast.station)
    station.correct({"municipality_code": cast.elsewhere.municipality_code}, by=cast.kimura)
    db.commit()
    post = a_post(cast, cast.tanaka)
    realtime.announce(post.board.stream, post.changed_seq)
    db.commit()
    realtime.flush_now()
    assert ear.changes() == []
    assert ear.watch(stream) == {stream: None}


def test_what_ends_with_the_day_ends_on_open_pages_too(app: Flask, cast: Cast, client: FlaskClient, hearing: Listen) -> None:
    """A base until today: tomorrow its people, who stand elsewhere, hear nothing more of the area, although nobody changed anything."""
    cast.base.municipality_code = cast.elsewhere.municipality_code
    db.scalars(select(CoordinationBase)).one().end(until_on=clock.today())
    db.commit()
    post, stream = a_post(cast, cast.tanaka).id, cast.board().stream
    ear = hearing(as_(client, cast.kimura), stream)
    assert not ear.refused(stream)
    with clock.at(clock.now() + timedelta(days=1)):
        assert day_untold(app)
        assert jobs.run_if_due(app, jobs.registered["rights"])
        assert not day_untold(app), "once a day is enough"
        moved = db.get_one(Post, post)
        moved.changed()
        realtime.announce(stream, moved.changed_seq)
        db.commit()
        realtime.flush_now()
    assert ear.changes() == []
