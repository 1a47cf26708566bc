"""The shape and limits of what is typed about a meeting, a year of meetings, and an answer."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import Form, HiddenField, RadioField, StringField, TimeField, ValidationError
from wtforms.fields.choices import SelectChoice as Choice  # type: ignore[attr-defined]
from wtforms.validators import AnyOf, DataRequired, InputRequired, Length, Optional, Regexp

from auth.forms import trimmed
from board.forms import ClientKeyForm
from core import clock
from core.days import WHOLE
from core.fields import CalendarDay
from meetings.groups.forms import LIVING, LONG
from meetings.groups.planning import BEGINS, ENDS, year_of
from meetings.groups.proposing import themes_proposed
from meetings.made_from import MadeFromForm
from meetings.models import Openness, Presence
from meetings.vocabulary import ANSWERS

URL = Regexp(r"^https?://[^\s<>\"]+$", message=_("https:// から始まるアドレスを入れてください。"))
HOUR = _("時刻を入れてください。例 19:00")
NIGHT = timedelta(hours=8)
"""What ends at an earlier hour than it begins goes over midnight, if it lasts no longer; else an hour was mistyped."""


class SaneTime(TimeField):
    """An hour of the day; what was typed stays where it is none."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata([one.strip()[:5] for one in valuelist])
        except ValueError:
            raise ValueError(gettext("時刻を入れてください。例 19:00")) from None


class When(Form):
    """Day, hours, theme and place."""

    day = CalendarDay(_("日"), validators=[InputRequired(WHOLE)], years=LIVING)
    starts = SaneTime(_("始まり"), default=BEGINS, validators=[InputRequired(HOUR)])
    ends = SaneTime(_("終わり"), default=ENDS, validators=[InputRequired(HOUR)])
    theme = StringField(
        _("テーマ"), filters=[trimmed],
        validators=[DataRequired(_("テーマを書いてください。例 課題の抽出と方策の決定")), Length(max=80, message=LONG)],
    )  # fmt: skip
    place = StringField(_("場所"), filters=[trimmed], validators=[Length(max=120, message=LONG)])
    web_url = StringField(_("Web会議のアドレス"), filters=[trimmed], validators=[Optional(), Length(max=300, message=LONG), URL])

    def validate_ends(self, field: SaneTime) -> None:
        starts, ends = self.starts.data, field.data
        if starts and ends and ends <= starts and not timedelta() < _lasts(starts, ends) <= NIGHT:
            raise ValidationError(gettext("終わりの時刻は、始まりより後にしてください。"))

    @property
    def facts(self) -> dict[str, object]:
        """As the model takes them; only of a form that is valid."""
        assert self.day.data
        assert self.starts.data
        assert self.ends.data
        begins = datetime.combine(self.day.data, self.starts.data, clock.JAPAN).astimezone(UTC)
        ends = begins + _lasts(self.starts.data, self.ends.data)
        return {name: self[name].data or "" for name in ("theme", "place", "web_url")} | {"starts_at": begins, "ends_at": ends}


class PlannedForm(When):
    """One line of the year. `meeting`: the id of what stands there already; without it and without a day the line is empty."""

    meeting = HiddenField()
    fiscal_year = 0
    gone = False
    """What stood here has begun or was cancelled since the page was drawn."""

    def validate_day(self, field: CalendarDay) -> None:
        if self.gone:
            raise ValidationError(gettext("この会議は始まったか、中止になりました。ここでは変えられません。"))
        first, last = year_of(self.fiscal_year)
        if field.data and not first <= field.data <= last:
            raise ValidationError(gettext("%(year)s年度（4月1日から次の年の3月31日まで）の日を入れてください。", year=self.fiscal_year))

    @property
    def empty(self) -> bool:
        """Nobody chose a day here, and nobody wrote a theme of their own."""
        chosen = self.meeting.data or "".join(self.day.raw_data or ()).strip() or self.day.data
        return not chosen and (not self.theme.data or self.theme.data in themes_proposed())

    def ask_nothing(self) -> None:
        """An empty line need not be filled in, and does not say so."""
        for field in self:
            field.flags.required = False


class MeetingForm(MadeFromForm, When):
    """A meeting with all that its head says."""

    openness = RadioField(
        _("公開"), default=Openness.OPEN.value, validate_choice=False,
        choices=[
            Choice(Openness.OPEN.value, _("公開")), Choice(Openness.PARTLY.value, _("一部非公開")),
            Choice(Openness.CLOSED.value, _("非公開")),
        ],
        validators=[AnyOf([one.value for one in Openness], _("公開するかどうかを選んでください。"))],
    )  # fmt: skip
    openness_reason = StringField(_("公開しない理由"), filters=[trimmed], validators=[Length(max=200, message=LONG)])
    elsewhere = StringField(_("ほかの会議の結果"), filters=[trimmed], validators=[Length(max=200, message=LONG)])
    elsewhere_url = StringField(_("その結果のアドレス"), filters=[trimmed], validators=[Optional(), Length(max=300, message=LONG), URL])

    def validate_openness_reason(self, field: StringField) -> None:
        if self.openness.data != Openness.OPEN and not field.data:
            raise ValidationError(gettext("公開しない理由を書いてください。例 個別の事例を扱うため"))

    @property
    def all_facts(self) -> dict[str, object]:
        """With what only the meeting's own page asks for."""
        return self.facts | {name: self[name].data or "" for name in ("openness", "openness_reason", "elsewhere", "elsewhere_url")}


class CancelForm(ClientKeyForm):
    """中止: with a reason, which those invited read. `made_from`: how often it had been moved when the page was opened."""

    made_from = HiddenField()
    reason = StringField(
        _("中止する理由"), filters=[trimmed],
        validators=[DataRequired(_("理由を書いてください。招待した人に伝わります。")), Length(max=200, message=LONG)],
    )  # fmt: skip


class AnswerForm(FlaskForm):
    """出席 Web 代理 欠席. `member` where somebody answers for another."""

    member = HiddenField()
    answer = RadioField(
        _("お返事"), choices=[Choice(code, word) for code, word in ANSWERS.items()], validate_choice=False,
        validators=[AnyOf([one.value for one in Presence], _("お返事を、4つの中から選んでください。"))],
    )  # fmt: skip
    substitute = StringField(_("代理の方の名前"), filters=[trimmed], validators=[Length(max=60, message=LONG)])
    note = StringField(_("ひとこと"), filters=[trimmed], validators=[Length(max=200, message=LONG)])


def _lasts(starts: time, ends: time) -> timedelta:
    """From the one hour to the next time it is the other."""
    return (datetime.combine(date.max, ends) - datetime.combine(date.max, starts)) % timedelta(days=1)
