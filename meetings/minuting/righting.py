"""訂正: what errata set right in minutes that are fixed. The sentence they stand in shows both; a list at the end says what and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from flask_babel import gettext as _

from core import clock
from meetings.minuting.document import Item, Piece, Proceedings, Result, Righted, Said, Sentence
from meetings.minuting.masking import Mask
from meetings.minuting.wording import short_day
from meetings.models import EntryKind, Erratum
from meetings.vocabulary import ENTRY_KINDS


def righted(shown: Proceedings, full: Proceedings, errata: Sequence[Erratum]) -> Proceedings:
    """`full`: the full version of the same, for what was written there and for the names that public words do without."""
    righting = _Righting(shown, full, errata)
    return replace(shown, items=tuple(map(righting.item, shown.items)), errata=tuple(map(righting.line, errata)))


class _Righting:
    def __init__(self, shown: Proceedings, full: Proceedings, errata: Sequence[Erratum]) -> None:
        self.shown, self.errata = shown, errata
        self.mask = Mask(full.called) if shown.public else None
        self.written = {one.id: one.text for item in full.items for one in (*item.talk, *item.results)}
        self.places = {one.id: (item.number, one) for item in shown.items for one in (*item.talk, *item.results) if one.id}

    def item(self, item: Item) -> Item:
        """With its sentences set right."""
        talk = tuple(replace(one, pieces=self._pieces(one)) for one in item.talk)
        return replace(item, talk=talk, results=tuple(replace(one, pieces=self._pieces(one)) for one in item.results))

    def line(self, one: Erratum) -> Righted:
        """In the list. What stands in nothing public is only counted."""
        day = short_day(clock.in_japan(one.at).date(), clock.fiscal_year(self.shown.day))
        if self.mask and (self.shown.closed or (one.entry_id and one.entry_id not in self.places)):
            return Righted(one.number, day, "", _("〔非公開〕"), "")
        words = _("「%(wrong)s」を「%(right)s」とする。", wrong=self._free(one.wrong), right=self._free(one.right))
        where = self._where(one.entry_id) if one.entry_id else _("全体")
        reason, by = ("", "") if self.mask else (one.reason, one.by.person.name)
        return Righted(one.number, day, where, words, reason, by, one.entry_id)

    def _where(self, entry_id: int) -> str:
        """議題2 早川委員の発言."""
        if entry_id not in self.places:
            return ""
        number, one = self.places[entry_id]
        return str(_("議題%(number)s %(what)s", number=number, what=_what(one)))

    def _pieces(self, sentence: Sentence) -> tuple[Piece, ...]:
        """In public the whole sentence is looked through for names, so the numbers stand at its end."""
        errata = [one for one in self.errata if one.entry_id and one.entry_id == sentence.id]
        if not errata:
            return sentence.pieces
        pieces = [Piece(self.written[sentence.id])]
        for erratum in errata:
            pieces = _set_right(pieces, erratum)
        if not self.mask:
            return tuple(pieces)
        numbers = [Piece("", number=one.number) for one in pieces if one.number]
        return (Piece(self.mask("".join(one.text for one in pieces))), *numbers)

    def _free(self, text: str) -> str:
        return self.mask(text) if self.mask else text


def _what(one: Sentence) -> str:
    if isinstance(one, Said) and one.who:
        return str(_("%(who)sの発言", who=one.who))
    if isinstance(one, Result):
        return one.word
    return str(ENTRY_KINDS[EntryKind.REPORT if isinstance(one, Said) and one.report else EntryKind.REMARK])


def _set_right(pieces: list[Piece], erratum: Erratum) -> list[Piece]:
    """At the first place where it reads so now, which may be what an earlier erratum put in; else its number stands at the end."""
    begin = "".join(one.text for one in pieces).find(erratum.wrong)
    if begin < 0:
        return [*pieces, Piece("", "", erratum.number)]
    before, rest = _parted(pieces, begin)
    within, after = _parted(rest, len(erratum.wrong))
    earlier = [replace(one, text="") for one in within if one.number]
    return [*before, *earlier, Piece(erratum.right, erratum.wrong, erratum.number), *after]


def _parted(pieces: list[Piece], place: int) -> tuple[list[Piece], list[Piece]]:
    """What stands before a place in the sentence, and what after; a piece over it in two, the number with the first."""
    for number, one in enumerate(pieces):
        if place < len(one.text):
            first, second = ([replace(one, text=one.text[:place])], Piece(one.text[place:])) if place else ([], one)
            return [*pieces[:number], *first], [second, *pieces[number + 1 :]]
        place -= len(one.text)
    return pieces, []
