"""The story of one notice, through HTTP: asked, read, answered, corrected, answered again, withdrawn; and everybody hears."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta

from flask import Flask

from board.models import Post
from core import clock, realtime
from core.audit import AuditRow
from core.database import db
from tests.cast import Cast, as_, says
from tests.hearing import Hearing


def test_a_notice_reaches_everyone_and_the_base_sees_who_has_not_answered(app: Flask, cast: Cast, hearing: Callable[..., Hearing]) -> None:
    base, nurse, doctor = (as_(app.test_client(), who) for who in (cast.kimura, cast.sato, cast.tanaka))
    board = cast.board()
    phone, desk = hearing(nurse, board.stream), hearing(doctor, board.stream)

    form = {
        "title": "在宅酸素の臨時配送", "body": "26日の午前に受け取れる施設を調べています。", "urgency": "urgent",
        "confirm_by": (clock.now() + timedelta(hours=8)).isoformat(), "client_key": str(uuid.uuid4()),
    }  # fmt: skip
    assert base.post(f"/boards/{board.id}/posts", data=form).status_code == 303
    realtime.flush_now()
    for ear in (phone, desk):
        (heard,) = ear.changes()
        assert "在宅酸素の臨時配送" in heard["html"]
    post = db.query(Post).one()
    grid = f"/posts/{post.id}/confirmations"
    says(base.get(grid), "訪問看護ステーションきた", "田中医院", "ほし薬局", "未登録", "055-000-0203")

    says(nurse.get("/"), "お返事がまだのもの", "在宅酸素の臨時配送")
    nurse.get(f"/posts/{post.id}")
    assert 'data-state="read"' in base.get(grid).text
    assert nurse.post(grid, data={"answer": "ok"}).status_code == 303
    says(nurse.get(f"/boards/{board.id}"), "あなたの施設：対応可")
    says(doctor.get(f"/boards/{board.id}"), "あなたの施設：まだお返事していません", "1 / 3")

    assert base.post(f"/posts/{post.id}/correction", data={"title": form["title"], "body": "27日の午前に変わりました。"}).status_code == 303
    realtime.flush_now()
    assert "27日の午前に変わりました。" in phone.changes()[-1]["html"]
    assert doctor.post(grid, data={"answer": "call"}).status_code == 303
    assert doctor.post(grid, data={"answer": "no"}).status_code == 303
    says(base.get(f"{grid}/{cast.clinic.id}"), "電話ください", "対応不可", "田中 一郎")

    assert base.post(f"/posts/{post.id}/withdrawal", data={"reason": "全員に届いたため"}).status_code == 303
    says(nurse.get(f"/boards/{board.id}"), "取り下げられた投稿", "全員に届いたため")
    verbs = [row.verb for row in db.query(AuditRow).filter_by(subject_kind="post").order_by(AuditRow.id)]
    assert verbs == ["post.published", *["confirmation.given"] * 1, "post.corrected", *["confirmation.given"] * 2, "post.withdrawn"]
