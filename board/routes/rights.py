"""Who may read and write on a board: base staff see and set it. A change is heard by every open page from the next post on."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, url_for
from werkzeug.wrappers import Response

from board.forms import GrantForm, everybody_or
from board.models import Board, BoardGrant, Right
from board.routes.finding import allow, signer, the_board
from core import realtime
from core.database import db
from region.models import Role
from region.vocabulary import INSTITUTION_TYPES, PROFESSIONS

routes = Blueprint("rights", __name__, url_prefix="/boards/<int:board_id>/rights")


@routes.get("")
def index(board_id: int) -> str:
    """The rights as they stand. Whoever reads a board may know who else does."""
    board = the_board(board_id)
    return _page(board, _form(None), may_run=board.run_by(signer()))


@routes.post("")
def create(board_id: int) -> Response | tuple[str, int]:
    """One more right."""
    board, by = the_board(board_id), signer()
    allow(board.run_by(by))

    form = _form()
    if not form.validate():
        return _page(board, form, may_run=True), 422
    board.grant(
        Right(form.right.data), by=by, institution_type=form.institution_type.data or None, profession=form.profession.data or None,
        role=Role(form.role.data) if form.role.data else None,
    )  # fmt: skip

    realtime.rights_changed(None)
    db.commit()
    return redirect(url_for("board.rights.index", board_id=board.id), 303)


@routes.post("/<int:grant_id>/removal")
def destroy(board_id: int, grant_id: int) -> Response:
    """A right ends; who held it by this alone hears nothing more."""
    board, by = the_board(board_id), signer()
    allow(board.run_by(by))
    grant = next((one for one in board.grants if one.id == grant_id), None) or abort(404)
    board.revoke(grant, by=by)

    realtime.rights_changed(None)
    db.commit()
    return redirect(url_for("board.rights.index", board_id=board.id), 303)


def _form(data: object | None = ...) -> GrantForm:
    form = GrantForm() if data is ... else GrantForm(formdata=None)
    form.institution_type.choices = everybody_or(INSTITUTION_TYPES)
    form.profession.choices = everybody_or(PROFESSIONS)
    return form


def _page(board: Board, form: GrantForm, *, may_run: bool) -> str:
    grants: dict[Right, list[BoardGrant]] = {right: [one for one in board.grants if one.right == right] for right in Right}
    return render_template(
        "board/rights/index.html",
        board=board,
        grants=grants,
        form=form,
        may_run=may_run,
        INSTITUTION_TYPES=INSTITUTION_TYPES,
        PROFESSIONS=PROFESSIONS,
    )
