"""The guard while writing, and the page that turns one case into an issue of everybody."""

from __future__ import annotations

import logging
import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from core import clock
from core.database import Base, db
from meetings.guarding.generalising import AGES, BARRIERS, TIMES, Case, generalise
from meetings.models import Group, GroupKind, Member
from meetings.vocabulary import SCENES
from tests.cast import Cast, a_post, as_, says

GOOD = {
    "scene": "sudden", "what": "夜間に連絡のつく先が分からない。", "barrier": "unreachable",
    "age": "80", "times": "10", "profession": "nurse",
}  # fmt: skip
SECRET = "小野寺ハル様（83歳）が302号室で急変した"


def a_group(cast: Cast, *, members_only: bool = False) -> Group:
    """A working group of Kita with one member who has no account, committed."""
    group = Group.set_up(
        cast.kita,
        name="24時間WG",
        kind=GroupKind.WORKING_GROUP,
        secretariat=cast.base,
        by=cast.kimura,
        began_on=clock.today(),
        members_only=members_only,
    )
    Member.seat_in(group, name="大河原 修一", institution_name="桜堤内科", by=cast.kimura, from_on=clock.today())
    db.commit()
    return group


def rows() -> dict[str, int]:
    """How many rows each table has."""
    return {table.name: db.scalar(select(func.count()).select_from(table)) or 0 for table in Base.metadata.sorted_tables}


def test_the_guard_says_which_words_why_and_what_to_write(client: FlaskClient, cast: Cast) -> None:
    answer = as_(client, cast.sato).post("/guard", data={"text": SECRET})
    assert answer.status_code == 200
    says(
        answer,
        "<mark>小野寺ハル様</mark>",
        "人の名前のようです",
        "<mark>83歳</mark>",
        "年齢は「80代」のように書いてください。",
        "<mark>302号室</mark>",
        "3か所",
    )
    assert "<html" not in answer.text


def test_the_guard_is_silent_for_a_clean_text_and_for_nothing(client: FlaskClient, cast: Cast) -> None:
    as_(client, cast.sato)
    for data in ({"text": "80代の患者さんが多い。"}, {"text": ""}, {}, {"text": "、", "group": "x"}, {"text": "a", "group": str(2**40)}):
        answer = client.post("/guard", data=data)
        assert (answer.status_code, answer.text.strip()) == (200, "")


def test_what_is_typed_comes_back_escaped(client: FlaskClient, cast: Cast) -> None:
    answer = as_(client, cast.sato).post("/guard", data={"text": '<img src=x onerror=alert(1)>様 "山田<b>様 x@<b>.example.jp'})
    assert "<img" not in answer.text
    assert "<b>" not in answer.text.replace("<b>患者さんが", "")


def test_people_and_institutions_of_the_area_may_be_named(client: FlaskClient, cast: Cast) -> None:
    text = "田中さんと木村 葵さんが、訪問看護ステーションきた（055-000-0201）に電話した。"
    assert as_(client, cast.sato).post("/guard", data={"text": text}).text.strip() == ""
    stranger = as_(client.application.test_client(), cast.suzuki).post("/guard", data={"text": text})
    says(stranger, "<mark>田中さん</mark>", "<mark>055-000-0201</mark>")


def test_the_members_of_a_group_may_be_named_by_who_may_read_it(client: FlaskClient, cast: Cast) -> None:
    group, text = a_group(cast, members_only=True), "大河原さんが報告した。"
    base, reader = as_(client.application.test_client(), cast.kimura), as_(client, cast.sato)
    assert base.post("/guard", data={"text": text, "group": group.id}).text.strip() == ""
    says(base.post("/guard", data={"text": text}), "<mark>大河原さん</mark>")
    says(reader.post("/guard", data={"text": text, "group": group.id}), "<mark>大河原さん</mark>")


def test_a_text_that_is_too_long_is_said_to_be(client: FlaskClient, cast: Cast) -> None:
    as_(client, cast.sato)
    assert client.post("/guard", data={"text": "あ" * 20_000}).status_code == 200
    answer = client.post("/guard", data={"text": "あ" * 20_001})
    assert answer.status_code == 422
    says(answer, "20000文字まで")


def test_nothing_of_the_text_is_kept_or_logged(client: FlaskClient, cast: Cast, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    as_(client, cast.sato)
    before = rows()
    client.post("/guard", data={"text": SECRET})
    client.post("/issues/generalise", data=GOOD | {"what": SECRET})
    client.post("/issues/generalise", data=GOOD)
    assert rows() == before
    logged = "\n".join(str(record.__dict__) for record in caplog.records)
    assert "小野寺" not in logged
    assert "連絡のつく先" not in logged


def test_the_signed_out_are_sent_to_sign_in(client: FlaskClient, cast: Cast) -> None:
    for answer in (
        client.post("/guard", data={"text": SECRET}),
        client.get("/issues/generalise"),
        client.post("/issues/generalise", data=GOOD),
    ):
        assert (answer.status_code, answer.headers["Location"][:8]) == (303, "/sign-in")


def test_a_form_without_its_token_is_refused(client: FlaskClient, cast: Cast) -> None:
    as_(client, cast.sato)
    client.application.config["WTF_CSRF_ENABLED"] = True
    try:
        codes = [client.post(path, data={"text": "x"}).status_code for path in ("/guard", "/issues/generalise")]
    finally:
        client.application.config["WTF_CSRF_ENABLED"] = False
    assert codes == [400, 400]


def test_one_case_becomes_an_issue_of_everybody(client: FlaskClient, cast: Cast) -> None:
    group, post = a_group(cast), a_post(cast)
    page = as_(client, cast.sato).get(f"/issues/generalise?group={group.id}&post={post.id}")
    says(page, "ひとつの例を、みんなの課題にする", "24時間WG", post.title, 'data-guard="what-guard"', f'data-guard-group="{group.id}"')
    answer = client.post("/issues/generalise", data=GOOD | {"group": group.id, "post": post.id})
    assert answer.status_code == 200
    handed_on = dict(
        re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', answer.text.split('action="/issues/new"')[1].split("</form>")[0])
    )
    handed_on.pop("csrf_token")
    assert handed_on == {
        "acting": str(cast.sato.id),
        "title": "急変時：夜間に連絡のつく先が分からない（80代・年10件以上）",
        "text": "看護師から見て、夜間に連絡のつく先が分からない。\n場面：急変時\nさまたげになったこと：連絡がつかない\n"
        "年代：80代\n同じようなこと（この1年）：10件以上",
        "scene": "sudden",
        "group": str(group.id),
        "post": str(post.id),
    }


def test_a_case_that_tells_who_it_was_is_refused_kindly_and_kept(client: FlaskClient, cast: Cast) -> None:
    answer = as_(client, cast.sato).post("/issues/generalise", data=GOOD | {"what": SECRET})
    assert answer.status_code == 422
    says(answer, "だれのことか分かる言葉があります", f'value="{SECRET}"', "<mark>小野寺ハル様</mark>", "まだ、どこにも出していません")
    assert "/issues/new" not in answer.text
    assert re.search(r'value="unreachable"[^>]*checked|checked[^>]*value="unreachable"', answer.text)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"scene": "x"}, "場面を、1つ選んでください。"),
        ({"barrier": ""}, "さまたげになったことを、1つ選んでください。"),
        ({"age": "83"}, "年代を選んでください。"),
        ({"times": "7"}, "件数を選んでください。"),
        ({"profession": "wizard"}, "職種を、一覧から選んでください。"),
        ({"what": " 　\x00"}, "何が起きたかを、1つの文で書いてください。"),
        ({"what": "長" * 81}, "80文字までの、1つの文にしてください。"),
    ],
)
def test_bad_input_is_said_at_its_field_and_the_rest_is_kept(client: FlaskClient, cast: Cast, wrong: dict[str, str], sentence: str) -> None:
    answer = as_(client, cast.sato).post("/issues/generalise", data=GOOD | wrong)
    assert answer.status_code == 422
    says(answer, sentence)
    if "what" not in wrong:
        says(answer, GOOD["what"])


def test_what_is_no_number_comes_from_nowhere(client: FlaskClient, cast: Cast) -> None:
    as_(client, cast.sato)
    assert client.get("/issues/generalise?group=x&post=-").status_code == 200
    assert client.post("/issues/generalise", data=GOOD | {"group": "９", "post": "1" * 40}).status_code == 200


def test_what_one_may_not_read_is_not_found(client: FlaskClient, cast: Cast) -> None:
    group, post = a_group(cast), a_post(cast)
    as_(client, cast.suzuki)
    for name, one in (("group", group.id), ("post", post.id)):
        assert client.get(f"/issues/generalise?{name}={one}").status_code == 404
        assert client.post("/issues/generalise", data=GOOD | {name: str(one)}).status_code == 404
    assert client.get("/issues/generalise").status_code == 200


def test_who_works_nowhere_may_not(client: FlaskClient, cast: Cast) -> None:
    as_(client, cast.sato)
    cast.sato.end(cast.ono)
    db.commit()
    assert client.get("/issues/generalise").status_code == 403
    assert client.post("/issues/generalise", data=GOOD).status_code == 403


def test_one_case_a_year_is_told_without_its_age() -> None:
    lone = generalise(Case("daily", "吸引の材料が届かない", "supplies", "90", "1", ""))
    assert lone.age_left_out
    assert lone.title == "日常の療養支援：吸引の材料が届かない（年1件）"
    assert "90" not in lone.text


def test_every_choice_gives_a_sentence_without_suspicion() -> None:
    from meetings.guarding.patterns import found

    for scene in SCENES:
        for barrier in BARRIERS:
            for age in AGES:
                for times in TIMES:
                    general = generalise(Case(scene, "連絡が届かない", barrier, age, times, "physician"))
                    assert not found(general.title + general.text), general
