"""What a page shows, in a form that two pages can be compared by: a page that was away must end as a fresh load would."""

from __future__ import annotations

from difflib import unified_diff

from playwright.sync_api import Page
from playwright.sync_api import TimeoutError as Late

STATE = """(selector) => {
  const personal = '.unread-line, script, template, input[type=hidden], .draft-state';
  const passing = '.agenda-bar, .agenda-min, .time-spent, .time-left, .time-over';
  const say = (node, depth) => {
    const pad = '  '.repeat(depth);
    if (node.nodeType === Node.TEXT_NODE) return node.nodeValue.trim() ? [pad + node.nodeValue.trim().replace(/\\s+/g, ' ')] : [];
    if (node.nodeType !== Node.ELEMENT_NODE || node.matches(personal) || node.matches(passing)) return [];
    const holder = node.matches('[data-stream]');
    const attributes = [...node.attributes]
      .filter(({ name, value }) => !(holder && name === 'data-seq') && !(name === 'class' && !value))
      .filter(({ name }) => !['data-keep', 'data-fresh'].includes(name))
      .map(({ name, value }) => `${name}="${value.trim()}"`).sort();
    return [pad + `<${[node.localName, ...attributes].join(' ')}>`, ...[...node.childNodes].flatMap((child) => say(child, depth + 1))];
  };
  return [...document.querySelectorAll(selector)].flatMap((one) => say(one, 0)).join('\\n');
}"""

SHOWN = {"board": "#pinned, #posts, #alerts", "post": ".post-alone, #replies, #alerts", "home": "main", "boards": "main", "grid": "#grid"}
"""What is compared on which kind of page."""


def state(page: Page, selector: str) -> str:
    """Tags, attributes and texts, one a line; without what differs in each load (keys, drafts, the line above what was seen)."""
    said: str = page.evaluate(STATE, selector)
    return said


def ends_as_a_fresh_load(page: Page, kind: str, *, within: int = 20_000) -> None:
    """Waits until the page shows what another tab of the same browser shows that has just been opened."""
    fresh = page.context.new_page()
    fresh.goto(page.url.partition("#")[0])
    wanted = state(fresh, SHOWN[kind])
    fresh.close()
    try:
        page.wait_for_function(
            f"([selector, wanted]) => ({STATE})(selector) === wanted", arg=[SHOWN[kind], wanted], timeout=within, polling=100
        )
    except Late:
        got = state(page, SHOWN[kind])
        difference = unified_diff(wanted.splitlines(), got.splitlines(), "a fresh load", f"the {kind} that was away", lineterm="", n=4)
        raise AssertionError("\n".join(difference)) from None
