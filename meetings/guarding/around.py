"""What stands around a bare name: does a name begin and end there, and is it a patient's, or of who takes part, of a town or an office?"""

from __future__ import annotations

import re

_STAFF = "|".join(
    """
司会 進行 座長 議長 書記 記録 文責 報告 発表 説明 講師 講演 出席 欠席 参加 傍聴 来賓 委員 会長 事務局 作成 担当
連絡先 窓口 主治医 副?院長 所長 施設長 管理者 責任者 医師 歯科医 看護師 保健師 薬剤師 療法士 衛生士 栄養士 福祉士
ケアマネ(?:ー?ジャー)? 専門員 相談員 ヘルパー 職員 先生
""".split()  # noqa: SIM905
)
_OFFICE = "|".join(
    """
部長 課長 係長 主任 主幹 主査 師長 理事 教授 議員 医院 病院 クリニック 診療所 歯科 薬局 内科 外科 医師会 協議会
センター ステーション 事業所 施設 大学 学会 協会 役所 役場 保健所 包括
[一-鿿](?:市|町|村|区|県|課|部|会|院|署|局)
""".split()  # noqa: SIM905
)
RELATIVES = "|".join(
    """
家族 遺族 親族 妻 夫 奥さ 奥様 主人 両親 父 母 祖父 祖母 長男 次男 三男 長女 次女 三女 息子 娘 嫁 婿 孫 兄
弟 姉 妹 甥 姪 伯母 叔母 伯父 叔父 後見人
""".split()  # noqa: SIM905
)
_OF_A_PATIENT = "|".join(
    r"""
退院 入院 転院 搬送 転倒 骨折 急変 発熱 要介護 要支援 独居 ひとり暮らし 一人暮らし 二人暮らし ふたり暮らし 認知症
認定 食事 食欲 誤嚥 透析 血圧 血糖 褥瘡 服薬 内服 薬を 薬が 通院 受診 点滴 カテーテル インスリン 注射 吸引
気管切開 呼吸器 酸素 胃ろう 経管 麻薬 痛み 疼痛 浮腫 胸水 腹水 がん 癌 末期 肺炎 脳梗塞 骨粗 糖尿 心不全 老衰
看取 亡くな 死去 逝去 最期 入浴 排泄 排せつ おむつ トイレ 寝たきり 車いす 徘徊 せん妄 行方不明 安否 入所 通所 デイ
ショート 短期 施設に 自宅 在宅 見守 ケアプラン ベッド 福祉用具 貸与 訪問を 訪問の 訪問看護 訪問リハ 訪問入浴
\d{2,3}(?:歳|才) 死亡 生活保護 歩行
""".split()  # noqa: SIM905
)
_OF_A_TALK = "|".join(
    """
説明 報告(?!書) 提案 発言 紹介し 紹介が 述べ 開会 閉会 宣言 あいさつ 挨拶 司会 座長 講演 講義 出席 欠席 質問
質疑 回答 訂正 資料 会議に 議事 記録 担当する 務め 情報提供 指摘
""".split()  # noqa: SIM905
)
_A_THING = "|".join(
    """
意見 案 要望 助言 言葉 著書 論文 小説 映画 俳句 詩 絵 法則 拠点 会議 取り?組 例 事業 病院 施設 体制 協議会
研修 集落 地区 町 市 上 下 麓 里 丘 森 川 山 海 一部 広場 畳 方言 方式 周辺 近く 向こう 先端 中心 北 南 東
西 薬局 医師会 診療所 開業 住民 先生
""".split()  # noqa: SIM905
)

_BEGINS_WITHIN = re.compile(
    rf"(?:[^一-鿿㐀-䶿々ァ-ヺー]|(?:患者|利用者|本人|氏名|故|独居|事例|症例|前回|今回|先日|昨日|先週|先月|{RELATIVES}))\Z"
)
_ENDS = re.compile(
    r"\Z|[\s、。,.・:;()「」『』|/→\]!?…-]|から|より|って|[はがのをにへともでや]|家(?![族庭屋具計電主])|宅|夫妻|夫婦|一家|親子|姉妹|兄弟|両名"
)
_STAFF_BEFORE = re.compile(rf"(?:{_STAFF})(?:者|係|役|員)?(?:[:・、 \s]|の|は|が)?\s?\Z|(?:株式会社|有限会社|「|『)\Z")
_STAFF_LINE = re.compile(rf"[\s\W]{{0,4}}(?:{_STAFF})(?:者|係|役|員)?\s*(?:[:\s(は]|$)")
_STAFF_AFTER = re.compile(
    rf"\s?(?:{_STAFF}|{_OFFICE})|\s?\([^()\d]{{0,20}}?(?:{_STAFF}|{_OFFICE})|のよう|ゆかり|の(?:{_OF_A_TALK}|{_A_THING})"
    r"|[、・][^、・。]{1,6}?(?:市|町|村|地区)"
)
_SPEAKS = re.compile(rf"(?:から|より|は|が|も|と|、|・)[^。]{{0,30}}?(?:{_OF_A_TALK})")
_SUFFERS = re.compile(
    r"(?:家(?![族庭屋具計電主])|宅|夫妻|夫婦)|\s?\((?:\d{2,3}|[男女]|要介護|要支援|享年)"
    rf"|の(?:件|こと|[^。]{{0,6}}?(?:{RELATIVES}|{_OF_A_PATIENT}))|(?:は|が|を|も|に|へ|で|、|・|\s|から)[^。]{{0,24}}?(?:{RELATIVES}|{_OF_A_PATIENT})"
)
_RELATED = re.compile(rf"(?:{RELATIVES})(?:様|さん)?の?\Z")


def stands_alone(before: str, after: str) -> bool:
    """Is this a word of its own, and no part of a longer one (佐藤医院, 中川町)?"""
    return (not before or bool(_BEGINS_WITHIN.search(before))) and bool(_ENDS.match(after))


def is_of_staff(before: str, after: str) -> bool:
    """Who takes part, or a thing named after somebody. `before` is the line up to the name."""
    if _STAFF_BEFORE.search(before) or _STAFF_LINE.match(before) or _STAFF_AFTER.match(after):
        return True
    if after.startswith(":") and not before.strip():
        return True
    return bool(_SPEAKS.match(after)) and not _SUFFERS.match(after)


def is_of_a_patient(after: str) -> bool:
    """What follows is said of people who are cared for."""
    return bool(_SUFFERS.match(after))


def is_a_relative(before: str) -> bool:
    """奥様の千恵: the given name alone."""
    return bool(_RELATED.search(before))
