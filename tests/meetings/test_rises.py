"""An issue rises; the upper group owes an answer; taken, it stands there with its whole history."""

from __future__ import annotations

import io
from datetime import timedelta

import openpyxl
import pytest
from flask.testing import FlaskClient

from core import clock
from core.database import db
from meetings.models import Closing, Countermeasure, Group, GroupKind, Issue, Next, Rise, RiseAnswer, Taken, Verdict
from tests.cast import Cast, as_, says
from tests.meetings.cycle_cast import Cycle, a_cycle, a_meeting, a_plan, an_issue, key


@pytest.fixture
def cycle(cast: Cast) -> Cycle:
    return a_cycle(cast)


@pytest.fixture
def rise(cast: Cast, cycle: Cycle) -> Rise:
    asked = Rise.ask(
        cycle.term, cycle.upper, asked="土曜の当直を受けられるか", by=cast.kimura, answer_by_on=clock.today() + timedelta(days=9)
    )
    db.commit()
    return asked


def test_an_issue_rises_to_the_upper_group_and_waits(client: FlaskClient, cast: Cast, cycle: Cycle) -> None:
    form = as_(client, cast.kimura).get(f"{cycle.page}/rises")
    says(form, f'<option selected value="{cycle.upper.id}">', "上の会議に上げる")
    typed = {"to": cycle.upper.id, "asked": "土曜の当直を受けられるか", "answer_by_on": str(clock.today() + timedelta(days=9))}
    assert [client.post(f"{cycle.page}/rises", data=typed).status_code for _ in range(2)] == [303, 409]
    says(client.get(cycle.page), "「北地域 在宅医療連携会議」に上げた", "返事まち", "土曜の当直を受けられるか", 'id="rise-1"')


def test_a_question_without_words_or_to_nobody_comes_back(client: FlaskClient, cast: Cast, cycle: Cycle) -> None:
    typed = {"to": 999, "asked": "", "answer_by_on": "2020-1-1"}
    refused = as_(client, cast.kimura).post(f"{cycle.page}/rises", data=typed)
    assert refused.status_code == 422
    says(refused, "会議を選んでください。", "何を決めてほしいのか", "きょうより後の日にしてください", 'value="2020"')


def test_an_answer_that_is_owed_is_late_after_its_day(client: FlaskClient, cast: Cast, cycle: Cycle, rise: Rise) -> None:
    with clock.later(timedelta(days=10)):
        for page in (cycle.page, f"/rises/{rise.id}/answer"):
            says(as_(client, cast.kimura).get(page), "を過ぎました")


@pytest.mark.parametrize("answer", list(RiseAnswer))
def test_each_answer_reaches_the_lower_group(client: FlaskClient, cast: Cast, cycle: Cycle, rise: Rise, answer: RiseAnswer) -> None:
    meeting = a_meeting(cast, cycle.upper)
    db.commit()
    says(as_(client, cast.kimura).get(f"/rises/{rise.id}/answer"), "土曜の当直を受けられるか", "引き受ける", "もとの会議で続ける", "見送る")
    typed = {"answer": answer.value, "text": "当直表を一つにします。", "meeting": meeting.id}
    assert [client.post(f"/rises/{rise.id}/answer", data=typed).status_code for _ in range(2)] == [303, 409]
    says(as_(client, cast.sato).get(cycle.page), "当直表を一つにします。", "診療所7つの夜間当番表")
    db.expire_all()
    issue = db.get_one(Issue, cycle.issue.id)
    taken = answer == RiseAnswer.TAKEN
    assert [one.how for one in issue.terms] == [Taken.RAISED, Taken.RISEN][: 2 if taken else 1]
    assert (issue.term.group_id, issue.term.awaits) == ((cycle.upper.id, "decision") if taken else (cycle.group.id, "implementation"))


def test_an_answer_wants_its_words(client: FlaskClient, cast: Cast, cycle: Cycle, rise: Rise) -> None:
    refused = as_(client, cast.kimura).post(f"/rises/{rise.id}/answer", data={"answer": "x", "text": ""})
    assert refused.status_code == 422
    says(refused, "3つの中から選んでください", "もとの会議に、そのまま伝わります。")


def test_only_the_upper_groups_secretariat_answers(client: FlaskClient, cast: Cast, cycle: Cycle, rise: Rise) -> None:
    assert client.post(f"/rises/{rise.id}/answer").status_code == 303
    for who, code in ((cast.tanaka, 403), (cast.sato, 403), (cast.mori, 403), (cast.suzuki, 404)):
        assert as_(client, who).get(f"/rises/{rise.id}/answer").status_code == code
        assert client.post(f"/rises/{rise.id}/answer", data={}).status_code == code


def test_a_group_of_another_area_reads_what_rose_to_it_and_answers(client: FlaskClient, cast: Cast, cycle: Cycle) -> None:
    from datetime import date

    from region.models import CoordinationBase, Role

    cast.suzuki.role = Role.BASE_STAFF
    db.add(CoordinationBase(institution_id=cast.elsewhere.id, area_id=cast.minami.id, from_on=date(2024, 4, 1)))
    city = Group.set_up(
        cast.minami, name="市の協議会", kind=GroupKind.COUNCIL, secretariat=cast.elsewhere, by=cast.suzuki, began_on=clock.today()
    )
    cycle.group.upper = city
    db.commit()
    assert as_(client, cast.suzuki).get(cycle.page).status_code == 404
    typed = {"to": city.id, "asked": "市で決められるか"}
    assert as_(client, cast.kimura).post(f"{cycle.page}/rises", data=typed).status_code == 303
    says(as_(client, cast.suzuki).get(cycle.page), "「市の協議会」として返事をする", "診療所7つの夜間当番表")
    assert client.post("/rises/1/answer", data={"answer": "taken", "text": "受けます。"}).status_code == 303
    says(client.get(cycle.page), "方策を決める")
    assert client.get(f"{cycle.page}/countermeasures").status_code == 200
    assert client.get(f"/countermeasures/{cycle.measure.id}/versions").status_code == 403


def test_a_closed_issue_owes_no_answer(client: FlaskClient, cast: Cast, cycle: Cycle) -> None:
    issue = an_issue(cast, cycle.group, "ほかの課題")
    rise = Rise.ask(issue.term, cycle.upper, asked="どうか", by=cast.kimura)
    issue.close(Closing.DROPPED, reason="やめた。", by=cast.kimura)
    db.commit()
    answer = as_(client, cast.kimura).post(f"/rises/{rise.id}/answer", data={"answer": "taken", "text": "はい"})
    assert answer.status_code == 409
    says(answer, "この課題は閉じられました。返事はいりません。")
    says(client.get(f"/issues/{issue.id}"), "課題が閉じたので、返事はいりません")


def test_what_a_group_for_members_only_decides_stays_with_its_own_people(client: FlaskClient, cast: Cast, cycle: Cycle, rise: Rise) -> None:
    cycle.upper.members_only = True
    rise.reply(RiseAnswer.TAKEN, text="受けます。", by=cast.kimura)
    Countermeasure.decide(cycle.issue.term, a_plan(cast, "上の会議だけの方策"), client_key=key(), by=cast.kimura)
    db.commit()
    says(as_(client, cast.kimura).get(cycle.page), "上の会議だけの方策", "診療所7つの夜間当番表")
    others = as_(client, cast.ono).get(cycle.page)
    says(others, "診療所7つの夜間当番表")
    assert "上の会議だけの方策" not in others.text


def test_an_open_question_goes_on_with_the_issue_into_the_next_year(client: FlaskClient, cast: Cast, cycle: Cycle, rise: Rise) -> None:
    year = cycle.term.fiscal_year
    cycle.measure.evaluate(verdict=Verdict.PARTLY, next_step=Next.NEXT_YEAR, lesson="残った。", by=cast.kimura)
    db.commit()
    boards = [f"/groups/{cycle.group.id}/years/{one}" for one in (year, year + 1)]
    with clock.later(timedelta(days=10)):
        as_(client, cast.kimura)
        says(client.get(cycle.page), "「北地域 在宅医療連携会議」の返事を待っています。")
        assert "上の会議に上げる" not in client.get(cycle.page).text
        again = client.post(f"{cycle.page}/rises", data={"to": cycle.upper.id, "asked": "もう一度たずねる"})
        assert again.status_code == 409
        says(again, "もう上げてあります。返事を待っています。", "もう一度たずねる")
        assert ["上の会議の返事がおくれています" in client.get(one).text for one in boards] == [False, True]
        says(client.get(boards[1]), "北地域 在宅医療連携会議（返事を待っています）")
        typed = {"answer": "taken", "text": "当直表を一つにします。", "meeting": "0"}
        assert client.post(f"/rises/{rise.id}/answer", data=typed).status_code == 303
        says(client.get(boards[1]), "上の会議が引き受けた")
        assert "返事がおくれています" not in client.get(boards[1]).text
        book = openpyxl.load_workbook(io.BytesIO(client.get(f"{boards[1]}.xlsx").data))
        assert "北地域 在宅医療連携会議：引き受ける" in [cell.value for row in book["課題"] for cell in row]
    db.expire_all()
    lower = [one for one in db.get_one(Issue, cycle.issue.id).terms if one.group_id == cycle.group.id]
    assert [(one.fiscal_year, one.settled, one.handed_up) for one in lower] == [(year, True, True), (year + 1, True, True)]


def test_an_answer_of_the_year_before_does_not_settle_this_one(cast: Cast, cycle: Cycle, rise: Rise) -> None:
    rise.reply(RiseAnswer.TAKEN, text="受けます。", by=cast.kimura)
    with clock.later(timedelta(days=1)):
        cycle.measure.evaluate(verdict=Verdict.PARTLY, next_step=Next.NEXT_YEAR, lesson="残った。", by=cast.kimura)
    lower = [one for one in cycle.issue.terms if one.group_id == cycle.group.id]
    assert [(one.asked, one.handed_up, one.awaits) for one in lower] == [([rise], True, None), ([], False, "decision")]
