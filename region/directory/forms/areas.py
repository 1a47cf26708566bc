"""What is typed about areas: from when, until when, which municipality, which institution."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectField, SelectMultipleField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice as Choice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired, InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from auth.forms import trimmed
from core import clock
from core.fields import DayBoxes
from region.models import AreaKind, Institution, Municipality
from region.vocabulary import type_name

KINDS = {AreaKind.HOME_CARE_AREA: _("圏域"), AreaKind.BASE_AREA: _("拠点の地域")}
PLAN_ENDS = date(2030, 3, 31)
"""The last day of the medical plan that began in 2024 (第8次医療計画, six years)."""

TERMS = {
    "plan": _("いまの医療計画の終わりまで（2030年3月31日）"),
    "year": _("始まる年度の終わりまで（3月31日）"),
    "day": _("日をきめる"),
}


def _choices(words: Mapping[str, str]) -> list[Choice]:
    return [Choice(str(code), word) for code, word in words.items()]


def _begins() -> DayBoxes:
    """The day comes after what begins on it; mistakes are listed in the order in which fields are declared."""
    return DayBoxes(_("いつから"), [InputRequired(_("始まりの日を入れてください。"))], default=clock.today)


def _municipalities() -> SelectMultipleField:
    return SelectMultipleField(
        _("市区町村"), [InputRequired(_("市区町村を1つ以上選んでください。"))], choices=[], option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )  # fmt: skip


class TakeInForm(FlaskForm):
    """Which municipalities join."""

    municipalities = _municipalities()
    from_on = _begins()

    def offer(self, municipalities: Iterable[Municipality]) -> TakeInForm:
        """Fills in what can be chosen."""
        self.municipalities.choices = [Choice(one.code, one.name) for one in municipalities]
        return self


class AreaForm(TakeInForm):
    """A new area."""

    name = StringField(_("地域の名前"), [DataRequired(_("地域の名前を入れてください。")), Length(max=80)], filters=[trimmed])
    kind = RadioField(
        _("何の地域ですか"),
        [InputRequired(_("どちらかを選んでください。"))],
        choices=[Choice(code.value, name) for code, name in KINDS.items()],
    )
    municipalities = _municipalities()
    from_on = _begins()


class AppointForm(FlaskForm):
    """Which institution becomes the base."""

    institution_id = SelectField(_("施設"), [InputRequired(_("施設を選んでください。"))], choices=[])
    from_on = _begins()

    def offer(self, institutions: Iterable[Institution]) -> AppointForm:
        """Fills in what can be chosen, by type."""
        by_type: dict[str, list[tuple[str, str]]] = {"": [("", gettext("選んでください"))]}
        for one in institutions:
            by_type.setdefault(type_name(one.type), []).append((str(one.id), one.name))
        self.institution_id.choices = by_type
        return self


class DesignateForm(AppointForm):
    """Which institution is designated, until when, on what ground."""

    term = RadioField(
        _("いつまで"), [InputRequired(_("いつまでかを選んでください。"))], choices=_choices(TERMS), default="plan"
    )  # fmt: skip
    until_on = DayBoxes(_("終わりの日"))
    source = StringField(
        _("根拠"), [DataRequired(_("根拠を入れてください。")), Length(max=120)], filters=[trimmed], default=_("都道府県の医療計画")
    )

    def validate_until_on(self, field: DayBoxes) -> None:
        if self.term.data == "day" and field.data is None:
            raise ValidationError(gettext("終わりの日を入れてください。"))
        if self.from_on.data and self.ends and self.ends < self.from_on.data:
            raise ValidationError(gettext("終わりの日は、始まりの日か、それより後にしてください。"))

    @property
    def ends(self) -> date | None:
        """The last day that was chosen."""
        if self.term.data == "year" and self.from_on.data:
            return date(clock.fiscal_year(self.from_on.data) + 1, 3, 31)
        return PLAN_ENDS if self.term.data == "plan" else self.until_on.data


class EndForm(FlaskForm):
    """Something ends on a day, which is its last one."""

    until_on = DayBoxes(_("いつまで（その日をふくみます）"), [InputRequired(_("終わりの日を入れてください。"))], default=clock.today)
