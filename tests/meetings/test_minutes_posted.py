"""Minutes on the boards, and what their sentences, their issues and the posts know of each other."""

from __future__ import annotations

import uuid
from datetime import timedelta

from flask.testing import FlaskClient
from sqlalchemy import select

from board.models import Post
from core import clock, links
from core.database import db
from meetings.models import Entry, Issue
from meetings.models.issue_records import Scene
from tests.cast import Cast, as_, says
from tests.meetings.minuted import a_post_form, fixed, minuted, sent


def test_one_press_puts_the_public_decisions_on_the_board(client: FlaskClient, cast: Cast) -> None:
    world = minuted(cast)
    fixed(world, cast)
    page = as_(client, cast.kimura).get(f"{world.at}/posting")
    says(
        page,
        "【決まったこと】",
        "委員の案で進める。座長が医師会に話す。",
        "田中医院　8月20日まで",
        f"http://localhost{world.at}",
        cast.board().name,
    )
    assert "**" not in page.text
    until = clock.in_japan(clock.now() + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M")
    form = a_post_form(cast, confirm_by=until)
    for _ in range(2):
        assert client.post(f"{world.at}/posting", data=form).status_code == 303
    (post,) = db.scalars(select(Post))
    assert post.request
    says(client.get(world.at), f"/posts/{post.id}", f"0 / {post.request.addressed} 施設が返事をしました")
    says(as_(client, cast.ono).get(f"/posts/{post.id}"), "もとの議事録", f"{world.at}", "24時間の病診連携WG 第1回 議事録")


def test_posted_minutes_and_the_issues_in_them_know_each_other_but_for_what_is_not_public(client: FlaskClient, cast: Cast) -> None:
    world = minuted(cast)

    def raised(title: str, entry: Entry) -> Issue:
        about = {"title": title, "text": "", "scene": Scene.SUDDEN, "client_key": str(uuid.uuid4()), "by": cast.kimura}
        return Issue.raise_(world.group, entry=entry, **about)  # type: ignore[arg-type]

    shown, hidden = raised("電話がつながらない", world.decision), raised("ここだけの課題", world.secret)
    fixed(world, cast)
    as_(client, cast.kimura).post(f"{world.at}/posting", data=a_post_form(cast))
    (post,) = db.scalars(select(Post))
    says(client.get(f"/issues/{shown.id}"), "議事録を掲示板に載せました", f'href="/posts/{post.id}"')
    assert f"/posts/{post.id}" not in client.get(f"/issues/{hidden.id}").text
    page = as_(client, cast.ono).get(f"/posts/{post.id}")
    says(page, "この議事録に出た課題", f'href="/issues/{shown.id}"')
    assert "ここだけの課題" not in page.text


def test_only_the_institutions_in_charge_are_asked_where_it_is_said(client: FlaskClient, cast: Cast) -> None:
    world = minuted(cast)
    fixed(world, cast)
    until = clock.in_japan(clock.now() + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M")
    as_(client, cast.kimura).post(f"{world.at}/posting", data=a_post_form(cast, confirm_by=until, asked="owners"))
    (post,) = db.scalars(select(Post))
    assert post.request
    assert [one.institution_id for one in post.request.addressees] == [cast.clinic.id]


def test_posting_needs_a_board_of_ones_own_and_fixed_minutes(client: FlaskClient, cast: Cast) -> None:
    world = minuted(cast)
    sent(world, cast)
    as_(client, cast.kimura)
    answer = client.post(f"{world.at}/posting", data=a_post_form(cast))
    assert answer.status_code == 409
    says(answer, "議事録が確定してから、掲示板に載せてください。")
    answer = client.post(f"{world.at}/posting", data=a_post_form(cast, boards=[cast.board(area=cast.minami).id]))
    assert answer.status_code == 422
    says(answer, "どの板に載せるかを選んでください。", "決まりました。")
    assert client.post(f"{world.at}/posting", data=a_post_form(cast, boards=["x"], title="")).status_code == 422


def test_sentences_and_minutes_are_known_to_those_who_may_read_them(cast: Cast) -> None:
    world = minuted(cast)
    minutes = sent(world, cast)
    links.relation("tested", there="ここから", back="もと")
    for kind, number in (("minutes", minutes.id), ("minutes_entry", world.remark.id), ("minutes_entry", world.secret.id)):
        links.link(kind, number, "tested", "post", 1, by=cast.kimura)

    def known(who: int) -> set[str]:
        return {one.url for one in links.of("post", 1, who)}

    inside = {world.at, f"{world.at}#entry-{world.remark.id}", f"{world.at}#entry-{world.secret.id}"}
    assert known(cast.sato.person_id) == inside
    assert known(cast.ono.person_id) == set()
    fixed(world, cast)
    assert known(cast.ono.person_id) == {world.at, f"{world.at}#entry-{world.remark.id}"}
    assert known(cast.suzuki.person_id) == set()
    assert {one.title for one in links.of("post", 1, cast.sato.person_id)} == {
        "24時間の病診連携WG 第1回 議事録",
        "24時間の病診連携WG 第1回 議題1",
    }


def test_a_sentence_leads_to_its_issue_and_says_where_it_stands(client: FlaskClient, cast: Cast) -> None:
    world = minuted(cast)
    issue = Issue.raise_(
        world.group, title="夜間の連絡先", scene=Scene.SUDDEN, client_key=str(uuid.uuid4()), by=cast.kimura, meeting=world.meeting,
        entry=world.decision,
    )  # fmt: skip
    db.commit()
    says(as_(client, cast.sato).get(world.at), f'href="/issues/{issue.id}"', f"{issue.code} のその後を見る", "いま：課題の抽出")
