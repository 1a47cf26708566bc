"""What is asked of the audit, and what is written below a month."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import SelectField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice as Choice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired, Length

from auth.forms import trimmed
from core import clock
from core.fields import DayBoxes
from core.whole_numbers import whole
from region.oversight import words
from region.oversight.acts import WEEK, Asked


class ActsForm(FlaskForm):
    """Which acts. Without days: the last week."""

    class Meta:
        csrf = False

    since = DayBoxes(_("いつから"))
    until = DayBoxes(_("いつまで"))
    person = SelectField(_("人"), coerce=whole, default=0)
    institution = SelectField(_("施設"), coerce=whole, default=0)
    group = SelectField(_("したこと"), default="")

    def offer(self, people: list[tuple[int, str]], places: list[tuple[int, str]]) -> ActsForm:
        """Fills in what can be chosen, and the days where none were given."""
        self.person.choices = [Choice(0, gettext("全員")), *(Choice(*one) for one in people)]
        self.institution.choices = [Choice(0, gettext("すべての施設")), *(Choice(*one) for one in places)]
        kinds = [Choice(key, str(name)) for key, (name, _verbs) in words.GROUPS.items()]
        self.group.choices = [Choice("", gettext("すべて")), *kinds]
        if not self.until.raw_data or not any(self.until.raw_data):
            self.until.process_data(clock.today())
        if (not self.since.raw_data or not any(self.since.raw_data)) and self.until.data:
            self.since.process_data(self.until.data - WEEK)
        return self

    def validate_until(self, field: Any) -> None:
        if self.since.data and field.data and self.since.data > field.data:
            raise ValidationError(gettext("「いつまで」は、「いつから」と同じ日か、後の日にしてください。"))

    @property
    def asked(self) -> Asked:
        """After it was found valid."""
        assert self.since.data
        assert self.until.data
        return Asked(self.since.data, self.until.data, self.person.data or None, self.institution.data or None, self.group.data)


class ReviewForm(FlaskForm):
    """What the base thinks of the month."""

    remarks = TextAreaField(
        _("点検して気づいたこと"),
        [
            DataRequired(_("気づいたことを書いてください。なければ「特にありません」と書きます。")),
            Length(max=4000, message=_("4,000文字までにしてください。")),
        ],
        filters=[trimmed],
    )
