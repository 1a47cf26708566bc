"""What figures tell of a person: age, birth, address, room, numbers, telephone, mail. Every pattern is bounded."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Set
from dataclasses import dataclass
from functools import partial

from core.folding import fold
from meetings.guarding.suspicion import Kind

_K = r"[々〆㐀-䶿一-鿿]"
_LOOK_BACK = 12
"""Characters before a figure that may say that it is general."""

_MAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4}")
_TELEPHONE = re.compile(
    r"(?<![\dA-Za-z/_=-])(?:\+81[- ]?(?:\(0\))?\d{1,4}|\(0\d{1,4}\)|0\d{1,4})[)(ー -]{0,2}\d{1,4}[)(ー -]{0,2}\d{3,4}(?![\d-])"
)
_ERA = r"(?:明治|大正|昭和|平成|令和)"
_DAY = r" ?(?:\d{1,2}|元) ?[年./-] ?\d{1,2} ?[月./-] ?\d{1,2} ?日?"
_BORN = r" ?(?:生まれ|うまれ|生(?!活|命|産|徒|涯))"
_BIRTH = re.compile(
    rf"生年月日[^\d\n]{{0,8}}\d{{1,4}}[\d年月日./-]{{0,12}}|(?:{_ERA}|[MTSHR]\.?){_DAY}{_BORN}|(?<![A-Za-z])[MTS]\.?{_DAY}"
    rf"|(?<!\d)(?:1[89]|20)\d\d ?[年./-] ?\d{{1,2}} ?[月./-] ?\d{{1,2}} ?日?{_BORN}"
    rf"|{_ERA}[元一二三四五六七八九十]{{1,3}}年(?:[一二三四五六七八九十]{{1,2}}月[一二三四五六七八九十]{{1,3}}日)?{_BORN}"
    rf"|(?:{_ERA}|(?<![A-Za-z])[MTSHR]\.?) ?(?:\d{{1,2}}|元) ?年? ?(?:\d{{1,2}}月)?{_BORN}"
    rf"|(?<!\d)(?:1[89]|20)\d\d ?年 ?(?:\d{{1,2}}月)?{_BORN}"
)
_NUMBER = re.compile(
    r"(?:被保険者|保険証|保険者|患者|診察券|カルテ|利用者|受給者|資格|介護保険|マイナンバー|個人番号)"
    r"証?の?(?:番号|ID|No\.?)?[:はがの# ]{0,3}[A-Z]{0,3}\d[\d-]{3,15}"
    r"|(?<![\d.,-])(?:\d{10}|\d{12})(?![\d.,円人件歩回万億-])"
)
_ADDRESS = re.compile(
    rf"〒 ?\d{{3}}-?\d{{4}}|(?:{_K}|[ァ-ヶーぁ-ゖ]){{0,10}}\d{{1,5}}番地(?:の?\d{{1,3}})?"
    rf"|{_K}{{0,8}}(?:\d{{1,2}}|[一二三四五六七八九十]{{1,2}})丁目 ?\d{{1,4}}(?:(?:-|番|の)\d{{0,3}}号?)?"
    rf"|{_K}{{1,8}}\d{{1,4}}-\d{{1,4}}-\d{{1,4}}(?![\d-])|{_K}{{0,6}}(?:町|村|字)\d{{1,5}}-\d{{1,4}}(?![\d-])"
)
_ROOM = re.compile(
    r"(?:[A-Z]-?)?\d{1,4}号(?:室|棟\d{1,4})|(?:荘|ハイツ|コーポ|マンション|アパート|メゾン|レジデンス) ?\d{3,4}(?:号室?)?(?!\d)"
)
_AGE = re.compile(
    r"(?<![\d.,])(?:\d{1,3}|[一二三四五六七八九十百]{1,4}) ?(?:歳|才)(?![入出末費計])"
    r"|(?:享年|年齢[: は]{0,2}|満)\d{1,3}(?![\d.,代歳才年])|生後 ?\d{1,3} ?(?:か月|ヶ月|カ月|日|週)"
)

_AGE_GENERAL_AFTER = re.compile(
    r" ?(?:以上|以下|未満|以降|以前|前後|程度|代|台|\d{1,2}(?:か月|ヶ月|カ月)児|から|より|まで|~|-|を?超|をこえ|を?過ぎ|になると|に達|到達"
    r"|を迎え|時点|の?健診|の?検診|人口|児|の壁|の節目|体操|で20本|の誕生月|刻み|ごと|区分)"
)
_AGE_GENERAL_BEFORE = re.compile(
    r"(?:平均(?:年齢)?|中央値|最頻値|寿命|定年|対象(?:年齢)?|最高齢?|最年[少長]|最低|高齢化)(?:[はがを: ]|\w{0,3})?\Z"
    r"|(?:歳|才|\d|[一二三四五六七八九十])(?:~|-|から)\Z|いきいき\Z"
)
_BIRTH_GENERAL_BEFORE = re.compile(r"(?:~|-|から)\Z")
_ADDRESS_GENERAL = re.compile(r"^(?:資料|議題|様式|別紙|別表|図|表|参考|項番|議案|第|平成|令和|昭和|電話|番号|内線|版|型|約|計)\d")
_NUMBER_GENERAL_BEFORE = re.compile(r"(?:事業所|医療機関|機関|法人|登録|薬局|指定)(?:番号|コード)?[: は]{0,2}\Z")
_ROOM_GENERAL_BEFORE = re.compile(r"(?:会館|庁舎|センター|ホール|プラザ|会議|研修|大学|会場|本館|別館|新館|西館|東館)(?:の|、| )?\Z")

_HUNDREDS = {letter: number for number, letter in enumerate("一二三四五六七八九", 1)}

Stretch = tuple[Kind, int, int]
Judge = Callable[[re.Match[str], str], bool]


@dataclass(frozen=True)
class Excused:
    """What is known, made ready once: numbers as figures alone, addresses in one text, mail addresses."""

    telephones: Set[str]
    addresses: str
    mails: Set[str]

    @classmethod
    def of(cls, known: Collection[str]) -> Excused:
        folded = [fold(one) for one in known if any(letter.isdigit() or letter == "@" for letter in one)]
        return cls({re.sub(r"\D", "", one) for one in folded}, "\n".join(folded), {one for one in folded if "@" in one})


def figures(read: str, known: Collection[str]) -> Iterator[Stretch]:
    """Every stretch of `read` that tells a person by figures, surest kinds first."""
    excused = Excused.of(known)
    patterns: list[tuple[Kind, re.Pattern[str], Judge]] = [
        (Kind.MAIL, _MAIL, partial(_is_open, excused=excused)),
        (Kind.BIRTH, _BIRTH, _is_birth),
        (Kind.NUMBER, _NUMBER, _is_number),
        (Kind.TELEPHONE, _TELEPHONE, partial(_is_telephone, excused=excused)),
        (Kind.ADDRESS, _ADDRESS, partial(_is_address, excused=excused)),
        (Kind.ROOM, _ROOM, lambda found, before: not _ROOM_GENERAL_BEFORE.search(before)),
        (Kind.AGE, _AGE, _is_age),
    ]
    for kind, pattern, judge in patterns:
        for found in pattern.finditer(read):
            if judge(found, read[max(0, found.start() - _LOOK_BACK) : found.start()]):
                yield kind, found.start(), found.end()


def decade(words: str) -> int:
    """The age band that `words` should be: 80 for 83歳 and 八十三歳; 0 below ten and where no age can be read."""
    if "生後" in words:
        return 0
    if digits := re.search(r"\d{1,3}", words):
        return int(digits[0]) // 10 * 10
    kanji = re.sub(r"[^一二三四五六七八九十百]", "", words)
    tens = kanji.split("百")[-1].split("十")[0] if "十" in kanji else ""
    return ("百" in kanji) * 100 + ("十" in kanji) * 10 * _HUNDREDS.get(tens[-1:], 1)


def _is_age(found: re.Match[str], before: str) -> bool:
    after = found.string[found.end() : found.end() + 6]
    return not (_AGE_GENERAL_AFTER.match(after) or _AGE_GENERAL_BEFORE.search(before))


def _is_birth(found: re.Match[str], before: str) -> bool:
    return not _BIRTH_GENERAL_BEFORE.search(before)


def _is_number(found: re.Match[str], before: str) -> bool:
    bare = found[0].isdigit()
    return not (bare and (found[0].startswith("0") or _NUMBER_GENERAL_BEFORE.search(before)))


def _is_telephone(found: re.Match[str], before: str, excused: Excused) -> bool:
    """Ten or eleven figures, not free of charge, and not an institution's that is known."""
    digits = re.sub(r"\D", "", found[0])
    digits = "0" + digits[2:].lstrip("0") if found[0].startswith("+") else digits
    if len(digits) not in (10, 11) or digits.startswith(("0120", "0570", "0800")):
        return False
    return digits not in excused.telephones


def _is_address(found: re.Match[str], before: str, excused: Excused) -> bool:
    said = fold(found[0])
    return not _ADDRESS_GENERAL.search(found[0]) and not (len(said) >= 5 and said in excused.addresses)


def _is_open(found: re.Match[str], before: str, excused: Excused) -> bool:
    return fold(found[0]) not in excused.mails
