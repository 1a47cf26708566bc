"""Another way to read names, to compare the dictionary with: our own list of frequent surnames, and the shapes of given names.

It gives the words that meetings/guarding/reading.py gives, so that the same judge decides. Renkei does not use it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from core.folding import fold
from meetings.guarding.general_words import GIVEN
from meetings.guarding.reading import Part, Word

SURNAMES = {fold(one) for one in (Path(__file__).parent / "guard_surnames.txt").read_text("utf-8").split()} | set(
    "林森原関東辻堀星西南北泉岡島柳谷滝岸牧榊菅堤奥梶畑杉楠峰湊"
)
_ALONE = set("正清勝弘茂登久忠勇実昭修進博誠豊隆守稔孝寛明武功操馨薫優純淳満光輝治章栄武幸剛徹学聡悟")
_LETTERS = set(
    "一二三四五六七八九十百千万太郎次治夫雄男介助吉平朗哉正清弘宏浩博勝利義和美代子恵千春夏秋冬花奈香織江枝絹貞信文房静京敏定八重昭雅政"
    "智友由紀幸洋光邦英俊直健賢康孝茂久佳真理絵里沙加菜愛彩早登志喜悦栄節鶴亀梅菊松竹富士初芳照秀繁輝雪月良善徳福寿保多津須磨佐都"
)
_LAST = set("子美江代枝恵郎夫雄男介助吉平治次一二三正清弘宏博勝利義彦樹也司史之人香織奈花乃保造蔵作")
_OLD = {fold(one) for one in GIVEN} | set(
    "イネ タケ ヨネ シズ クニ トキ トラ フサ モト サダ スエ セキ ツル ノブ ミネ ハナ キヨ トメ ツネ ウメ ミヨ サト".split()  # noqa: SIM905
)
_RUNS = re.compile(r"[々ヶ㐀-䶿一-鿿]+|[ァ-ヺー]+|[ぁ-ゖ]+|[ \n]|.", re.DOTALL)


def sentences(read: str) -> Iterator[list[Word]]:
    """The words of each sentence, as far as a list can tell."""
    for sentence in re.finditer(r"[^。\n]{1,400}。?", read):
        yield [word for run in _RUNS.finditer(sentence[0]) for word in _words(run[0], sentence.start() + run.start())]


def _words(run: str, at: int) -> list[Word]:
    if re.match(r"[々ヶ㐀-䶿一-鿿]", run):
        return _kanji(run, at)
    size = next((size for size in (5, 4, 3, 2) if fold(run[:size]) in _OLD and len(run) >= size), 0)
    if not size or (run[0] >= "ァ" and size < len(run)):
        return [_word(run, at, Part.OTHER)]
    return [_word(run[:size], at, Part.GIVEN), *([_word(run[size:], at + size, Part.OTHER)] if run[size:] else [])]


def _kanji(run: str, at: int) -> list[Word]:
    size = next((size for size in (4, 3, 2, 1) if len(run) >= size and fold(run[:size]) in SURNAMES), 0)
    given = _given(run[size:])
    if size and run[size:] and not given and run[size] not in "家宅":
        return [_word(run, at, Part.OTHER)]
    parts = [(run[:size], Part.SURNAME), (run[size : size + given], Part.GIVEN), (run[size + given :], Part.OTHER)]
    words = []
    for text, part in parts:
        if text:
            words.append(_word(text, at, part))
            at += len(text)
    return words


def _given(rest: str) -> int:
    """How long the given name is at the beginning of `rest`."""
    for size in (3, 2):
        name, then = rest[:size], rest[size : size + 1]
        if len(name) == size and set(name) <= _LETTERS and name[-1] in _LAST and then in ("", "家", "宅", "夫"):
            return size
    return 1 if rest[:1] in _ALONE and rest[1:2] in ("", "家", "宅") else 0


def _word(text: str, at: int, part: Part) -> Word:
    return Word(at, at + len(text), part, text)
