"""What an institution is called, without the corporation it belongs to: a whole name, its stem, and the branch behind it."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from core.folding import fold

_LAW = (
    "(?:社会医療法人|医療法人)(?:社団|財団)?|社会福祉法人|特定非営利活動法人|NPO法人|(?:一般|公益)(?:社団|財団)法人|地方独立行政法人|独立行政法人|国立大学法人|学校法人|"
    "宗教法人|生活協同組合|(?:株式|有限|合同|合資|合名)会社"
)
_SHORT = r"[(（](?:株|有|医|社|福|同|一社|一財|特非|医社|医財|名|資)[)）]|[㈱㈲㈳㈻]"
_LEGAL = re.compile(f"{_LAW}|{_SHORT}")
_OWNER = re.compile(rf"^(?:(?:{_LAW}|{_SHORT})\S{{1,16}}|\S{{1,16}}(?:株式会社|有限会社|合同会社))\s+(?=\S{{2}})")
"""「株式会社ほし　ほし薬局」: what stands before the space owns it."""
_SOCIETY = re.compile(r"^(?:(?:社会医療法人|医療法人)(?:社団|財団)?|社会福祉法人)[^\s病医診訪介歯]{1,8}?会(?=\S{2})")
"""「医療法人社団青空会田中医院」."""
_OLD = str.maketrans("齒醫藥國會團學榮壽眞瀧龍", "歯医薬国会団学栄寿真滝竜")
"""Old forms of letters in signboards."""
_MARKS = re.compile(r"[\s・･,，.。、()\[\]「」『』【】\-ー~'\"&＆/]")
_KIND = "薬局|クリニック|医院|診療所|病院|歯科|ステーション|センター|デイサービス|ホーム|事業所|ケアサービス|グループ"
_BRANCH = re.compile(rf"(.+(?:{_KIND}))(.{{1,12}}?(?:店|分院|支所|出張所|営業所|支社|サテライト|号館|別館|ユニット))")
_SPACED = re.compile(r"(\S.+?)\s+(\S{1,10}(?:店|分院|支所|出張所|営業所|支社|サテライト))")
WORKS = re.compile(
    "訪問看護|居宅介護支援|ケアプラン|訪問介護|ヘルパ|デイサビス|デイケア|通所|リハビリ|歯科|薬局|グルプホム|短期入所|ショトステイ|小規模多機能|相談支援|地域包括|"
    "老健|老人保健|特別養護|入浴|福祉用具|有料老人|サテライト|病児|健診|透析"
)
"""What an institution does: two names that differ in it are two institutions of one house."""


class Called(NamedTuple):
    """Folded: the whole name, the stem without the branch, the branch (or nothing)."""

    name: str
    stem: str
    branch: str


@lru_cache(maxsize=20_000)
def called(name: str) -> Called:
    """「(株)ほし くすのき薬局 温泉通り店」 is 「クスノキ薬局温泉通リ店」, its stem 「クスノキ薬局」, its branch 「温泉通リ店」."""
    plain = _without_owner(unicodedata.normalize("NFKC", name).strip())
    found = _BRANCH.fullmatch(re.sub(r"\s", "", plain)) or _SPACED.fullmatch(plain)
    stem, branch = (found[1], found[2]) if found else (plain, "")
    return Called(plainly(plain), plainly(stem), plainly(branch))


def plainly(text: str) -> str:
    """Folded and without marks; the long vowel too, because files write it as a dash."""
    return _MARKS.sub("", fold(text)).translate(_OLD)


def _without_owner(name: str) -> str:
    for owner in (_SOCIETY, _OWNER):
        rest = owner.sub("", name).strip()
        if rest != name and len(rest) > 1:
            name = rest
    rest = _LEGAL.sub("", name).strip()
    return rest if len(rest) > 1 else name


def bigrams(text: str) -> set[str]:
    """Pairs of neighbouring letters."""
    return {text[at : at + 2] for at in range(len(text) - 1)} or {text}


def alike(one: str, other: str) -> float:
    """Dice's coefficient of the bigrams, from 0 to 1."""
    if not one or not other:
        return 0.0
    left, right = bigrams(one), bigrams(other)
    return 2 * len(left & right) / (len(left) + len(right))


def work_of(name: str) -> frozenset[str]:
    """The words for what it does."""
    return frozenset(WORKS.findall(name))
