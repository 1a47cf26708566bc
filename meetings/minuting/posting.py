"""Minutes on a board: a title and a body that can be changed, on the boards where the signer may post."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from flask import current_app
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import RadioField, SelectMultipleField, ValidationError
from wtforms.fields.choices import SelectChoice as Choice  # type: ignore[attr-defined]
from wtforms.validators import AnyOf

from board import live
from board.forms import PostForm
from board.models import Board, Post, Right, Urgency
from board.standing import standing
from core import links
from core.config import Settings
from core.rules import RuleBroken
from core.whole_numbers import whole
from meetings.minuting.document import Proceedings
from meetings.minuting.forms import SureForm
from meetings.minuting.gathering import Gathered, gather
from meetings.minuting.linked import NAMES, POSTED
from meetings.minuting.named import issues_named
from meetings.minuting.reaching import charged
from meetings.models import EntryKind, Minutes
from region.models import Affiliation


class PostingForm(SureForm, PostForm):
    """A post on one or several boards."""

    offered: Sequence[Board] = ()
    boards = SelectMultipleField(_("載せる板"), coerce=whole, choices=[], validate_choice=False)
    asked = RadioField(
        _("返事をお願いする施設"),
        choices=[Choice("all", _("読める施設すべて")), Choice("owners", _("担当の施設だけ"))],
        default="all",
        validate_choice=False,
        validators=[AnyOf(["all", "owners"], _("どの施設に返事をお願いするかを選んでください。"))],
    )

    def validate_boards(self, field: SelectMultipleField) -> None:
        if not {one.id for one in self.offered} & set(field.data or ()):
            raise ValidationError(gettext("どの板に載せるかを選んでください。"))

    def offer(self, boards: Sequence[Board]) -> Sequence[Board]:
        """The boards one may choose from; the only one is chosen."""
        self.offered = boards
        several = len({one.area_id for one in boards}) > 1
        self.boards.choices = [Choice(one.id, f"{one.name}（{one.area.name}）" if several else one.name) for one in boards]
        if not self.is_submitted() and not self.boards.data:
            self.boards.data = [one.id for one in boards[:1]]
        return boards


def boards_for(by: Affiliation) -> list[Board]:
    """Where this affiliation may post."""
    stands = standing()
    return [one for one in stands.boards if stands.may(Right.POST, one, by)]


def title_of(minutes: Proceedings) -> str:
    """24時間の病診連携WG　令和8年度 第1回 議事録."""
    return f"{minutes.group}　{minutes.title}"[:120]


def body_of(minutes: Proceedings, meeting_id: int) -> str:
    """決定, 方策 and 宿題 as in the public version, and the way to the whole."""
    settings: Settings = current_app.config["RENKEI"]
    kinds = (
        (EntryKind.DECISION, gettext("決まったこと")),
        (EntryKind.COUNTERMEASURE, gettext("方策")),
        (EntryKind.HOMEWORK, gettext("宿題")),
    )
    parts = [gettext("議事録（公開用）ができました。")]
    for kind, words in kinds:
        lines = [_line(one.text, one.owner, one.due) for item in minutes.items for one in item.results if one.kind == kind]
        if lines:
            parts.append("\n".join([f"【{words}】", "", *lines]))
    whole = gettext("全文はこちらです。")
    parts.append(f"{whole}\n{settings.public_url}/meetings/{meeting_id}/minutes")
    return "\n\n".join(parts)


def _line(text: str, owner: str, due: str) -> str:
    about = "　".join(one for one in (owner, gettext("%(due)sまで", due=due) if due else "") if one)
    said = " ".join(text.split())
    return f"- {said}（{about}）" if about else f"- {said}"


def in_charge(gathered: Gathered) -> set[int]:
    """The institutions that have something to do, as far as the public version says it."""
    return {one.institution_id for one in charged(gathered) if one.institution_id}


def publish(minutes: Minutes, boards: Sequence[Board], form: PostingForm, *, by: Affiliation) -> list[Post]:
    """On each of these boards, linked with the minutes and the issues in them. The same form twice is the same posts. Raises RuleBroken."""
    if minutes.fixed_at is None:
        raise RuleBroken("議事録が確定してから、掲示板に載せてください。")
    if minutes.meeting.group.members_only:
        raise RuleBroken("委員だけが読む会議の議事録は、掲示板に載せられません。")
    gathered, posts = gather(minutes.meeting_id), []
    asks, issues = in_charge(gathered) if form.asked.data == "owners" else None, issues_named(gathered)
    for board in sorted(boards, key=lambda one: one.id):
        post = Post.publish(
            board, title=str(form.title.data), body=str(form.body.data), urgency=Urgency.NORMAL, confirm_by=form.deadline,
            client_key=str(uuid.uuid5(uuid.UUID(form.client_key.data), str(board.id))), by=by,
            asks=asks,
        )  # fmt: skip
        links.link("minutes", minutes.id, POSTED, "post", post.id, by=by)
        for issue in issues:
            links.link("post", post.id, NAMES, "issue", issue, by=by)
        live.post_published(post)
        posts.append(post)
    return posts
