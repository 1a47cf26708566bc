"""The shape and limits of what people write on boards. Every refusal is a sentence in Japanese at its field."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_login import current_user
from flask_wtf import FlaskForm
from wtforms import (
    FileField,
    HiddenField,
    IntegerField,
    MultipleFileField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice as Choice  # type: ignore[attr-defined]
from wtforms.validators import AnyOf, DataRequired, InputRequired, Length, NumberRange

from board.models import Answer, Right, Upload, Urgency
from core import clock
from core.language import spoken_day
from core.whole_numbers import whole
from region.models import Role

TITLE_LIMIT = 120
BODY_LIMIT = 10_000
LATEST_DEADLINE = timedelta(days=366)
"""Nobody waits longer, and the last day of the calendar has no hour in Japan: one such deadline broke every page that named it."""


_UNSEEN = ""
"""The label of a field that has none: without it the library makes one of its name, and reads a catalogue from the disk to translate it."""


def _stripped(text: str | None) -> str | None:
    return text.replace("\r\n", "\n").replace("\x00", "").strip() if text else text


class ClientKeyForm(FlaskForm):
    """A form whose sending may be repeated: the same key is the same act."""

    client_key = HiddenField(_UNSEEN)

    def validate_client_key(self, field: HiddenField) -> None:
        try:
            field.data = str(uuid.UUID(field.data or ""))
        except ValueError:
            field.data = str(uuid.uuid4())

    @property
    def key(self) -> str:
        """For the page: a fresh key, or the one that came with what was refused."""
        return self.client_key.data or str(uuid.uuid4())


class FilesForm(FlaskForm):
    """A form to which files may be added: `uploads` names what was sent before it, `chosen` are files that came with the form itself."""

    uploads = HiddenField(_UNSEEN)
    chosen = MultipleFileField(_("写真とファイル"))
    leave = SelectMultipleField(_UNSEEN, validate_choice=False)
    without = SelectMultipleField(_UNSEEN, validate_choice=False, coerce=whole)

    @property
    def keys(self) -> list[str]:
        """The uploads named, in their order, each once; what is no key is left out."""
        named = dict.fromkeys(key for key in (self.uploads.data or "").split()[:99] if is_key(key))
        return [key for key in named if key not in (self.leave.data or ())]

    @property
    def arrived(self) -> list[Upload]:
        """What these keys name, as far as it is there."""
        return [one for key in self.keys if (one := Upload.of(current_user.id, key)) and one.judged_at]

    @property
    def dropped(self) -> Collection[int]:
        """Of a text that stands: the ids of its files that shall no longer stand with it."""
        return set(self.without.data or ())


def is_key(text: str) -> bool:
    """A UUID, written as one."""
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False


class UploadForm(FlaskForm):
    """A piece of a file that is on its way: which, how large it will be (bytes), and where this piece belongs."""

    key = StringField(validators=[DataRequired()])
    name = StringField(validators=[Length(max=1000)])
    size = IntegerField(validators=[InputRequired(), NumberRange(min=0)])
    offset = IntegerField(validators=[InputRequired(), NumberRange(min=0)])
    piece = FileField()

    def validate_key(self, field: StringField) -> None:
        if not is_key(field.data or ""):
            raise ValidationError("not a key")


class TextForm(FlaskForm):
    """The title and body of a post."""

    title = StringField(
        _("題名"),
        filters=[_stripped],
        validators=[
            DataRequired(_("題名を書いてください。何の知らせか、ひと目で分かるように。")),
            Length(max=TITLE_LIMIT, message=_("題名は%(max)d文字までです。くわしいことは本文に書いてください。")),
        ],
    )
    body = TextAreaField(
        _("本文"),
        filters=[_stripped],
        validators=[
            DataRequired(_("本文を書いてください。")),
            Length(max=BODY_LIMIT, message=_("本文は%(max)d文字までです。分けて投稿してください。")),
        ],
    )


class DeadlineField(SelectField):
    """The usual deadlines, and the one that was chosen. They are put into words where the form is drawn, not where it is read."""

    def iter_choices(self) -> Any:
        if not self.choices:
            self.choices = _deadlines()
            if self.data and self.data not in [one.value for one in self.choices]:
                self.choices.append(Choice(self.data, self.data.replace("T", " ")))
        return super().iter_choices()


class PostForm(TextForm, ClientKeyForm, FilesForm):
    """A new post."""

    urgency = RadioField(
        _("急ぎ度"),
        choices=[
            Choice(Urgency.NORMAL.value, _("通常")),
            Choice(Urgency.IMPORTANT.value, _("重要")),
            Choice(Urgency.URGENT.value, _("緊急")),
        ],
        default=Urgency.NORMAL.value,
        validate_choice=False,
        validators=[AnyOf([one.value for one in Urgency], _("急ぎ度を選んでください。"))],
    )
    confirm_by = DeadlineField(_("施設ごとの返事"), validate_choice=False, default="")

    def validate_confirm_by(self, field: SelectField) -> None:
        if field.data and self.deadline is None:
            raise ValidationError(gettext("返事の期限は、年月日と時刻で選んでください。"))
        if self.deadline and self.deadline <= clock.now():
            raise ValidationError(gettext("返事の期限がすぎています。いまより後を選んでください。"))

    @property
    def deadline(self) -> datetime | None:
        """Until when institutions are asked to answer; None when they are not asked, or for a day that is no deadline."""
        try:
            said = datetime.fromisoformat(self.confirm_by.data or "")
            moment = (said if said.tzinfo else said.replace(tzinfo=clock.JAPAN)).astimezone(UTC)
        except (ValueError, OverflowError):
            return None
        return moment if moment < clock.now() + LATEST_DEADLINE else None


def _deadlines() -> list[Choice]:
    """The usual deadlines, in Japan's time."""
    now = clock.in_japan(clock.now())
    choices = [Choice("", gettext("お願いしない"))]
    for days, hour in ((0, 12), (0, 17), (0, 22), (1, 12), (1, 17), (2, 17), (3, 17), (7, 17), (14, 17)):
        moment = (now + timedelta(days=days)).replace(hour=hour, minute=0, second=0, microsecond=0)
        if moment - now > timedelta(minutes=30):
            choices.append(Choice(moment.strftime("%Y-%m-%dT%H:%M"), gettext("%(day)s %(hour)d時まで", day=spoken_day(moment), hour=hour)))
    return choices


class CorrectionForm(TextForm, FilesForm):
    """A new text for a post that stands."""


class ReplyForm(ClientKeyForm, FilesForm):
    """A reply, or a new text for one."""

    body = TextAreaField(
        _("返信"),
        filters=[_stripped],
        validators=[
            DataRequired(_("返信を書いてください。")),
            Length(max=BODY_LIMIT, message=_("返信は%(max)d文字までです。")),
        ],
    )


class WithdrawalForm(FlaskForm):
    """Why something is taken back."""

    reason = StringField(
        _("取り下げる理由"),
        filters=[_stripped],
        validators=[
            DataRequired(_("理由を書いてください。読んだ人に、なぜ取り下げたかが伝わります。")),
            Length(max=200, message=_("理由は%(max)d文字までです。")),
        ],
    )


class AnswerForm(FlaskForm):
    """The answer of an institution."""

    answer = RadioField(
        _("返事"),
        choices=[
            Choice(Answer.NOTED.value, _("了解")),
            Choice(Answer.OK.value, _("対応可")),
            Choice(Answer.NO.value, _("対応不可")),
            Choice(Answer.CALL.value, _("電話ください")),
        ],
        validate_choice=False,
        validators=[AnyOf([one.value for one in Answer], _("返事を、4つの中から選んでください。"))],
    )


class GrantForm(FlaskForm):
    """One more right on a board. Empty choices mean everybody."""

    right = RadioField(
        _("できること"),
        choices=[Choice(Right.READ.value, _("読む")), Choice(Right.POST.value, _("投稿する")), Choice(Right.URGENT.value, _("緊急で出す"))],
        validate_choice=False,
        validators=[AnyOf([one.value for one in Right], _("できることを選んでください。"))],
    )
    institution_type = SelectField(_("施設の種類"), default="")
    profession = SelectField(_("職種"), default="")
    role = SelectField(
        _("役割"),
        default="",
        choices=[
            Choice("", _("すべて")),
            Choice(Role.MEMBER.value, _("施設の職員")),
            Choice(Role.MANAGER.value, _("施設の管理者")),
            Choice(Role.BASE_STAFF.value, _("拠点の職員")),
            Choice(Role.PREFECTURE.value, _("都道府県の職員")),
        ],
    )


def everybody_or(words: dict[str, str]) -> list[Choice]:
    """Nothing chosen means everybody; else one of these codes."""
    return [Choice("", gettext("すべて")), *(Choice(code, word) for code, word in words.items())]
