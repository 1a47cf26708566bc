"""A page that sends a form and stays (static/js/stay.js) is told where to go: a redirect would be followed unseen."""

from __future__ import annotations

from flask import Flask, Response, request

STAYS = "Renkei-Stays"
GOES = "Renkei-Goes"
SEE_OTHER = (302, 303)


def init_app(app: Flask) -> None:
    """For every answer of `app`."""

    @app.after_request
    def tell(response: Response) -> Response:
        if STAYS in request.headers and response.status_code in SEE_OTHER:
            response.headers[GOES] = response.headers.pop("Location")
            response.set_data(b"")
            response.status_code = 204
        return response
