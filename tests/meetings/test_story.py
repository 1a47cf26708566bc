"""A whole Kōfu year of two groups, played through the pages as people play it: hearings, three meetings, and what came of each decision.

Kimura's base keeps the secretariat of a working group and the council above it. Tanaka leads both and signs; his clinic has most in hand.
Sato sits in the working group. A pharmacist has no account. Ono reads the area, Mori looks in from the prefecture, Suzuki is a stranger.
"""

from __future__ import annotations

import io
import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import openpyxl
from docx import Document
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from board.models import Post
from core import clock
from core.audit import AuditRow
from core.database import db
from meetings.groups.inviting import link
from meetings.models import (
    AgendaItem,
    Attendance,
    Correction,
    Countermeasure,
    Entry,
    EntryKind,
    Group,
    Issue,
    Meeting,
    Member,
    Rise,
    Stage,
    Task,
)
from region.models import Affiliation
from tests.cast import Cast, says
from tests.house.everybody import signed_in
from tests.meetings.minuted import approval, carried

WHY = "11月の電話31件のうち7件が、当番医につながらなかったため。"
EMPTY = ("revises", "reason", "scene", "issue_title", "place", "person")
LOST = "夜間の電話は、1本の番号がよい。"


def key() -> str:
    return str(uuid.uuid4())


def day_of(day: date) -> list[str]:
    return [str(day.year), str(day.month), str(day.day)]


def read(kind: type, /, **where: object) -> list[Any]:
    """Rows as they stand in the database now."""
    db.rollback()
    db.expire_all()
    return list(db.query(kind).filter_by(**where).order_by(kind.id))  # type: ignore[attr-defined]


class Year:
    """Whoever is named sits down at a browser on that day and does what the page offers."""

    def __init__(self, app: Flask, cast: Cast) -> None:
        self.app, self.cast = app, cast
        self.browsers: dict[int, FlaskClient] = {}
        self.wg = self.council = 0

    @contextmanager
    def on(self, day: date, hour: int = 10) -> Iterator[None]:
        self.browsers = {}
        with clock.at(datetime.combine(day, time(hour), clock.JAPAN)):
            yield

    def as_(self, who: Affiliation) -> FlaskClient:
        if who.id not in self.browsers:
            self.browsers[who.id] = signed_in(self.app, who)
        return self.browsers[who.id]

    def sees(self, who: Affiliation, path: str, /, *words: str, code: int = 200, but: tuple[str, ...] = ()) -> TestResponse:
        page = self.as_(who).get(path)
        assert page.status_code == code, f"{path}: {page.status_code}"
        text = page.data.decode()
        lacking = [one for one in words if one not in text]
        assert not lacking, f"{path} does not say {lacking}:\n{' '.join(re.sub('<[^>]*>', ' ', text[text.index('<main') :]).split())}"
        for one in but:
            assert one not in text, f"{one!r} stands on {path}"
        return page

    def sends(self, by: Affiliation, path: str, /, **fields: Any) -> str:
        """What the form of this address sends is done; where it leads."""
        return self.refuses(by, path, 303, **fields)

    def refuses(self, by: Affiliation, path: str, code: int, /, **fields: Any) -> str:
        said = {"client_key": key()} | {name.replace("__", "-"): value for name, value in fields.items()}
        answer = self.as_(by).post(path, data=said)
        wrong = re.findall("<(?:p|li)[^>]*mistake[^>]*>(.*?)</", answer.text)
        assert answer.status_code == code, f"{path}: {answer.status_code} {wrong}"
        return str(answer.headers.get("Location", ""))

    def meeting(self, group: int, number: int, year: int = 2026) -> int:
        (found,) = read(Meeting, group_id=group, fiscal_year=year, number=number)
        return int(found.id)

    def issue(self, number: int) -> Issue:
        (found,) = read(Issue, number=number)
        assert isinstance(found, Issue)
        return found

    def measures(self, number: int) -> list[Countermeasure]:
        return self.issue(number).countermeasures

    def item(self, meeting: int, title: str) -> int:
        (found,) = [one for one in read(AgendaItem, meeting_id=meeting, removed_at=None) if title in one.title]
        return int(found.id)

    def seat(self, group: int, name: str) -> int:
        (found,) = read(Member, group_id=group, name=name)
        return int(found.id)


def a_year_begins(year: Year, cast: Cast) -> None:
    """April: two groups, their people, what was heard, and the days of the year."""
    facts = {"kind": "working_group", "tier": "", "purpose": "夜も安心して暮らせるように", "began_on": "2026-04-01"}
    council = year.sends(cast.kimura, f"/groups/new?area={cast.kita.id}", **facts | {"name": "北地域 在宅医療連携会議", "kind": "council"})
    year.council = int(council.split("/")[2])
    group = year.sends(cast.kimura, f"/groups/new?area={cast.kita.id}", name="24時間の病診連携WG", upper_id=year.council, **facts)
    year.wg = int(group.split("/")[2])
    for place in (year.wg, year.council):
        for who, seat in ((cast.tanaka, "chair"), *([(cast.sato, "member")] if place == year.wg else [])):
            year.sends(
                cast.kimura, f"/groups/{place}/members", affiliation=who.id, name=who.person.name, institution_name=who.institution.name,
                profession=who.profession_codes[0], seat=seat, from_on="2026-04-01", **({"signs": "y"} if seat == "chair" else {}),
            )  # fmt: skip
    year.sends(
        cast.kimura, f"/groups/{year.wg}/members", name="星 明子", institution_name="ほし薬局", profession="pharmacist", seat="member",
        from_on="2026-04-01",
    )  # fmt: skip
    year.sees(cast.kimura, f"/groups/{year.wg}/parties", "消防")
    heard = year.sends(
        cast.kimura, f"/groups/{year.wg}/hearings/new", heard_on=day_of(date(2026, 4, 8)), profession="nurse", institution=cast.station.id,
        person_name="佐藤 花", remarks="夜中にだれへ電話すればよいか分からず、40分かかった。",
    )  # fmt: skip
    assert year.as_(cast.ono).get(heard).status_code == 404
    for group_id, days in ((year.wg, ("2026-06-12", "2026-11-13", "2027-02-12")), (year.council, ("2026-12-11", "2027-03-12"))):
        rows = {"starts": "19:00", "ends": "20:30", "place": "北市役所 3階", "web_url": "", "meeting": "", "theme": "在宅医療のこと"}
        typed = {f"r{at}__{name}": said for at, day in enumerate(days) for name, said in (rows | {"day": day}).items()}
        year.sees(cast.kimura, f"/groups/{group_id}/plan/2026", "2026-06-12")
        year.sends(cast.kimura, f"/groups/{group_id}/plan/2026", **typed)
    year.sees(cast.sato, f"/groups/{year.wg}?year=2026", "第1回", "第2回", "第3回", "6月12日")
    year.sees(cast.suzuki, f"/groups/{year.wg}", code=404)


def a_board_post_becomes_an_issue(year: Year, cast: Cast) -> None:
    """「課題にする」: Sato wrote on the board; Kimura makes an issue of it, and ties to it what was heard."""
    board = cast.board().id
    year.sends(cast.sato, f"/boards/{board}/posts", title="休日の薬", body="日曜に薬が届かず、救急車になりました。", urgency="normal")
    post = read(Post)[-1].id
    year.sees(cast.kimura, f"/posts/{post}", f"/issues/new?post={post}")
    year.sees(cast.kimura, f"/issues/new?post={post}&group={year.wg}", "休日の薬")
    made = year.sends(
        cast.kimura, "/issues/new", title="休日に薬が届かない", text="", scene="sudden", group=year.wg, post=post, profession="nurse"
    )  # fmt: skip
    year.sees(cast.tanaka, made, "K-01", "日曜に薬が届かず", f"/posts/{post}", "いまここ")
    year.sees(cast.sato, f"/posts/{post}", "K-01")
    year.sends(cast.kimura, "/hearings/1/codings", issue=year.issue(1).id, quote="だれへ電話すればよいか分からず")
    year.sees(cast.tanaka, made, "だれへ電話すればよいか分からず", but=("佐藤 花さんの聞きとり",))
    proposed = {"title": "退院の知らせが遅い", "text": "前の日の夕方に電話が来ます。", "scene": "discharge"}
    year.sends(cast.sato, f"/groups/{year.wg}/proposals", **proposed)


def everybody_is_invited(year: Year, cast: Cast) -> None:
    first = year.meeting(year.wg, 1)
    seats = [year.seat(year.wg, name) for name in ("田中 一郎", "佐藤 花", "星 明子")]
    year.sends(cast.kimura, f"/meetings/{first}/invitations", member=seats)
    assert b"METHOD" in year.as_(cast.sato).get(f"/meetings/{first}/invite.ics").data
    year.sends(cast.sato, f"/meetings/{first}/answer", answer="web")
    year.refuses(cast.ono, f"/meetings/{first}/answer", 403, answer="web")
    (line,) = [one for one in read(Attendance, meeting_id=first) if one.member_id == seats[2]]
    letter = link(line).removeprefix("http://localhost")
    nobody = year.app.test_client()
    says(nobody.get(letter), "第1回")
    assert nobody.post(letter, data={"answer": "substitute", "substitute": "ほしの店長"}).status_code == 303
    year.sees(cast.kimura, f"/meetings/{first}", "ほしの店長")


def the_agenda_is_made(year: Year, cast: Cast) -> int:
    first = year.meeting(year.wg, 1)
    year.sees(cast.kimura, f"/meetings/{first}/agenda/template", "在宅医療の提供体制について")
    year.sends(cast.kimura, f"/meetings/{first}/agenda/template", take=["issues", "issues:1", "countermeasures"])
    year.sees(cast.kimura, f"/meetings/{first}/agenda", "休日に薬が届かない", "退院の知らせが遅い")
    term = year.issue(1).term.id
    year.sends(cast.kimura, f"/meetings/{first}/forward", thing=f"issue_term:{term}/take")
    year.sends(cast.kimura, f"/meetings/{first}/items", title="事例の話", minutes="１０分", kind="report")
    item = year.item(first, "事例の話")
    said = {"title": "事例の話", "minutes": "10", "kind": "report", "detail": "", "presenter": "", "issue": "", "private": "y"}
    year.sends(cast.kimura, f"/items/{item}/edit", **said)
    year.sees(cast.sato, f"/meetings/{first}/program", "24時間の病診連携WG", "休日に薬が届かない")
    return first


def held(year: Year, cast: Cast, meeting: int) -> None:
    """Opened, and everybody who has a seat is there."""
    year.sends(cast.kimura, f"/meetings/{meeting}/opening")
    group = read(Meeting, id=meeting)[0].group_id
    for member in read(Member, group_id=group):
        year.sends(cast.kimura, f"/meetings/{meeting}/presence", **{f"member-{member.id}": "attend"})


def writes(year: Year, cast: Cast, item: int, what: str, body: str, **fields: Any) -> None:
    year.sends(cast.kimura, f"/items/{item}/{what}", body=body, **fields)


def the_first_meeting(year: Year, cast: Cast, first: int) -> None:
    """抽出と決定."""
    held(year, cast, first)
    year.sends(cast.kimura, f"/meetings/{first}/guests", name="市川 健", place="北市高齢福祉課")
    talk, plans, secret = year.item(first, "課題について"), year.item(first, "対応策について"), year.item(first, "事例の話")
    chair, nurse = (f"m{year.seat(year.wg, name)}" for name in ("田中 一郎", "佐藤 花"))
    writes(year, cast, talk, "entries", "夜の電話は月31件。", said_as="remark", speaker=nurse)
    writes(year, cast, secret, "entries", "ここだけの話をした。", said_as="remark", speaker=chair)
    writes(year, cast, talk, "issues", "夜間にだれへ電話するか決まっていない", scene="sudden", speaker=nurse, profession="")
    writes(year, cast, talk, "issues", "退院の知らせが遅い", scene="discharge", speaker=nurse, profession="")
    plan = {"who": chair, "place": "", "person": "", "scene": "", "issue_title": "", "reason": "", "revises": "", "due_on": "2026-10-31"}
    count = {"indicator": "当番医につながった割合", "target": "９０", "unit": "％"}
    plans_of = ((2, "診療所7つの夜間当番表をつくる。"), (2, "紙の連絡票をつくる。"), (3, "退院の3日前に電話する。"), (1, "薬の当番。"))
    for number, what in plans_of:
        writes(year, cast, plans, "countermeasures", what, issue=str(year.issue(number).id), **plan | (count if "当番表" in what else {}))
    year.sends(cast.kimura, f"/items/{plans}/turn")
    writes(year, cast, plans, "decisions", "佐藤委員の案で、当番表から始める。")
    writes(year, cast, plans, "homework", "当番医の番号を集める", who=nurse, place="", person="", due_on="2026-07-31")
    year.sees(cast.sato, f"/meetings/{first}/follow", "診療所7つの夜間当番表をつくる。", "当番医の番号を集める")
    year.sees(cast.ono, f"/meetings/{first}/follow", code=403)
    entry = read(Entry, meeting_id=first, kind=EntryKind.REMARK)[0]
    year.sends(cast.kimura, f"/entries/{entry.id}", body="夜の電話は月30件。", made_from="1")
    year.sends(cast.kimura, f"/meetings/{first}/closing")
    assert [year.issue(one).term.stage for one in (1, 2, 3)] == [Stage.DECIDED] * 3
    year.sees(cast.tanaka, f"/issues/{year.issue(2).id}", "診療所7つの夜間当番表をつくる。", f"/meetings/{first}")


def its_minutes(year: Year, cast: Cast, meeting: int, *, corrected: bool = False) -> None:
    """Draft, correction, approval, fixed."""
    at = f"/meetings/{meeting}/minutes"
    year.sees(cast.ono, at, code=404)
    header = {"place": "北市役所 3階", "openness": "open", "openness_reason": "", "listeners": "2", "summary": "一歩すすんだ。"}
    year.sends(cast.kimura, f"{at}/edit", **header, made_from=carried(year.as_(cast.kimura), f"{at}/edit")["made_from"])
    year.sends(cast.kimura, f"{at}/sending", correct_by_on=day_of(clock.today()), sure="y")
    if corrected:
        entry = read(Entry, meeting_id=meeting, kind=EntryKind.REMARK)[0].id
        year.sends(cast.sato, f"{at}/corrections?entry={entry}", text="31件です。")
        asked = read(Correction)[-1].id
        year.refuses(cast.kimura, f"{at}/fixing", 409, sure="y")
        said = {"taken": "taken", "new_text": "夜の電話は月31件。", "made_from": "2", "answer": "直しました。"}
        year.sends(cast.kimura, f"/corrections/{asked}/answer", **said)
    year.refuses(cast.kimura, f"{at}/fixing", 409, sure="y")
    year.sends(cast.tanaka, f"{at}/approvals", read=approval(year.as_(cast.tanaka), at)["read"])
    year.sends(cast.kimura, f"{at}/fixing", sure="y", read=carried(year.as_(cast.kimura), f"{at}/fixing")["read"])


def the_minutes_are_read_and_posted(year: Year, cast: Cast, first: int) -> None:
    """In full by members, without names by others; on the board with one press; owners are asked and answer."""
    at = f"/meetings/{first}/minutes"
    year.sees(cast.sato, at, "佐藤 花", "夜の電話は月31件。", "ここだけの話をした。")
    year.sees(cast.ono, at, "委員", "夜の電話は月31件。", but=("佐藤委員", "ここだけの話をした。", "星 明子さん"))
    year.sees(cast.suzuki, at, code=404)
    paper = Document(io.BytesIO(year.as_(cast.ono).get(f"{at}.docx").data))
    words = "\n".join([one.text for one in paper.paragraphs] + [cell.text for table in paper.tables for cell in table._cells])
    assert "夜の電話は月31件。" in words
    assert "ここだけの話" not in words
    board = cast.board().id
    year.sends(cast.kimura, f"{at}/posting", boards=board, title="第1回の議事録", body="決まったことです。", sure="y", asked="all")
    says(year.sees(cast.tanaka, f"/posts/{read(Post)[-1].id}"), "第1回の議事録")
    issue = f"/issues/{year.issue(2).id}"
    year.sees(cast.tanaka, issue, f"{at}#entry-")
    year.sends(
        cast.kimura, f"{issue}/telling", boards=board, title="夜間当番表が決まりました", body="担当の施設は、了解を押してください。",
        confirm_by="2026-07-10T17:00", asks="owners", countermeasure=year.measures(2)[0].id,
    )  # fmt: skip
    told = read(Post)[-1].id
    year.sends(cast.tanaka, f"/posts/{told}/confirmations", answer="ok")
    assert year.as_(cast.sato).post(f"/posts/{told}/confirmations", data={"answer": "ok"}).status_code == 403
    year.sees(cast.kimura, issue, "夜間当番表が決まりました", "1 / 1施設が了解")


def it_is_carried_out(year: Year, cast: Cast) -> None:
    first, paper, telephone, _medicine = (one.id for one in [*year.measures(2), *year.measures(3), *year.measures(1)])
    year.sees(cast.sato, "/", "当番医の番号を集める")
    for measure, what in ((first, "7つの診療所に頼み、当番表を配った。"), (telephone, "3日前に電話した。")):
        said = {"what": what, "done_on": day_of(date(2026, 9, 25)), "obstacle": "2つの診療所が入れない", "done_by": ""}
        year.sends(cast.tanaka, f"/countermeasures/{measure}/implementations", **said)
        year.refuses(cast.sato, f"/countermeasures/{measure}/implementations", 403, **said)
    value = {"on": day_of(date(2026, 9, 30)), "value": "", "part": "24", "whole": "31", "note": ""}
    year.sends(cast.tanaka, f"/countermeasures/{first}/values", **value)
    year.refuses(cast.tanaka, f"/countermeasures/{first}/values", 422, **value | {"on": day_of(date(2027, 9, 30))})
    (task,) = read(Task)
    year.sends(cast.sato, f"/tasks/{task.id}/done", note="集めた")
    year.sees(cast.sato, "/", but=("当番医の番号を集める",))
    assert [year.issue(one).term.stage for one in (1, 2, 3)] == [Stage.DECIDED, Stage.CARRIED_OUT, Stage.CARRIED_OUT]
    assert len(year.measures(2)[1].versions) == 1
    assert paper


def the_second_meeting(year: Year, cast: Cast) -> None:
    """実施の確認: one is revised with its reason, one failed and another is tried, one is stopped; an issue rises."""
    second = year.meeting(year.wg, 2)
    year.sends(cast.kimura, f"/meetings/{second}/agenda/template", take=["progress", "revision"])
    item = year.item(second, "見直し")
    year.sends(cast.kimura, f"/items/{item}/edit", title="方策の見直しについて", minutes="30", kind="evaluation", detail="", presenter="",
               issue=str(year.issue(3).id))  # fmt: skip
    held(year, cast, second)
    table, paper = (one.id for one in year.measures(2))
    plan = {"who": "", "place": "", "person": "", "scene": "", "issue_title": "", "due_on": "", "indicator": "", "target": "", "unit": ""}
    change = {"issue": "", "revises": str(table)} | plan
    writes(year, cast, item, "countermeasures", "土曜の夜は中央病院の当直が受ける。", reason=WHY, **change)
    year.refuses(cast.kimura, f"/items/{item}/countermeasures", 422, body="もう一度", reason=" ", **change)
    failed = year.measures(3)[0].id
    writes(year, cast, item, f"evaluations/{failed}", "電話は出られない日が多い。", verdict="not_achieved", next_step="end", value="")
    assert year.issue(3).term.awaits == "decision"
    year.sees(cast.kimura, f"/issues/{year.issue(3).id}", "未達", "電話は出られない日が多い。")
    writes(year, cast, item, "countermeasures", "退院の予定を共有する。", issue=str(year.issue(3).id), reason="", revises="",
           **plan | {"who": f"m{year.seat(year.wg, '田中 一郎')}", "due_on": "2027-01-31"})  # fmt: skip
    year.sends(cast.kimura, f"/meetings/{second}/closing")
    year.refuses(cast.kimura, f"/countermeasures/{paper}/discontinuation", 422, how="stopped", reason="", into="0")
    year.sends(cast.kimura, f"/countermeasures/{paper}/discontinuation", how="stopped", reason="当番表に同じことが書けた。", into="0")
    year.refuses(cast.kimura, f"/countermeasures/{paper}/implementations", 409, what="配った", done_on=day_of(clock.today()))
    versions = year.measures(2)[0].versions
    assert [one.what for one in versions] == ["診療所7つの夜間当番表をつくる。", "土曜の夜は中央病院の当直が受ける。"]
    assert (versions[1].reason, versions[1].target, versions[1].owners[0].institution_id) == (WHY, Decimal(90), cast.clinic.id)
    year.sees(cast.tanaka, f"/issues/{year.issue(2).id}", "第1版", "第2版", WHY, "当番表に同じことが書けた。")
    year.sends(cast.kimura, f"/issues/{year.issue(1).id}/rises", to=year.council, asked="市全体の薬の当番を決めてほしい。",
               answer_by_on=day_of(date(2026, 12, 25)))  # fmt: skip


def the_council_answers(year: Year, cast: Cast) -> None:
    """It takes the issue, and works on it with its whole history."""
    council = year.meeting(year.council, 1)
    (rise,) = read(Rise)
    year.sees(cast.kimura, f"/meetings/{council}/agenda", "休日に薬が届かない")
    year.sends(cast.kimura, f"/meetings/{council}/forward", thing=f"rise:{rise.id}/take")
    held(year, cast, council)
    answer = {"answer": "taken", "text": "会議で引き受けます。", "meeting": council}
    year.refuses(cast.kimura, f"/rises/{rise.id}/answer", 422, **answer | {"text": ""})
    year.sends(cast.kimura, f"/rises/{rise.id}/answer", **answer)
    item = year.item(council, "休日に薬が届かない")
    who, empty = (
        f"m{year.seat(year.council, '田中 一郎')}",
        dict.fromkeys(("revises", "reason", "scene", "issue_title", "place", "person"), ""),
    )
    plan = {"issue": str(year.issue(1).id), "who": who, "due_on": "2027-02-28"} | empty
    writes(year, cast, item, "countermeasures", "市の薬局で休日の当番を回す。", **plan)
    year.sends(cast.kimura, f"/meetings/{council}/closing")
    stopped = {"how": "stopped", "reason": "上の会議が引き受けた。", "into": "0"}
    year.sends(cast.kimura, f"/countermeasures/{year.measures(1)[0].id}/discontinuation", **stopped)
    below, above = year.issue(1).terms
    assert (below.settled, above.group_id, above.stage) == (True, year.council, Stage.DECIDED)
    words = ("会議で引き受けます。", "日曜に薬が届かず", "市の薬局で休日の当番を回す。", "市全体の薬の当番を決めてほしい。")
    year.sees(cast.sato, f"/issues/{below.issue_id}", *words)


def the_third_meeting(year: Year, cast: Cast) -> None:
    """評価: one reached its target, one goes into the next year."""
    third = year.meeting(year.wg, 3)
    for number in (2, 3):
        year.sends(cast.kimura, f"/meetings/{third}/forward", thing=f"issue_term:{year.issue(number).term.id}/take")
    held(year, cast, third)
    for number, verdict, step, value in ((2, "achieved", "end", "93.5"), (3, "partly", "next_year", "")):
        item = year.item(third, year.issue(number).title)
        measure = next(one.id for one in year.measures(number) if not one.ended)
        said = {"verdict": verdict, "next_step": step}
        writes(year, cast, item, f"evaluations/{measure}", LOST, value=value, **said)
        year.refuses(cast.kimura, f"/items/{item}/evaluations/{measure}", 409, body="もう一度", value="", **said)
    year.sends(cast.kimura, f"/meetings/{third}/closing")
    assert year.issue(2).term.settled
    before, carried = year.issue(3).terms
    assert (before.fiscal_year, before.settled, carried.fiscal_year, carried.stage) == (2026, True, 2027, Stage.FOUND)


def nothing_is_lost(year: Year, cast: Cast) -> None:
    """The next year: the issue with its whole history, both years' boards, the reports."""
    issue = year.issue(3)
    page = f"/issues/{issue.id}"
    history = ("退院の3日前に電話する。", "電話は出られない日が多い。", "退院の予定を共有する。", LOST, "2027年度", "2026年度")
    year.sees(cast.tanaka, page, *history)
    year.sees(cast.tanaka, f"/groups/{year.wg}/years/2026", "K-01", "K-02", "K-03")
    year.sees(cast.tanaka, f"/groups/{year.wg}/years/2027", "K-03", but=("K-02",))
    year.sees(cast.tanaka, f"/groups/{year.council}/years/2026", "K-01", but=("K-03",))
    year.sees(cast.sato, "/cycle/?year=2027", "24時間の病診連携WG")
    empty = dict.fromkeys(("indicator", "unit", "baseline", "target", "expected"), "")
    who = {"charges-who": [f"i{cast.clinic.id}"], "charges-person": ["田中"], "charges-part": ["予定表"]}
    typed = empty | who | {"what": "退院の予定表を毎週送る。", "due_on": day_of(date(2027, 10, 31)), "meeting": "0"}
    year.sends(cast.kimura, f"{page}/countermeasures", follows=year.measures(3)[1].id, **typed)
    again = year.measures(3)[2]
    assert (again.term.fiscal_year, again.follows_id) == (2027, year.measures(3)[1].id)
    for reader, code in ((cast.ono, 200), (cast.mori, 200), (cast.suzuki, 404)):
        assert year.as_(reader).get(page).status_code == code
        assert year.as_(reader).get(f"/groups/{year.wg}/years/2026.docx").status_code == code
    assert year.app.test_client().get(page).headers["Location"].startswith("/sign-in")


def the_report_of_the_year(year: Year, cast: Cast) -> None:
    """As an official would hand it in; opened again."""
    file = f"/groups/{year.wg}/years/2026"
    paper = Document(io.BytesIO(year.as_(cast.kimura).get(f"{file}.docx").data))
    words = "\n".join([one.text for one in paper.paragraphs] + [cell.text for table in paper.tables for cell in table._cells])
    told = ("24時間の病診連携WG", "夜間にだれへ電話するか決まっていない", "土曜の夜は中央病院の当直が受ける。", "未達", LOST)
    for said in (*told, "当番表に同じことが書けた。"):
        assert said in words, said
    book = openpyxl.load_workbook(io.BytesIO(year.as_(cast.kimura).get(f"{file}.xlsx").data))
    cells = {str(cell) for sheet in book for row in sheet.values for cell in row if cell is not None}
    for said in ("K-01", "K-02", "K-03", "退院の3日前に電話する。", "7つの診療所に頼み、当番表を配った。", "77.4", "当番医の番号を集める"):
        assert said in cells or any(said in one for one in cells), said
    acts = {one.verb for one in read(AuditRow)}
    assert {"issue.carried_over", "issue.rise_answered", "minutes.fixed", "countermeasure.revised", "year_report.exported"} <= acts


def test_a_kofu_year_of_two_groups(app: Flask, cast: Cast) -> None:
    year = Year(app, cast)
    with year.on(date(2026, 4, 10)):
        a_year_begins(year, cast)
        a_board_post_becomes_an_issue(year, cast)
    with year.on(date(2026, 5, 20)):
        everybody_is_invited(year, cast)
        first = the_agenda_is_made(year, cast)
    with year.on(date(2026, 6, 12), 19):
        the_first_meeting(year, cast, first)
    with year.on(date(2026, 6, 20)):
        its_minutes(year, cast, first, corrected=True)
        the_minutes_are_read_and_posted(year, cast, first)
    with year.on(date(2026, 10, 1)):
        it_is_carried_out(year, cast)
    with year.on(date(2026, 11, 13), 19):
        the_second_meeting(year, cast)
        its_minutes(year, cast, year.meeting(year.wg, 2))
    with year.on(date(2026, 12, 11), 19):
        the_council_answers(year, cast)
    with year.on(date(2027, 2, 12), 19):
        the_third_meeting(year, cast)
    with year.on(date(2027, 4, 5)):
        nothing_is_lost(year, cast)
        the_report_of_the_year(year, cast)
    assert len(read(Group)) == 2
