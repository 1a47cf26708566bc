"""Safe Markdown: what people write becomes paragraphs, lists, emphasis and links, and nothing that could do harm."""

from __future__ import annotations

from collections.abc import MutableMapping

import bleach
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
    cleaned = bleach.clean(
        html.replace("<s>", "<del>").replace("</s>", "</del>"), tags=TAGS, attributes=ATTRIBUTES, protocols=PROTOCOLS, strip=True
    )
    return bleach.linkify(cleaned, callbacks=[_outward], skip_tags=["pre", "code"])


def _outward(attributes: MutableMapping[tuple[str | None, str], str], _new: bool = False, /) -> MutableMapping[tuple[str | None, str], str]:
    attributes[(None, "rel")] = "noopener noreferrer nofollow"
    return attributes
