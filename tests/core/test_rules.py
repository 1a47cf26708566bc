import pytest
from flask import Flask

from core.rules import RuleBroken

JAPANESE = "同じ決まりが、もうあります。"


@pytest.mark.parametrize(("language", "said"), [("ja", JAPANESE), ("en", "This right is there already.")])
def test_a_broken_rule_is_said_in_the_language_of_the_reader(app: Flask, language: str, said: str) -> None:
    with app.test_request_context(headers={"Cookie": f"lang={language}"}):
        assert str(RuleBroken(JAPANESE)) == said


def test_a_broken_rule_can_be_said_where_nobody_asked() -> None:
    assert str(RuleBroken(JAPANESE)) == JAPANESE
