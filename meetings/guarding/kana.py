"""A surname alone in kana, with something behind it that only a person has: やまださん, たなか氏, スズキ宅, なかむらのご主人.

Hiragana has no blanks and is most of what stands between words, so what stands before a calling may be anything. It is taken for a surname
where the dictionary has it as one, or where it is put together as surnames are (おか・だ, はし・もと).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from meetings.guarding.around import RELATIVES
from meetings.guarding.general_words import GENERAL, GIVEN
from meetings.guarding.naming import Stretch, is_known, names_of
from meetings.guarding.reading import ends_with_a_surname, is_a_place, is_a_surname
from meetings.guarding.surname_parts import PUT_TOGETHER
from meetings.guarding.suspicion import Kind

_TAILS = re.compile(
    r" ?(?P<calling>様(?![々子式相態変似])|さま(?!ざま|よ|たげ)|さん(?!ざ|かく|ぽ)|氏(?![名子神族素姓])|くん(?!で|だ|じゃ)"
    r"|ちゃん(?!ぽん|と))"
    r"|(?<![おご])(?P<home>宅(?![配地建老食急訪])|家(?![族庭屋具計電主事業畜柄賃財]))"
    rf"|の(?:お|ご)?(?:(?!姉妹都市)(?:{RELATIVES})|おく(?:さ|様)|だんな|旦那|むすこ|むすめ|かあ(?:さ|様)|とう(?:さ|様))"
)
_HIRAGANA = re.compile(r"[ぁ-ゖー]{2,12}\Z")
_KATAKANA = re.compile(r"(?<![ァ-ヺー])[ァ-ヺー]{2,6}\Z")
_LIKE = re.compile("家| ?(?:様|さま)[なにだで]")
_REACH = 12
_LONGEST, _SHORTEST = 6, 3
"""Signs of a surname that is cut out of a longer run of hiragana. Shorter ones (わだ, おの) only where the sentence reads so."""

_LOOSE = "いの"
"""How what goes before 家 or 様に ends when it is no name: 広い家, 中の家, 今の様に."""


def kana_surnames(read: str, known: Collection[str]) -> Iterator[Stretch]:
    """Every stretch of `read` that calls somebody by a surname in kana, except those who are known."""
    theirs = names_of(known)
    for tail in _TAILS.finditer(read):
        name = _surname(read[max(0, tail.start() - _REACH) : tail.start()], tail)
        if name and not is_known(name, theirs):
            end = tail.end() if tail["calling"] or tail["home"] else tail.start()
            yield Kind.HOME if tail["home"] else Kind.NAME, tail.start() - len(name), end


def _surname(left: str, tail: re.Match[str]) -> str:
    """At the end of `left`; "" for none."""
    if katakana := _KATAKANA.search(left):
        return katakana[0] if _is_surname(katakana[0], tail) else ""
    hiragana = _HIRAGANA.search(left)
    if not hiragana:
        return ""
    run = hiragana[0]
    for size in range(min(_LONGEST, len(run)), _SHORTEST - 1, -1):
        if run[-size:] in GENERAL:
            return ""
        if _is_surname(run[-size:], tail):
            return run[-size:]
    return run[-2:] if run[-2:] not in GENERAL | GIVEN and ends_with_a_surname(left, run[-2:], tail[0]) else ""


def _is_surname(word: str, tail: re.Match[str]) -> bool:
    plain = "".join(chr(ord(one) - 0x60) if "ァ" <= one <= "ヶ" else one for one in word)
    if plain in GENERAL or (plain[-1] in _LOOSE and _LIKE.match(tail.string, tail.start())):
        return False
    if is_a_surname(word):
        return True
    return bool(PUT_TOGETHER.fullmatch(plain)) and bool(tail["calling"] or tail["home"] or not is_a_place(word))
