"""Safe Markdown: what people write becomes paragraphs, lists, emphasis and links, and nothing that could do harm."""

from __future__ import annotations

import re
import threading
from collections.abc import MutableMapping
from functools import partial

from bleach.linkifier import LinkifyFilter, build_url_re
from bleach.sanitizer import Cleaner
from markdown_it import MarkdownIt

TAGS = [
    "p",
    "br",
    "strong",
    "em",
    "ul",
    "ol",
    "li",
    "blockquote",
    "a",
    "h4",
    "hr",
    "del",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "code",
    "pre",
]
ATTRIBUTES = {"a": ["href", "rel"]}
PROTOCOLS = ["http", "https", "mailto", "tel"]
ADDRESS = re.compile(build_url_re().pattern.replace(r"[^\s", r"[^\u0080-\U0010ffff\s"), re.ASCII | re.IGNORECASE | re.VERBOSE)
"""bleach's own, but Japanese may stand right before and behind an address: it takes no blank to be told from it."""

_markdown = (
    MarkdownIt("commonmark", {"html": False, "breaks": True, "linkify": False})
    .enable(["table", "strikethrough"])
    .disable(["image", "lheading"])
)


def to_html(text: str) -> str:
    """HTML of what was written; every heading becomes one of the fourth level, below the post's own title."""
    html = _markdown.render(text)
    for level in "12356":
        html = html.replace(f"<h{level}>", "<h4>").replace(f"</h{level}>", "</h4>")
    return _own.cleaner.clean(html.replace("<s>", "<del>").replace("</s>", "</del>"))


def _outward(attributes: MutableMapping[tuple[str | None, str], str], _new: bool = False, /) -> MutableMapping[tuple[str | None, str], str]:
    attributes[(None, "rel")] = "noopener noreferrer nofollow"
    return attributes


class _Own(threading.local):
    """A cleaner for each thread, made once (it remembers where it is in a text). It cleans and links in one pass."""

    def __init__(self) -> None:
        links = partial(LinkifyFilter, callbacks=[_outward], skip_tags={"pre", "code"}, url_re=ADDRESS)
        self.cleaner = Cleaner(tags=TAGS, attributes=ATTRIBUTES, protocols=PROTOCOLS, strip=True, filters=[links])


_own = _Own()
