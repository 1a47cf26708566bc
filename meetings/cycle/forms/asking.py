"""What is typed when an issue rises, when somebody is heard, and when it is told on boards."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import RadioField, SelectField, SelectMultipleField, ValidationError
from wtforms.fields.choices import SelectChoice as Choice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired

from board.forms import ClientKeyForm, PostForm
from board.models import Board
from core import clock
from core.fields import DayBoxes
from core.whole_numbers import number_of
from meetings.cycle.forms.fields import IdField, line, one_of, text
from meetings.cycle.forms.issues import professions
from meetings.vocabulary import RISE_ANSWERS
from region.models import Institution
from region.vocabulary import PROFESSIONS


class RiseForm(ClientKeyForm):
    """A question to an upper group."""

    to = IdField(_("どの会議に上げますか"), refusal=_("会議を選んでください。"))
    asked = text(_("たずねること"), _("何を決めてほしいのか、何を助けてほしいのかを書いてください。"), most=1000)
    answer_by_on = DayBoxes(_("いつまでに返事がほしいですか"))

    def validate_answer_by_on(self, field: DayBoxes) -> None:
        if field.data and field.data < clock.today():
            raise ValidationError(gettext("返事の期限は、きょうより後の日にしてください。"))


class RiseAnswerForm(ClientKeyForm):
    """The upper group's answer."""

    answer = one_of(_("返事"), RISE_ANSWERS, _("返事を、3つの中から選んでください。"))
    text = text(_("返事の中身"), _("返事の中身を書いてください。もとの会議に、そのまま伝わります。"), most=1000)
    meeting = IdField(_("どの会議で決めましたか"), none=_("会議の外で"))


class HearingForm(ClientKeyForm):
    """Who said what."""

    heard_on = DayBoxes(_("聞いた日"), [InputRequired(_("聞いた日を入れてください。"))], default=clock.today)
    profession = SelectField(
        _("職種"), validate_choice=False, default="", validators=[InputRequired(_("職種を選んでください。職種ごとに数えます。"))]
    )
    institution = IdField(_("施設"), none=_("名簿から選ばない"))
    institution_name = line(_("施設の名前（名簿にないとき）"), 120)
    person_name = line(_("名前"), 60)
    remarks = text(_("聞いたこと"), _("聞いたことを、言われたとおりに書いてください。"), most=5000)

    def validate_heard_on(self, field: DayBoxes) -> None:
        if field.data and field.data > clock.today():
            raise ValidationError(gettext("まだ来ていない日は書けません。"))

    def validate_profession(self, field: SelectField) -> None:
        if field.data not in PROFESSIONS:
            raise ValidationError(gettext("職種を選んでください。職種ごとに数えます。"))

    def offer(self, institutions: Sequence[Institution]) -> HearingForm:
        """What can be chosen."""
        self.institution.offer([(one.id, one.name) for one in institutions], {one.id: one.name_kana for one in institutions})
        self.profession.choices = professions(_("選んでください"))
        return self


class CodingForm(ClientKeyForm):
    """These words of a note speak for an issue."""

    issue = IdField(_("どの課題ですか"), refusal=_("課題を選んでください。"))
    quote = text(_("課題のページに出す言葉"), _("記録から、その課題を言っている言葉を書きぬいてください。"), most=300)


class TellingForm(PostForm):
    """A notice on the boards chosen: a post without files, as usual as any."""

    urgency = None  # type: ignore[assignment]
    uploads = chosen = leave = without = None  # type: ignore[assignment]
    boards = SelectMultipleField(_("どの掲示板に載せますか"), coerce=number_of, validate_choice=False)
    asks = RadioField(
        _("だれに返事をお願いしますか"), choices=[Choice("owners", _("担当の施設だけ")), Choice("all", _("読める施設すべて"))],
        validate_choice=False, default="owners",
    )  # fmt: skip

    known: set[int] = set()

    def offer(self, boards: Sequence[Board]) -> TellingForm:
        """The boards one may post on."""
        self.known = {one.id for one in boards}
        self.boards.choices = [Choice(one.id, one.name) for one in boards]
        return self

    def validate_boards(self, field: SelectMultipleField) -> None:
        if not field.data or not set(field.data) <= self.known:
            raise ValidationError(gettext("掲示板を、1つ以上選んでください。"))
