"""What is written while a meeting is held. One form for each kind; all of them keep what was typed."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice as Choice  # type: ignore[attr-defined]
from wtforms.validators import AnyOf, DataRequired, Length, NumberRange, Optional

from board.forms import ClientKeyForm
from core import clock
from core.fields import CalendarDay, CountField, NumberField
from core.language import dated
from core.whole_numbers import number_of
from meetings.cycle.forms.fields import stripped
from meetings.holding.choices import issues_open, outside, plans_open, speakers, terms_of, unlisted, who
from meetings.holding.company import Company
from meetings.holding.fields import ChosenField
from meetings.models import AgendaItem, Entry, Next, Verdict
from meetings.models.course import MOST_LISTENERS
from meetings.vocabulary import NEXT_STEPS, SCENES, VERDICTS
from region.vocabulary import PROFESSIONS

LIMIT = 10_000
TOO_LONG = _("%(max)d文字までです。分けて書いてください。")
YEARS = 10
"""Nobody gives a task until a later year than in so many."""
_UNSEEN = ""


class WritingForm(ClientKeyForm):
    """A form below an item. Its fields have ids of their own, for several stand on one page."""

    kind = ""

    def __init__(self, item: AgendaItem, company: Company, **given: Any) -> None:
        super().__init__(**given)
        self.item, self.company = item, company
        for one in self:
            one.id = one.label.field_id = f"{self.kind}-{one.name}"
        self.offer()

    def offer(self) -> None:
        """Fills the lists one chooses from."""


class RemarkForm(WritingForm):
    """発言, 報告: who said what."""

    kind = "entries"
    said_as = SelectField(
        _("種類"), default="remark", choices=[Choice("remark", _("発言")), Choice("report", _("報告"))], validate_choice=False,
        validators=[AnyOf(["remark", "report"], _("発言か報告かを選んでください。"))],
    )  # fmt: skip
    speaker = ChosenField(_("発言した人"), default="secretariat", validate_choice=False)
    speaker_name = StringField(_("ほかの人の名前"), filters=[stripped], validators=[Length(max=60, message=TOO_LONG)])
    body = TextAreaField(
        _("発言"), filters=[stripped], validators=[DataRequired(_("発言を書いてください。")), Length(max=LIMIT, message=TOO_LONG)]
    )
    private = BooleanField(_("非公開（公開用の議事録に載せない）"))

    def offer(self) -> None:
        self.speaker.choices = speakers(self.company)

    def speaks(self, speaker: str) -> None:
        """This one is chosen, where there is one called so."""
        if any(value == speaker for value, *_ in self.speaker.flat):
            self.speaker.data = speaker

    def validate_speaker_name(self, field: StringField) -> None:
        if self.speaker.data == "other" and not field.data:
            raise ValidationError(_("だれの発言か、名前を書いてください。"))


class DecisionForm(WritingForm):
    """決定."""

    kind = "decisions"
    body = TextAreaField(
        _("決まったこと"), filters=[stripped],
        validators=[DataRequired(_("決まったことを書いてください。")), Length(max=LIMIT, message=TOO_LONG)],
    )  # fmt: skip
    private = BooleanField(_("非公開（公開用の議事録に載せない）"))


def _scene(*validators: Any) -> SelectField:
    choices = [Choice("", _("選んでください")), *(Choice(*one) for one in SCENES.items())]
    return SelectField(_("場面"), choices=choices, validate_choice=False, validators=validators)


class IssueForm(WritingForm):
    """課題: title, scene, who raised it."""

    kind = "issues"
    body = StringField(
        _("課題"), filters=[stripped],
        validators=[
            DataRequired(_("課題を1文で書いてください。")),
            Length(max=120, message=_("課題は%(max)d文字までです。くわしいことは課題のページに書けます。")),
        ],
    )  # fmt: skip
    scene = _scene(DataRequired(_("どの場面の課題かを選んでください。")))
    speaker = ChosenField(_("出した人"), default="", validate_choice=False)
    profession = ChosenField(_("出した職種"), default="", validate_choice=False)

    def offer(self) -> None:
        self.speaker.choices = [("", _("書かない")), *who(self.company)]
        self.profession.choices = [("", _("出した人の職種")), *PROFESSIONS.items()]

    def validate_scene(self, field: SelectField) -> None:
        if field.data not in SCENES:
            raise ValidationError(_("どの場面の課題かを選んでください。"))


class ChargedForm(WritingForm):
    """Somebody does it, until a day: who sits in the group, who else works at an institution of the directory, or a body not in it."""

    who = ChosenField(_("だれが"), default="", validate_choice=False)
    place = StringField(_("施設・団体の名前"), filters=[stripped], validators=[Length(max=200, message=TOO_LONG)])
    person = StringField(_("人の名前"), filters=[stripped], validators=[Length(max=60, message=TOO_LONG)])
    due_on = CalendarDay(_("いつまでに"))

    def offer(self) -> None:
        self.who.choices = [("", _("まだ決まっていない")), *who(self.company), ("other", _("ほかの施設・人（下に書く）")),
                            ("body", _("名簿にない団体（下に書く）"))]  # fmt: skip

    def validate_place(self, field: StringField) -> None:
        if self.who.data == "other":
            self.elsewhere = outside(self.item.meeting.group.area_id, field.data or "", self.person.data or "")
        if self.who.data == "body":
            self.elsewhere = unlisted(self.item.meeting.group, field.data or "", self.person.data or "")

    def validate_due_on(self, field: CalendarDay) -> None:
        held = clock.in_japan(self.item.meeting.starts_at).date()
        if field.data and abs(field.data.year - clock.today().year) > YEARS:
            raise ValidationError(_("日にちが遠すぎます。年を確かめてください。"))
        if field.data and field.data < held:
            raise ValidationError(_("期限が、会議の日（%(day)s）より前です。年を確かめてください。", day=dated(held)))


class HomeworkForm(ChargedForm):
    """宿題."""

    kind = "homework"
    body = TextAreaField(
        _("宿題"), filters=[stripped], validators=[DataRequired(_("何をするかを書いてください。")), Length(max=LIMIT, message=TOO_LONG)]
    )


class CountermeasureForm(ChargedForm):
    """方策: of which issue, new or a further version with its reason, what, who, until when, by what one will see it."""

    kind = "countermeasures"
    issue = ChosenField(_("どの課題に"), validate_choice=False)
    issue_title = StringField(_("新しい課題"), filters=[stripped], validators=[Length(max=120, message=TOO_LONG)])
    scene = _scene()
    revises = ChosenField(_("新しい方策か"), default="", validate_choice=False)
    reason = StringField(_("変えた理由"), filters=[stripped], validators=[Length(max=LIMIT, message=TOO_LONG)])
    body = TextAreaField(
        _("何をするか"), filters=[stripped],
        validators=[DataRequired(_("何をするかを書いてください。")), Length(max=LIMIT, message=TOO_LONG)],
    )  # fmt: skip
    indicator = StringField(_("何で確かめるか（指標）"), filters=[stripped], validators=[Length(max=120, message=TOO_LONG)])
    target = NumberField(_("目標"))
    unit = StringField(_("単位"), filters=[stripped], validators=[Length(max=20, message=TOO_LONG)])

    def offer(self) -> None:
        super().offer()
        terms = terms_of(self.item)
        there, own = issues_open(self.item, terms), str(self.item.issue.id) if self.item.issue else ""
        chosen = [] if there and there[0][0] == own else [("", _("選んでください"))]
        self.issue.choices = [*chosen, *there, ("new", _("新しい課題（下に書く）"))]
        self.issue.data = self.issue.data or self.issue.choices[0][0]
        self.revises.choices = [("", _("新しい方策")), *plans_open(self.item, terms)]

    def validate_issue(self, field: ChosenField) -> None:
        if not field.data and not self.revises.data:
            raise ValidationError(_("どの課題の方策かを選んでください。"))

    def validate_issue_title(self, field: StringField) -> None:
        if self.new_issue and not field.data:
            raise ValidationError(_("新しい課題を1文で書いてください。"))

    def validate_scene(self, field: SelectField) -> None:
        if self.new_issue and field.data not in SCENES:
            raise ValidationError(_("どの場面の課題かを選んでください。"))

    def validate_reason(self, field: StringField) -> None:
        if self.revises.data and not field.data:
            raise ValidationError(_("変えた理由を書いてください。前の版と理由は、ずっと残ります。"))

    @property
    def new_issue(self) -> bool:
        return self.issue.data == "new" and not self.revises.data


class EvaluationForm(WritingForm):
    """評価: what came of a countermeasure, what was learnt, how it goes on."""

    kind = "evaluations"
    made_from = HiddenField(_UNSEEN)
    """How many evaluations there were when the form was drawn."""
    verdict = RadioField(
        _("結果"), choices=[Choice(*one) for one in VERDICTS.items()], validate_choice=False,
        validators=[AnyOf([one.value for one in Verdict], _("達成・一部達成・未達から選んでください。"))],
    )  # fmt: skip
    value = NumberField(_("指標の値"))
    body = TextAreaField(
        _("わかったこと"), filters=[stripped],
        validators=[DataRequired(_("やってみて分かったことを書いてください。")), Length(max=LIMIT, message=TOO_LONG)],
    )  # fmt: skip
    next_step = RadioField(
        _("このあと"), choices=[Choice(*one) for one in NEXT_STEPS.items()], validate_choice=False,
        validators=[AnyOf([one.value for one in Next], _("継続・修正・終了・次年度へから選んでください。"))],
    )  # fmt: skip


class RevisionForm(ClientKeyForm):
    """Another text for a sentence, and the revision of it that was made from."""

    made_from = HiddenField(_UNSEEN)

    @property
    def revision(self) -> int:
        return number_of(self.made_from.data)


class EntryForm(RevisionForm):
    """As the secretariat sets it right."""

    body = TextAreaField(
        _("文"), filters=[stripped],
        validators=[DataRequired(_("文を書いてください。いらない文は「消す」を押してください。")), Length(max=LIMIT, message=TOO_LONG)],
    )  # fmt: skip
    private = BooleanField(_("非公開（公開用の議事録に載せない）"))


class AskedForm(RevisionForm):
    """What one said oneself, as it should read."""

    text = TextAreaField(
        _("わたしの発言"), filters=[stripped],
        validators=[DataRequired(_("どう直してほしいか、文を書いてください。")), Length(max=LIMIT, message=TOO_LONG)],
    )  # fmt: skip

    def meanwhile(self, entry: Entry) -> None:
        """The secretariat has changed the sentence: from now on this is made from theirs."""
        self.made_from.data = str(entry.revision)
        now = gettext("この間に、事務局が「%(text)s」と直しました。それでもよければ、もう一度送ってください。", text=entry.text)
        self.text.errors = [now]


class GuestForm(ClientKeyForm):
    """Somebody without a seat."""

    name = StringField(
        _("名前"), filters=[stripped], validators=[DataRequired(_("名前を書いてください。")), Length(max=60, message=TOO_LONG)]
    )
    place = StringField(_("所属"), filters=[stripped], validators=[Length(max=120, message=TOO_LONG)])


class ListenersForm(ClientKeyForm):
    """傍聴人."""

    number = CountField(
        _("傍聴人"),
        validators=[Optional(), NumberRange(min=0, max=MOST_LISTENERS, message=_("人数を、0から%(max)sまでの数字で書いてください。"))],
    )
