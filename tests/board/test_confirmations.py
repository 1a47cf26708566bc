"""Answers by institution, and the grid that shows who has not answered."""

from __future__ import annotations

import re
from datetime import timedelta

from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from board.models import Addressee, Answer, Confirmation, ConfirmationRequest, Post
from core import clock
from core.database import db
from region.models import Affiliation, Role
from tests.cast import Cast, a_post, an_asking_post, as_, says


def the_row(page: str, institution: str) -> str:
    """The row of the grid that speaks of an institution."""
    return next(str(row) for row in re.findall(r"<tr.*?</tr>", page, re.DOTALL) if institution in row)


def test_the_grid_has_a_row_for_every_institution_also_without_an_account(client: FlaskClient, cast: Cast) -> None:
    post = an_asking_post(cast)
    page = as_(client, cast.kimura).get(f"/posts/{post.id}/confirmations").text
    for name in ("訪問看護ステーションきた", "田中医院"):
        assert "未読" in the_row(page, name)
    assert "未登録" in the_row(page, "ほし薬局")
    assert "055-000-0203" in the_row(page, "ほし薬局")
    assert "未登録" not in the_row(page, "田中医院")
    assert "居宅介護支援みなみ" not in page
    assert "北市在宅医療・介護連携支援センター</a>" not in page, "who asks does not ask itself"


def test_opening_the_board_is_reading_it_for_the_institution(client: FlaskClient, cast: Cast) -> None:
    post = an_asking_post(cast)
    as_(client, cast.tanaka).get(f"/boards/{post.board_id}")
    page = as_(client, cast.kimura).get(f"/posts/{post.id}/confirmations").text
    assert 'data-state="read"' in the_row(page, "田中医院")
    assert 'data-state="unread"' in the_row(page, "訪問看護ステーションきた")


def test_anyone_of_the_institution_answers_and_the_latest_counts(client: FlaskClient, cast: Cast) -> None:
    post = an_asking_post(cast)
    assert as_(client, cast.sato).post(f"/posts/{post.id}/confirmations", data={"answer": "ok"}).status_code == 303
    assert as_(client, cast.ono).post(f"/posts/{post.id}/confirmations", data={"answer": "no"}).status_code == 303
    page = as_(client, cast.kimura).get(f"/posts/{post.id}/confirmations").text
    assert 'data-state="no"' in the_row(page, "訪問看護ステーションきた")
    assert "小野 恵" in the_row(page, "訪問看護ステーションきた")
    says(client.get(f"/posts/{post.id}/confirmations/{cast.station.id}"), "佐藤 花", "対応可", "小野 恵", "対応不可")
    request = db.get(ConfirmationRequest, post.id)
    assert request is not None
    assert (request.answered, request.ok, request.no) == (1, 0, 1)
    assert db.query(Confirmation).count() == 2


def test_who_may_answer_and_who_may_see_the_answers(client: FlaskClient, cast: Cast) -> None:
    post = an_asking_post(cast)
    for who, answers, sees in (
        (cast.tanaka, 303, 403), (cast.sato, 303, 403), (cast.mori, 403, 403), (cast.kimura, 403, 200), (cast.suzuki, 404, 404),
    ):  # fmt: skip
        assert as_(client, who).post(f"/posts/{post.id}/confirmations", data={"answer": "noted"}).status_code == answers, who.person.name
        assert client.get(f"/posts/{post.id}/confirmations").status_code == sees, who.person.name


def test_the_authors_institution_sees_who_answered(client: FlaskClient, cast: Cast) -> None:
    post = an_asking_post(cast, cast.sato)
    assert as_(client, cast.ono).get(f"/posts/{post.id}/confirmations").status_code == 200


def test_others_see_counts_only(client: FlaskClient, cast: Cast) -> None:
    post = an_asking_post(cast)
    as_(client, cast.sato).post(f"/posts/{post.id}/confirmations", data={"answer": "call"})
    page = as_(client, cast.tanaka).get(f"/posts/{post.id}")
    says(page, "1 / 3")
    assert "訪問看護ステーションきた" not in page.text


def test_an_unknown_answer_is_refused_with_a_sentence(client: FlaskClient, cast: Cast) -> None:
    post = an_asking_post(cast)
    answer = as_(client, cast.sato).post(f"/posts/{post.id}/confirmations", data={"answer": "maybe"})
    assert answer.status_code == 422
    says(answer, "返事を、4つの中から選んでください。")


def test_a_post_that_asks_nothing_takes_no_answer(client: FlaskClient, cast: Cast) -> None:
    post = a_post(cast)
    assert as_(client, cast.tanaka).post(f"/posts/{post.id}/confirmations", data={"answer": "ok"}).status_code == 404
    assert as_(client, cast.kimura).get(f"/posts/{post.id}/confirmations").status_code == 404


def test_a_withdrawn_post_takes_no_answer(client: FlaskClient, cast: Cast) -> None:
    post = an_asking_post(cast)
    post.withdraw(reason="まちがい", by=cast.kimura)
    db.commit()
    answer = as_(client, cast.tanaka).post(f"/posts/{post.id}/confirmations", data={"answer": "ok"})
    assert answer.status_code == 409
    says(answer, "この投稿は取り下げられました")


def test_answers_after_the_deadline_still_count(client: FlaskClient, cast: Cast) -> None:
    post = an_asking_post(cast)
    with clock.later(timedelta(days=3)):
        assert as_(client, cast.tanaka).post(f"/posts/{post.id}/confirmations", data={"answer": "ok"}).status_code == 303


def test_the_grid_filters_and_sorts(client: FlaskClient, cast: Cast) -> None:
    post = an_asking_post(cast)
    as_(client, cast.sato).post(f"/posts/{post.id}/confirmations", data={"answer": "ok"})
    browser = as_(client, cast.kimura)
    address = f"/posts/{post.id}/confirmations"
    fragment = browser.get(f"{address}?state=ok", headers={"HX-Request": "true"}).text
    assert "訪問看護ステーションきた" in fragment
    assert "田中医院" not in fragment
    assert "<html" not in fragment
    assert "田中医院" in browser.get(f"{address}?type=clinic").text
    assert "ほし薬局" not in browser.get(f"{address}?type=clinic", headers={"HX-Request": "true"}).text
    only = browser.get(f"{address}?state=unregistered", headers={"HX-Request": "true"}).text
    assert "ほし薬局" in only
    assert "田中医院" not in only
    for order in ("name", "type", "municipality", "answered", "nonsense"):
        assert browser.get(f"{address}?sort={order}").status_code == 200


def test_home_says_what_my_institution_must_answer_until_it_has(client: FlaskClient, cast: Cast) -> None:
    post = an_asking_post(cast, title="酸素ボンベを預かれますか")
    browser = as_(client, cast.sato)
    says(browser.get("/"), "酸素ボンベを預かれますか", "お返事がまだのもの")
    as_(client, cast.ono).post(f"/posts/{post.id}/confirmations", data={"answer": "ok"})
    assert f'formaction="/posts/{post.id}/confirmations"' not in as_(client, cast.sato).get("/").text


def test_an_institution_that_joined_later_was_not_asked(client: FlaskClient, cast: Cast) -> None:
    post = an_asking_post(cast)
    assert db.query(Addressee).filter_by(post_id=post.id, institution_id=cast.elsewhere.id).count() == 0
    cast.elsewhere.municipality_code = "900010"
    db.commit()
    assert as_(client, cast.suzuki).post(f"/posts/{post.id}/confirmations", data={"answer": "ok"}).status_code == 403


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(st.tuples(st.sampled_from(["sato", "ono", "tanaka"]), st.sampled_from(list(Answer))), max_size=12))
def test_the_counters_equal_a_model_of_three_lines(acts: list[tuple[str, Answer]], cast: Cast) -> None:
    post = an_asking_post(cast)
    latest: dict[int, Answer] = {}
    for who, answer in acts:
        affiliation = getattr(cast, who)
        db.get(Post, post.id).request.confirm(answer, by=affiliation)  # type: ignore[union-attr]
        db.commit()
        latest[affiliation.institution_id] = answer
    request = db.get(ConfirmationRequest, post.id)
    assert request is not None
    assert request.counts == {one.value: list(latest.values()).count(one) for one in Answer}
    assert db.query(Confirmation).filter_by(post_id=post.id).count() == len(acts)
    assert request.seq == len(acts)


def test_an_answer_counts_for_the_place_its_page_was_shown_for(client: FlaskClient, cast: Cast) -> None:
    """Who works at two places has two tabs open, and chooses the other place in one of them."""
    post, second = an_asking_post(cast), Affiliation.begin(cast.sato.person, cast.clinic, Role.MEMBER, ["nurse"])
    db.commit()
    as_(client, cast.sato)
    says(client.get(f"/posts/{post.id}"), f'name="acting" value="{cast.sato.id}"')
    client.post("/account/affiliation", data={"affiliation": second.id})
    client.post(f"/posts/{post.id}/confirmations", data={"answer": "ok", "acting": cast.sato.id})
    assert [one.institution_id for one in db.query(Confirmation)] == [cast.station.id]


def test_nobody_answers_for_a_place_where_they_do_not_work(client: FlaskClient, cast: Cast) -> None:
    post = an_asking_post(cast)
    as_(client, cast.sato)
    for acting in (cast.tanaka.id, 999):
        assert client.post(f"/posts/{post.id}/confirmations", data={"answer": "ok", "acting": acting}).status_code == 403
    assert not db.query(Confirmation).count()
