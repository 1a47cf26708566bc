"""The shape and limits of what is typed about items and proposals. Every refusal is a sentence in Japanese at its field."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, HiddenField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice as Choice  # type: ignore[attr-defined]
from wtforms.validators import AnyOf, DataRequired, Length

from auth.forms import trimmed
from board.forms import ClientKeyForm
from core.whole_numbers import whole
from meetings.cycle.forms.fields import stripped
from meetings.groups.forms import id_or_none
from meetings.guarding.known import suspicions
from meetings.guarding.suspicion import Suspicion
from meetings.made_from import MadeFromForm
from meetings.models import AgendaItem, Issue, ItemKind, Meeting, Member
from meetings.papers import PapersForm
from meetings.vocabulary import ITEM_KINDS, SCENES

LONG = _("%(max)d文字までにしてください。")
MOST_MINUTES = 480


class FastItemForm(MadeFromForm):
    """One line: what, how long, of which kind."""

    title = StringField(
        _("議題の名前"), filters=[trimmed],
        validators=[DataRequired(_("議題の名前を書いてください。例：退院支援ルールの見直し")), Length(max=120, message=LONG)],
    )  # fmt: skip
    minutes = StringField(_("分"), filters=[trimmed], validators=[DataRequired(_("何分かかるかを、数字で入れてください。例：15"))])
    kind = SelectField(
        _("種類"), choices=[Choice(code, word) for code, word in ITEM_KINDS.items()], default=ItemKind.REPORT.value, validate_choice=False,
        validators=[AnyOf([one.value for one in ItemKind], _("種類を、一覧から選んでください。"))],
    )  # fmt: skip

    def validate_minutes(self, field: StringField) -> None:
        if not 1 <= self.length <= MOST_MINUTES:
            raise ValidationError(gettext("1から480までの数字で入れてください。例：15"))

    @property
    def length(self) -> int:
        """Minutes; 0 for what is no number."""
        try:
            return whole(str(self.minutes.data or "").removesuffix("分"))
        except ValueError:
            return 0


class ItemForm(FastItemForm):
    """All that an item says."""

    points = TextAreaField(_("項目（1行に1つ）"), filters=[stripped], validators=[Length(max=2000, message=LONG)])
    detail = TextAreaField(_("くわしく"), filters=[stripped], validators=[Length(max=4000, message=LONG)])
    presenter = SelectField(_("説明する人"), validate_choice=False)
    presenter_name = StringField(_("委員でない人の名前"), filters=[trimmed], validators=[Length(max=60, message=LONG)])
    issue = SelectField(_("どの課題について"), validate_choice=False)
    private = BooleanField(_("非公開にする（公開用の次第と議事録にのせない）"))
    _members: dict[int, Member] = {}
    _issues: dict[int, Issue] = {}

    def offer(self, members: Sequence[Member], issues: Sequence[Issue]) -> ItemForm:
        """Who may present, and what it may be about."""
        self._members, self._issues = {one.id: one for one in members}, {one.id: one for one in issues}
        people = [(str(one.id), f"{one.name}　{one.institution_name}") for one in members]
        self.presenter.choices = [("", gettext("えらばない")), *people]
        self.issue.choices = [("", gettext("課題はない")), *((str(one.id), f"{one.code}　{one.title}") for one in issues)]
        return self

    @classmethod
    def of(cls, item: AgendaItem) -> ItemForm:
        """With what it says now."""
        said = {name: getattr(item, name) for name in ("title", "kind", "points", "detail", "presenter_name", "private")}
        return cls(
            formdata=None,
            **said,
            minutes=str(item.minutes),
            presenter=str(item.presenter_id or ""),
            issue=str(item.issue.id if item.issue else ""),
        )

    def validate_presenter(self, field: SelectField) -> None:
        if field.data and id_or_none(field.data) not in self._members:
            raise ValidationError(gettext("説明する人を、一覧から選んでください。"))

    def validate_issue(self, field: SelectField) -> None:
        if field.data and id_or_none(field.data) not in self._issues:
            raise ValidationError(gettext("課題を、一覧から選んでください。"))

    @property
    def facts(self) -> dict[str, object]:
        """As the model takes them; only of a form that is valid."""
        said: dict[str, object] = {name: self[name].data or "" for name in ("title", "kind", "points", "detail", "presenter_name")}
        presenter, issue = self._members.get(id_or_none(self.presenter.data) or 0), self._issues.get(id_or_none(self.issue.data) or 0)
        return said | {"minutes": self.length, "presenter": presenter, "issue": issue, "private": bool(self.private.data)}


class ItemPapersForm(PapersForm):
    """配付資料 of an item."""

    def validate_files(self, _field: object) -> None:
        if not self.came:
            raise ValidationError(gettext("ファイルを選んでください。"))


class ProposalForm(ClientKeyForm):
    """提案. `sure`: the guard has warned, and nobody is meant."""

    title = StringField(
        _("取り上げてほしいこと"), filters=[trimmed],
        validators=[DataRequired(_("取り上げてほしいことを、1つの文で書いてください。")), Length(max=120, message=LONG)],
    )  # fmt: skip
    text = TextAreaField(_("くわしく"), filters=[stripped], validators=[Length(max=4000, message=LONG)])
    scene = SelectField(
        _("場面"), default="", validate_choice=False,
        choices=[Choice("", _("えらばない")), *(Choice(code, word) for code, word in SCENES.items())],
        validators=[AnyOf(["", *SCENES], _("場面を、一覧から選んでください。"))],
    )  # fmt: skip
    post = HiddenField()
    sure = BooleanField(_("患者さんのことではありません。このまま出します。"))
    group_id = 0
    suspicions: list[Suspicion] = []

    def validate_text(self, field: TextAreaField) -> None:
        self.suspicions = suspicions(f"{self.title.data or ''}\n{field.data or ''}", self.group_id)
        if self.suspicions and not self.sure.data:
            raise ValidationError(gettext("患者さんのことか、たしかめてください。ちがえば、下の四角に印をつけて、もう一度出してください。"))


class DeclineForm(ClientKeyForm):
    """見送る, with the reason."""

    reason = StringField(
        _("見送る理由"), filters=[trimmed],
        validators=[DataRequired(_("理由を書いてください。提案した人に伝わります。")), Length(max=300, message=LONG)],
    )  # fmt: skip


def fast(meeting: Meeting) -> FastItemForm:
    """The empty line: as many minutes as usual."""
    return FastItemForm(formdata=None, minutes="15" if not meeting.closed_at else "")
