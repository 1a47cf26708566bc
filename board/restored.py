"""Attachments belong to a backup; files that no post had claimed yet do not, and are chosen again after a restore."""

from __future__ import annotations

from sqlalchemy import Connection, delete

from board.models.upload import Upload
from core.backup.files import named_by
from core.backup.resets import after_restore


def init_app() -> None:
    """Says it to the house."""
    named_by("attachment", "digest", "preview_digest")
    after_restore("送りかけのファイルを消しました", forget_uploads)


def forget_uploads(into: Connection) -> int:
    """Their pieces lay beside the shelf."""
    return into.execute(delete(Upload)).rowcount
