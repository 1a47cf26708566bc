"""Pages leave compressed where their reader takes it, and are the same."""

from __future__ import annotations

import gzip

from flask.testing import FlaskClient

from tests.cast import Cast, a_post, as_

GZIP = {"Accept-Encoding": "gzip, deflate"}


def test_a_page_is_the_same_compressed_and_not(client: FlaskClient, cast: Cast) -> None:
    a_post(cast, title="手袋をおゆずりします")
    browser, page = as_(client, cast.sato), f"/boards/{cast.board().id}"
    plain, small = browser.get(page), browser.get(page, headers=GZIP)
    assert "Content-Encoding" not in plain.headers
    assert small.headers["Content-Encoding"] == "gzip"
    assert int(small.headers["Content-Length"]) == len(small.data) < len(plain.data) / 3
    assert "手袋をおゆずりします" in gzip.decompress(small.data).decode()
    for answer in (plain, small):
        assert "Accept-Encoding" in answer.headers["Vary"]


def test_two_answers_of_the_same_page_differ_in_length(client: FlaskClient) -> None:
    lengths = {len(client.get("/sign-in", headers=GZIP).data) for _ in range(12)}
    assert len(lengths) > 1


def test_what_is_short_or_refused_or_packed_already_stays(client: FlaskClient) -> None:
    assert "Content-Encoding" not in client.get("/healthz", headers=GZIP).headers
    assert "Content-Encoding" not in client.get("/sign-in", headers={"Accept-Encoding": "gzip;q=0"}).headers
    sheet = client.get("/sign-in").text.partition('rel="stylesheet" href="')[2].partition('"')[0]
    packed = client.get(sheet, headers=GZIP)
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data).startswith(b"@layer")


def test_a_head_says_the_length_of_nothing(client: FlaskClient) -> None:
    answer = client.head("/sign-in", headers=GZIP)
    assert answer.status_code == 200
    assert answer.data == b""
