"""Real time as a room sees it: what is committed is heard by who may hear it, and by nobody else."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, text

from core import audit, clock, config, database, realtime
from core.database import aside, db
from core.realtime import listeners, outbox, rights, streams
from core.realtime.quiet import quietly
from tests.core import things
from tests.hearing import Hearing, hearing

__all__ = ["hearing"]

Listen = Callable[..., Hearing]


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    engine_before = database._ways.get(None)
    hooks_before = listeners.identity.of_request, listeners.identity.still_alive
    app = things.make_app(settings(tmp_path))
    things.set_up(app)
    yield app
    db.remove()
    things.clear_away(app.extensions["engine"])
    listeners.identity.of_request, listeners.identity.still_alive = hooks_before
    if engine_before is not None:
        database.bind(engine_before)


def settings(data: Path) -> config.Settings:
    url = os.environ.get("RENKEI_TEST_DATABASE_URL") or f"sqlite:///{data / 'things.sqlite3'}"
    return config.Settings(
        data=data, database_url=url, redis_url=None, secret_key="only for tests", production=False, public_url="http://localhost",
        trusted_proxies=0, idle=timedelta(hours=2), absolute=timedelta(hours=12), invitation_life=timedelta(days=7), metrics_from=(),
        testing=True,
    )  # fmt: skip


def person(app: Flask, number: int, *, sign_in: int | None = None, language: str = "ja") -> FlaskClient:
    """A browser of this person. Persons 1 and 2 may hear of thing 1, person 3 may not."""
    client = app.test_client()
    client.post("/come", data={"person": number, "sign_in": sign_in or number * 10, "language": language})
    return client


def do(app: Flask, what: str, **said: object) -> str:
    return app.test_client().post(f"/{what}", data=said).text


def waiting(app: Flask) -> dict[str, list[int]]:
    with quietly(app):
        return outbox.untold()


def keep_door(monkeypatch: pytest.MonkeyPatch, ask: Callable[[realtime.Listener, int], bool]) -> None:
    monkeypatch.setitem(streams._gatekeepers, "thing", lambda listener, ids: {one for one in ids if ask(listener, one)})


def test_what_is_said_is_heard_by_who_may_hear_it_and_not_by_a_stranger(app: Flask, hearing: Listen) -> None:
    member, other = hearing(person(app, 1), "thing:1"), hearing(person(app, 3), "thing:1")
    do(app, "say", thing=1, words="薬が変わりました")
    realtime.flush_now(app)
    assert member.changes() == [
        {
            "stream": "thing:1", "after": 0, "seq": 1, "verb": "append", "target": "#said",
            "html": '<li id="said-1" data-seq="1" lang="ja">薬が変わりました</li>',
        }
    ]  # fmt: skip
    assert other.refused("thing:1")
    assert other.changes() == []
    assert waiting(app) == {}


def test_nothing_is_heard_before_it_is_committed(app: Flask, hearing: Listen) -> None:
    member = hearing(person(app, 1), "thing:1")
    with aside() as session:
        realtime.announce("thing:1", 1, session=session)
        session.flush()
        if app.config["RENKEI"].on_sqlite:
            assert waiting(app) == {}
        session.rollback()
    realtime.flush_now(app)
    assert member.changes() == []


def test_a_rollback_is_silent(app: Flask, hearing: Listen) -> None:
    member = hearing(person(app, 1), "thing:1")
    do(app, "say", thing=1, words="だめ", undo="yes")
    realtime.flush_now(app)
    assert member.changes() == []
    assert waiting(app) == {}


def test_a_savepoint_taken_back_is_silent_and_the_rest_is_heard(app: Flask, hearing: Listen) -> None:
    member = hearing(person(app, 1), "thing:1")
    do(app, "say", thing=1, words="残る", undo_inner="yes")
    realtime.flush_now(app)
    assert [(change["seq"], "残る" in change["html"]) for change in member.changes()] == [(1, True)]


def test_the_doorbell_rings_once_after_the_outer_commit_and_never_at_a_savepoint_or_rollback(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    rung: list[dict[str, bool]] = []
    monkeypatch.setattr(outbox.doorbell, "ring", lambda told: rung.append(dict(told.streams)))
    with app.test_request_context(method="POST"):
        with db.begin_nested():
            things.speak(1, "inside")
        assert rung == []
        db.commit()
        assert rung == [{"thing:1": False}]
        things.speak(1, "again")
        db.rollback()
        db.commit()
        things.speak(1, "closed without a word")
        db.remove()
        db.commit()
    assert len(rung) == 1
    with aside() as session:
        realtime.announce("thing:2", 7, soon=True, session=session)
    assert rung[1:] == [{"thing:2": True}]


def test_what_can_wait_does_not_hold_up_what_cannot(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    rung: list[dict[str, bool]] = []
    monkeypatch.setattr(outbox.doorbell, "ring", lambda told: rung.append(dict(told.streams)))
    for first, second in ((True, False), (False, True)):
        with aside() as session:
            realtime.announce("thing:1", 1, soon=first, session=session)
            realtime.announce("thing:1", 2, soon=second, session=session)
    assert rung == [{"thing:1": False}, {"thing:1": False}]


def test_each_page_hears_its_own_language(app: Flask, hearing: Listen) -> None:
    japanese, english = hearing(person(app, 1), "thing:1"), hearing(person(app, 2, language="en"), "thing:1")
    do(app, "say", thing=1, words="x")
    realtime.flush_now(app)
    assert ['lang="ja"' in change["html"] for change in japanese.changes()] == [True]
    assert ['lang="en"' in change["html"] for change in english.changes()] == [True]


def test_a_page_in_a_language_we_do_not_speak_hears_japanese(app: Flask, hearing: Listen) -> None:
    member = hearing(person(app, 1, language="de"), "thing:1")
    do(app, "say", thing=1, words="x")
    realtime.flush_now(app)
    assert 'lang="ja"' in member.changes()[0]["html"]


def test_nothing_is_drawn_for_a_language_nobody_listens_in(app: Flask, hearing: Listen, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[int] = []

    def draw(thing_id: int, after: int, upto: int) -> list[realtime.Change]:
        drawn.append(thing_id)
        return []

    monkeypatch.setitem(streams._renderers, "thing", draw)
    do(app, "say", thing=1, words="x")
    realtime.flush_now(app)
    assert drawn == []
    assert waiting(app) == {}


def test_several_changes_are_told_as_a_chain_that_leaves_no_gap(app: Flask, hearing: Listen) -> None:
    member = hearing(person(app, 1), "thing:1")
    do(app, "say", thing=1, words="x", times=3)
    realtime.flush_now(app)
    assert [(change["after"], change["seq"]) for change in member.changes()] == [(0, 1), (1, 2), (2, 3)]


def test_a_page_is_told_how_far_the_stream_is_when_too_much_has_changed(app: Flask, hearing: Listen) -> None:
    member = hearing(person(app, 1), "thing:1")
    do(app, "say", thing=1, words="x", times=101)
    realtime.flush_now(app)
    assert member.received() == [("present", {"stream": "thing:1", "seq": 101})]


def test_a_page_is_told_how_far_the_stream_is_when_the_changes_drawn_do_not_reach_it(
    app: Flask, hearing: Listen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(streams._renderers, "thing", lambda id_, after, upto: [])
    member = hearing(person(app, 1), "thing:1")
    do(app, "say", thing=1, words="x")
    realtime.flush_now(app)
    assert member.events("present") == [{"stream": "thing:1", "seq": 1}]


def test_a_row_that_appears_while_another_is_told_stays(app: Flask, hearing: Listen, monkeypatch: pytest.MonkeyPatch) -> None:
    member = hearing(person(app, 1), "thing:1")
    do(app, "say", thing=1, words="first")

    def speak_again(thing_id: int, after: int, upto: int) -> list[realtime.Change]:
        told = things.drawn(thing_id, after, upto)
        if upto == 1:
            with aside() as session:
                realtime.announce("thing:1", 2, session=session)
        return told

    monkeypatch.setitem(streams._renderers, "thing", speak_again)
    realtime.flush_now(app)
    assert [change["seq"] for change in member.changes()] == [1]
    assert waiting(app) == {"thing:1": [2]}


def test_what_cannot_be_drawn_stays_in_the_outbox_and_says_nothing_personal_in_the_log(
    app: Flask, hearing: Listen, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(thing_id: int, after: int, upto: int) -> list[realtime.Change]:
        raise LookupError("花子さんの記録")

    member = hearing(person(app, 1), "thing:1")
    monkeypatch.setitem(streams._renderers, "thing", fails)
    do(app, "say", thing=1, words="花子さん")
    with pytest.raises(LookupError):
        realtime.flush_now(app)
    teller = realtime.of(app).teller
    teller.strict = False
    for _ in range(3):
        teller.tell(["thing:1"])
    assert waiting(app) == {"thing:1": [1]}
    assert "LookupError" in caplog.text
    assert "花子" not in caplog.text
    teller.tell(["thing:1"])
    teller.clear()
    assert member.events("present") == [{"stream": "thing:1", "seq": 1}], "after three failures the page is asked to fetch"
    assert waiting(app) == {}


def test_a_stranger_is_refused_at_the_door(app: Flask, hearing: Listen) -> None:
    nobody = hearing(app.test_client(), "thing:1")
    assert not nobody.connected
    do(app, "say", thing=1, words="x")
    realtime.flush_now(app)
    assert nobody.changes() == []
    assert len(realtime.of(app).ears) == 0


def test_who_has_signed_out_is_refused_at_the_door(app: Flask, hearing: Listen) -> None:
    client = person(app, 1)
    do(app, "sign_out", sign_in=10)
    assert not hearing(client, "thing:1").connected


def test_a_denied_stream_leaves_a_trace(app: Flask, hearing: Listen) -> None:
    hearing(person(app, 3), "thing:1", "thing:2")
    with quietly(app):
        rows = db.scalars(select(audit.AuditRow).where(audit.AuditRow.verb == "watch.denied").order_by(audit.AuditRow.id.desc())).first()
        assert rows
        assert (rows.person_id, rows.detail) == (3, {"streams": ["thing:1", "thing:2"]})


NONSENSE: list[Any] = [None, 1, {}, "thing", "thing:0", "thing:1'--", "x" * 9999]


@pytest.mark.parametrize("said", [None, 7, "thing:1", [], {}, {"streams": "thing:1"}, {"streams": NONSENSE}])
def test_nonsense_at_the_door_is_nobodys_stream(app: Flask, hearing: Listen, said: Any) -> None:
    member = hearing(person(app, 1))
    assert member.ask(said) == {}


def test_a_stream_of_a_kind_nobody_knows_is_refused(app: Flask, hearing: Listen) -> None:
    assert hearing(person(app, 1)).watch("secret:1", "thing:2") == {"secret:1": None, "thing:2": None}


def test_a_socket_listens_to_sixty_streams_at_most(app: Flask, hearing: Listen) -> None:
    with aside() as session:
        session.execute(things.thing.insert(), [{"id": number, "seq": 0} for number in range(3, 80)])
        session.execute(things.reader.insert(), [{"thing_id": number, "person_id": 1} for number in range(3, 80)])
    member = hearing(person(app, 1))
    member.watch(*(f"thing:{number}" for number in range(3, 50)))
    answers = member.watch(*(f"thing:{number}" for number in range(50, 80)))
    assert sum(answer is not None for answer in answers.values()) == 60 - 47
    assert member.watch("thing:3") == {"thing:3": 0}, "what it has, it may ask for again"


def test_watching_adds_and_unwatching_ends(app: Flask, hearing: Listen) -> None:
    do(app, "admit", thing=2, person=1)
    member = hearing(person(app, 1), "thing:1")
    member.watch("thing:2")
    do(app, "say", thing=1, words="one")
    do(app, "say", thing=2, words="two")
    realtime.flush_now(app)
    assert {change["stream"] for change in member.changes()} == {"thing:1", "thing:2"}
    member.unwatch("thing:1")
    do(app, "say", thing=1, words="three")
    realtime.flush_now(app)
    assert member.changes() == []


def test_a_page_that_only_makes_sure_costs_no_question_until_ten_minutes_have_passed(
    app: Flask, hearing: Listen, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    def remember(listener: realtime.Listener, thing_id: int) -> bool:
        asked.append(thing_id)
        return things.may_hear(listener, thing_id)

    keep_door(monkeypatch, remember)
    member = hearing(person(app, 1), "thing:1")
    do(app, "say", thing=1, words="x")
    assert member.watch("thing:1") == {"thing:1": 1}
    assert asked == [1]
    with aside() as session:  # a right that ends by the calendar tells nobody
        session.execute(things.reader.delete())
    monkeypatch.setattr(listeners, "ASK_AFTER", 0.0)
    assert member.watch("thing:1") == {"thing:1": None}


def test_many_streams_of_a_kind_are_asked_for_at_once(app: Flask, hearing: Listen, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(streams._gatekeepers, "thing", lambda listener, ids: ids - {3})
    monkeypatch.setitem(streams._counters, "thing", lambda ids: {1: 7})
    assert hearing(person(app, 1), "thing:1", "thing:2", "thing:3").seqs == {"thing:1": 7, "thing:2": 0, "thing:3": None}


def test_how_far_a_stream_is_is_read_after_it_was_joined(app: Flask, hearing: Listen, monkeypatch: pytest.MonkeyPatch) -> None:
    """A change told between the gatekeeper's answer and the joining must be counted, or the page would never miss it."""

    def slow(listener: realtime.Listener, thing_id: int) -> bool:
        allowed = things.may_hear(listener, thing_id)
        with aside() as session:
            session.execute(things.thing.update().values(seq=5))
        return allowed

    keep_door(monkeypatch, slow)
    assert hearing(person(app, 1), "thing:1").seqs == {"thing:1": 5}


def test_who_leaves_hears_nothing_from_the_next_commit_on(app: Flask, hearing: Listen) -> None:
    leaver, stayer = hearing(person(app, 1), "thing:1"), hearing(person(app, 2), "thing:1")
    do(app, "expel", thing=1, person=1)
    do(app, "say", thing=1, words="without them")
    realtime.flush_now(app)
    assert len(stayer.changes()) == 1
    assert leaver.changes() == []
    assert leaver.connected, "the other boards of that person go on"


def test_who_leaves_before_what_was_said_is_told_does_not_hear_it(app: Flask, hearing: Listen) -> None:
    leaver = hearing(person(app, 1), "thing:1")
    do(app, "say", thing=1, words="late")
    do(app, "expel", thing=1, person=1)
    realtime.flush_now(app)
    assert leaver.changes() == []


def test_a_message_of_another_process_is_not_told_to_who_has_left(app: Flask, hearing: Listen) -> None:
    """It overtook the news of the leaving: its rights number says that there is something to learn first."""
    leaver, stayer = hearing(person(app, 1), "thing:1"), hearing(person(app, 2), "thing:1")
    do(app, "expel", thing=1, person=1)
    said = {"ja": [["change", {"stream": "thing:1", "after": 0, "seq": 1, "verb": "append", "target": "#said", "html": "x"}]]}
    realtime.of(app).teller.hear({"stream": "thing:1", "number": 1, "said": said})
    assert len(stayer.changes()) == 1
    assert leaver.changes() == []


def test_everybodys_rights_are_asked_again_before_a_stream_is_next_told(app: Flask, hearing: Listen) -> None:
    leaver, stayer = hearing(person(app, 1), "thing:1"), hearing(person(app, 2), "thing:1")
    do(app, "expel_all", thing=1, person=2)
    do(app, "say", thing=1, words="fewer")
    realtime.flush_now(app)
    assert len(stayer.changes()) == 1
    assert leaver.changes() == []
    do(app, "expel_all", thing=1, person=9)
    do(app, "say", thing=1, words="nobody")
    realtime.flush_now(app)
    assert stayer.changes() == []


def test_a_page_that_makes_sure_after_everybodys_rights_changed_is_told_at_once(app: Flask, hearing: Listen) -> None:
    member = hearing(person(app, 1), "thing:1")
    do(app, "expel_all", thing=1, person=9)
    realtime.of(app).ears.learn()
    assert member.watch("thing:1") == {"thing:1": None}


def test_who_is_let_in_while_everybodys_rights_are_learned_is_asked_once_more(
    app: Flask, hearing: Listen, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The gatekeeper answered from before the change, and asking again had passed this socket before it joined."""

    def overtaken(listener: realtime.Listener, thing_id: int) -> bool:
        allowed = things.may_hear(listener, thing_id)
        if allowed:
            with aside() as session:
                session.execute(things.reader.delete())
                realtime.rights_changed(listener.person_id, session=session)
            keep_door(monkeypatch, things.may_hear)
            realtime.flush_now(app)
        return allowed

    keep_door(monkeypatch, overtaken)
    late = hearing(person(app, 1), "thing:1")
    assert late.refused("thing:1")
    do(app, "say", thing=1, words="x")
    realtime.flush_now(app)
    assert late.changes() == []


def test_who_signs_out_while_the_door_opens_is_refused(app: Flask, hearing: Listen, monkeypatch: pytest.MonkeyPatch) -> None:
    client = person(app, 1)

    def overtaken() -> realtime.Listener | None:
        listener = things.who()
        with aside() as session:
            session.execute(things.ended.insert().values(sign_in_id=10))
            realtime.hang_up(sign_in_id=10, session=session)
        realtime.flush_now(app)
        return listener

    monkeypatch.setattr(listeners.identity, "of_request", overtaken)
    assert not hearing(client, "thing:1").connected


def test_a_sign_out_hangs_up_that_sign_in_and_no_other(app: Flask, hearing: Listen) -> None:
    phone, desk = hearing(person(app, 1, sign_in=11), "thing:1"), hearing(person(app, 1, sign_in=12), "thing:1")
    do(app, "sign_out", sign_in=11)
    do(app, "say", thing=1, words="x")
    realtime.flush_now(app)
    assert not phone.connected
    assert phone.changes() == []
    assert len(desk.changes()) == 1


def test_a_person_who_ends_is_hung_up_everywhere(app: Flask, hearing: Listen) -> None:
    phone, desk, other = (hearing(person(app, one, sign_in=sign_in), "thing:1") for one, sign_in in ((1, 11), (1, 12), (2, 20)))
    with aside() as session:
        realtime.hang_up(person_id=1, session=session)
    realtime.flush_now(app)
    assert [phone.connected, desk.connected, other.connected] == [False, False, True]


def test_a_change_of_rights_taken_back_changes_nothing(app: Flask, hearing: Listen) -> None:
    member = hearing(person(app, 1), "thing:1")
    with app.test_request_context(method="POST"):
        realtime.hang_up(person_id=1)
        db.rollback()
    realtime.flush_now(app)
    assert member.connected


def test_a_sign_in_that_ended_by_itself_is_hung_up_by_the_minute_check(app: Flask, hearing: Listen) -> None:
    idle, busy = hearing(person(app, 1), "thing:1"), hearing(person(app, 2), "thing:1")
    with aside() as session:
        session.execute(things.ended.insert().values(sign_in_id=10))
    realtime.of(app).ears.check_sign_ins()
    assert [idle.connected, busy.connected] == [False, True]


def test_a_line_nobody_signed_in_for_is_closed_at_the_second_look(app: Flask, hearing: Listen) -> None:
    parts, closed = realtime.of(app), []
    member = hearing(person(app, 1), "thing:1")
    for line in ("silent", member.line):
        parts.server.eio.sockets[line] = SimpleNamespace(close=lambda wait, line=line: closed.append(line))
    parts.ears.check_sign_ins()
    assert closed == []
    parts.ears.check_sign_ins()
    assert closed == ["silent"]


def test_a_log_of_rights_that_does_not_reach_back_means_everybody(app: Flask, hearing: Listen) -> None:
    leaver, stayer = hearing(person(app, 1), "thing:1"), hearing(person(app, 2), "thing:1")
    with clock.at(clock.now() - timedelta(days=8)):
        do(app, "expel", thing=1, person=1)
    do(app, "admit", thing=2, person=2)
    rights.prune()
    with quietly(app):
        assert db.scalar(select(func.count()).select_from(rights.RightsChange)) == 1
    do(app, "say", thing=1, words="x")
    realtime.flush_now(app)
    assert leaver.changes() == []
    assert len(stayer.changes()) == 1


def test_a_database_put_back_from_a_copy_means_everybody(app: Flask, hearing: Listen) -> None:
    member = hearing(person(app, 1), "thing:1")
    do(app, "admit", thing=2, person=1)
    realtime.flush_now(app)
    with aside() as session:
        session.execute(text("DELETE FROM rights_change"))
        session.execute(text("DELETE FROM rights_number"))
        session.execute(things.reader.delete())
    do(app, "say", thing=1, words="x")
    realtime.flush_now(app)
    assert member.changes() == []


def test_rights_numbers_rise_one_by_one_in_the_order_of_commits(app: Flask) -> None:
    with app.test_request_context(method="POST"):
        realtime.rights_changed(1)
        db.rollback()
        realtime.rights_changed(2)
        realtime.rights_changed(None)
        db.commit()
    with quietly(app):
        news = rights.since(0)
    assert (news.number, news.everybody, news.persons) == (2, True, frozenset({2}))


def test_nothing_runs_in_the_background_of_a_test(app: Flask, hearing: Listen) -> None:
    member = hearing(person(app, 1), "thing:1")
    do(app, "say", thing=1, words="x")
    assert member.changes() == []
    assert waiting(app) == {"thing:1": [1]}
    assert realtime.of(app).sweeper is None


def test_two_rooms_cannot_claim_the_same_streams(app: Flask) -> None:
    with pytest.raises(ValueError, match="thing"):
        realtime.counts("thing")(len)  # type: ignore[arg-type]
