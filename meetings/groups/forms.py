"""The shape and limits of what is typed about groups and who sits in them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice as Choice  # type: ignore[attr-defined]
from wtforms.validators import AnyOf, DataRequired, Email, InputRequired, Length, Optional

from auth.forms import trimmed
from core.days import WHOLE, Years
from core.fields import CalendarDay
from core.whole_numbers import number_of
from meetings.made_from import MadeFromForm
from meetings.models import Group, Member, Seat
from meetings.vocabulary import GROUP_KINDS, SEATS, TIERS
from region.vocabulary import PROFESSION_GROUPS, PROFESSIONS

LONG = _("%(max)d文字までにしてください。")
LIVING: Years = (1990, 2100)
"""Within living memory."""


def id_or_none(text: object) -> int | None:
    """An id as a form carries it; None for nothing and for what is none."""
    return number_of(str(text or "")) or None


class GroupForm(FlaskForm):
    """What a group is."""

    name = StringField(
        _("会議体の名前"), filters=[trimmed],
        validators=[DataRequired(_("名前を入れてください。例 24時間の病診連携WG")), Length(max=80, message=LONG)],
    )  # fmt: skip
    kind = RadioField(
        _("種類"), choices=[Choice(code, word) for code, word in GROUP_KINDS.items()], default="working_group", validate_choice=False,
        validators=[AnyOf(list(GROUP_KINDS), _("種類を、4つの中から選んでください。"))],
    )  # fmt: skip
    tier = SelectField(
        _("連携の段階"), choices=[Choice("", _("分けていない")), *(Choice(str(code), word) for code, word in TIERS.items())], default="",
        validate_choice=False, validators=[AnyOf(["", *map(str, TIERS)], _("段階を、一覧から選んでください。"))],
    )  # fmt: skip
    purpose = TextAreaField(_("何のための会議か"), filters=[trimmed], validators=[Length(max=500, message=LONG)])
    upper_id = SelectField(_("上の会議"), coerce=id_or_none, default=None, validate_choice=False)
    members_only = BooleanField(_("委員と事務局だけが読める会議にする"))
    began_on = CalendarDay(_("いつから"), validators=[InputRequired(WHOLE)], years=LIVING)
    upper_ids: set[int] = set()

    def offer(self, groups: Iterable[Group]) -> None:
        """The groups that may stand above it."""
        offered = {one.id: f"{one.name}（{one.area.name}）" for one in groups}
        self.upper_ids = set(offered)
        self.upper_id.choices = [Choice("", gettext("なし")), *(Choice(code, name) for code, name in offered.items())]

    def validate_upper_id(self, field: SelectField) -> None:
        if field.data is not None and field.data not in self.upper_ids:
            raise ValidationError(gettext("上の会議を、一覧から選んでください。"))

    @property
    def facts(self) -> dict[str, object]:
        """As the model takes them, but for the upper group."""
        said = {name: self[name].data for name in ("name", "kind", "purpose", "members_only", "began_on")}
        return said | {"tier": int(self.tier.data) if self.tier.data else None}


class MemberForm(MadeFromForm):
    """Who sits in a group, and for whom."""

    asides = frozenset({"sure", "invite"})

    affiliation = HiddenField()
    name = StringField(
        _("名前"), filters=[trimmed], validators=[DataRequired(_("名前を入れてください。")), Length(max=60, message=LONG)]
    )  # fmt: skip
    institution_name = StringField(
        _("施設・団体"), filters=[trimmed],
        validators=[DataRequired(_("施設か団体の名前を入れてください。市民の方は「市民」でかまいません。")), Length(max=120, message=LONG)],
    )  # fmt: skip
    profession = SelectField(_("職種"), validate_choice=False, default="")
    email = StringField(
        _("メールアドレス"), filters=[trimmed],
        validators=[Optional(), Length(max=254, message=LONG), Email(_("メールアドレスの形を確かめてください。例 hanako@example.jp"))],
    )  # fmt: skip
    seat = RadioField(
        _("席"), choices=[Choice(code, word) for code, word in SEATS.items()], default="member", validate_choice=False,
        validators=[AnyOf(list(SEATS), _("席を、5つの中から選んでください。"))],
    )  # fmt: skip
    sure = BooleanField(_("座長を2人にする"))
    recommended_by = StringField(_("推薦団体"), filters=[trimmed], validators=[Length(max=80, message=LONG)])
    signs = BooleanField(_("議事録に署名する人（議事録署名人）"))
    invite = BooleanField(_("もう招待を出した会議にも、招待する"), default=True)
    from_on = CalendarDay(_("任期のはじめ"), validators=[InputRequired(WHOLE)], years=LIVING)
    until_on = CalendarDay(_("任期のおわり"), validators=[Optional()], years=LIVING)

    leads = ""
    """Who is 座長 already in that term, where the tick is asked for."""

    def agreed(self, group: Group, member: Member | None = None) -> bool:
        """Is everything filled in, and the tick set where there would be two of 座長? What stands so already is not asked again."""
        if not self.validate():
            return False
        if self.seat.data == Seat.CHAIR and not (member and self._led(member)):
            self.leads = next((one.name for one in group.members if one is not member and self._beside(one)), "")
        if not self.leads or self.sure.data:
            return True
        self.seat.errors = [
            gettext("この任期の座長は、もう%(name)sさんです。2人にするなら、下に印をつけて、もう一度押してください。", name=self.leads)
        ]
        return False

    def _led(self, member: Member) -> bool:
        return member.seat == Seat.CHAIR and (member.from_on, member.until_on) == (self.from_on.data, self.until_on.data)

    def _beside(self, one: Member) -> bool:
        """Another 座長 of the same time; who hands over on one day is none."""
        begins, ends = self.from_on.data or date.min, self.until_on.data or date.max
        return one.seat == Seat.CHAIR and one.from_on < ends and begins < (one.until_on or date.max)

    def offer(self) -> MemberForm:
        """Fills in the professions."""
        offered = [
            Choice(code, str(word), optgroup=str(group)) for group, words in PROFESSION_GROUPS.items() for code, word in words.items()
        ]
        self.profession.choices = [Choice("", gettext("えらばない")), *offered]
        return self

    def validate_profession(self, field: SelectField) -> None:
        if field.data and field.data not in PROFESSIONS:
            raise ValidationError(gettext("職種を、一覧から選んでください。"))

    def validate_until_on(self, field: CalendarDay) -> None:
        if field.data and self.from_on.data and field.data < self.from_on.data:
            raise ValidationError(gettext("任期のおわりは、はじめより後の日にしてください。"))

    @property
    def facts(self) -> dict[str, object]:
        """As the model takes them, but for account and institution."""
        said = {name: self[name].data for name in ("name", "institution_name", "seat", "recommended_by", "signs", "from_on", "until_on")}
        return said | {"profession": self.profession.data or None, "email": self.email.data or None}


class LeavingForm(MadeFromForm):
    """退任. Made from the last day that stands."""

    until_on = CalendarDay(_("最後の日"), validators=[InputRequired(WHOLE)], years=LIVING)
