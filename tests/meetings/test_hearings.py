"""聞きとり: who said what is the group's own; names are for its secretariat; what is said is coded into issues."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from core import clock
from core.database import db
from meetings.models import HearingNote, Issue
from tests.cast import Cast, as_, says
from tests.meetings.cycle_cast import Cycle, a_cycle, key


@pytest.fixture
def cycle(cast: Cast) -> Cycle:
    return a_cycle(cast)


@pytest.fixture
def note(cast: Cast, cycle: Cycle) -> HearingNote:
    taken = HearingNote.take_down(
        cycle.group, heard_on=clock.today(), profession="nurse", remarks="主治医の携帯にかけてよいのか、毎回まよいます。", client_key=key(),
        by=cast.kimura, person_name="早川 千尋", institution=cast.station,
    )  # fmt: skip
    db.commit()
    return taken


def typed(**other: object) -> dict[str, object]:
    fixed = {"client_key": key(), "heard_on": str(clock.today()), "profession": "nurse", "remarks": "夜の電話にまよう。"}
    return fixed | {"person_name": "早川 千尋", "institution": "0"} | other


def test_a_note_is_taken_down_once_and_counted_by_profession(client: FlaskClient, cast: Cast, cycle: Cycle) -> None:
    page, said = f"/groups/{cycle.group.id}/hearings", typed(institution=cast.station.id)
    says(as_(client, cast.kimura).get(page), "聞きとりの記録が、ここに並びます", "聞きとりを書く")
    made = [client.post(f"{page}/new", data=said).headers["Location"] for _ in range(2)]
    assert made[0] == made[1]
    says(client.get(made[0]), "夜の電話にまよう。", "早川 千尋", cast.station.name)
    says(client.get(page), "看護師 1件", "まだ、どの課題にも入れていません")
    assert "夜の電話" not in client.get(f"{page}?profession=physician").text


def test_members_read_the_profession_and_not_the_name(client: FlaskClient, cast: Cast, cycle: Cycle, note: HearingNote) -> None:
    for page in (f"/groups/{cycle.group.id}/hearings", f"/hearings/{note.id}"):
        answer = as_(client, cast.sato).get(page)
        says(answer, "看護師", "毎回まよいます")
        assert "早川" not in answer.text


def test_others_do_not_read_the_notes(client: FlaskClient, cast: Cast, cycle: Cycle, note: HearingNote) -> None:
    page = f"/groups/{cycle.group.id}/hearings"
    assert client.get(page).status_code == 303
    for who, of_list, of_note in ((cast.ono, 403, 404), (cast.mori, 403, 404), (cast.suzuki, 404, 404)):
        as_(client, who)
        assert (client.get(page).status_code, client.get(f"/hearings/{note.id}").status_code) == (of_list, of_note)
        assert client.get(f"{page}/new").status_code == client.post(f"{page}/new", data=typed()).status_code == of_list
    assert as_(client, cast.sato).get(f"{page}/new").status_code == 403
    assert client.post(f"/hearings/{note.id}/codings", data={}).status_code == 403


def test_a_note_speaks_for_an_issue_with_its_words_and_without_its_name(
    client: FlaskClient, cast: Cast, cycle: Cycle, note: HearingNote
) -> None:
    said = {"issue": cycle.issue.id, "quote": "携帯にかけてよいのか、まよう"}
    as_(client, cast.kimura)
    assert [client.post(f"/hearings/{note.id}/codings", data=said).status_code for _ in range(2)] == [303, 303]
    says(client.get(cycle.page), "看護師 1人", "携帯にかけてよいのか、まよう", "聞きとりの記録 1件")
    says(client.get(f"/groups/{cycle.group.id}/hearings?issue={cycle.issue.id}"), "K-01", "について。")
    reader = as_(client, cast.tanaka).get(cycle.page)
    says(reader, "看護師 1人", "携帯にかけてよいのか、まよう")
    assert "聞きとりの記録" not in reader.text
    assert "早川" not in reader.text


def test_a_note_leads_to_a_new_issue_and_back_to_its_words(client: FlaskClient, cast: Cast, cycle: Cycle, note: HearingNote) -> None:
    at = f"/hearings/{note.id}"
    says(as_(client, cast.kimura).get(at), f"/issues/new?group={cycle.group.id}&amp;hearing={note.id}")
    says(client.get(f"/issues/new?group={cycle.group.id}&hearing={note.id}"), f'name="hearing" value="{note.id}"')
    issue = {"title": "連絡先が分からない", "text": "", "scene": "sudden", "group": cycle.group.id, "hearing": note.id, "client_key": key()}
    answer = client.post("/issues/new", data=issue)
    made = db.query(Issue).filter_by(title="連絡先が分からない").one()
    assert answer.location == f"{at}?issue={made.id}#coding"
    says(client.get(answer.location), f'selected value="{made.id}"')


def test_what_is_missing_comes_back_with_its_sentence(client: FlaskClient, cast: Cast, cycle: Cycle, note: HearingNote) -> None:
    as_(client, cast.kimura)
    refused = client.post(f"/groups/{cycle.group.id}/hearings/new", data=typed(profession="x", remarks="", heard_on="2999-01-01"))
    assert refused.status_code == 422
    says(refused, "職種を選んでください", "言われたとおりに書いてください", "1900年から2199年までの日を", "早川 千尋")
    coding = client.post(f"/hearings/{note.id}/codings", data={"issue": "999", "quote": ""})
    assert coding.status_code == 422
    says(coding, "課題を選んでください。", "言葉を書きぬいてください")


def test_a_long_text_is_sent_back_whole_and_never_cut_by_the_browser(client: FlaskClient, cast: Cast, cycle: Cycle) -> None:
    at, long = f"/groups/{cycle.group.id}/hearings/new", "長い話。" * 1500
    boxes = as_(client, cast.kimura).get(at).text.split("<textarea")[1:]
    assert boxes
    assert not any("maxlength" in box.split(">")[0] for box in boxes)
    answer = client.post(at, data=typed(remarks=long))
    assert answer.status_code == 422
    says(answer, "5000文字までにしてください。", long)


def test_a_list_of_many_goes_on_below(client: FlaskClient, cast: Cast, cycle: Cycle) -> None:
    for number in range(52):
        HearingNote.take_down(
            cycle.group, heard_on=clock.today(), profession="nurse", remarks=f"話{number:02d}", client_key=key(), by=cast.kimura
        )
    db.commit()
    page = f"/groups/{cycle.group.id}/hearings"
    says(as_(client, cast.sato).get(page), "話51", "skip=50", "看護師 52件")
    says(client.get(f"{page}?skip=50"), "話00", "話01")
    assert client.get(f"{page}?skip=-5&issue=x&profession=%00").status_code == 200
