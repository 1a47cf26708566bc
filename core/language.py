"""Japanese first, English complete. The message ids are the Japanese texts themselves."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import Flask, g, has_request_context, request
from flask_babel import Babel, get_locale, gettext
from markupsafe import Markup

from core import clock
from core.prose import to_html

LANGUAGES = ("ja", "en")
babel = Babel()


def init_app(app: Flask) -> None:
    """Chooses the language of each request, and teaches templates to speak of time as people do."""
    babel.init_app(app, locale_selector=chosen)
    app.jinja_env.filters.update(spoken=spoken, spoken_day=spoken_day, dated=dated, local=clock.in_japan, prose=lambda text: Markup(to_html(text)))  # noqa: S704 - cleaned by bleach
    app.jinja_env.globals["language"] = lambda: str(get_locale() or "ja")
    app.jinja_env.globals["now"] = clock.now


def chosen() -> str:
    """What the person set, else what this browser set, else English only where the browser asks for English and not for Japanese."""
    if not has_request_context():
        return "ja"
    told = g.get("language") or request.cookies.get("lang")
    if told in LANGUAGES:
        return str(told)
    return request.accept_languages.best_match(LANGUAGES, default="ja") or "ja"


def spoken(moment: datetime) -> str:
    """きょう 9:12, 昨日 17:02, 11月22日 11:15, 2025年11月22日 11:15 (Japan's clock)."""
    local = clock.in_japan(moment)
    time = f"{local.hour}:{local.minute:02d}"
    return f"{spoken_day(moment)} {time}"


def spoken_day(moment: datetime) -> str:
    """きょう, 昨日, あした, and any other day by its date."""
    local, today = clock.in_japan(moment).date(), clock.today()
    near = {today: gettext("きょう"), today - timedelta(days=1): gettext("昨日"), today + timedelta(days=1): gettext("あした")}
    return near.get(local) or dated(moment)


def dated(moment: datetime) -> str:
    """11月22日（日）, with the year where it is not this one."""
    local, today = clock.in_japan(moment).date(), clock.today()
    weekday = gettext("月火水木金土日")[local.weekday()] if chosen_is_japanese() else local.strftime("%a")
    if local.year == today.year:
        return gettext("%(month)d月%(day)d日（%(weekday)s）", month=local.month, day=local.day, weekday=weekday)
    return gettext("%(year)d年%(month)d月%(day)d日", year=local.year, month=local.month, day=local.day)


def chosen_is_japanese() -> bool:
    """Is this page in Japanese?"""
    return str(get_locale() or "ja").startswith("ja")
