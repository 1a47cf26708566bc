"""The cycle board: every issue in its stage, what is late in words, whether the year will close; light facts that equal the records."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import clock, links
from core.database import db
from core.rules import RuleBroken
from meetings.models import (
    Closing,
    Countermeasure,
    Ending,
    Implementation,
    IndicatorValue,
    Issue,
    Meeting,
    Next,
    Plan,
    Rise,
    RiseAnswer,
    Scene,
    Task,
    Verdict,
)
from meetings.seeing.asking import facts_of
from region.models import Affiliation
from tests.cast import Cast, a_post, as_, says
from tests.meetings.counting import statements
from tests.meetings.cycle_cast import Cycle, a_cycle, a_plan, an_issue, key

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=clock.JAPAN)


@pytest.fixture
def cycle(cast: Cast) -> Cycle:
    """Decided at the first of three meetings, in June."""
    with clock.at(datetime(2026, 6, 12, 19, 30, tzinfo=clock.JAPAN)):
        made = a_cycle(cast)
        for day in (date(2026, 6, 12), date(2026, 11, 27), date(2027, 2, 26)):
            starts = datetime(day.year, day.month, day.day, 19, 0, tzinfo=clock.JAPAN)
            Meeting.plan(made.group, theme="", starts_at=starts, ends_at=starts + timedelta(hours=2), by=cast.kimura)
        first = db.query(Meeting).filter_by(number=1).one()
        first.open(by=cast.kimura)
        with clock.later(timedelta(hours=1)):
            first.close(by=cast.kimura)
        db.commit()
    return made


def signed_in(client: FlaskClient, who: Affiliation) -> None:
    with clock.at(NOW):
        as_(client, who)


def board(client: FlaskClient, cycle: Cycle, query: str = "") -> str:
    with clock.at(NOW):
        answer = client.get(f"/groups/{cycle.group.id}/years/2026{query}")
    assert answer.status_code == 200, answer.text[:500]
    return answer.text


def test_who_reads_the_group_sees_its_board_and_a_stranger_finds_nothing(client: FlaskClient, cast: Cast, cycle: Cycle) -> None:
    address = f"/groups/{cycle.group.id}/years/2026"
    with clock.at(NOW):
        for who in (cast.sato, cast.ono, cast.mori, cast.kimura):
            for page in (address, f"{address}/indicators", "/cycle/"):
                assert as_(client, who).get(page).status_code == 200, (who.person.name, page)
        for page in (address, f"{address}/indicators", f"{address}.docx", f"{address}.xlsx"):
            assert as_(client, cast.suzuki).get(page).status_code == 404
        assert cycle.group.name not in client.get("/cycle/").text
        assert client.get(f"/groups/{cycle.group.id}/years/99999").status_code == 404
    client.post("/sign-out")
    assert client.get(address).location.startswith("/sign-in")


def test_what_is_late_is_said_in_words_and_stands_above(client: FlaskClient, cast: Cast, cycle: Cycle) -> None:
    with clock.at(datetime(2026, 6, 12, 19, 40, tzinfo=clock.JAPAN)):
        an_issue(cast, cycle.group, "薬局が少ない")
        settled = an_issue(cast, cycle.group, "解決した課題")
        done = Countermeasure.decide(settled.term, a_plan(cast), client_key=key(), by=cast.kimura)
        done.evaluate(verdict=Verdict.ACHIEVED, next_step=Next.END, lesson="", by=cast.kimura)
        db.commit()
    signed_in(client, cast.ono)
    page = board(client, cycle)
    for words in (
        "9/10まで（75日おくれ）",
        "方策が決まっていません",
        "第1回で決まらず",
        "実施の記録がありません",
        "達成　評価ずみ",
        "出てから5か月",
    ):
        assert words in page, words
    places = [page.index(f'id="{code}"') for code in ("k-01", "k-02", "k-03")]
    assert places == sorted(places)
    assert "3件のうち2件は、第3回までに評価できないおそれ" in page
    assert page.count('data-state="late"') >= 4


def test_only_what_was_achieved_has_a_tick(client: FlaskClient, cast: Cast, cycle: Cycle) -> None:
    with clock.at(datetime(2026, 6, 12, 19, 40, tzinfo=clock.JAPAN)):
        for title, verdict in (("できた課題", Verdict.ACHIEVED), ("できなかった課題", Verdict.NOT_ACHIEVED)):
            done = Countermeasure.decide(an_issue(cast, cycle.group, title).term, a_plan(cast), client_key=key(), by=cast.kimura)
            done.evaluate(verdict=verdict, next_step=Next.NEXT_YEAR, lesson="", by=cast.kimura)
        db.commit()
    signed_in(client, cast.ono)
    rows = [one.split("</div>")[0] for one in board(client, cycle).split('<li class="cycle-row"')]
    good, bad = (next(one for one in rows if title in one) for title in ("できた課題", "できなかった課題"))
    assert [("due-done" in one, "#i-check" in one, "#i-cross" in one) for one in (good, bad)] == [(True, True, False), (False, False, True)]


def test_the_board_narrows_by_stage_scene_owner_lateness_and_words(client: FlaskClient, cast: Cast, cycle: Cycle) -> None:
    with clock.at(NOW):
        Issue.raise_(cycle.group, title="ｶﾙﾃが読めない", scene=Scene.INFORMATION, client_key=key(), by=cast.kimura)
        db.commit()
    signed_in(client, cast.sato)
    found = {
        "?stage=found": "k-02", "?scene=information": "k-02", f"?owner={cast.clinic.id}": "k-01", "?late=1": "k-01", "?q=カルテ": "k-02",
        "?q=当番表": "k-01", "?q=K-01": "k-01", "?q=ｋ０１": "k-01", "?stage=decided&scene=sudden&q=夜間": "k-01",
    }  # fmt: skip
    for query, code in found.items():
        page = board(client, cycle, query)
        assert [one for one in ("k-01", "k-02") if f'id="{one}"' in page] == [code], query
    assert "あてはまる課題はありません" in board(client, cycle, "?q=ない言葉")
    for nonsense in ("?stage=x&scene=y&owner=z&page=0", "?page=999999999999999999999", "?owner=99999999999999", "?q=%00%25_"):
        board(client, cycle, nonsense)


def test_an_issue_is_found_in_any_group_and_year_and_never_by_a_stranger(client: FlaskClient, cast: Cast, cycle: Cycle) -> None:
    with clock.at(NOW):
        for wide in (cycle.issue.code, cycle.issue.code.lower(), cycle.issue.code.replace("-", ""), cycle.issue.title[:6]):
            signed_in(client, cast.ono)
            page = client.get(f"/cycle/?q={wide}").text
            assert f'href="/issues/{cycle.issue.id}"' in page
            signed_in(client, cast.suzuki)
            assert f'href="/issues/{cycle.issue.id}"' not in client.get(f"/cycle/?q={wide}").text
        signed_in(client, cast.ono)
        assert "見つかりませんでした" in client.get("/cycle/?q=%00％_存在しない言葉").text


def test_an_issue_shows_where_it_came_from_and_where_it_went(client: FlaskClient, cast: Cast, cycle: Cycle) -> None:
    with clock.at(NOW):
        post = a_post(cast, title="夜の電話")
        links.link("issue", cycle.issue.id, "raised_from", "post", post.id, by=cast.kimura)
        Rise.ask(cycle.term, cycle.upper, asked="市の予算で", by=cast.kimura, answer_by_on=date(2026, 11, 1))
        other = an_issue(cast, cycle.group, "引きつぐ課題")
        other.term.carry_over(by=cast.kimura)
        db.commit()
    signed_in(client, cast.sato)
    page = board(client, cycle)
    for words in (
        "掲示板の投稿から",
        f'href="/posts/{post.id}"',
        f"{cycle.upper.name}（返事を待っています）",
        "上の会議の返事がおくれています",
    ):
        assert words in page, words
    assert f'href="/groups/{cycle.group.id}/years/2027?q=K-02#k-02"' in page
    with clock.at(NOW):
        after = client.get(f"/groups/{cycle.group.id}/years/2027")
    says(after, "2026年度から持ちこし", f'href="/groups/{cycle.group.id}/years/2026?q=K-02#k-02"')


def test_an_indicator_is_a_chart_with_its_table_and_says_what_is_missing(client: FlaskClient, cast: Cast, cycle: Cycle) -> None:
    with clock.at(NOW):
        for month, part in ((9, 19), (10, 20)):
            day = date(2026, month, 20)
            IndicatorValue.measure(cycle.measure, on=day, value=None, part=Decimal(part), whole=Decimal(29), by=cast.tanaka)
        second = an_issue(cast, cycle.group, "指標のない課題")
        bare = Countermeasure.decide(second.term, Plan("紙を配る"), client_key=key(), by=cast.kimura)
        db.commit()
    signed_in(client, cast.kimura)
    page = board(client, cycle)
    for words in ("当番医につながった割合", "69％", "目標", "指標がまだありません", f'href="/countermeasures/{bare.id}/versions"'):
        assert words in page, words
    signed_in(client, cast.ono)
    assert f"/countermeasures/{bare.id}/versions" not in board(client, cycle)


def test_the_board_of_two_hundred_issues_asks_no_more_questions_than_that_of_one(client: FlaskClient, cast: Cast, cycle: Cycle) -> None:
    signed_in(client, cast.sato)
    board(client, cycle)
    with statements() as few:
        board(client, cycle)
    with clock.at(NOW):
        for number in range(60):
            Countermeasure.decide(an_issue(cast, cycle.group, f"課題{number}").term, a_plan(cast), client_key=key(), by=cast.kimura)
        db.commit()
    with statements() as many:
        page = board(client, cycle)
    assert 0 < len(many) <= len(few) <= 20
    assert page.count('class="cycle-row"') == 50
    assert "つぎの50件" in page
    assert board(client, cycle, "?page=2").count('class="cycle-row"') == 11


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**6))
def test_the_light_facts_are_what_the_records_say(app: Flask, cast: Cast, seed: int) -> None:
    """Random histories: wherever the models say an issue stands, the board says the same."""
    chance = random.Random(seed)
    with clock.at(NOW):
        made = a_cycle(cast)
        for _ in range(25):
            try:
                with db.begin_nested():
                    _something(cast, made, chance)
            except RuleBroken:
                continue
        db.flush()
        db.expire_all()
        for year in (2026, 2027, 2028):
            for fact in facts_of([made.group.id, made.upper.id], year):
                issue = db.get_one(Issue, fact.issue_id)
                term = next(one for one in issue.terms if one.id == fact.id)
                assert (fact.stage, fact.settled, fact.awaits) == (term.stage, term.settled, term.awaits), seed
                assert (fact.carried, fact.handed_up, fact.closed) == (term.carried, term.handed_up, bool(issue.closing)), seed
                days = [one.answer_by_on for one in term.unanswered if one.answer_by_on]
                assert fact.answer_by_on == min(days, default=None), seed
                assert {one.id for one in fact.open_measures} == {one.id for one in term.countermeasures if not one.ended}, seed
        db.rollback()


def _something(cast: Cast, made: Cycle, chance: random.Random) -> None:
    issue = chance.choice([made.issue, *db.query(Issue).all()])
    term = chance.choice(issue.terms)
    measures = [one for one in issue.countermeasures if not one.ended] or [made.measure]
    measure, by = chance.choice(measures), cast.kimura
    acts = (
        lambda: an_issue(cast, made.group),
        lambda: Countermeasure.decide(term, a_plan(cast), client_key=key(), by=by),
        lambda: Implementation.report(measure, done_on=clock.today(), what="した", client_key=key(), by=by),
        lambda: measure.revise(a_plan(cast, "べつの方法"), reason="効かない", by=by),
        lambda: measure.evaluate(verdict=chance.choice(list(Verdict)), next_step=chance.choice(list(Next)), lesson="", by=by),
        lambda: measure.evaluate(verdict=Verdict.PARTLY, next_step=Next.REVISE, lesson="", by=by),
        lambda: measure.discontinue(Ending.STOPPED, reason="人がいない", by=by),
        lambda: issue.close(Closing.DROPPED, reason="いまはしない", by=by),
        lambda: term.carry_over(by=by),
        lambda: Rise.ask(term, made.upper, asked="お願い", by=by, answer_by_on=chance.choice([None, clock.today()])),
        lambda: _answer(term.asked, chance, cast),
        lambda: Task.give(made.group, what="宿題", client_key=key(), by=by, issue=issue),
        lambda: _take_back(issue, chance, cast),
    )
    chance.choice(acts)()


def _answer(rises: list[Rise], chance: random.Random, cast: Cast) -> None:
    for one in rises:
        if one.answer is None:
            one.reply(chance.choice(list(RiseAnswer)), text="はい", by=cast.kimura)


def _take_back(issue: Issue, chance: random.Random, cast: Cast) -> None:
    said = [one for measure in issue.countermeasures for one in (*measure.every_evaluation, *measure.every_discontinuation)]
    every: list[Any] = [*said, *issue.every_closing]
    for one in chance.sample(every, k=min(1, len(every))):
        one.take_back(reason="まちがい", by=cast.kimura)
