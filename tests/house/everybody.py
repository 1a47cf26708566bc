"""Everybody who could ask for a page, and one real thing of each kind to ask for: what the table of permissions is walked with."""

from __future__ import annotations

import io
import uuid
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from flask import Flask, current_app
from flask.testing import FlaskClient
from sqlalchemy import select

from auth import forgotten
from auth.guard import TOKEN
from auth.models import CodeApp, Passkey, PasswordLink, Person, SignIn
from board.models import Answer, Attachment, Confirmation, Post, Reply
from board.models.addressee import How
from board.models.confirmation import Told
from core import clock
from core.database import db
from region.directory.items import ITEMS
from region.directory.links import token_of
from region.directory.models import Fact, FactAsk, InstitutionMove, InstitutionPair, InstitutionStatus, InstitutionSuccession, SavedSearch
from region.directory.models.import_run import ImportRun
from region.directory.models.status import Status
from region.here import CHOSEN
from region.models import Affiliation, CoordinationBase, Institution, Invitation, Role, SecondFactorRule
from tests.board.papers import photo
from tests.cast import Cast, _institution, _works, an_asking_post, make_cast
from tests.house import everybody_meets
from tests.house.deeds import Who


@dataclass
class World:
    """`browsers` by who sits there; `things` fill the placeholders of addresses: by name; `of` holds others, for routes that
    begin so, or for lines of the table that name them; `sent` is what a form must hold to name a thing."""

    cast: Cast
    browsers: dict[Who, FlaskClient]
    things: dict[str, Any] = field(default_factory=dict)
    of: dict[str, dict[str, Any]] = field(default_factory=dict)
    sent: dict[str, dict[str, str]] = field(default_factory=dict)


def make_world(app: Flask) -> World:
    """All of it, committed."""
    cast = make_cast()
    south = _institution("南の拠点", "municipality", "910015", "056-000-0200")
    db.add(CoordinationBase(institution_id=south.id, area_id=cast.minami.id, from_on=date(2024, 4, 1)))
    people = _people(cast, south)
    db.commit()
    world = World(cast, {who: signed_in(app, one) for who, one in people.items()} | {Who.OUT: app.test_client()})
    _end_some(people)
    _board_things(world, people)
    _directory_things(world, people)
    _account_things(world, people)
    everybody_meets.meeting_things(world, people)
    db.commit()
    return world


def signed_in(app: Flask, who: Affiliation) -> FlaskClient:
    """A browser with a sign-in of this person, who acts as this affiliation. The form and its slow password are tried elsewhere."""
    browser = app.test_client()
    _begun, token = SignIn.begin(who.person, user_agent="Test", address="127.0.0.1", how="password", second=False)
    db.commit()
    with browser.session_transaction() as session:
        session[TOKEN], session[CHOSEN] = token, who.id
    return browser


def _people(cast: Cast, south: Institution) -> dict[Who, Affiliation]:
    both_there = _works("二宮 両", "ninomiya", south, Role.BASE_STAFF, "coordinator_base")
    both_here = Affiliation.begin(both_there.person, cast.clinic, Role.MEMBER, ["nurse"])
    return {
        Who.AUTHOR: cast.sato,
        Who.COLLEAGUE: _works("同僚 直", "doryo", cast.station, Role.MEMBER, "nurse"),
        Who.MANAGER: cast.ono,
        Who.MEMBER: cast.tanaka,
        Who.BASE: cast.kimura,
        Who.PREFECTURE: cast.mori,
        Who.BOTH_HERE: both_here,
        Who.BOTH_THERE: both_there,
        Who.OTHER_BASE: _works("南野 拠", "minamino", south, Role.BASE_STAFF, "coordinator_base"),
        Who.STRANGER: cast.suzuki,
        Who.NOWHERE: _works("前田 元", "maeda", cast.clinic, Role.MANAGER, "physician"),
        Who.DISABLED: _works("止田 止", "tomeda", cast.base, Role.BASE_STAFF, "coordinator_base"),
    }


def _end_some(people: dict[Who, Affiliation]) -> None:
    """After they signed in: the browser still has its cookie."""
    people[Who.NOWHERE].end(by=None)
    people[Who.DISABLED].person.disable(by=people[Who.BASE])
    db.commit()


def _board_things(world: World, people: dict[Who, Affiliation]) -> None:
    cast, board = world.cast, world.cast.board()
    kept, withdrawn, waiting = (_sent(world, board.id) for _ in range(3))
    post = an_asking_post(cast, cast.sato)
    gone = an_asking_post(cast, cast.sato, title="取り下げる投稿")
    reply = Reply.publish(post, body="はい。", client_key=str(uuid.uuid4()), by=cast.sato)
    post.correct(title=post.title, body="写真を足しました。", by=cast.sato, uploads=[kept])
    gone.correct(title=gone.title, body="写真です。", by=cast.sato, uploads=[withdrawn])
    gone.withdraw(reason="まちがい", by=cast.sato)
    assert post.request
    given = post.request.take_down(Answer.OK, Told(How.PHONE, clock.now()), of=cast.clinic.id, by=cast.kimura)
    db.commit()
    there = a_post_of_minami(world, people[Who.OTHER_BASE])
    world.things |= {
        "board_id": board.id, "post_id": post.id, "reply_id": reply.id, "grant_id": board.grants[-1].id, "key": waiting,
        "attachment_id": _file_of(post), "institution_id": cast.clinic.id, "confirmation_id": given[0].id,
    }  # fmt: skip
    assert isinstance(given[0], Confirmation)
    world.of["取り下げた投稿"] = {"post_id": gone.id, "attachment_id": _file_of(gone)}
    world.of["あちらの地域"] = {
        "board_id": there.board_id,
        "post_id": there.id,
        "institution_id": cast.elsewhere.id,
        "area_id": cast.minami.id,
    }


def a_post_of_minami(world: World, by: Affiliation) -> Post:
    """A post on the notice board of the other area."""
    return an_asking_post(world.cast, by, board=world.cast.board(area=world.cast.minami))


def _sent(world: World, board_id: int) -> str:
    """A picture that the author has sent and not posted; its key."""
    key, content = str(uuid.uuid4()), photo()
    said = {"key": key, "name": "写真.jpg", "size": str(len(content)), "offset": "0", "piece": (io.BytesIO(content), "piece")}
    answer = world.browsers[Who.AUTHOR].post(f"/boards/{board_id}/uploads", data=said)
    assert answer.status_code == 200, answer.text
    return key


def _file_of(post: Post) -> int:
    return db.scalars(select(Attachment.id).where(Attachment.post_id == post.id)).one()


def _directory_things(world: World, people: dict[Who, Affiliation]) -> None:
    cast, by, day = world.cast, people[Who.BASE], date(2024, 4, 1)
    twins = [_institution("ふたご薬局", "pharmacy", "900010", f"055-000-030{n}") for n in range(2)]
    elders = [_institution(f"引きつぐ{n}", "day_care", "900010", f"055-000-031{n}") for n in range(2)]
    pair = InstitutionPair.propose(*twins, score=1.0, reasons=[])
    told = InstitutionSuccession.succeed(*elders, on=clock.today(), with_people=False, by=by)
    active = InstitutionStatus.designate(cast.clinic, Status.ACTIVE_INSTITUTION, from_on=day, source="県", by=by, area=cast.kita)
    status = InstitutionStatus.designate(cast.station, Status.HOME_CARE_CLINIC, from_on=day, source="県", by=by)
    place = {"municipality_code": "900010", "address": "北町9", "telephone": "055-000-0999"}
    move = InstitutionMove.record(cast.station, place, from_on=clock.today() + timedelta(days=9), by=by)
    for code, value in (("home_care", "yes"), ("night_contact", "055-000-0111")):
        said = {"value": {"value": value}, "source": "institution", "visibility": ITEMS[code].visibility, "confirmed_at": clock.now()}
        db.add(Fact(institution_id=cast.station.id, item=code, **said))
    run = ImportRun.note("care-services", [])
    invited, link = Invitation.issue(
        email="new@example.jp", name="新人", institution=cast.station, role=Role.MEMBER, professions=["nurse"], by=cast.ono
    )
    ask = FactAsk.ask(cast.ono)
    db.flush()
    assert pair
    month = date(2026, 1, 1).strftime("%Y-%m")
    colleague = people[Who.COLLEAGUE]
    world.things |= {
        "area_id": cast.kita.id, "pair_id": pair.id, "run_id": run.id, "invitation_id": invited.id, "affiliation_id": colleague.id,
        "person_id": colleague.person_id, "move_id": move.id, "status_id": active.id, "code": "900010", "day": "2024-04-01",
        "item": "home_care", "what": "telephone", "month": month,
    }  # fmt: skip
    world.of |= {
        "/institutions/": {"institution_id": cast.station.id, "status_id": status.id, "succession_id": told.id},
        "/institutions/<int:institution_id>/succession/": {"institution_id": elders[0].id},
        "/institutions/<int:institution_id>/self-check/": {"institution_id": cast.clinic.id},
        "/areas/<int:area_id>/bases/": {"institution_id": cast.base.id},
        "/affiliations/<int:affiliation_id>/handover": {"affiliation_id": cast.ono.id},
        "/asks/": {"token": token_of(ask, current_app.config["RENKEI"].secret_key)},
        "/invitations/<token>": {"token": link},
        "拠点だけの項目": {"item": "night_contact"},
    }


def _account_things(world: World, people: dict[Who, Affiliation]) -> None:
    me = people[Who.AUTHOR]
    key = Passkey.add(me.person, credential_id="eHg", public_key=b"x", sign_count=0, name="かぎ")
    CodeApp.set_up(me.person, "JBSWY3DPEHPK3PXP", 1)
    other, _token = SignIn.begin(me.person, user_agent="Other", address=None, how="password", second=False)
    mine = SavedSearch.save("わたしの", "q=x", by=me)
    shared = SavedSearch.save("みんなの", "q=y", by=people[Who.BASE], area=world.cast.kita)
    SecondFactorRule.set_for(world.cast.kita, from_on=clock.today() + timedelta(days=30), by=people[Who.BASE])
    _link, token = PasswordLink.make(people[Who.COLLEAGUE].person, by=people[Who.BASE])
    db.flush()
    world.things |= {
        "passkey_id": key.id, "sign_in_id": other.id, "search_id": mine.id, "name": "renkei.css",
        "digest": "any",
    }  # fmt: skip
    world.sent["POST /account/affiliation"] = {"affiliation": str(me.id)}
    world.of |= {
        "拠点が配った": {"search_id": shared.id},
        "/password/": {"token": token},
        "/forgotten-password/": {"token": forgotten.token_for(_person(people[Who.MEMBER]), clock.now() + timedelta(hours=1))},
    }


def _person(one: Affiliation) -> Person:
    return one.person
