"""What the guard of minutes costs, and how well it does on the invented sentences of tests/meetings/fixtures.

python -m bench.guard kana       surnames alone in kana: misses and false alarms without and with their rules, and in the demo's texts
python -m bench.guard            CPU ms for 10,000 and 20,000 characters, their ratio (2 is linear); precision and recall; for bare names
                                 the dictionary's size, memory and time, and beside it our own list of surnames with the same judge
"""

from __future__ import annotations

import csv
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable, Iterator
from importlib.metadata import files
from pathlib import Path
from typing import Any
from unittest.mock import patch

from bench import guard_list
from meetings.guarding import bare, patterns, reading
from meetings.guarding.kana import kana_surnames
from meetings.guarding.patterns import found
from meetings.guarding.reading import Word
from tests.meetings.guarding_golden import marked, sentences, tried, tried_bare

HALF = 10_000
PIECES = tuple("様|さん|山田様|山|あ|8|1-|丁目1|(03)|生年月日8|a.|か゛|〇町の|患者番号|田中は|田中 |奥様の千恵が".split("|"))  # noqa: SIM905
PIECES += ("やまださん", "おのの家", "タナカ宅")
"""Repeated, they are the worst that can be sent to each pattern."""

FRAMES = tuple(
    "{}は退院後、訪問看護につないだ。|{}の件は次回に持ち越す。|先週、{}が夜間に転倒した。|独居の{}に薬を届ける。|・{}（87）".split("|")  # noqa: SIM905
)
"""Sentences into which the people of the demo areas are put: their names were invented by others than who made the rules."""

_MEMORY = """
import re
from pathlib import Path
import time
def told():
    status = Path("/proc/self/status").read_text()
    return [int(re.search(f"{which}:\\\\s+(\\\\d+)", status)[1]) / 1024 for which in ("RssAnon", "RssFile")]
from meetings.guarding import patterns
from meetings.guarding.reading import sentences
before, begun = told(), time.process_time()
list(sentences("田中太郎は退院後、訪問看護につないだ。"))
load = (time.process_time() - begun) * 1000
from tests.meetings.guarding_golden import marked
for _ in range(20):
    for one in marked("seen"): patterns.found(one.sentence)
after = told()
print(f"first use {load:.0f} ms CPU; memory of its own +{after[0] - before[0]:.0f} MB, mapped from disk +{after[1] - before[1]:.0f} MB")
"""


def cpu(text: str) -> float:
    """Milliseconds of one look, the best of three."""
    best = float("inf")
    for _ in range(3):
        begun = time.process_time()
        found(text)
        best = min(best, time.process_time() - begun)
    return best * 1000


def costs() -> None:
    minutes = "".join(one.sentence for one in sentences())
    texts = {"minutes": minutes, **{piece: piece for piece in PIECES}}
    print(f"{'text':<12}{'10,000':>10}{'20,000':>10}{'ratio':>8}")
    for name, piece in texts.items():
        text = (piece * (2 * HALF // len(piece) + 1))[: 2 * HALF]
        once, twice = cpu(text[:HALF]), cpu(text)
        print(f"{name:<12}{once:>10.1f}{twice:>10.1f}{twice / once:>8.2f}")


def people() -> Iterator[tuple[str, str]]:
    """Names and their katakana of the people of the demo areas."""
    for file in sorted(Path("demo").glob("*/people.csv")):
        for row in _rows(file):
            yield row["name"], "".join(chr(ord(one) + 0x60) if "ぁ" <= one <= "ゖ" else one for one in row["kana"])


def share(form: Callable[[str, str], str], frames: tuple[str, ...] = FRAMES) -> float:
    """How many of the demo's people are found in the frames, in a form of their name."""
    texts = [frame.format(form(*one)) for one in people() for frame in frames]
    return sum(bool([hit for hit in found(text) if hit.kind in NAMING]) for text in texts) / len(texts)


FORMS: dict[str, Callable[[str, str], str]] = {
    "田中太郎": lambda name, kana: name.replace(" ", ""),
    "田中 太郎": lambda name, kana: name,
    "田中": lambda name, kana: name.split()[0],
    "田中タロウ": lambda name, kana: name.split()[0] + kana.split()[1],
    "タナカ タロウ": lambda name, kana: kana,
    "タナカ": lambda name, kana: kana.split()[0],
}


def quality(reader: str, read: Callable[[str], Iterator[list[Word]]]) -> None:
    """What the judge makes of the words of a reader."""
    minutes = "".join(one.sentence for which in ("seen", "aside") for one in marked(which))
    with patch.object(bare, "sentences", read):
        print(f"\n{reader}: {cpu(minutes) * 1000 / len(minutes):.2f} ms for 1,000 characters of minutes, everything looked for")
        for which in ("seen", "aside"):
            print(f"  {which}: {tried_bare(which).told.splitlines()[0]}")
        print("  people of the demo found, as " + ", ".join(f"{form} {share(made):.2f}" for form, made in FORMS.items()))


NAMING = ("name", "bare", "home")
CALLED: dict[str, Callable[[str, str], str]] = {
    "タナカさん": lambda name, kana: f"{kana.split()[0]}さん",
    "たなかさん": lambda name, kana: f"{_hiragana(kana.split()[0])}さん",
    "たなか氏": lambda name, kana: f"{_hiragana(kana.split()[0])}氏",
    "タナカ宅": lambda name, kana: f"{kana.split()[0]}宅",
    "たなかの奥さん": lambda name, kana: f"{_hiragana(kana.split()[0])}の奥さん",
}
AMID = ("昨日は{}のことを話した。", "先週、{}が転んだと聞いた。", "病院から{}に電話があった。")


def kana() -> None:
    """Without and with the rules for surnames alone in kana."""
    for when, look in (("before", lambda read, known: iter(())), ("after", kana_surnames)):
        with patch.object(patterns, "kana_surnames", look):
            print(f"\nsurnames alone in kana, {when}")
            for which in ("kana_seen", "kana_aside"):
                print(f"  {which}: {tried_bare(which).told.splitlines()[0]}")
            print("  people of the demo found, as " + ", ".join(f"{form} {share(made, AMID):.2f}" for form, made in CALLED.items()))
            texts, known = list(told_in_the_demo()), known_in_the_demo()
            hits = [one.words for text in texts for one in found(text, known) if one.kind in NAMING]
            print(f"  {sum(map(len, texts)):,} characters of the demo: {len(hits)} names {sorted(set(hits))}")


def told_in_the_demo() -> Iterator[str]:
    """Everything that is posted and said there, as its files have it."""
    for file in sorted([*Path("demo").glob("*/posts/*.toml"), *Path("demo").glob("*/meetings/*.toml")]):
        yield from _texts(tomllib.loads(file.read_text("utf-8")))


def known_in_the_demo() -> set[str]:
    """People, institutions and municipalities."""
    rows = [row for kind in ("people", "institutions") for file in Path("demo").glob(f"*/{kind}.csv") for row in _rows(file)]
    towns = {one for file in Path("demo").glob("*/area.toml") for one in tomllib.loads(file.read_text("utf-8"))["municipalities"].values()}
    return towns | {row["name"] for row in rows}


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield from [value] if any(one > "぀" for one in value) else []
    elif isinstance(value, list | dict):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _texts(one)


def _rows(file: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(file.read_text("utf-8").splitlines()))


def _hiragana(kana: str) -> str:
    return "".join(chr(ord(one) - 0x60) if "ァ" <= one <= "ヶ" else one for one in kana)


def megabytes(package: str) -> float:
    """What a package takes on disk."""
    places = (Path(str(file.locate())) for file in files(package) or ())
    return sum(place.stat().st_size for place in places if place.exists()) / 1e6


def main() -> None:
    if sys.argv[1:] == ["kana"]:
        kana()
        return
    costs()
    print(tried().told)
    for package in ("sudachipy", "sudachidict-small"):
        print(f"{package}: {megabytes(package):.0f} MB on disk")
    print(subprocess.run([sys.executable, "-c", _MEMORY], check=True, capture_output=True, text=True).stdout.strip())
    quality("nothing", lambda read: iter(()))
    quality("list and shapes", guard_list.sentences)
    quality("dictionary", reading.sentences)
    kana()


if __name__ == "__main__":
    main()
