"""How each kind of item is typed: one small form for each, all on one page, without any script."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from werkzeug.datastructures import MultiDict
from wtforms import Field, Form, HiddenField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice as Choice  # type: ignore[attr-defined]
from wtforms.validators import Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from region.directory.items import VISIBILITIES, Item, Kind, Visibility
from region.directory.wording import DAYS

Value = dict[str, Any]
SPANS = (1, 2, 3, 4)
"""Published files have up to four spans a day; a page shows two, and more where there are more."""
SHOWN = 2
LATEST = 30 * 60
"""Minutes after midnight: a night may end at six in the next morning."""

_time = re.compile(r"(\d{1,2})[:時](\d{2})分?|(\d{1,2})時|(\d{1,2})(\d{2})|(\d{1,2})")


def _tidy(text: str | None) -> str:
    return "".join(letter for letter in text or "" if letter.isprintable() or letter in "\n\u3000").strip()


def _note() -> StringField:
    too_long = Length(max=200, message=_("%(max)d文字までで書いてください。"))
    return StringField(_("補足・条件"), filters=[_tidy], validators=[too_long])


class ItemForm(Form):
    """What every item has: who may see it, and which value the person had before their eyes."""

    visibility = SelectField(_("見える人"), choices=[Choice(one.value, word) for one, word in VISIBILITIES.items()])
    seen = HiddenField()
    claim = RadioField(
        _("どちらが正しいですか"),
        choices=[Choice("keep", _("名簿のまま（下で直せます）")), Choice("take", _("公表データのとおり"))],
        validators=[Optional()],
        default="keep",
    )
    item: Item
    objection = ""

    @property
    def value(self) -> Value | None:
        """What was typed; None where nothing was."""
        raise NotImplementedError

    @property
    def faults(self) -> list[tuple[str, str]]:
        """Where each mistake is and what is wrong; an objection is against the whole item."""
        whole = [(f"item-{self.item.code}", self.objection)] if self.objection else []
        return whole + [(field.id, str(error)) for field in self for error in field.errors]


class YesNoForm(ItemForm):
    answer = RadioField(_("答え"), validators=[Optional()])
    note = _note()

    def validate_note(self, field: StringField) -> None:
        if field.data and not self.answer.data:
            raise ValidationError(gettext("補足だけでは分かりません。上から1つ選んでください。"))

    @property
    def value(self) -> Value | None:
        return _with_note({"answer": self.answer.data}, self.note) if self.answer.data else None


class ChoicesForm(ItemForm):
    choices = SelectMultipleField(_("あてはまるもの"), option_widget=CheckboxInput(), widget=ListWidget())
    note = _note()
    key: ClassVar[str] = "choices"

    @property
    def value(self) -> Value | None:
        chosen = [value for value, *_ in self.choices.iter_choices() if value in (self.choices.data or [])]
        return _with_note({self.key: chosen}, self.note) if chosen or self.note.data or self.seen.data else None


class MunicipalitiesForm(ChoicesForm):
    key = "codes"


class TextForm(ItemForm):
    text = TextAreaField(_("内容"), filters=[_tidy], validators=[Length(max=500, message=_("%(max)d文字までで書いてください。"))])

    @property
    def value(self) -> Value | None:
        return {"text": self.text.data} if self.text.data else ({} if self.seen.data else None)


class NumberForm(ItemForm):
    number = StringField(_("数"), filters=[_tidy])
    note = _note()

    def validate_number(self, field: StringField) -> None:
        if field.data and (not _digits(field.data).isdecimal() or len(_digits(field.data)) > 5):
            raise ValidationError(gettext("数字で書いてください。ないときは 0 です。"))

    @property
    def value(self) -> Value | None:
        said = _digits(self.number.data or "")
        if said:
            return _with_note({"number": int(said)}, self.note)
        return _with_note({}, self.note) if self.note.data or self.seen.data else None


class HoursForm(ItemForm):
    note = _note()

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        fine = super().validate(extra_validators)
        self.weekly: list[dict[str, str]] = []
        for day in DAYS:
            fine = self._read(day) and fine
        return fine

    def _read(self, day: str) -> bool:
        ended = 0
        for number in SPANS:
            begin, end = self.span(day, number)
            if not begin.data and not end.data:
                continue
            start, stop = minutes(begin.data or ""), minutes(end.data or "")
            if fault := _fault(start, stop, ended):
                at, said = fault
                self[f"{day}_{at}{number}"].errors = [said]
                return False
            assert start is not None
            assert stop is not None
            self.weekly.append({"day": day, "from": _clock(start), "to": _clock(stop)})
            ended = stop
        return True

    def span(self, day: str, number: int) -> tuple[Field, Field]:
        """The two fields of one span of a day."""
        return self[f"{day}_from{number}"], self[f"{day}_to{number}"]

    def rows(self) -> Iterable[tuple[str, str, list[tuple[Field, Field]]]]:
        """One row for each day: its code, its word, its spans, as many as are needed."""
        needed = max([SHOWN, *(number for day in DAYS for number in SPANS if any(one.data for one in self.span(day, number)))])
        for day, word in DAYS.items():
            yield day, str(word), [self.span(day, number) for number in SPANS[:needed]]

    @property
    def value(self) -> Value | None:
        return _with_note({"weekly": self.weekly}, self.note) if self.weekly or self.note.data or self.seen.data else None


for _day in DAYS:
    for _number in SPANS:
        for _end, _end_word in (("from", _("始まり")), ("to", _("終わり"))):
            setattr(HoursForm, f"{_day}_{_end}{_number}", StringField(_end_word, filters=[_tidy], validators=[Length(max=10)]))

FORMS: dict[Kind, type[ItemForm]] = {
    Kind.YES_NO: YesNoForm,
    Kind.CHOICES: ChoicesForm,
    Kind.MUNICIPALITIES: MunicipalitiesForm,
    Kind.TEXT: TextForm,
    Kind.NUMBER: NumberForm,
    Kind.HOURS: HoursForm,
}


def item_form(
    item: Item, typed: MultiDict[str, str] | None, *, value: Value | None, visibility: Visibility, seen: int | None,
    towns: Mapping[str, str],
) -> ItemForm:  # fmt: skip
    """The form of an item, filled with what was typed, else with the present value. `towns` can be chosen as municipalities."""
    told = {"visibility": visibility, "seen": str(seen or ""), **_fields(item, value or {})}
    form = FORMS[item.kind](typed, prefix=f"{item.code}-", data=told)
    form.item = item
    if isinstance(form, YesNoForm):
        form.answer.choices = [Choice(code, word) for code, word in item.words.items()]
    elif isinstance(form, MunicipalitiesForm):
        form.choices.choices = [Choice(code, word) for code, word in towns.items()]
    elif isinstance(form, NumberForm) and item.unit:
        form.number.label.text = str(item.unit)
    elif isinstance(form, ChoicesForm):
        form.choices.choices = [Choice(code, word) for code, word in item.choices.items()]
    return form


def _fields(item: Item, value: Value) -> dict[str, Any]:
    if item.kind == Kind.MUNICIPALITIES:
        return {"choices": value.get("codes", []), "note": value.get("note", "")}
    if item.kind == Kind.NUMBER:
        return {"number": str(value.get("number", "")), "note": value.get("note", "")}
    if item.kind != Kind.HOURS:
        return {"note": value.get("note", ""), **value}
    told: dict[str, Any] = {"note": value.get("note", "")}
    numbers = dict.fromkeys(DAYS, 0)
    for span in value.get("weekly", []):
        numbers[span["day"]] += 1
        for end in ("from", "to"):
            told[f"{span['day']}_{end}{numbers[span['day']]}"] = span[end].removeprefix("0")
    return told


def minutes(told: str) -> int | None:
    """Minutes after midnight of 9:00, 9時30分, 900, ９：００; None for what is no time. A day may run past midnight (26:00)."""
    plain = unicodedata.normalize("NFKC", told).replace(" ", "")
    found = _time.fullmatch(plain)
    if not found:
        return None
    hour, minute = next((h, m) for h, m in ((found[1], found[2]), (found[3], "0"), (found[4], found[5]), (found[6], "0")) if h is not None)
    total = int(hour) * 60 + int(minute)
    return total if int(minute) < 60 and total <= LATEST else None


def _fault(start: int | None, stop: int | None, ended: int) -> tuple[str, str] | None:
    """At which end of a span, and what."""
    if start is None or stop is None:
        return "from" if start is None else "to", gettext("時刻は 9:00 のように、始まりと終わりを書いてください。")
    if stop <= start:
        return "to", gettext("終わりが始まりより前です。夜中をすぎるときは 26:00 のように書いてください。")
    return ("from", gettext("前の時間と重なっています。")) if start < ended else None


def _clock(total: int) -> str:
    return f"{total // 60:02}:{total % 60:02}"


def _digits(told: str) -> str:
    return unicodedata.normalize("NFKC", told).replace(",", "").strip()


def _with_note(value: Value, note: StringField) -> Value:
    return {**value, "note": note.data} if note.data else value
