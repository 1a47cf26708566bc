"""What is told on boards, in plain words, from the records: a decision, a due date, an evaluation, an end, or the issue itself.

That a record was taken back is told where the record was: on those boards, with the way to what was said there.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _

from board.models import Board, Post, Urgency
from core.language import dated
from core.links import link
from core.rules import RuleBroken
from meetings.cycle.endings import Words, of_a_closing, of_an_end, of_taking_back
from meetings.cycle.evaluating import what_next
from meetings.cycle.subject import NoticeKind, Subject
from meetings.cycle.told import key_of, set_right, told_of
from meetings.drawing.scale import in_words
from meetings.models import Countermeasure, Discontinuation, Evaluation, Issue, IssueClosing, Owner
from meetings.vocabulary import VERDICTS
from region.models import Affiliation


@dataclass(frozen=True)
class Notice:
    """A title and a body, to be read over before they are published."""

    title: str
    body: str
    subject: Subject


def notice(issue: Issue, subject: Subject, url: str) -> Notice:
    """The words; of the issue where there is no such record."""
    title, lines = _words(issue, subject)
    return Notice(title[:120], _closed(lines, url), subject)


def _words(issue: Issue, subject: Subject) -> Words:
    one, record = subject.about, subject.record
    if subject.kind == NoticeKind.TAKEN_BACK:
        return of_taking_back(issue, subject)
    if isinstance(record, IssueClosing):
        return of_a_closing(issue, record)
    if isinstance(record, Discontinuation):
        return of_an_end(issue, record)
    if isinstance(record, Evaluation):
        return _of_evaluation(issue, record)
    if one is None:
        return _("課題のお知らせ：%(title)s", title=issue.title), _of_issue(issue)
    return _of_due(issue, one) if subject.kind == NoticeKind.DUE else _of_decision(issue, one)


def publish(
    boards: Sequence[Board], issue: Issue, said: Notice, *, key: str, by: Affiliation, confirm_by: datetime | None, asks: set[int] | None
) -> list[Post]:
    """On each board once, however often the form is sent; linked with what it tells of, and with what it sets right. Raises RuleBroken."""
    posts, earlier = [], earlier_posts(said.subject, by.person_id)
    for board in sorted(boards, key=lambda one: one.id):
        old = earlier.get(board.id, [])
        post = Post.publish(
            board, title=said.title, body="\n\n".join([said.body, *map(_pointed, old)]), urgency=Urgency.NORMAL, confirm_by=confirm_by,
            by=by, asks=asks, client_key=str(uuid.uuid5(uuid.UUID(key), str(board.id))),
        )  # fmt: skip
        if set_right({one.id: post.id for one in old}):
            raise RuleBroken("取り消したことは、この掲示板にもう載せてあります。")
        _bind(post, issue, said.subject, old, by)
        posts.append(post)
    return posts


def earlier_posts(subject: Subject, person_id: int) -> dict[int, list[Post]]:
    """Where what was taken back had been told, by board; nothing for any other notice."""
    found: dict[int, list[Post]] = {}
    if subject.record and subject.kind == NoticeKind.TAKEN_BACK:
        for post in told_of([subject.record], person_id)[key_of(subject.record)]:
            found.setdefault(post.board_id, []).append(post)
    return found


def _pointed(post: Post) -> str:
    url = url_for("board.posts.show", post_id=post.id, _external=True)
    return str(_("もとのお知らせ：%(title)s", title=post.title)) + f"\n{url}"


def _bind(post: Post, issue: Issue, subject: Subject, old: Sequence[Post], by: Affiliation) -> None:
    kind, about = ("countermeasure", subject.about.id) if subject.about else ("issue", issue.id)
    link("post", post.id, "tells_of", kind, about, by=by)
    if subject.record and subject.kind != NoticeKind.TAKEN_BACK:
        link("post", post.id, "tells_of", *key_of(subject.record), by=by)
    for one in old:
        link("post", post.id, "takes_back", "post", one.id, by=by)


def owners_of(issue: Issue, one: Countermeasure | None) -> set[int]:
    """Ids of the institutions in charge: of this countermeasure; or of all that are open, of all where none is."""
    return {owner.institution_id for owner in _in_charge(issue, one) if owner.institution_id}


def beyond_boards(issue: Issue, one: Countermeasure | None) -> list[str]:
    """Bodies in charge that are not in the directory: no board reaches them."""
    return list(dict.fromkeys(owner.body for owner in _in_charge(issue, one) if not owner.institution_id))


def _in_charge(issue: Issue, one: Countermeasure | None) -> list[Owner]:
    still = [measure for measure in issue.countermeasures if not measure.ended]
    measures = [one] if one else still or issue.countermeasures
    return [owner for measure in measures for owner in measure.version.owners]


def _of_issue(issue: Issue) -> list[str]:
    return [_("「%(group)s」で、つぎの課題に取り組んでいます。", group=issue.term.group.name), issue.title, issue.text]


def _of_decision(issue: Issue, one: Countermeasure) -> Words:
    version = one.version
    changed, fresh = _("方策が変わりました：%(title)s", title=issue.title), _("方策を決めました：%(title)s", title=issue.title)
    why = [_("変えた理由：%(reason)s", reason=version.reason)] if version.reason else []
    aim = []
    if version.indicator and version.target is not None:
        target = in_words(float(version.target), version.unit, exact=True)
        aim = [_("ねらい：%(indicator)s を %(target)s に", indicator=version.indicator, target=target)]
    title = changed if version.number > 1 else fresh
    return title, [_opening(issue, one), _("すること：%(what)s", what=version.what), *why, _who(one), *_until(one), *aim]


def _of_due(issue: Issue, one: Countermeasure) -> Words:
    day = dated(one.version.due_on) if one.version.due_on else ""
    title = _("期限のお知らせ（%(day)s）：%(title)s", day=day, title=issue.title)
    asked = _("担当の方は、したことを課題のページに書いてください。困ったことも書けます。")
    return title, [_opening(issue, one), _("すること：%(what)s", what=one.version.what), _who(one), *_until(one), asked]


def _of_evaluation(issue: Issue, said: Evaluation) -> Words:
    one, unit = said.countermeasure, said.countermeasure.version.unit
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
