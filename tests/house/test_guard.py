"""Every route asks for a sign-in, except the few written here."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from tests.cast import Cast, as_

PUBLIC = {
    "static": "files that are the same for everybody",
    "assets": "files that are the same for everybody",
    "health.alive": "for machines",
    "health.metrics": "for machines; only from the allowed addresses",
    "auth.sign_in.page": "to come in",
    "auth.sign_in.come_in": "to come in",
    "auth.sign_in.go_out": "who is out already is out",
    "auth.second_step.page": "to come in",
    "auth.second_step.prove": "to come in",
    "auth.passkey_sign_in.ask": "to come in",
    "auth.passkey_sign_in.come_in": "to come in",
    "auth.forgotten.page": "who forgot the password is out",
    "auth.forgotten.ask": "who forgot the password is out",
    "auth.forgotten.asked": "who forgot the password is out",
    "auth.forgotten.link": "the signed link is the proof",
    "auth.forgotten.use": "the signed link is the proof",
    "auth.password_link.page": "the link is the proof",
    "auth.password_link.use": "the link is the proof",
    "auth.preferences.text_size": "the sign-in page must be readable",
    "auth.preferences.language": "the sign-in page must be readable",
    "invitations.show": "the link is the proof",
    "invitations.accept": "the link is the proof",
    "asks.show": "the signed link is the proof, for one institution",
    "asks.confirm": "the signed link is the proof, for one institution",
    "meetings.answers.show": "the signed link is the proof, for one seat at one meeting",
    "meetings.answers.answer": "the signed link is the proof, for one seat at one meeting",
}


def rules(app: Flask) -> list[tuple[Rule, str]]:
    """Every route with each of its methods."""
    return [(rule, method) for rule in app.url_map.iter_rules() for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})]


def address(app: Flask, rule: Rule) -> str:
    """An address the rule answers to."""
    values = {name: 1 if "Integer" in type(converter).__name__ else "x" for name, converter in rule._converters.items()}
    built = rule.build(values)
    assert built
    return built[1]


def test_what_is_public_is_written_here(app: Flask) -> None:
    marked = {rule.endpoint for rule, _ in rules(app) if getattr(app.view_functions[rule.endpoint], "public", False)} | {"static"}
    assert marked == set(PUBLIC)


def test_every_other_route_sends_the_signed_out_to_the_sign_in_page(app: Flask, client: FlaskClient) -> None:
    guarded = [(rule, method) for rule, method in rules(app) if rule.endpoint not in PUBLIC]
    assert len(guarded) > 40
    for rule, method in guarded:
        answer = client.open(address(app, rule), method=method)
        assert (answer.status_code, answer.headers.get("Location", "")[:8]) == (303, "/sign-in"), f"{method} {rule.rule}"
        assert not answer.text.count("佐藤")


def test_every_other_route_tells_htmx_to_go_to_the_sign_in_page(app: Flask, client: FlaskClient) -> None:
    for rule, method in rules(app):
        if rule.endpoint not in PUBLIC:
            answer = client.open(
                address(app, rule), method=method, headers={"HX-Request": "true", "HX-Current-URL": "http://localhost/boards/3?show=all"}
            )
            assert answer.status_code == 401, f"{method} {rule.rule}"
            assert answer.headers["HX-Redirect"] == "/sign-in?next=/boards/3?show%3Dall"
            assert answer.data == b""


def test_who_is_signed_out_is_sent_to_sign_in_even_with_a_stale_form(client: FlaskClient, cast: Cast) -> None:
    client.application.config["WTF_CSRF_ENABLED"] = True
    try:
        answer = client.post(
            f"/boards/{cast.board().id}/posts", data={"title": "x"}, headers={"Referer": f"http://localhost/boards/{cast.board().id}"}
        )
    finally:
        client.application.config["WTF_CSRF_ENABLED"] = False
    assert answer.headers["Location"] == f"/sign-in?next=/boards/{cast.board().id}"


def test_what_does_not_exist_is_not_found_for_the_signed_out_too(client: FlaskClient) -> None:
    assert client.get("/no-such-page").status_code == 404


def test_after_signing_in_one_is_where_one_wanted_to_go(client: FlaskClient, cast: Cast) -> None:
    sent = client.get("/people/?x=1")
    page = client.get(sent.headers["Location"])
    assert 'value="/people/?x=1"' in page.text
    answer = client.post("/sign-in", data={"email": "sato@example.jp", "password": "kita-no-hoshi-2026", "next": "/people/?x=1"})
    assert answer.headers["Location"] == "/people/?x=1"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "http:evil.example",
        "javascript:alert(1)",
        "evil",
        "",
    ],
)
def test_nobody_is_led_to_another_house(client: FlaskClient, cast: Cast, elsewhere: str) -> None:
    answer = client.post("/sign-in", data={"email": "sato@example.jp", "password": "kita-no-hoshi-2026", "next": elsewhere})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert client.get("/sign-in", query_string={"next": elsewhere}).headers["Location"] == "/"


def test_a_signed_in_person_passes(client: FlaskClient, cast: Cast) -> None:
    assert as_(client, cast.sato).get("/account/").status_code == 200


def test_a_cookie_of_another_key_is_nobody(client: FlaskClient, cast: Cast) -> None:
    client.set_cookie("renkei", "eyJzaWduX2luIjoieCJ9.aaaaaa.bbbbbbbbbbbbbbbbbbbbbbbbbbb")
    client.set_cookie("remember_token", "1|x")
    assert client.get("/account/").status_code == 303
