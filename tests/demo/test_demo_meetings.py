"""The two years of meetings that the demo tells: last year's cycle is closed, this year's is as far as the day is."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

import docx
import openpyxl
import pytest
from flask import Flask
from sqlalchemy import func, select

from auth.models import Person
from board.models import Post
from core import clock, links
from core.database import db
from core.deliveries import Delivery
from core.storage import shelf
from demo import meetings
from demo.bodies import Story
from demo.calendar import Calendar, moment
from demo.places import Place
from demo.sittings import Sitting
from demo.telling import Act
from demo.threads import HERE
from demo.years import Years
from meetings.models import (
    AgendaItem,
    Attendance,
    Countermeasure,
    Entry,
    Evaluation,
    Group,
    HearingNote,
    Implementation,
    IndicatorValue,
    Issue,
    Meeting,
    Member,
    Minutes,
    Paper,
    Proposal,
    Rise,
    Seat,
    Stage,
    Task,
    Term,
)
from region.models import Affiliation
from tests.demo.meetings_only import told_meetings

LAST = date(2026, 11, 22)


@pytest.fixture(scope="module")
def place(_app: Flask) -> Iterator[Place]:
    """Told once, never committed."""
    with told_meetings(_app, LAST) as place:
        yield place


@pytest.fixture
def today(place: Place) -> Iterator[Place]:
    with clock.at(moment(LAST, "14:30")):
        yield place


def terms(year: int) -> list[Term]:
    return list(db.scalars(select(Term).where(Term.fiscal_year == year).order_by(Term.id)))


def held(year: int) -> Counter[str]:
    return Counter(one.group.name for one in db.scalars(select(Meeting).where(Meeting.fiscal_year == year, Meeting.closed_at.is_not(None))))


def test_four_groups_meet_and_a_conference_stands_above_them(today: Place) -> None:
    groups = db.scalars(select(Group).order_by(Group.id)).all()
    upper, *four = groups
    assert upper.kind == "coordination_meeting"
    assert {one.name for one in four} == {"病院間の情報連携 WG", "24時間の病診連携 WG", "診診連携 WG", "多職種連携の質 WG"}
    assert all(one.upper is upper and any(each.seat == Seat.CHAIR for each in one.present) for one in four)
    assert all(10 <= len(one.members) <= 20 for one in groups)
    assert all(any(member.affiliation is None for member in one.members) for one in groups)


def test_last_year_every_group_met_three_times_and_nothing_is_left_of_its_cycle(today: Place) -> None:
    assert set(held(2025).values()) == {3}
    assert [one.issue.title for one in terms(2025) if not one.settled] == []
    assert [one.issue.title for one in terms(2025) if one.group.upper and one.carried] == [
        "入院中に薬を変えた理由が、次につながらない",
        "連絡の紙が、事業所ごとにちがう",
        "休日に麻薬の処方を受けられる薬局が少ない",
        "医師が1人の診療所は、休むことができない",
    ]
    minutes = db.scalars(select(Minutes).join(Meeting).where(Meeting.fiscal_year == 2025)).all()
    assert len(minutes) == 15
    assert all(one.fixed_at for one in minutes)
    assert [len(one.errata) for one in minutes if one.errata] == [1]


def test_this_year_is_half_way(today: Place) -> None:
    assert sorted(held(2026).values()) == [1, 1, 1, 2, 2]
    ahead = db.scalars(select(Meeting).where(Meeting.fiscal_year == 2026, Meeting.closed_at.is_(None))).all()
    assert all(one.starts_at > moment(LAST, "11:00") for one in ahead)
    assert len(ahead) == 8
    stages = Counter(one.stage for one in terms(2026))
    assert all(stages[stage] >= 2 for stage in Stage)
    late = [one for one in db.scalars(select(Countermeasure)) if not one.ended and (one.version.due_on or LAST) < LAST]
    assert 3 <= len(late) <= 6
    assert sum(one.closed_at is None for one in ahead) == 8


def test_no_meeting_is_on_a_holiday_or_a_weekend(today: Place) -> None:
    days = [clock.in_japan(at).date() for at in db.scalars(select(Meeting.starts_at))]
    assert not [
        day for day in days if day.weekday() > 4 or day in (date(2026, 11, 3), date(2026, 11, 23), date(2027, 2, 11), date(2027, 2, 23))
    ]


def test_the_cycle_shows_everything_it_can(today: Place) -> None:
    for model in (HearingNote, Implementation, IndicatorValue, Evaluation, Proposal, Attendance, Entry):
        assert (db.scalar(select(func.count()).select_from(model)) or 0) >= 5, model.__name__
    measures = db.scalars(select(Countermeasure)).all()
    assert sum(len(one.versions) > 1 and bool(one.version.reason) for one in measures) >= 4
    assert {one.discontinuation.how for one in measures if one.discontinuation} == {"stopped", "merged"}
    assert {one.closing.how for one in db.scalars(select(Issue)) if one.closing} == {"dropped", "merged"}
    assert {(said.verdict, said.next) for one in measures for said in one.evaluations} >= {
        ("partly", "revise"),
        ("not_achieved", "next_year"),
    }
    assert all(one.version.owners and one.version.indicator and one.version.due_on for one in measures)
    assert any(one.affiliation is None for measure in measures for one in measure.version.owners)
    outside = {one.body for measure in measures for one in measure.version.owners if not one.institution}
    assert outside == {"青沼・三ツ森グループホーム連絡会"}


def test_what_rose_is_answered_or_waited_for(today: Place) -> None:
    rises = {one.term.issue.title: one.answer for one in db.scalars(select(Rise))}
    assert rises == {
        "転院の後から、耐性菌や感染症が分かる": "taken",
        "65歳で介護保険に移るとき、支える人が一度にかわる": "returned",
        "夜間、だれに電話すればよいか分からない": None,
    }


def test_posts_became_issues_and_tell_of_them(today: Place) -> None:
    nurse = today.who("nurse").person_id
    seen = Counter(one.relation for post in db.scalars(select(Post.id)) for one in links.of("post", post, nurse))
    assert seen == {"raised_from": 2, "tells_of": 3}


@pytest.mark.parametrize(("key", "late"), [("nurse", False), ("doctor", True), ("pharmacist", True), ("caremanager", False)])
def test_those_whose_screens_are_shown_have_something_to_do(today: Place, key: str, late: bool) -> None:
    mine = select(Task).join(Affiliation, Task.affiliation_id == Affiliation.id).join(Person)
    found = db.scalars(mine.where(Person.email == f"{key}@example.jp", Task.done_at.is_(None))).all()
    assert found
    assert any(one.late for one in found) is late


def test_whoever_is_named_is_invented(today: Place) -> None:
    with (HERE / "aonuma" / "people.csv").open(encoding="utf-8") as table:
        known = {row["name"] for row in csv.DictReader(table)}
    without = {one["name"] for body in Story.read(today, Calendar(LAST)).bodies.values() for one in body.facts["members"] if "name" in one}
    assert not without & known
    assert {one.name for one in db.scalars(select(Member))} <= known | without
    owners = {one.person_name for measure in db.scalars(select(Countermeasure)) for version in measure.versions for one in version.owners}
    assert owners <= known | without | {""}
    texts = [*db.scalars(select(Entry.text)), *db.scalars(select(Implementation.what)), *db.scalars(select(HearingNote.remarks))]
    assert not [text for text in texts if re.search(r"[{}]|\w様(?!式|子)", text)]


def test_no_letter_of_these_two_years_waits_to_be_sent(today: Place) -> None:
    assert db.scalar(select(func.count()).where(Delivery.ended_at.is_(None))) == 0


@pytest.mark.parametrize("days", range(0, 365, 13))
def test_this_year_keeps_its_order_and_stays_within_itself(days: int) -> None:
    years = Years(Calendar(date(2026, 4, 1) + timedelta(days=days)))
    told = [
        years.day(when)
        for when in ("this 4/21", "this 6/12", "this 6/30", "this 9/1", "this 11/20", "this 12/25", "this 2/24", "this 3/31")
    ]
    assert told == sorted(told)
    assert {clock.fiscal_year(day) for day in told} == {years.this}


def of(acts: list[Act], verb: str, year: str) -> list[Act]:
    """When the meetings of a year do this."""
    doing = [(act, getattr(act.do, "func", act.do)) for act in acts]
    sittings = [(act, getattr(done, "__self__", None)) for act, done in doing if getattr(done, "__name__", "") == verb]
    return [act for act, sitting in sittings if isinstance(sitting, Sitting) and sitting.facts["year"] == year]


@pytest.mark.parametrize(("day", "opened"), [(date(2027, 4, 10), 0), (date(2026, 6, 30), 4), (LAST, 7), (date(2027, 3, 31), 15)])
def test_this_year_is_as_far_as_the_day(day: date, opened: int) -> None:
    acts = meetings.acts(Place("aonuma", runs="kyoten"), Calendar(day))
    assert len(of(acts, "plan", "last")) == len(of(acts, "plan", "this")) == len(of(acts, "open", "last")) == 15
    assert len(of(acts, "open", "this")) == opened


def test_every_meeting_of_these_two_years_has_a_paper_that_opens(today: Place) -> None:
    papers = list(db.scalars(select(Paper).order_by(Paper.id)))
    assert Counter(one.name for one in papers) == {"聞きとりのまとめ.docx": 9, "方策の実施状況.xlsx": 9, "指標の動き.xlsx": 5}
    assert all(one.at < db.get_one(AgendaItem, one.item_id).meeting.starts_at for one in papers)
    nights = db.scalars(select(Meeting).join(Group).where(Group.name.startswith("24時間"), Meeting.fiscal_year == 2025)).all()
    mine = [one for one in papers if db.get_one(AgendaItem, one.item_id).meeting in nights]
    sheets = {one.ending: _content(one) for one in mine}
    heard = "\n".join(one.text for one in docx.Document(io.BytesIO(sheets["docx"])).paragraphs)
    assert "聞きとりのまとめ" in heard
    assert not [one.institution_name for one in db.scalars(select(HearingNote)) if one.institution_name in heard]
    rows = list(openpyxl.load_workbook(io.BytesIO(sheets["xlsx"])).worksheets[0].values)
    assert len(rows) > 5


def _content(paper: Paper) -> bytes:
    with shelf().open(paper.digest) as stream:
        return stream.read()
