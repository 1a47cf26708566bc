"""The public version names no member: 大河原 修一, 大河原委員, 大河原さん and 大河原先生 read 委員.

A surname alone may be a word, a place or part of an institution (青沼医師会, 林業, 田中医院), so it is taken away only before 委員, さん,
先生 and the like; where it still stands by itself, `left` says so and a person looks.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

HONOURS = (
    r"(?:両|各)?(?:副委員長|委員長|委員(?!会)|副座長|座長|議長|副会長|会長|理事長|理事|院長|副院長|所長|室長|施設長|部長|課長|係長|師長|主任"
    r"|主査|先生|さん|さま|様(?![式々子])|氏(?!名)|くん|君|殿"
    r"|医師(?!会)|歯科医師(?!会)|薬剤師(?!会)|保健師|助産師|看護師(?!会)|ケアマネジャー|ケアマネ|相談員|理学療法士|作業療法士|言語聴覚士"
    r"|管理栄養士|介護福祉士|社会福祉士|介護支援専門員|MSW|ＭＳＷ|事務局)"
)
"""What follows a name. 会 after some makes a body of it: 青沼医師会 names nobody."""
_VARIANTS = ("高髙", "崎﨑嵜", "辺邉邊", "斎齋斉齊", "浜濵濱", "徳德", "恵惠", "広廣", "島嶋", "沢澤", "桜櫻")
_BLANK = r"[\s\u3000]*"
_ROUNDS = 9
_LONGEST_NAME = 6
"""Without a blank in it, more is rather an office than a person: it is taken away as a whole only."""


class Mask:
    """`names`: full names and what stands in their place; the first label of a name counts."""

    def __init__(self, names: Iterable[tuple[str, str]]) -> None:
        said: dict[str, str] = {}
        for name, label in names:
            if len("".join(name.split())) > 1:
                said.setdefault(" ".join(name.split()), label)
        self._full = {_squeezed(name): label for name, label in said.items()}
        self._calls = _calls(said)
        self._whole = _alternatives(map(_loosely, said), f"{_BLANK}{HONOURS}?")
        names_ = "|".join(map(_loosely, sorted(self._calls, key=len, reverse=True)))
        many = f"(?:(?:{names_}){_BLANK}(?:{HONOURS})?{_BLANK}[・、，と,]{_BLANK})*"
        self._spoken = re.compile(f"{many}(?P<last>{names_}){_BLANK}{HONOURS}") if names_ else None

    def __call__(self, text: str) -> str:
        """The text without any of them. Again until nothing is found: what was beside a name may be one now."""
        for _ in range(_ROUNDS):
            masked = self._once(text)
            if masked == text:
                break
            text = masked
        return text

    def names(self, text: str) -> bool:
        """Does it name somebody?"""
        return self(text) != text

    def left(self, text: str, but: Collection[str] = ()) -> list[str]:
        """Surnames of two signs or more that still stand in a public text, outside of `but` (institutions, places)."""
        for known in sorted((one for one in but if one), key=len, reverse=True):
            text = text.replace(known, " ")
        return sorted({call for call in self._calls if len(call) > 1 and call in text})

    def _once(self, text: str) -> str:
        if self._whole:
            text = self._whole.sub(lambda found: self._full.get(_squeezed(found["last"]), "委員"), text)
        return self._spoken.sub(self._label, text) if self._spoken else text

    def _label(self, found: re.Match[str]) -> str:
        """One person by what they are; several together are 委員."""
        one = found["last"] if found[0].startswith(found["last"]) else ""
        return self._calls.get(_squeezed(one), "委員")


def _calls(said: dict[str, str]) -> dict[str, str]:
    """What people are called before さん: surname, and given name of two signs or more. Where no blank parts a name, each beginning."""
    found: dict[str, str] = {}
    for name, label in said.items():
        surname, _blank, given = name.partition(" ")
        ends = range(1, len(name)) if len(name) <= _LONGEST_NAME else ()
        parts = [surname, *([given] if len(given) > 1 else [])] if given else [name[:end] for end in ends]
        for part in parts:
            found[part] = label if found.get(part, label) == label else "委員"
    return found


def _alternatives(patterns: Iterable[str], after: str) -> re.Pattern[str] | None:
    longest_first = sorted(patterns, key=len, reverse=True)
    return re.compile(f"(?P<last>{'|'.join(longest_first)}){after}") if longest_first else None


def _loosely(name: str) -> str:
    """However it is spaced, and with either form of a character that has two."""
    return _BLANK.join(_either(sign) for sign in name if not sign.isspace())


def _either(sign: str) -> str:
    forms = next((one for one in _VARIANTS if sign in one), "")
    return f"[{forms}]" if forms else re.escape(sign)


def _squeezed(name: str) -> str:
    """Without blanks, in one form of each character."""
    return "".join(next((one[0] for one in _VARIANTS if sign in one), sign) for sign in name if not sign.isspace())
