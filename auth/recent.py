"""Before something that matters: is it still the same person who sits here? Asked again where the last proof is older than ten minutes.

Other rooms say `@recently_authenticated` below the route, or `asked = ask_again()` in the middle of a view that matters only sometimes:

    @routes.post("/exports")
    @recently_authenticated
    def export() -> Response: ...

What was typed travels along in the page that asks, and is sent again by the browser itself (307) once the proof is given; passwords and
files do not travel.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, TypeVar, cast

from flask import current_app, make_response, render_template, request, url_for
from werkzeug.wrappers import Response

from auth import passkeys, second_factors
from auth.forms import AgainForm
from auth.guard import present_sign_in
from core.database import SAFE_METHODS

LIFE = timedelta(minutes=10)
View = TypeVar("View", bound=Callable[..., Any])


def recently_authenticated(view: View) -> View:
    """The view runs only for who has proved within ten minutes to be who they are; others are asked first, and then it runs."""

    @wraps(view)
    def asked_first(*args: Any, **kwargs: Any) -> Any:
        return ask_again() or current_app.ensure_sync(view)(*args, **kwargs)

    return cast("View", asked_first)


def ask_again() -> Response | None:
    """The page that asks; None where there is nothing to ask."""
    sign_in = present_sign_in()
    if sign_in is None or sign_in.proven_within(LIFE):
        return None
    if request.headers.get("HX-Request"):
        back = request.headers.get("HX-Current-URL", "/").removeprefix(request.host_url.rstrip("/"))
        return Response(status=401, headers={"HX-Redirect": url_for("auth.again.page", next=back)})
    by = "get" if request.method in SAFE_METHODS else "post"
    return asking_page(AgainForm(formdata=None, again_to=request.full_path.rstrip("?"), again_by=by), 401)


def asking_page(form: AgainForm, code: int) -> Response:
    """Asks for the password, a code or a passkey, and carries along what was typed before."""
    sign_in = present_sign_in()
    assert sign_in
    factors = second_factors.of(sign_in.person_id)
    page = render_template("auth/again.html", form=form, factors=factors, kept=_typed(), passkeys_work=passkeys.work_here())
    return make_response(page, code)


def _typed() -> list[tuple[str, str]]:
    left_out = ("csrf_token", *AgainForm.NAMES)
    return [(name, text) for name, text in request.form.items(multi=True) if name not in left_out and "password" not in name]
