"""For machines: is it alive, and figures for those who watch it."""

from __future__ import annotations

from flask import Blueprint, Flask, Response, abort, current_app, request
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import text

from core.config import Settings
from core.database import db

health = Blueprint("health", __name__)


def init_app(app: Flask) -> None:
    """Serves /healthz and /metrics."""
    app.register_blueprint(health)


@health.get("/healthz")
def alive() -> Response:
    """200 when the database answers."""
    db.execute(text("SELECT 1"))
    return Response("ok\n", mimetype="text/plain")


@health.get("/metrics")
def metrics() -> Response:
    """Prometheus figures, only for the addresses of RENKEI_METRICS_FROM; for nobody whom a proxy we were not told of speaks for."""
    settings: Settings = current_app.config["RENKEI"]
    untold = settings.trusted_proxies == 0 and "X-Forwarded-For" in request.headers
    if untold or request.remote_addr not in settings.metrics_from:
        abort(404)
    return Response(generate_latest(), content_type=CONTENT_TYPE_LATEST)


alive.public = metrics.public = True  # type: ignore[attr-defined]
