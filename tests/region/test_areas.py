"""Areas are set up by command: municipalities with dates, bases, and who then belongs."""

from __future__ import annotations

from datetime import UTC, date, datetime

from click.testing import Result
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from core import clock
from core.database import db
from region.models import Area, AreaMunicipality, CoordinationBase, Institution, Municipality
from region.models.base import areas_of, institutions_in
from tests.cast import Cast, as_


def run(app: Flask, *arguments: str) -> Result:
    db.remove()
    return app.test_cli_runner().invoke(args=list(arguments))


def test_an_area_is_set_up_with_its_base(app: Flask) -> None:
    made = run(app, "areas", "create", "青空地域", "199982=架空市", "199991=架空町", "--from", "2026-04-01")
    assert made.exit_code == 0, made.output
    area = db.scalars(select(Area)).one()
    base = run(
        app,
        "institutions",
        "add",
        "青空支援センター",
        "--type",
        "cooperation_center",
        "--municipality",
        "199982",
        "--telephone",
        "055-000-0100",
    )
    assert base.exit_code == 0, base.output
    institution = db.scalars(select(Institution)).one()
    named = run(app, "areas", "base", str(area.id), str(institution.id), "--from", "2026-04-01")
    assert named.exit_code == 0, named.output
    assert CoordinationBase.of_area(area.id)
    listed = run(app, "areas", "list").output
    assert f"{area.id}　青空地域　home_care_area　架空市・架空町" in listed
    assert f"拠点 {institution.id}　青空支援センター" in listed
    again = run(app, "areas", "base", str(area.id), str(institution.id))
    assert again.exit_code == 1
    assert "もうこの地域の拠点です。" in again.output


def test_wrong_codes_and_numbers_are_explained(app: Flask) -> None:
    assert "正しい6桁の市区町村コードではありません" in run(app, "areas", "create", "青空", "199983").output
    assert "まだ知りません" in run(app, "areas", "create", "青空", "199982").output
    assert "同じ都道府県の市区町村" in run(app, "areas", "create", "青空", "199982=架空市", "452017=宮崎市").output
    assert "地域が見つかりません" in run(app, "areas", "take-in", "7", "199982=架空市").output
    assert "施設が見つかりません" in run(app, "areas", "base", "7", "7").output
    assert not db.scalars(select(Municipality)).all()


def test_municipalities_come_and_go_by_day(app: Flask) -> None:
    run(app, "areas", "create", "青空地域", "199982=架空市", "--from", "2025-04-01")
    area_id = db.scalars(select(Area.id)).one()
    db.rollback()
    assert run(app, "areas", "take-in", str(area_id), "199991=架空町", "--from", "2026-04-01").exit_code == 0
    assert run(app, "areas", "take-in", str(area_id), "199991").exit_code == 1
    assert run(app, "areas", "let-go", str(area_id), "199982", "--until", "2026-03-31").exit_code == 0
    assert run(app, "areas", "let-go", str(area_id), "199982").exit_code == 1
    for day, codes in ((date(2026, 3, 31), ["199982"]), (date(2026, 4, 1), ["199991"])):
        with clock.at(datetime(day.year, day.month, day.day, 3, tzinfo=UTC)):
            rows = select(AreaMunicipality.municipality_code).where(AreaMunicipality.area_id == area_id, AreaMunicipality.today())
            assert db.scalars(rows).all() == codes
            assert [row.municipality_code for row in db.get_one(Area, area_id).municipalities if row.holds(day)] == codes


def test_an_institution_belongs_where_it_stands_and_where_it_is_the_base(cast: Cast) -> None:
    assert db.scalars(areas_of(cast.hoshi.id)).all() == [cast.kita.id]
    CoordinationBase.appoint(cast.base, cast.minami, from_on=date(2026, 4, 1))
    db.commit()
    assert sorted(db.scalars(areas_of(cast.base.id))) == sorted([cast.kita.id, cast.minami.id])
    assert cast.base.name in [one.name for one in db.scalars(institutions_in(cast.minami.id))]
    assert cast.hoshi.name not in [one.name for one in db.scalars(institutions_in(cast.minami.id))]


def test_who_is_base_of_a_second_area_reads_it_until_it_ends(cast: Cast, client: FlaskClient) -> None:
    appointed = CoordinationBase.appoint(cast.base, cast.minami, from_on=date(2026, 4, 1))
    db.commit()
    as_(client, cast.kimura)
    assert client.get(f"/institutions/{cast.elsewhere.id}").status_code == 200
    appointed = db.get_one(CoordinationBase, (cast.base.id, cast.minami.id, date(2026, 4, 1)))
    appointed.end(until_on=date(2026, 4, 30))
    db.commit()
    assert client.get(f"/institutions/{cast.elsewhere.id}").status_code == 404
