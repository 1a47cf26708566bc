"""The page of an issue and every act on it, for each who may and each who may not."""

from __future__ import annotations

import io
from datetime import timedelta
from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from core import clock
from core.database import db
from meetings.models import (
    Countermeasure,
    Ending,
    Implementation,
    IndicatorValue,
    Issue,
    Next,
    Paper,
    Proposal,
    Stage,
    Verdict,
)
from tests.board.papers import pdf, photo
from tests.cast import Cast, a_post, as_, says
from tests.meetings.cycle_cast import Cycle, a_cycle, a_meeting, a_plan, an_issue, key, typed_plan


@pytest.fixture
def cycle(cast: Cast) -> Cycle:
    return a_cycle(cast)


def act(cycle: Cycle, what: str) -> str:
    return f"/countermeasures/{cycle.measure.id}/{what}"


def again(cycle: Cycle) -> Countermeasure:
    """As the database knows it now."""
    db.expire_all()
    return db.get_one(Countermeasure, cycle.measure.id)


def evaluation(**other: object) -> dict[str, object]:
    today = clock.today()
    day = [str(today.year), str(today.month), str(today.day)]
    return {
        "verdict": "partly",
        "lesson": "表があると迷わない。",
        "next_step": "continue",
        "evaluated_on": day,
        "meeting": "0",
        "made_from": "0",
    } | other


# The page


def test_the_page_shows_the_standing_thread(client: FlaskClient, cast: Cast, cycle: Cycle) -> None:
    page = as_(client, cast.tanaka).get(cycle.page)
    says(page, "K-01", cycle.issue.title, "急変時", "看護師", "田中医院", "田中 一郎", "（当番表）", "52％", "90％", "いまここ")


def test_everybody_finds_their_own_next_step(client: FlaskClient, cast: Cast, cycle: Cycle) -> None:
    steps = {who: as_(client, who).get(cycle.page).text for who in (cast.kimura, cast.tanaka, cast.ono, cast.mori)}
    assert f'class="button" href="{act(cycle, "implementations")}"' in steps[cast.kimura]
    assert f'class="button" href="{act(cycle, "implementations")}"' in steps[cast.tanaka]
    assert "評価する" in steps[cast.kimura]
    assert "評価する" not in steps[cast.tanaka]
    assert f'href="/groups/{cycle.group.id}/proposals/new"' in steps[cast.ono]
    assert "実施を書く" not in steps[cast.ono]
    assert "proposals/new" not in steps[cast.mori]


def test_the_first_button_is_what_is_owed(client: FlaskClient, cast: Cast, cycle: Cycle) -> None:
    with clock.at(clock.now() + timedelta(days=1)):
        Implementation.report(cycle.measure, done_on=clock.today(), what="配った", client_key=key(), by=cast.tanaka)
        later = Countermeasure.decide(cycle.term, a_plan(cast, "あとの方策"), client_key=key(), by=cast.kimura)
        db.commit()
        assert f'class="button" href="{act(cycle, "implementations")}"' in as_(client, cast.tanaka).get(cycle.page).text
    with clock.at(clock.now() + timedelta(days=88)):
        page = as_(client, cast.tanaka).get(cycle.page).text
        assert f'class="button" href="{act(cycle, "values")}"' in page
        assert f'class="button button-quiet" href="{act(cycle, "implementations")}"' in page
        assert f'class="button button-quiet" href="/countermeasures/{later.id}/implementations"' in page
        assert f'href="{act(cycle, "values")}"' in client.get("/tasks/").text


def test_a_stranger_finds_no_issue_and_who_is_signed_out_signs_in(client: FlaskClient, cast: Cast, cycle: Cycle) -> None:
    assert client.get(cycle.page).status_code == 303
    assert as_(client, cast.suzuki).get(cycle.page).status_code == 404


def test_its_history_costs_no_more_questions(app: Flask, client: FlaskClient, cast: Cast, cycle: Cycle) -> None:
    as_(client, cast.kimura)
    meeting = a_meeting(cast, cycle.group)
    _live(cast, cycle, 1)
    few = _questions(app, client, cycle.page)
    _live(cast, cycle, 6)
    cycle.measure.evaluate(verdict=Verdict.PARTLY, next_step=Next.NEXT_YEAR, lesson="のこった。", by=cast.kimura, meeting=meeting)
    Countermeasure.decide(cycle.issue.term, a_plan(cast, "つづき"), client_key=key(), by=cast.kimura, follows=cycle.measure)
    db.commit()
    assert cycle.issue.term.fiscal_year == cycle.issue.terms[0].fiscal_year + 1
    assert _questions(app, client, cycle.page) <= few + 1
    assert few <= 40


def _live(cast: Cast, cycle: Cycle, times: int) -> None:
    for number in range(times):
        day = clock.today() - timedelta(days=number + 1)
        Implementation.report(cycle.measure, done_on=day, what=f"{number}回目", client_key=key(), by=cast.tanaka)
        IndicatorValue.measure(cycle.measure, on=day, value=Decimal(60 + number), by=cast.tanaka)
        cycle.measure.evaluate(verdict=Verdict.PARTLY, next_step=Next.REVISE, lesson="直す。", by=cast.kimura)
        cycle.measure.revise(a_plan(cast, f"直した{number}"), reason="足りない。", by=cast.kimura)
    db.commit()


def _questions(app: Flask, client: FlaskClient, page: str) -> int:
    client.get(page)
    seen: list[str] = []

    def listen(*said: object) -> None:
        seen.append(str(said[2]))

    event.listen(app.extensions["engine"], "before_cursor_execute", listen)
    assert client.get(page).status_code == 200
    event.remove(app.extensions["engine"], "before_cursor_execute", listen)
    return len(seen)


# New issues


def test_the_secretariat_raises_an_issue_from_a_post(client: FlaskClient, cast: Cast, cycle: Cycle) -> None:
    post = a_post(cast, title="夜間の電話", body="つながるまで40分かかりました。")
    form = as_(client, cast.kimura).get(f"/issues/new?post={post.id}&group={cycle.group.id}")
    says(form, 'name="post"', "夜間の電話", "課題を出す")
    typed = {"client_key": key(), "title": "電話がつながらない", "text": "", "scene": "sudden", "group": cycle.group.id, "post": post.id}
    made = [client.post("/issues/new", data=typed).headers["Location"] for _ in range(2)]
    assert made[0] == made[1]
    says(client.get(made[0]), "K-02", "つながるまで40分かかりました。", f'href="/posts/{post.id}"')
    says(client.get(f"/posts/{post.id}"), "ここから課題になりました", "K-02")


def test_a_post_one_may_not_read_shows_nothing_of_itself_on_the_issue(client: FlaskClient, cast: Cast, cycle: Cycle) -> None:
    post = a_post(cast, by=cast.kimura, title="内輪の話", body="見せない言葉", board=cast.board())
    board = cast.board()
    as_(client, cast.kimura).post("/issues/new", data={
        "client_key": key(), "title": "電話がつながらない", "scene": "sudden", "group": cycle.group.id, "post": post.id,
    })  # fmt: skip
    for grant in list(board.grants)[1:]:
        db.delete(grant)
    board.grants[0].institution_type = "pharmacy"
    db.commit()
    page = as_(client, cast.tanaka).get("/issues/2")
    assert page.status_code == 200
    assert "見せない言葉" not in page.text
    assert "内輪の話" not in page.text


def test_who_is_not_the_secretariat_is_led_to_a_proposal(client: FlaskClient, cast: Cast, cycle: Cycle) -> None:
    post = a_post(cast)
    says(as_(client, cast.sato).get(f"/issues/new?post={post.id}"), "どの会議に出しますか", cycle.group.name)
    says(client.get(f"/issues/new?post={post.id}&group={cycle.group.id}"), f'action="/groups/{cycle.group.id}/proposals"')
    typed = {"client_key": key(), "title": "電話", "scene": "sudden", "group": cycle.group.id}
    assert client.post("/issues/new", data=typed).status_code == 403
    assert as_(client, cast.mori).get(f"/issues/new?group={cycle.group.id}").status_code == 403


def test_a_general_sentence_fills_the_form_and_makes_nothing(client: FlaskClient, cast: Cast, cycle: Cycle) -> None:
    said = {
        "title": "夜間に連絡のつく先が分からない",
        "text": "同じことが何件もある。",
        "scene": "sudden",
        "group": cycle.group.id,
        "prefill": "1",
    }
    says(
        as_(client, cast.kimura).post("/issues/new", data=said),
        "夜間に連絡のつく先が分からない",
        "同じことが何件もある。",
        'action="/issues/new"',
    )
    says(
        as_(client, cast.sato).post("/issues/new", data=said),
        "夜間に連絡のつく先が分からない",
        f'action="/groups/{cycle.group.id}/proposals"',
    )
    assert db.query(Issue).count() == 1


def test_a_proposal_is_answered_by_its_issue(client: FlaskClient, cast: Cast, cycle: Cycle) -> None:
    proposal, _fresh = Proposal.put(cycle.group, title="薬が届かない", text="休日に", scene="daily", client_key=key(), by=cast.sato)
    db.commit()
    says(as_(client, cast.kimura).get(f"/issues/new?proposal={proposal.id}"), "薬が届かない", "佐藤 花さんの提案から")
    typed = {"client_key": key(), "title": "薬が届かない", "scene": "daily", "group": cycle.group.id, "proposal": proposal.id}
    made = client.post("/issues/new", data=typed)
    db.expire_all()
    assert made.headers["Location"] == f"/issues/{proposal.issue_id}"
    assert client.post("/issues/new", data=typed | {"client_key": key()}).status_code == 409
    assert db.query(Issue).count() == 2


def test_a_new_issue_without_words_comes_back_with_a_sentence_at_each_field(client: FlaskClient, cast: Cast, cycle: Cycle) -> None:
    answer = as_(client, cast.kimura).post("/issues/new", data={"client_key": key(), "text": "書いたこと", "group": 999, "scene": "x"})
    assert answer.status_code == 422
    says(answer, "何が課題かを、1つの文で書いてください", "場面を、1つ選んでください。", "会議を選んでください。", "書いたこと")


# Countermeasures


def test_a_countermeasure_is_decided_once_and_names_who_does_it(client: FlaskClient, cast: Cast, cycle: Cycle) -> None:
    issue, meeting = an_issue(cast, cycle.group, "薬が届かない"), a_meeting(cast, cycle.group)
    db.commit()
    says(as_(client, cast.kimura).get(f"/issues/{issue.id}/countermeasures"), "この方策に決める", "田中医院", f'value="{meeting.id}"')
    typed = typed_plan(cast, meeting=str(meeting.id))
    made = [client.post(f"/issues/{issue.id}/countermeasures", data=typed) for _ in range(2)]
    assert [one.status_code for one in made] == [303, 303]
    says(
        client.get(f"/issues/{issue.id}"),
        "土曜の夜は中央病院の当直が受ける。",
        "52％",
        "90％",
        f'href="/meetings/{meeting.id}"',
        "第1回で決定",
    )
    db.expire_all()
    one = db.get_one(Issue, issue.id).countermeasures
    assert [(owner.institution_id, owner.person_name, owner.part) for owner in one[0].version.owners] == [
        (cast.clinic.id, "田中", "当番表")
    ]
    assert len(one) == 1


def test_a_plan_without_owner_or_day_keeps_what_was_typed(client: FlaskClient, cast: Cast, cycle: Cycle) -> None:
    typed = typed_plan(
        cast, **{"charges-who": [""], "charges-person": [""], "charges-part": [""]}, due_on=["2026", "2", "30"], target="たくさん"
    )
    answer = as_(client, cast.kimura).post(f"{cycle.page}/countermeasures", data=typed | {"indicator": ""})
    assert answer.status_code == 422
    says(
        answer,
        "だれがするのかを、1つ以上選んでください",
        "その日はカレンダーにありません",
        "数字だけで書いてください",
        "たくさん",
        "中央病院の当直",
    )
    says(client.post(f"{cycle.page}/countermeasures", data=typed_plan(cast, **{"charges-who": ["a999"]})), "一覧から選んでください")


def test_a_deadline_before_the_decision_is_a_slip_of_the_year_but_one_that_has_passed_may_stand(
    client: FlaskClient, cast: Cast, cycle: Cycle
) -> None:
    today = clock.today()
    past = [str(today.year - 1), str(today.month), "1"]
    answer = as_(client, cast.kimura).post(f"{cycle.page}/countermeasures", data=typed_plan(cast, due_on=past))
    assert answer.status_code == 422
    says(answer, "期限が、決めた日", "年を確かめてください。", f'value="{past[0]}"')
    old = cycle.measure.revise(a_plan(cast, due_on=today - timedelta(days=40)), reason="のばす", by=cast.kimura).due_on
    db.commit()
    assert old
    kept = typed_plan(cast, due_on=[str(old.year), str(old.month), str(old.day)], reason="言葉を直す", made_from="2")
    versions = f"/countermeasures/{cycle.measure.id}/versions"
    assert client.post(versions, data=kept | {"due_on": past, "client_key": key()}).status_code == 422
    assert client.post(versions, data=kept).status_code == 303


def test_only_the_secretariat_decides_about_a_countermeasure(client: FlaskClient, cast: Cast, cycle: Cycle) -> None:
    pages = [act(cycle, what) for what in ("versions", "evaluations", "discontinuation")]
    assert {client.get(page).status_code for page in pages} == {303}
    for who, code in ((cast.kimura, 200), (cast.tanaka, 403), (cast.sato, 403), (cast.mori, 403), (cast.suzuki, 404)):
        as_(client, who)
        assert {client.get(page).status_code for page in pages} == {code}
        assert {client.post(page, data={}).status_code for page in pages} == {422 if code == 200 else code}


def test_a_revision_keeps_the_earlier_version_and_shows_what_is_new(client: FlaskClient, cast: Cast, cycle: Cycle) -> None:
    as_(client, cast.kimura)
    typed = typed_plan(cast, what="診療所7つの夜間当番表をつくり、毎月25日に病院の窓口へも送る。", made_from="1", reason="")
    refused = client.post(act(cycle, "versions"), data=typed)
    assert refused.status_code == 422
    says(refused, "変えた理由を書いてください。前の版と理由は、ずっと残ります。", "病院の窓口へも送る。")
    assert client.post(act(cycle, "versions"), data=typed | {"reason": "窓口に届かない日があった。"}).status_code == 303
    says(client.get(cycle.page), "<ins>", "第2版", "第1版", "窓口に届かない日があった。", "毎月25日に参加施設へ送る。")
    assert [one.number for one in again(cycle).versions] == [1, 2]


def test_two_who_revise_at_once_both_see_each_other(client: FlaskClient, cast: Cast, cycle: Cycle) -> None:
    typed = typed_plan(cast, made_from="1", reason="理由")
    as_(client, cast.kimura).post(act(cycle, "versions"), data=typed)
    late = client.post(act(cycle, "versions"), data=typed | {"what": "わたしの文"})
    assert late.status_code == 409
    says(late, "ほかの人が先に版を書きました", "わたしの文", "土曜の夜は中央病院の当直が受ける。", 'name="made_from" value="2"')
    assert client.post(act(cycle, "versions"), data=typed | {"what": "わたしの文", "made_from": "2"}).status_code == 303


def test_an_owner_who_has_left_leaves_the_institution_in_charge(client: FlaskClient, cast: Cast, cycle: Cycle) -> None:
    cast.tanaka.end(by=None)
    db.commit()
    says(as_(client, cast.kimura).get(cycle.page), "担当の人が異動しました", "田中医院")
    says(client.get(act(cycle, "versions")), f'value="i{cast.clinic.id}" selected')


# What was done


def test_who_is_in_charge_reports_and_nobody_else(client: FlaskClient, cast: Cast, cycle: Cycle) -> None:
    pages = [act(cycle, what) for what in ("implementations", "values")]
    assert {client.post(page).status_code for page in pages} == {303}
    for who, code in ((cast.kimura, 200), (cast.tanaka, 200), (cast.sato, 403), (cast.mori, 403), (cast.suzuki, 404)):
        as_(client, who)
        assert {client.get(page).status_code for page in pages} == {code}
        assert {client.post(page, data={}).status_code for page in pages} == {422 if code == 200 else code}


def test_a_record_with_its_files_is_written_once(client: FlaskClient, cast: Cast, cycle: Cycle) -> None:
    typed = {"client_key": key(), "what": "11月のまとめ。", "obstacle": "土曜に当番がいない。"}

    def send() -> int:
        files = [(io.BytesIO(pdf()), "11月の集計.pdf"), (io.BytesIO(photo(place=True)), "写真.jpg")]
        today = [str(part) for part in (clock.today().year, clock.today().month, clock.today().day)]
        return client.post(act(cycle, "implementations"), data=typed | {"files": files, "done_on": today}).status_code

    as_(client, cast.tanaka)
    assert [send(), send()] == [303, 303]
    says(client.get(cycle.page), "11月のまとめ。", "土曜に当番がいない。", "11月の集計.pdf", 'id="implementation-1"')
    assert db.query(Paper).count() == 2
    assert again(cycle).term.stage == Stage.CARRIED_OUT


def test_a_paper_goes_to_who_reads_the_issue_and_runs_nothing(client: FlaskClient, cast: Cast, cycle: Cycle) -> None:
    files = [(io.BytesIO(pdf()), "集計.pdf"), (io.BytesIO(photo()), "写真.jpg")]
    today = str(clock.today())
    as_(client, cast.tanaka).post(
        act(cycle, "implementations"), data={"client_key": key(), "what": "した", "done_on": today, "files": files}
    )
    for who in (cast.ono, cast.mori):
        got = as_(client, who).get("/papers/1")
        assert (got.status_code, got.data[:5]) == (200, b"%PDF-")
        assert got.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert got.headers["Content-Disposition"].startswith("attachment")
        assert got.headers["Cache-Control"] == "private, no-cache"
        got.close()
    picture = client.get("/papers/2")
    assert picture.headers["Content-Disposition"].startswith("inline")
    picture.close()
    assert as_(client, cast.suzuki).get("/papers/1").status_code == 404
    assert client.get("/papers/99").status_code == 404


def test_a_file_that_is_none_keeps_the_text(client: FlaskClient, cast: Cast, cycle: Cycle) -> None:
    typed = {"client_key": key(), "what": "11月のまとめ。", "done_on": str(clock.today()), "files": (io.BytesIO(b"<script>"), "x.pdf")}
    answer = as_(client, cast.tanaka).post(act(cycle, "implementations"), data=typed)
    assert answer.status_code == 422
    says(answer, "x.pdf：", "ファイルは、もう一度選んでください。", "11月のまとめ。")
    assert not again(cycle).implementations


def test_nothing_is_reported_of_days_ahead(client: FlaskClient, cast: Cast, cycle: Cycle) -> None:
    ahead = str(clock.today() + timedelta(days=1))
    as_(client, cast.tanaka)
    says(client.post(act(cycle, "implementations"), data={"what": "した", "done_on": ahead}), "まだ来ていない日の実施は書けません。")
    says(client.post(act(cycle, "values"), data={"on": ahead, "value": "3"}), "まだ来ていない日の数は書けません。")


def test_a_share_is_reckoned_and_the_chart_shows_it(client: FlaskClient, cast: Cast, cycle: Cycle) -> None:
    as_(client, cast.tanaka)
    typed = {"on": str(clock.today()), "part": "２４", "whole": "31"}
    assert client.post(act(cycle, "values"), data=typed).status_code == 303
    says(client.get(cycle.page), "77.4％", "<svg", "当番医につながった割合")
    for wrong in ({"part": "32"}, {"part": ""}, {"whole": "0"}, {"value": "5"}, {"part": "NaN"}):
        assert client.post(act(cycle, "values"), data=typed | wrong).status_code == 422
    told = client.post(act(cycle, "values"), data={"on": typed["on"], "value": "九"})
    says(told, "数字だけで書いてください")
    assert "数を書いてください。割合なら" not in told.text


# What came of it


@pytest.mark.parametrize(
    ("verdict", "next_step", "stage", "awaits"),
    [("partly", "continue", Stage.DECIDED, "implementation"), ("partly", "revise", Stage.DECIDED, "decision"),
     ("not_achieved", "end", Stage.FOUND, "decision"), ("achieved", "end", Stage.EVALUATED, None),
     ("partly", "next_year", Stage.FOUND, "decision")],
)  # fmt: skip
def test_each_next_step_does_what_its_words_say(
    client: FlaskClient, cast: Cast, cycle: Cycle, verdict: str, next_step: str, stage: Stage, awaits: str | None
) -> None:
    says(as_(client, cast.kimura).get(act(cycle, "evaluations")), "課題を次の年度に引きつぎます", "実施の報告が、まだありません")
    assert client.post(act(cycle, "evaluations"), data=evaluation(verdict=verdict, next_step=next_step, value="77")).status_code == 303
    one = again(cycle)
    assert (one.term.issue.term.stage, one.term.issue.term.awaits) == (stage, awaits)
    assert len(one.term.issue.terms) == (2 if next_step == "next_year" else 1)
    says(client.get(cycle.page), 'id="evaluation-1"', "分かったこと", "77％", "表があると迷わない。")


def test_an_evaluation_wants_its_lesson_and_is_written_once(client: FlaskClient, cast: Cast, cycle: Cycle) -> None:
    as_(client, cast.kimura)
    refused = client.post(act(cycle, "evaluations"), data=evaluation(lesson="", value="多い"))
    assert refused.status_code == 422
    says(refused, "分かったことを書いてください", "数字だけで書いてください", "多い")
    assert [client.post(act(cycle, "evaluations"), data=evaluation()).status_code for _ in range(2)] == [303, 409]
    assert client.post(act(cycle, "evaluations"), data=evaluation(next_step="end", made_from="1")).status_code == 303
    assert client.post(act(cycle, "evaluations"), data=evaluation(next_step="end", made_from="2")).status_code == 409
    assert client.post(act(cycle, "implementations"), data={"what": "した", "done_on": str(clock.today())}).status_code == 409


def test_the_last_to_end_takes_an_issue_that_was_to_go_on_into_the_next_year(cast: Cast, cycle: Cycle) -> None:
    other = Countermeasure.decide(cycle.term, a_plan(cast, "ほかの手"), client_key=key(), by=cast.kimura)
    cycle.measure.evaluate(verdict=Verdict.PARTLY, next_step=Next.NEXT_YEAR, lesson="のこった。", by=cast.kimura)
    assert len(cycle.issue.terms) == 1
    other.evaluate(verdict=Verdict.ACHIEVED, next_step=Next.END, lesson="できた。", by=cast.kimura)
    assert [one.fiscal_year for one in cycle.issue.terms] == [cycle.term.fiscal_year - 1, cycle.term.fiscal_year]


def test_a_year_that_ended_without_a_record_of_what_was_done_says_so(client: FlaskClient, cast: Cast, cycle: Cycle) -> None:
    page = f"/issues/{cycle.issue.id}"
    says(as_(client, cast.kimura).get(page), "実施の報告は、まだ書かれていません。")
    cycle.measure.evaluate(verdict=Verdict.NOT_ACHIEVED, next_step=Next.NEXT_YEAR, lesson="できなかった。", by=cast.kimura)
    db.commit()
    ended = client.get(page)
    says(ended, "実施の報告は、ありませんでした。")
    assert "実施の報告は、まだ書かれていません。" not in ended.text


def test_a_countermeasure_ends_without_an_evaluation_only_with_its_reason(client: FlaskClient, cast: Cast, cycle: Cycle) -> None:
    other = Countermeasure.decide(cycle.term, a_plan(cast, "ほかの手"), client_key=key(), by=cast.kimura)
    db.commit()
    as_(client, cast.kimura)
    refused = client.post(act(cycle, "discontinuation"), data={"how": "merged", "reason": "", "into": "0"})
    assert refused.status_code == 422
    says(refused, "理由を書いてください。なぜやめたかが、あとの年にも残ります。", "どの方策に統合するかを選んでください。")
    typed = {"how": "merged", "reason": "同じことをしていた。", "into": other.id}
    assert [client.post(act(cycle, "discontinuation"), data=typed).status_code for _ in range(2)] == [303, 409]
    says(client.get(cycle.page), "統合した先の方策：ほかの手", "同じことをしていた。")
    assert again(cycle).discontinuation.how == Ending.MERGED  # type: ignore[union-attr]


# The issue itself


def test_an_issue_is_closed_with_its_reason_when_nothing_is_open(client: FlaskClient, cast: Cast, cycle: Cycle) -> None:
    other = an_issue(cast, cycle.group, "ほかの課題")
    db.commit()
    as_(client, cast.kimura)
    typed = {"how": "merged", "reason": "同じ話だった。", "into": other.id, "meeting": "0"}
    open_still = client.post(f"{cycle.page}/closing", data=typed)
    assert open_still.status_code == 409
    says(open_still, "まだ終わっていない方策があります", "同じ話だった。")
    again(cycle).discontinue(Ending.STOPPED, reason="やめた。", by=cast.kimura)
    db.commit()
    assert client.post(f"{cycle.page}/closing", data=typed | {"reason": ""}).status_code == 422
    assert client.post(f"{cycle.page}/closing", data=typed).status_code == 303
    says(client.get(cycle.page), "統合した先：K-02 ほかの課題", "同じ話だった。")
    says(client.get(f"/issues/{other.id}"), "この課題に統合されました")


def test_an_issue_is_reworded_and_keeps_its_earlier_words(client: FlaskClient, cast: Cast, cycle: Cycle) -> None:
    as_(client, cast.kimura)
    typed = {"title": "夜間の電話先が分からない", "text": "くわしく", "scene": "sudden", "made_from": "0"}
    assert client.post(f"{cycle.page}/words", data=typed | {"title": ""}).status_code == 422
    assert client.post(f"{cycle.page}/words", data=typed).status_code == 303
    says(client.get(cycle.page), "夜間の電話先が分からない", "夜間、だれに電話すればよいか分からない", "課題の、前の言葉")
    behind = client.post(f"{cycle.page}/words", data=typed | {"title": "わたしの言葉"})
    assert behind.status_code == 409
    says(behind, "ほかの人が先に書きかえました", "わたしの言葉", "夜間の電話先が分からない")
    assert client.post(f"{cycle.page}/words", data=typed | {"made_from": "1"}).status_code == 409


def test_a_number_speaks_for_an_issue(client: FlaskClient, cast: Cast, cycle: Cycle) -> None:
    as_(client, cast.kimura)
    refused = client.post(f"{cycle.page}/evidence", data={"what": "夜間の救急搬送", "value": ""})
    assert refused.status_code == 422
    says(refused, "数字を、単位もつけて書いてください", "夜間の救急搬送")
    assert client.post(f"{cycle.page}/evidence", data={"what": "夜間の救急搬送", "value": "年 31件", "source": "消防"}).status_code == 303
    says(client.get(cycle.page), "年 31件", "出どころ：消防")


def test_only_the_secretariat_acts_on_an_issue(client: FlaskClient, cast: Cast, cycle: Cycle) -> None:
    acts = ("words", "evidence", "closing", "carrying", "countermeasures", "rises", "telling")
    assert {client.post(f"{cycle.page}/{what}").status_code for what in acts} == {303}
    for who, code in ((cast.tanaka, 403), (cast.sato, 403), (cast.mori, 403), (cast.suzuki, 404)):
        as_(client, who)
        assert {client.post(f"{cycle.page}/{what}", data={}).status_code for what in acts} == {code}


def test_a_year_that_ended_unsolved_is_carried_over_with_its_history(client: FlaskClient, cast: Cast, cycle: Cycle) -> None:
    as_(client, cast.kimura)
    assert client.post(f"{cycle.page}/carrying").status_code == 409
    again(cycle).evaluate(verdict=Verdict.NOT_ACHIEVED, next_step=Next.END, lesson="足りなかった。", by=cast.kimura)
    db.commit()
    with clock.later(timedelta(days=366)):
        as_(client, cast.kimura)
        says(client.get(cycle.page), "年度に引きつぐ", "解決していません")
        assert client.post(f"{cycle.page}/carrying").status_code == 303
        says(client.get(cycle.page), "足りなかった。", f"{cycle.term.fiscal_year}年度", "年度に引きつぎました", 'id="version-1"')


def test_pages_of_what_is_not_there_are_not_found(client: FlaskClient, cast: Cast, cycle: Cycle) -> None:
    as_(client, cast.kimura)
    for page in ("/issues/99", "/issues/99/words", "/countermeasures/99/versions", "/issues/new?post=99", "/rises/9/answer", "/hearings/9"):
        assert client.get(page).status_code == 404
    assert client.get("/issues/new?group=x&post=-3").status_code in (200, 404)


def test_an_issue_grows_from_another(client: FlaskClient, cast: Cast, cycle: Cycle) -> None:
    typed = {"client_key": key(), "title": "薬局がない", "scene": "sudden", "group": cycle.group.id, "grew_from": cycle.issue.id}
    as_(client, cast.kimura).post("/issues/new", data=typed)
    says(client.get(cycle.page), "K-02　薬局がない", "ここから生まれた課題")
