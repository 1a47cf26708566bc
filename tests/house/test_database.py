"""The database keeps what must be: migrations make what the models say, audit rows stay, a read never writes."""

from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, event, text
from sqlalchemy.exc import DBAPIError

from core import search
from core.audit import AuditRow
from core.database import Base, db
from tests.cast import Cast, a_post, as_


def test_migrations_make_what_the_models_say(app: Flask) -> None:
    with app.extensions["engine"].connect() as connection:
        differences = compare_metadata(
            MigrationContext.configure(connection, opts={"compare_type": True, "include_name": search.left_to_migrations}), Base.metadata
        )
    assert not differences


@pytest.mark.parametrize("harm", ["UPDATE audit_row SET verb = 'nothing'", "DELETE FROM audit_row"])
def test_audit_rows_can_neither_be_changed_nor_deleted(cast: Cast, harm: str) -> None:
    assert db.query(AuditRow).count() > 0
    with pytest.raises(DBAPIError, match="never"):
        db.execute(text(harm))
    db.rollback()


def test_a_page_that_is_read_writes_nothing_in_its_own_transaction(client: FlaskClient, cast: Cast) -> None:
    a_post(cast)
    browser = as_(client, cast.tanaka)
    engine = client.application.extensions["engine"]
    said: list[tuple[bool, str]] = []

    @event.listens_for(engine, "before_cursor_execute")
    def listen(connection: Connection, cursor: object, statement: str, *rest: object) -> None:
        said.append((bool(connection.get_execution_options().get("writes")), statement.split(maxsplit=1)[0].upper()))

    for address in ("/", "/boards/", f"/boards/{cast.board().id}", "/institutions/", "/account/"):
        assert browser.get(address).status_code == 200
    event.remove(engine, "before_cursor_execute", listen)
    assert {verb for writes, verb in said if not writes} <= {"SELECT", "BEGIN", "WITH"}


def test_forms_without_their_token_are_refused_and_say_so(client: FlaskClient, cast: Cast) -> None:
    browser = as_(client, cast.sato)
    client.application.config["WTF_CSRF_ENABLED"] = True
    try:
        answer = browser.post(f"/boards/{cast.board().id}/posts", data={"title": "x", "body": "y", "urgency": "normal"})
    finally:
        client.application.config["WTF_CSRF_ENABLED"] = False
    assert answer.status_code == 400
    assert "もう一度" in answer.text
    assert cast.board().seq == 0


def test_an_error_for_the_log_does_not_say_what_people_wrote(app: Flask) -> None:
    with app.extensions["engine"].connect() as connection, pytest.raises(DBAPIError) as failed:
        connection.execute(text("SELECT no_such_column, :said"), {"said": "田中さんの電話"})
    assert "田中さん" not in str(failed.value)
