"""Files that come with a form of a meeting: looked into outside of any transaction, kept on the shelf, handed to who may read.

@routes.post("/…")
@takes_files                                        the address may be sent as much as files need
def create(…):
    papers = received(form)                         the form is right and its files are judged; None where not, and the form says why
    if papers is None: …                            the form again
    attach(papers, item=item, by=by)                in the transaction of its cause
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import current_app, request, session
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _lazy
from flask_wtf import FlaskForm
from werkzeug.datastructures import FileStorage
from wtforms import MultipleFileField

from auth.guard import TOKEN
from board.receiving import MOST_WITH_A_FORM, most_bytes, most_files
from core import audit, clock
from core.arriving import Arriving
from core.backup.files import named_by
from core.beside import Beside
from core.database import db, reading
from core.file_names import clean, safe_name
from core.judging import Judged, judge
from core.rules import RuleBroken
from core.storage import shelf
from meetings.models import AgendaItem, Implementation, Paper
from region.models import Affiliation

View = TypeVar("View", bound=Callable[..., Any])
_one_at_a_time = Beside(at_once=1)


@dataclass(frozen=True)
class Arrived:
    """A file that was looked into and waits on the desk."""

    name: str
    judged: Judged
    desk: Arriving


def init_app() -> None:
    """Papers belong to a backup."""
    named_by("paper", "digest")


def takes_files(view: View) -> View:
    """Decorates a view whose form carries files."""
    setattr(view, "takes_files", True)  # noqa: B010 - a mark on a function, which has no such field
    return view


def allow_files(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Only these addresses, and only from a browser with a sign-in, take more than the house usually takes."""
    if getattr(current_app.view_functions.get(endpoint or ""), "takes_files", False) and isinstance(session.get(TOKEN), str):
        request.max_content_length = MOST_WITH_A_FORM


class PapersForm(FlaskForm):
    """A form with which files may come."""

    files = MultipleFileField(_lazy("写真・ファイル"))

    @property
    def came(self) -> list[FileStorage]:
        """What was chosen."""
        return [one for one in self.files.data or () if isinstance(one, FileStorage) and one.filename]


def received(form: PapersForm) -> list[Arrived] | None:
    """The form's files, each looked into; None where the form or a file is wrong, which then stands at the field, and nothing is kept.

    Ends the present transaction: what was found before is read again when it is touched.
    """
    if not form.validate():
        if form.came:
            form.files.errors = [_("ファイルは、もう一度選んでください。")]
        return None
    if len(form.came) > most_files():
        form.files.errors = [_("ファイルは、一度に%(most)d個までです。", most=most_files())]
        return None
    return _all_judged(form) if form.came else []


def _all_judged(form: PapersForm) -> list[Arrived] | None:
    found: list[Arrived] = []
    wrong: list[str] = []
    with reading():
        for one in form.came:
            try:
                found.append(_judged(one))
            except RuleBroken as broken:
                wrong.append(f"{clean(one.filename or '')}：{broken}")
    if not wrong:
        return found
    form.files.errors = [*wrong, _("ファイルは、もう一度選んでください。")]
    drop(found)
    return None


def attach(
    files: Sequence[Arrived], *, by: Affiliation, item: AgendaItem | None = None, implementation: Implementation | None = None
) -> list[Paper]:
    """From now on they stand with an item of the agenda, or with a record of what was done. In the transaction of its cause."""
    papers = [_kept(one, by) for one in files]
    for paper in papers:
        paper.item_id, paper.implementation_id = item.id if item else None, implementation.id if implementation else None
    db.add_all(papers)
    db.flush()
    if papers:
        audit.record("paper.added", item or implementation, by=by, papers=[one.id for one in papers])
    drop(files)
    return papers


def drop(files: Sequence[Arrived]) -> None:
    """Nothing of them is left on the desk."""
    for one in files:
        one.desk.drop()


def arrived(name: str, content: bytes) -> Arrived:
    """A file of this name, looked into. Raises RuleBroken; then nothing of it is left."""
    desk = Arriving(f"paper-{uuid.uuid4()}")
    try:
        desk.add(content)
        judged = _one_at_a_time(judge, desk.part, desk.kept, desk.preview)
    except RuleBroken:
        desk.drop()
        raise
    return Arrived(safe_name(name, judged.ending, otherwise="資料"), judged, desk)


def _judged(file: FileStorage) -> Arrived:
    if file.stream.seek(0, 2) > most_bytes():
        raise RuleBroken("大きすぎます。小さくして、もう一度選んでください。")
    file.stream.seek(0)
    return arrived(file.filename or "", file.stream.read())


def _kept(one: Arrived, by: Affiliation) -> Paper:
    shelf().keep(one.desk.kept, one.judged.digest)
    return Paper(
        name=one.name, ending=one.judged.ending, size=one.judged.size, digest=one.judged.digest, at=clock.now(), by=by, removed_at=None
    )
