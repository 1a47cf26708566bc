"""The sheet, scripts and pictures: fetched once, kept for a year, never stale, and nothing but what is meant to be seen."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from core.assets import Shelf

PACKED = {"Accept-Encoding": "gzip"}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for folder in ("css", "js", "images"):
        (tmp_path / folder).mkdir()
    (tmp_path / "css/order.txt").write_text("base one\ncomponents two\n")
    (tmp_path / "css/one.css").write_text("a { color: red; }\n")
    (tmp_path / "css/two.css").write_text('b { background: url("../images/dot.svg"); }\n' * 40)
    (tmp_path / "images/dot.svg").write_text("<svg/>")
    (tmp_path / "js/say.js").write_text("say();\n")
    (tmp_path / "secret.txt").write_text("not for browsers")
    return tmp_path


def address(client: FlaskClient, name: str) -> str:
    found = re.search(rf'"(/assets/[^/"]+/{re.escape(name)})"', client.get("/sign-in").text)
    assert found
    return found[1]


def test_a_page_names_its_sheet_by_what_is_in_it_and_the_browser_keeps_it_for_a_year(client: FlaskClient) -> None:
    answer = client.get(address(client, "renkei.css"))
    assert answer.mimetype == "text/css"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers["Vary"]


def test_the_sheet_travels_packed_to_who_can_unpack_it(client: FlaskClient) -> None:
    sheet = address(client, "renkei.css")
    plain, packed = client.get(sheet), client.get(sheet, headers=PACKED)
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.headers["Vary"] == "Accept-Encoding"
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) < len(plain.data) / 3


def test_what_a_browser_has_already_is_not_sent_again(client: FlaskClient) -> None:
    sheet = address(client, "renkei.css")
    first = client.get(sheet, headers=PACKED)
    again = client.get(sheet, headers=PACKED | {"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_a_page_from_before_an_update_gets_the_present_sheet_and_does_not_keep_it(client: FlaskClient) -> None:
    answer = client.get("/assets/0123456789abcdef/renkei.css")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "public, no-cache"


@pytest.mark.parametrize("name", ["js/nothing.js", "css/base.css", "css/order.txt", "../app.py", "js/../../app.py", "js/"])
def test_nothing_else_can_be_fetched(client: FlaskClient, name: str) -> None:
    assert client.get(f"/assets/0123456789abcdef/{name}").status_code == 404


def test_components_stand_in_the_order_of_their_layers(root: Path) -> None:
    sheet = Shelf(root).find("renkei.css")
    assert sheet
    assert sheet.body.decode().startswith("@layer base, components;\n@layer base {\na { color: red; }\n}\n@layer components {")


def test_a_picture_in_the_sheet_is_named_by_what_is_in_it(root: Path) -> None:
    before = Shelf(root).find("renkei.css")
    (root / "images/dot.svg").write_text("<svg><circle/></svg>")
    after = Shelf(root).find("renkei.css")
    assert before
    assert after
    assert b'url("../images' not in after.body
    assert before.digest != after.digest


def test_a_server_reads_a_file_once_and_a_developer_sees_each_change(root: Path) -> None:
    kept, fresh = Shelf(root), Shelf(root, fresh=True)
    first = kept.address("js/say.js"), fresh.address("js/say.js")
    (root / "js/say.js").write_text("say('more');\n")
    assert (kept.address("js/say.js"), fresh.address("js/say.js") == first[1]) == (first[0], False)


def test_a_page_can_be_read_without_a_script_that_is_missing(root: Path) -> None:
    assert Shelf(root).address("js/gone.js") == "/assets/missing/js/gone.js"
