"""What is fixed is read from its kept copy, whatever became of names, papers and days since; only errata come after it.

shown = document(gather(meeting.id), public=True)
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import bindparam, select
from sqlalchemy.orm import joinedload

from core import clock
from core.database import db
from core.rules import RuleBroken
from meetings.minuting.composing import proceedings
from meetings.minuting.document import Item, Proceedings
from meetings.minuting.gathering import Gathered, gather
from meetings.minuting.kept import as_data, from_data
from meetings.minuting.people import labelled
from meetings.minuting.righting import righted
from meetings.minuting.wording import short_day
from meetings.models import Entry, Minutes
from meetings.models.minutes_copy import CODE, Version, composes, digested


@composes
def written(meeting_id: int) -> dict[Version, str]:
    """Both versions as they stand now, in the language of the record."""
    gathered = gather(meeting_id)
    with force_locale("ja"):
        full, public = proceedings(gathered, public=False), proceedings(gathered, public=True)
    called = tuple(dict.fromkeys(labelled(gathered)))
    return {Version.FULL: as_data(replace(full, state="", called=called)), Version.PUBLIC: as_data(replace(public, state="", left=()))}


def code_of(gathered: Gathered) -> str:
    """Of what its people read in full at this moment, in a few characters: other words have another, another signature has not."""
    with force_locale("ja"):
        read = proceedings(gathered, public=False)
    return digested(as_data(replace(read, state="", signed=())))[:CODE]


def refuse_unless_read(minutes: Minutes, code: str) -> None:
    """Raises RuleBroken where it no longer reads as it did when the person pressed (`code_of` of then)."""
    if code != code_of(gather(minutes.meeting.id)):
        raise RuleBroken("読んだあとで、議事録の文が変わりました。いまの文を読んでから、もう一度押してください。")


def document(gathered: Gathered, *, public: bool) -> Proceedings:
    """The minutes as they are read: the copy with what came after it, or, until they are fixed, what the rows say now."""
    minutes = gathered.minutes
    if minutes is None or minutes.fixed_at is None:
        return proceedings(gathered, public=public)
    return kept(minutes, minutes.fixed_at, public=public)


def kept(minutes: Minutes, fixed_at: datetime, *, public: bool) -> Proceedings:
    """The copy, with errata in it, and the number it is known by."""
    copies = {one.version: one for one in minutes.copies}
    copy = copies[Version.PUBLIC if public else Version.FULL]
    shown = in_words(from_data(copy.content))
    if minutes.errata:
        shown = righted(shown, from_data(copies[Version.FULL].content), minutes.errata)
    day = clock.in_japan(fixed_at).date()
    seal = _("確定 %(day)s　確認番号 %(code)s", day=_full(day), code=copy.code)
    return replace(shown, state=_state(minutes, day, clock.fiscal_year(shown.day)), seal=str(seal))


def public_sentence(entry: Entry) -> tuple[str, str] | None:
    """The item, and the sentence, as the public version of its minutes has them; None where they are not fixed, or it is not there."""
    minutes = db.scalars(_WITH_COPIES, {"meeting": entry.meeting_id}).unique().one_or_none()
    if minutes is None or minutes.fixed_at is None:
        return None
    items = kept(minutes, minutes.fixed_at, public=True).items
    return next(((item.title, one.text) for item in items for one in (*item.talk, *item.results) if one.id == entry.id), None)


_WITH_COPIES = (
    select(Minutes)
    .where(Minutes.meeting_id == bindparam("meeting"))
    .options(joinedload(Minutes.copies), joinedload(Minutes.errata))
)  # fmt: skip


def in_words(document: Proceedings) -> Proceedings:
    """The words of the house in it in the reader's language; what people said stays as it was said."""
    facts = tuple((_(word), text) for word, text in document.facts)
    return replace(document, facts=facts, items=tuple(map(_item_in_words, document.items)))


def _item_in_words(item: Item) -> Item:
    results = tuple(replace(one, word=_(one.word) if one.word else "") for one in item.results)
    return replace(item, kind=_(item.kind) if item.kind else "", results=results)


def _state(minutes: Minutes, fixed: date, year: int) -> str:
    """Since when it stands, and when it was last set right."""
    said = _("%(day)s 確定", day=short_day(fixed, year))
    if not minutes.errata:
        return str(said)
    last = clock.in_japan(minutes.errata[-1].at).date()
    return str(_("%(fixed)s　%(day)s 訂正", fixed=said, day=short_day(last, year)))


def _full(day: date) -> str:
    """With its year, always."""
    return short_day(day, 0)
