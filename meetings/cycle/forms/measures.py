"""What is typed of a countermeasure: the plan, what was done, the numbers, what came of it, why it was stopped."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import StringField, ValidationError
from wtforms.validators import InputRequired

from board.forms import ClientKeyForm
from core import clock
from core.fields import DayBoxes, NumberField
from core.language import dated
from meetings.cycle.forms.charges import ChargesField
from meetings.cycle.forms.fields import CarriedId, IdField, line, one_of, text
from meetings.models import Countermeasure, Ending
from meetings.papers import PapersForm
from meetings.vocabulary import ENDINGS, NEXT_STEPS, VERDICTS

WHAT = _("何をするかを書いてください。例：診療所7つの夜間当番表をつくり、毎月25日に配る")


class PlanForm(ClientKeyForm):
    """What is decided."""

    what = text(_("何をするか"), WHAT)
    charges = ChargesField(_("だれがするか"))
    due_on = DayBoxes(_("いつまでに"), [InputRequired(_("いつまでにするかを入れてください。"))])
    expected = text(_("どうなればよいか"), most=1000)
    indicator = line(_("何の数で見るか"), 120)
    unit = line(_("単位"), 20)
    baseline = NumberField(_("はじめの数"))
    target = NumberField(_("目標の数"))
    meeting = IdField(_("どの会議で決めましたか"), none=_("会議の外で"))
    follows = IdField(_("前の方策からつづけますか"), none=_("新しい方策"))
    held: dict[int, date] = {}
    """The day of each meeting one may choose."""
    stood: date | None = None
    """The deadline of the version before, which may have passed."""

    def validate_due_on(self, field: DayBoxes) -> None:
        decided = self.held.get(self.meeting.data or 0, clock.today())
        if field.data and field.data < decided and field.data != self.stood:
            raise ValidationError(gettext("期限が、決めた日（%(day)s）より前です。年を確かめてください。", day=dated(decided)))

    def validate_indicator(self, field: StringField) -> None:
        if not self.indicator.data and (self.baseline.data is not None or self.target.data is not None):
            raise ValidationError(gettext("何の数かを書いてください。例：夜間の電話が当番医につながった割合"))


class RevisionForm(PlanForm):
    """A further version. `made_from`: the number of the version it was made from."""

    reason = text(_("変えた理由"), _("変えた理由を書いてください。前の版と理由は、ずっと残ります。"), most=1000)
    made_from = CarriedId()


class ImplementationForm(PapersForm, ClientKeyForm):
    """What was done. On a phone: one box, and the day is today."""

    what = text(_("したこと"), _("したことを書いてください。例：11月のまとめ。電話31件のうち24件が当番医につながった"))
    done_on = DayBoxes(_("した日"), [InputRequired(_("した日を入れてください。"))], default=clock.today)
    obstacle = text(_("困ったこと"), most=1000)
    done_by = line(_("した人（自分でないとき）"), 120)

    def validate_done_on(self, field: DayBoxes) -> None:
        if field.data and field.data > clock.today():
            raise ValidationError(gettext("まだ来ていない日の実施は書けません。"))


class ValueForm(ClientKeyForm):
    """The indicator on a day: a number, or a share of two."""

    on = DayBoxes(_("いつの数ですか"), [InputRequired(_("日を入れてください。"))], default=clock.today)
    value = NumberField(_("数"))
    part = NumberField(_("うち"))
    whole = NumberField(_("全部"))
    note = line(_("ひとこと"), 120)

    def validate_on(self, field: DayBoxes) -> None:
        if field.data and field.data > clock.today():
            raise ValidationError(gettext("まだ来ていない日の数は書けません。"))

    def validate_value(self, field: NumberField) -> None:
        shared = self.part.data is not None or self.whole.data is not None
        if field.data is not None and shared:
            raise ValidationError(gettext("数か、割合（うち・全部）の、どちらか一方を書いてください。"))
        if field.data is None and not shared and not (field.errors or self.part.errors or self.whole.errors):
            raise ValidationError(gettext("数を書いてください。割合なら「うち」と「全部」を書きます。"))

    def validate_whole(self, field: NumberField) -> None:
        part, total = self.part.data, field.data
        if (part is None) != (total is None) or (part is not None and not Decimal(0) <= part <= (total or Decimal(0))) or total == 0:
            raise ValidationError(gettext("「うち」と「全部」の両方を、「うち」が「全部」をこえないように書いてください。"))


class TurnForm(ClientKeyForm):
    """An act on a countermeasure as it stood when its page was opened. `made_from`: its turns until then."""

    made_from = CarriedId()

    def overtaken(self, one: Countermeasure) -> str:
        """What is said where somebody has revised or evaluated it since, "" where nobody has; the next press knows of it."""
        since, self.made_from.data = self.made_from.data, one.turns
        if one.ended or since == one.turns:
            return ""
        return str(gettext("この間に、ほかの評価か、新しい版が書かれました。課題のページで確かめて、よければもう一度押してください。"))


class EvaluationForm(TurnForm):
    """What came of it, and what next."""

    verdict = one_of(_("達成できましたか"), VERDICTS, _("達成、一部達成、未達のどれかを選んでください。"))
    value = NumberField(_("とどいた数"))
    lesson = text(_("分かったこと"), _("分かったことを書いてください。うまくいかなかったときほど、次の年の役に立ちます。"))
    next_step = one_of(_("つぎにどうしますか"), NEXT_STEPS, _("つぎにどうするかを、1つ選んでください。"))
    evaluated_on = DayBoxes(_("評価した日"), [InputRequired(_("評価した日を入れてください。"))], default=clock.today)
    meeting = IdField(_("どの会議で評価しましたか"), none=_("会議の外で"))

    def validate_evaluated_on(self, field: DayBoxes) -> None:
        if field.data and field.data > clock.today():
            raise ValidationError(gettext("まだ来ていない日は書けません。"))


class TakingBackForm(ClientKeyForm):
    """Why what was said is taken back."""

    reason = line(_("取り消す理由"), 300, _("取り消す理由を書いてください。記録に残ります。"))


class DiscontinuationForm(TurnForm):
    """中止 or 統合."""

    how = one_of(_("どちらですか"), ENDINGS, _("中止か統合かを選んでください。"))
    reason = line(_("理由"), 300, _("理由を書いてください。なぜやめたかが、あとの年にも残ります。"))
    into = IdField(_("どの方策に統合しますか"), none=_("統合しない"))

    def validate_into(self, field: IdField) -> None:
        if self.how.data == Ending.MERGED and not field.data:
            raise ValidationError(gettext("どの方策に統合するかを選んでください。"))
