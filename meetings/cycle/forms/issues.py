"""What is typed of an issue: its words, numbers that speak for it, why it is closed."""

from __future__ import annotations

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import SelectField, ValidationError

from board.forms import ClientKeyForm
from meetings.cycle.forms.fields import CarriedId, IdField, line, one_of, text
from meetings.models import Closing
from meetings.vocabulary import CLOSINGS, SCENES
from region.vocabulary import PROFESSION_GROUPS, PROFESSIONS

TITLE = 120


class WordsForm(ClientKeyForm):
    """What an issue says."""

    title = line(_("課題"), TITLE, _("何が課題かを、1つの文で書いてください。例：夜間、だれに電話すればよいか分からない"))
    text = text(_("くわしく"))
    scene = one_of(_("場面"), SCENES, _("場面を、1つ選んでください。"))


class IssueForm(WordsForm):
    """A new issue; from a post, an item of an agenda, a proposal, or out of another issue."""

    profession = SelectField(_("出した職種"), validate_choice=False, default="")
    group = IdField(_("どの会議の課題ですか"), refusal=_("会議を選んでください。"))
    post = CarriedId()
    item = CarriedId()
    proposal = CarriedId()
    grew_from = CarriedId()
    hearing = CarriedId()

    def validate_profession(self, field: SelectField) -> None:
        if field.data and field.data not in PROFESSIONS:
            raise ValidationError(gettext("職種を、一覧から選んでください。"))

    def offer(self, groups: list[tuple[int, str]]) -> IssueForm:
        """The groups one may raise it before, and the professions."""
        self.group.offer(groups)
        self.group.data = self.group.data or (groups[0][0] if groups else 0)
        self.profession.choices = professions(_("職種はいわない"))
        return self


class RewordForm(WordsForm):
    """Better words for an issue. `made_from`: how many earlier words there were when the form was opened."""

    made_from = CarriedId()


class EvidenceForm(ClientKeyForm):
    """A number that speaks for an issue."""

    what = line(_("何の数字ですか"), 200, _("何の数字かを書いてください。"))
    value = line(_("数字"), 60, _("数字を、単位もつけて書いてください。例：年 31件"))
    source = line(_("出どころ"), 200)


class ClosingForm(ClientKeyForm):
    """見送り or 統合."""

    how = one_of(_("どう閉じますか"), CLOSINGS, _("見送りか統合かを選んでください。"))
    reason = line(_("理由"), 300, _("理由を書いてください。なぜ閉じたかが、あとの年にも残ります。"))
    into = IdField(_("どの課題に統合しますか"), none=_("統合しない"))
    meeting = IdField(_("どの会議で決めましたか"), none=_("会議の外で"))

    def validate_into(self, field: IdField) -> None:
        if self.how.data == Closing.MERGED and not field.data:
            raise ValidationError(gettext("どの課題に統合するかを選んでください。"))


def professions(nothing: str) -> dict[str, list[tuple[str, str]]]:
    """For a list with headings; `nothing` stands first."""
    groups = {str(name): [(code, str(word)) for code, word in words.items()] for name, words in PROFESSION_GROUPS.items()}
    return {"": [("", str(nothing))]} | groups
