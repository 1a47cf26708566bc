"""担当 is also who is not in the directory: the fire service, a residents' association. The secretariat writes and is reminded for them."""

from __future__ import annotations

import io
from datetime import timedelta

import docx
import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient

from core import clock
from core.database import db
from core.deliveries import Delivery
from core.delivering import send_due
from core.rules import RuleBroken
from meetings.cycle import notices
from meetings.models import Charge, Countermeasure, Implementation, Meeting, Member, Minutes, Owner, Plan, Task, course
from meetings.seeing.reminding import LIST, remind
from tests.cast import Cast, as_, says
from tests.core.postbox import Postbox
from tests.meetings.assembly import assembled
from tests.meetings.cycle_cast import Cycle, a_cycle, an_issue, key, typed_plan

BODY, PERSON = "北地域消防本部", "佐久間 実"
WHOLE = f'<span class="whole">{PERSON}</span>'


@pytest.fixture
def cycle(cast: Cast) -> Cycle:
    return a_cycle(cast)


def charged(cast: Cast, **other: object) -> dict[str, object]:
    """What the form sends where the body is not in the directory."""
    row = {"charges-who": [""], "charges-body": [BODY], "charges-person": [PERSON], "charges-part": ["救急隊の側"]}
    return typed_plan(cast) | row | other


def decided(cycle: Cycle, cast: Cast, body: str = BODY) -> Countermeasure:
    """An issue of its own, whose countermeasure this body is in charge of; due in three days."""
    issue = an_issue(cast, cycle.group, "救急隊が、在宅の人だと知らない")
    due = clock.today() + timedelta(days=3)
    plan = Plan("救急隊に渡す紙を1枚にする", due_on=due, charges=[Charge(None, person_name=PERSON, body_name=body)])
    made = Countermeasure.decide(issue.term, plan, client_key=key(), by=cast.kimura)
    db.commit()
    return made


def test_a_body_that_is_not_in_the_directory_is_in_charge_and_shown_as_any_other(client: FlaskClient, cast: Cast, cycle: Cycle) -> None:
    issue = an_issue(cast, cycle.group, "救急隊が、在宅の人だと知らない")
    db.commit()
    says(as_(client, cast.kimura).get(f"/issues/{issue.id}/countermeasures"), "名簿にない団体にする", 'name="charges-body"')
    assert client.post(f"/issues/{issue.id}/countermeasures", data=charged(cast)).status_code == 303
    page = client.get(f"/issues/{issue.id}")
    says(page, f"担当：{BODY} {PERSON}", f"{BODY}　{WHOLE}（救急隊の側）", f"{BODY}の実施の報告を待っています。")
    board = f"/groups/{cycle.group.id}/years/{issue.term.fiscal_year}"
    says(client.get(board), f"{BODY}　{PERSON}", f'value="b:{BODY}"')
    narrowed = client.get(board, query_string={"owner": f"b:{BODY}"})
    says(narrowed, 'id="k-02"')
    assert 'id="k-01"' not in narrowed.text
    says(client.get(f"{board}?owner={cast.clinic.id}"), 'id="k-01"')
    for nonsense in ("b:", "b:\x00", "z", "b:" + "あ" * 999):
        assert client.get(board, query_string={"owner": nonsense}).status_code == 200


@pytest.mark.parametrize(("row", "sentence"), [
    ({"charges-who": ["i1"]}, "どちらか一方にしてください。"),
    ({"charges-body": [""]}, "だれがするかがない行があります。"),
    ({"charges-body": ["あ" * 121]}, "受けもつことと団体の名前は120文字までです。"),
])  # fmt: skip
def test_what_cannot_be_is_said_at_the_field_and_nothing_typed_is_lost(
    client: FlaskClient, cast: Cast, cycle: Cycle, row: dict[str, list[str]], sentence: str
) -> None:
    typed: dict[str, object] = charged(cast) | row
    answer = as_(client, cast.kimura).post(f"{cycle.page}/countermeasures", data=typed)
    assert answer.status_code == 422
    kept = [*row.get("charges-body", [BODY]), PERSON, "救急隊の側"]
    says(answer, sentence, *(f'value="{said}"' for said in kept if said))
    assert db.query(Owner).count() == 1


def test_a_name_that_is_in_the_directory_after_all_is_the_institution(client: FlaskClient, cast: Cast, cycle: Cycle) -> None:
    as_(client, cast.kimura).post(f"{cycle.page}/countermeasures", data=charged(cast, **{"charges-body": [cast.hoshi.name]}))
    last = db.query(Owner).order_by(Owner.id.desc()).first()
    assert last
    assert (last.institution_id, last.body_name, last.body, last.person_name) == (cast.hoshi.id, "", cast.hoshi.name, PERSON)
    with pytest.raises(RuleBroken):
        Owner.of(Charge(None, person_name=PERSON))


def test_a_further_version_keeps_the_body_and_marks_who_is_new(client: FlaskClient, cast: Cast, cycle: Cycle) -> None:
    made = decided(cycle, cast)
    form = as_(client, cast.kimura).get(f"/countermeasures/{made.id}/versions")
    says(form, f'name="charges-body" value="{BODY}"', f'value="{PERSON}"', f'<option value="{BODY}">', '<details class="charge-body" open>')
    rows = {"charges-who": ["", f"i{cast.clinic.id}"], "charges-body": [BODY, ""], "charges-person": [PERSON, ""], "charges-part": ["", ""]}
    typed = typed_plan(cast, made_from="1", reason="診療所も渡す。") | rows
    assert client.post(f"/countermeasures/{made.id}/versions", data=typed).status_code == 303
    page = client.get(f"/issues/{made.term.issue_id}")
    says(page, f"<ins>{cast.clinic.name}</ins>", f"{BODY}　{WHOLE}")
    assert f"<ins>{BODY}" not in page.text


def test_who_sits_in_the_group_from_elsewhere_can_be_chosen(client: FlaskClient, cast: Cast, cycle: Cycle) -> None:
    seat = Member.seat_in(cycle.group, name=PERSON, institution_name=BODY, by=cast.kimura, from_on=clock.today())
    db.commit()
    says(as_(client, cast.kimura).get(f"{cycle.page}/countermeasures"), f'value="m{seat.id}"')
    typed = typed_plan(cast, **{"charges-who": [f"m{seat.id}"], "charges-person": [""]})
    assert client.post(f"{cycle.page}/countermeasures", data=typed).status_code == 303
    says(client.get(cycle.page), f"{BODY}　{WHOLE}（当番表）")


def test_the_secretariat_writes_for_the_body_and_nobody_else(client: FlaskClient, cast: Cast, cycle: Cycle) -> None:
    made = decided(cycle, cast)
    day = clock.today()
    done = {"client_key": key(), "what": "紙を配った", "done_on": [str(day.year), str(day.month), str(day.day)], "done_by": BODY}
    for who, code in ((cast.tanaka, 403), (cast.sato, 403), (cast.mori, 403), (cast.suzuki, 404), (cast.kimura, 303)):
        assert as_(client, who).post(f"/countermeasures/{made.id}/implementations", data=done).status_code == code
    assert db.query(Implementation).one().done_by == BODY


def test_no_board_reaches_it_and_who_tells_is_told_so(client: FlaskClient, cast: Cast, cycle: Cycle) -> None:
    made = decided(cycle, cast)
    page = as_(client, cast.kimura).get(f"/issues/{made.term.issue_id}/telling?what=decision&countermeasure={made.id}")
    says(page, f"担当：{BODY} {PERSON}", f"{BODY}は名簿にないので、掲示板では届きません。")
    assert notices.owners_of(made.term.issue, made) == set()
    assert "名簿にないので" not in client.get(f"{cycle.page}/telling").text


def test_the_secretariat_is_reminded_in_its_place_and_sees_for_whom(
    app: Flask, client: FlaskClient, cast: Cast, cycle: Cycle, postbox: Postbox
) -> None:
    made = decided(cycle, cast)
    Task.give(cycle.group, what="電話の数を出す", client_key=key(), by=cast.kimura, person_name=PERSON, due_on=clock.today())
    Task.give(
        cycle.group, what="まだ先の宿題", client_key=key(), by=cast.kimura, body_name="自治会連合会", due_on=clock.today() + timedelta(60)
    )
    db.commit()
    page = as_(client, cast.kimura).get("/tasks/")
    says(
        page,
        "代わりに知らせるもの",
        "救急隊に渡す紙を1枚にする",
        f"担当：{BODY}　{PERSON}",
        f'href="/countermeasures/{made.id}/implementations"',
    )
    says(page, "電話の数を出す", "2件")
    assert "まだ先の宿題" not in page.text
    for who in (cast.sato, cast.mori, cast.tanaka):
        assert "代わりに知らせるもの" not in as_(client, who).get("/tasks/").text
    morning = clock.in_japan(clock.now()).replace(hour=8, minute=5)
    with clock.at(morning):
        remind(app)
        assert [(one.person_id, one.detail) for one in db.query(Delivery).filter_by(event=LIST)] == [(cast.kimura.person_id, {})]
        send_due(app)
    (letter,) = [one.get_content() for one in postbox.letters if "メールの届かない" in str(one["Subject"])]
    assert f"・{BODY}（{cycle.group.name}）" in letter
    assert f"・名前だけの担当者（{cycle.group.name}）" in letter
    assert "/tasks/#h-unreached" in letter
    assert not any(word in letter for word in (PERSON, "佐久間", "救急隊", "電話の数", "自治会連合会"))


def test_the_report_of_the_year_names_it(client: FlaskClient, cast: Cast, cycle: Cycle) -> None:
    made = decided(cycle, cast)
    Task.give(cycle.group, what="電話の数を出す", client_key=key(), by=cast.kimura, body_name=BODY, person_name=PERSON)
    db.commit()
    at = f"/groups/{cycle.group.id}/years/{made.term.fiscal_year}"
    paper = docx.Document(io.BytesIO(as_(client, cast.ono).get(f"{at}.docx").data))
    assert f"{BODY}　{PERSON}" in [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{at}.xlsx").data))
    assert f"{BODY}　{PERSON}" in [cell.value for row in book["方策"] for cell in row]


def test_in_the_meeting_a_body_is_given_a_countermeasure_and_homework(client: FlaskClient, cast: Cast) -> None:
    world = assembled(cast)
    kimura, at = as_(client, cast.kimura), f"/items/{world.items[1].id}"
    who = {"who": "body", "place": BODY, "person": PERSON, "due_on": str(clock.today() + timedelta(days=20))}
    plan = {"body": "救急隊に渡す紙をつくる", "issue": str(world.issue.id), "revises": ""} | who
    for wrong, sentence in ((" ", "団体の名前を書いてください。"), ("あ" * 121, "団体の名前は120文字までです。")):
        answer = kimura.post(f"{at}/countermeasures", data=plan | {"client_key": key(), "place": wrong})
        assert answer.status_code == 422
        says(answer, sentence, "救急隊に渡す紙をつくる</textarea>", f'value="{PERSON}"')
    assert kimura.post(f"{at}/countermeasures", data=plan | {"client_key": key()}).status_code == 303
    homework = {"body": "搬送の数を出す", "client_key": key()} | who
    assert kimura.post(f"{at}/homework", data=homework).status_code == 303
    known = {"body": "薬の数を出す", "client_key": key(), "who": "body", "place": cast.hoshi.name}
    assert kimura.post(f"{at}/homework", data=known).status_code == 303
    says(kimura.get(f"{world.hold}?item={world.items[1].id}"), f"{BODY} {PERSON}")
    task, other = db.query(Task).order_by(Task.id)
    assert ((task.institution_id, task.body, task.person_name), other.institution_id) == ((None, BODY, PERSON), cast.hoshi.id)
    says(kimura.get(f"/tasks/{task.id}"), f"{BODY}　{PERSON}")
    _minutes_say(client, cast, world.meeting.id)
    assert as_(client, cast.sato).post(f"/tasks/{task.id}/done", data={}).status_code == 403
    assert as_(client, cast.kimura).post(f"/tasks/{task.id}/done", data={}).status_code == 303


def _minutes_say(client: FlaskClient, cast: Cast, meeting_id: int) -> None:
    """In full the body and the person; in public the body, and never the person."""
    meeting = db.get_one(Meeting, meeting_id)
    course.end(meeting, by=cast.kimura)
    minutes = Minutes.of(meeting)
    minutes.send(correct_by_on=clock.today(), by=cast.kimura)
    minutes.fix(by=cast.kimura)
    db.commit()
    full, public = (as_(client, cast.kimura).get(f"/meetings/{meeting_id}/minutes{way}") for way in ("", "?version=public"))
    says(full, f"{BODY} {PERSON}")
    says(public, BODY)
    assert PERSON not in public.text
