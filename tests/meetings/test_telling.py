"""A decision, a due date, an evaluation go to the boards chosen; owners confirm as with any notice, and the issue shows it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from board.models import Addressee, BoardKind, Post, Urgency
from core import clock
from core.database import db
from meetings.models import Next, Verdict
from tests.cast import Cast, as_, says
from tests.meetings.cycle_cast import Cycle, a_cycle, key


@pytest.fixture
def cycle(cast: Cast) -> Cycle:
    return a_cycle(cast)


def told(cast: Cast, cycle: Cycle, **other: object) -> dict[str, object]:
    """What the form sends: about the countermeasure, on the notice board."""
    fixed = {"client_key": key(), "boards": [cast.board().id], "title": "方策を決めました", "body": "当番表をつくります。"}
    return fixed | {"countermeasure": cycle.measure.id, "confirm_by": "", "asks": "owners"} | other


def tomorrow() -> str:
    return (clock.in_japan(clock.now()) + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")


def test_the_form_is_written_from_the_record(client: FlaskClient, cast: Cast, cycle: Cycle) -> None:
    page = f"{cycle.page}/telling"
    says(as_(client, cast.kimura).get(page), "方策を決めました：夜間", "すること：診療所7つ", "田中医院 田中 一郎", "90％", f"{cycle.page}")
    says(client.get(f"{page}?what=due&countermeasure={cycle.measure.id}"), "期限のお知らせ", "したことを課題のページに書いてください")
    says(client.get(f"{page}?what=issue"), "課題のお知らせ")
    cycle.measure.evaluate(verdict=Verdict.PARTLY, next_step=Next.END, lesson="土曜がのこった。", by=cast.kimura)
    db.commit()
    says(client.get(f"{page}?what=evaluation&countermeasure={cycle.measure.id}"), "評価のお知らせ", "一部達成", "土曜がのこった。")
    assert client.get(f"{page}?what=nothing&countermeasure=999").status_code == 200


def test_a_decision_is_told_once_on_each_board_chosen_and_stays_linked(client: FlaskClient, cast: Cast, cycle: Cycle) -> None:
    boards = [cast.board().id, cast.board(BoardKind.TRAINING).id]
    typed = told(cast, cycle, boards=boards)
    as_(client, cast.kimura)
    assert [client.post(f"{cycle.page}/telling", data=typed).status_code for _ in range(2)] == [303, 303]
    posts = db.scalars(select(Post).order_by(Post.id)).all()
    assert [(post.board_id, post.urgency, post.request) for post in posts] == [(one, Urgency.NORMAL, None) for one in boards]
    says(client.get(cycle.page), "方策を決めました", f'href="/posts/{posts[0].id}"', "掲示板に載せました")
    says(client.get(f"/posts/{posts[0].id}"), "この投稿から", "K-01 の方策", f"{cycle.page}#countermeasure-{cycle.measure.id}")


def test_a_notice_written_by_hand_that_names_the_address_of_an_issue_is_known_on_its_page(
    client: FlaskClient, cast: Cast, cycle: Cycle
) -> None:
    at, browser = f"http://localhost{cycle.page}", as_(client, cast.kimura)
    for title, body in (
        ("手で書いた知らせ", f"くわしくは {at}#countermeasure-1 と{at}。"),
        ("ほかの知らせ", f"{at}99 {at}/words http://other.example{cycle.page}"),
    ):
        said = {"title": title, "body": body, "urgency": "normal", "client_key": key()}
        assert [browser.post(f"/boards/{cast.board().id}/posts", data=said).status_code for _ in range(2)] == [303, 303]
    post, other = db.scalars(select(Post).order_by(Post.id)).all()
    says(browser.get(cycle.page), "掲示板に載せました", f'href="/posts/{post.id}"')
    says(browser.get(f"/posts/{post.id}"), "この課題についての知らせ", f'href="{cycle.page}"')
    assert f'href="/posts/{other.id}"' not in browser.get(cycle.page).text
    browser.post(f"/posts/{other.id}/correction", data={"title": "直した知らせ", "body": f"- {at}を見てください"})
    says(browser.get(cycle.page), f'href="/posts/{other.id}"')
    cycle.group.members_only = True
    db.commit()
    hidden = {"title": "ひみつ", "body": at, "urgency": "normal", "client_key": key()}
    assert as_(client, cast.ono).post(f"/boards/{cast.board().id}/posts", data=hidden).status_code == 303
    assert "ひみつ" not in as_(client, cast.kimura).get(cycle.page).text


def test_owners_confirm_and_the_issue_counts_them(client: FlaskClient, cast: Cast, cycle: Cycle) -> None:
    as_(client, cast.kimura).post(f"{cycle.page}/telling", data=told(cast, cycle, confirm_by=tomorrow()))
    asked = db.scalars(select(Addressee.institution_id)).all()
    assert asked == [cast.clinic.id]
    says(client.get(cycle.page), "0 / 1施設が了解", "返事まち")
    post = db.scalars(select(Post)).one()
    assert as_(client, cast.tanaka).post(f"/posts/{post.id}/confirmations", data={"answer": "noted"}).status_code in (200, 303)
    says(client.get(cycle.page), "1 / 1施設が了解", "そろいました")


def test_everybody_may_be_asked_instead(client: FlaskClient, cast: Cast, cycle: Cycle) -> None:
    as_(client, cast.kimura).post(f"{cycle.page}/telling", data=told(cast, cycle, confirm_by=tomorrow(), asks="all"))
    assert cast.hoshi.id in db.scalars(select(Addressee.institution_id)).all()


def test_what_is_missing_comes_back_with_its_sentence(client: FlaskClient, cast: Cast, cycle: Cycle) -> None:
    as_(client, cast.kimura)
    refused = client.post(
        f"{cycle.page}/telling", data=told(cast, cycle, boards=[999], title="", body="のこる文", confirm_by="2020-01-01T10:00")
    )
    assert refused.status_code == 422
    says(refused, "掲示板を、1つ以上選んでください。", "題名を書いてください。", "返事の期限がすぎています", "のこる文")
    assert client.post(f"{cycle.page}/telling", data=told(cast, cycle, boards=["x"])).status_code == 422
    assert db.query(Post).count() == 0


def test_a_board_of_another_area_is_not_offered(client: FlaskClient, cast: Cast, cycle: Cycle) -> None:
    elsewhere = cast.board(area=cast.minami).id
    assert as_(client, cast.kimura).post(f"{cycle.page}/telling", data=told(cast, cycle, boards=[elsewhere])).status_code == 422


def test_only_the_secretariat_tells(client: FlaskClient, cast: Cast, cycle: Cycle) -> None:
    assert client.get(f"{cycle.page}/telling").status_code == 303
    for who, code in ((cast.tanaka, 403), (cast.mori, 403), (cast.suzuki, 404)):
        assert as_(client, who).get(f"{cycle.page}/telling").status_code == code


def test_who_may_not_read_the_group_sees_no_link_on_the_post(client: FlaskClient, cast: Cast, cycle: Cycle) -> None:
    as_(client, cast.kimura).post(f"{cycle.page}/telling", data=told(cast, cycle))
    cycle.group.members_only = True
    db.commit()
    post = db.scalars(select(Post)).one()
    assert "K-01" not in as_(client, cast.ono).get(f"/posts/{post.id}").text
    says(as_(client, cast.sato).get(f"/posts/{post.id}"), "K-01 の方策")


@pytest.mark.parametrize("who", ["sato", "mori"])
def test_a_post_offers_to_become_an_issue_to_who_may(client: FlaskClient, cast: Cast, cycle: Cycle, who: str) -> None:
    as_(client, cast.kimura).post(f"{cycle.page}/telling", data=told(cast, cycle))
    page = as_(client, getattr(cast, who)).get(f"/posts/{db.scalars(select(Post)).one().id}").text
    assert ("課題にする" in page) == (who == "sato")
