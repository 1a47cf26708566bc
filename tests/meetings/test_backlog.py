"""Proposals: whoever reads a group may bring one, also from a post; the secretariat makes an issue of it, an item, or says why not."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from core import clock, links
from core.database import db
from core.deliveries import Delivery, composers
from meetings.models import AgendaItem, Issue, Proposal
from tests.cast import Cast, a_post, as_, says
from tests.meetings.cycle_cast import Cycle, a_cycle, key
from tests.meetings.test_agenda import a_meeting, ladder

WISH = {"title": "休日に麻薬の処方を受けられる薬局が少ない", "text": "土曜の夜に、開いている薬局が見つからない。", "scene": "end_of_life"}


@pytest.fixture
def cycle(client: FlaskClient, cast: Cast) -> Cycle:
    return a_cycle(cast)


def a_proposal(cycle: Cycle, cast: Cast) -> Proposal:
    """Of Tanaka, who only reads the group; committed."""
    proposal, _fresh = Proposal.put(cycle.group, client_key=key(), by=cast.tanaka, **WISH)
    db.commit()
    return proposal


def waiting() -> list[str]:
    return [one.title for one in db.query(Proposal).order_by(Proposal.id)]


def test_whoever_reads_a_group_may_propose_and_the_prefecture_only_looks_in(client: FlaskClient, cast: Cast, cycle: Cycle) -> None:
    form, path = f"/groups/{cycle.group.id}/proposals/new", f"/groups/{cycle.group.id}/proposals"
    for who, code in ((None, 303), (cast.suzuki, 404), (cast.mori, 403), (cast.sato, 200), (cast.tanaka, 200)):
        browser = as_(client.application.test_client(), who) if who else client.application.test_client()
        assert browser.get(form).status_code == code
        answer = browser.post(path, data=WISH | {"client_key": key()})
        assert answer.status_code == (303 if code == 200 else code)
    assert len(waiting()) == 2
    tanaka, once = as_(client, cast.tanaka), WISH | {"client_key": key()}
    for _twice in range(2):
        assert tanaka.post(path, data=once).status_code == 303
    assert len(waiting()) == 3
    bad = tanaka.post(path, data={"title": "", "text": "書いたもの", "scene": "moon"})
    assert bad.status_code == 422
    says(bad, "取り上げてほしいことを", "書いたもの", "場面を、一覧から")


def test_a_text_that_may_name_a_patient_is_held_up_until_somebody_is_sure(client: FlaskClient, cast: Cast, cycle: Cycle) -> None:
    tanaka, path = as_(client, cast.tanaka), f"/groups/{cycle.group.id}/proposals"
    said = {"title": "夜間の連絡", "text": "小野寺ハル様（83歳）が302号室で急変した。", "client_key": key()}
    answer = tanaka.post(path, data=said)
    assert answer.status_code == 422
    says(answer, "小野寺ハル様", "患者さんのことか、たしかめてください", "みんなの課題にする")
    assert tanaka.post(path, data=said | {"sure": "y"}).status_code == 303
    assert waiting() == ["夜間の連絡"]


def test_a_post_stands_with_the_proposal_that_came_from_it(client: FlaskClient, cast: Cast, cycle: Cycle) -> None:
    post = a_post(cast, title="夜間の当番が分かりません")
    tanaka, form = as_(client, cast.tanaka), f"/groups/{cycle.group.id}/proposals/new?post={post.id}"
    says(tanaka.get(form), "もとの投稿", "夜間の当番が分かりません")
    assert tanaka.get(form.replace(str(post.id), "999999")).status_code == 404
    assert tanaka.get(form.replace(f"={post.id}", "=abc")).status_code == 200
    assert tanaka.post(f"/groups/{cycle.group.id}/proposals", data=WISH | {"post": "999999"}).status_code == 404
    tanaka.post(f"/groups/{cycle.group.id}/proposals", data=WISH | {"post": str(post.id), "client_key": key()})
    backlog = tanaka.get(f"/groups/{cycle.group.id}/backlog")
    says(backlog, "もとの投稿", "夜間の当番が分かりません")
    says(tanaka.get(f"/posts/{post.id}"), "ここから提案されました", WISH["title"])
    assert WISH["title"] not in as_(client.application.test_client(), cast.ono).get(f"/posts/{post.id}").text


def test_who_reads_sees_their_own_and_the_groups_people_see_all(client: FlaskClient, cast: Cast, cycle: Cycle) -> None:
    a_proposal(cycle, cast)
    path = f"/groups/{cycle.group.id}/backlog"
    ladder(client, cast, path, ok=200, reads=200)
    seen = {who: WISH["title"] in as_(client.application.test_client(), who).get(path).text for who in (cast.tanaka, cast.sato, cast.ono)}
    assert seen == {cast.tanaka: True, cast.sato: True, cast.ono: False}
    kimura = as_(client, cast.kimura).get(path)
    says(kimura, cast.clinic.name, cast.tanaka.person.name, "医師", "きょう出されました", "課題にする", "見送る")


def test_it_is_put_off_with_a_reason_that_the_proposer_reads(client: FlaskClient, cast: Cast, cycle: Cycle) -> None:
    proposal = a_proposal(cycle, cast)
    path = f"/proposals/{proposal.id}/answer"
    for who, code in ((None, 303), (cast.suzuki, 404), (cast.ono, 404), (cast.mori, 404), (cast.tanaka, 403), (cast.sato, 403)):
        browser = as_(client.application.test_client(), who) if who else client.application.test_client()
        assert (browser.get(path).status_code, browser.post(path, data={"reason": "いま"}).status_code) == (code, code)
    kimura = as_(client, cast.kimura)
    says(kimura.get(path), WISH["title"])
    blank = kimura.post(path, data={"reason": " "})
    assert blank.status_code == 422
    says(blank, "理由を書いてください")
    assert kimura.post(path, data={"reason": "ほかのWGで取り組んでいます。"}).status_code == 303
    assert kimura.post(path, data={"reason": "もう一度"}).status_code == 409
    says(as_(client.application.test_client(), cast.tanaka).get(f"/groups/{cycle.group.id}/backlog"), "ほかのWGで取り組んでいます。")
    letter = composers["proposal.answered"](db.query(Delivery).filter_by(event="proposal.answered").one())
    assert letter
    assert letter.to == cast.tanaka.person.email
    assert f"/groups/{cycle.group.id}/backlog" in letter.text
    assert "WG" not in letter.text
    assert WISH["title"] not in letter.text + letter.subject


def test_it_becomes_an_issue_that_knows_where_it_came_from(client: FlaskClient, cast: Cast, cycle: Cycle) -> None:
    post = a_post(cast, cast.tanaka)
    proposal = a_proposal(cycle, cast)
    links.link("proposal", proposal.id, "proposed_from", "post", post.id, by=cast.tanaka)
    db.commit()
    path = f"/issues/new?group={cycle.group.id}&proposal={proposal.id}"
    assert as_(client.application.test_client(), cast.sato).get(path).status_code == 403
    assert as_(client.application.test_client(), cast.suzuki).get(path).status_code == 404
    kimura = as_(client, cast.kimura)
    says(kimura.get(path), f'value="{WISH["title"]}"', WISH["text"], f'name="proposal" value="{proposal.id}"')
    said = WISH | {
        "client_key": key(),
        "group": str(cycle.group.id),
        "proposal": str(proposal.id),
        "post": str(post.id),
        "profession": "physician",
    }
    for _twice in range(2):
        assert kimura.post("/issues/new", data=said).status_code == 303
    issue = db.query(Issue).filter_by(title=WISH["title"]).one()
    assert db.get_one(Proposal, proposal.id).issue_id == issue.id
    assert {(one.kind, one.relation) for one in links.of("issue", issue.id, cast.kimura.person_id)} >= {
        ("proposal", "answers"), ("post", "raised_from")
    }  # fmt: skip
    says(as_(client.application.test_client(), cast.tanaka).get(f"/groups/{cycle.group.id}/backlog"), "課題になりました", issue.code)
    assert db.query(Delivery).filter_by(event="proposal.answered", person_id=cast.tanaka.person_id).count() == 1


def test_it_comes_onto_the_agenda_with_one_press_and_says_so(client: FlaskClient, cast: Cast, cycle: Cycle) -> None:
    proposal, meeting = a_proposal(cycle, cast), a_meeting(cycle, cast)
    kimura = as_(client, cast.kimura)
    says(kimura.get(f"/groups/{cycle.group.id}/backlog"), f"proposal:{proposal.id}/take")
    kimura.post(f"/meetings/{meeting.id}/forward", data={"thing": f"proposal:{proposal.id}/take"})
    assert db.query(AgendaItem).filter_by(meeting_id=meeting.id).one().title == WISH["title"]
    says(kimura.get(f"/groups/{cycle.group.id}/backlog"), "議題になりました", f"第{meeting.number}回")
    kimura.post("/issues/new", data=WISH | {"client_key": key(), "group": str(cycle.group.id), "proposal": str(proposal.id)})
    issue = db.query(AgendaItem).filter_by(meeting_id=meeting.id).one().issue
    assert issue is not None
    assert issue.title == WISH["title"]


def test_nothing_is_proposed_to_a_group_that_has_ended(client: FlaskClient, cast: Cast, cycle: Cycle) -> None:
    cycle.upper.ended_at = clock.now()
    db.commit()
    tanaka = as_(client, cast.tanaka)
    assert f"/groups/{cycle.upper.id}/proposals/new" not in tanaka.get(f"/groups/{cycle.upper.id}/backlog").text
    answer = tanaka.post(f"/groups/{cycle.upper.id}/proposals", data=WISH)
    assert answer.status_code == 409
    says(answer, "終わっているので、提案できません", WISH["text"])
