"""Names before 様, さん, 氏, くん, ちゃん. Each honorific is looked at once, with the few characters before it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from core.folding import fold
from meetings.guarding.general_words import ENDINGS, GENERAL, GIVEN, GIVEN_ENDS
from meetings.guarding.suspicion import Kind

_K = r"[々〆〇㐀-䶿一-鿿﨎-﨩\U00020000-\U0003ffff]"
_KANJI = rf"{_K}(?:[ヶケノツヵ之]?{_K}){{0,7}}"
_REACH = 24
"""Characters before an honorific that are looked at."""

_HONORIFICS = re.compile(
    r" ?(様(?![々子式相態変似])|さま(?!ざま|よ|たげ)|さん(?!ざ|かく|ぽ)|氏(?![名子神族素姓])|(?:くん|クン)(?!で|だ|じゃ)"
    r"|ちゃん(?!ぽん)|チャン|サン(?![ァ-ヶー])|君(?![が代主達]))"
)
# From here to _KANA_THEN_KANJI: read backwards from the honorific, so that each is tried at one place only.
_INITIALS = re.compile(r"\.?[A-Za-z](?:[.・ ]{0,2}[A-Za-z])?(?![A-Za-z\d])")
_KANA = re.compile(rf"([ァ-ヺー]{{2,10}}(?:[・= ][ァ-ヺー]{{1,8}}){{0,2}})( ?{_K}{{1,4}})?")
_RUN = re.compile(rf"({_KANJI})( {_K}{{1,4}})?")
_HIRAGANA = re.compile(rf"([ぁ-ゖー]{{2,10}})( ?{_K}{{1,4}})?")
_KANA_THEN_KANJI = re.compile(r"([子美江代枝恵][ぁ-ゖ]{2})(?![ぁ-ゖ])")
_CALLINGS = {"PT", "OT", "ST", "CM", "SW", "NS", "DR", "HH", "IT", "ME", "PO", "MR", "MS", "GH", "HP"}
_PARTICLES = re.compile(r"^(?:では|には|とは|から|まで|より|[はがにでともへや])")
_OF_HIRAGANA = ("たく", "みな", "おかあ", "おとう", "おばあ", "おじい", "おねえ", "おにい", "あか")
_IDIOMS = tuple("同多異仕無模有各")
_NO_GIVEN = ("この", "その", "あの", "どの", "うち")
_LABELLED = re.compile(rf"(?:氏名|患者名|利用者名|名前) ?: ?({_K}{{1,4}} {_K}{{1,4}}|{_K}{{2,6}}|[ァ-ヺー]{{2,8}}[ ・]?[ァ-ヺー]{{0,8}})")
_HOME = re.compile(rf"(?<!{_K})(?:{_K}{{1,6}}(?:町|市|区|村|目|地区|集落|団地)の)?({_K}{{1,5}})宅(?![配地建老食急訪])")
_NO_HOMES = (
    *"自在居住帰社拙本家邸私貴旧実別隣各全他個借仮親子豪民公",
    *("独居", "世帯", "療養", "訪問", "新築", "近隣", "単身", "高齢", "一般", "当該"),
)

Stretch = tuple[Kind, int, int]
Called = tuple[Kind, str]


def names(read: str, known: Collection[str]) -> Iterator[Stretch]:
    """Every stretch of `read` that calls somebody by name, except those who are known."""
    theirs = names_of(known)
    for honorific in _HONORIFICS.finditer(read):
        begun = max(0, honorific.start() - _REACH)
        called = _called(read[begun : honorific.start()], honorific[1], read[honorific.end() : honorific.end() + 1])
        if called and not (called[0] == Kind.NAME and is_known(called[1], theirs)):
            yield called[0], honorific.start() - len(called[1]), honorific.end()
    for label in _LABELLED.finditer(read):
        if not general(label[1]) and not is_known(label[1], theirs):
            yield Kind.NAME, label.start(1), label.end(1)
    for home in _HOME.finditer(read):
        if not (general(home[1]) or home[1].endswith(_NO_HOMES) or is_known(home[1], theirs)):
            yield Kind.HOME, home.start(), home.end()


def general(word: str) -> bool:
    """Does the word before the honorific name nobody: a calling, a relation, an office?"""
    return word in GENERAL or word.endswith(_ENDS) or (word.endswith("市") and len(word) > 2)


_ENDS = ENDINGS + tuple(word for word in GENERAL if len(word) > 1 and not re.match("[ぁ-ゖ]", word))


def names_of(known: Collection[str]) -> set[str]:
    """How those who take part are called: by their whole name or a part of it, folded."""
    called: set[str] = set()
    for name in known:
        parts = name.split()
        called |= {fold(name), *(fold(part) for part in parts)}
        if len(parts) == 1 and 1 < len(name) <= 6 and not general(name):
            called |= {fold(name[:length]) for length in (1, 2, 3) if length <= len(name) // 2 + (len(name) == 3)}
    return called - {""}


def is_known(word: str, theirs: set[str]) -> bool:
    """The name itself, or the name behind a calling: 司会古屋."""
    whole = fold(word)
    return whole in theirs or any(whole[at:] in theirs and general(whole[:at]) for at in range(1, len(whole)))


def _called(left: str, honorific: str, then: str) -> Called | None:
    """Who is called at the end of `left`, and how softly; None for nobody in particular."""
    if initials := _INITIALS.match(left[::-1]):
        callings = re.sub(r"[^A-Z]", "", initials[0].upper())[::-1]
        return None if callings in _CALLINGS else (Kind.INITIAL, initials[0][::-1])
    if kana := _back(_KANA, left):
        return None if general(re.split("[・= ]", kana[0])[-1]) else (Kind.NAME, _with_surname(*kana))
    if run := _back(_RUN, left):
        return _by_kanji(left, run, honorific, then)
    hiragana = _back(_HIRAGANA, left)
    return _by_hiragana(left, hiragana, honorific, then) if hiragana else None


def _back(pattern: re.Pattern[str], left: str) -> tuple[str, str] | None:
    """What stands at the end of `left`: the name, and the kanji before it, if any."""
    found = pattern.match(left[::-1])
    return (found[1][::-1], (found[2] or "")[::-1]) if found else None


def _with_surname(name: str, before: str) -> str:
    """The name with the kanji before it, unless these are no surname (担当 ハナさん)."""
    return name if general(before.strip()) else before + name


def _by_kanji(left: str, run: tuple[str, str], honorific: str, then: str) -> Called | None:
    half = _KANA_THEN_KANJI.match(left[::-1])
    if half and half[1][::-1][:2] not in _NO_GIVEN:
        return Kind.NAME, half[1][::-1]
    word = run[0]
    if general(word) or (honorific == "様" and word.endswith(_IDIOMS)):
        return None
    if honorific in ("くん", "君") and len(word) == 1:  # 行くんは, 君
        return None
    if honorific == "ちゃん" and then == "と" and word[-1] not in GIVEN_ENDS:  # 今後ちゃんと
        return None
    return Kind.NAME, _with_surname(*run)


def _by_hiragana(left: str, found: tuple[str, str], honorific: str, then: str) -> Called | None:
    run, before = found
    bare = _PARTICLES.sub("", run)
    if honorific == "氏" or run in GENERAL or bare in GENERAL or run.endswith(_OF_HIRAGANA):
        return None
    given = next((run[-size:] for size in (4, 3, 2) if run[-size:] in GIVEN and (size > 2 or run[-size:] in (run, bare))), None)
    like_a_verb = honorific in ("様", "さま") and then in tuple("なにだで")  # している様だ
    if given:
        return None if like_a_verb and len(given) < 3 else (Kind.NAME, _with_surname(*found) if given == run else given)
    if before or len(run) > 5 or "を" in run or like_a_verb or not _stands_alone(left, run):
        return None
    return None if (honorific in ("様", "さま") and run[-1] in "たるいうのなよ") or then == "と" else (Kind.NAME, run)


def _stands_alone(left: str, run: str) -> bool:
    """Nothing, a space or a sign before it: then it is a word of its own."""
    before = left[: -len(run)]
    return not before or before[-1] in " 、。「『（(・:\n"
