"""Files of posts and replies: who may send and fetch them, what becomes of them, and what happens to a line that breaks."""

from __future__ import annotations

import io
import uuid
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from board.models import Attachment, Post, Reply, Upload
from board.receiving import MOST_WITH_A_FORM, PIECE, clear, most_bytes
from core import clock
from core.arriving import Arriving, desk
from core.audit import AuditRow
from core.database import db
from core.storage import shelf
from region.models import Affiliation
from tests.audited import acts
from tests.board.papers import office, pdf, photo
from tests.cast import Cast, a_post, as_, says


def a_form(*files: tuple[bytes, str], **changes: Any) -> dict[str, Any]:
    chosen = [(io.BytesIO(content), name) for content, name in files]
    key = str(uuid.uuid4())
    return {"title": "橋の工事", "body": "夜間です。", "urgency": "normal", "confirm_by": "", "client_key": key, "chosen": chosen} | changes


def send(client: FlaskClient, board: int, content: bytes, name: str = "写真.jpg", *, key: str = "", offset: int = 0, size: int = -1,
         piece: bytes | None = None) -> TestResponse:  # fmt: skip
    """One piece of a file; all of it unless said otherwise."""
    said = {"key": key or str(uuid.uuid4()), "name": name, "size": str(len(content) if size < 0 else size), "offset": str(offset)}
    part = content[offset : offset + PIECE] if piece is None else piece
    return client.post(f"/boards/{board}/uploads", data={**said, "piece": (io.BytesIO(part), "piece")})


def sent(client: FlaskClient, board: int, content: bytes, name: str = "写真.jpg") -> str:
    """A file that has arrived; its key."""
    answer = send(client, board, content, name)
    assert answer.status_code == 200, answer.text
    assert answer.json
    assert answer.json["done"]
    return str(answer.json["key"])


def fetched(client: FlaskClient, address: str, **said: Any) -> TestResponse:
    """The whole answer; the file it came from is closed."""
    return client.get(address, buffered=True, **said)


def attached() -> list[Attachment]:
    return list(db.scalars(select(Attachment).order_by(Attachment.id)))


def with_a_file(client: FlaskClient, cast: Cast, by: Affiliation, *files: tuple[bytes, str]) -> Post:
    """A post on Kita's notice board that carries these."""
    answer = as_(client, by).post(f"/boards/{cast.board().id}/posts", data=a_form(*files))
    assert answer.status_code == 303, answer.text
    return db.scalars(select(Post).order_by(Post.id.desc())).first()  # type: ignore[return-value]


def test_files_come_with_a_plain_form(client: FlaskClient, cast: Cast) -> None:
    with_a_file(client, cast, cast.sato, (photo(), "手袋.jpg"), (pdf(), "ちらし.pdf"), (office(), "名簿.docx"))
    picture, paper, word = attached()
    page = as_(client, cast.tanaka).get(f"/boards/{cast.board().id}")
    says(
        page,
        "写真：手袋.jpg",
        f'src="/attachments/{picture.id}/preview"',
        "ちらし.pdf",
        "PDF",
        "名簿.docx",
        "DOCX",
        f"/attachments/{word.id}",
    )
    assert fetched(client, f"/attachments/{paper.id}").data == pdf()
    assert [one.ending for one in attached()] == ["jpg", "pdf", "docx"]
    assert all(one.digest in shelf() for one in attached())


def test_a_file_sent_before_is_claimed_by_the_post_that_names_it(client: FlaskClient, cast: Cast) -> None:
    board = cast.board().id
    browser = as_(client, cast.sato)
    keys = [sent(browser, board, photo()), sent(browser, board, pdf(), "ちらし.pdf")]
    form = a_form(uploads=" ".join(keys))
    assert browser.post(f"/boards/{board}/posts", data=form).status_code == 303
    assert [one.name for one in attached()] == ["写真.jpg", "ちらし.pdf"]
    assert db.scalar(select(func.count()).select_from(Upload)) == 0
    assert acts("attachment") == ["attachment.attached"]


def test_the_same_form_sent_twice_is_one_post_with_its_files_once(client: FlaskClient, cast: Cast) -> None:
    board = cast.board().id
    browser = as_(client, cast.sato)
    form = a_form(uploads=sent(browser, board, photo()))
    del form["chosen"]
    assert [browser.post(f"/boards/{board}/posts", data=form).status_code for _ in range(2)] == [303, 303]
    assert db.scalar(select(func.count()).select_from(Post)) == 1
    assert len(attached()) == 1


def test_a_file_belongs_to_one_post_only(client: FlaskClient, cast: Cast) -> None:
    board = cast.board().id
    browser = as_(client, cast.sato)
    key = sent(browser, board, photo())
    assert browser.post(f"/boards/{board}/posts", data=a_form(uploads=key)).status_code == 303
    answer = browser.post(f"/boards/{board}/posts", data=a_form(uploads=key))
    assert answer.status_code == 409
    says(answer, "選んだファイルのうち、届いていないものがあります", "夜間です。")
    assert db.scalar(select(func.count()).select_from(Post)) == 1


def test_nobody_claims_what_somebody_else_sent(client: FlaskClient, cast: Cast) -> None:
    board = cast.board().id
    key = sent(as_(client, cast.sato), board, photo())
    assert as_(client, cast.tanaka).post(f"/boards/{board}/posts", data=a_form(uploads=key)).status_code == 409
    for address in (f"/uploads/{key}", f"/uploads/{key}/preview"):
        assert fetched(client, address).status_code == 404
    assert client.post(f"/uploads/{key}/removal").status_code == 404
    assert as_(client, cast.sato).get(f"/uploads/{key}").status_code == 200


def test_a_reply_carries_files(client: FlaskClient, cast: Cast) -> None:
    post = a_post(cast)
    answer = as_(client, cast.tanaka).post(
        f"/posts/{post.id}/replies", data={"body": "これです。", "client_key": str(uuid.uuid4()), "chosen": (io.BytesIO(photo()), "棚.png")}
    )
    assert answer.status_code == 303
    says(client.get(f"/posts/{post.id}"), "写真：棚.jpg")
    assert attached()[0].reply_id == db.scalars(select(Reply.id)).one()
    assert fetched(as_(client, cast.sato), f"/attachments/{attached()[0].id}").status_code == 200
    assert fetched(as_(client, cast.suzuki), f"/attachments/{attached()[0].id}").status_code == 404


def test_who_may_not_write_may_not_send_files(client: FlaskClient, cast: Cast) -> None:
    board = cast.board().id
    assert send(as_(client, cast.mori), board, photo()).status_code == 403
    assert send(as_(client, cast.suzuki), board, photo()).status_code == 404
    assert send(client.application.test_client(), board, photo()).status_code == 303
    assert client.application.test_client().get(f"/uploads/{uuid.uuid4()}").status_code == 303
    assert db.scalar(select(func.count()).select_from(Upload)) == 0


def test_who_may_read_the_text_may_have_the_file_and_nobody_else(client: FlaskClient, cast: Cast) -> None:
    with_a_file(client, cast, cast.sato, (photo(), "手袋.jpg"))
    file = attached()[0]
    for address in (f"/attachments/{file.id}", f"/attachments/{file.id}/preview"):
        assert fetched(as_(client, cast.mori), address).status_code == 200
        assert fetched(as_(client, cast.suzuki), address).status_code == 404
        out = client.application.test_client().get(address)
        assert (out.status_code, out.location[:9]) == (303, "/sign-in?")
    as_(client, cast.tanaka)
    cast.tanaka.end(by=cast.kimura)
    db.commit()
    assert fetched(client, f"/attachments/{file.id}").status_code == 404


def test_a_file_is_sent_so_that_nothing_in_it_is_run(client: FlaskClient, cast: Cast) -> None:
    with_a_file(client, cast, cast.sato, (photo(), "手袋.jpg"), (pdf(), "ちらし「春」.pdf"))
    picture, paper = attached()
    shown, download, small = (fetched(client, f"/attachments/{one}") for one in (picture.id, paper.id, f"{picture.id}/preview"))
    for answer in (shown, download, small):
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer.headers["Cache-Control"] == "private, no-cache"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert (shown.mimetype, shown.headers["Content-Disposition"][:6]) == ("image/jpeg", "inline")
    assert download.mimetype == "application/pdf"
    said = download.headers["Content-Disposition"]
    assert said.startswith("attachment")
    assert "filename*=UTF-8''%E3%81%A1%E3%82%89%E3%81%97%E3%80%8C%E6%98%A5%E3%80%8D.pdf" in said
    assert fetched(client, f"/attachments/{picture.id}?download=1").headers["Content-Disposition"].startswith("attachment")
    again = fetched(client, f"/attachments/{picture.id}", headers={"If-None-Match": shown.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert (
        fetched(as_(client, cast.suzuki), f"/attachments/{picture.id}", headers={"If-None-Match": shown.headers["ETag"]}).status_code == 404
    )


def test_who_fetched_what_is_noted_once_a_day(client: FlaskClient, cast: Cast) -> None:
    with_a_file(client, cast, cast.sato, (pdf(), "ちらし.pdf"))
    file = attached()[0]
    browser = as_(client, cast.tanaka)

    def noted() -> int:
        rows = select(func.count()).select_from(AuditRow).where(AuditRow.verb == "attachment.fetched", AuditRow.subject_id == file.id)
        return db.scalar(rows.where(AuditRow.person_id == cast.tanaka.person_id)) or 0

    for _ in range(3):
        assert fetched(browser, f"/attachments/{file.id}").status_code == 200
    assert noted() == 1
    with clock.later(timedelta(days=1)):
        fetched(as_(client, cast.tanaka), f"/attachments/{file.id}")
    assert noted() == 2


def test_a_withdrawn_posts_file_is_on_record_only(client: FlaskClient, cast: Cast) -> None:
    post = with_a_file(client, cast, cast.sato, (photo(), "手袋.jpg"))
    file = attached()[0].id
    assert client.post(f"/posts/{post.id}/withdrawal", data={"reason": "顔が写っていたため"}).status_code == 303
    assert f"/attachments/{file}" not in client.get(f"/boards/{cast.board().id}").text
    for who, code in ((cast.sato, 200), (cast.ono, 200), (cast.kimura, 200), (cast.tanaka, 404), (cast.mori, 404), (cast.suzuki, 404)):
        browser = as_(client, who)
        assert (fetched(browser, f"/attachments/{file}").status_code, fetched(browser, f"/attachments/{file}/preview").status_code) == (
            code,
            code,
        )
    says(as_(client, cast.kimura).get(f"/posts/{post.id}/versions"), "夜間です。", "手袋.jpg")
    assert "夜間です。" not in as_(client, cast.tanaka).get(f"/posts/{post.id}/versions").text


def test_a_correction_keeps_the_earlier_file(client: FlaskClient, cast: Cast) -> None:
    post = with_a_file(client, cast, cast.sato, (photo(), "古い地図.jpg"), (pdf(), "ちらし.pdf"))
    old, flyer = attached()
    says(client.get(f"/posts/{post.id}/correction"), "古い地図.jpg をはずす")
    form = {"title": post.title, "body": post.body, "without": str(old.id), "chosen": (io.BytesIO(photo(kind="PNG")), "新しい地図.png")}
    assert client.post(f"/posts/{post.id}/correction", data=form).status_code == 303
    page = as_(client, cast.tanaka).get(f"/posts/{post.id}").text
    assert "新しい地図.png" in page
    assert "ちらし.pdf" in page
    assert "古い地図.jpg" not in page
    before, after = client.get(f"/posts/{post.id}/versions").text.split("までの文</h2>")
    assert "古い地図.jpg" in after
    assert "古い地図.jpg" not in before
    assert "新しい地図.png" in before
    assert "新しい地図.png" not in after
    assert fetched(client, f"/attachments/{old.id}").status_code == 200
    assert fetched(client, f"/attachments/{flyer.id}").status_code == 200


def test_a_correction_that_changes_nothing_is_refused(client: FlaskClient, cast: Cast) -> None:
    post = with_a_file(client, cast, cast.sato, (photo(), "地図.jpg"))
    answer = client.post(f"/posts/{post.id}/correction", data={"title": post.title, "body": post.body, "without": "999999"})
    assert answer.status_code == 409
    says(answer, "どこも変わっていません")


def test_a_reply_is_corrected_with_its_files(client: FlaskClient, cast: Cast) -> None:
    post = a_post(cast)
    data = {"body": "これです。", "client_key": str(uuid.uuid4()), "chosen": (io.BytesIO(photo()), "棚.jpg")}
    as_(client, cast.tanaka).post(f"/posts/{post.id}/replies", data=data)
    reply = db.scalars(select(Reply)).one()
    assert (
        client.post(f"/replies/{reply.id}/correction", data={"body": "ちがいました。", "without": str(attached()[0].id)}).status_code == 303
    )
    assert "棚.jpg" not in client.get(f"/posts/{post.id}").text
    says(client.get(f"/replies/{reply.id}/versions"), "棚.jpg")


def test_what_was_refused_keeps_text_and_files(client: FlaskClient, cast: Cast) -> None:
    board = cast.board().id
    answer = as_(client, cast.sato).post(
        f"/boards/{board}/posts", data=a_form((photo(), "手袋.jpg"), (b"MZ" + bytes(300), "x.exe"), title="")
    )
    assert answer.status_code == 422
    says(answer, "題名を書いてください", "夜間です。", "手袋.jpg", "x.exe：この種類のファイルは受けとれません")
    key = db.scalars(select(Upload)).one().client_key
    says(answer, f'value="{key}"')
    assert client.post(f"/boards/{board}/posts", data=a_form(uploads=key)).status_code == 303
    assert [one.name for one in attached()] == ["手袋.jpg"]


def test_without_script_a_file_can_be_left_out_before_sending(client: FlaskClient, cast: Cast) -> None:
    board = cast.board().id
    keys = [sent(as_(client, cast.sato), board, photo(), name) for name in ("一.jpg", "二.jpg")]
    assert client.post(f"/boards/{board}/posts", data=a_form(uploads=" ".join(keys), leave=keys[0])).status_code == 303
    assert [one.name for one in attached()] == ["二.jpg"]


def test_a_line_that_breaks_costs_one_piece(client: FlaskClient, cast: Cast) -> None:
    content = pdf(tail=b"%" + b"x" * (2 * PIECE) + b"\n%%EOF\n")
    board, key = cast.board().id, str(uuid.uuid4())
    browser = as_(client, cast.sato)
    assert send(browser, board, content, "大.pdf", key=key).json == {
        "key": key, "name": "大.pdf", "size": len(content), "received": PIECE, "done": False, "preview": None,
    }  # fmt: skip
    again = send(browser, board, content, "大.pdf", key=key)
    assert (again.status_code, again.json and again.json["received"]) == (409, PIECE)
    assert (browser.get(f"/uploads/{key}").json or {})["received"] == PIECE
    assert send(browser, board, content, "大.pdf", key=key, offset=PIECE).status_code == 200
    last = send(browser, board, content, "大.pdf", key=key, offset=2 * PIECE)
    assert (last.json or {})["done"]
    assert (send(browser, board, content, "大.pdf", key=key, offset=2 * PIECE).json or {})["done"], "a lost answer is given again"
    browser.post(f"/boards/{board}/posts", data=a_form(uploads=key))
    assert fetched(browser, f"/attachments/{attached()[0].id}").data == content


def test_a_post_does_not_claim_what_has_not_wholly_arrived(client: FlaskClient, cast: Cast) -> None:
    content = pdf(tail=b"%" + b"x" * PIECE + b"\n%%EOF\n")
    board, key = cast.board().id, str(uuid.uuid4())
    send(as_(client, cast.sato), board, content, key=key)
    answer = client.post(f"/boards/{board}/posts", data=a_form(uploads=key))
    assert answer.status_code == 409
    says(answer, "届いていないものがあります", "橋の工事")


@pytest.mark.parametrize(
    "wrong",
    [
        {"key": "../../x"}, {"key": ""}, {"size": "-1"}, {"size": "x"}, {"size": "9" * 5000}, {"offset": "-5"}, {"size": "0"},
        {"offset": "9" * 30}, {"name": "x" * 2000}, {"piece": "no file"},
    ],
)  # fmt: skip
def test_a_piece_that_makes_no_sense_is_refused(client: FlaskClient, cast: Cast, wrong: dict[str, str]) -> None:
    said: dict[str, Any] = {"key": str(uuid.uuid4()), "name": "a.jpg", "size": "100", "offset": "0", "piece": (io.BytesIO(b"x" * 10), "p")}
    answer = as_(client, cast.sato).post(f"/boards/{cast.board().id}/uploads", data=said | wrong)
    assert answer.status_code in (200, 409, 422)
    assert (answer.json or {}).get("done") is not True


def test_a_piece_and_a_file_have_their_limits(client: FlaskClient, cast: Cast, app: Flask) -> None:
    board = cast.board().id
    browser = as_(client, cast.sato)
    assert send(browser, board, b"", size=PIECE * 3, piece=b"x" * (PIECE + 1)).status_code == 422
    too_large = send(browser, board, b"", size=most_bytes() + 1, piece=b"x")
    assert (too_large.status_code, (too_large.json or {})["message"]) == (422, "1つ20MBまでです。小さくして、もう一度選んでください。")
    assert db.scalar(select(func.count()).select_from(Upload)) == 0
    many = a_form(*[(photo(), f"{number}.jpg") for number in range(11)])
    answer = browser.post(f"/boards/{board}/posts", data=many)
    assert answer.status_code == 422
    says(answer, "1つの書きこみに10個までです", "橋の工事")


def test_one_person_cannot_fill_the_disk(client: FlaskClient, cast: Cast) -> None:
    browser = as_(client, cast.sato)
    codes = [send(browser, cast.board().id, b"", size=1000, piece=b"x").status_code for _ in range(42)]
    assert codes == [200] * 40 + [422] * 2
    assert send(as_(client, cast.tanaka), cast.board().id, b"", size=1000, piece=b"x").status_code == 200


def test_a_whole_form_is_limited_and_more_so_for_the_signed_out(client: FlaskClient, cast: Cast) -> None:
    def announced(address: str, size: int) -> int:
        said = {"CONTENT_LENGTH": str(size), "CONTENT_TYPE": "multipart/form-data; boundary=x"}
        return client.post(address, input_stream=io.BytesIO(b"--x--"), environ_overrides=said).status_code

    posts, uploads = f"/boards/{cast.board().id}/posts", f"/boards/{cast.board().id}/uploads"
    assert announced(posts, 3_000_000) == 413
    as_(client, cast.sato)
    assert announced(posts, 3_000_000) != 413
    assert announced(posts, MOST_WITH_A_FORM + 1) == 413
    assert announced(uploads, 3_000_000) == 413


def test_what_is_taken_back_is_gone(client: FlaskClient, cast: Cast) -> None:
    key = sent(as_(client, cast.sato), cast.board().id, photo())
    place = Arriving(f"{cast.sato.person_id}-{key}")
    assert place.kept.exists()
    assert fetched(client, f"/uploads/{key}/preview").mimetype == "image/jpeg"
    assert client.post(f"/uploads/{key}/removal").status_code == 204
    assert not place.folder.exists()
    assert client.get(f"/uploads/{key}").status_code == 404


def test_what_nobody_posts_is_thrown_away_after_two_days(client: FlaskClient, cast: Cast, app: Flask) -> None:
    board = cast.board().id
    with_a_file(client, cast, cast.sato, (photo(), "投稿.jpg"))
    key = sent(client, board, photo(70, 70))
    with clock.later(timedelta(hours=47)):
        clear(app)
    assert client.get(f"/uploads/{key}").status_code == 200
    with clock.later(timedelta(hours=49)):
        clear(app)
    assert not list(desk().iterdir())
    assert client.get(f"/uploads/{key}").status_code == 404
    assert fetched(client, f"/attachments/{attached()[0].id}").status_code == 200


def test_a_photograph_loses_its_place_and_stands_upright(client: FlaskClient, cast: Cast) -> None:
    raw = photo(300, 200, orientation=6, place=True)
    assert b"TELEPHONE MAKER" in raw
    with_a_file(client, cast, cast.sato, (raw, "現場.jpg"))
    file = attached()[0]
    for answer in (fetched(client, f"/attachments/{file.id}"), fetched(client, f"/attachments/{file.id}/preview")):
        assert b"TELEPHONE" not in answer.data
        assert b"Exif" not in answer.data
        assert b"patient room" not in answer.data
        image = Image.open(io.BytesIO(answer.data))
        assert image.size == (200, 300)
        assert not image.getexif()
        top = image.convert("RGB").getpixel((100, 20))
        assert isinstance(top, tuple)
        assert top[0] > 200 > top[2], "red is up"
    assert (file.width, file.height) == (200, 300)


def test_a_large_picture_is_made_smaller(client: FlaskClient, cast: Cast) -> None:
    with_a_file(
        client,
        cast,
        cast.sato,
        (photo(5000, 1000), "横.jpg"),
        (photo(100, 3000, kind="PNG"), "縦.png"),
        (photo(9, 9, kind="WEBP"), "小.webp"),
    )
    sizes = [(one.ending, one.width, one.height, one.preview_size) for one in attached()]
    assert sizes == [("jpg", 2000, 400, (480, 96)), ("png", 67, 2000, (16, 480)), ("jpg", 9, 9, (9, 9))]
    small = Image.open(io.BytesIO(fetched(client, f"/attachments/{attached()[0].id}/preview").data))
    assert small.size == (480, 96)


def test_a_page_of_posts_loads_its_files_in_one_query(client: FlaskClient, cast: Cast, app: Flask) -> None:
    from sqlalchemy import event

    seen: list[str] = []
    event.listen(app.extensions["engine"], "before_cursor_execute", lambda *said: seen.append(said[2]))
    for number in range(3):
        with_a_file(client, cast, cast.sato, (photo(), f"{number}.jpg"))
    seen.clear()
    says(client.get(f"/boards/{cast.board().id}"), "0.jpg", "1.jpg", "2.jpg")
    assert sum("FROM attachment" in one for one in seen) == 1


def test_live_pages_are_told_of_the_file(client: FlaskClient, cast: Cast) -> None:
    board = cast.board()
    after = board.seq
    with_a_file(client, cast, cast.sato, (photo(), "手袋.jpg"))
    page = as_(client, cast.tanaka).get(f"/boards/{board.id}?after={after}", headers={"HX-Request": "true"})
    says(page, "写真：手袋.jpg")
