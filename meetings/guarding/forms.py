"""What is asked to turn one case into an issue of everybody: nothing by which the patient could be known."""

from __future__ import annotations

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, SelectField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice as Choice  # type: ignore[attr-defined]
from wtforms.validators import AnyOf, DataRequired, Length

from core.whole_numbers import whole
from meetings.guarding.generalising import AGES, BARRIERS, TIMES
from meetings.guarding.known import suspicions
from meetings.guarding.suspicion import Kind, Suspicion
from meetings.vocabulary import SCENES
from region.vocabulary import PROFESSION_GROUPS, PROFESSIONS

WHAT_LIMIT = 80
TEXT_LIMIT = 20_000


def _stripped(text: str | None) -> str:
    return " ".join((text or "").replace("\x00", "").split())


def _number(said: object) -> int | None:
    """An id as a form carries it; None for what is none."""
    text = str(said or "")
    try:
        return whole(text) if text.isascii() and text.isdigit() else None
    except ValueError:
        return None


def _one_of(label: str, words: dict[str, str], missing: str, default: str | None = None) -> RadioField:
    choices = [Choice(code, word) for code, word in words.items()]
    return RadioField(label, choices=choices, default=default, validate_choice=False, validators=[AnyOf(list(words), missing)])


class GeneraliseForm(FlaskForm):
    """ひとつの例を、みんなの課題にする."""

    scene = _one_of(_("場面"), SCENES, _("場面を、1つ選んでください。"))
    what = StringField(
        _("何が起きたか"),
        filters=[_stripped],
        validators=[
            DataRequired(_("何が起きたかを、1つの文で書いてください。例：夜間に連絡のつく先が分からなかった")),
            Length(max=WHAT_LIMIT, message=_("%(max)d文字までの、1つの文にしてください。")),
        ],
    )
    barrier = _one_of(_("何がさまたげになったか"), BARRIERS, _("さまたげになったことを、1つ選んでください。"))
    age = _one_of(_("年代"), AGES, _("年代を選んでください。いわなくてもかまいません。"), "")
    times = _one_of(
        _("同じようなこと：この1年で何件くらい"), TIMES, _("件数を選んでください。分からなければ「分からない」を選んでください。")
    )
    profession = SelectField(_("どの職種から見て"), validate_choice=False)
    group = HiddenField("")
    post = HiddenField("")
    suspicions: list[Suspicion] = []

    @property
    def group_id(self) -> int | None:
        return _number(self.group.data)

    @property
    def post_id(self) -> int | None:
        return _number(self.post.data)

    def validate_what(self, field: StringField) -> None:
        self.suspicions = suspicions(field.data or "", self.group_id)
        if any(one.kind is not Kind.BARE for one in self.suspicions):  # that may be a town: it is shown, and refuses nothing
            raise ValidationError(gettext("だれのことか分かる言葉があります。下のように書きかえてください。"))

    def validate_profession(self, field: SelectField) -> None:
        if field.data and field.data not in PROFESSIONS:
            raise ValidationError(gettext("職種を、一覧から選んでください。"))

    def offer(self, mine: list[str]) -> GeneraliseForm:
        """Fills in what can be chosen; one's own main profession stands first."""
        groups = {str(group): [(code, str(word)) for code, word in words.items()] for group, words in PROFESSION_GROUPS.items()}
        self.profession.choices = {"": [("", gettext("職種はいわない"))]} | groups
        if self.profession.data is None:
            self.profession.data = mine[0] if mine else ""
        return self
