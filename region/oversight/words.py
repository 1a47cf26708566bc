"""What each verb of the audit means, in plain words, by group. Every verb that any room records stands here; a test reads the code.

Rooms above this one are named by their verbs only: these are words, as in a catalogue, and nothing of theirs is imported.
"""

from __future__ import annotations

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from region.oversight import words_of_meetings

GROUPS: dict[str, tuple[str, dict[str, str]]] = {
    "sign_in": (
        _("サインインと本人の確認"),
        {
            "sign_in.began": _("サインインした"),
            "sign_in.failed": _("サインインに失敗した"),
            "sign_in.rested": _("失敗が続き、サインインが休みになった"),
            "sign_in.proven": _("もう一度、本人だと確かめた"),
            "sign_in.ended": _("サインアウトした"),
            "sign_in.ended_all": _("すべての機器からサインアウトした"),
            "password.refused": _("パスワードの確認に失敗した"),
            "password.forgotten": _("パスワードを忘れたと知らせた"),
            "password.forgotten_too_often": _("パスワードを忘れたと、何度も知らせた"),
            "password_link.made": _("新しいパスワードを決めるリンクを作った"),
            "person.password_changed": _("パスワードを変えた"),
            "code.refused": _("確認の番号をまちがえた"),
            "code_app.set_up": _("確認アプリを使いはじめた"),
            "code_app.removed": _("確認アプリをやめた"),
            "passkey.added": _("パスキーを加えた"),
            "passkey.renamed": _("パスキーの名前を変えた"),
            "passkey.removed": _("パスキーを消した"),
            "passkey.refused": _("パスキーで確かめられなかった"),
            "recovery_codes.made": _("予備の番号を作った"),
            "recovery_code.used": _("予備の番号を使った"),
            "second_factor.reset": _("サインインの2つめの確認を、なしにもどした"),
            "second_factor_rule.set": _("2つめの確認を、全員に求めることにした"),
            "second_factor_rule.ended": _("2つめの確認を、全員には求めないことにした"),
        },
    ),
    "denied": (
        _("断られた操作"),
        {
            "denied": _("見られないページを開こうとした、または、できない操作をしようとした"),
            "watch.denied": _("見られない場所の動きを、受けとろうとした"),
        },
    ),
    "taken_out": (
        _("書き出しと閲覧"),
        {
            "institutions.exported": _("施設の一覧をファイルにした"),
            "completeness.exported": _("名簿のそろい具合をファイルにした"),
            "active_institutions.exported": _("積極的医療機関の一覧をファイルにした"),
            "inventory.exported": _("人の確かめの一覧をファイルにした"),
            "import.faults_exported": _("取りこめなかった行をファイルにした"),
            "call_list.taken": _("電話をかける一覧を出した"),
            "attachment.fetched": _("添付ファイルを開いた"),
            "audit.viewed": _("操作の記録を見た"),
            "audit.exported": _("操作の記録をファイルにした"),
            "audit_review.opened": _("月の点検を開いた"),
            "agenda.exported": _("次第をファイルにした"),
            "minutes.exported": _("議事録をファイルにした"),
            "year_report.exported": _("会議の1年の報告書をファイルにした"),
        },
    ),
    "people": (
        _("人と所属"),
        {
            "person.renamed": _("名前を変えた"),
            "person.disabled": _("アカウントを止めた"),
            "person.enabled": _("アカウントをまた使えるようにした"),
            "affiliation.began": _("施設に加わった"),
            "affiliation.ended": _("所属を終わりにした"),
            "affiliation.resumed": _("所属をもとにもどした"),
            "affiliation.role_changed": _("役割を変えた"),
            "invitation.issued": _("招待した"),
            "invitation.accepted": _("招待を受けた"),
            "invitation.withdrawn": _("招待を取り消した"),
            "inventory.said": _("その人がいまもいるかを答えた"),
            "inventory.done": _("人の確かめを終えた"),
            "inventory.reminded": _("人の確かめを、まだの施設に知らせた"),
        },
    ),
    "boards": (
        _("掲示板"),
        {
            "post.published": _("投稿した"),
            "post.corrected": _("投稿を訂正した"),
            "post.withdrawn": _("投稿を取り下げた"),
            "post.pinned": _("投稿を固定した"),
            "post.unpinned": _("投稿の固定をやめた"),
            "reply.published": _("返信した"),
            "reply.corrected": _("返信を訂正した"),
            "reply.withdrawn": _("返信を取り下げた"),
            "confirmation.given": _("施設として返事をした"),
            "confirmation.recorded": _("電話やFAXの返事を、代わりに書いた"),
            "confirmation.taken_back": _("代わりに書いた返事を取り消した"),
            "confirmation.reminded": _("まだの施設に、返事をお願いした"),
            "call.unanswered": _("電話に出なかったことを書いた"),
            "attachment.attached": _("ファイルを添付した"),
            "attachment.removed": _("添付ファイルを外した"),
            "board.set_up": _("掲示板を作った"),
            "board.granted": _("掲示板の決まりを足した"),
            "board.revoked": _("掲示板の決まりを外した"),
            "link.made": _("もとになったものと結びつけた"),
        },
    ),
    "meetings": (_("会議と取組"), words_of_meetings.VERBS),
    "directory": (
        _("施設の名簿"),
        {
            "institution.added": _("施設を加えた"),
            "institution.corrected": _("施設の登録を直した"),
            "institution.closed": _("施設を閉じたことにした"),
            "institution.reopened": _("施設をまた開いたことにした"),
            "institution.merged": _("2つの施設を1つにまとめた"),
            "institution.parted": _("まとめた施設を2つにもどした"),
            "institution.move_recorded": _("施設の引っこしを書いた"),
            "institution.moved": _("施設の住所が変わった"),
            "institution.move_withdrawn": _("施設の引っこしを取り消した"),
            "institution.succeeded": _("施設をほかの施設に引きついだ"),
            "institution.succession_undone": _("施設の引きつぎを取り消した"),
            "fact.stated": _("できることを書いた"),
            "fact.confirmed": _("できることを確かめた"),
            "fact_ask.sent": _("施設に確認をお願いした"),
            "fact_ask.opened": _("確認のお願いを開いた"),
            "fact_ask.answered": _("確認のお願いに答えた"),
            "self_check.answered": _("6つの役割の自己点検に答えた"),
            "status.given": _("施設の指定や届出を書いた"),
            "status.ended": _("施設の指定や届出を終わりにした"),
            "status.withdrawn": _("施設の指定や届出を取り消した"),
            "search.saved": _("探し方を保存した"),
            "search.removed": _("保存した探し方を消した"),
            "gap.closed": _("足りないもののこたえを書いた"),
            "pair.found": _("同じ施設かもしれない2つを見つけた"),
            "pair.same": _("2つは同じ施設だと答えた"),
            "pair.different": _("2つはちがう施設だと答えた"),
            "pair.later": _("同じ施設かどうかを、あとで決めることにした"),
            "pair.asked_again": _("同じ施設かどうかを、もう一度たずねた"),
        },
    ),
    "areas": (
        _("地域と拠点"),
        {
            "area.set_up": _("地域を作った"),
            "area.took_in": _("市区町村を地域に入れた"),
            "area.let_go": _("市区町村を地域から外した"),
            "area.base_ended": _("拠点の期間を終わりにした"),
            "area.taken_back": _("地域や拠点の期間を取り消した"),
            "base.appointed": _("拠点に決めた"),
            "base.ended": _("拠点を終わりにした"),
        },
    ),
    "imports": (
        _("公表データの取りこみ"),
        {
            "import.begun": _("公表データを読みはじめた"),
            "import.decided": _("公表データの取りこみを決めた"),
            "import.written": _("公表データを取りこんだ"),
            "import.cancelled": _("公表データの取りこみをやめた"),
            "import.lapsed": _("決めないまま、取りこみの期限がすぎた"),
            "import.failed": _("公表データを取りこめなかった"),
        },
    ),
    "house": (
        _("システムの動き"),
        {
            "delivery.sent": _("メールを送った"),
            "delivery.dropped": _("送る必要がなくなったメールをやめた"),
            "delivery.given_up": _("メールがとどかず、あきらめた"),
            "audit.head_sent": _("操作の記録の控えを外へ送った"),
            "audit_review.signed": _("月の点検に署名した"),
            "database.restored": _("バックアップからもどした"),
        },
    ),
}
ENDINGS = {".imported": ("imports", _("公表データの一部を書きこんだ")), ".vanished": ("imports", _("公表データから消えた施設に印をつけた"))}
"""Verbs that begin with the name of a published source."""

SUBJECTS = {
    "person": _("人"), "affiliation": _("所属"), "institution": _("施設"), "post": _("投稿"), "reply": _("返信"), "board": _("掲示板"),
    "area": _("地域"), "sign_in": _("サインイン"), "invitation": _("招待"), "delivery": _("メール"), "import_run": _("取りこみ"),
    "attachment": _("添付ファイル"), "audit_review": _("月の点検"), "fact_ask": _("確認のお願い"), "pair": _("2つの施設"),
    "saved_search": _("探し方"), "gap": _("足りないもの"), "passkey": _("パスキー"), "code_app": _("確認アプリ"),
    "link": _("つながり"), **words_of_meetings.SUBJECTS,
}  # fmt: skip
_WORDS = {verb: word for _name, verbs in GROUPS.values() for verb, word in verbs.items()}


def word(verb: str) -> str | None:
    """What somebody did, in words; None for a verb nobody has written here yet."""
    ending = ENDINGS.get(f".{verb.rpartition('.')[2]}")
    known = _WORDS.get(verb) or (ending[1] if ending else None)
    return str(known) if known else None


def said(verb: str) -> str:
    """The same; an unknown verb is shown as it is, so that no act is hidden."""
    return word(verb) or gettext("ほかの操作（%(verb)s）", verb=verb)


def subject(kind: str | None) -> str:
    """What it was done to."""
    return str(SUBJECTS.get(kind, "")) if kind else ""


def group_of(verb: str) -> str:
    """The group a verb is counted in."""
    ending = ENDINGS.get(f".{verb.rpartition('.')[2]}")
    return next((key for key, (_name, verbs) in GROUPS.items() if verb in verbs), ending[0] if ending else "house")
