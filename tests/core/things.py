"""A tiny room for trying real time: things that are said something about, and who may hear it. It lives only in tests.

Its rules are those of every room: a thing counts its changes under its row, (stream, seq) goes into the outbox, rights end in the
transaction that takes them. `python tests/core/things.py` serves it as a web process does.
"""

from __future__ import annotations

import sys
from pathlib import Path

if __name__ == "__main__":
    from gevent import monkey

    monkey.patch_all()
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import json
import time
from typing import Any

from flask import Flask, Response, abort, current_app, request, session
from flask_babel import get_locale
from sqlalchemy import Column, Engine, ForeignKey, Integer, MetaData, String, Table, delete, insert, select, update

from core import audit, config, database, language, realtime
from core.commands import upgrade
from core.database import Base, db
from core.realtime import Change, Listener, Outbox, RightsChange, RightsNumber

tables = MetaData()
thing = Table("thing", tables, Column("id", Integer, primary_key=True), Column("seq", Integer, nullable=False))
saying = Table(
    "saying",
    tables,
    Column("id", Integer, primary_key=True),
    Column("thing_id", ForeignKey("thing.id"), nullable=False),
    Column("born_seq", Integer, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("words", String, nullable=False),
)
reader = Table(
    "reader",
    tables,
    Column("thing_id", ForeignKey("thing.id"), primary_key=True),
    Column("person_id", Integer, primary_key=True),
)
ended = Table("ended", tables, Column("sign_in_id", Integer, primary_key=True))
OURS = [Outbox.__table__, RightsNumber.__table__, RightsChange.__table__, audit.AuditRow.__table__]


def make_app(settings: config.Settings) -> Flask:
    """An app with real time and nothing else but things."""
    app = Flask("things")
    app.config.from_mapping(config.for_flask(settings))
    database.init_app(app)
    language.init_app(app)
    realtime.init_app(app)
    for route in (come, say, correct, admit, expel, expel_all, sign_out):
        app.add_url_rule(f"/{route.__name__}", view_func=route, methods=["POST"])
    for look in (changes, state, slowly):
        app.add_url_rule(f"/{look.__name__}", view_func=look)
    register()
    return app


def set_up(app: Flask) -> None:
    """Empty tables, and thing 1, which persons 1 and 2 may hear."""
    engine = app.extensions["engine"]
    if app.config["RENKEI"].on_sqlite:  # a file of one's own
        Base.metadata.create_all(engine, tables=OURS)  # type: ignore[arg-type]
    else:
        upgrade(app.config["RENKEI"].database_url)
    tables.drop_all(engine)
    tables.create_all(engine)
    with database.aside() as into:
        for model in (Outbox, RightsNumber, RightsChange):
            into.execute(delete(model))
        into.execute(insert(thing), [{"id": 1, "seq": 0}, {"id": 2, "seq": 0}])
        into.execute(insert(reader), [{"thing_id": 1, "person_id": 1}, {"thing_id": 1, "person_id": 2}])


def clear_away(engine: Engine) -> None:
    """The tables of things are gone; others may use this database too."""
    tables.drop_all(engine)
    engine.dispose()


def register() -> None:
    """Who may hear of a thing, how its changes look, how far it is; and who stands behind a handshake."""
    realtime.gatekeeper("thing")(may_hear)
    realtime.counts("thing")(present)
    realtime.renders("thing")(drawn)
    realtime.identify_with(who)
    realtime.still_alive_with(still_alive)


def may_hear(listener: Listener, thing_id: int) -> bool:
    return db.scalar(select(reader.c.person_id).where(reader.c.thing_id == thing_id, reader.c.person_id == listener.person_id)) is not None


def present(thing_id: int) -> int:
    return db.scalar(select(thing.c.seq).where(thing.c.id == thing_id)) or 0


def drawn(thing_id: int, after: int, upto: int) -> list[Change]:
    """Everything said or corrected after `after`, as it is now."""
    told: list[Change] = []
    for id_, born_seq, seq, words in _said_after(thing_id, after):
        verb = "append" if born_seq > after else "replace"
        target = "#said" if verb == "append" else f"#said-{id_}"
        told.append(Change(told[-1].seq if told else after, seq, verb, target, _element(id_, seq, words)))  # type: ignore[arg-type]
    return told


def who() -> Listener | None:
    if "person" not in session or session["sign_in"] not in still_alive({session["sign_in"]}):
        return None
    return Listener(session["person"], session["sign_in"], session.get("language", "ja"))


def still_alive(sign_in_ids: set[int]) -> set[int]:
    return sign_in_ids - set(db.scalars(select(ended.c.sign_in_id)))


def come() -> str:
    """Signs in as `person` with `sign_in`, reading `language`."""
    session.update(person=int(request.form["person"]), sign_in=int(request.form["sign_in"]), language=request.form.get("language", "ja"))
    return ""


def say() -> str:
    """Says `words` about `thing`, as many times as `times`; `undo` takes the whole transaction back, `undo_inner` a savepoint of it."""
    thing_id, soon = int(request.form["thing"]), "soon" in request.form
    for number in range(int(request.form.get("times", 1))):
        speak(thing_id, request.form["words"] + (str(number) if number else ""), soon=soon)
    if "undo_inner" in request.form:
        with db.begin_nested() as inner:
            speak(thing_id, "undone", soon=soon)
            inner.rollback()
    if "undo" in request.form:
        db.rollback()
    db.commit()
    return str(present(thing_id))


def speak(thing_id: int, words: str, *, soon: bool = False) -> None:
    """The verb of this domain; the caller commits."""
    seq = _next_seq(thing_id)
    db.execute(insert(saying).values(thing_id=thing_id, born_seq=seq, seq=seq, words=words))
    realtime.announce(f"thing:{thing_id}", seq, soon=soon)


def correct() -> str:
    """Replaces the words of the saying that was the `nth`."""
    restate(int(request.form["nth"]), request.form["words"])
    db.commit()
    return ""


def restate(nth: int, words: str) -> None:
    saying_id, thing_id = db.execute(select(saying.c.id, saying.c.thing_id).order_by(saying.c.id).offset(nth).limit(1)).one()
    seq = _next_seq(thing_id)
    db.execute(update(saying).where(saying.c.id == saying_id).values(words=words, seq=seq))
    realtime.announce(f"thing:{thing_id}", seq)


def admit() -> str:
    """`person` may hear of `thing`."""
    db.execute(insert(reader).values(thing_id=int(request.form["thing"]), person_id=int(request.form["person"])))
    realtime.rights_changed(int(request.form["person"]))
    db.commit()
    return ""


def expel() -> str:
    """`person` may not hear of `thing` any more."""
    take_away(int(request.form["thing"]), int(request.form["person"]))
    realtime.rights_changed(int(request.form["person"]))
    db.commit()
    return ""


def expel_all() -> str:
    """Nobody but `person` may hear of `thing`: one change of rights for everybody."""
    db.execute(delete(reader).where(reader.c.thing_id == int(request.form["thing"]), reader.c.person_id != int(request.form["person"])))
    realtime.rights_changed(None)
    db.commit()
    return ""


def take_away(thing_id: int, person_id: int) -> None:
    db.execute(delete(reader).where(reader.c.thing_id == thing_id, reader.c.person_id == person_id))


def sign_out() -> str:
    """Ends `sign_in`."""
    db.execute(insert(ended).values(sign_in_id=int(request.form["sign_in"])))
    realtime.hang_up(sign_in_id=int(request.form["sign_in"]))
    db.commit()
    return ""


def changes() -> Response:
    """What a page that has `after` lacks, in its present form, and how far that is; 404 for who may not hear it."""
    thing_id, after, listener = int(request.args["thing"]), int(request.args["after"]), who()
    if listener is None or not may_hear(listener, thing_id):
        abort(404)
    seq = present(thing_id)
    elements = {str(id_): _element(id_, number, words) for id_, _, number, words in _said_after(thing_id, after)}
    return Response(json.dumps({"seq": seq, "elements": elements}), mimetype="application/json")


def state() -> dict[str, object]:
    """What a test wants to know of the process: the ways its messages took, what waits, who listens."""
    parts = realtime.of(current_app)
    manager = parts.server.manager
    waiting = [f"{row.stream}/{row.seq}" for row in db.scalars(select(Outbox))]
    return {
        "fast": manager.fast,
        "ordinary": manager.ordinary,
        "waiting": waiting,
        "ears": len(parts.ears),
        "sockets": len(parts.server.eio.sockets),
    }


def slowly() -> str:
    """A page that takes its time."""
    time.sleep(1)
    return "done"


def _next_seq(thing_id: int) -> int:
    row = db.execute(select(thing.c.seq).where(thing.c.id == thing_id).with_for_update())
    seq: int = row.scalar_one() + 1
    db.execute(update(thing).where(thing.c.id == thing_id).values(seq=seq))
    return seq


def _said_after(thing_id: int, after: int) -> list[Any]:
    query = select(saying.c.id, saying.c.born_seq, saying.c.seq, saying.c.words)
    return list(db.execute(query.where(saying.c.thing_id == thing_id, saying.c.seq > after).order_by(saying.c.seq)))


def _element(id_: int, seq: int, words: str) -> str:
    return f'<li id="said-{id_}" data-seq="{seq}" lang="{get_locale()}">{words}</li>'


if __name__ == "__main__":
    from functools import partial

    from socketio import Manager

    from core.realtime.serving import serve

    made = make_app(config.settings())
    if "--ordinary" in sys.argv:  # for comparing (bench/fan_out.py)
        realtime.of(made).server.manager.emit = partial(Manager.emit, realtime.of(made).server.manager)
    if "--new" in sys.argv:
        set_up(made)
    if "--say" in sys.argv:
        with made.app_context():  # as a job or a command does: committed, and nobody here to tell it
            speak(1, sys.argv[-1])
            db.commit()
    else:
        serve(made)
