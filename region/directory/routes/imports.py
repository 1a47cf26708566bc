"""Imports in the browser: files are handed in, a dry run is shown, and a person decides. The work itself runs in a process of its own."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.wrappers import Response as BaseResponse

from auth.guard import TOKEN
from core import audit
from core.database import db, reading
from core.rules import RuleBroken
from core.spreadsheet import csv_answer
from region.directory.forms.imports import AREA, KIND_NAMES, SOURCES, ImportForm
from region.directory.kinds import KINDS
from region.directory.models.import_run import ImportRun
from region.directory.routes.importing import land_of, the_importer, the_run
from region.directory.uploads import keeping
from region.directory.uploads.starting import start
from region.directory.uploads.wording import word_for

routes = Blueprint("imports", __name__, url_prefix="/imports")
MOST_BYTES = 60 * 1024 * 1024
LISTED = 30

Answer = str | BaseResponse | tuple[str, int]


@routes.url_value_preprocessor
def allow_files(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Only here, and only from a browser with a sign-in, more is taken than the house usually takes."""
    if endpoint == "imports.create" and isinstance(session.get(TOKEN), str):
        request.max_content_length = MOST_BYTES


@routes.get("/")
def index() -> str:
    """What was imported, and the form for more."""
    importer = the_importer()
    return _page(ImportForm().offer(len(land_of(importer))))


@routes.post("/")
def create() -> Answer:
    """Files are handed in: they are kept, and looked at in the background."""
    importer = the_importer()
    land = land_of(importer)
    form = ImportForm().offer(len(land))
    if not form.validate_on_submit():
        return _page(form), 422
    told = {"key": uuid.uuid4().hex, "only": land if form.land.data == AREA else None, "columns": form.columns}
    with reading():  # nobody waits for a lock while files are written
        files = keeping.keep(form.uploads, str(told["key"]), form.file_on.data)
    try:
        run = ImportRun.begin(form.kind.data, files, told, by=importer)
    except RuleBroken:
        keeping.drop_key(str(told["key"]))
        raise
    ImportRun.let_lapse()
    keys = ImportRun.open_keys()
    db.commit()
    keeping.sweep(keys)
    start(run.id)
    return redirect(url_for("imports.show", run_id=run.id), 303)


@routes.get("/<int:run_id>")
def show(run_id: int) -> str | Response:
    """One import: how far it is, what it would change, or what it changed."""
    run = the_run(run_id)
    partial = request.headers.get("HX-Request-Type") == "partial"
    if partial and not run.working:
        return Response(status=204, headers={"HX-Refresh": "true"})
    page = f"region/directory/imports/{'_working.html' if partial else 'show.html'}"
    return render_template(page, run=run, kind=KINDS[run.kind], kinds=KIND_NAMES, word_for=word_for, day=date.fromisoformat)


@routes.get("/<int:run_id>/faults.csv")
def faults(run_id: int) -> Response:
    """The rows that could not be read, to take along."""
    run = the_run(run_id)
    audit.record_aside("import.faults_exported", run)
    rows = [[one["name"], line, reason] for one in run.shown if one["tally"] for line, reason in one["tally"]["faults"]]
    return csv_answer(f"import-{run.id}-faults", [_("ファイル"), _("行"), _("理由")], rows)


@routes.post("/<int:run_id>/writing")
def write(run_id: int) -> Answer:
    """It is to be written."""
    run, importer = the_run(run_id, lock=True), the_importer()
    run.decide(by=importer)
    db.commit()
    start(run.id)
    return redirect(url_for("imports.show", run_id=run.id), 303)


@routes.post("/<int:run_id>/cancellation")
def cancel(run_id: int) -> Answer:
    """Nothing (more) is written, and the files are deleted."""
    run, importer = the_run(run_id, lock=True), the_importer()
    run.cancel(by=importer)
    db.commit()
    keeping.drop(run)
    flash(_("取りこみをやめました。手わたしたファイルは消しました。"))
    return redirect(url_for("imports.index"), 303)


def _page(form: ImportForm) -> str:
    runs = db.scalars(select(ImportRun).order_by(ImportRun.ended_at.is_not(None), ImportRun.id.desc()).limit(LISTED)).all()
    return render_template("region/directory/imports/index.html", form=form, runs=runs, kinds=KIND_NAMES, sources=SOURCES)
