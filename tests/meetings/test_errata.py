"""訂正: what is set right once minutes are fixed: found however it is typed, and set right again."""

from __future__ import annotations

from flask.testing import FlaskClient

from core.database import db
from meetings.minuting.copying import document
from meetings.minuting.gathering import gather
from meetings.models import Erratum
from tests.cast import Cast, as_, says
from tests.meetings.minuted import fixed, minuted


def test_an_erratum_has_a_number_and_quotes_the_sentence(client: FlaskClient, cast: Cast) -> None:
    world = minuted(cast)
    form = {"entry": world.remark.id, "wrong": "30分", "right": "40分", "reason": "録音で確かめた"}
    answer = as_(client, cast.kimura).post(f"{world.at}/errata", data=form)
    assert answer.status_code == 409
    says(answer, "議事録は、まだ確定していません。")
    fixed(world, cast)
    answer = client.post(f"{world.at}/errata", data={**form, "wrong": "50分"})
    assert answer.status_code == 409
    says(answer, "文の中に見つかりません。", "録音で確かめた", 'value="50分"')
    assert client.post(f"{world.at}/errata", data={**form, "reason": ""}).status_code == 422
    for _ in range(2):
        assert (
            client.post(f"{world.at}/errata", data={**form, "client_key": "0d9f6a52-7d8e-4c3b-9a51-1f2e3d4c5b6a"}).location
            == f"{world.at}#erratum-1"
        )
    assert client.post(f"{world.at}/errata", data={"wrong": "市役所", "right": "公民館", "reason": "場所のまちがい"}).location.endswith(
        "#erratum-2"
    )
    says(client.get(world.at), "訂正1", "訂正2", "「市役所」を「公民館」とする。", "全体")


def test_an_erratum_finds_the_words_however_they_are_typed_and_keeps_them_as_they_stand(client: FlaskClient, cast: Cast) -> None:
    world = minuted(cast, remark="夜間は３０分、ﾍﾙﾊﾟｰも３０分かかった。昼は１０分だった。")
    fixed(world, cast)
    kimura, form = as_(client, cast.kimura), {"entry": world.remark.id, "right": "40分", "reason": "録音で確かめた"}
    twice = kimura.post(f"{world.at}/errata", data={**form, "wrong": "30分"})
    assert twice.status_code == 409
    says(twice, "2か所以上あります", 'value="30分"', 'value="40分"', "録音で確かめた")
    assert "いちばん近い文" not in twice.text
    assert kimura.post(f"{world.at}/errata", data={**form, "wrong": "ヘルパーも 30分"}).status_code == 303
    assert db.query(Erratum).one().wrong == "ﾍﾙﾊﾟｰも３０分"
    says(kimura.get(world.at), "夜間は３０分、<del>ﾍﾙﾊﾟｰも３０分</del> <ins>40分</ins>")


def test_where_the_words_stand_in_another_sentence_that_one_is_offered_with_what_was_typed_kept(client: FlaskClient, cast: Cast) -> None:
    world = minuted(cast, remark="夜間の電話。だれへ電話すればよいか分からず、30分かかった。")
    fixed(world, cast)
    kimura = as_(client, cast.kimura)
    form = {"entry": world.remark.id, "wrong": "誰に電話すれば良いか分からず", "right": "分かった", "reason": "録音で確かめた"}
    near = kimura.post(f"{world.at}/errata", data=form)
    assert near.status_code == 409
    says(near, "いちばん近い文（議題1）", '<blockquote class="quoted">だれへ電話すればよいか分からず、30分かかった。</blockquote>')
    code = f"{world.remark.id}:1"
    says(near, f'name="instead" value="{code}"')
    taken = kimura.post(f"{world.at}/errata", data=form | {"instead": code})
    assert taken.status_code == 200
    says(taken, 'value="だれへ電話すればよいか分からず、30分かかった。"', 'value="分かった"', "録音で確かめた")
    other = kimura.post(f"{world.at}/errata", data=form | {"wrong": "田中先生が医師会へ話す"})
    says(other, f'value="{world.decision.id}:1"')
    says(kimura.post(f"{world.at}/errata", data=form | {"instead": f"{world.decision.id}:1"}), f'name="entry" value="{world.decision.id}"')
    for nowhere in ("火星", "！"):
        assert "いちばん近い文" not in kimura.post(f"{world.at}/errata", data=form | {"wrong": nowhere}).text
    assert kimura.post(f"{world.at}/errata", data={"instead": "1:1:1"}).status_code == 422
    assert not db.query(Erratum).count()


def test_what_an_erratum_put_in_is_set_right_by_the_next_one(client: FlaskClient, cast: Cast) -> None:
    world = minuted(cast, remark="次回は15日（月）に行う。")
    fixed(world, cast)
    kimura, form = as_(client, cast.kimura), {"entry": world.remark.id, "reason": "録音で確かめた"}
    steps = [
        ("15日（月）", "16日（月）"),
        ("（月）", "（火）"),
        ("16日", "17日"),
        ("日（火）に行う", "日（水）に開く"),
        ("次回は", "次の会は"),
    ]
    for wrong, right in steps:
        assert kimura.post(f"{world.at}/errata", data={**form, "wrong": wrong, "right": right}).status_code == 303
    says(kimura.get(f"{world.at}/errata?entry={world.remark.id}"), '<blockquote class="quoted">次の会は17日（水）に開く。</blockquote>')
    shown = kimura.get(world.at).text
    assert all(f"<del>{wrong}</del>" in shown for wrong, _right in steps)
    read = next(one for one in document(gather(world.meeting.id), public=False).items[0].talk if one.id == world.remark.id)
    assert "".join(piece.text for piece in read.pieces) == "次の会は17日（水）に開く。"
    assert sorted(piece.number for piece in read.pieces if piece.number) == [1, 2, 3, 4, 5]
    gone = kimura.post(f"{world.at}/errata", data={**form, "wrong": "次回は15日（月）に開く。", "right": "18日"})
    assert gone.status_code == 409
    says(gone, "見つかりません。", "いちばん近い文（議題1）", "次の会は17日（水）に開く。</blockquote>\n    <p>")
