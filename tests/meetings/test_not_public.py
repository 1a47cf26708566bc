"""Who is not of the group never reads what is 非公開, nor a sentence of minutes that are not fixed: wherever such words could turn up."""

from __future__ import annotations

import io
import uuid
from collections.abc import Iterator
from dataclasses import dataclass

import docx
import openpyxl
import pytest
from flask.testing import FlaskClient

from core import links
from core.database import db
from meetings.models import AgendaItem, Entry, EntryKind, Issue, Openness, Scene, Task
from tests.cast import Cast, as_, says
from tests.meetings.minuted import Minuted, fixed, minuted, sent

HIDDEN_ITEM, PUBLIC_SAID, HIDDEN_SAID, HIDDEN_WORK, OPEN_WORK = (
    "秘密の議題",
    "佐藤委員が夜間の話をした",
    "秘密の発言",
    "秘密の宿題",
    "公開の宿題",
)


@dataclass
class Leaky:
    """An issue raised from a sentence, spoken of at an item that is not public, with homework of public and private sentences."""

    world: Minuted
    issue: Issue
    said: Entry
    item: AgendaItem
    tasks: list[Task]


def leaky(cast: Cast, *, private: bool = False) -> Leaky:
    """Sent to the members, not fixed; committed."""
    world = minuted(cast)
    kind = EntryKind.ISSUE
    said = _written(cast, world.items[0], kind, HIDDEN_SAID if private else PUBLIC_SAID, private)
    issue = Issue.raise_(
        world.group, title="夜間の連絡", scene=Scene.SUDDEN, client_key=str(uuid.uuid4()), by=cast.kimura, meeting=world.meeting, entry=said
    )
    item = world.items[1]
    item.title, item.issue = HIDDEN_ITEM, issue
    db.flush()
    works = [(world.items[0], OPEN_WORK, False), (world.items[0], HIDDEN_WORK, True), (item, f"{HIDDEN_WORK}二", False)]
    tasks = [_homework(cast, world, issue, *one) for one in works]
    for one in tasks:
        links.link("issue", issue.id, "grew_from", "task", one.id, by=cast.kimura)
    links.link("issue", issue.id, "on_agenda", "agenda_item", item.id, by=cast.kimura)
    links.link("issue", issue.id, "raised_from", "minutes_entry", said.id, by=cast.kimura)
    sent(world, cast)
    return Leaky(world, issue, said, item, tasks)


def _written(cast: Cast, item: AgendaItem, kind: EntryKind, text: str, private: bool) -> Entry:
    return Entry.write(item, kind=kind, text=text, client_key=str(uuid.uuid4()), by=cast.kimura, private=private)


def _homework(cast: Cast, world: Minuted, issue: Issue, item: AgendaItem, what: str, private: bool) -> Task:
    entry = _written(cast, item, EntryKind.HOMEWORK, what, private)
    key = str(uuid.uuid4())
    return Task.give(world.group, what=what, client_key=key, by=cast.kimura, entry=entry, issue=issue, institution=cast.clinic)


def everywhere(client: FlaskClient, there: Leaky) -> Iterator[tuple[str, str]]:
    """Every page and file of the room that tells of the meeting, the issue or the group."""
    meeting, group, year = there.world.meeting.id, there.world.group.id, there.world.meeting.fiscal_year
    at, years = f"/meetings/{meeting}", f"/groups/{group}/years/{year}"
    pages = [
        "/", "/meetings/", f"/groups/{group}", years, f"{years}/report.docx", f"{years}/report.xlsx", f"/groups/{group}/backlog", at,
        f"{at}/agenda", f"{at}/program", f"{at}/program.docx", f"{at}/minutes", f"{at}/minutes/print", f"{at}/minutes.docx",
        f"{at}/minutes.txt", f"/issues/{there.issue.id}", "/tasks/", f"/issues/new?item={there.item.id}", f"/items/{there.item.id}/edit",
        *(f"/tasks/{one.id}" for one in there.tasks),
    ]  # fmt: skip
    for page in pages:
        answer = client.get(page, follow_redirects=True)
        assert answer.status_code < 500, page
        if answer.status_code == 200:
            yield page, words_in(page, answer.data)


def words_in(page: str, data: bytes) -> str:
    if page.endswith(".docx"):
        file = docx.Document(io.BytesIO(data))
        cells = [cell.text for table in file.tables for row in table.rows for cell in row.cells]
        return "\n".join([*(one.text for one in file.paragraphs), *cells])
    if page.endswith(".xlsx"):
        sheets = openpyxl.load_workbook(io.BytesIO(data)).worksheets
        return "\n".join(str(cell) for sheet in sheets for row in sheet.iter_rows(values_only=True) for cell in row if cell)
    return data.decode()


def found_in(client: FlaskClient, there: Leaky, *words: str) -> set[tuple[str, str]]:
    return {(page, word) for page, text in everywhere(client, there) for word in words if word in text}


@pytest.mark.parametrize("until", ["draft", "fixed"])
def test_what_is_not_public_is_nowhere_for_who_is_not_of_the_group(client: FlaskClient, cast: Cast, until: str) -> None:
    there = leaky(cast, private=True)
    if until == "fixed":
        fixed(there.world, cast)
    hidden = (HIDDEN_ITEM, HIDDEN_SAID, HIDDEN_WORK, "ここだけの話", "内側だけの説明")
    assert not found_in(as_(client, cast.ono), there, *hidden)
    seen = found_in(as_(client, cast.sato), there, *hidden)
    assert {word for _page, word in seen} == set(hidden)
    assert (f"/issues/{there.issue.id}", HIDDEN_ITEM) in seen


def test_no_sentence_is_read_outside_before_the_minutes_are_fixed(client: FlaskClient, cast: Cast) -> None:
    there = leaky(cast)
    said = (PUBLIC_SAID, OPEN_WORK, "30分かかった", "医師会に話す", "夜間の話をした")
    assert not found_in(as_(client, cast.ono), there, *said)
    says(as_(client, cast.sato).get(f"/issues/{there.issue.id}"), PUBLIC_SAID, OPEN_WORK)
    fixed(there.world, cast)
    page = as_(client, cast.ono).get(f"/issues/{there.issue.id}")
    says(page, "委員が夜間の話をした", OPEN_WORK, "議事録のこの文を見る")
    assert "佐藤委員" not in page.text


def test_of_a_closed_meeting_nothing_is_quoted(client: FlaskClient, cast: Cast) -> None:
    there = leaky(cast)
    there.world.minutes.describe(place="北市役所", openness=Openness.CLOSED, reason="事例", listeners=0, summary="", by=cast.kimura)
    fixed(there.world, cast)
    assert not found_in(as_(client, cast.ono), there, PUBLIC_SAID, "夜間の話をした", OPEN_WORK, HIDDEN_ITEM)


def test_an_item_that_is_not_public_is_not_there_for_others_and_its_room_stays_for_its_own(client: FlaskClient, cast: Cast) -> None:
    there = leaky(cast)
    assert as_(client, cast.ono).get(f"/items/{there.item.id}/edit").status_code == 404
    assert client.get(f"/items/{there.world.items[0].id}/edit").status_code == 403
    assert as_(client, cast.kimura).get(f"/items/{there.item.id}/edit").status_code == 200
