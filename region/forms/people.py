"""What is typed about people: an invitation, its acceptance, another role."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import PasswordField, RadioField, SelectMultipleField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice as Choice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired, Email, InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from auth.forms import KANA, LONG, NewPassword, trimmed
from core.fields import CalendarDay
from region.models import Role, SecondFactorRule
from region.vocabulary import PROFESSION_GROUPS, PROFESSIONS, ROLES


class RoleField(RadioField):
    """One of the roles that are open to whoever fills in the form."""

    def offer(self, roles: Iterable[Role]) -> None:
        self.choices = [Choice(role.value, ROLES[role]) for role in roles]


class InvitationForm(FlaskForm):
    """Whom one invites, as what."""

    name = StringField(_("名前"), [DataRequired(_("招待する人の名前を入れてください。")), Length(max=80, message=LONG)], filters=[trimmed])
    email = StringField(
        _("メールアドレス"),
        [
            DataRequired(_("メールアドレスを入れてください。")),
            Length(max=254, message=_("254文字までにしてください。")),
            Email(_("メールアドレスの形を確かめてください。例 hanako@example.jp")),
        ],
        filters=[trimmed],
    )
    professions = SelectMultipleField(
        _("職種"),
        choices=[Choice(code, name) for code, name in PROFESSIONS.items()],
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )
    role = RoleField(_("役割"), [InputRequired(_("役割を選んでください。"))], choices=[])

    def validate_professions(self, field: SelectMultipleField) -> None:
        """Not InputRequired, which would make a browser ask for every single box."""
        if not field.data:
            raise ValidationError(gettext("職種を1つ以上選んでください。"))

    def profession_groups(self) -> list[tuple[str, list[object]]]:
        """The checkboxes in the groups of the vocabulary."""
        boxes = {box.data: box for box in self.professions}
        return [(name, [boxes[code] for code in group]) for name, group in PROFESSION_GROUPS.items()]


class AcceptanceForm(NewPassword, FlaskForm):
    """The invited person says their name and chooses a password."""

    name = StringField(_("あなたの名前"), [DataRequired(_("名前を入れてください。")), Length(max=80, message=LONG)], filters=[trimmed])
    name_kana = StringField(_("ふりがな"), [Optional(), Length(max=80, message=LONG), KANA], filters=[trimmed])
    new_password = PasswordField(_("パスワード"), [InputRequired(_("パスワードを入れてください。"))])


class RoleForm(FlaskForm):
    """Another role for somebody who works there."""

    role = RoleField(_("役割"), [InputRequired(_("役割を選んでください。"))], choices=[])


class SecondFactorForm(FlaskForm):
    """From which day on a second factor is asked for."""

    from_on = CalendarDay(_("いつから"), [InputRequired(_("日を入れてください。例 2027-04-01"))])

    def validate_from_on(self, field: CalendarDay) -> None:
        """People must still be able to prepare."""
        if field.data and (too_soon := SecondFactorRule.too_soon(field.data)):
            raise ValidationError(too_soon)
