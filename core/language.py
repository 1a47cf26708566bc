"""Japanese first, English complete. The message ids are the Japanese texts themselves."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from flask import Flask, g, has_request_context, request
from flask_babel import Babel, format_date, get_locale, get_translations, gettext
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

from core import clock
from core.prose import to_html

LANGUAGES = ("ja", "en")
babel = Babel()


def init_app(app: Flask) -> None:
    """Chooses the language of each request, and teaches templates to speak of time as people do."""
    babel.init_app(app, locale_selector=chosen)
    app.jinja_env.filters.update(spoken_day=spoken_day, dated=dated, local=clock.in_japan, prose=_prose)
    app.jinja_env.globals.update(language=lambda: str(get_locale() or "ja"), now=clock.now, _=in_template, gettext=in_template)


def chosen() -> str:
    """What the person set, else what this browser set, else English only where the browser asks for English and not for Japanese."""
    if not has_request_context():
        return "ja"
    told = g.get("language") or request.cookies.get("lang")
    if told in LANGUAGES:
        return str(told)
    return str(request.accept_languages.best_match(LANGUAGES, default="ja"))


@pass_eval_context
def in_template(context: EvalContext, text: str, **words: Any) -> str:
    """A text of a template in the reader's language, with these words in it. A page has a hundred, and the Japanese ones are their ids."""
    locale = get_locale()
    japanese = locale is None or locale.language == "ja"
    if japanese and not words and context.autoescape:
        return _as_it_is(text)
    said = text if japanese else get_translations().ugettext(text)
    return (Markup(said) if context.autoescape else said) % words  # noqa: S704 - our own template's text; the words are escaped


@lru_cache(maxsize=4096)
def _as_it_is(text: str) -> Markup:
    return Markup(text) % {}  # noqa: S704 - our own template's


def spoken_day(moment: datetime) -> str:
    """きょう, 昨日, あした, and any other day by its date."""
    local, today = clock.in_japan(moment).date(), clock.today()
    near = {today: gettext("きょう"), today - timedelta(days=1): gettext("昨日"), today + timedelta(days=1): gettext("あした")}
    return near.get(local) or dated(moment)


def dated(moment: datetime | date) -> str:
    """11月22日（日）; 2025年11月22日（土） where it is not this year; Sun, Nov 22 in English."""
    local = clock.in_japan(moment).date() if isinstance(moment, datetime) else moment
    this_year = local.year == clock.today().year
    if str(get_locale() or "ja").startswith("ja"):
        day = f"{local.month}月{local.day}日（{'月火水木金土日'[local.weekday()]}）"
        return day if this_year else f"{local.year}年{day}"
    return str(format_date(local, "EEE, MMM d" if this_year else "EEE, MMM d, y"))


def _prose(text: str) -> Markup:
    return Markup(to_html(text))  # noqa: S704 - cleaned by bleach
