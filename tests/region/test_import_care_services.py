"""The ministry's files become institutions, and nothing people wrote is lost."""

from __future__ import annotations

from sqlalchemy import select

from core.audit import AuditRow
from core.database import db
from region.models import Institution, InstitutionSource, Municipality
from tests.cast import Cast
from tests.region.care_csv import DECEMBER, JUNE, TOWN, file_of, office, plan, take_in


def the_only() -> Institution:
    return db.scalars(select(Institution)).one()


def test_a_row_becomes_an_institution_with_its_source(app: object) -> None:
    tally = take_in(file_of([office()]))
    assert (tally.new, tally.changed, tally.same, tally.gone, tally.faulty) == (1, 0, 0, 0, 0)
    made = the_only()
    assert (made.name, made.type, made.telephone) == ("訪問看護ステーション　そら", "visiting_nursing", "055-000-0101")
    assert made.full_address == "山梨県架空市空町１－２"
    source = made.sources[0]
    assert (source.number, source.service, source.file_on) == ("1999900001", "130", JUNE)
    assert source.licence == "出典：介護サービス情報公表システム（厚生労働省）"
    assert source.values["備考"] == "架空の事業所（テスト用）"
    assert db.scalars(select(Municipality)).one().name == "架空市"
    assert db.scalars(select(AuditRow.verb)).all() == ["care_services.imported"]


def test_the_same_file_twice_changes_nothing(app: object) -> None:
    content = file_of([office(), office("1999900002", 事業所名="訪問看護うみ")])
    take_in(content)
    before = [(one.read_at, one.values) for one in db.scalars(select(InstitutionSource))]
    db.rollback()
    again = take_in(content)
    assert (again.new, again.changed, again.same) == (0, 0, 2)
    assert [(one.read_at, one.values) for one in db.scalars(select(InstitutionSource))] == before
    assert len(db.scalars(select(AuditRow)).all()) == 1


def test_a_dry_run_says_the_same_and_writes_nothing(app: object) -> None:
    take_in(file_of([office(), office("1999900002")]))
    content = file_of(
        [office(電話番号="055-000-0999"), office("1999900003"), office("1999900004", 都道府県コード又は市町村コード="199983")]
    )
    planned = plan(content)
    assert (planned.new, planned.changed, planned.same, planned.gone, planned.faulty) == (1, 1, 0, 1, 1)
    assert len(db.scalars(select(Institution)).all()) == 2
    db.rollback()
    written = take_in(content)
    assert (written.new, written.changed, written.same, written.gone, written.faulty) == (1, 1, 0, 1, 1)


def test_one_number_with_several_services_is_one_institution_named_by_its_main_service(app: object) -> None:
    take_in(file_of([office(サービスの種類="訪問介護", 事業所名="ヘルパーそら")]), "jigyosho_110.csv")
    assert the_only().type == "home_help"
    db.rollback()
    take_in(file_of([office()]))
    assert (the_only().name, the_only().type) == ("訪問看護ステーション　そら", "visiting_nursing")
    assert sorted(source.service for source in the_only().sources) == ["110", "130"]
    db.rollback()
    take_in(file_of([office(サービスの種類="福祉用具貸与", 事業所名="レンタルそら")]), "jigyosho_170.csv")
    assert the_only().name == "訪問看護ステーション　そら"


def test_what_the_row_says_of_its_service_wins_over_the_name_of_the_file(app: object) -> None:
    take_in(file_of([office()]), "jigyosho_110.csv")
    assert the_only().sources[0].service == "130"


def test_a_service_we_do_not_know_is_known_by_its_file_or_an_error(app: object) -> None:
    content = file_of([office(サービスの種類="特定施設入居者生活介護（あたらしい名前）")])
    assert plan(content, "unknown.csv").faults[0].reason == "サービスの種類「特定施設入居者生活介護（あたらしい名前）」を知りません。"
    take_in(content, "jigyosho_334.csv")
    assert (the_only().type, the_only().sources[0].service) == ("specified_facility", "334")


def test_what_left_the_file_is_marked_and_stays(app: object) -> None:
    take_in(file_of([office(), office("1999900002", 事業所名="訪問看護うみ")]))
    tally = take_in(file_of([office()]), on=DECEMBER)
    assert (tally.gone, tally.vanished) == (1, ["訪問看護うみ（1999900002）"])
    gone = db.scalars(select(InstitutionSource).where(InstitutionSource.number == "1999900002")).one()
    assert gone.missing_since
    assert gone.institution.closed_on is None
    db.rollback()
    back = take_in(file_of([office(), office("1999900002", 事業所名="訪問看護うみ")]), on=DECEMBER)
    assert (back.changed, back.same) == (1, 1)
    assert not db.scalars(select(InstitutionSource).where(InstitutionSource.missing_since.is_not(None))).all()


def test_only_services_and_municipalities_of_the_file_are_missed(app: object) -> None:
    town = {"都道府県コード又は市町村コード": TOWN, "市区町村名": "架空町"}
    take_in(file_of([office(), office("1999900002", **town)]))
    take_in(file_of([office("1999900003", サービスの種類="居宅介護支援")]), "jigyosho_430.csv")
    assert plan(file_of([office("1999900009")])).gone == 1
    assert plan(file_of([office("1999900009", サービスの種類="居宅介護支援", **town)])).gone == 0


def test_an_unreadable_row_of_a_known_office_is_not_a_vanished_one(app: object) -> None:
    take_in(file_of([office(), office("1999900002")]))
    tally = plan(file_of([office(), office("1999900002", 都道府県コード又は市町村コード="199980")]))
    assert (tally.gone, tally.faulty) == (0, 1)


def test_fields_a_base_edited_are_never_overwritten(app: object, cast: Cast) -> None:
    take_in(file_of([office()]))
    made = db.scalars(select(Institution).where(Institution.name.contains("そら"))).one()
    made.correct({"telephone": "055-000-0777"}, by=cast.kimura)
    db.commit()
    take_in(file_of([office(電話番号="055-000-0888", 事業所名="訪問看護そら")]), on=DECEMBER)
    kept = db.get(Institution, made.id)
    assert kept
    assert (kept.telephone, kept.name) == ("055-000-0777", "訪問看護そら")
    assert kept.sources[0].values["電話番号"] == "055-000-0888"


def test_a_newer_file_with_the_same_words_only_renews_the_date(app: object) -> None:
    take_in(file_of([office()]))
    assert take_in(file_of([office()]), on=DECEMBER).same == 1
    assert the_only().sources[0].file_on == DECEMBER
    db.rollback()
    assert plan(file_of([office()]), on=JUNE).newest_known == DECEMBER


def test_the_same_office_twice_in_a_file_is_an_error_of_the_second_row(app: object) -> None:
    tally = take_in(file_of([office(), office(事業所名="べつの名前")]))
    assert (tally.new, tally.faulty, tally.faults[0].line) == (1, 1, 3)
    assert "2行目" in tally.faults[0].reason


def test_the_files_quirks_are_understood(app: object) -> None:
    quirks = {
        "利用可能曜日特記事項": "8月13日は休み（改行）電話は受けます", "定員": "0", "緯度": "0.0", "経度": "0.0", "URL": "sora@example.jp",
        "電話番号": "０５５－０００－０１０１", "FAX番号": "－", "法人番号": "",
    }  # fmt: skip
    take_in(file_of([office(**quirks)]))
    made = the_only()
    assert (made.latitude, made.longitude, made.url, made.fax, made.corporation_number) == (None, None, None, None, None)
    assert made.telephone == "０５５－０００－０１０１"
    assert "0550000101" in made.folded
    values = made.sources[0].values
    assert values["利用可能曜日特記事項"] == "8月13日は休み\n電話は受けます"
    assert "定員" not in values
    assert values["URL"] == "sora@example.jp"


def test_a_file_in_cp932_is_read_too(app: object) -> None:
    take_in(file_of([office(事業所名="髙﨑の家①")], encoding="cp932"))
    assert the_only().name == "髙﨑の家①"
    assert "高崎ノ家1" in the_only().folded


def test_many_rows_are_written_in_steps(app: object) -> None:
    rows = [office(f"19999{number:05}") for number in range(1203)]
    tally = take_in(file_of(rows))
    assert tally.new == 1203
    assert len(db.scalars(select(AuditRow)).all()) == 3
    db.rollback()
    assert take_in(file_of(rows[:1])).gone == 1202
