"""Fields of the cycle: long texts, choices that are ids."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, RadioField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice as Choice  # type: ignore[attr-defined]
from wtforms.validators import AnyOf, DataRequired, Length

from core.whole_numbers import number_of

LONG = 2000


def stripped(text: str | None) -> str:
    """Without blanks around it, in lines as we keep them."""
    return (text or "").replace("\r\n", "\n").replace("\x00", "").strip()


def line(label: str, most: int, missing: str = "") -> StringField:
    """One line; `missing`: what is said where it is empty and must not be."""
    return StringField(label, filters=[stripped], validators=_limits(most, missing))


def text(label: str, missing: str = "", most: int = LONG) -> TextAreaField:
    """Several lines."""
    return TextAreaField(label, filters=[stripped], validators=_limits(most, missing))


def one_of(label: str, words: Mapping[Any, str], missing: str) -> RadioField:
    """One of a few; always one."""
    codes = [str(code) for code in words]
    choices = [Choice(str(code), word) for code, word in words.items()]
    return RadioField(label, choices=choices, validate_choice=False, validators=[DataRequired(missing), AnyOf(codes, missing)])


def _limits(most: int, missing: str) -> list[Any]:
    limit = Length(max=most, message=_("%(max)d文字までにしてください。"))
    return [DataRequired(missing), limit] if missing else [limit]


class IdField(SelectField):
    """A row of the database, by its id; 0 for none. What was not offered is refused with `refusal`."""

    def __init__(self, label: str, *, none: str | None = None, refusal: str = "", **kwargs: Any) -> None:
        super().__init__(label, coerce=number_of, validate_choice=False, default=0, **kwargs)
        self.none, self.refusal, self.choices = none, refusal or _("一覧から選んでください。"), []
        self.known: list[int] = []
        self.flags.required = none is None

    def offer(self, rows: Iterable[tuple[int, str]], kana: Mapping[int, str | None] = MappingProxyType({})) -> None:
        """What can be chosen; only the first and 0 where `none` may stand. By its `kana` a row is found as well (js/narrow.js)."""
        known = ([(0, self.none)] if self.none is not None else []) + list(rows)
        self.known = [key for key, _word in known]
        self.choices = [Choice(key, word, {"data-kana": kana[key]} if kana.get(key) else {}) for key, word in known]

    def pre_validate(self, form: Any) -> None:
        if self.data not in self.known:
            raise ValidationError(str(self.refusal))


class CarriedId(HiddenField):
    """A number that a form carries unseen; 0 for none."""

    data: int  # type: ignore[assignment]

    def __init__(self, **kwargs: Any) -> None:
        super().__init__("", filters=[number_of], **kwargs)
