"""Where an issue came from and where it went, both ways, as links: posts, the sentence of the minutes, other years, other groups."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _

from meetings.cycle.linked import came_from
from meetings.seeing.details import Asked, Detail, Neighbour
from meetings.seeing.facts import TermFact
from meetings.vocabulary import RISE_ANSWERS

LONGEST = 24
"""Characters of a title elsewhere."""


@dataclass(frozen=True)
class Way:
    """One link, and whether it leads back (`came`) or on; `href` "" where the reader may not open it."""

    came: bool
    words: str
    href: str = ""


def ways(term: TermFact, detail: Detail, minutes: set[int]) -> list[Way]:
    """Those that came before, then those that came after."""
    back = [Way(True, _cut(one.title), one.url) for one in detail.linked if came_from(one)]
    if detail.raised_in in minutes:
        sentence = f"#entry-{detail.entry_id}" if detail.entry_id else ""
        back.append(Way(True, _("議事録の文") if sentence else _("議事録"), f"/meetings/{detail.raised_in}/minutes{sentence}"))
    back += [_elsewhere(one, term) for one in detail.neighbours if one.term_id < term.id]
    on = [_elsewhere(one, term) for one in detail.neighbours if one.term_id > term.id]
    known = {one.group_id for one in detail.neighbours}
    on += [_asked(rise) for rise in detail.rises if rise.group_id not in known]
    led = [one for one in detail.linked if one.relation in ("tells_of", "grew_from") and not one.points]
    on += [Way(False, f"{one.words}：{_cut(one.title)}", one.url) for one in led]
    return back + on


def _asked(rise: Asked) -> Way:
    answer = RISE_ANSWERS[rise.answer] if rise.answer else _("返事を待っています")
    return Way(False, f"{rise.group}（{answer}）", f"/groups/{rise.group_id}" if rise.group_id else "")


def _elsewhere(one: Neighbour, term: TermFact) -> Way:
    year = _("%(year)s年度", year=one.fiscal_year)
    said = str(year) if one.group_id == term.group_id else f"{one.group}　{year}"
    return Way(one.term_id < term.id, said, f"/groups/{one.group_id}/years/{one.fiscal_year}?q={term.code}#{term.code.lower()}")


def _cut(title: str) -> str:
    return title if len(title) <= LONGEST else f"{title[:LONGEST]}…"
