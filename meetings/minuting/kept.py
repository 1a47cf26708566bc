"""A document as data and back: canonical JSON, so that the same document is always the same text."""

from __future__ import annotations

import json
from dataclasses import asdict, fields, is_dataclass
from datetime import date, datetime
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from meetings.minuting.document import Proceedings


def as_data(document: Proceedings) -> str:
    """In one order and without blanks, whoever writes it."""
    return json.dumps(asdict(document), default=_said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def from_data(content: str) -> Proceedings:
    """The same document. What a later version of the house added has its default."""
    made: Proceedings = _made(Proceedings, json.loads(content))
    return made


def _said(moment: object) -> str:
    if isinstance(moment, date | datetime):
        return moment.isoformat()
    raise TypeError(type(moment))


def _made(kind: Any, value: Any) -> Any:
    """The value as its type in the dataclass says."""
    if get_origin(kind) is UnionType:
        return None if value is None else _made(next(one for one in get_args(kind) if one is not type(None)), value)
    if get_origin(kind) is tuple:
        first, *rest = get_args(kind)
        return tuple(_made(first, one) for one in value) if rest == [...] else tuple(map(_made, (first, *rest), value))
    if isinstance(kind, type) and is_dataclass(kind):
        types = get_type_hints(kind)
        return kind(**{one.name: _made(types[one.name], value[one.name]) for one in fields(kind) if one.name in value})
    return kind.fromisoformat(value) if kind in (date, datetime) else value
