"""What is decided is decided by the things themselves: in English it is the same as in Japanese, whatever the words are."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
from flask.testing import FlaskClient
from flask_babel import force_locale, gettext
from werkzeug.datastructures import MultiDict

from core import clock, links
from core.database import db
from meetings.models import Meeting
from region.directory.forms.facts import item_form
from region.directory.items import ITEMS, Visibility
from tests.cast import Cast, as_
from tests.meetings.cycle_cast import Cycle, a_cycle, an_issue

LANGUAGES = pytest.mark.parametrize("language", ["ja", "en"])


@pytest.fixture
def cycle(cast: Cast) -> Cycle:
    return a_cycle(cast)


def reading(client: FlaskClient, cast: Cast, language: str) -> FlaskClient:
    client.set_cookie("lang", language)
    return as_(client, cast.kimura)


@LANGUAGES
def test_where_an_issue_came_from_and_what_it_led_to_is_no_question_of_words(
    client: FlaskClient, cast: Cast, cycle: Cycle, language: str
) -> None:
    younger = an_issue(cast, cycle.group, "薬局がない")
    links.link("issue", younger.id, "grew_from", "issue", cycle.issue.id, by=cast.kimura)
    db.commit()
    browser = reading(client, cast, language)
    board = browser.get(f"/groups/{cycle.group.id}/years/{cycle.term.fiscal_year}").text
    with force_locale(language):
        back, on = gettext("もと"), gettext("その後")
        origin, grown = gettext("もとの課題"), gettext("ここから生まれた課題")
    ways = re.findall(r'<b>([^<]+)</b><a href="(/issues/\d+)">', board)
    assert sorted(ways) == sorted([(back, cycle.page), (on, f"/issues/{younger.id}")])
    older, newer = browser.get(cycle.page).text, browser.get(f"/issues/{younger.id}").text
    assert f'href="/issues/{younger.id}"' in older.split('id="h-born"')[1]
    assert grown in older.split('id="h-born"')[1]
    assert origin in newer.split('id="h-born"')[0]
    assert f'href="{cycle.page}"' not in newer.split('id="h-born"')[1]


@pytest.mark.parametrize(("drawn", "sent"), [("ja", "en"), ("en", "ja"), ("en", "en")])
def test_a_line_of_the_year_as_it_was_proposed_is_empty_in_whichever_language_it_is_sent(
    client: FlaskClient, cast: Cast, cycle: Cycle, drawn: str, sent: str
) -> None:
    path = f"/groups/{cycle.group.id}/plan/2026"
    with clock.at(datetime(2026, 4, 1, 0, 0, tzinfo=UTC)):
        page = reading(client, cast, drawn).get(path).text
        themes = re.findall(r'name="r[0-2]-theme"[^>]*value="([^"]+)"', page)
        assert len(themes) == 3
        said = {"starts": "19:00", "ends": "20:30", "place": "", "web_url": "", "meeting": ""}
        days = ("2026-06-12", "", "")
        typed = {
            f"r{at}-{name}": value for at, day in enumerate(days) for name, value in (said | {"day": day, "theme": themes[at]}).items()
        }
        client.set_cookie("lang", sent)
        assert client.post(path, data=typed).status_code == 303
    assert [clock.in_japan(one.starts_at).date() for one in db.query(Meeting).filter_by(group_id=cycle.group.id)] == [date(2026, 6, 12)]


@LANGUAGES
@pytest.mark.parametrize(
    ("spans", "at"),
    [
        (("9:00", "12:00", "11:00", "13:00"), "mon_from2"),
        (("12:00", "9:00"), "mon_to1"),
        (("9:00", ""), "mon_to1"),
        (("", "9:00"), "mon_from1"),
    ],
)
def test_what_is_wrong_with_hours_stands_at_the_same_field(client: FlaskClient, language: str, spans: tuple[str, ...], at: str) -> None:
    names = ("from1", "to1", "from2", "to2")
    typed = {f"opening_hours-mon_{name}": value for name, value in zip(names, spans, strict=False)}
    with client.application.test_request_context(), force_locale(language):
        form = item_form(ITEMS["opening_hours"], MultiDict(typed), value=None, visibility=Visibility.EVERYONE, seen=None, towns={})
        assert not form.validate()
        assert [name for name, field in form._fields.items() if field.errors] == [at]
