"""The shape and limits of what is asked for in the directory, and of a way of looking that is kept."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from region.directory.items import ITEMS
from region.directory.models.fitting import State
from region.directory.models.open_hours import DAYS, minutes
from region.directory.models.status import Status
from region.directory.models.wanted import KINDS, Wanted, askable
from region.vocabulary import INSTITUTION_TYPES

WORDS_LIMIT = 80
MOST = 12
"""Things one may ask for at once."""
DISTANCES = (1, 2, 5, 10, 20, 50)
COLUMNS = 14
"""Columns of a table that still fits on paper."""


def wanted(said: MultiDict[str, str]) -> Wanted:
    """What an address line asks for; what makes no sense is not asked."""
    kind, day, hour, area, near, within = (said.get(name, "").strip() for name in ("type", "day", "hour", "area", "near", "within"))
    kind = kind if kind in INSTITUTION_TYPES or kind in KINDS else ""
    types = Wanted(type=kind).types
    can = [one for one in said.getlist("can")[: 4 * MOST] if askable(*one.partition(":")[::2], types)]
    near = near if _is_place(near) else ""
    return Wanted(
        q=said.get("q", "").replace("\x00", "").strip()[:WORDS_LIMIT],
        type=kind,
        can=tuple(dict.fromkeys(can))[:MOST],
        status=tuple(dict.fromkeys(Status(one) for one in said.getlist("status") if one in set(Status))),
        serves=_code(said.get("serves", "")),
        municipality=_code(said.get("municipality", "")),
        area=int(area) if _is_number(area) else None,
        day=day if day in DAYS else "",
        hour=hour if hour and minutes(hour) is not None else "",
        near=near,
        within=int(within) if near and _is_number(within) and int(within) in DISTANCES else None,
        state=State(said["state"]) if said.get("state") in set(State) else None,
    )


def wanted_of(asked: Mapping[str, str | list[str]]) -> Wanted:
    """What was kept of a search, read as an address is."""
    return wanted(MultiDict([(name, one) for name, value in asked.items() for one in (value if isinstance(value, list) else [value])]))


def columns(said: MultiDict[str, str], types: tuple[str, ...]) -> tuple[str, ...]:
    """The items (or item:choice) chosen as columns of a table; any item may stand there, not only what can be looked for."""
    asked = (one.partition(":") for one in said.getlist("col")[: 4 * COLUMNS])
    known = [f"{item}{colon}{choice}" for item, colon, choice in asked if item in ITEMS and (not choice or choice in ITEMS[item].choices)]
    fitting = [one for one in known if not types or any(ITEMS[one.partition(":")[0]].asked_of(kind) for kind in types)]
    return tuple(dict.fromkeys(fitting))[:COLUMNS]


def _code(said: str) -> str:
    code = said.strip()
    return code if len(code) == 6 and code.isascii() and code.isdigit() else ""


def _is_number(said: str) -> bool:
    return said.isascii() and said.isdigit() and len(said) < 9


def _is_place(said: str) -> bool:
    return (said[:1] == "i" and _is_number(said[1:])) or (said[:1] == "m" and bool(_code(said[1:])))


class SavedSearchForm(FlaskForm):
    """A name for what was asked, and with whom it is shared."""

    name = StringField(
        _("探し方の名前"),
        filters=[lambda said: " ".join((said or "").split())],
        validators=[
            DataRequired(_("名前を書いてください。例：鹿原町の無菌製剤")),
            Length(max=60, message=_("%(max)d文字までで書いてください。")),
        ],
    )
    area = SelectField(_("だれが使いますか"), choices=[], default="", validate_choice=False)
    asked = HiddenField()


class GapClosureForm(FlaskForm):
    """How something that was missing is met now."""

    question = HiddenField(validators=[DataRequired(_("どの「いない」か、分かりませんでした。一覧からもう一度選んでください。"))])
    note = TextAreaField(
        _("どうなりましたか"),
        filters=[lambda said: (said or "").strip()],
        validators=[
            DataRequired(_("どうなったかを書いてください。例：つばめ薬局が、来月から小児にも対応")),
            Length(max=400, message=_("%(max)d文字までで書いてください。")),
        ],
    )
