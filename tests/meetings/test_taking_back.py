"""What was ended by mistake is taken back: it counts no longer, and stays for everybody to read, struck through."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import docx
import openpyxl
import pytest
from flask import Flask, current_app
from flask.testing import FlaskClient
from lxml.html import fromstring  # type: ignore[import-untyped]
from sqlalchemy import select

from board.models import Addressee, BoardKind, Post, Right
from core import clock
from core.audit import AuditRow
from core.database import Base, db
from core.rules import RuleBroken
from meetings.models import (
    AgendaItem,
    Carrying,
    Closing,
    Countermeasure,
    Discontinuation,
    Ending,
    Entry,
    EntryKind,
    Evaluation,
    Implementation,
    IssueClosing,
    ItemKind,
    Member,
    Next,
    Plan,
    Rise,
    RiseAnswer,
    Seat,
    Stage,
    Taken,
    Term,
    Verdict,
)
from meetings.seeing.asking import facts_of
from meetings.seeing.mine import duties
from meetings.seeing.reminding import dues
from region.models import Affiliation
from tests.cast import Cast, as_, says
from tests.meetings.cycle_cast import Cycle, a_cycle, a_meeting, a_plan, an_issue, key
from tests.meetings.test_telling import tomorrow

WHY = "別の方策の評価でした。"
LESSON = "土曜がのこった。"


@pytest.fixture
def cycle(cast: Cast) -> Cycle:
    return a_cycle(cast)


def evaluated(cast: Cast, cycle: Cycle, step: Next = Next.END, verdict: Verdict = Verdict.ACHIEVED) -> Evaluation:
    said = cycle.measure.evaluate(verdict=verdict, next_step=step, lesson=LESSON, by=cast.kimura)
    db.commit()
    return said


def stopped(cast: Cast, cycle: Cycle) -> Discontinuation:
    cycle.measure.discontinue(Ending.STOPPED, reason=LESSON, by=cast.kimura)
    db.commit()
    assert cycle.measure.discontinuation
    return cycle.measure.discontinuation


def closed(cast: Cast, cycle: Cycle) -> IssueClosing:
    stopped(cast, cycle)
    cycle.issue.close(Closing.DROPPED, reason=LESSON, by=cast.kimura)
    db.commit()
    assert cycle.issue.closing
    return cycle.issue.closing


def carried(cast: Cast, cycle: Cycle) -> Carrying:
    """By hand: what was tried was stopped, and the next year goes on with the issue."""
    stopped(cast, cycle)
    assert as_(current_app.test_client(), cast.kimura).post(f"{cycle.page}/carrying").status_code == 303
    db.expire_all()
    return cycle.issue.every_carrying[-1]


Made = Callable[[Cast, Cycle], Carrying | Evaluation | Discontinuation | IssueClosing]
KINDS: dict[str, Made] = {"evaluations": evaluated, "discontinuations": stopped, "closings": closed, "carryings": carried}
AFTER = {"closings": "「課題の抽出」", "carryings": "「課題の抽出」"}


def verbs() -> list[str]:
    return [one.verb for one in db.query(AuditRow).order_by(AuditRow.id) if "taken_back" in one.verb]


# The pages


@pytest.mark.parametrize("kind", KINDS)
def test_only_the_secretariat_takes_back_and_says_why(client: FlaskClient, cast: Cast, cycle: Cycle, kind: str) -> None:
    page = f"/{kind}/{KINDS[kind](cast, cycle).id}/taking-back"
    for who, code in ((cast.tanaka, 403), (cast.sato, 403), (cast.mori, 403), (cast.suzuki, 404)):
        as_(client, who)
        assert [client.get(page).status_code, client.post(page, data={"reason": WHY}).status_code] == [code, code]
        assert "taking-back" not in client.get(cycle.page).text
    client.post("/sign-out")
    assert client.get(page).location.startswith("/sign-in")
    says(as_(client, cast.kimura).get(cycle.page), f'href="{page}"', "まちがいなので取り消す")
    says(client.get(page), AFTER.get(kind, "「方策の決定」"), "記録は消えません", LESSON if kind != "carryings" else "年度に引きついだ")
    refused = client.post(page, data={"reason": " "})
    assert refused.status_code == 422
    says(refused, "取り消す理由を書いてください。")
    long = client.post(page, data={"reason": "あ" * 301})
    assert long.status_code == 422
    says(long, "あ" * 301, "300文字までにしてください。")
    assert client.post(page, data={"reason": WHY}).status_code == 303
    said = client.get(cycle.page)
    says(said, "取り消しました", "木村 葵", WHY, LESSON, "taken-back")
    assert page not in said.text
    again = client.post(page, data={"reason": WHY})
    assert again.status_code == 409
    says(again, "もう取り消されています。")
    says(client.get(page), "もう取り消されています。")
    assert client.get(f"/{kind}/99/taking-back").status_code == 404
    assert [one.split(".")[1] for one in verbs()] == [f"{kind.removesuffix('s')}_taken_back"]


def test_what_was_taken_back_is_read_by_everybody_and_counted_nowhere(client: FlaskClient, cast: Cast, cycle: Cycle) -> None:
    Implementation.report(cycle.measure, done_on=clock.today(), what="配った", client_key=key(), by=cast.tanaka)
    said, board = evaluated(cast, cycle), f"/groups/{cycle.group.id}/years/{cycle.term.fiscal_year}"
    assert not duties(cast.tanaka)
    says(as_(client, cast.ono).get(board), "達成　評価ずみ")
    says(as_(client, cast.kimura).get(f"/evaluations/{said.id}/taking-back"), "「実施」になります")
    client.post(f"/evaluations/{said.id}/taking-back", data={"reason": WHY})
    assert [one.id for one in duties(cast.tanaka)] == [cycle.measure.id]
    assert (cycle.term.stage, cycle.term.awaits) == (Stage.CARRIED_OUT, "evaluation")
    (fact,) = facts_of([cycle.group.id], cycle.term.fiscal_year)
    assert (fact.stage, fact.settled, fact.awaits) == (Stage.CARRIED_OUT, False, "evaluation")
    as_(client, cast.ono)
    assert "評価ずみ" not in client.get(board).text
    says(client.get(cycle.page), LESSON, WHY, "評価は、まだ書かれていません。")
    word = docx.Document(io.BytesIO(client.get(f"{board}.docx").data))
    assert LESSON not in "".join(cell.text for table in word.tables for row in table.rows for cell in row.cells)
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{board}.xlsx").data))
    assert book["評価"].max_row == 1
    with clock.later(timedelta(days=90)):
        assert [one.id for one in dues()] == [cycle.measure.id]


def test_the_sentence_of_the_minutes_that_stays_is_named(client: FlaskClient, cast: Cast, cycle: Cycle) -> None:
    meeting = a_meeting(cast, cycle.group)
    item = AgendaItem.add(meeting, kind=ItemKind.EVALUATION, title="評価", minutes=10, issue=cycle.issue, by=cast.kimura)
    meeting.open(by=cast.kimura)
    entry = Entry.write(item, kind=EntryKind.DECISION, text="達成とする。", client_key=key(), by=cast.kimura)
    said = cycle.measure.evaluate(verdict=Verdict.ACHIEVED, next_step=Next.END, lesson=LESSON, by=cast.kimura, meeting=meeting, entry=entry)
    db.commit()
    page = as_(client, cast.kimura).get(f"/evaluations/{said.id}/taking-back")
    says(page, f'href="/meetings/{meeting.id}/minutes#entry-{entry.id}"')
    client.post(f"/evaluations/{said.id}/taking-back", data={"reason": WHY})
    says(client.get(f"/meetings/{meeting.id}/hold?item={item.id}"), "の評価</a>（取り消しました）")


# What had been told on boards


Ended = Callable[[Cast, Cycle], Evaluation | Discontinuation | IssueClosing]
TOLD: dict[str, tuple[Ended, str]] = {
    "evaluations": (evaluated, "評価のお知らせ"),
    "discontinuations": (stopped, "方策を終わりにしました"),
    "closings": (closed, "課題を閉じました"),
}


def written(client: FlaskClient, address: str) -> dict[str, Any]:
    """What the form at this address sends as it stands, read from its page."""
    (form,) = (one for one in fromstring(client.get(address).text).forms if "form" in one.classes)
    return dict(form.form_values()) | {"boards": form.xpath(".//input[@name='boards'][@checked]/@value")}


def boards_offered(client: FlaskClient, address: str) -> list[int]:
    return [int(one) for one in fromstring(client.get(address).text).xpath("//input[@name='boards']/@value")]


@pytest.mark.parametrize("kind", TOLD)
def test_what_was_told_is_set_right_with_one_press_on_the_boards_that_were_told(
    client: FlaskClient, cast: Cast, cycle: Cycle, kind: str
) -> None:
    made, title = TOLD[kind]
    record, telling = made(cast, cycle), f"{cycle.page}/telling"
    as_(client, cast.kimura)
    told_on = [cast.board().id, cast.board(BoardKind.TRAINING).id]
    assert client.post(telling, data=written(client, telling) | {"boards": told_on}).status_code == 303
    old = {post.board_id: post for post in db.scalars(select(Post)).all() if post.title.startswith(title)}
    assert sorted(old) == sorted(told_on)
    page = f"/{kind}/{record.id}/taking-back"
    says(client.get(page), "取り消しのお知らせを載せられます", *(f'href="/posts/{post.id}"' for post in old.values()))
    taken = client.post(page, data={"reason": WHY})
    assert taken.location.startswith(telling)
    assert taken.location.endswith(f"?record={record.__tablename__}-{record.id}")
    says(client.get(cycle.page), "取り消しを、掲示板に載せる")
    assert sorted(boards_offered(client, taken.location)) == sorted(told_on)
    typed = written(client, taken.location)
    assert (sorted(typed["boards"]), typed["title"]) == (sorted(map(str, told_on)), f"取り消しのお知らせ：{cycle.issue.title}")
    assert all(word in typed["body"] for word in (WHY, LESSON, "まちがいでした", cycle.page))
    typed |= {"body": typed["body"] + "\n\nすみません。", "confirm_by": tomorrow()}
    assert [client.post(telling, data=typed).status_code for _ in range(2)] == [303, 303]
    new = db.scalars(select(Post).where(Post.title.startswith("取り消し"))).all()
    assert sorted(post.board_id for post in new) == sorted(told_on)
    for post in new:
        before = old[post.board_id]
        assert f"/posts/{before.id}" in post.body
        assert all(f"/posts/{other.id}" not in post.body for other in old.values() if other is not before)
        says(client.get(f"/posts/{post.id}"), "取り消した、もとのお知らせ", "すみません。", cycle.page)
        says(client.get(f"/posts/{before.id}"), "取り消しのお知らせ")
        assert [one.institution_id for one in db.query(Addressee).filter_by(post_id=post.id)] == [cast.clinic.id]
    assert "取り消しを、掲示板に載せる" not in client.get(cycle.page).text
    again = client.post(telling, data=typed | {"client_key": key()})
    assert again.status_code == 409
    says(again, "もう載せてあります。", "すみません。")


def test_nothing_is_offered_where_nothing_was_told_or_it_was_withdrawn(client: FlaskClient, cast: Cast, cycle: Cycle) -> None:
    telling = f"{cycle.page}/telling"
    as_(client, cast.kimura)
    before = written(client, f"{telling}?what=decision&countermeasure={cycle.measure.id}")
    assert client.post(telling, data=before).status_code == 303
    said = evaluated(cast, cycle, Next.CONTINUE, Verdict.PARTLY)
    for _ in range(2):
        assert "取り消しのお知らせを載せられます" not in client.get(f"/evaluations/{said.id}/taking-back").text
        assert client.post(f"/evaluations/{said.id}/taking-back", data={"reason": WHY}).location == f"{cycle.page}#evaluation-{said.id}"
        assert "取り消しを、掲示板に載せる" not in client.get(cycle.page).text
        assert boards_offered(client, f"{telling}?record=evaluation-{said.id}") == []
        said = evaluated(cast, cycle, Next.CONTINUE, Verdict.PARTLY)
        client.post(telling, data=written(client, f"{telling}?record=evaluation-{said.id}"))
        db.scalars(select(Post).order_by(Post.id.desc())).first().withdraw(reason="まちがい", by=cast.kimura)  # type: ignore[union-attr]
        db.commit()


def test_an_evaluation_taken_back_while_its_notice_was_written_is_not_told(client: FlaskClient, cast: Cast, cycle: Cycle) -> None:
    said, telling = evaluated(cast, cycle), f"{cycle.page}/telling"
    typed = written(as_(client, cast.kimura), f"{telling}?record=evaluation-{said.id}")
    said.take_back(reason=WHY, by=cast.kimura)
    db.commit()
    refused = client.post(telling, data=typed)
    assert (refused.status_code, db.query(Post).count()) == (422, 0)
    says(refused, LESSON)


def test_a_secretary_who_may_not_post_there_is_told_so_and_others_never_see_it(client: FlaskClient, cast: Cast, cycle: Cycle) -> None:
    said, telling = evaluated(cast, cycle), f"{cycle.page}/telling"
    client.post(telling, data=written(as_(client, cast.kimura), f"{telling}?record=evaluation-{said.id}"))
    said.take_back(reason=WHY, by=cast.kimura)
    board, day = cast.board(), clock.today()
    for grant in [one for one in board.grants if one.right == Right.POST]:
        board.revoke(grant, by=cast.kimura)
    Member.seat_in(
        cycle.group, name="小野 恵", institution_name="施設", by=cast.kimura, from_on=day, affiliation=cast.ono, seat=Seat.SECRETARIAT
    )
    db.commit()
    page = f"{telling}?record=evaluation-{said.id}"
    says(as_(client, cast.ono).get(page), "あなたは投稿できません")
    typed = {"record": f"evaluation-{said.id}", "boards": [board.id], "title": "x", "body": "y"}
    assert client.post(telling, data=typed).status_code == 422
    for who, code in ((cast.tanaka, 403), (cast.suzuki, 404)):
        assert as_(client, who).get(page).status_code == code
        assert "掲示板に載せる" not in client.get(cycle.page).text


# What followed from it


def test_the_year_it_was_carried_into_goes_away_and_comes_again(client: FlaskClient, cast: Cast, cycle: Cycle) -> None:
    said = evaluated(cast, cycle, Next.NEXT_YEAR, Verdict.PARTLY)
    year, went = cycle.issue.terms[0].fiscal_year, cycle.issue.term.id
    says(as_(client, cast.kimura).get(f"/evaluations/{said.id}/taking-back"), f"{year + 1}年度に引きついだことも、取り消されます。")
    assert client.post(f"/evaluations/{said.id}/taking-back", data={"reason": WHY}).status_code == 303
    assert [(one.fiscal_year, one.stage, one.settled) for one in cycle.issue.terms] == [(year, Stage.DECIDED, False)]
    assert verbs() == ["issue.carrying_taken_back", "countermeasure.evaluation_taken_back"]
    gone = db.query(AuditRow).filter_by(verb="issue.carrying_taken_back").one()
    assert (gone.subject_id, gone.detail) == (cycle.issue.id, {"group": cycle.group.id, "fiscal_year": year + 1})
    evaluated(cast, cycle, Next.NEXT_YEAR, Verdict.PARTLY).take_back(reason=WHY, by=cast.kimura)
    evaluated(cast, cycle, Next.NEXT_YEAR, Verdict.NOT_ACHIEVED)
    assert [one.fiscal_year for one in cycle.issue.terms] == [year, year + 1]
    assert cycle.issue.term.id == went + 2, "an id is never given again: other rows may speak of it"
    assert [bool(one.taken_back_at) for one in cycle.measure.every_evaluation] == [True, True, False]
    says(client.get(cycle.page), "一部達成", "未達")


def test_an_issue_carried_over_by_hand_is_back_in_its_year_and_may_go_again(client: FlaskClient, cast: Cast, cycle: Cycle) -> None:
    one, year = carried(cast, cycle), cycle.issue.terms[0].fiscal_year
    page, board = f"/carryings/{one.id}/taking-back", f"/groups/{cycle.group.id}/years/"
    assert [one.fiscal_year for one in cycle.issue.terms] == [year, year + 1]
    says(as_(client, cast.kimura).get(page), f"{year}年度にもどります", f"{year + 1}年度の課題からは、なくなります。")
    says(client.get(f"{board}{year + 1}"), cycle.issue.title)
    assert client.post(page, data={"reason": WHY}).location.endswith(f"{cycle.page}#carrying-{one.id}")
    assert cycle.issue.title not in client.get(f"{board}{year + 1}").text
    (term,) = cycle.issue.terms
    assert (term.fiscal_year, term.settled, term.awaits) == (year, False, "decision")
    says(as_(client, cast.ono).get(cycle.page), f"{year + 1}年度に引きついだ", "取り消しました", WHY)
    as_(client, cast.kimura).post(f"{cycle.page}/carrying", data={"client_key": key()})
    assert [bool(one.taken_back_at) for one in cycle.issue.every_carrying] == [True, False]
    assert [one.fiscal_year for one in cycle.issue.terms] == [year, year + 1]


def test_what_an_evaluation_carried_over_goes_with_the_evaluation(client: FlaskClient, cast: Cast, cycle: Cycle) -> None:
    said = evaluated(cast, cycle, Next.NEXT_YEAR, Verdict.PARTLY)
    (one,) = cycle.issue.every_carrying
    page = f"/carryings/{one.id}/taking-back"
    assert f'href="{page}"' not in as_(client, cast.kimura).get(cycle.page).text
    says(client.get(page), "その評価を取り消してください")
    assert client.post(page, data={"reason": WHY}).status_code == 409
    assert [len(cycle.issue.terms), verbs()] == [2, []]
    client.post(f"/evaluations/{said.id}/taking-back", data={"reason": WHY})
    db.expire_all()
    assert (one.taken_back_because, one.taken_back_by_id, len(cycle.issue.terms)) == (WHY, cast.kimura.id, 1)
    assert client.post(page, data={"reason": WHY}).status_code == 409


def in_the_next_year(cast: Cast, cycle: Cycle, what: str) -> str:
    """Something happens there; why nothing can be taken back any more."""
    following, by = cycle.issue.term, cast.kimura
    if what == "decided":
        Countermeasure.decide(following, a_plan(cast, "つづき"), client_key=key(), by=by)
    elif what == "risen":
        Rise.ask(following, cycle.upper, asked="予算", by=by)
    elif what == "carried":
        following.carry_over(by=by)
    else:
        cycle.issue.close(Closing.DROPPED, reason="もうない", by=by)
    db.commit()
    return {
        "decided": "もう方策が決まっています", "risen": "もう上の会議に上げています", "carried": "さらに次の年度に引きついでいます",
        "closed": "先に、閉じたことを取り消してください",
    }[what]  # fmt: skip


@pytest.mark.parametrize("kind", ["evaluations", "carryings"])
@pytest.mark.parametrize("what", ["decided", "risen", "carried", "closed"])
def test_what_was_built_upon_is_not_taken_back(client: FlaskClient, cast: Cast, cycle: Cycle, what: str, kind: str) -> None:
    said = carried(cast, cycle) if kind == "carryings" else evaluated(cast, cycle, Next.NEXT_YEAR, Verdict.PARTLY)
    why, page = in_the_next_year(cast, cycle, what), f"/{kind}/{said.id}/taking-back"
    years = len(cycle.issue.terms)
    asked = as_(client, cast.kimura).get(page)
    says(asked, why)
    assert 'name="reason"' not in asked.text
    refused = client.post(page, data={"reason": WHY})
    assert refused.status_code == 409
    says(refused, why)
    db.expire_all()
    assert (len(cycle.issue.terms), said.taken_back_at, verbs()) == (years, None, [])


def test_what_an_upper_group_took_stays_with_it(client: FlaskClient, cast: Cast, cycle: Cycle) -> None:
    Rise.ask(cycle.term, cycle.upper, asked="予算", by=cast.kimura).reply(RiseAnswer.TAKEN, text="やります", by=cast.kimura)
    stop = stopped(cast, cycle)
    assert cycle.issue.terms[0].settled
    says(as_(client, cast.kimura).get(f"/discontinuations/{stop.id}/taking-back"), "上の会議が引き受けたことは、変わりません。")
    stop.take_back(reason=WHY, by=cast.kimura)
    assert [(one.group_id, one.settled) for one in cycle.issue.terms] == [(cycle.group.id, False), (cycle.upper.id, False)]


def test_a_year_into_which_it_rose_from_below_stays(cast: Cast, cycle: Cycle) -> None:
    """The upper group ended with it; a year later the lower one brings it up again, and this is taken."""
    by, mine = cast.kimura, Countermeasure.decide(an_issue(cast, cycle.upper).term, a_plan(cast), client_key=key(), by=cast.kimura)
    issue = mine.term.issue
    said = mine.evaluate(verdict=Verdict.ACHIEVED, next_step=Next.END, lesson="", by=by)
    year = issue.term.fiscal_year
    below = issue.take_up(cycle.group, year + 1, Taken.RAISED, by=by)
    with clock.later(timedelta(days=366)):
        Rise.ask(below, cycle.upper, asked="またお願いします", by=by).reply(RiseAnswer.TAKEN, text="やります", by=by)
        db.commit()
        said.take_back(reason=WHY, by=by)
    assert [(one.group_id, one.fiscal_year) for one in issue.terms] == [
        (cycle.upper.id, year), (cycle.group.id, year + 1), (cycle.upper.id, year + 1)
    ]  # fmt: skip


# Several endings, and two people at once


def test_an_end_is_taken_back_as_often_as_it_was_a_mistake(cast: Cast, cycle: Cycle) -> None:
    other = Countermeasure.decide(cycle.term, a_plan(cast, "ほかの手"), client_key=key(), by=cast.kimura)
    for _ in range(2):
        cycle.measure.discontinue(Ending.MERGED, reason=LESSON, into=other, by=cast.kimura)
        first = cycle.measure.discontinuation
        assert first
        first.take_back(reason=WHY, by=cast.kimura)
        db.commit()
    assert {one.id for one in duties(cast.tanaka)} == {cycle.measure.id, other.id}
    said = evaluated(cast, cycle, Next.CONTINUE, Verdict.PARTLY)
    evaluated(cast, cycle)
    with pytest.raises(RuleBroken, match="もう終わっています"):
        cycle.measure.discontinue(Ending.STOPPED, reason=LESSON, by=cast.kimura)
    said.take_back(reason=WHY, by=cast.kimura)
    assert cycle.measure.ended
    assert [len(cycle.measure.every_discontinuation), len(cycle.measure.evaluations), len(cycle.measure.every_evaluation)] == [2, 1, 2]


def test_a_call_for_revision_is_taken_back(client: FlaskClient, cast: Cast, cycle: Cycle) -> None:
    said = evaluated(cast, cycle, Next.REVISE, Verdict.PARTLY)
    assert cycle.term.awaits == "decision"
    says(as_(client, cast.kimura).get(f"/evaluations/{said.id}/taking-back"), "「修正」も、なかったことになります。")
    client.post(f"/evaluations/{said.id}/taking-back", data={"reason": WHY})
    assert cycle.term.awaits == "implementation"


def test_an_issue_that_was_closed_into_another_is_open_again(client: FlaskClient, cast: Cast, cycle: Cycle) -> None:
    stopped(cast, cycle)
    asked = Rise.ask(cycle.term, cycle.upper, asked="予算", by=cast.kimura)
    other = an_issue(cast, cycle.group, "ほかの課題")
    cycle.issue.close(Closing.MERGED, reason=LESSON, into=other, by=cast.kimura)
    db.commit()
    assert cycle.issue.closing
    page = f"/closings/{cycle.issue.closing.id}/taking-back"
    assert not db.get_one(Rise, asked.id).owed
    says(as_(client, cast.kimura).get(page), "上の会議の返事を、また待つことになります。")
    assert client.post(page, data={"reason": WHY}).status_code == 303
    assert "この課題に統合されました" not in client.get(f"/issues/{other.id}").text
    assert db.get_one(Rise, asked.id).owed
    says(client.get(cycle.page), "取り消した見送り・統合", "K-02 ほかの課題")
    says(client.get("/tasks/"), "下の会議が返事を待っています。")
    cycle.issue.close(Closing.DROPPED, reason="やはり", by=cast.kimura)
    db.commit()
    says(client.get(cycle.page), "やはり", LESSON)


def test_the_same_form_of_an_evaluation_sent_again_after_taking_back_is_refused(client: FlaskClient, cast: Cast, cycle: Cycle) -> None:
    today = clock.today()
    typed = {
        "verdict": "achieved", "lesson": LESSON, "next_step": "end", "meeting": "0", "made_from": "0",
        "evaluated_on": [str(today.year), str(today.month), str(today.day)],
    }  # fmt: skip
    as_(client, cast.kimura)
    assert client.post(f"/countermeasures/{cycle.measure.id}/evaluations", data=typed).status_code == 303
    client.post("/evaluations/1/taking-back", data={"reason": WHY})
    assert client.post(f"/countermeasures/{cycle.measure.id}/evaluations", data=typed).status_code == 409


def test_who_decides_in_a_year_that_goes_away_meanwhile_is_told_so(app: Flask, cast: Cast, cycle: Cycle) -> None:
    if app.extensions["engine"].dialect.name == "sqlite":
        pytest.skip("on SQLite one who writes begins when the other has ended")
    said = evaluated(cast, cycle, Next.NEXT_YEAR, Verdict.PARTLY)
    following, seen, told = cycle.issue.term.id, Barrier(2, timeout=10), dict[str, str]()

    def does(name: str, what: Callable[[Any, Affiliation], object], kind: type[Base], number: int) -> None:
        with app.app_context():
            try:
                mine = db.get_one(kind, number)
                by = db.get_one(Affiliation, cast.kimura.id)
                seen.wait()
                what(mine, by)
                db.commit()
                told[name] = ""
            except Exception as wrong:  # noqa: BLE001 - told where the test can see it
                told[name] = str(wrong)

    acts: list[tuple[str, Callable[[Any, Affiliation], object], type[Base], int]] = [
        ("back", lambda mine, by: mine.take_back(reason=WHY, by=by), Evaluation, said.id),
        ("decided", lambda mine, by: Countermeasure.decide(mine, Plan("つづき"), client_key=key(), by=by), Term, following),
    ]
    threads = [Thread(target=does, args=one) for one in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.rollback()
    db.expire_all()
    refused = {"back": "もう方策が決まっています", "decided": "引きついだことが、取り消されました"}
    assert sorted(bool(one) for one in told.values()) == [False, True], told
    assert all(refused[name] in one for name, one in told.items() if one), told
    assert len(cycle.issue.terms) == 1 + (told["decided"] == "")
