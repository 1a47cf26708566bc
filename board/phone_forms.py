"""What base staff write down for an institution: an answer they were told, a call in vain, and that they noted something by mistake."""

from __future__ import annotations

from datetime import UTC, datetime

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import RadioField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice as Choice  # type: ignore[attr-defined]
from wtforms.validators import AnyOf, DataRequired, Length

from board.forms import AnswerForm
from board.models import Answer, How, NoReply, Post, Told
from core import clock
from core.days import NotADay, moment_in


def _stripped(text: str | None) -> str | None:
    return text.replace("\x00", "").strip() if text else text


class RecordedAnswerForm(AnswerForm):
    """An answer told by telephone, by fax, or in person. Without a moment it was given just now."""

    how = RadioField(
        _("うけた方法"),
        choices=[Choice(How.PHONE.value, _("電話")), Choice(How.FAX.value, _("FAX")), Choice(How.VISIT.value, _("来所"))],
        default=How.PHONE.value,
        validate_choice=False,
        validators=[AnyOf([one.value for one in How], _("電話・FAX・来所のどれかを選んでください。"))],
    )
    told_by = StringField(
        _("答えた人"), filters=[_stripped], validators=[Length(max=80, message=_("答えた人の名前は%(max)d文字までです。"))]
    )
    at = StringField(_("うけた日時"), filters=[_stripped])

    def __init__(self, post: Post) -> None:
        super().__init__()
        self._post = post

    def validate_at(self, field: StringField) -> None:
        moment = self.moment
        if moment is None:
            raise ValidationError(gettext("うけた日時は、年月日と時刻で書いてください。空のままなら、いまになります。"))
        if moment > clock.now():
            raise ValidationError(gettext("うけた日時が、いまより後になっています。"))
        if moment < self._post.published_at.replace(second=0, microsecond=0):
            raise ValidationError(gettext("うけた日時が、この投稿より前になっています。"))

    @property
    def moment(self) -> datetime | None:
        """When it was told: now, where nothing was written; None for what is no moment."""
        if not self.at.data:
            return clock.now()
        try:
            return moment_in(self.at.data).astimezone(UTC)
        except NotADay:
            return None

    @property
    def given(self) -> Answer:
        return Answer(self.answer.data)

    @property
    def told(self) -> Told:
        """Only of a form that was found right."""
        moment = self.moment or clock.now()
        return Told(How(self.how.data), moment, self.told_by.data or None)


class UnansweredCallForm(FlaskForm):
    """A call that reached nobody."""

    heard = RadioField(
        _("電話のようす"),
        choices=[
            Choice(NoReply.ABSENT.value, _("不在")), Choice(NoReply.MACHINE.value, _("留守電")), Choice(NoReply.BUSY.value, _("話し中")),
        ],
        validate_choice=False,
        validators=[AnyOf([one.value for one in NoReply], _("不在・留守電・話し中のどれかを選んでください。"))],
    )  # fmt: skip


class TakingBackForm(FlaskForm):
    """Why a recorded answer is taken back."""

    reason = StringField(
        _("取り消す理由"),
        filters=[_stripped],
        validators=[
            DataRequired(_("理由を書いてください。記録に残ります。")),
            Length(max=200, message=_("理由は%(max)d文字までです。")),
        ],
    )
