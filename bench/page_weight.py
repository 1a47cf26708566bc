"""Measures what a browser fetches over the wire for each main page: for the first load with nothing kept, and for a repeat load.

A real server and a real Chromium; the bytes are those the browser counts on the connection (head, body as it was sent, sockets' handshake
left out). Targets: a first load of at most 150 kB, a repeat load of at most 30 kB.

Usage: .venv/bin/python -m bench.page_weight          (RENKEI_TEST_CHROMIUM names the browser, else /usr/bin/chromium)
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, sync_playwright

from app import create_app
from core import config
from core.commands import upgrade
from demo.building import build

FIRST, REPEAT = 150, 30
PAGES = (
    "/sign-in",
    "/",
    "/boards/",
    "/boards/1",
    "/posts/{post}",
    "/posts/{post}/confirmations",
    "/institutions/",
    "/people/",
    "/account/",
)
WHO = "kyoten"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("RENKEI_TEST_CHROMIUM") or "/usr/bin/chromium",
            args=["--no-sandbox"] if os.geteuid() == 0 else [],
        )
        print(f"{'page':34}{'first kB':>10}{'requests':>10}{'repeat kB':>11}{'requests':>10}")
        post = a_post_that_asks(browser, url)
        for path in PAGES:
            measure(browser, url, path.format(post=post))
        browser.close()


def measure(browser: Browser, url: str, path: str) -> None:
    """One line of the table. The browser that signed in kept nothing of the sign-in page: its cache is emptied before the first load."""
    context = browser.new_context(base_url=url, locale="ja-JP", timezone_id="Asia/Tokyo", viewport={"width": 390, "height": 844})
    if path != "/sign-in":
        sign_in(context)
    first = weighed(context, path, empty=True)
    again = weighed(context, path, empty=False)
    late = "" if first[0] <= FIRST and again[0] <= REPEAT else "   over the target"
    print(f"{path:34}{first[0]:>10.1f}{first[1]:>10}{again[0]:>11.1f}{again[1]:>10}{late}", flush=True)
    context.close()


def weighed(context: BrowserContext, path: str, *, empty: bool) -> tuple[float, int]:
    """kB over the wire and the number of requests that went out."""
    page = context.new_page()
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    if empty:
        wire.send("Network.clearBrowserCache")
    sizes: dict[str, float] = {}

    def arrived(said: dict[str, Any]) -> None:
        if said["encodedDataLength"]:
            sizes[said["requestId"]] = said["encodedDataLength"]

    wire.on("Network.loadingFinished", arrived)
    page.goto(path, wait_until="networkidle")
    page.close()
    return sum(sizes.values()) / 1000, len(sizes)


def sign_in(context: BrowserContext) -> None:
    page = context.new_page()
    page.goto("/sign-in")
    page.fill("input[name=email]", f"{WHO}@example.jp")
    page.fill("input[name=password]", "renkei-demo-2026")
    page.locator("form:has(input[name=password]) [type=submit]").first.click()
    page.wait_for_url(lambda address: "/sign-in" not in address)
    page.close()


def a_post_that_asks(browser: Browser, url: str) -> str:
    """The number of the newest post of the first board that asks for answers."""
    context = browser.new_context(base_url=url)
    sign_in(context)
    page = context.new_page()
    page.goto("/boards/1")
    found = page.locator("article.post:has(.ask)").first.get_attribute("id") or ""
    context.close()
    return found.removeprefix("post-")


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The demo area behind the server as it is run."""
    url = f"sqlite:///{folder / 'renkei.sqlite3'}"
    upgrade(url)
    with create_app(replace(config.read({"RENKEI_DATA": str(folder)}), database_url=url)).app_context():
        build()
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port = asked.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    kept = {name: value for name, value in os.environ.items() if not name.startswith("RENKEI_")}
    settings = {**kept, "RENKEI_DATA": str(folder), "RENKEI_PUBLIC_URL": address, "PORT": str(port)}
    with (folder / "serve.log").open("wb") as log:
        server = subprocess.Popen([sys.executable, "bin/serve"], env=settings, stderr=log)
    try:
        until = time.monotonic() + 30
        while not _answers(address):
            if time.monotonic() > until:
                raise TimeoutError((folder / "serve.log").read_text())
            time.sleep(0.1)
        yield address
    finally:
        server.terminate()
        server.wait(30)


def _answers(address: str) -> bool:
    try:
        return bool(urllib.request.urlopen(f"{address}/healthz", timeout=2).status == 200)
    except OSError:
        return False


if __name__ == "__main__":
    main()
