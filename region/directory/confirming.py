"""One page on which an institution says what is still true: what is old, what a file says otherwise, what was never said."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from core.database import db
from region.directory.forms.facts import ItemForm, Value, item_form
from region.directory.items import VISIBILITIES, Item, Visibility, items_for
from region.directory.models import Fact, FactClaim
from region.directory.wording import in_words, town_names
from region.models import Affiliation, AreaMunicipality, Institution, Municipality
from region.models.base import areas_of


@dataclass(frozen=True)
class Question:
    """One item as it is asked: what is known, what a file says otherwise, and the form."""

    item: Item
    fact: Fact | None
    claim: FactClaim | None
    form: ItemForm
    words: str
    claim_words: str
    sent: bool

    @property
    def open(self) -> bool:
        """Must it be asked?"""
        return self.fact is None or self.fact.stale or self.claim is not None

    @property
    def readers(self) -> str:
        """Who may see what is known, in words."""
        return str(VISIBILITIES[Visibility(self.fact.visibility)]) if self.fact else ""

    @property
    def touched(self) -> bool:
        """Was something sent that is wrong, or not as it is known? Then it is not folded away."""
        if self.fact is None or not self.sent or self.form.faults:
            return bool(self.form.faults)
        return (_tidy(self.form.value or {}), self.form.visibility.data) != (
            _tidy(self.fact.value), self.fact.visibility,
        )  # fmt: skip


class Confirming:
    """The page of one institution, empty or as it was sent."""

    def __init__(self, institution: Institution, typed: MultiDict[str, str] | None = None) -> None:
        self.institution, self._typed = institution, typed
        if typed is not None:  # two people who confirm at once do so one after the other
            db.execute(select(Institution.id).where(Institution.id == institution.id).with_for_update())
        self._facts, self._claims = Fact.current_of(institution.id), FactClaim.open_of(institution.id)

    @cached_property
    def questions(self) -> list[Question]:
        """Every item of this type of institution."""
        values = [fact.value for fact in self._facts.values()] + [claim.value for claim in self._claims.values()]
        names = town_names(values)
        return [self._question(item, names) for item in items_for(self.institution.type)]

    @property
    def asked(self) -> list[Question]:
        """What must be asked, the oldest and most doubtful first."""
        return sorted((one for one in self.questions if one.open), key=lambda one: (one.claim is None, one.fact is None))

    @property
    def rest(self) -> list[Question]:
        """What was confirmed not long ago."""
        return [one for one in self.questions if not one.open]

    @property
    def faults(self) -> list[tuple[Question, str, str]]:
        """Each mistake: of which question, where, what."""
        return [(one, where, what) for one in self.questions for where, what in one.form.faults]

    def save(self, by: Affiliation) -> bool:
        """What was asked is true as it was typed; of the rest only what was changed. False where something is wrong: nothing is written."""
        sent = [one for one in self.questions if one.sent]
        fine = [one.form.validate() for one in sent]  # each says what is wrong with it
        if not (self._agreed(sent) and all(fine)):
            return False
        return all(self._take(one, by) for one in sent)

    def _take(self, one: Question, by: Affiliation) -> bool:
        value = one.claim.value if one.claim and one.form.claim.data == "take" else one.form.value
        visibility = Visibility(one.form.visibility.data)
        if one.fact and value is not None and _tidy(value) == _tidy(one.fact.value):
            value = one.fact.value
        if value is None or (one.fact and not one.open and (value, visibility) == (one.fact.value, one.fact.visibility)):
            return True
        Fact.state(self.institution, one.item, value, by=by, visibility=visibility)
        return True

    def _agreed(self, sent: list[Question]) -> bool:
        """Nobody confirms a value they did not have before their eyes."""
        for one in sent:
            if (one.form.seen.data or "") != (str(one.fact.id) if one.fact else ""):
                one.form.objection = _("この間に、ほかの人が直しました。いまの名簿は「%(words)s」です。", words=one.words)
                one.form.seen.data = str(one.fact.id) if one.fact else ""  # now they have it before their eyes
        return not any(one.form.objection for one in sent)

    def _question(self, item: Item, names: dict[str, str]) -> Question:
        fact, claim = self._facts.get(item.code), self._claims.get(item.code)
        form = item_form(
            item, self._typed, value=fact.value if fact else None, visibility=Visibility(fact.visibility if fact else item.visibility),
            seen=fact.id if fact else None, towns=self._towns | names,
        )  # fmt: skip
        words = in_words(item, fact.value, names) if fact else _("（まだ分かっていません）")
        sent = self._typed is not None and f"{item.code}-seen" in self._typed
        return Question(item, fact, claim, form, words, in_words(item, claim.value, names) if claim else "", sent)

    @cached_property
    def _towns(self) -> dict[str, str]:
        """Municipalities of the areas the institution belongs to."""
        codes = select(AreaMunicipality.municipality_code).where(
            AreaMunicipality.area_id.in_(areas_of(self.institution.id)), AreaMunicipality.today()
        )
        return {
            one.code: one.name for one in db.scalars(select(Municipality).where(Municipality.code.in_(codes)).order_by(Municipality.code))
        }


def _tidy(value: Value) -> Value:
    """Without the notes that are empty: the same said in two ways is no change."""
    return {name: said for name, said in value.items() if said not in ("", None) or name != "note"}
