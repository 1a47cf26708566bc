"""Six answers of an institution with an active part, each with a note."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import Field, RadioField, StringField
from wtforms.fields.choices import SelectChoice as Choice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Length

from region.directory.models.self_check import DUTIES, DUTY_ANSWERS, DutyAnswer, SelfCheck


class SelfCheckForm(FlaskForm):
    """Every duty is answered; where one does not apply (no beds), the note says so."""

    @classmethod
    def of(cls, present: Mapping[int, SelfCheck]) -> SelfCheckForm:
        """Filled with what was answered already."""
        answers = {f"answer{duty}": one.answer for duty, one in present.items()}
        return cls(data=answers | {f"note{duty}": one.note for duty, one in present.items()})

    @property
    def duties(self) -> list[tuple[int, str, Field, Field]]:
        """Each duty: its number, its words, its two fields."""
        return [(duty, str(words), self[f"answer{duty}"], self[f"note{duty}"]) for duty, words in DUTIES.items()]

    @property
    def answers(self) -> dict[int, tuple[DutyAnswer, str]]:
        """What was answered."""
        return {duty: (DutyAnswer(answer.data), note.data or "") for duty, _words, answer, note in self.duties}


for _duty, _text in DUTIES.items():
    setattr(
        SelfCheckForm,
        f"answer{_duty}",
        RadioField(
            _text,
            choices=[Choice(one.value, word) for one, word in DUTY_ANSWERS.items()],
            validators=[InputRequired(_("どれか1つを選んでください。"))],
        ),
    )
    _short = Length(max=300, message=_("%(max)d文字までで書いてください。"))
    setattr(SelfCheckForm, f"note{_duty}", StringField(_("補足（していること、足りないこと）"), validators=[_short]))
