"""The minutes as they are read: header, attendance, items; in public nobody is named and nothing private stands, in any output."""

from __future__ import annotations

import io
import itertools
import re
import unicodedata
import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import unquote

import docx
import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event

from core.audit import AuditRow
from core.database import db
from core.office import columns
from meetings.minuting.composing import proceedings
from meetings.minuting.gathering import gather
from meetings.minuting.masking import Mask
from meetings.minuting.plain import WIDTH, as_text, wrapped
from meetings.minuting.word import on_paper
from meetings.minuting.wording import long_day, short_day
from meetings.models import Entry, EntryKind, Erratum, Openness, Task
from tests.cast import Cast, as_, says
from tests.meetings.minuted import Minuted, fixed, minuted

NAMES = ("田中 一郎", "佐藤 花", "小田切 和子", "志村 祥子", "中込 誠", "市川 健")
PEOPLE = [form for name in NAMES for form in (name, name.replace(" ", ""), name.replace(" ", "　"))]
CALLED = [
    f"{name.split()[0]}{blank}{honour}" for name in NAMES for honour in ("委員", "さん", "先生", "氏", "座長", "様") for blank in ("", " ")
]


def unbroken(text: str) -> str:
    """Without the ends of lines and what the next ones hang by."""
    return re.sub(r"\r\n　*", "", text)


def words_of(data: bytes) -> str:
    """Everything that stands in a Word file."""
    file = docx.Document(io.BytesIO(data))
    cells = (cell.text for table in file.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(one.text for one in file.paragraphs), *cells])


def all_outputs(client: FlaskClient, world: Minuted, query: str = "") -> dict[str, str]:
    pages = {name: client.get(f"{world.at}{name}{query}") for name in ("", "/print", ".docx", ".txt")}
    assert {one.status_code for one in pages.values()} == {200}
    return {name: words_of(one.data) if name == ".docx" else re.sub(r"<[^>]+>", "", one.text) for name, one in pages.items()}


def test_the_full_minutes_hold_what_cities_print(client: FlaskClient, cast: Cast) -> None:
    world = minuted(cast)
    fixed(world, cast)
    for name, text in all_outputs(as_(client, cast.sato), world).items():
        for word in (
            "24時間の病診連携WG", "令和8年6月12日（金）19時00分から20時35分まで", "北市役所 3階", "公開（議題2は非公開）",
            "傍聴人の数",
            "◎田中 一郎", "医師・北医師会", "Web", "代理（中込 誠）", "市川 健", "記録なし", "昨年度の取組の報告", "佐藤委員", "看護師",
            "決定", "宿題",
            "田中医院 田中 一郎", "8月20日", "055-000-0200", "内側だけの説明。", "ここだけの話がある。",
        ):  # fmt: skip
            assert word in " ".join(text.replace("\r\n", "").split("　　")) or word in text, f"{word} is not in {name}:\n{text}"


def test_who_reads_from_outside_the_group_gets_the_public_minutes_only(client: FlaskClient, cast: Cast) -> None:
    world = minuted(cast)
    assert as_(client, cast.ono).get(world.at).status_code == 404
    fixed(world, cast)
    for query in ("", "?version=full", "?version=public"):
        for name, text in all_outputs(as_(client, cast.ono), world, query).items():
            said = text.replace("小野 恵", "")  # who is signed in stands at the top of a page
            _nobody_in(said, name)
            for word in ("委員（看護師）", "座長", "〔非公開〕", "決定", "田中医院", "8月20日", "6月12日"):
                assert word in said, f"{word} is not in {name}:\n{said}"
            assert "ここだけ" not in said
            assert "内側だけ" not in said
            assert "事例の説明" not in said


def test_in_public_the_body_in_charge_is_named_and_never_the_person(client: FlaskClient, cast: Cast) -> None:
    world = minuted(cast)
    item = world.items[0]

    def homework(what: str, *, private: bool = False, **who: Any) -> None:
        key = str(uuid.uuid4())
        entry = Entry.write(item, kind=EntryKind.HOMEWORK, text=what, client_key=key, by=cast.kimura, private=private)
        Task.give(world.group, what=what, client_key=entry.client_key, by=cast.kimura, entry=entry, **who)

    homework("看護師が書く", affiliation=cast.sato)
    homework("委員だけが知る", person_name="小田切 和子")
    homework("名簿の外", person_name="市川 健", body_name="北消防本部")
    homework("だれかが", person_name="中込 誠")
    homework("内側で", affiliation=cast.suzuki, private=True)
    world.minutes.text_changes(by=cast.kimura)
    fixed(world, cast)
    for name, text in all_outputs(as_(client, cast.ono), world).items():
        said = text.replace("小野 恵", "")
        _nobody_in(said, name)
        for body in ("訪問看護ステーションきた", "居宅支援あかり", "北消防本部", "担当者"):
            assert body in unbroken(said), f"{body} is not in {name}:\n{said}"
        assert cast.suzuki.institution.name not in said, name
    says(as_(client, cast.kimura).get(f"{world.at}/posting"), "看護師が書く（訪問看護ステーションきた）")


def _nobody_in(text: str, where: str = "") -> None:
    flat = re.sub(r"\s+", " ", text)
    found = [one for one in (*PEOPLE, *CALLED) if one in text or one in flat]
    assert not found, f"{found} in {where}:\n{text}"


def test_a_closed_meeting_says_nothing_but_that_it_was_held(client: FlaskClient, cast: Cast) -> None:
    world = minuted(cast)
    world.minutes.describe(
        place="北市役所", openness=Openness.CLOSED, reason="事例をふくむため", listeners=0, summary="まとめ。", by=cast.kimura
    )
    fixed(world, cast)
    for name, text in all_outputs(as_(client, cast.ono), world).items():
        assert "非公開（理由：事例をふくむため）" in text.replace("\r\n", ""), name
        assert "昨年度の取組の報告" in text
        assert not [hidden for hidden in ("30分", "医師会に話す", "まとめ。", "委員（看護師）") if hidden in text], f"{name}:\n{text}"


def test_an_erratum_is_seen_in_every_output(client: FlaskClient, cast: Cast) -> None:
    world = minuted(cast)
    minutes = fixed(world, cast)
    Erratum.add(minutes, wrong="30分", right="40分", reason="録音で確かめた", by=cast.kimura, entry=world.remark)
    Erratum.add(
        minutes,
        wrong="内側",
        right="外側",
        reason="言いまちがい",
        by=cast.kimura,
        entry=gather(world.meeting.id).entries[world.items[1].id][0],
    )
    db.commit()
    page = as_(client, cast.sato).get(world.at)
    says(page, "<del>30分</del> <ins>40分</ins>", 'href="#erratum-1"', 'id="erratum-1"', "録音で確かめた")
    for outside in (cast.sato, cast.ono):
        for name, text in all_outputs(as_(client, outside), world).items():
            assert "「30分」を「40分」とする。" in unbroken(text), f"{name}:\n{text}"
    public = all_outputs(as_(client, cast.ono), world)
    assert all("録音" not in text and "外側" not in text and "田中" not in text.replace("田中医院", "") for text in public.values())


def test_the_queries_do_not_grow_with_the_meeting(cast: Cast) -> None:
    few, many = minuted(cast), minuted(cast)
    for _ in range(20):
        columns_ = [column.key for column in Entry.__table__.columns if column.key not in ("id", "client_key")]
        facts = {key: getattr(many.remark, key) for key in columns_}
        copy = Entry(**facts, client_key=f"{_}")
        db.add(copy)
    db.commit()
    counts = []
    for meeting_id in [few.meeting.id, few.meeting.id, many.meeting.id]:
        db.expunge_all()
        counts.append(_queries(lambda: proceedings(gather(meeting_id), public=True)))  # noqa: B023 - asked at once
    assert counts[1] == counts[2] <= 14


def test_a_day_is_said_without_its_year_where_it_is_that_of_the_meeting_in_japan(cast: Cast) -> None:
    world = minuted(cast)
    world.meeting.starts_at = datetime(2026, 12, 31, 15, 30, tzinfo=UTC)
    world.meeting.ends_at = world.meeting.starts_at + timedelta(hours=1)
    db.query(Task).filter_by(entry_id=world.homework.id).one().due_on = date(2027, 1, 20)
    db.commit()
    shown = proceedings(gather(world.meeting.id), public=False)
    assert [one.due for item in shown.items for one in item.results if one.due] == ["1月20日"]


def _queries(work: Callable[[], object]) -> int:
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    engine = db.get_bind()
    event.listen(engine, "before_cursor_execute", note)
    try:
        work()
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return len(asked)


@pytest.mark.parametrize(
    ("written", "public"),
    [
        ("大河原委員が説明した。", "座長が説明した。"),
        ("大河原 修一が説明した。", "座長が説明した。"),
        ("大河原　修一先生に聞いた。", "座長に聞いた。"),
        ("大河原・林両委員から意見があった。", "委員から意見があった。"),
        ("大河原委員、林さんと話した。", "委員と話した。"),
        ("林業の人と、林医院の前で会った。", "林業の人と、林医院の前で会った。"),
        ("青沼医師会と青沼市の青沼委員会。", "青沼医師会と青沼市の青沼委員会。"),
        ("青沼委員は青沼市の人。", "委員は青沼市の人。"),
        ("高橋委員と髙橋委員。", "委員。"),
        ("早川委員", "委員"),
        ("様式は林様式です", "様式は林様式です"),
        ("林様がみえた", "委員がみえた"),
    ],
)
def test_members_are_taken_out_and_words_that_look_like_names_are_left(app: object, written: str, public: str) -> None:
    mask = Mask([("大河原 修一", "座長"), ("林 太郎", "委員"), ("青沼 恵子", "委員"), ("髙橋 光", "委員"), ("早川千尋", "委員")])
    assert mask(written) == public


def test_a_surname_that_still_stands_alone_is_told(app: object) -> None:
    mask = Mask([("大河原 修一", "座長"), ("青沼 恵子", "委員")])
    assert mask.left("青沼市で、大河原から聞いた。", ["青沼市"]) == ["大河原"]


def test_whoever_makes_them_final_sees_which_surnames_still_stand(client: FlaskClient, cast: Cast) -> None:
    world = minuted(cast, remark="田中の言うとおり。田中医院の前で。")
    says(as_(client, cast.kimura).get(f"{world.at}?version=public"), "委員の名字と同じ言葉が残っています：田中。")
    assert "名字と同じ" not in client.get(world.at).text
    assert "名字と同じ" not in as_(client, cast.sato).get(f"{world.at}?version=public").text


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_no_name_is_left_wherever_it_stands(data: st.DataObject) -> None:
    names = data.draw(
        st.lists(
            st.sampled_from(["林 太郎", "小林 一", "大河原 修一", "河原 修", "髙橋 光", "青沼千尋", "原 恵子"]), min_size=1, unique=True
        )
    )
    honours = ["委員", "さん", "先生", "氏", "様", "座長", "医師", ""]
    word = st.one_of(
        st.sampled_from(names), st.sampled_from(names).map(lambda one: one.split()[0]), st.sampled_from(honours),
        st.sampled_from(["小", "大", "の", "、", " ", "　", "\n", "会", "式", "は言った。", "・", "両", "A"]),
    )  # fmt: skip
    public = Mask([(name, "委員") for name in names])("".join(data.draw(st.lists(word, max_size=12))))
    bare = re.sub(r"\s+", "", public)
    assert not [name for name in names if "".join(name.split()) in bare]
    for name, honour in itertools.product(names, ("さん", "先生", "委員(?!会)", "座長", "医師(?!会)")):
        if " " in name:
            assert not re.search(f"{name.split()[0]}\\s*{honour}", public), public


def test_the_text_is_laid_out_for_a_mail(cast: Cast) -> None:
    world = minuted(cast, remark="長い話。" * 60)
    text = as_text(proceedings(gather(world.meeting.id), public=False))
    assert text.endswith("\r\n")
    lines = text.split("\r\n")
    assert max(map(columns, lines)) <= WIDTH + 2
    assert not [line for line in lines if line.strip("　 ")[:1] in ("、", "。", "」")]


def test_lines_are_broken_by_width_and_never_before_a_full_stop() -> None:
    assert wrapped("あいうえお。かき", 10) == ["あいうえお。", "かき"]
    assert wrapped("見る https://example.jp/a", 10) == ["見る ", "https://example.jp/a"]


@settings(max_examples=60)
@given(st.text(alphabet="あ漢。、「」aB1 -\n", max_size=80), st.integers(4, 30))
def test_no_sign_is_lost_when_lines_are_broken(text: str, width: int) -> None:
    assert "".join("".join(wrapped(text, width)).split()) == "".join(text.split())


def test_the_first_year_of_reiwa_and_the_years_before_it_are_said_right(app: object) -> None:
    assert long_day(date(2019, 5, 1)) == "令和元年5月1日（水）"
    assert long_day(date(2019, 4, 30)) == "2019年4月30日（火）"
    assert long_day(date(2026, 6, 12)) == "令和8年6月12日（金）"
    assert (short_day(date(2026, 8, 20), 2026), short_day(date(2027, 4, 1), 2026)) == ("8月20日", "令和9年4月1日")
    assert short_day(date(2027, 3, 31), 2026) == "3月31日"


def test_files_are_called_by_the_meeting_in_japanese_and_that_they_were_taken_is_recorded(client: FlaskClient, cast: Cast) -> None:
    world = minuted(cast)
    as_(client, cast.kimura)
    for ending, kind in (("docx", "wordprocessingml"), ("txt", "text/plain; charset=utf-8")):
        answer = client.get(f"{world.at}.{ending}")
        assert kind in answer.content_type
        said = unquote(answer.headers["Content-Disposition"].rpartition("UTF-8''")[2])
        assert said == f"24時間の病診連携WG 令和8年度 第1回 議事録（委員用）（案）.{ending}"
    taken = db.query(AuditRow).filter_by(verb="minutes.exported", subject_id=world.meeting.id).order_by(AuditRow.id)
    assert [row.detail for row in taken] == [{"form": "docx", "public": False}, {"form": "txt", "public": False}]


def test_word_opens_it_as_an_a4_paper_with_tables_and_page_numbers(cast: Cast) -> None:
    world = minuted(cast)
    file = docx.Document(io.BytesIO(on_paper(proceedings(gather(world.meeting.id), public=False)).data()))
    page = file.sections[0]
    assert [round((side or 0) / 36000) for side in (page.page_width, page.page_height)] == [210, 297]
    heads = [table.rows[0].cells[0].text for table in file.tables]
    assert heads[:2] == ["会議の名称", "氏名"]
    assert "種類" in heads
    assert "PAGE" in file.sections[0].footer._element.xml
    assert unicodedata.is_normalized("NFC", file.core_properties.title)
