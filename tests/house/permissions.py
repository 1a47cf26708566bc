"""Who may do what: the one place where it is written down. docs/permissions.md is made from it, and every cell is tried on the real house.

`.venv/bin/python -m tests.house.permissions` writes docs/permissions.md.
"""

from __future__ import annotations

from pathlib import Path

from tests.house.deeds import MARKS, Deed, Who
from tests.house.permissions_of_meetings import MEETINGS

__all__ = ["DEEDS", "MARKS", "PAGE", "Deed", "Who", "page"]

PAGE = Path(__file__).resolve().parents[2] / "docs" / "permissions.md"


IN_WORDS = """
| 印 | 意味 | meaning |
|---|---|---|
| ○ | できる | may |
| × | あることは分かるが、できない（403） | knows of it, and may not (403) |
| － | ないものとして答える（404）。あることも教えない | is told there is no such thing (404) |
| → | サインインの画面へ送る | is sent to the sign-in page |
"""


PARTS: dict[str, list[Deed]] = {
    "だれにでも開いているところ / Open to everybody": [
        Deed("サインインする。パスワードを忘れたとき。文字の大きさと言葉", "Coming in; a forgotten password; text size and language",
             "○ ○ ○ ○ ○ ○ ○ ○ ○ ○ ○ ○ ○", """
             GET /sign-in
             POST /sign-in
             GET /sign-in/second-step
             POST /sign-in/second-step
             POST /sign-in/passkey
             POST /sign-in/passkey/options
             POST /sign-out
             GET /forgotten-password
             POST /forgotten-password
             GET /forgotten-password/asked
             POST /account/language
             POST /account/text-size"""),
        Deed("手もとに届いたリンクを使う（リンクそのものが鍵です）", "Using a link one was handed: the link is the proof",
             "○ ○ ○ ○ ○ ○ ○ ○ ○ ○ ○ ○ ○", """
             GET /forgotten-password/<token>
             POST /forgotten-password/<token>
             GET /password/<token>
             POST /password/<token>
             GET /invitations/<token>
             POST /invitations/<token>
             GET /asks/<token>
             POST /asks/<token>"""),
        Deed("見た目の部品、機械のための確認（/metrics は決めた番地からだけ）",
             "Style and scripts; for machines (/metrics from allowed addresses only)",
             "○ ○ ○ ○ ○ ○ ○ ○ ○ ○ ○ ○ ○", """
             GET /assets/<digest>/<path:name>
             GET /healthz
             GET /metrics"""),
    ],
    "自分のこと / My own": [
        Deed("自分の画面（ホーム、自分の板・地域・施設の一覧。中身は読めるものだけ）", "My own pages; what is on them is what I may read",
             "→ ○ ○ ○ ○ ○ ○ ○ ○ ○ ○ ○ →", """
             GET /
             GET /pulse
             GET /viewer.css
             GET /boards/
             GET /people/
             GET /areas/
             GET /areas/rules
             GET /areas/active-institutions
             GET /areas/active-institutions.csv
             GET /institutions/
             GET /institutions/list
             GET /institutions/list.csv
             GET /institutions/list.xlsx"""),
        Deed("自分のアカウント（名前、パスワード、確認アプリ、パスキー）", "My account: name, password, code app, passkeys",
             "→ ○ ○ ○ ○ ○ ○ ○ ○ ○ ○ ○ →", """
             GET /account/
             GET /account/again
             POST /account/again
             GET /account/name
             POST /account/name
             GET /account/password
             POST /account/password
             GET /account/second-factor
             GET /account/code-app
             GET /account/code-app/picture.svg
             POST /account/code-app
             GET /account/passkeys/new
             POST /account/passkeys
             POST /account/passkeys/options
             POST /account/recovery-codes
             POST /account/sign-ins/ending"""),
        Deed("「書いた人」のもの（所属を選ぶ、端末、パスキー、送りかけのファイル）",
             "What belongs to the author: choosing the place one acts for, devices, passkeys, files on their way",
             "→ ○ － － － － － － － － － － →", """
             POST /account/affiliation
             POST /account/sign-ins/<int:sign_in_id>/ending
             GET /account/code-app/removal
             POST /account/code-app/removal
             GET /account/passkeys/<int:passkey_id>/name
             POST /account/passkeys/<int:passkey_id>/name
             GET /account/passkeys/<int:passkey_id>/removal
             POST /account/passkeys/<int:passkey_id>/removal
             GET /uploads/<key>
             GET /uploads/<key>/preview
             POST /uploads/<key>/removal"""),
        Deed("保存した探し方を消す", "Removing a saved search",
             "→ ○ － － － － － － － － － × →", """
             POST /institutions/searches/<int:search_id>/removal"""),
        Deed("探し方を保存する", "Saving a search",
             "→ ○ ○ ○ ○ ○ ○ ○ ○ ○ ○ × →", """
             POST /institutions/searches/"""),
        Deed("拠点がみんなに配った探し方を消す", "Removing a search the base shares with its area",
             "→ × × × × ○ × × × － － × →", """
             POST /institutions/searches/<int:search_id>/removal 〔拠点が配った〕"""),
    ],
    "板を読む / Reading boards": [
        Deed("板と投稿を読む。写真とファイルを見る", "Reading a board and its posts, photographs and files",
             "→ ○ ○ ○ ○ ○ ○ ○ ○ － － － →", """
             GET /boards/<int:board_id>
             POST /boards/<int:board_id>/reading
             GET /boards/<int:board_id>/rights
             GET /posts/<int:post_id>
             GET /posts/<int:post_id>/versions
             GET /replies/<int:reply_id>/versions
             GET /attachments/<int:attachment_id>
             GET /attachments/<int:attachment_id>/preview
             POST /posts/<int:post_id>/alert-reading
             POST /posts/<int:post_id>/reminder-reading
             GET /posts/<int:post_id> 〔取り下げた投稿〕
             GET /posts/<int:post_id>/versions 〔取り下げた投稿〕"""),
        Deed("ほかの地域の板と投稿を読む", "Reading a board of the other area",
             "→ － － － － － － ○ ○ ○ ○ － →", """
             GET /boards/<int:board_id> 〔あちらの地域〕
             GET /posts/<int:post_id> 〔あちらの地域〕"""),
        Deed("取り下げた投稿の写真とファイルを見る", "Files of a post that was withdrawn",
             "→ ○ ○ ○ － ○ － － － － － － →", """
             GET /attachments/<int:attachment_id> 〔取り下げた投稿〕
             GET /attachments/<int:attachment_id>/preview 〔取り下げた投稿〕"""),
    ],
    "板に書く / Writing on boards": [
        Deed("投稿する、返信する、ファイルを送る", "Posting, replying, sending files",
             "→ ○ ○ ○ ○ ○ × ○ × － － － →", """
             GET /boards/<int:board_id>/posts/new
             POST /boards/<int:board_id>/posts
             POST /boards/<int:board_id>/uploads
             POST /posts/<int:post_id>/replies"""),
        Deed("ほかの地域の板に投稿する", "Posting on a board of the other area",
             "→ － － － － － － × ○ ○ ○ － →", """
             POST /boards/<int:board_id>/posts 〔あちらの地域〕"""),
        Deed("訂正する", "Correcting",
             "→ ○ × ○ × × × × × － － － →", """
             GET /posts/<int:post_id>/correction
             POST /posts/<int:post_id>/correction
             GET /replies/<int:reply_id>/correction
             POST /replies/<int:reply_id>/correction"""),
        Deed("取り下げる", "Withdrawing",
             "→ ○ × ○ × ○ × × × － － － →", """
             GET /posts/<int:post_id>/withdrawal
             POST /posts/<int:post_id>/withdrawal
             GET /replies/<int:reply_id>/withdrawal
             POST /replies/<int:reply_id>/withdrawal"""),
        Deed("取り下げた投稿を直す、もう一度取り下げる", "Changing what was withdrawn",
             "→ × × × × × × × × － － － →", """
             GET /posts/<int:post_id>/correction 〔取り下げた投稿〕
             POST /posts/<int:post_id>/correction 〔取り下げた投稿〕
             POST /posts/<int:post_id>/withdrawal 〔取り下げた投稿〕"""),
        Deed("固定する。板の決まりを変える", "Pinning; changing the rights of a board",
             "→ × × × × ○ × × × － － － →", """
             POST /posts/<int:post_id>/pin
             POST /posts/<int:post_id>/pin/removal
             POST /boards/<int:board_id>/rights
             POST /boards/<int:board_id>/rights/<int:grant_id>/removal"""),
        Deed("ほかの地域の投稿を固定する", "Pinning in the other area",
             "→ － － － － － － × ○ ○ × － →", """
             POST /posts/<int:post_id>/pin 〔あちらの地域〕"""),
    ],
    "施設ごとの返事 / Answers of institutions": [
        Deed("自分の施設として返事をする（あて先の施設の人）", "Answering for one's institution, where it was asked",
             "→ × × × ○ ○ × ○ × － － － →", """
             POST /posts/<int:post_id>/confirmations"""),
        Deed("どの施設がどう答えたかを見る、電話の一覧、まだの施設に知らせる", "The grid, the list of calls, reminding",
             "→ ○ ○ ○ × ○ × × × － － － →", """
             GET /posts/<int:post_id>/confirmations
             GET /posts/<int:post_id>/call-list
             GET /posts/<int:post_id>/call-list.csv
             GET /posts/<int:post_id>/call-list.xlsx
             GET /posts/<int:post_id>/reminders
             POST /posts/<int:post_id>/reminders"""),
        Deed("ほかの地域の投稿の返事を見る", "The grid of a post of the other area",
             "→ － － － － － － × ○ ○ × － →", """
             GET /posts/<int:post_id>/confirmations 〔あちらの地域〕"""),
        Deed("1つの施設の返事の記録を見る（その施設の人も）", "What one institution answered; its own people too",
             "→ ○ ○ ○ ○ ○ × ○ × － － － →", """
             GET /posts/<int:post_id>/confirmations/<int:institution_id>"""),
        Deed("電話・FAXの返事を書く、取り消す", "Writing down an answer by telephone, taking it back",
             "→ × × × × ○ × × × － － － →", """
             GET /posts/<int:post_id>/confirmations/<int:institution_id>/recorded-answers/new
             POST /posts/<int:post_id>/confirmations/<int:institution_id>/recorded-answers
             GET /posts/<int:post_id>/confirmations/<int:institution_id>/recorded-answers/<int:confirmation_id>/taking-back
             POST /posts/<int:post_id>/confirmations/<int:institution_id>/recorded-answers/<int:confirmation_id>/taking-back
             POST /posts/<int:post_id>/confirmations/<int:institution_id>/unanswered-calls"""),
    ],
    "施設の名簿 / The directory": [
        Deed("地域の施設を見る", "An institution of the area",
             "→ ○ ○ ○ ○ ○ ○ ○ ○ － － － →", """
             GET /institutions/<int:institution_id>
             GET /institutions/<int:institution_id>/facts/<item>
             GET /institutions/<int:institution_id>/sheet
             GET /areas/<int:area_id>"""),
        Deed("ほかの地域の施設と地域を見る", "An institution of the other area",
             "→ － － － － － － ○ ○ ○ ○ － →", """
             GET /institutions/<int:institution_id> 〔あちらの地域〕
             GET /institutions/<int:institution_id>/sheet 〔あちらの地域〕
             GET /areas/<int:area_id> 〔あちらの地域〕"""),
        Deed("「拠点だけ」の項目を見る（施設の人と拠点）", "What is for the base alone: the institution's people, and the base",
             "→ ○ ○ ○ － ○ － － － － － － →", """
             GET /institutions/<int:institution_id>/facts/<item> 〔拠点だけの項目〕"""),
        Deed("施設について答える、直す（管理者と拠点）", "Saying what is true of an institution: its manager, and the base",
             "→ × × ○ × ○ × × × － － － →", """
             GET /institutions/<int:institution_id>/confirmation
             POST /institutions/<int:institution_id>/confirmation"""),
        Deed("施設の自己点検を見る（施設の人、拠点、都道府県）", "Reading a self-check: its people, the base, the prefecture",
             "→ × × × ○ ○ ○ ○ ○ － － － →", """
             GET /institutions/<int:institution_id>/self-check/"""),
        Deed("地域の施設と地域を変える（記録、役割、閉鎖、移転、引きつぎ、同じ施設、地域の範囲と拠点）",
             "Changing institutions and areas: records, statuses, closing, moving, succession, merging, land and bases",
             "→ × × × × ○ × × × － － － →", """
             GET /institutions/<int:institution_id>/edit
             POST /institutions/<int:institution_id>/edit
             GET /institutions/<int:institution_id>/closure
             POST /institutions/<int:institution_id>/closure
             POST /institutions/<int:institution_id>/reopening
             GET /institutions/<int:institution_id>/changes
             POST /institutions/<int:institution_id>/moves
             POST /institutions/<int:institution_id>/moves/<int:move_id>/withdrawal
             POST /institutions/<int:institution_id>/succession
             POST /institutions/<int:institution_id>/succession/<int:succession_id>/undoing
             POST /institutions/<int:institution_id>/twins
             POST /institutions/pairs/<int:pair_id>/decision
             POST /institutions/pairs/<int:pair_id>/undoing
             GET /institutions/<int:institution_id>/statuses/
             POST /institutions/<int:institution_id>/statuses/
             POST /institutions/<int:institution_id>/statuses/<int:status_id>/end
             POST /institutions/<int:institution_id>/statuses/<int:status_id>/withdrawal
             GET /institutions/<int:institution_id>/self-check/edit
             POST /institutions/<int:institution_id>/self-check/edit
             GET /areas/<int:area_id>/bases/<int:institution_id>/<day>
             POST /areas/<int:area_id>/bases/<int:institution_id>/<day>
             GET /areas/<int:area_id>/bases/new
             POST /areas/<int:area_id>/bases/new
             GET /areas/<int:area_id>/designations/<int:status_id>
             POST /areas/<int:area_id>/designations/<int:status_id>
             GET /areas/<int:area_id>/designations/new
             POST /areas/<int:area_id>/designations/new
             GET /areas/<int:area_id>/municipalities/<code>/<day>
             POST /areas/<int:area_id>/municipalities/<code>/<day>
             GET /areas/<int:area_id>/municipalities/new
             POST /areas/<int:area_id>/municipalities/new"""),
        Deed("ほかの地域の施設を変える", "Changing an institution of the other area",
             "→ － － － － － － × ○ ○ × － →", """
             GET /institutions/<int:institution_id>/edit 〔あちらの地域〕
             POST /institutions/<int:institution_id>/edit 〔あちらの地域〕"""),
        Deed("加える、取りこむ、数える、足りないものを見る（どの地域でも、拠点の職員。中身は自分の地域）",
             "Adding, importing, counting, gaps: base staff of any area, each of their own",
             "→ × × × × ○ × × ○ ○ × × →", """
             GET /institutions/new
             POST /institutions/new
             GET /areas/new
             POST /areas/new
             GET /imports/
             POST /imports/
             GET /institutions/completeness
             GET /institutions/completeness.csv
             GET /institutions/completeness/<what>
             GET /institutions/completeness/<what>.csv
             GET /institutions/gaps/
             POST /institutions/gaps/closures
             GET /institutions/pairs/"""),
        Deed("取りこみの1件を見る、書きこむ、やめる（名簿は1つなので、どの拠点でも）",
             "One import: the directory is one, so base staff of any area",
             "→ － － － － ○ － － ○ ○ － － →", """
             GET /imports/<int:run_id>
             GET /imports/<int:run_id>/faults.csv
             POST /imports/<int:run_id>/writing
             POST /imports/<int:run_id>/cancellation"""),
        Deed("自己点検の一覧（拠点と都道府県。中身は自分の地域）", "All self-checks: bases and the prefecture, each of their own",
             "→ × × × × ○ ○ × ○ ○ × × →", """
             GET /areas/self-checks"""),
    ],
    "人と所属 / People and their places": [
        Deed("施設の人の一覧を見る（施設の人、拠点、都道府県）", "The people of an institution: themselves, the base, the prefecture",
             "→ ○ ○ ○ － ○ ○ － － － － － →", """
             GET /institutions/<int:institution_id>/people"""),
        Deed("ほかの地域の施設の人の一覧を見る", "The people of an institution of the other area",
             "→ － － － － － － ○ ○ ○ ○ － →", """
             GET /institutions/<int:institution_id>/people 〔あちらの地域〕"""),
        Deed("招待する、役割を変える、所属を終わりにする、棚卸し（管理者と拠点）",
             "Inviting, roles, ending an affiliation, the yearly inventory: manager and base",
             "→ × × ○ － ○ × － － － － － →", """
             GET /institutions/<int:institution_id>/invitations/new
             POST /institutions/<int:institution_id>/invitations
             POST /invitations/<int:invitation_id>/withdrawal
             GET /affiliations/<int:affiliation_id>/role
             POST /affiliations/<int:affiliation_id>/role
             GET /affiliations/<int:affiliation_id>/ending
             POST /affiliations/<int:affiliation_id>/ending
             GET /affiliations/<int:affiliation_id>/handover
             POST /affiliations/<int:affiliation_id>/handover
             GET /institutions/<int:institution_id>/inventory
             POST /institutions/<int:institution_id>/inventory"""),
        Deed("自分の施設の棚卸し（管理者と拠点の職員）", "The inventory of one's own institution",
             "→ × × ○ × ○ × × ○ ○ × × →", """
             GET /people/inventory"""),
        Deed("アカウントを止める・もどす、パスワードと2つめの確認をやりなおす（拠点）",
             "Stopping accounts and letting people back in: the base",
             "→ × × × － ○ × － － － － － →", """
             GET /people/<int:person_id>/disabling
             POST /people/<int:person_id>/disabling
             POST /people/<int:person_id>/enabling
             POST /people/<int:person_id>/password-links
             GET /people/<int:person_id>/second-factor-reset
             POST /people/<int:person_id>/second-factor-reset"""),
        Deed("棚卸しの進み具合、2つめの確認の様子（拠点。中身は自分の地域）",
             "How the inventory and second factors stand: bases, each of their own",
             "→ × × × × ○ × × ○ ○ × × →", """
             GET /people/inventory/institutions
             GET /people/inventory/list.csv
             POST /people/inventory/reminders
             GET /people/second-factors"""),
        Deed("地域に2つめの確認を求める、やめる（その地域の拠点）", "Asking an area for a second factor: its base",
             "→ × × × × ○ × × － － × × →", """
             POST /areas/<int:area_id>/second-factor-rule
             POST /areas/<int:area_id>/second-factor-rule/ending"""),
    ],
    **MEETINGS,
    "操作の記録 / Who did what": [
        Deed("操作の記録を見る（拠点。中身は自分の地域）", "The audit: bases, each of their own area",
             "→ × × × × ○ × × ○ ○ × × →", """
             GET /audit/
             GET /audit/acts.csv
             GET /audit/reviews"""),
        Deed("月の点検を見る、署名する（その地域の拠点）", "The monthly review: the area's base",
             "→ × × × × ○ × × － － × × →", """
             GET /audit/reviews/<int:area_id>/<month>
             POST /audit/reviews/<int:area_id>/<month>"""),
    ],
}  # fmt: skip

DEEDS = [deed for part in PARTS.values() for deed in part]


def page() -> str:
    """docs/permissions.md, whole."""
    told = [
        "# だれが何をできるか / Who may do what",
        (
            "この表は `tests/house/permissions.py` から作られます（`.venv/bin/python -m tests.house.permissions`）。"
            "`tests/house/test_permissions.py` が、すべての番地を、すべての人として、実際にたずねて確かめます。"
            "ここに行のない番地があると、テストは通りません。"
        ),
        (
            "This page is made from `tests/house/permissions.py`. The test beside it asks for every address as everybody and compares; "
            "an address without a line here fails it by name."
        ),
        IN_WORDS.strip(),
        (
            "読むことは、人についています（2つの所属がある人は、両方を読めます）。することは、そのとき選んでいる所属についています。"
            "入力のまちがいは、してよい人にだけ教えます。\n"
            "What one may read hangs on the person (who works in two places reads both); what one does, on the place one has chosen. "
            "What is wrong with a form is told only to whom the deed is open."
        ),
        "## 人 / People\n\n" + "\n".join(f"{number}. {who}" for number, who in enumerate(Who, start=1)),
        *(_part(name, deeds) for name, deeds in PARTS.items()),
    ]
    return "\n\n".join(told) + "\n"


def _part(name: str, deeds: list[Deed]) -> str:
    head = f"| すること | deed | {' | '.join(str(number) for number, _ in enumerate(Who, start=1))} |"
    line = "|---|---|" + "---|" * len(Who)
    rows = [f"| {one.deed} | {one.in_english} | {' | '.join(one.marks.split())} |" for one in deeds]
    routes = [f"* {one.deed}：" + "、".join(f"`{row}`" for row in one.rows) for one in deeds]
    return "\n".join([f"## {name}", "", head, line, *rows, "", "番地 / addresses", "", *routes])


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
