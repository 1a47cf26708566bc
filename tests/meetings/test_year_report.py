"""The report of the year: one press for Word, one for Excel; complete, and no name of a hearing in it."""

from __future__ import annotations

import io
from datetime import timedelta
from decimal import Decimal

import docx
import openpyxl
import pytest
from flask.testing import FlaskClient

from core import clock
from core.audit import AuditRow
from core.database import db
from meetings.models import (
    Attendance,
    Countermeasure,
    Implementation,
    IndicatorValue,
    Meeting,
    Member,
    Next,
    Presence,
    Rise,
    RiseAnswer,
    Seat,
    Task,
    Verdict,
)
from meetings.models.hearing import HearingNote
from tests.cast import Cast, as_
from tests.meetings.cycle_cast import Cycle, a_cycle, a_plan, an_issue, key

HEARD = "山本 聞子"


@pytest.fixture
def cycle(cast: Cast) -> Cycle:
    """A year with a revision, a result, a carried issue and an answered rise."""
    made, by = a_cycle(cast), cast.kimura
    note = HearingNote.take_down(
        made.group, heard_on=clock.today(), client_key=key(), by=by, profession="nurse", remarks="つながらない", person_name=HEARD
    )
    note.code(made.issue, quote="つながらない", by=by)
    made.issue.speak_for(what="救急搬送", value="年31件", by=by, source="消防")
    made.measure.revise(a_plan(cast, "土曜は病院の当直が受ける。"), reason="診療所だけでは足りない", by=by)
    Implementation.report(
        made.measure, done_on=clock.today(), what="当番表を配った", client_key=key(), by=cast.tanaka, obstacle="=土曜が空く"
    )
    IndicatorValue.measure(made.measure, on=clock.today(), value=None, part=Decimal(24), whole=Decimal(31), by=cast.tanaka)
    Rise.ask(made.term, made.upper, asked="予算", by=by)
    made.term.rises[0].reply(RiseAnswer.RETURNED, text="まず試してください", by=by)
    made.measure.evaluate(verdict=Verdict.PARTLY, next_step=Next.NEXT_YEAR, lesson="土曜が要", by=by, value=Decimal("77.4"))
    good = Countermeasure.decide(an_issue(cast, made.group, "達成した課題").term, a_plan(cast), client_key=key(), by=by)
    good.evaluate(verdict=Verdict.ACHIEVED, next_step=Next.END, lesson="", by=by)
    an_issue(cast, made.group, "決まらない課題")
    _meet(cast, made)
    db.commit()
    return made


def _meet(cast: Cast, made: Cycle) -> None:
    meeting = Meeting.plan(
        made.group, theme="評価", starts_at=clock.now(), ends_at=clock.now() + timedelta(hours=1), by=cast.kimura
    )  # of the same year, whatever the hour
    Task.give(made.group, what="まとめる", client_key=key(), by=cast.kimura, institution=cast.clinic, due_on=clock.today())
    line = Attendance.of(meeting, db.query(Member).filter_by(group_id=made.group.id).first())  # type: ignore[arg-type]
    meeting.open(by=cast.kimura)
    line.note_presence(Presence.WEB, by=cast.kimura)
    meeting.close(by=cast.kimura)


def address(cycle: Cycle) -> str:
    return f"/groups/{cycle.group.id}/years/{cycle.measure.term.fiscal_year}"


def test_the_word_file_says_all_that_an_official_hands_in(client: FlaskClient, cast: Cast, cycle: Cycle) -> None:
    answer = as_(client, cast.ono).get(f"{address(cycle)}.docx")
    assert answer.status_code == 200
    paper = docx.Document(io.BytesIO(answer.data))
    tables = "\n".join(cell.text for table in paper.tables for row in table.rows for cell in row.cells)
    whole = "\n".join(one.text for one in paper.paragraphs) + "\n" + tables
    heads = ("1　会議の開催状況", "2　課題と方策の一覧", "3　課題ごとの取組", "4　成果のまとめ", "5　次年度の課題", "6　委員名簿")
    said = (
        "24時間の病診連携 WG", cast.base.name, "北地域", "1人 / 委員 1人", "救急搬送：年31件（消防）", "聞きとり 1件",
        "診療所だけでは足りない", "土曜は病院の当直が受ける。", "診療所7つの夜間当番表", "はじめ 52％ → 目標 90％ → 結果 77.4％",
        "困ったこと：=土曜が空く", "一部達成（77.4％）", "評価した方策のうち、達成は50％です。",
        "K-01　夜間、だれに電話すればよいか分からない", "K-03　決まらない課題", "まず試してください", "佐藤 花",
    )  # fmt: skip
    for words in (*heads, *said):
        assert words in whole, words
    assert HEARD not in whole
    assert db.query(AuditRow).filter_by(verb="year_report.exported").one().detail == {
        "fiscal_year": cycle.measure.term.fiscal_year, "form": "docx"
    }  # fmt: skip


def test_the_workbook_has_a_sheet_for_each_kind_of_record_and_no_formula(client: FlaskClient, cast: Cast, cycle: Cycle) -> None:
    answer = as_(client, cast.mori).get(f"{address(cycle)}.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    assert book.sheetnames == ["課題", "方策", "実施", "指標", "評価", "宿題", "会議"]
    rows = {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)] for sheet in book}
    assert [row[0] for row in rows["課題"]] == ["K-01", "K-02", "K-03"]
    assert rows["実施"][0][4] == "=土曜が空く"
    assert book["実施"]["E2"].data_type == "s"
    assert rows["指標"][0][3:7] == [77.4, "％", 24, 31]
    assert (rows["評価"][0][3], rows["評価"][0][4]) == ("一部達成", 77.4)
    assert rows["宿題"][0][0] == "まとめる"
    assert rows["会議"][0][4:6] == [1, 1]
    assert HEARD not in str(rows)


def test_a_year_in_which_nothing_happened_has_a_report_too(client: FlaskClient, cast: Cast, cycle: Cycle) -> None:
    as_(client, cast.kimura)
    for ending in ("docx", "xlsx"):
        assert client.get(f"/groups/{cycle.group.id}/years/{2017}.{ending}").status_code == 200
        assert client.get(f"/groups/{cycle.group.id}/years/1.{ending}").status_code == 404


def test_the_report_says_years_in_full_and_counts_the_committee_as_the_minutes_do(client: FlaskClient, cast: Cast, cycle: Cycle) -> None:
    meeting = db.query(Meeting).filter_by(group_id=cycle.group.id).one()
    office = Member.seat_in(cycle.group, by=cast.kimura, name="事務 一", institution_name=cast.base.name, seat=Seat.SECRETARIAT,
                            from_on=clock.today())  # fmt: skip
    Attendance.of(meeting, office).note_presence(Presence.ATTEND, by=cast.kimura)
    ahead = Meeting.plan(
        cycle.group, theme="つぎ", starts_at=clock.now() + timedelta(minutes=1), ends_at=clock.now() + timedelta(hours=1), by=cast.kimura
    )
    Attendance.of(ahead, office)
    db.commit()
    answer, day, year = as_(client, cast.ono).get(f"{address(cycle)}.docx"), clock.in_japan(meeting.starts_at), meeting.fiscal_year
    said = "\n".join(cell.text for table in docx.Document(io.BytesIO(answer.data)).tables for row in table.rows for cell in row.cells)
    assert f"令和{day.year - 2018}年{day.month}月{day.day}日" in said
    assert f"令和{year - 2018}年度" in said
    assert "1人 / 委員 1人" in said
    assert "委員 2人" not in said
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{address(cycle)}.xlsx").data))
    rows = list(book["会議"].iter_rows(min_row=2, values_only=True))
    assert [row[4:6] for row in rows] == [(1, 1), (None, None)]
