"""Fixed minutes are a kept copy: whatever changes afterwards, they read as they were, under a number that tells if they do not."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from core.audit import AuditRow
from core.database import db
from core.rules import RuleBroken
from meetings.minuting.copying import document
from meetings.minuting.document import Item, Piece, Proceedings, Result, Righted, Said, Seated, Signed
from meetings.minuting.gathering import gather
from meetings.minuting.kept import as_data, from_data
from meetings.models import Erratum, Meeting, Minutes, MinutesCopy, Openness, Paper
from tests.cast import Cast, as_, says
from tests.meetings.minuted import HELD, Minuted, fixed, minuted
from tests.meetings.test_minutes_documents import all_outputs

WORDS = st.text(max_size=8)
MOMENTS = st.datetimes(min_value=datetime(2000, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - the zone is said beside it
DOCUMENTS = st.builds(
    Proceedings,
    seated=st.tuples(st.builds(Seated, WORDS, WORDS, WORDS, WORDS, st.booleans())),
    items=st.lists(
        st.builds(
            Item,
            talk=st.lists(st.builds(Said, pieces=st.tuples(st.builds(Piece, WORDS, WORDS, st.integers()))), max_size=2).map(tuple),
            results=st.lists(st.builds(Result, id=st.none() | st.integers(1), pieces=st.just(())), max_size=2).map(tuple),
        ),
        max_size=2,
    ).map(tuple),
    errata=st.lists(st.builds(Righted, entry_id=st.none() | st.integers()), max_size=2).map(tuple),
    signed=st.lists(st.builds(Signed, WORDS, WORDS, st.none() | MOMENTS), max_size=2).map(tuple),
)


@settings(max_examples=60)
@given(DOCUMENTS)
def test_a_document_is_the_same_after_it_was_data(document_: Proceedings) -> None:
    content = as_data(document_)
    assert from_data(content) == document_
    assert as_data(from_data(content)) == content
    content.encode()


def test_a_copy_of_an_older_house_reads_with_what_was_added_since(cast: Cast) -> None:
    whole = document(gather(minuted(cast).meeting.id), public=False)
    older = re.sub(r'"(seal|called|note)":("[^"]*"|\[\]),', "", as_data(whole))
    assert '"called"' not in older
    assert from_data(older) == whole


def test_nothing_that_changes_later_shows_in_fixed_minutes(client: FlaskClient, cast: Cast) -> None:
    world, following = minuted(cast), next_meeting(cast)
    db.add(a_paper(world, cast))
    fixed(world, cast)
    before = {reader: outputs_of(as_(client, reader), world) for reader in (cast.sato, cast.ono)}
    for name, text in before[cast.sato].items():
        for word in ("田中 一郎", "小田切 和子", "当番の案", "055-000-0200", "7月10日", "昨年度の取組の報告"):
            assert word in text, f"{word} is not in {name}:\n{text}"
    everything_changes(world, following, cast)
    for reader, outputs in before.items():
        assert outputs_of(as_(client, reader), world) == outputs


def outputs_of(client: FlaskClient, world: Minuted) -> dict[str, str]:
    """Of the page what stands above the foot of the house, which says whose telephone to ring today."""
    outputs = all_outputs(client, world)
    above, word, below = outputs[""].partition("問合せ先")
    return outputs | {"": f"{above}{word}{below.partition(chr(10))[0]}"}


def next_meeting(cast: Cast) -> Meeting:
    group = db.scalars(select(Meeting)).one().group
    starts = HELD + timedelta(days=28)
    return Meeting.plan(group, theme="実施の確認", starts_at=starts, ends_at=starts + timedelta(hours=2), by=cast.kimura, place="北公民館")


def a_paper(world: Minuted, cast: Cast) -> Paper:
    at = HELD - timedelta(days=1)
    return Paper(item_id=world.items[0].id, name="当番の案.pdf", ending="pdf", size=3, digest="0" * 64, at=at, by_id=cast.kimura.id)


def everything_changes(world: Minuted, following: Meeting, cast: Cast) -> None:
    """In the rows themselves, whatever the verbs would say."""
    cast.tanaka.person.name = world.chair.name = "田仲 一路"
    world.manager.name, world.manager.institution_name = "小田桐 和歌子", "居宅支援ひかり"
    world.group.name, world.group.secretariat.name, world.group.secretariat.telephone = "夜間WG", "新しい拠点", "055-999-9999"
    following.starts_at, following.place = following.starts_at + timedelta(days=3), "南公民館"
    world.meeting.place, world.meeting.theme, world.meeting.listeners, world.meeting.openness = "南市役所", "別の話", 9, Openness.CLOSED
    world.minutes.summary, world.items[0].title, world.decision.text = "別のまとめ", "別の議題", "別の決定。"
    world.secret.private = False
    for one in db.scalars(select(Paper)):
        one.name = "別の紙.pdf"
    db.commit()


def test_an_erratum_names_nobody_in_public_even_after_names_have_changed(client: FlaskClient, cast: Cast) -> None:
    world = minuted(cast)
    minutes = fixed(world, cast)
    cast.sato.person.name, cast.tanaka.person.name = "左藤 はな", "田仲 一路"
    Erratum.add(minutes, wrong="進める", right="ためす", reason="録音", by=cast.kimura, entry=world.decision)
    Erratum.add(minutes, wrong="佐藤委員", right="田中先生", reason="録音", by=cast.kimura, entry=world.decision)
    db.commit()
    for name, text in all_outputs(as_(client, cast.ono), world).items():
        assert not [one for one in ("佐藤", "田中先生", "左藤", "田仲") if one in text], f"{name}:\n{text}"
        assert "ためす" in text
    full = all_outputs(as_(client, cast.sato), world)
    assert all("議題1 決定" in text.replace("\r\n", "") and "佐藤委員" in text for text in full.values())


def test_every_sheet_says_when_it_was_fixed_and_its_number_as_the_audit_does(client: FlaskClient, cast: Cast) -> None:
    world = minuted(cast)
    assert "確認番号" not in "".join(all_outputs(as_(client, cast.sato), world).values())
    minutes = fixed(world, cast)
    said = db.scalars(select(AuditRow).where(AuditRow.verb == "minutes.fixed")).one().detail["numbers"]
    numbers = {one.version: sha256(one.content.encode()).hexdigest() for one in minutes.copies}
    assert {one.version: one.proof for one in minutes.copies} == numbers
    assert said == {version: number[:12] for version, number in numbers.items()}
    assert said["full"] != said["public"]
    for reader, version in ((cast.sato, "full"), (cast.ono, "public")):
        for name, text in all_outputs(as_(client, reader), world).items():
            assert re.search(rf"確定 令和\d{{1,2}}年\d{{1,2}}月\d{{1,2}}日　確認番号 {said[version]}", text), f"{name}:\n{text}"
    says(client.get(world.at), "紙の議事録の番号がこれと同じなら、確定したときの文と同じです。")


def test_an_erratum_leaves_the_number_as_it_was(client: FlaskClient, cast: Cast) -> None:
    world = minuted(cast)
    minutes = fixed(world, cast)
    before = [(one.content, one.proof, one.code) for one in minutes.copies]
    Erratum.add(minutes, wrong="30分", right="40分", reason="録音", by=cast.kimura, entry=world.remark)
    db.commit()
    db.expire_all()
    assert [(one.content, one.proof, one.code) for one in minutes.copies] == before
    says(as_(client, cast.sato).get(world.at), before[0][2], "<del>30分</del> <ins>40分</ins>")


def test_a_copy_can_neither_be_changed_nor_deleted_nor_written_again(cast: Cast) -> None:
    minutes = fixed(minuted(cast), cast)
    before = [one.content for one in minutes.copies]
    minutes.copies[0].content = "{}"
    with pytest.raises(RuleBroken, match="写しは、変えられません"):
        db.flush()
    db.rollback()
    db.delete(db.scalars(select(MinutesCopy)).first())
    with pytest.raises(RuleBroken, match="写しは、変えられません"):
        db.flush()
    db.rollback()
    with pytest.raises(RuleBroken):
        minutes.fix(by=cast.kimura)
    db.rollback()
    assert [one.content for one in db.scalars(select(MinutesCopy).order_by(MinutesCopy.id))] == before


def test_what_stood_in_the_database_otherwise_has_another_number(client: FlaskClient, cast: Cast) -> None:
    world = minuted(cast)
    minutes = fixed(world, cast)
    code = minutes.copies[0].code
    db.connection().exec_driver_sql("UPDATE minutes_copy SET content = replace(content, '30分', '90分')")
    db.commit()
    db.expire_all()
    page = as_(client, cast.sato).get(world.at)
    says(page, "90分", "確認番号")
    assert code not in page.text


def test_where_fixing_fails_no_copy_stays(cast: Cast) -> None:
    world = minuted(cast)
    with pytest.raises(RuleBroken):
        world.minutes.fix(by=cast.kimura)
    db.rollback()
    assert not db.scalars(select(MinutesCopy)).all()
    assert db.scalars(select(Minutes)).one_or_none() is None


def test_the_copy_is_japanese_whoever_fixes_and_the_words_of_the_house_are_the_readers(client: FlaskClient, cast: Cast) -> None:
    world = minuted(cast)
    minutes = fixed(world, cast)
    assert '"会議の名称"' in minutes.copies[0].content
    cast.sato.person.language = "en"
    db.commit()
    page = as_(client, cast.sato).get(world.at).text
    assert "会議の名称" not in page
    assert "夜間にだれへ電話すればよいか分からず、" in page
