"""A page that sends a form and stays is told where to go; everybody else is sent there as ever."""

from __future__ import annotations

from flask.testing import FlaskClient

from tests.cast import Cast, a_post, as_

STAYS = {"Renkei-Stays": "1", "HX-Request": "true"}


def test_a_page_that_stays_is_told_where_to_go(client: FlaskClient, cast: Cast) -> None:
    post = a_post(cast)
    browser, page = as_(client, cast.sato), f"/posts/{post.id}/withdrawal"
    refused = browser.post(page, data={"reason": ""}, headers=STAYS)
    assert (refused.status_code, "Renkei-Goes" in refused.headers) == (422, False)
    answer = browser.post(page, data={"reason": "まちがえました"}, headers={"Renkei-Stays": "1"})
    assert (answer.status_code, answer.data, "Location" in answer.headers) == (204, b"", False)
    assert browser.get(answer.headers["Renkei-Goes"]).status_code == 200


def test_who_does_not_ask_is_sent_as_ever(client: FlaskClient, cast: Cast) -> None:
    answer = client.post("/sign-in", data={"email": cast.sato.person.email, "password": "wrong"}, headers=STAYS)
    assert "Renkei-Goes" not in answer.headers
    assert as_(client, cast.sato).get("/sign-in").headers["Location"] == "/"


def test_whose_sign_in_has_ended_is_sent_back_to_the_form_afterwards(client: FlaskClient) -> None:
    answer = client.post("/groups/1/edit", headers={**STAYS, "HX-Current-URL": "http://localhost/groups/1/edit?x=1"})
    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"] == "/sign-in?next=/groups/1/edit?x%3D1"
