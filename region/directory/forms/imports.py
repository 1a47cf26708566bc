"""What is told when files are handed in: which kind, which files, of which day, for which land, and where a list has what."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import MultipleFileField
from werkzeug.datastructures import FileStorage
from wtforms import RadioField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice as Choice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Length, Optional

from core import clock
from core.fields import CalendarDay
from region.open_data.telephones import ADDRESS, NAME, NUMBER, TELEPHONE

KIND_NAMES = {
    "care-services": _("介護サービス"),
    "medical": _("病院・診療所・薬局など"),
    "disability": _("障害福祉サービス"),
    "telephones": _("電話番号の名簿"),
    "municipal-statistics": _("市区町村の統計"),
}
SOURCES = {
    "care-services": _("介護サービス情報公表システム。jigyosho_110.csv など"),
    "medical": _("医療情報ネット（ナビイ）。施設票と診療時間票、助産所、薬局"),
    "disability": _("WAM NET の障害福祉サービス等情報"),
    "telephones": _("地方厚生局の医療機関一覧表。名簿の電話番号がないところに入れます"),
    "municipal-statistics": _("在宅医療にかかる地域別データ集"),
}
"""Where each kind of file comes from."""
MOST_FILES = 20
AREA, ALL = "area", "all"


def _column(name: str) -> StringField:
    return StringField(name, validators=[Optional(), Length(max=60, message=_("%(max)d文字までで書いてください。"))])


class ImportForm(FlaskForm):
    """Files and what they are."""

    kind = RadioField(
        _("ファイルの種類"),
        choices=[Choice(code, name) for code, name in KIND_NAMES.items()],
        validators=[InputRequired(_("ファイルの種類を選んでください。"))],
    )
    files = MultipleFileField(_("ファイル"))
    file_on = CalendarDay(_("いつのデータですか"), validators=[Optional()])
    land = RadioField(_("どこまで取りこみますか"), default=AREA, validators=[InputRequired(_("どこまで取りこむか、選んでください。"))])
    number = _column(_("番号の列"))
    name = _column(_("名前の列"))
    address = _column(_("住所の列"))
    telephone = _column(_("電話番号の列"))

    def offer(self, municipalities: int) -> ImportForm:
        """`municipalities`: how many the base's own areas have; without any there is only everything."""
        mine = [Choice(AREA, gettext("拠点の地域だけ（%(count)s市区町村）", count=municipalities))] if municipalities else []
        self.land.choices = [*mine, Choice(ALL, gettext("ファイル全部"))]
        if not municipalities and self.land.data == AREA:
            self.land.data = ALL
        return self

    def validate_files(self, field: MultipleFileField) -> None:
        if not self.uploads:
            raise ValidationError(gettext("ファイルを選んでください。"))
        if len(self.uploads) > MOST_FILES:
            raise ValidationError(gettext("1回に%(count)sファイルまでにしてください。", count=MOST_FILES))

    def validate_file_on(self, field: CalendarDay) -> None:
        if field.data and field.data > clock.today():
            raise ValidationError(gettext("きょうか、きょうより前の日にしてください。"))

    @property
    def uploads(self) -> list[FileStorage]:
        """The files that were chosen; an empty field sends one without a name."""
        return [one for one in self.files.data or [] if isinstance(one, FileStorage) and one.filename]

    @property
    def columns(self) -> dict[str, Any]:
        """Columns that were named, by what stands in them."""
        told = {what: (self[what].data or "").strip() for what in (NUMBER, NAME, ADDRESS, TELEPHONE)}
        return {what: column for what, column in told.items() if column}
