"""Which passwords are refused: too short, too long, on everybody's list, or made by a pattern a machine tries first."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from itertools import pairwise
from pathlib import Path

from flask_babel import gettext as _

from auth.passwords import LONGEST

SHORTEST = 13
"""Characters, as long as a password is all that is asked for."""
SHORTEST_OF_TWO = 8
"""Characters beside a second factor (安全管理ガイドライン 6.0, Q&A シQ-54)."""

_ROWS = ("01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz", "あいうえおかきくけこさしすせそ")

_STANDS_FOR = str.maketrans("@4301!5$7", "aaeoiisst")


def shortest(*, with_second_factor: bool) -> int:
    """Characters a password must have at least."""
    return SHORTEST_OF_TWO if with_second_factor else SHORTEST


def weakness(password: str, email: str, at_least: int = SHORTEST) -> str | None:
    """Why this password cannot be taken, as a sentence for the person; None for a good one."""
    if len(password) < at_least:
        return str(_("%(shortest)s文字以上にしてください。いまは%(length)s文字です。", shortest=at_least, length=len(password)))
    if len(password) > LONGEST:
        return str(_("%(longest)s文字以下にしてください。いまは%(length)s文字です。", longest=LONGEST, length=len(password)))
    return _guessable(unicodedata.normalize("NFKC", password).casefold(), email.casefold())


def _guessable(plain: str, email: str) -> str | None:
    if _repeats(plain):
        return str(_("同じ文字やことばのくり返しは、すぐに見破られます。別のことばを組み合わせてください。"))
    if _runs(plain):
        return str(_("順番にならんだ文字や数字は、すぐに見破られます。別のことばを組み合わせてください。"))
    if _is_address(plain, email):
        return str(_("メールアドレスと同じものは使えません。別のことばを組み合わせてください。"))
    if _letters(plain) in _common() or (len(plain) < SHORTEST and _word_of(plain) in _common()):
        return str(_("よく使われるパスワードなので、すぐに見破られます。別のことばを組み合わせてください。"))
    return None


def _repeats(plain: str) -> bool:
    """One unit again and again, as in aaaaaaaaaaaaa or sakurasakurasa; or hardly any different characters."""
    return len(set(plain)) < 4 or any(plain[unit:] == plain[:-unit] for unit in range(1, len(plain) // 2 + 1))


def _runs(plain: str) -> bool:
    """Mostly neighbours on a keyboard or in the alphabet, forwards or backwards."""
    steps = list(pairwise(_letters(plain)))
    near = sum(1 for step in steps if "".join(step) in _neighbours())
    return not steps or near / len(steps) > 0.7


def _is_address(plain: str, email: str) -> bool:
    own, _at, _domain = email.partition("@")
    return plain == email or (len(own) >= 4 and own in plain and len(plain) - len(own) < 6)


def _word_of(plain: str) -> str:
    """What is left of a short password without the digits and marks around it, and with letters where digits stand for them."""
    bare = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", plain)
    return _letters(bare.translate(_STANDS_FOR))


def _letters(plain: str) -> str:
    return re.sub(r"[^\w]|_", "", plain)


@cache
def _neighbours() -> frozenset[str]:
    return frozenset(near for row in _ROWS for pair in pairwise(row) for near in ("".join(pair), "".join(pair[::-1])))


@cache
def _common() -> frozenset[str]:
    """Our own list, letters and digits only, so that a hyphen between two words changes nothing."""
    lines = Path(__file__).with_name("common-passwords.txt").read_text("utf-8").splitlines()
    return frozenset(_letters(line.strip().casefold()) for line in lines if line.strip() and not line.startswith("#"))
