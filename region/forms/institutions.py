"""The shape and limits of what a base writes into the directory."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import SelectField, StringField, ValidationError
from wtforms.validators import DataRequired, InputRequired, Length

from core import clock
from core.fields import CalendarDay
from core.folding import dialled
from region.models import Municipality
from region.open_data.values import web_address
from region.vocabulary import FIELDS, TYPE_GROUPS


def _tidy(text: str | None) -> str | None:
    """No spaces around, no control characters; nothing at all is None."""
    return "".join(letter for letter in text or "" if letter.isprintable() or letter == "\u3000").strip() or None


def _line(field: str, limit: int, missing: str = "") -> StringField:
    too_long = Length(max=limit, message=_("%(max)d文字までで書いてください。"))
    return StringField(FIELDS[field], filters=[_tidy], validators=[*([DataRequired(missing)] if missing else []), too_long])


class InstitutionForm(FlaskForm):
    """What is known of an institution."""

    name = _line("name", 120, _("施設の名前を書いてください。"))
    name_kana = _line("name_kana", 200)
    type = SelectField(FIELDS["type"], choices=[], validators=[InputRequired(_("種類を選んでください。"))])
    municipality_code = SelectField(FIELDS["municipality_code"], choices=[], validators=[InputRequired(_("市区町村を選んでください。"))])
    address = _line("address", 200)
    building = _line("building", 120)
    telephone = _line("telephone", 40)
    fax = _line("fax", 40)
    url = _line("url", 290)
    corporation_name = _line("corporation_name", 120)

    def offer(self, municipalities: Iterable[Municipality]) -> InstitutionForm:
        """Fills in what can be chosen."""
        self.type.choices = {"": [("", gettext("選んでください"))]} | {group: list(kinds.items()) for group, kinds in TYPE_GROUPS.items()}
        self.municipality_code.choices = [("", gettext("選んでください")), *((one.code, one.name) for one in municipalities)]
        return self

    def validate_telephone(self, field: StringField) -> None:
        if field.data and not dialled(field.data):
            raise ValidationError(gettext("電話番号は、市外局番から数字で書いてください。例：055-000-0112"))

    validate_fax = validate_telephone

    def validate_url(self, field: StringField) -> None:
        if not field.data:
            return
        address = web_address(field.data)
        if not address:
            raise ValidationError(gettext("ホームページのアドレスは、https:// から書いてください。"))
        field.data = address

    @property
    def facts(self) -> dict[str, Any]:
        """Every field with its value; what was left empty is None."""
        return {name: self[name].data or None for name in FIELDS if name in self}


class ClosureForm(FlaskForm):
    """The day an institution closed."""

    closed_on = CalendarDay(FIELDS["closed_on"], default=clock.today, validators=[InputRequired(_("閉じた日を選んでください。"))])

    def validate_closed_on(self, field: CalendarDay) -> None:
        if field.data and field.data > clock.today():
            raise ValidationError(gettext("閉じた日は、きょうか、きょうより前の日にしてください。"))
