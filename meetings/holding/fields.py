"""A choice that was made for the page."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from wtforms import SelectField, ValidationError


class ChosenField(SelectField):
    """One of a list that was made for the page; what stands no longer in it asks to be chosen again."""

    def pre_validate(self, form: Any) -> None:
        if self.data not in [value for value, *_ in self.flat]:
            raise ValidationError(gettext("一覧から、もう一度選んでください。"))

    @property
    def flat(self) -> list[tuple[Any, ...]]:
        """All choices, out of their groups."""
        groups = self.choices.values() if isinstance(self.choices, dict) else [self.choices or []]
        return [tuple(one) for group in groups for one in group]
