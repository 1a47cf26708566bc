"""Files handed in by browser: a dry run first, then a person decides; the work runs beside the pages."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from core import clock
from core.config import Settings
from core.database import db
from region.directory.models import ImportRun
from region.directory.models.import_run import LAPSE, SILENT, ImportState
from region.directory.routes.imports import MOST_BYTES
from region.directory.uploads import job, starting
from region.models import Affiliation, Institution, InstitutionSource
from tests.audited import acts
from tests.cast import Cast, as_, says
from tests.region.care_csv import file_of, office
from tests.region.official_files import fixtures

FILES = fixtures()
CLINICS, HOURS = FILES["clinic_facility_synthetic.csv"], FILES["clinic_hours_synthetic.csv"]


@pytest.fixture
def waiting(app: Flask) -> Iterator[list[int]]:
    """Imports whose work would have begun in a process of its own; `work` does it."""
    began: list[int] = []
    settings: Settings = app.config["RENKEI"]
    shutil.rmtree(settings.data / "imports", ignore_errors=True)
    starting.init_app(app, start=began.append)
    yield began
    starting.init_app(app)


@pytest.fixture
def kyoten(client: FlaskClient, cast: Cast, waiting: list[int]) -> FlaskClient:
    return as_(client, cast.kimura)


def hand_in(client: FlaskClient, kind: str = "medical", *files: tuple[str, bytes], **told: str) -> TestResponse:
    """As a browser writes it; the test client would leave large bodies open on disk."""
    parts = [
        f'Content-Disposition: form-data; name="{name}"\r\n\r\n{value}'.encode()
        for name, value in {"kind": kind, "land": "all", **told}.items()
    ]
    for name, content in files or (("clinic_20260601.csv", CLINICS),):
        head = f'Content-Disposition: form-data; name="files"; filename="{name}"\r\nContent-Type: text/csv\r\n\r\n'
        parts.append(head.encode() + content)
    body = b"".join(b"--edge\r\n" + part + b"\r\n" for part in parts) + b"--edge--\r\n"
    return client.post("/imports/", data=body, content_type="multipart/form-data; boundary=edge")


def work(waiting: list[int]) -> None:
    db.remove()
    while waiting:
        job.work(waiting.pop(0))
    db.remove()


def the_run() -> ImportRun:
    db.rollback()
    return db.scalars(select(ImportRun).order_by(ImportRun.id.desc())).first() or pytest.fail("no import")


def how_many() -> int:
    db.rollback()
    return db.scalar(select(func.count()).select_from(InstitutionSource)) or 0


def folder(app: Flask) -> list[Path]:
    settings: Settings = app.config["RENKEI"]
    return list((settings.data / "imports").glob("*")) if (settings.data / "imports").exists() else []


def zipped(**files: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(f"{name}.csv", content)
    return stream.getvalue()


def test_from_the_files_to_the_directory(app: Flask, kyoten: FlaskClient, waiting: list[int]) -> None:
    page = hand_in(kyoten, "medical", ("clinic_hours.csv", HOURS), ("clinic_20260601.csv", CLINICS))
    assert page.status_code == 303
    address = page.headers["Location"]
    says(kyoten.get(address), "まだ何も書きかえていません。", "ファイルを読んでいます", "clinic_20260601.csv（2026年6月1日のデータ）")
    work(waiting)
    checked = kyoten.get(address)
    says(checked, "取りこむ前の確かめ", "5件を取りこむ", "出典：医療情報ネット（ナビイ）（厚生労働省）　公共データ利用規約（PDL1.0）")
    assert how_many() == 0
    assert kyoten.post(f"{address}/writing").status_code == 303
    says(kyoten.get(address), "名簿に書きこんでいます")
    work(waiting)
    says(kyoten.get(address), "取りこみました")
    assert how_many() == 5
    run = the_run()
    assert (run.state, run.sum("new"), len(run.files[0]["digest"])) == (ImportState.WRITTEN, 5, 64)
    assert folder(app) == [], "the files are gone when it is over"
    says(kyoten.get("/imports/"), "取りこみました", "新しい 5")
    assert acts("import.") == ["import.begun", "import.decided", "import.written"]


def test_what_changes_vanishes_and_cannot_be_read_is_shown(kyoten: FlaskClient, waiting: list[int]) -> None:
    rows = [office(), office("1999900002", 事業所名="訪問看護うみ")]
    for content in (file_of(rows), file_of([office(電話番号="055-000-0999"), office("1999900003", 都道府県名="宮崎県")])):
        address = hand_in(kyoten, "care-services", ("jigyosho_130.csv", content)).headers["Location"]
        work(waiting)
        page = kyoten.get(address)
        kyoten.post(f"{address}/writing")
        work(waiting)
    says(page, "055-000-0101", "055-000-0999", "書きかえる", "訪問看護うみ（1999900002）", "消しません。", "3行目", "と合いません。")
    told = kyoten.get(f"{address}/faults.csv")
    assert told.data.startswith(b"\xef\xbb\xbf")
    says(told, "jigyosho_130.csv,3,")


def test_who_is_no_base_staff_imports_nothing(client: FlaskClient, cast: Cast, waiting: list[int]) -> None:
    hand_in(as_(client, cast.kimura))
    address = f"/imports/{the_run().id}"
    client.post("/sign-out")
    assert client.get("/imports/").status_code == 303
    for who in (cast.sato, cast.ono, cast.mori, cast.suzuki):
        as_(client, who)
        assert client.get("/imports/").status_code == 403
        assert hand_in(client).status_code == 403
        assert client.get(address).status_code == 404
        for act in ("writing", "cancellation"):
            assert client.post(f"{address}/{act}").status_code == 404
        assert client.get(f"{address}/faults.csv").status_code == 404
        client.post("/sign-out")
    assert len(waiting) == 1


def test_what_was_told_is_kept_when_the_files_are_missing(kyoten: FlaskClient) -> None:
    answer = kyoten.post("/imports/", data={"kind": "telephones", "land": "all", "telephone": "ＴＥＬ"})
    assert answer.status_code == 422
    says(answer, "ファイルを選んでください。", 'value="ＴＥＬ"')
    assert hand_in(kyoten, "nonsense").status_code == 422
    assert db.scalar(select(func.count()).select_from(ImportRun)) == 0


def test_only_one_import_of_a_kind_is_open(app: Flask, kyoten: FlaskClient, waiting: list[int]) -> None:
    hand_in(kyoten)
    again = hand_in(kyoten)
    assert again.status_code == 409
    says(again, "同じ種類の取りこみが、まだ終わっていません。")
    assert len(folder(app)) == 1
    assert hand_in(kyoten, "care-services", ("jigyosho_130.csv", file_of([office()]))).status_code == 303
    kyoten.post(f"/imports/{db.scalar(select(func.min(ImportRun.id)))}/cancellation")
    assert len(folder(app)) == 1
    assert hand_in(kyoten).status_code == 303


def test_a_cancelled_import_writes_nothing(kyoten: FlaskClient, waiting: list[int]) -> None:
    address = hand_in(kyoten).headers["Location"]
    work(waiting)
    kyoten.post(f"{address}/cancellation")
    assert kyoten.post(f"{address}/writing").status_code == 409
    assert kyoten.post(f"{address}/cancellation").status_code == 409
    assert how_many() == 0


def test_an_import_cancelled_while_it_is_read_stops(kyoten: FlaskClient, waiting: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job, "EVERY", 0.0)
    address = hand_in(kyoten).headers["Location"]
    work(waiting)
    kyoten.post(f"{address}/writing")
    kyoten.post(f"{address}/cancellation")
    work(waiting)
    assert (the_run().state, how_many()) == (ImportState.CANCELLED, 0)


def test_an_import_whose_process_died_can_be_repeated(kyoten: FlaskClient, waiting: list[int]) -> None:
    address = hand_in(kyoten).headers["Location"]
    work(waiting)
    kyoten.post(f"{address}/writing")
    waiting.clear()
    assert kyoten.post(f"{address}/writing").status_code == 409
    with clock.later(SILENT + timedelta(seconds=1)):
        says(kyoten.get(address), "途中で止まりました", "3件を取りこむ")
        assert kyoten.post(f"{address}/writing").status_code == 303
        work(waiting)
    assert (the_run().state, how_many()) == (ImportState.WRITTEN, 3)


def test_a_dead_import_does_not_stand_in_the_way_of_a_new_one(kyoten: FlaskClient, waiting: list[int]) -> None:
    hand_in(kyoten)
    waiting.clear()
    with clock.later(SILENT + timedelta(seconds=1)):
        assert hand_in(kyoten).status_code == 303
    states = db.scalars(select(ImportRun.state).order_by(ImportRun.id)).all()
    assert states == [ImportState.FAILED, ImportState.CHECKING]


def test_what_nobody_decided_lapses_and_leaves_no_files(app: Flask, kyoten: FlaskClient, waiting: list[int]) -> None:
    hand_in(kyoten)
    work(waiting)
    with clock.later(LAPSE + timedelta(seconds=1)):
        hand_in(as_(kyoten, db.get_one(Affiliation, the_run().begun_by_id)), "disability", ("list.csv", FILES["disability_synthetic.csv"]))
        waiting.clear()
    assert sorted(db.scalars(select(ImportRun.state))) == [ImportState.CANCELLED, ImportState.CHECKING]
    assert len(folder(app)) == 1


def test_a_file_of_another_kind_is_refused_with_a_sentence(kyoten: FlaskClient, waiting: list[int]) -> None:
    address = hand_in(kyoten, "medical", ("other.csv", "名前,電話\r\n".encode())).headers["Location"]
    work(waiting)
    says(kyoten.get(address), "取りこめませんでした", "見出しの行が読めません。")
    assert kyoten.post(f"{address}/writing").status_code == 409


def test_a_zip_is_opened_and_a_bomb_is_not(kyoten: FlaskClient, waiting: list[int]) -> None:
    address = hand_in(kyoten, "medical", ("02_clinic_20260601.zip", zipped(hours=HOURS, facility=CLINICS))).headers["Location"]
    work(waiting)
    says(kyoten.get(address), "5件を取りこむ")
    kyoten.post(f"{address}/cancellation")
    for name, content, why in (
        ("bomb.zip", zipped(bomb=b"0" * (64 * 1024 * 1024)), "ひらくと大きくなりすぎる"),
        ("many.zip", zipped(**{f"n{number}": b"x" for number in range(50)}), "ひらくと大きくなりすぎる"),
        ("broken.zip", zipped(facility=CLINICS)[:-30], "zipが壊れている"),
        ("no.zip", b"PK\x03\x04nothing", "zipが壊れている"),
    ):
        address = hand_in(kyoten, "medical", (name, content)).headers["Location"]
        work(waiting)
        says(kyoten.get(address), "取りこめませんでした", why)


def test_a_name_that_climbs_out_of_the_folder_is_only_a_name(app: Flask, kyoten: FlaskClient, waiting: list[int]) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("../../../clinic.csv", CLINICS)
    address = hand_in(kyoten, "medical", ("..\\..\\..\\evil.zip", stream.getvalue())).headers["Location"]
    work(waiting)
    says(kyoten.get(address), "3件を取りこむ", "evil.zip")
    settings: Settings = app.config["RENKEI"]
    assert not list(settings.data.parent.glob("*.csv")) + list(settings.data.glob("*.csv"))


def test_the_base_takes_its_own_area_unless_it_wants_all(kyoten: FlaskClient, waiting: list[int]) -> None:
    says(kyoten.get("/imports/"), "拠点の地域だけ（1市区町村）")
    rows = [office(都道府県コード又は市町村コード="192015", 市区町村名="甲府市"), office("1999900002")]
    address = hand_in(kyoten, "care-services", ("jigyosho_130.csv", file_of(rows)), land="area").headers["Location"]
    work(waiting)
    says(kyoten.get(address), "拠点の地域の1市区町村だけを取りこみます。")
    assert (the_run().sum("left_out"), the_run().sum("new")) == (2, 0)


def test_more_is_taken_here_than_elsewhere_but_not_without_end(kyoten: FlaskClient, client: FlaskClient) -> None:
    big = CLINICS + b" " * (3 * 1024 * 1024)
    assert hand_in(kyoten, "medical", ("clinic.csv", big)).status_code == 303
    assert hand_in(kyoten, "disability", ("clinic.csv", b" " * (MOST_BYTES + 1))).status_code == 413
    assert kyoten.post("/institutions/new", data={"name": "x" * (3 * 1024 * 1024)}).status_code == 413
    kyoten.post("/sign-out")
    kyoten.delete_cookie("renkei")
    assert hand_in(kyoten, "medical", ("clinic.csv", big)).status_code == 413, "nobody without a sign-in sends so much"


def test_the_page_asks_again_by_itself_and_reloads_when_it_is_over(kyoten: FlaskClient, waiting: list[int]) -> None:
    address = hand_in(kyoten).headers["Location"]
    part = {"HX-Request": "true", "HX-Request-Type": "partial"}
    says(kyoten.get(address), 'hx-trigger="every 2s"', "いまのようすを見る", "<noscript>")
    assert "<html" not in kyoten.get(address, headers=part).text
    work(waiting)
    over = kyoten.get(address, headers=part)
    assert (over.status_code, over.headers["HX-Refresh"]) == (204, "true")


def test_an_unexpected_error_ends_the_import_and_says_so(kyoten: FlaskClient, waiting: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    address = hand_in(kyoten).headers["Location"]

    def breaks(*_: object) -> None:
        raise OSError("the disk")

    monkeypatch.setattr("region.directory.uploads.job.digest_of", breaks)
    work(waiting)
    says(kyoten.get(address), "取りこめませんでした")
    assert the_run().ended_at


def test_the_work_runs_in_a_process_of_its_own(app: Flask, kyoten: FlaskClient, waiting: list[int]) -> None:
    address = hand_in(kyoten).headers["Location"]
    for state in (ImportState.CHECKED, ImportState.WRITTEN):
        db.remove()
        assert starting.begin(waiting.pop()).wait(timeout=120) == 0
        assert the_run().state == state
        kyoten.post(f"{address}/writing")
    assert db.scalar(select(func.count()).select_from(Institution).where(Institution.type == "clinic")) == 3


def test_an_institutions_page_names_every_source_with_its_day_and_licence(kyoten: FlaskClient, waiting: list[int], cast: Cast) -> None:
    address, kimura = hand_in(kyoten).headers["Location"], cast.kimura.id
    work(waiting)
    kyoten.post(f"{address}/writing")
    work(waiting)
    made = db.scalars(select(Institution).where(Institution.name == "かくう内科医院（架空）")).one()
    made.correct({"municipality_code": "900010"}, by=db.get_one(Affiliation, kimura))
    db.commit()
    page = kyoten.get(f"/institutions/{made.id}")
    says(page, "医療情報ネット（ナビイ） オープンデータ", "番号 1911990000011", "2026年6月1日")
    says(page, "出典：医療情報ネット（ナビイ）（厚生労働省）（公共データ利用規約（PDL1.0））を加工。")
