"""Style sheets, scripts and pictures under addresses that name their content, so that a browser keeps them for a year.

`{{ asset('renkei.css') }}` is every component of static/css in its cascade layer; any other name is a file below static/
(`js/live.js`, `vendor/htmx.min.js`, `images/icons.svg`).
"""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
import re
from dataclasses import dataclass
from pathlib import Path

from flask import Flask, Response, abort, request, session
from werkzeug.security import safe_join

SHEET = "renkei.css"
FOLDERS = ("js/", "vendor/", "images/")
A_YEAR = 365 * 24 * 3600
_PICTURE = re.compile(r'url\("\.\./(images/[^"]+)"\)')


@dataclass(frozen=True)
class Asset:
    """One file as it is sent. `packed` is its gzip form, None where that is not smaller."""

    name: str
    body: bytes
    digest: str
    packed: bytes | None


class Shelf:
    """The assets of one static folder, read once; with `fresh`, looked at again whenever a source has changed."""

    def __init__(self, root: Path, *, fresh: bool = False) -> None:
        self.root = root
        self.fresh = fresh
        self._kept: dict[str, tuple[int, Asset]] = {}

    def find(self, name: str) -> Asset | None:
        """The asset of this name, None where there is none."""
        kept = self._kept.get(name)
        if kept and not self.fresh:
            return kept[1]
        sources = self._sources(name)
        if not sources:
            return None
        stamp = max(path.stat().st_mtime_ns for path in sources)
        if not kept or kept[0] != stamp:
            kept = self._kept[name] = (stamp, packed(name, self._read(name, sources[0])))
        return kept[1]

    def address(self, name: str) -> str:
        """Where browsers get it. What is not there gets an address too, and answers 404: a page is read without its scripts."""
        asset = self.find(name)
        return f"/assets/{asset.digest if asset else 'missing'}/{name}"

    def _sources(self, name: str) -> list[Path]:
        if name == SHEET:
            return [self.root / "css" / "order.txt", *(self.root / "css" / f"{part}.css" for _, part in self._order())]
        path = safe_join(str(self.root), name) if name.startswith(FOLDERS) else None
        return [Path(path)] if path and Path(path).is_file() else []

    def _order(self) -> list[tuple[str, str]]:
        """Layer and component of every line of order.txt."""
        lines = (self.root / "css" / "order.txt").read_text("utf-8").splitlines()
        return [(layer, part) for layer, part in (line.split() for line in lines if line.strip())]

    def _read(self, name: str, source: Path) -> bytes:
        return self._sheet().encode() if name == SHEET else source.read_bytes()

    def _sheet(self) -> str:
        order = self._order()
        parts = [f"@layer {', '.join(dict.fromkeys(layer for layer, _ in order))};"]
        for layer, part in order:
            text = (self.root / "css" / f"{part}.css").read_text("utf-8")
            parts.append(f"@layer {layer} {{\n{_PICTURE.sub(self._picture, text)}}}")
        return "\n".join(parts)

    def _picture(self, found: re.Match[str]) -> str:
        return f'url("{self.address(found[1])}")'


def packed(name: str, body: bytes) -> Asset:
    """The asset with its digest and, where it helps, its gzip form."""
    small = gzip.compress(body, 9, mtime=0)
    return Asset(name, body, hashlib.sha256(body).hexdigest()[:16], small if len(small) < len(body) else None)


def init_app(app: Flask) -> None:
    """Serves /assets/ and gives templates `asset(name)`."""
    shelf = Shelf(Path(app.root_path) / "static", fresh=app.jinja_env.auto_reload)

    def assets(digest: str, name: str) -> Response:
        asset = shelf.find(name)
        if asset is None:
            abort(404)
        return answer(asset, current=digest == asset.digest)

    assets.public = True  # type: ignore[attr-defined]
    app.add_url_rule("/assets/<digest>/<path:name>", "assets", assets)

    @app.before_request
    def answer_before_anybody_asks_who_is_there() -> Response | None:
        return assets(**request.view_args or {}) if request.endpoint == "assets" else None

    @app.after_request
    def forget_that_a_session_was_looked_at(response: Response) -> Response:
        # It would add `Vary: Cookie`, and browsers would fetch everything again after each sign-in.
        if request.endpoint == "assets":
            session.accessed = False
        return response

    app.jinja_env.globals["asset"] = shelf.address


def answer(asset: Asset, *, current: bool) -> Response:
    """The response; a page from before an update gets today's file, and does not keep it."""
    squeezed = asset.packed is not None and request.accept_encodings.quality("gzip") > 0
    response = Response(asset.packed if squeezed else asset.body, mimetype=mimetypes.guess_type(asset.name)[0])
    if squeezed:
        response.content_encoding = "gzip"
    response.vary.add("Accept-Encoding")
    response.set_etag(f"{asset.digest}{'-gzip' if squeezed else ''}")
    response.cache_control.public = True
    if current:
        response.cache_control.max_age = A_YEAR
        response.cache_control.immutable = True
    else:
        response.cache_control.no_cache = True
    response.make_conditional(request)
    return response
