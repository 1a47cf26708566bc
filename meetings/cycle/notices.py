"""What is told on boards, in plain words, from the records: a decision, a due date, an evaluation, or the issue itself."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from board.models import Board, Post, Urgency
from core.language import dated
from core.links import link
from meetings.cycle.evaluating import what_next
from meetings.drawing.scale import in_words
from meetings.models import Countermeasure, Issue, Owner
from meetings.vocabulary import VERDICTS
from region.models import Affiliation

KINDS = ("decision", "due", "evaluation", "issue")


@dataclass(frozen=True)
class Notice:
    """A title and a body, to be read over before they are published. `about` is None where it is about the issue itself."""

    title: str
    body: str
    about: Countermeasure | None = None


def possible(issue: Issue) -> list[tuple[str, Countermeasure]]:
    """What there is to tell of, the newest first."""
    found = []
    for one in reversed(issue.countermeasures):
        found += [("evaluation", one)] if one.evaluations else []
        found += [] if one.ended else [("decision", one), ("due", one)] if one.version.due_on else [("decision", one)]
    return found


def notice(issue: Issue, kind: str, one: Countermeasure | None, url: str) -> Notice:
    """The words for one of KINDS; of the issue where there is no such record."""
    if one is None or kind not in KINDS or kind == "issue" or (kind == "evaluation" and not one.evaluations):
        return Notice(_("課題のお知らせ：%(title)s", title=issue.title)[:120], _closed(_of_issue(issue), url))
    said = {"decision": _of_decision, "due": _of_due, "evaluation": _of_evaluation}[kind](issue, one)
    return Notice(said[0][:120], _closed(said[1], url), one)


def publish(
    boards: Sequence[Board], issue: Issue, said: Notice, *, key: str, by: Affiliation, confirm_by: datetime | None, asks: set[int] | None
) -> list[Post]:
    """On each board once, however often the form is sent; linked with what it tells of. Raises RuleBroken."""
    posts = []
    for board in sorted(boards, key=lambda one: one.id):
        post = Post.publish(
            board, title=said.title, body=said.body, urgency=Urgency.NORMAL, confirm_by=confirm_by, by=by, asks=asks,
            client_key=str(uuid.uuid5(uuid.UUID(key), str(board.id))),
        )  # fmt: skip
        kind, about = ("countermeasure", said.about.id) if said.about else ("issue", issue.id)
        link("post", post.id, "tells_of", kind, about, by=by)
        posts.append(post)
    return posts


def owners_of(issue: Issue, one: Countermeasure | None) -> set[int]:
    """Ids of the institutions in charge: of this countermeasure, or of all that are open."""
    return {owner.institution_id for owner in _in_charge(issue, one) if owner.institution_id}


def beyond_boards(issue: Issue, one: Countermeasure | None) -> list[str]:
    """Bodies in charge that are not in the directory: no board reaches them."""
    return list(dict.fromkeys(owner.body for owner in _in_charge(issue, one) if not owner.institution_id))


def _in_charge(issue: Issue, one: Countermeasure | None) -> list[Owner]:
    measures = [one] if one else [measure for measure in issue.countermeasures if not measure.ended]
    return [owner for measure in measures for owner in measure.version.owners]


def _of_issue(issue: Issue) -> list[str]:
    return [_("「%(group)s」で、つぎの課題に取り組んでいます。", group=issue.term.group.name), issue.title, issue.text]


def _of_decision(issue: Issue, one: Countermeasure) -> tuple[str, list[str]]:
    version = one.version
    changed, fresh = _("方策が変わりました：%(title)s", title=issue.title), _("方策を決めました：%(title)s", title=issue.title)
    why = [_("変えた理由：%(reason)s", reason=version.reason)] if version.reason else []
    aim = []
    if version.indicator and version.target is not None:
        target = in_words(float(version.target), version.unit, exact=True)
        aim = [_("ねらい：%(indicator)s を %(target)s に", indicator=version.indicator, target=target)]
    title = changed if version.number > 1 else fresh
    return title, [_opening(issue, one), _("すること：%(what)s", what=version.what), *why, _who(one), *_until(one), *aim]


def _of_due(issue: Issue, one: Countermeasure) -> tuple[str, list[str]]:
    day = dated(one.version.due_on) if one.version.due_on else ""
    title = _("期限のお知らせ（%(day)s）：%(title)s", day=day, title=issue.title)
    asked = _("担当の方は、したことを課題のページに書いてください。困ったことも書けます。")
    return title, [_opening(issue, one), _("すること：%(what)s", what=one.version.what), _who(one), *_until(one), asked]


def _of_evaluation(issue: Issue, one: Countermeasure) -> tuple[str, list[str]]:
    said, unit = one.evaluations[-1], one.version.unit
    reached = []
    if said.value is not None:
        value = in_words(float(said.value), unit, exact=True)
        reached = [_("%(indicator)s：%(value)s", indicator=one.version.indicator or _("数"), value=value)]
    return _("評価のお知らせ：%(title)s", title=issue.title), [
        _opening(issue, one), _("すること：%(what)s", what=one.version.what),
        _("結果：%(verdict)s", verdict=VERDICTS[said.verdict]), *reached,
        _("分かったこと：%(lesson)s", lesson=said.lesson), _("これから：%(next)s", next=what_next(said)),
    ]  # fmt: skip


def _opening(issue: Issue, one: Countermeasure) -> str:
    return str(_("「%(group)s」の課題「%(title)s」についてのお知らせです。", group=one.term.group.name, title=issue.title))


def _who(one: Countermeasure) -> str:
    people = [" ".join(part for part in (owner.body, owner.person_name) if part) for owner in one.version.owners]
    return str(_("担当：%(who)s", who="、".join(people)))


def _until(one: Countermeasure) -> list[str]:
    return [_("期限：%(day)s", day=dated(one.version.due_on))] if one.version.due_on else []


def _closed(lines: list[str], url: str) -> str:
    return "\n\n".join([*(line for line in lines if line), _("くわしくは、課題のページをごらんください。"), url])
