"""Minutes as text for a mail: 70 columns (35 full-width signs), aligned by full-width signs, no line that begins with 、 or 。."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext as _

from core.office import columns
from meetings.minuting.document import Item, Proceedings
from meetings.minuting.word import marked

WIDTH = 70
"""Columns; a full-width sign takes two."""
_NEVER_FIRST = "、。，．）」』】〕・ー々！？ぁぃぅぇぉっゃゅょァィゥェォッャュョ"
_LABEL = 16


def as_text(minutes: Proceedings) -> str:
    """The whole, with lines that end as mail and Notepad want them."""
    return "\r\n".join(_lines(minutes)) + "\r\n"


def wrapped(text: str, width: int) -> list[str]:
    """Lines of at most `width` columns (two more for a sign that must not begin one); words of Latin letters and figures stay whole."""
    found = []
    for paragraph in text.split("\n"):
        line = ""
        for word in _words(paragraph):
            if line and columns(line + word) > width and word[0] not in _NEVER_FIRST:
                found.append(line)
                line = ""
            line += word.lstrip(" ") if not line else word
        found.append(line)
    return found


def _words(text: str) -> Iterator[str]:
    """Signs one by one; what is written in ASCII without a blank together, in pieces that fit a line."""
    run = ""
    for sign in text:
        if sign.isascii() and not sign.isspace() and len(run) < WIDTH // 2:
            run += sign
            continue
        if run:
            yield run
        run = sign if sign.isascii() and not sign.isspace() else ""
        if not run:
            yield sign
    if run:
        yield run


def _lines(minutes: Proceedings) -> Iterator[str]:
    yield minutes.group
    yield minutes.title
    yield _("公開用　%(state)s", state=minutes.state) if minutes.public else minutes.state
    yield "＝" * (WIDTH // 2)
    for word, text in minutes.facts:
        yield from _hanging(word, text)
    if minutes.seated:
        yield from _heading(f"{_('出欠')}（{minutes.there}）")
        for one in minutes.seated:
            place = "　".join(said for said in (one.place, one.profession) if said)
            yield from _hanging(f"{'◎' if one.chair else '　'}{one.name}", f"{one.way}\n{place}" if place else one.way)
    yield from _heading(_("会議の経過"))
    if minutes.note:
        yield from wrapped(minutes.note, WIDTH)
    for item in minutes.items:
        yield from _item(item)
    yield from _end(minutes)


def _item(item: Item) -> Iterator[str]:
    yield ""
    yield from wrapped(f"■{_('議題%(number)s', number=item.number)}　{item.title}", WIDTH)
    if item.presenter:
        yield f"　{_('説明　%(name)s', name=item.presenter)}"
    for one in item.talk:
        who = f"{one.who}{f'（{one.role}）' if one.role else ''}"
        yield from _hanging(who, marked(one.text, one.private))
    for result in item.results:
        about = "　".join(one for one in (result.owner, _("%(due)sまで", due=result.due) if result.due else "") if one)
        text = marked(result.text, result.private)
        yield from _hanging(f"【{result.word}】", f"{text}\n（{about}）" if about else text)


def _end(minutes: Proceedings) -> Iterator[str]:
    if minutes.summary:
        yield from _heading(_("総括"))
        yield from wrapped(minutes.summary, WIDTH)
    if minutes.errata:
        yield from _heading(_("訂正の一覧"))
        for one in minutes.errata:
            reason = f"\n{_('理由：%(reason)s', reason=one.reason)}" if one.reason else ""
            yield from _hanging(_("訂正%(number)s", number=one.number), f"{one.day}　{one.where}　{one.words}{reason}")
    if minutes.signed:
        yield from _heading(_("確認"))
        for signer in minutes.signed:
            yield "　".join(one for one in (signer.role, signer.name, signer.day or _("まだ")) if one)
    yield ""
    if minutes.following:
        yield from _hanging(_("次回"), minutes.following)
    yield from _hanging(_("問合せ先"), minutes.contact)
    if minutes.seal:
        yield minutes.seal


def _heading(text: str) -> Iterator[str]:
    yield ""
    yield text
    yield "－" * (WIDTH // 2)


def _hanging(label: str, text: str, indent: int = _LABEL) -> Iterator[str]:
    """The label, and the text beside it; below it where the label is too long."""
    first, *rest = wrapped(text, WIDTH - indent)
    if columns(label) >= indent:
        yield from wrapped(label, WIDTH)
        label = ""
    yield f"{_padded(label, indent)}{first}".rstrip()
    yield from (f"{_padded('', indent)}{line}".rstrip() for line in rest)


def _padded(text: str, width: int) -> str:
    """Full-width blanks, and one half-width where the width is odd."""
    missing = max(width - columns(text), 0)
    return f"{text}{' ' * (missing % 2)}{'　' * (missing // 2)}"
