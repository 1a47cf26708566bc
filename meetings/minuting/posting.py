"""Minutes on a board: a title and a body that can be changed, on the boards where the signer may post."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from flask import current_app
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import SelectMultipleField, ValidationError
from wtforms.fields.choices import SelectChoice as Choice  # type: ignore[attr-defined]

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
from meetings.minuting.linked import POSTED
from meetings.models import EntryKind, Minutes
from region.models import Affiliation


class PostingForm(SureForm, PostForm):
    """A post on one or several boards."""

    boards = SelectMultipleField(_("載せる板"), coerce=whole, choices=[], validate_choice=False)

    def validate_boards(self, field: SelectMultipleField) -> None:
        if not {one.value for one in field.choices} & set(field.data or ()):
            raise ValidationError(gettext("どの板に載せるかを選んでください。"))

    def offer(self, boards: Sequence[Board]) -> Sequence[Board]:
        """The boards one may choose from; the only one is chosen."""
        self.boards.choices = [Choice(one.id, one.name) for one in boards]
        if not self.is_submitted() and not self.boards.data:
            self.boards.data = [one.id for one in boards[:1]]
        return boards


def boards_for(by: Affiliation) -> list[Board]:
    """Where this affiliation may post."""
    stands = standing()
    return [one for one in stands.boards if stands.may(Right.POST, one, by)]


def title_of(minutes: Proceedings) -> str:
    """24時間の病診連携WG　2026年度 第1回 議事録."""
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
            parts.append("\n".join([f"**{words}**", "", *lines]))
    parts.append(f"{gettext('全文はこちらです。')}\n{settings.public_url}/meetings/{meeting_id}/minutes")
    return "\n\n".join(parts)


def _line(text: str, owner: str, due: str) -> str:
    about = "・".join(one for one in (owner, gettext("%(due)sまで", due=due) if due else "") if one)
    said = " ".join(text.split())
    return f"- {said}（{about}）" if about else f"- {said}"


def publish(minutes: Minutes, boards: Sequence[Board], form: PostingForm, *, by: Affiliation) -> list[Post]:
    """On each of these boards, linked with the minutes. The same form twice is the same posts. Raises RuleBroken."""
    if minutes.fixed_at is None:
        raise RuleBroken("議事録が確定してから、掲示板に載せてください。")
    if minutes.meeting.group.members_only:
        raise RuleBroken("委員だけが読む会議の議事録は、掲示板に載せられません。")
    posts = []
    for board in sorted(boards, key=lambda one: one.id):
        post = Post.publish(
            board, title=str(form.title.data), body=str(form.body.data), urgency=Urgency.NORMAL, confirm_by=form.deadline,
            client_key=str(uuid.uuid5(uuid.UUID(form.client_key.data), str(board.id))), by=by,
        )  # fmt: skip
        links.link("minutes", minutes.id, POSTED, "post", post.id, by=by)
        live.post_published(post)
        posts.append(post)
    return posts
