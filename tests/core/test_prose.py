"""What people write, as the page shows it."""

from __future__ import annotations

import pytest

from core.prose import to_html


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("詳しくはhttps://renkei.example.jp/issues/12を見てください", "https://renkei.example.jp/issues/12"),
        ("https://renkei.example.jp/issues/12、きょう中に", "https://renkei.example.jp/issues/12"),
        ("（https://renkei.example.jp/issues/12）。", "https://renkei.example.jp/issues/12"),
        ("地図は https://example.jp/a?b=1#c です", "https://example.jp/a?b=1#c"),
    ],
)
def test_japanese_right_beside_an_address_is_no_part_of_it(written: str, address: str) -> None:
    assert to_html(written).count(f'<a href="{address}" rel="noopener noreferrer nofollow">{address}</a>') == 1
    assert to_html(written).count("<a ") == 1
