"""The shape of a status that base staff give, and of the day on which it ends."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import SelectField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice as Choice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from core import clock
from core.fields import CalendarDay
from region.directory.models.status import STATUSES, Status
from region.models import Area

OF_AN_AREA = (Status.ACTIVE_INSTITUTION,)
"""Given for an area."""


def _line(label: str, limit: int, *validators: object) -> StringField:
    return StringField(label, validators=[*validators, Length(max=limit, message=_("%(max)d文字までで書いてください。"))])


class StatusForm(FlaskForm):
    """What the institution is from now on."""

    status = SelectField(_("役割"), choices=[], validators=[InputRequired(_("役割を選んでください。"))])
    area = SelectField(_("どの地域の（積極的医療機関のとき）"), choices=[], default="")
    note = _line(_("くわしく（機能強化型（連携）など）"), 80)
    from_on = CalendarDay(_("始まりの日"), validators=[InputRequired(_("始まりの日を選んでください。"))])
    until_on = CalendarDay(_("終わりの日（決まっているとき）"), validators=[Optional()])
    source = _line(_("もとになったもの（厚生局の届出、県の計画など）"), 120, DataRequired(_("何で確かめたかを書いてください。")))

    def offer(self, areas: Iterable[Area]) -> StatusForm:
        """Fills in what can be chosen."""
        self.status.choices = [Choice("", gettext("選んでください")), *(Choice(one.value, word) for one, word in STATUSES.items())]
        self.area.choices = [Choice("", gettext("選んでください")), *(Choice(str(one.id), one.name) for one in areas)]
        return self

    def validate_area(self, field: SelectField) -> None:
        if self.status.data in OF_AN_AREA and not field.data:
            raise ValidationError(gettext("どの地域の積極的医療機関かを選んでください。"))

    def validate_until_on(self, field: CalendarDay) -> None:
        if field.data and self.from_on.data and field.data < self.from_on.data:
            raise ValidationError(gettext("終わりの日は、始まりの日か、それより後にしてください。"))


class EndForm(FlaskForm):
    """The last day of a status."""

    until_on = CalendarDay(_("最後の日"), default=clock.today, validators=[InputRequired(_("最後の日を選んでください。"))])
