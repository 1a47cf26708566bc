"""Groups of an area: who sets them up, who reads them, who sits there, and who of the guidance's parties is missing."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient

from core import clock, realtime
from core.audit import AuditRow
from core.database import db
from meetings.groups.parties import code_of, standings
from meetings.groups.register import Register
from meetings.models import Attendance, Group, GroupKind, Meeting, Member, PartyWaiver, Presence, Seat
from region.directory.models.status import InstitutionStatus, Status
from region.models import Affiliation
from tests.cast import Cast, says
from tests.hearing import Hearing
from tests.house.everybody import signed_in

SOON = timedelta(days=30)


def a_group(cast: Cast, **facts: object) -> Group:
    """A working group of Kita that Kimura's base runs, with Tanaka in it."""
    told: dict[str, object] = {"name": "24時間の病診連携WG", "kind": GroupKind.WORKING_GROUP, "began_on": date(2024, 4, 1)} | facts
    group = Group.set_up(cast.kita, secretariat=cast.base, by=cast.kimura, **told)  # type: ignore[arg-type]
    seat(group, cast.tanaka, by=cast.kimura)
    db.commit()
    return group


def seat(group: Group, who: Affiliation, *, by: Affiliation, **facts: object) -> Member:
    return Member.seat_in(
        group, name=who.person.name, institution_name=who.institution.name, affiliation=who, profession=who.profession_codes[0], by=by,
        from_on=date(2024, 4, 1), **facts,  # type: ignore[arg-type]
    )  # fmt: skip


def a_guest(group: Group, cast: Cast, **facts: object) -> Member:
    """A member without an account."""
    told: dict[str, object] = {"name": "星 明子", "institution_name": "ほし薬局", "from_on": date(2024, 4, 1)} | facts
    return Member.seat_in(group, by=cast.kimura, **told)  # type: ignore[arg-type]


GROUP = {"name": "多職種連携の質WG", "kind": "working_group", "tier": "", "purpose": "", "upper_id": "", "began_on": "2026-04-01"}
MEMBER = {"name": "星 明子", "institution_name": "ほし薬局", "profession": "pharmacist", "seat": "member", "from_on": "2026-04-01"}


def ladder(client: FlaskClient, cast: Cast, path: str, *, works: Affiliation, ok: int = 200, data: dict[str, str] | None = None) -> None:
    """Reader 403, stranger 404, signed out to sign-in; who may, may."""
    for who, code in ((None, 302), (cast.suzuki, 404), (cast.sato, 403), (cast.mori, 403), (works, ok)):
        browser = signed_in(client.application, who) if who else client.application.test_client()
        answer = browser.get(path) if data is None else browser.post(path, data=data)
        assert answer.status_code in ((302, 303) if code == 302 else (code,)), f"{path} {who and who.person.name}: {answer.status_code}"


def test_the_base_sets_a_group_up_and_nobody_else_does(client: FlaskClient, cast: Cast) -> None:
    path = f"/groups/new?area={cast.kita.id}"
    ladder(client, cast, path, works=cast.kimura)
    ladder(client, cast, path, works=cast.kimura, ok=303, data=GROUP)
    assert db.query(Group).one().secretariat_id == cast.base.id
    assert signed_in(client.application, cast.kimura).get(f"/groups/new?area={cast.minami.id}").status_code == 404


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [("name", "", "名前を入れてください"), ("began_on", "きのう", "年月日で入れてください"), ("kind", "party", "種類を、4つの中から"),
     ("purpose", "あ" * 501, "500文字まで"), ("upper_id", "x", ""), ("tier", "9", "")],
)  # fmt: skip
def test_a_group_that_makes_no_sense_comes_back_with_what_was_typed(
    client: FlaskClient, cast: Cast, field: str, typed: str, sentence: str
) -> None:
    answer = signed_in(client.application, cast.kimura).post("/groups/new", data=GROUP | {"purpose": "夜間の連絡"} | {field: typed})
    if field == "upper_id":  # what is no id is none
        assert answer.status_code == 303
        return
    assert answer.status_code == 422
    says(answer, sentence, "そのまま残っています", *([] if field == "purpose" else ["夜間の連絡"]))


def test_people_of_the_area_read_a_group_unless_it_is_for_members_only(client: FlaskClient, cast: Cast, hearing: Hearing) -> None:
    group = a_group(cast)
    for who, code in ((cast.sato, 200), (cast.mori, 200), (cast.tanaka, 200), (cast.suzuki, 404)):
        assert signed_in(client.application, who).get(f"/groups/{group.id}").status_code == code
    before = realtime.rights.present_number()
    base = signed_in(client.application, cast.kimura)
    assert base.post(f"/groups/{group.id}/edit", data=GROUP | {"members_only": "y"}).status_code == 303
    assert realtime.rights.present_number() > before
    for who, code in ((cast.sato, 404), (cast.mori, 404), (cast.tanaka, 200), (cast.kimura, 200)):
        assert signed_in(client.application, who).get(f"/groups/{group.id}").status_code == code


def test_only_the_secretariat_changes_a_group_and_ends_it(client: FlaskClient, cast: Cast) -> None:
    group = a_group(cast)
    ladder(client, cast, f"/groups/{group.id}/edit", works=cast.kimura)
    ladder(client, cast, f"/groups/{group.id}/edit", works=cast.kimura, ok=303, data=GROUP)
    ladder(client, cast, f"/groups/{group.id}/end", works=cast.kimura, ok=303, data={})
    says(signed_in(client.application, cast.kimura).get(f"/groups/{group.id}"), "終わった会議体です", "多職種連携の質WG")


def test_a_group_does_not_end_while_a_meeting_is_to_come(client: FlaskClient, cast: Cast) -> None:
    group = a_group(cast)
    Meeting.plan(group, theme="評価", starts_at=clock.now() + SOON, ends_at=clock.now() + SOON + timedelta(hours=1), by=cast.kimura)
    db.commit()
    says(signed_in(client.application, cast.kimura).post(f"/groups/{group.id}/end"), "予定の会議を先に中止してください")
    assert db.query(Group).one().ended_at is None


def test_upper_groups_make_no_circle(client: FlaskClient, cast: Cast) -> None:
    top, middle, low = (a_group(cast, name=name) for name in ("市の会議", "区の会議", "WG"))
    browser = signed_in(client.application, cast.kimura)
    assert browser.post(f"/groups/{low.id}/edit", data=GROUP | {"name": "WG", "upper_id": str(middle.id)}).status_code == 303
    assert browser.post(f"/groups/{middle.id}/edit", data=GROUP | {"name": "区", "upper_id": str(top.id)}).status_code == 303
    answer = browser.post(f"/groups/{top.id}/edit", data=GROUP | {"name": "市", "upper_id": str(low.id)})
    assert answer.status_code == 422
    says(answer, "この会議にもどってしまいます")
    assert browser.post(f"/groups/{top.id}/edit", data=GROUP | {"upper_id": str(top.id)}).status_code == 422
    says(browser.get(f"/groups/{top.id}"), "下の会議")
    answer = browser.post(f"/groups/{low.id}/edit", data=GROUP | {"name": "WG", "upper_id": "9999"})
    assert answer.status_code == 422
    says(answer, "上の会議を、一覧から")


def test_members_are_found_by_name_or_institution_and_others_are_written_in(client: FlaskClient, cast: Cast) -> None:
    group = a_group(cast)
    browser = signed_in(client.application, cast.kimura)
    for said in ("佐藤花", "佐藤　花", "訪問看護ステーション"):
        says(browser.get(f"/groups/{group.id}/members?q={said}"), "佐藤 花", "この人を入れる")
    assert "鈴木 遠" not in browser.get(f"/groups/{group.id}/members?q=鈴木").text
    page = browser.get(f"/groups/{group.id}/members?person={cast.sato.id}")
    says(page, f'name="affiliation" value="{cast.sato.id}"', "佐藤 花")
    assert browser.get(f"/groups/{group.id}/members?person={cast.suzuki.id}").status_code == 404
    known = MEMBER | {"affiliation": str(cast.sato.id), "name": "佐藤 花"}
    assert browser.post(f"/groups/{group.id}/members", data=known).status_code == 303
    assert browser.post(f"/groups/{group.id}/members", data=MEMBER | {"recommended_by": "市薬剤師会"}).status_code == 303
    sato, hoshi = (one for one in db.get_one(Group, group.id).members if one.name != "田中 一郎")
    assert (sato.affiliation_id, sato.institution_id) == (cast.sato.id, cast.station.id)
    assert (hoshi.affiliation_id, hoshi.institution_id) == (None, cast.hoshi.id)
    again = browser.post(f"/groups/{group.id}/members", data=MEMBER | {"affiliation": str(cast.sato.id)})
    assert again.status_code == 422
    says(again, "もう委員です")


def test_who_is_missing_leads_to_a_seat(client: FlaskClient, cast: Cast) -> None:
    """From the party that is not there to the people and institutions that are one, and on to the filled form."""
    group = a_group(cast)
    browser = signed_in(client.application, cast.kimura)
    says(browser.get(f"/groups/{group.id}/parties"), f"/groups/{group.id}/members?party=pharmacy#h-find")
    says(browser.get(f"/groups/{group.id}/members?party=visiting_nursing"), "佐藤 花", f"?person={cast.sato.id}#h-seat")
    says(browser.get(f"/groups/{group.id}/members?party=pharmacy"), "ほし薬局", f"?institution={cast.hoshi.id}#h-seat")
    says(browser.get(f"/groups/{group.id}/members?institution={cast.hoshi.id}"), 'value="ほし薬局"')
    assert browser.get(f"/groups/{group.id}/members?party=nothing").status_code == 200


def test_the_register_has_the_chair_first_and_says_who_has_no_account(client: FlaskClient, cast: Cast) -> None:
    group = a_group(cast)
    a_guest(group, cast, seat=Seat.CHAIR)
    db.commit()
    page = signed_in(client.application, cast.kimura).get(f"/groups/{group.id}/members").text
    assert page.index("星 明子") < page.index("田中 一郎")
    assert page.count("アカウントなし（電話・FAX）") == 1


def test_a_second_chair_of_the_same_time_is_asked_for_and_not_forbidden(client: FlaskClient, cast: Cast) -> None:
    group = a_group(cast)
    first = a_guest(group, cast, name="川 太郎", seat=Seat.CHAIR, until_on=date(2027, 3, 31))
    db.commit()
    browser, path, chair = signed_in(client.application, cast.kimura), f"/groups/{group.id}/members", MEMBER | {"seat": "chair"}
    assert "座長を2人にする" not in browser.get(path).text
    asked = browser.post(path, data=chair)
    assert asked.status_code == 422
    says(asked, "この任期の座長は、もう川 太郎さんです。", "座長を2人にする", 'value="星 明子"')
    assert browser.post(path, data=chair | {"sure": "y"}).status_code == 303
    second = db.query(Member).filter_by(name="星 明子").one()
    assert browser.post(f"/members/{second.id}/edit", data=chair | {"recommended_by": "市薬剤師会"}).status_code == 303  # asked once
    assert browser.post(f"/members/{second.id}/edit", data=chair | {"seat": "member"}).status_code == 303
    says(browser.post(f"/members/{second.id}/edit", data=chair), "もう川 太郎さんです。")
    assert browser.post(f"/members/{second.id}/edit", data=chair | {"from_on": str(first.until_on)}).status_code == 303  # hands over


def test_before_its_first_meeting_terms_begin_with_the_group(client: FlaskClient, cast: Cast) -> None:
    group = a_group(cast)
    browser = signed_in(client.application, cast.kimura)
    says(browser.get(f"/groups/{group.id}/members"), 'value="2024-04-01"')


def test_only_the_secretariat_seats_changes_and_dismisses(client: FlaskClient, cast: Cast) -> None:
    group = a_group(cast)
    member = group.members[0]
    says(signed_in(client.application, cast.sato).get(f"/groups/{group.id}/members"), "田中 一郎")
    ladder(client, cast, f"/groups/{group.id}/members", works=cast.kimura, ok=303, data=MEMBER)
    ladder(client, cast, f"/members/{member.id}/edit", works=cast.kimura)
    ladder(client, cast, f"/members/{member.id}/edit", works=cast.kimura, ok=303, data=MEMBER)
    ladder(client, cast, f"/members/{member.id}/leave", works=cast.kimura, ok=303, data={"until_on": clock.today().isoformat()})
    browser = signed_in(client.application, cast.kimura)
    wrong = {"name": "", "email": "hoshi", "until_on": "2020-01-01", "profession": "wizard", "seat": "king", "from_on": "0001-01-01"}
    for said in ({name: typed} for name, typed in wrong.items()):
        answer = browser.post(f"/groups/{group.id}/members", data=MEMBER | {"recommended_by": "市薬剤師会"} | said)
        assert answer.status_code == 422, said
        says(answer, "そのまま残っています", "市薬剤師会")
    assert browser.post(f"/members/{member.id}/leave", data={"until_on": "2019-01-01"}).status_code == 422
    assert browser.post("/members/999/leave").status_code == 404


def test_a_secretariat_seat_runs_the_group_until_the_term_ends(client: FlaskClient, cast: Cast) -> None:
    group = a_group(cast)
    member = seat(group, cast.sato, by=cast.kimura, seat=Seat.SECRETARIAT)
    db.commit()
    browser = signed_in(client.application, cast.sato)
    assert browser.get(f"/groups/{group.id}/edit").status_code == 200
    member = db.get_one(Member, member.id)
    member.leave(until_on=clock.today(), by=cast.kimura)
    db.commit()
    assert browser.get(f"/groups/{group.id}/edit").status_code == 200
    with clock.later(timedelta(days=1)):
        assert signed_in(client.application, cast.sato).get(f"/groups/{group.id}/edit").status_code == 403


def test_new_words_leave_earlier_meetings_as_they_were(client: FlaskClient, cast: Cast) -> None:
    group = a_group(cast)
    member = group.members[0]
    past = Meeting.plan(group, theme="評価", starts_at=clock.now() - SOON, ends_at=clock.now() - SOON + timedelta(hours=1), by=cast.kimura)
    past.open(by=cast.kimura)
    Attendance.of(past, member).note_presence(Presence.ATTEND, by=cast.kimura)
    past.close(by=cast.kimura)
    ahead = Meeting.plan(group, theme="次", starts_at=clock.now() + SOON, ends_at=clock.now() + SOON + timedelta(hours=1), by=cast.kimura)
    Attendance.invite(ahead, [member], by=cast.kimura)
    db.commit()
    browser = signed_in(client.application, cast.kimura)
    said = MEMBER | {"name": "田中 一郎", "institution_name": "田中在宅クリニック", "from_on": "2024-04-01"}
    assert browser.post(f"/members/{member.id}/edit", data=said).status_code == 303
    old, new = db.query(Member).order_by(Member.id).all()
    assert (old.institution_name, new.institution_name) == ("田中医院", "田中在宅クリニック")
    assert (old.until_on, new.from_on) == (clock.today() - timedelta(days=1), clock.today())
    assert [one.member_id for one in db.query(Attendance).order_by(Attendance.meeting_id)] == [old.id, new.id]
    assert [one.name for one in Register.of(db.get_one(Group, group.id)).present] == ["田中 一郎"]
    assert new.affiliation_id == cast.tanaka.id


def missing(group: Group) -> set[str]:
    return {code_of(one.party) for one in standings(group) if one.missing}


def test_members_stand_for_parties_by_type_status_recommendation_and_profession(cast: Cast) -> None:
    group = a_group(cast)
    assert {"hospital", "home_care_clinic"} & missing(group) == {"home_care_clinic"}
    InstitutionStatus.designate(cast.clinic, Status.HOME_CARE_CLINIC, from_on=date(2024, 4, 1), source="試験", by=None)
    db.flush()
    assert "home_care_clinic" not in missing(group)
    for facts, code in (
        ({"institution_name": "市歯科医師会"}, "dental_association"),
        ({"institution_name": "市民", "recommended_by": "市医師会"}, "medical_association"),
        ({"institution_name": "きた病院", "profession": "pt"}, "理学療法士会"),
        ({"institution_name": "北消防署"}, "fire"),
        ({"institution_name": "北市地域包括支援センター"}, "community_support_center"),
    ):
        assert code in missing(group)
        a_guest(group, cast, **facts)
        assert code not in missing(group)
    assert "pharmacist_association" in missing(group)
    assert "visiting_nursing" in missing(group)


def test_a_dental_association_is_no_medical_association(cast: Cast) -> None:
    group = a_group(cast)
    a_guest(group, cast, institution_name="市歯科医師会")
    assert "medical_association" in missing(group)


def test_a_group_may_do_without_a_party_and_who_said_so_is_known(client: FlaskClient, cast: Cast) -> None:
    group = a_group(cast)
    says(signed_in(client.application, cast.sato).get(f"/groups/{group.id}/parties"), "いない人は？", "薬局", "地域に1か所")
    ladder(client, cast, f"/groups/{group.id}/parties/waivers", works=cast.kimura, ok=303, data={"party": "pharmacy"})
    assert "pharmacy" not in missing(db.get_one(Group, group.id))
    browser = signed_in(client.application, cast.kimura)
    says(browser.get(f"/groups/{group.id}/parties"), "やはり必要", "木村 葵")
    ladder(client, cast, f"/groups/{group.id}/parties/waivers/removal", works=cast.kimura, ok=303, data={"party": "pharmacy"})
    assert "pharmacy" in missing(db.get_one(Group, group.id))
    assert db.query(PartyWaiver).one().ended_by_id == cast.kimura.id
    assert browser.post(f"/groups/{group.id}/parties/waivers", data={"party": "nobody"}).status_code == 404
    assert browser.post(f"/groups/{group.id}/parties/waivers", data={"party": "*"}).status_code == 303
    assert missing(db.get_one(Group, group.id)) == set()
    verbs = {row.verb for row in db.query(AuditRow)}
    assert {"group.party_waived", "group.party_wanted"} <= verbs


def test_a_group_about_emergencies_is_told_that_fire_service_and_backup_hospital_are_missing(client: FlaskClient, cast: Cast) -> None:
    quiet, sudden = a_group(cast, name="退院支援WG"), a_group(cast, name="急変時対応WG")
    browser = signed_in(client.application, cast.kimura)
    assert "急変時を話す会議ですが" not in browser.get(f"/groups/{quiet.id}/parties").text
    says(browser.get(f"/groups/{sudden.id}/parties"), "消防署がいません", "在宅療養後方支援病院がいません")


def test_the_first_page_says_the_next_step_where_nothing_is_there(client: FlaskClient, cast: Cast) -> None:
    says(signed_in(client.application, cast.sato).get("/meetings/"), "まだ会議体がありません", "地域の拠点がつくります")
    says(signed_in(client.application, cast.kimura).get("/meetings/"), "はじめの会議体をつくる")
    group = a_group(cast)
    says(signed_in(client.application, cast.sato).get("/meetings/"), "予定されている会議は、いまありません", group.name)
    assert group.name not in signed_in(client.application, cast.suzuki).get("/meetings/").text
