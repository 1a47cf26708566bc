"""What is typed when an institution moves, or another one goes on with its work."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField, SelectField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice as Choice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired, InputRequired, Length

from core import clock
from core.fields import CalendarDay
from core.folding import dialled
from region.directory.models.move import PLACE
from region.models import Institution, Municipality
from region.vocabulary import FIELDS

LONG = _("%(max)d文字までで書いてください。")


def _trimmed(text: str | None) -> str | None:
    return "".join(letter for letter in text or "" if letter.isprintable() or letter == "\u3000").strip() or None


class MoveForm(FlaskForm):
    """The new address, and the day from which it holds."""

    from_on = CalendarDay(_("移る日"), default=clock.today, validators=[InputRequired(_("移る日を選んでください。"))])
    municipality_code = SelectField(FIELDS["municipality_code"], choices=[], validators=[InputRequired(_("市区町村を選んでください。"))])
    address = StringField(
        _("新しい住所"), filters=[_trimmed], validators=[DataRequired(_("新しい住所を書いてください。")), Length(max=200, message=LONG)]
    )
    building = StringField(FIELDS["building"], filters=[_trimmed], validators=[Length(max=120, message=LONG)])
    telephone = StringField(FIELDS["telephone"], filters=[_trimmed], validators=[Length(max=40, message=LONG)])
    fax = StringField(FIELDS["fax"], filters=[_trimmed], validators=[Length(max=40, message=LONG)])

    def offer(self, municipalities: Iterable[Municipality]) -> MoveForm:
        """The municipalities it may move to."""
        self.municipality_code.choices = [Choice(one.code, one.name) for one in municipalities]
        return self

    def validate_telephone(self, field: StringField) -> None:
        if field.data and not dialled(field.data):
            raise ValidationError(gettext("電話番号は、市外局番から数字で書いてください。例：055-000-0112"))

    validate_fax = validate_telephone

    @property
    def place(self) -> dict[str, Any]:
        return {name: self[name].data or None for name in PLACE}


class SuccessionForm(FlaskForm):
    """Another institution, chosen from what was found; and from which day it goes on with the work."""

    other = RadioField(_("どの施設ですか"), coerce=int, choices=[], validators=[InputRequired(_("施設を選んでください。"))])
    succeeded_on = CalendarDay(_("引きついだ日"), default=clock.today, validators=[InputRequired(_("引きついだ日を選んでください。"))])
    with_people = BooleanField(_("アカウントのある人も、引きつぐ施設へ移す"), default=True)

    def offer(self, found: Iterable[Institution]) -> SuccessionForm:
        """What can be chosen."""
        self.other.choices = [Choice(one.id, _in_short(one)) for one in found]
        return self


def _in_short(one: Institution) -> str:
    return "　".join(part for part in (one.name, one.full_address, one.telephone) if part)
