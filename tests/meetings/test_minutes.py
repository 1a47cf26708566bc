"""The way of minutes from draft to fixed, as each of the cast: sending, corrections, approvals, fixing, errata, posting."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from board.models import Post
from core import clock
from core.audit import AuditRow
from core.database import db
from core.deliveries import Delivery, composers
from core.rules import RuleBroken
from meetings.models import Attendance, Correction, Entry, EntryKind, Erratum, Meeting, Minutes, Presence, Task
from meetings.models.minutes_records import APPROVAL_ENDED, SENT
from tests.cast import Cast, as_, says
from tests.meetings.minuted import Minuted, a_post_form, approval, carried, fixed, minuted, sent

A_NAME = "患者の山田太郎さん（大正15年3月3日生まれ）の家で30分かかった。"


def in_a_week() -> list[str]:
    day = clock.today() + timedelta(days=7)
    return [str(day.year), str(day.month), str(day.day)]


def letters(event: str) -> list[Delivery]:
    return list(db.scalars(select(Delivery).where(Delivery.event == event).order_by(Delivery.id)))


def minutes_of(world: Minuted) -> Minutes:
    return db.scalars(select(Minutes).where(Minutes.meeting_id == world.meeting.id)).one()


@pytest.mark.parametrize(("due", "said"), [("2027-03-31", ">3月31日まで<"), ("2027-04-01", ">令和9年4月1日まで<")])
def test_a_deadline_has_its_year_where_it_lies_outside_the_fiscal_year_of_the_meeting(
    client: FlaskClient, cast: Cast, due: str, said: str
) -> None:
    world = minuted(cast)
    db.scalars(select(Task)).one().due_on = date.fromisoformat(due)
    db.commit()
    for page in (world.at, f"/meetings/{world.meeting.id}/hold"):
        shown = as_(client, cast.kimura).get(page).text
        assert shown.count(said) == 1, page
        assert "・　" not in shown
    assert said[1:-3] in client.get(f"{world.at}.txt").text


# who may what ---------------------------------------------------------------------------------------------------------------------------


def test_a_stranger_cannot_tell_that_the_minutes_exist(client: FlaskClient, cast: Cast) -> None:
    world = minuted(cast)
    minutes = fixed(world, cast)
    asked = Correction(minutes_id=minutes.id, text="x", at=clock.now(), by=cast.sato)
    db.add(asked)
    db.commit()
    browser, at = as_(client, cast.suzuki), world.at
    for address in (
        at,
        f"{at}.docx",
        f"{at}.txt",
        f"{at}/print",
        f"{at}/edit",
        f"{at}/sending",
        f"{at}/fixing",
        f"{at}/posting",
        f"{at}/errata",
    ):
        assert browser.get(address).status_code == 404, address
    for name in ("edit", "sending", "approvals", "fixing", "errata", "posting", "corrections"):
        assert browser.post(f"{at}/{name}", data={}).status_code == 404, name
    assert browser.post(f"/corrections/{asked.id}/answer", data={}).status_code == 404
    assert browser.get("/corrections/999/answer").status_code == 404


def test_who_reads_the_group_without_belonging_to_it_is_refused_to_write(client: FlaskClient, cast: Cast) -> None:
    world = minuted(cast)
    minutes = sent(world, cast)
    asked = Correction.ask(minutes, "直して", by=cast.sato)
    db.commit()
    for who in (cast.ono, cast.mori):
        browser = as_(client, who)
        for name in ("edit", "sending", "approvals", "fixing", "errata", "posting", "corrections"):
            assert browser.post(f"{world.at}/{name}", data={}).status_code == 403, name
        assert browser.post(f"/corrections/{asked.id}/answer", data={}).status_code == 403
        assert browser.get(world.at).status_code == 404
    browser = as_(client, cast.sato)
    for name in ("edit", "sending", "fixing", "errata", "posting"):
        assert browser.post(f"{world.at}/{name}", data={}).status_code == 403, name
        assert browser.get(f"{world.at}/{name}").status_code == 403, name
    assert db.scalar(select(func.count()).select_from(Post)) == 0


def test_the_signed_out_are_sent_to_sign_in(client: FlaskClient, cast: Cast) -> None:
    world = minuted(cast)
    for name in ("", ".docx", ".txt", "/print", "/posting"):
        assert client.get(f"{world.at}{name}").location.startswith("/sign-in?next=")


def test_minutes_of_a_group_for_members_only_are_never_read_by_others(client: FlaskClient, cast: Cast) -> None:
    world = minuted(cast)
    world.group.members_only = True
    fixed(world, cast)
    assert as_(client, cast.ono).get(world.at).status_code == 404
    answer = as_(client, cast.kimura).post(f"{world.at}/posting", data=a_post_form(cast))
    assert answer.status_code == 409
    says(answer, "委員だけが読む会議の議事録は、掲示板に載せられません。")


# the way --------------------------------------------------------------------------------------------------------------------------------


def test_a_looker_begins_nothing_and_sees_the_next_step(client: FlaskClient, cast: Cast) -> None:
    world = minuted(cast)
    page = as_(client, cast.kimura).get(world.at)
    says(page, "まだ委員に送っていません。", f'href="{world.at}/sending"', "佐藤委員", f'id="entry-{world.remark.id}"', "30分")
    assert db.scalar(select(func.count()).select_from(Minutes)) == 0
    assert f"{world.at}/sending" not in as_(client, cast.sato).get(world.at).text


def test_the_whole_way_from_draft_to_the_board(client: FlaskClient, cast: Cast) -> None:
    world = minuted(cast)
    as_(client, cast.kimura).post(f"{world.at}/sending", data={"correct_by_on": in_a_week()})
    says(as_(client, cast.sato).get(world.at), "直しを受付中", "直しを申し出る<", "あと7日")

    client.post(f"{world.at}/corrections", data={"entry": world.remark.id, "text": "40分と言いました。"})
    signer = as_(client, cast.tanaka)
    says(signer.post(f"{world.at}/approvals", data=approval(client, world.at), follow_redirects=True), "確認しました。")
    assert not minutes_of(world).unsigned
    asked = minutes_of(world).corrections[0]
    says(
        as_(client, cast.kimura).get(f"/corrections/{asked.id}/answer"),
        "40分と言いました。",
        "夜間にだれへ電話すればよいか分からず、30分かかった。",
    )
    answer = {"taken": "taken", "new_text": "夜間に40分かかった。", "made_from": world.remark.revision, "answer": "直しました。"}
    assert client.post(f"/corrections/{asked.id}/answer", data=answer).status_code == 303
    says(client.get(world.at), "取り入れました", "直しました。", "夜間に40分かかった。", "田中 一郎さんの確認を待っています。")
    assert [one.person_id for one in letters(APPROVAL_ENDED)] == [cast.tanaka.person_id]

    assert client.post(f"{world.at}/fixing", data={}).status_code == 409
    says(client.get(world.at), f'href="/meetings/{world.meeting.id}/hold"', "発言や出欠を直す")
    says(client.get(f"/meetings/{world.meeting.id}"), f'href="/meetings/{world.meeting.id}/hold"')
    says(client.get(f"{world.at}/fixing"), "まで直しを受けつけると知らせてあります。")
    as_(client, cast.tanaka).post(f"{world.at}/approvals", data=approval(client, world.at))
    assert as_(client, cast.kimura).post(f"{world.at}/fixing", data=carried(client, f"{world.at}/fixing")).status_code == 303
    assert "発言や出欠を直す" not in client.get(world.at).text
    says(client.get(world.at), "に確定", "掲示板に載せる", "訂正を書きたす", "訂正する<")
    says(as_(client, cast.ono).get(world.at), "公開用の議事録です。", "委員（看護師）")

    assert as_(client, cast.kimura).post(f"{world.at}/posting", data=a_post_form(cast)).status_code == 303
    says(client.get(world.at), "掲示板に載せた投稿", "/posts/")


def test_a_draft_is_sent_by_a_letter_that_says_nothing_of_it(client: FlaskClient, cast: Cast) -> None:
    world = minuted(cast)
    page = as_(client, cast.kimura).get(f"{world.at}/sending")
    says(page, "メールで知らせる人：2人", "アカウントのない人には、印刷して渡してください：小田切 和子、志村 祥子")
    client.post(f"{world.at}/sending", data={"correct_by_on": in_a_week()})
    queued = letters(SENT)
    assert {one.person_id for one in queued} == {cast.tanaka.person_id, cast.sato.person_id}
    written = {one.person_id: composers[SENT](one) for one in queued}
    chair, nurse = written[cast.tanaka.person_id], written[cast.sato.person_id]
    assert chair
    assert nurse
    assert "あなたは署名人です" in chair.text
    assert "あなたは署名人です" not in nurse.text
    assert f"{world.at}\n" in nurse.text
    assert not [word for word in ("病診連携", "30分", "佐藤", "田中") if word in nurse.subject + nurse.text]
    world.nurse.leave(until_on=clock.today() - timedelta(days=1), by=cast.kimura)
    db.commit()
    assert composers[SENT](queued[1] if queued[1].person_id == cast.sato.person_id else queued[0]) is None


def test_no_draft_leaves_before_the_meeting_is_closed(client: FlaskClient, cast: Cast) -> None:
    world = minuted(cast)
    world.meeting.closed_at = None
    db.commit()
    answer = as_(client, cast.kimura).post(f"{world.at}/sending", data={"correct_by_on": in_a_week()})
    assert answer.status_code == 409
    says(answer, "会議を終えてから送ってください。")


@pytest.mark.parametrize(
    ("day", "code", "sentence"),
    [
        (["", "", ""], 422, "いつまでに直しを知らせてもらうか、日を入れてください。"),
        (["2026", "13", "40"], 422, "その日はカレンダーにありません。"),
        (["2199", "1", "1"], 422, "期限が遠すぎます。"),
        (["2020", "1", "1"], 409, "直しの期限は、きょうより後の日にしてください。"),
    ],
)
def test_a_day_that_is_none_is_refused(client: FlaskClient, cast: Cast, day: list[str], code: int, sentence: str) -> None:
    world = minuted(cast)
    answer = as_(client, cast.kimura).post(f"{world.at}/sending", data={"correct_by_on": day})
    assert answer.status_code == code
    says(answer, sentence, f'value="{day[0]}"')
    assert not letters(SENT)


@pytest.mark.parametrize("deed", ["sending", "fixing", "posting"])
def test_where_something_may_name_a_patient_a_tick_is_asked_for(client: FlaskClient, cast: Cast, deed: str) -> None:
    world = minuted(cast, remark=A_NAME)
    if deed == "fixing":
        sent(world, cast).approve(world.chair, by=cast.tanaka)
    elif deed == "posting":
        fixed(world, cast)
    db.commit()
    forms: dict[str, dict[str, object]] = {"sending": {"correct_by_on": in_a_week()}, "fixing": {}, "posting": a_post_form(cast)}
    form = carried(as_(client, cast.kimura), f"{world.at}/{deed}") | forms[deed]
    page = as_(client, cast.kimura).get(f"{world.at}/{deed}")
    says(page, "患者さんの名前や、だれか分かることは書いてありません", "山田太郎")
    answer = client.post(f"{world.at}/{deed}", data=form)
    assert answer.status_code == 422
    says(answer, "読みなおして、よければここに印をつけてください。")
    assert client.post(f"{world.at}/{deed}", data={**form, "sure": "y"}).status_code == 303
    if deed == "sending":
        says(client.get(world.at), "患者さんがだれか、分かるかもしれません", "山田太郎")


# corrections ----------------------------------------------------------------------------------------------------------------------------


def test_a_correction_is_asked_once_seen_by_all_and_answered_with_words(client: FlaskClient, cast: Cast) -> None:
    world = minuted(cast)
    sent(world, cast)
    for _ in range(2):
        as_(client, cast.sato).post(f"{world.at}/corrections", data={"text": "出席の人数がちがいます。"})
    (asked,) = minutes_of(world).corrections
    says(as_(client, cast.tanaka).get(world.at), "出席の人数がちがいます。", "佐藤 花", "答えを待っています")
    refused = as_(client, cast.kimura).post(f"/corrections/{asked.id}/answer", data={"taken": "declined", "answer": ""})
    assert refused.status_code == 409
    says(refused, "取り入れない理由を書いてください。")
    assert client.post(f"/corrections/{asked.id}/answer", data={"taken": "?"}).status_code == 422
    assert client.post(f"/corrections/{asked.id}/answer", data={"taken": "declined", "answer": "名簿で確かめました。"}).status_code == 303
    assert client.post(f"/corrections/{asked.id}/answer", data={"taken": "declined", "answer": "もう一度"}).status_code == 409
    says(as_(client, cast.sato).get(world.at), "取り入れませんでした", "名簿で確かめました。")


def test_a_taken_correction_changes_the_sentence_and_never_over_somebody_elses(client: FlaskClient, cast: Cast) -> None:
    world = minuted(cast)
    minutes = sent(world, cast)
    asked = Correction.ask(minutes, "40分です", by=cast.sato, entry=world.remark)
    db.commit()
    as_(client, cast.kimura)
    same = {"taken": "taken", "new_text": world.remark.text, "made_from": 1}
    answer = client.post(f"/corrections/{asked.id}/answer", data=same)
    assert answer.status_code == 409
    says(answer, "先に、文を直してください。")
    world.remark.change("ほかの人が直した文。", made_from=1, by=cast.kimura)
    db.commit()
    answer = client.post(f"/corrections/{asked.id}/answer", data={**same, "new_text": "わたしの文。"})
    assert answer.status_code == 409
    says(answer, "ほかの人が直した文。", "わたしの文。", 'name="made_from" value="2"')
    assert client.post(f"/corrections/{asked.id}/answer", data={**same, "new_text": "わたしの文。", "made_from": 2}).status_code == 303
    assert db.get_one(Entry, world.remark.id).text == "わたしの文。"
    assert [one.text for one in world.remark.revisions][-1] == "ほかの人が直した文。"


def test_other_words_from_a_page_that_was_gone_back_to_are_another_correction_and_no_key_is_anybodys(
    client: FlaskClient, cast: Cast
) -> None:
    world = minuted(cast)
    minutes = sent(world, cast)
    asks = [(cast.sato, "40分です"), (cast.sato, "40分です"), (cast.sato, "35分です"), (cast.tanaka, "50分です")]
    for who, text in asks:
        form = {"text": text, "entry": world.remark.id, "client_key": "11111111-1111-4111-8111-111111111111"}
        assert as_(client, who).post(f"{world.at}/corrections", data=form).status_code == 303
    db.expire_all()
    assert [one.text for one in minutes.corrections] == ["40分です", "35分です", "50分です"]


def test_an_empty_or_endless_correction_is_refused_with_its_text_kept(client: FlaskClient, cast: Cast) -> None:
    world = minuted(cast)
    sent(world, cast)
    as_(client, cast.sato)
    says(client.get(f"{world.at}/corrections?entry={world.remark.id}"), 'name="client_key"')
    answer = client.post(f"{world.at}/corrections", data={"text": " ", "entry": world.remark.id})
    assert answer.status_code == 422
    says(answer, "どこを、どう直してほしいかを書いてください。", "30分かかった。")
    answer = client.post(f"{world.at}/corrections", data={"text": "あ" * 2001})
    assert answer.status_code == 422
    says(answer, "2000文字までです。", "あ" * 2001)
    assert client.post(f"{world.at}/corrections", data={"text": "x", "entry": "999999999999999999999"}).status_code in (303, 404)
    other = minuted(cast)
    assert client.post(f"{world.at}/corrections", data={"text": "x", "entry": other.remark.id}).status_code == 404


def test_only_a_named_signer_approves(client: FlaskClient, cast: Cast) -> None:
    world = minuted(cast)
    sent(world, cast)
    answer = as_(client, cast.sato).post(f"{world.at}/approvals")
    assert answer.status_code == 409
    says(answer, "署名人に決められた人だけが、確認できます。")
    assert "読んで、まちがいありません" not in client.get(world.at).text
    says(as_(client, cast.tanaka).get(world.at), "読んで、まちがいありません")
    read = approval(client, world.at)
    for _ in range(2):
        assert client.post(f"{world.at}/approvals", data=read).status_code == 303
    assert len(minutes_of(world).approvals) == 1


@pytest.mark.parametrize("what", ["change", "write", "remove", "presence", "header"])
def test_any_change_ends_the_approval_and_after_fixing_is_refused(cast: Cast, what: str) -> None:
    world = minuted(cast)
    minutes = sent(world, cast)
    minutes.approve(world.chair, by=cast.tanaka)
    _change(world, cast, what, "一")
    assert minutes.unsigned == [world.chair]
    assert len(letters(APPROVAL_ENDED)) == 1
    minutes.approve(world.chair, by=cast.tanaka)
    minutes.fix(by=cast.kimura)
    with pytest.raises(RuleBroken, match="議事録は確定しています。"):
        _change(world, cast, what, "二")
    assert not minutes.unsigned


def _change(world: Minuted, cast: Cast, what: str, word: str) -> None:
    if what == "change":
        world.remark.change(word, made_from=world.remark.revision, by=cast.kimura)
    elif what == "write":
        Entry.write(world.items[0], kind=EntryKind.REMARK, text=word, client_key=str(uuid.uuid4()), by=cast.kimura)
    elif what == "remove":
        (world.remark if word == "一" else world.decision).remove(by=cast.kimura)
    elif what == "presence":
        Attendance.of(world.meeting, world.nurse).note_presence(Presence.ABSENT if word == "一" else Presence.WEB, by=cast.kimura)
    else:
        meeting = world.meeting
        world.minutes.describe(place=word, openness=meeting.openness, reason="", listeners=None, summary="", by=cast.kimura)


def test_a_meeting_that_has_no_minutes_yet_can_be_asked_for_all_their_pages(client: FlaskClient, cast: Cast) -> None:
    ahead = Meeting.plan(
        minuted(cast).group, theme="評価", starts_at=clock.now() + timedelta(days=9), ends_at=clock.now() + timedelta(days=9, hours=1),
        by=cast.kimura,
    )  # fmt: skip
    db.commit()
    for page in ("", "/edit", "/sending", "/fixing", "/posting", "/corrections", "/errata", "/print", ".txt", ".docx"):
        assert as_(client, cast.kimura).get(f"/meetings/{ahead.id}/minutes{page}").status_code < 500


# header ---------------------------------------------------------------------------------------------------------------------------------


def test_the_header_is_written_and_its_mistakes_are_told(client: FlaskClient, cast: Cast) -> None:
    world = minuted(cast)
    form = {"place": "公民館", "openness": "partly", "openness_reason": "", "listeners": "多い", "summary": "よい会議だった。"}
    form |= carried(as_(client, cast.kimura), f"{world.at}/edit")
    answer = client.post(f"{world.at}/edit", data=form)
    assert answer.status_code == 422
    says(answer, "非公開にする理由を書いてください。", "公民館", "多い", "よい会議だった。")
    assert client.post(f"{world.at}/edit", data={**form, "openness_reason": "事例をふくむため", "listeners": "3"}).status_code == 303
    says(client.get(world.at), "公民館", "一部非公開（議題2は非公開、理由：事例をふくむため）", "3人", "総括", "よい会議だった。")
    many = {**form, "openness_reason": "事例をふくむため", "listeners": "9" * 400}
    says(client.post(f"{world.at}/edit", data=many), "0から9999までの数字で書いてください。")
    fixed(world, cast)
    assert client.post(f"{world.at}/edit", data={**form, "openness": "open", "listeners": ""}).status_code == 409
    assert client.get(f"{world.at}/edit").status_code == 409


def test_every_step_leaves_a_row_in_the_audit(cast: Cast) -> None:
    world = minuted(cast)
    minutes = sent(world, cast)
    Correction.ask(minutes, "直して", by=cast.sato).decline(words="そのままで", by=cast.kimura)
    minutes.approve(world.chair, by=cast.tanaka)
    world.remark.change("新しい文", made_from=1, by=cast.kimura)
    fixed(world, cast)
    Erratum.add(minutes, wrong="新しい", right="正しい", reason="録音", by=cast.kimura, entry=world.remark)
    db.commit()
    verbs = set(db.scalars(select(AuditRow.verb).where(AuditRow.subject_kind == "minutes")))
    steps = ("sent", "approved", "approval_ended", "fixed", "correction_asked", "correction_answered", "erratum_added")
    assert verbs == {f"minutes.{one}" for one in steps}
