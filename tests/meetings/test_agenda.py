"""The agenda: who makes it, its minutes, the guidance's words, what puts itself forward, its papers, and the 次第 on one sheet."""

from __future__ import annotations

import io
import uuid
import zipfile
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from core import clock
from core.audit import AuditRow
from core.database import db
from meetings.agenda.figures import figures
from meetings.agenda.forward import Forward, put_forward
from meetings.agenda.template import GUIDANCE, template_of
from meetings.models import (
    AgendaItem,
    Entry,
    EntryKind,
    Group,
    GroupKind,
    Issue,
    ItemKind,
    Meeting,
    Minutes,
    Paper,
    Rise,
    Scene,
    Task,
    course,
)
from meetings.models.points import DOTS, Point, as_lines, outlined
from region.directory.items import ITEMS
from region.directory.models import Fact
from region.directory.models.municipal_statistic import MunicipalStatistic, MunicipalYear, StatisticItem
from region.directory.models.status import InstitutionStatus, Status
from region.models import AreaMunicipality, Municipality
from region.open_data.municipal_statistics import State
from tests.board.papers import pdf
from tests.cast import Cast, as_, says
from tests.meetings.cycle_cast import Cycle, a_cycle, an_issue, key


@pytest.fixture
def cycle(client: FlaskClient, cast: Cast) -> Cycle:
    return a_cycle(cast)


def a_meeting(cycle: Cycle, cast: Cast, *, group: Group | None = None, minutes: int = 90) -> Meeting:
    """Next week's, for 90 minutes, committed."""
    begins = clock.now() + timedelta(days=7)
    planned = Meeting.plan(
        group or cycle.group, theme="抽出と決定", starts_at=begins, ends_at=begins + timedelta(minutes=minutes), by=cast.kimura,
        place="北市役所 3階",
    )  # fmt: skip
    db.commit()
    return planned


def an_item(meeting: Meeting, cast: Cast, title: str = "退院支援ルール", **facts: object) -> AgendaItem:
    told: dict[str, object] = {"kind": ItemKind.ISSUES, "minutes": 20} | facts
    item = AgendaItem.add(meeting, title=title, by=cast.kimura, **told)  # type: ignore[arg-type]
    db.commit()
    return item


def titles(meeting: Meeting) -> list[str]:
    rows = db.query(AgendaItem).filter_by(meeting_id=meeting.id, removed_at=None).order_by(AgendaItem.position)
    return [one.title for one in rows]


def forward(meeting: Meeting) -> dict[str, Forward]:
    return {f"{one.kind}": one for one in put_forward(meeting)}


def ladder(client: FlaskClient, cast: Cast, path: str, *, ok: int, reads: int = 403, data: dict[str, str] | None = None) -> None:
    """Signed out to sign-in, a stranger 404, who reads `reads` (member and prefecture alike), the secretariat works."""
    steps = (None, 303), (cast.suzuki, 404), (cast.sato, reads), (cast.mori, reads), (cast.kimura, ok)
    for who, code in steps:
        browser = as_(client.application.test_client(), who) if who else client.application.test_client()
        answer = browser.get(path) if data is None else browser.post(path, data=data)
        assert answer.status_code == code, f"{path} {who and who.person.name}: {answer.status_code}"


LINE = {"title": "退院支援ルールの見直し", "minutes": "15", "kind": "countermeasures"}


def test_one_line_adds_an_item_and_only_for_the_secretariat(client: FlaskClient, cast: Cast, cycle: Cycle) -> None:
    meeting = a_meeting(cycle, cast)
    path = f"/meetings/{meeting.id}"
    ladder(client, cast, f"{path}/items", ok=303, data=LINE | {"client_key": key()})
    assert titles(meeting) == ["退院支援ルールの見直し"]
    ladder(client, cast, f"{path}/agenda", ok=200, reads=200)
    kimura = as_(client, cast.kimura)
    again = LINE | {"client_key": key()}
    for _twice in range(2):
        kimura.post(f"{path}/items", data=again)
    assert len(titles(meeting)) == 2  # the same line, sent twice, is one item
    for minutes in ("", "0", "長め", "９９９", "9" * 40):
        answer = kimura.post(f"{path}/items", data={"title": "聞きとりの報告", "minutes": minutes, "kind": "report"})
        assert answer.status_code == 422
        says(answer, 'value="聞きとりの報告"', "例：15")
    answer = kimura.post(f"{path}/items", data={"title": "", "minutes": "15", "kind": "no-such"})
    assert answer.status_code == 422
    says(answer, "議題の名前を書いてください", "種類を、一覧から選んでください")


def test_the_sum_of_the_minutes_is_shown_against_the_meeting(client: FlaskClient, cast: Cast, cycle: Cycle) -> None:
    meeting = a_meeting(cycle, cast)
    an_item(meeting, cast, minutes=60)
    reader = as_(client, cast.tanaka)
    says(reader.get(f"/meetings/{meeting.id}/agenda"), "計60分", "会議は90分", "あと30分")
    an_item(meeting, cast, "長い議題", minutes=40)
    says(reader.get(f"/meetings/{meeting.id}/agenda"), "計100分", "10分こえています")
    says(reader.get(f"/meetings/{meeting.id}"), "長い議題", "10分こえています")


def test_a_meeting_that_began_has_no_minutes_left_to_plan(client: FlaskClient, cast: Cast, cycle: Cycle) -> None:
    meeting = a_meeting(cycle, cast)
    an_item(meeting, cast, minutes=60)
    with clock.at(meeting.starts_at):
        course.begin(meeting, by=cast.kimura)
        db.commit()
        for page in (f"/meetings/{meeting.id}", f"/meetings/{meeting.id}/agenda"):
            assert "あと30分" not in as_(client, cast.tanaka).get(page).text


def test_items_are_moved_changed_and_taken_out_and_the_record_stays(client: FlaskClient, cast: Cast, cycle: Cycle) -> None:
    meeting = a_meeting(cycle, cast)
    first, second, third = (an_item(meeting, cast, title) for title in ("一", "二", "三"))
    ladder(client, cast, f"/items/{third.id}/place", ok=303, data={"to": "up"})
    assert titles(meeting) == ["一", "三", "二"]
    kimura = as_(client, cast.kimura)
    kimura.post(f"/items/{first.id}/place", data={"to": "up"})
    kimura.post(f"/items/{first.id}/place", data={"to": "down"})
    assert titles(meeting) == ["三", "一", "二"]
    assert kimura.post(f"/items/{first.id}/place", data={"to": "sideways"}).status_code == 400
    ladder(client, cast, f"/items/{first.id}/edit", ok=200)
    member = cycle.group.present[0]
    issue = Issue.raise_(cycle.group, title="夜間の窓口", scene=Scene.SUDDEN, client_key=key(), by=cast.kimura, meeting=meeting)
    db.commit()
    chosen = {"presenter": str(member.id), "issue": str(issue.id)}
    said = {"title": "一の二", "minutes": "25分", "kind": "progress", "detail": "中身"} | chosen
    ladder(client, cast, f"/items/{first.id}/edit", ok=303, data=said)
    says(kimura.get(f"/meetings/{meeting.id}/agenda"), "一の二", "25分", member.name, issue.code, "実施報告")
    stray = an_issue(cast, cycle.upper)
    db.commit()
    wrong = kimura.post(f"/items/{first.id}/edit", data=said | {"title": "", "presenter": "999", "issue": str(stray.id)})
    assert wrong.status_code == 422
    says(wrong, "説明する人を、一覧から", "課題を、一覧から", "中身")
    ladder(client, cast, f"/items/{second.id}/removal", ok=303, data={})
    assert titles(meeting) == ["三", "一の二"]
    assert db.get_one(AgendaItem, second.id).removed_at
    assert kimura.get(f"/items/{second.id}/edit").status_code == 404


def test_what_was_talked_about_stays_and_fixed_minutes_refuse_every_change(client: FlaskClient, cast: Cast, cycle: Cycle) -> None:
    meeting = a_meeting(cycle, cast)
    item, other = an_item(meeting, cast), an_item(meeting, cast, "二")
    with clock.at(meeting.starts_at):
        meeting.open(by=cast.kimura)
        Entry.write(item, kind=EntryKind.REMARK, text="話した。", client_key=key(), by=cast.kimura)
        meeting.close(by=cast.kimura)
    db.commit()
    kimura = as_(client, cast.kimura)
    gone = kimura.post(f"/items/{item.id}/removal")
    assert gone.status_code == 409
    says(gone, "話し合いが始まった議題は、はずせません")
    Minutes.of(meeting).fixed_at = clock.now()
    db.commit()
    assert kimura.post(f"/items/{other.id}/removal").status_code == 409
    assert kimura.post(f"/items/{other.id}/place", data={"to": "up"}).status_code == 409
    said = {"title": "ちがう", "minutes": "5", "kind": "report"}
    answer = kimura.post(f"/items/{item.id}/edit", data=said)
    assert answer.status_code == 409
    says(answer, 'value="ちがう"')
    late = kimura.post(f"/meetings/{meeting.id}/items", data=LINE)
    assert late.status_code == 409
    says(late, "議題を足せません", LINE["title"])


def test_the_guidance_is_entered_word_for_word_and_never_twice(client: FlaskClient, cast: Cast, cycle: Cycle) -> None:
    InstitutionStatus.designate(cast.clinic, Status.HOME_CARE_CLINIC, from_on=clock.today(), source="厚生局", by=None)
    meeting = a_meeting(cycle, cast)
    path = f"/meetings/{meeting.id}/agenda/template"
    ladder(client, cast, path, ok=200)
    kimura = as_(client, cast.kimura)
    page = kimura.get(path)
    says(
        page,
        "退院支援ルールの導入、利用が進まない要因について",
        "在宅医療における24時間対応の提供体制が構築できていない圏域内の地域について",
    )
    says(page, "この圏域の数字", "在宅療養支援診療所（在支診）", "出典：施設の名簿")
    assert kimura.post(path, data={}).status_code == 422
    ladder(client, cast, path, ok=303, data={"take": "status"})
    chosen = {"take": ["status", "status:0", "issues", "issues:2", "made-up", "countermeasures:x"]}
    kimura.post(path, data=chosen)
    assert titles(meeting) == ["在宅医療の提供体制について", "圏域内の在宅医療提供体制に係る現状を踏まえた課題について"]
    item = db.query(AgendaItem).filter_by(meeting_id=meeting.id, kind=ItemKind.ISSUES).one()
    assert (item.points, item.detail) == ("急変時や24時間の対応を含む医薬品等の提供体制に係る課題について", "")
    says(kimura.get(path), "もう議題に入っています")


def test_what_the_house_knows_of_the_area_is_shown_with_its_source_and_what_it_lacks(cast: Cast) -> None:
    assert [one.title for one in figures(cast.minami, cast.kimura.person_id)] == ["施設の数"]
    db.add(Municipality(code="900028", name="東市", prefecture_name="第90県"))
    db.flush()
    db.add(AreaMunicipality(area_id=cast.kita.id, municipality_code="900028", from_on=date(2024, 4, 1)))
    for code in ("900010", "900028"):
        told = {"medical_area_code": "9001", "licence": "出典：在宅医療にかかる地域別データ集（厚生労働省）", "read_at": clock.now()}
        db.add(MunicipalYear(municipality_code=code, year=2024, file_on=date(2026, 3, 1), **told))
    for code, item, value in (("900010", "1", 1000.0), ("900028", "1", 234.0), ("900010", "7", 12.0), ("900028", "7", None)):
        state = State.VALUE if value is not None else State.MASKED
        db.add(MunicipalStatistic(municipality_code=code, year=2024, item=item, value=value, state=state))
    db.add_all([StatisticItem(item="7", year=2024, label="訪問診療を行う診療所の数"), StatisticItem(item="8", year=2024, label="出生数")])
    asked = ITEMS["around_the_clock"]
    Fact.state(cast.station, asked, {"answer": "yes"}, by=cast.ono)
    db.commit()
    shelves = {one.title: one for one in figures(cast.kita, cast.kimura.person_id)}
    people = shelves["市区町村の数字（圏域の合計）"]
    assert [(one.word, one.value, one.lack) for one in people.lines] == [
        ("人口", "1,234", ""), ("訪問診療を行う診療所の数", "12", "1市区町村は数字がありません")
    ]  # fmt: skip
    assert people.source == "出典：在宅医療にかかる地域別データ集（厚生労働省）　2024年　2026/3/1公表のファイル"
    answered = shelves["施設が答えたこと"].lines[0]
    assert (answered.word, answered.value, answered.of) == ("24時間対応の可否（訪問看護ステーション）", "1", "答えた1施設のうち")
    assert ("薬局", "1") in [(one.word, one.value) for one in shelves["施設の数"].lines]


def test_the_template_is_the_guidance_in_the_first_meeting_and_follows_the_year() -> None:
    said = as_lines(part for one in GUIDANCE for part in one.parts)
    for sentence in (
        "退院支援ルール導入状況",
        "訪問診療、訪問看護、訪問歯科診療、訪問薬剤管理指導、訪問リハビリテーション、訪問栄養食事指導の利用状況",
        "各医療機関の24時間対応として、自院による対応又は他の医療機関、薬局、訪問看護事業所等との連携による対応の構築状況",
        "ターミナルケアに必要な麻薬等の医薬品や医療機器（医療材料を含む）等の提供体制の構築状況",
        "退院支援ルール普及のためのルール見直し及び普及啓発活動について",
    ):
        assert sentence in said
    assert [one.kind for one in template_of(Meeting(number=1))] == [ItemKind.STATUS, ItemKind.ISSUES, ItemKind.COUNTERMEASURES]
    assert ItemKind.PROGRESS in [one.kind for one in template_of(Meeting(number=2))]
    assert ItemKind.EVALUATION in [one.kind for one in template_of(Meeting(number=3))]


def test_what_is_not_finished_puts_itself_forward(client: FlaskClient, cast: Cast, cycle: Cycle) -> None:
    meeting = a_meeting(cycle, cast)
    task = Task.give(cycle.group, what="一覧を配る", client_key=key(), by=cast.kimura, due_on=clock.today() - timedelta(days=1))
    upper = a_meeting(cycle, cast, group=cycle.upper)
    Rise.ask(cycle.term, cycle.upper, asked="市の窓口を決めてほしい。", by=cast.kimura)
    db.commit()
    assert forward(meeting)["issue_term"].item_kind == ItemKind.PROGRESS
    assert forward(meeting)["task"].late
    assert forward(upper)["rise"].issue == cycle.issue
    path, kimura = f"/meetings/{meeting.id}/forward", as_(client, cast.kimura)
    says(kimura.get(f"/meetings/{meeting.id}/agenda"), "実施の記録がまだありません", "一覧を配る", "宿題がまだ済んでいません")
    assert "まだ終わっていないこと" not in as_(client.application.test_client(), cast.sato).get(f"/meetings/{meeting.id}/agenda").text
    ladder(client, cast, path, ok=303, data={"thing": f"issue_term:{cycle.term.id}/take"})
    assert titles(meeting) == [cycle.issue.title]
    kimura.post(path, data={"thing": f"issue_term:{cycle.term.id}/take"})
    assert titles(meeting) == [cycle.issue.title]
    kimura.post(path, data={"thing": f"task:{task.id}/later"})
    assert (forward(meeting)["issue_term"].state, forward(meeting)["task"].state) == ("there", "later")
    kimura.post(path, data={"thing": f"task:{task.id}/back"})
    kimura.post(path, data={"thing": f"task:{task.id}/take"})
    assert forward(meeting)["task"].state == "there"
    assert titles(meeting)[1] == "宿題：一覧を配る"
    for wrong in ("task", f"task:{task.id}/burn", "task:x/take"):
        assert kimura.post(path, data={"thing": wrong}).status_code == 400
    says(kimura.post(path, data={"thing": "task:999999/take"}, follow_redirects=True), "もう議題を待っていません")


def test_homework_whose_sentence_was_taken_out_of_the_minutes_waits_for_no_agenda(cast: Cast, cycle: Cycle) -> None:
    held = a_meeting(cycle, cast)
    entry = Entry.write(an_item(held, cast), kind=EntryKind.HOMEWORK, text="一覧を配る", client_key=key(), by=cast.kimura)
    Task.give(cycle.group, what="一覧を配る", client_key=key(), by=cast.kimura, entry=entry)
    upcoming = a_meeting(cycle, cast)
    db.commit()
    assert "task" in forward(upcoming)
    entry.remove(by=cast.kimura)
    assert "task" not in forward(upcoming)


def test_papers_are_numbered_through_and_stay_on_the_shelf(client: FlaskClient, cast: Cast, cycle: Cycle) -> None:
    meeting = a_meeting(cycle, cast)
    first, second = an_item(meeting, cast, "一"), an_item(meeting, cast, "二", private=True)
    kimura = as_(client, cast.kimura)

    def send(item: AgendaItem, who: FlaskClient, name: str = "一覧.pdf") -> int:
        files = {"files": (io.BytesIO(pdf()), name)} if name else {}
        return who.post(f"/items/{item.id}/papers", data=files, content_type="multipart/form-data").status_code

    assert send(second, kimura) == 303
    assert send(first, kimura, "当番表.pdf") == 303
    assert send(first, kimura, "") == 422
    assert send(first, as_(client.application.test_client(), cast.sato)) == 403
    assert send(first, as_(client.application.test_client(), cast.suzuki)) == 404
    says(kimura.get(f"/meetings/{meeting.id}/agenda"), "資料1　当番表.pdf", "資料2　一覧.pdf")
    reader = as_(client.application.test_client(), cast.tanaka).get(f"/meetings/{meeting.id}/program")
    says(reader, "当番表.pdf", "非公開の議題")
    assert "一覧.pdf" not in reader.text
    assert ">二<" not in reader.text
    paper = db.query(Paper).filter_by(item_id=first.id).one()
    ladder(client, cast, f"/papers/{paper.id}/removal", ok=303, data={})
    assert db.get_one(Paper, paper.id).removed_at
    assert "当番表.pdf" not in kimura.get(f"/meetings/{meeting.id}/agenda").text


def test_the_program_is_one_sheet_and_a_word_file(client: FlaskClient, cast: Cast, cycle: Cycle) -> None:
    meeting = a_meeting(cycle, cast)
    an_item(meeting, cast, presenter_name="北消防署 救急係")
    path = f"/meetings/{meeting.id}/program"
    ladder(client, cast, path, ok=200, reads=200)
    kimura = as_(client, cast.kimura)
    says(kimura.get(path), "令和", "次第", "北市役所 3階", "北消防署 救急係", "計20分", cycle.group.name)
    says(kimura.get(f"{path}?people=1"), cast.sato.person.name)
    ladder(client, cast, f"{path}.docx", ok=200, reads=200)
    with zipfile.ZipFile(io.BytesIO(kimura.get(f"{path}.docx?people=1").data)) as file:
        text = file.read("word/document.xml").decode()
    assert "退院支援ルール" in text
    assert cast.sato.person.name in text


def test_a_group_for_members_only_shows_its_agenda_to_nobody_else(client: FlaskClient, cast: Cast) -> None:
    group = Group.set_up(
        cast.kita, name="内輪の部会", kind=GroupKind.SUBCOMMITTEE, secretariat=cast.base, by=cast.kimura, began_on=clock.today(),
        members_only=True,
    )  # fmt: skip
    begins = clock.now() + timedelta(days=3)
    meeting = Meeting.plan(group, theme="内輪", starts_at=begins, ends_at=begins + timedelta(hours=1), by=cast.kimura)
    db.commit()
    for path in ("agenda", "program", "program.docx"):
        assert as_(client.application.test_client(), cast.sato).get(f"/meetings/{meeting.id}/{path}").status_code == 404


def test_an_issue_of_the_year_before_that_nobody_carried_over_is_not_forgotten(client: FlaskClient, cast: Cast, cycle: Cycle) -> None:
    meeting = a_meeting(cycle, cast)
    before = Issue.raise_(
        cycle.group, title="去年の課題", scene=cycle.issue.scene, client_key=str(uuid.uuid4()), by=cast.kimura,
        fiscal_year=meeting.fiscal_year - 1,
    )  # fmt: skip
    db.commit()
    found = next(one for one in put_forward(meeting) if one.issue == before)
    assert found.why == "前の年度から、まだ終わっていません。方策がまだ決まっていません。"
    assert found.item_kind == ItemKind.COUNTERMEASURES


# what an item falls into ----------------------------------------------------------------------------------------------------------------

typed = st.text(st.sampled_from("退院支援ルール 7・･　"), min_size=1, max_size=12)
line = typed.map(lambda text: text.strip().lstrip(f"{DOTS} 　")).filter(bool)


@given(st.lists(st.tuples(line, st.lists(line, max_size=3).map(tuple))))
def test_points_written_as_lines_are_the_same_points(told: list[tuple[str, tuple[str, ...]]]) -> None:
    points = tuple(Point(*one) for one in told)
    assert outlined(as_lines(points)) == points


def test_dots_that_people_type_are_taken_as_meant() -> None:
    assert outlined("・はじめ\r\n\n　つぎ \n ･ 半角\n•丸\n・\n") == (Point("はじめ"), Point("つぎ", ("半角", "丸")))


def test_what_an_item_falls_into_stands_on_every_sheet_and_page(client: FlaskClient, cast: Cast, cycle: Cycle) -> None:
    meeting = a_meeting(cycle, cast)
    item, hidden = an_item(meeting, cast), an_item(meeting, cast, "二", private=True, points="内側の項目")
    kimura = as_(client, cast.kimura)
    said = {"title": "現状", "minutes": "25", "kind": "status", "points": "退院支援の状況\r\n・退院支援ルール導入状況\r\n看取りの状況"}
    too_long = kimura.post(f"/items/{item.id}/edit", data=said | {"points": "あ" * 2001})
    assert too_long.status_code == 422
    says(too_long, "あ" * 2001, "2000文字までにしてください。")
    assert kimura.post(f"/items/{item.id}/edit", data=said).status_code == 303
    says(kimura.get(f"/items/{item.id}/edit"), "退院支援の状況\n・退院支援ルール導入状況\n看取りの状況")
    whole = "<li>退院支援の状況<ul><li>退院支援ルール導入状況</li></ul></li><li>看取りの状況</li>"
    for page in ("agenda", "program", "hold", ""):
        says(kimura.get(f"/meetings/{meeting.id}/{page}".rstrip("/")), whole)
    with zipfile.ZipFile(io.BytesIO(kimura.get(f"/meetings/{meeting.id}/program.docx").data)) as file:
        assert "　・退院支援ルール導入状況" in file.read("word/document.xml").decode()
    with clock.at(meeting.starts_at):
        course.begin(meeting, by=cast.kimura)
        db.commit()
        says(as_(client, cast.sato).get(f"/meetings/{meeting.id}/follow"), "<li>退院支援の状況</li><li>看取りの状況</li>")
        says(as_(client, cast.kimura).get(f"/meetings/{meeting.id}/minutes"), "1　現状<br>　・退院支援の状況<br>　・看取りの状況<br>2　二")
    reader = as_(client.application.test_client(), cast.tanaka)
    for page in ("agenda", "program"):
        assert hidden.points not in reader.get(f"/meetings/{meeting.id}/{page}").text


# opening a paper ------------------------------------------------------------------------------------------------------------------------


def test_who_opened_a_paper_is_noted_once_a_day(client: FlaskClient, cast: Cast, cycle: Cycle) -> None:
    meeting = a_meeting(cycle, cast)
    item = an_item(meeting, cast)
    sent = {"files": (io.BytesIO(pdf()), "一覧.pdf")}
    as_(client, cast.kimura).post(f"/items/{item.id}/papers", data=sent, content_type="multipart/form-data")
    paper = db.query(Paper).one()

    def opened() -> list[int | None]:
        rows = db.query(AuditRow).filter_by(verb="paper.fetched", subject_kind="paper", subject_id=paper.id)
        return [one.person_id for one in rows.order_by(AuditRow.id)]

    reader = as_(client, cast.tanaka)
    for _twice in range(2):
        with reader.get(f"/papers/{paper.id}") as answer:
            assert answer.data == pdf()
    assert as_(client.application.test_client(), cast.suzuki).get(f"/papers/{paper.id}").status_code == 404
    assert opened() == [cast.tanaka.person_id]
    with clock.at(clock.now() + timedelta(days=1)):
        for who in (cast.tanaka, cast.kimura):
            as_(client.application.test_client(), who).get(f"/papers/{paper.id}").close()
    assert opened() == [cast.tanaka.person_id, cast.tanaka.person_id, cast.kimura.person_id]
