"""What people type about themselves: shape and limits."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, PasswordField, StringField, ValidationError
from wtforms.validators import DataRequired, InputRequired, Length, Optional, Regexp

from auth.strength import SHORTEST, weakness

LONG = _("80文字までにしてください。")
KANA = Regexp(r"^[ぁ-ゖァ-ヶー・\s　]*$", message=_("ひらがなかカタカナで書いてください。"))


def trimmed(text: str | None) -> str:
    """Without spaces around, and without the one character PostgreSQL cannot keep."""
    return (text or "").replace("\0", "").strip()


def said(field: Field) -> str:
    """What was typed, as text."""
    return str(field.data or "")


class SignInForm(FlaskForm):
    """Who comes in. Says nothing of shapes: a mistyped address is a wrong one."""

    email = StringField(_("メールアドレス"), [DataRequired(_("メールアドレスを入れてください。"))], filters=[trimmed])
    password = PasswordField(_("パスワード"), [InputRequired(_("パスワードを入れてください。"))])
    next = HiddenField()


class NameForm(FlaskForm):
    """One's own name, as it stands beside what one writes."""

    name = StringField(_("名前"), [DataRequired(_("名前を入れてください。")), Length(max=80, message=LONG)], filters=[trimmed])
    name_kana = StringField(_("ふりがな"), [Optional(), Length(max=80, message=LONG), KANA], filters=[trimmed])


class NewPassword:
    """A password somebody chooses, refused when it is easy to guess."""

    email_of_owner = ""
    at_least = SHORTEST

    def validate_new_password(self, field: PasswordField) -> None:
        weak = weakness(field.data or "", self.email_of_owner, self.at_least)
        if weak:
            raise ValidationError(weak)


class CodeForm(FlaskForm):
    """Six digits of the code app, or a code from the sheet of paper."""

    code = StringField(_("確認の番号"), [InputRequired(_("番号を入れてください。")), Length(max=40, message=_("番号が長すぎます。"))])
    next = HiddenField()


class AgainForm(FlaskForm):
    """Proves again who sits here. Its fields travel among those of another form, so their names are their own."""

    NAMES = ("again_password", "again_code", "again_passkey", "again_to", "again_by")

    again_password = PasswordField(_("パスワード"))
    again_code = StringField(_("確認の番号"), [Length(max=40, message=_("番号が長すぎます。"))])
    again_passkey = HiddenField()
    again_to = HiddenField()
    again_by = HiddenField()


class PasskeyForm(FlaskForm):
    """What its owner calls a passkey, and what the browser says of it."""

    name = StringField(_("パスキーの名前"), [Length(max=80, message=LONG)], filters=[trimmed])
    credential = HiddenField()


class ForgottenForm(FlaskForm):
    """Whose password it is. Its shape is not judged: every address is answered alike."""

    email = StringField(
        _("メールアドレス"),
        [DataRequired(_("メールアドレスを入れてください。")), Length(max=254, message=_("254文字までにしてください。"))],
        filters=[trimmed],
    )


class PasswordForm(NewPassword, FlaskForm):
    """A new password in place of the present one."""

    present_password = PasswordField(_("いまのパスワード"), [InputRequired(_("いまのパスワードを入れてください。"))])
    new_password = PasswordField(_("新しいパスワード"), [InputRequired(_("新しいパスワードを入れてください。"))])


class NewPasswordForm(NewPassword, FlaskForm):
    """A new password for who forgot the old one."""

    new_password = PasswordField(_("新しいパスワード"), [InputRequired(_("新しいパスワードを入れてください。"))])


class RemovalForm(NewPasswordForm):
    """A longer password, where the one that was enough beside a second factor no longer is."""
