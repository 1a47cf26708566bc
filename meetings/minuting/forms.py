"""The shape and limits of what is written about minutes. Every refusal is a sentence in Japanese at its field."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import timedelta
from hashlib import sha256

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, HiddenField, RadioField, StringField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice as Choice  # type: ignore[attr-defined]
from wtforms.validators import AnyOf, DataRequired, InputRequired, Length, NumberRange, Optional

from board.forms import ClientKeyForm
from core import clock
from core.fields import CountField, DayBoxes
from meetings.cycle.forms.fields import stripped
from meetings.guarding.suspicion import Suspicion
from meetings.models import Entry, Minutes, Openness

TEXT_LIMIT = 10_000
WORDS_LIMIT = 300
LATEST = timedelta(days=366)


def _longest(most: int) -> Length:
    return Length(max=most, message=_("%(max)d文字までです。"))


class SureForm(ClientKeyForm):
    """Where something may tell who a patient is, a person says that they have looked."""

    sure = BooleanField(_("患者さんの名前や、だれか分かることは書いてありません"))

    def agreed(self, suspicions: Sequence[Suspicion]) -> bool:
        """Is everything filled in, and the tick set where it is asked for?"""
        valid = bool(self.validate())
        if suspicions and not self.sure.data:
            self.sure.errors = [
                gettext("患者さんがだれか分かるかもしれない言葉があります。読みなおして、よければここに印をつけてください。")
            ]
            return False
        return valid


class SendForm(SureForm):
    """Until when corrections may be asked for. `made_from`: when it had been sent before the page was opened."""

    made_from = HiddenField()

    correct_by_on = DayBoxes(
        _("直しの期限"), [InputRequired(_("いつまでに直しを知らせてもらうか、日を入れてください。"))],
        default=lambda: clock.today() + timedelta(days=7),
    )  # fmt: skip

    def validate_correct_by_on(self, field: DayBoxes) -> None:
        if field.data and field.data > clock.today() + LATEST:
            raise ValidationError(gettext("期限が遠すぎます。1年より前の日にしてください。"))


class FixForm(SureForm):
    """The tick. `read`: the code of the text that shall stand."""

    read = HiddenField()


class CorrectionForm(ClientKeyForm):
    """What should read otherwise."""

    text = TextAreaField(
        _("どう直してほしいか"),
        filters=[stripped],
        validators=[DataRequired(_("どこを、どう直してほしいかを書いてください。")), _longest(2000)],
    )


class AnswerForm(ClientKeyForm):
    """Taken or declined, with words; and the sentence as it shall read."""

    taken = RadioField(
        _("答え"),
        choices=[Choice("taken", _("取り入れる")), Choice("declined", _("取り入れない"))],
        validate_choice=False,
        validators=[AnyOf(["taken", "declined"], _("取り入れるか、取り入れないかを選んでください。"))],
    )
    new_text = TextAreaField(_("直した文"), filters=[stripped], validators=[_longest(TEXT_LIMIT)])
    made_from = CountField(validators=[Optional()])
    answer = StringField(_("ひとこと（取り入れないときは理由）"), filters=[stripped], validators=[_longest(WORDS_LIMIT)])

    @classmethod
    def of(cls, entry: Entry | None) -> AnswerForm:
        """With the sentence as it reads now."""
        return cls(formdata=None, new_text=entry.text if entry else "", made_from=entry.revision if entry else 0)

    def meanwhile(self, entry: Entry) -> None:
        """Somebody else changed the sentence: from now on this is made from theirs."""
        self.made_from.raw_data = None
        self.made_from.data = entry.revision
        self.new_text.errors = [
            gettext("ほかの人がこの文を先に直しました。いまの文は「%(text)s」です。読みくらべて、もう一度送ってください。", text=entry.text)
        ]


class ErratumForm(ClientKeyForm):
    """How it reads, what it means, and why."""

    wrong = StringField(
        _("もとの言葉"),
        filters=[stripped],
        validators=[DataRequired(_("議事録に書いてある言葉を、そのまま書いてください。")), _longest(500)],
    )
    right = StringField(_("正しい言葉"), filters=[stripped], validators=[DataRequired(_("正しい言葉を書いてください。")), _longest(500)])
    reason = StringField(
        _("訂正する理由"), filters=[stripped], validators=[DataRequired(_("なぜ訂正するかを書いてください。")), _longest(WORDS_LIMIT)]
    )


class HeaderForm(ClientKeyForm):
    """What the secretariat says of the meeting itself. `made_from`: the code of how it read when the page was opened."""

    made_from = HiddenField()

    place = StringField(_("開催場所"), filters=[stripped], validators=[_longest(120)])
    openness = RadioField(
        _("公開・非公開の別"),
        choices=[
            Choice(Openness.OPEN.value, _("公開")),
            Choice(Openness.PARTLY.value, _("一部非公開")),
            Choice(Openness.CLOSED.value, _("非公開")),
        ],
        validate_choice=False,
        validators=[AnyOf([one.value for one in Openness], _("公開・一部非公開・非公開の中から選んでください。"))],
    )
    openness_reason = StringField(_("非公開の理由"), filters=[stripped], validators=[_longest(200)])
    listeners = CountField(
        _("傍聴人の数"), validators=[Optional(), NumberRange(min=0, max=9999, message=_("0から9999までの数字で書いてください。"))]
    )
    summary = TextAreaField(_("総括"), filters=[stripped], validators=[_longest(TEXT_LIMIT)])

    def validate_openness_reason(self, field: StringField) -> None:
        if not field.data and self.openness.data in (Openness.PARTLY.value, Openness.CLOSED.value):
            raise ValidationError(gettext("非公開にする理由を書いてください。議事録にのります。"))

    @classmethod
    def of(cls, minutes: Minutes) -> HeaderForm:
        """As it reads now."""
        meeting = minutes.meeting
        return cls(
            formdata=None, place=meeting.place, openness=meeting.openness, openness_reason=meeting.openness_reason,
            listeners=meeting.listeners, summary=minutes.summary, made_from=header_code(minutes),
        )  # fmt: skip

    def overtaken(self, minutes: Minutes) -> bool:
        """Somebody else has written the header since; the next press knows of it."""
        since, self.made_from.data = self.made_from.data, header_code(minutes)
        return since != self.made_from.data and not minutes.fixed_at


def header_code(minutes: Minutes) -> str:
    """Of the header as it reads now; other words have another."""
    meeting = minutes.meeting
    said = [meeting.place, meeting.openness, meeting.openness_reason, meeting.listeners, minutes.summary]
    return sha256(json.dumps(said).encode()).hexdigest()[:12]


def sending_code(minutes: Minutes) -> str:
    """When it was last sent; "" where it never was."""
    return minutes.sent_at.isoformat() if minutes.sent_at else ""
