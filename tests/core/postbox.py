"""A real mail server on a free port, which keeps what it is given, and can be told to refuse."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP
from flask import Flask


@dataclass
class Postbox:
    """`answers`: what it says to the letters to come, by their number; after that it takes every letter."""

    letters: list[EmailMessage] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    tls: list[bool] = field(default_factory=list)

    async def handle_RCPT(self, server: SMTP, session: Any, envelope: Any, address: str, options: list[str]) -> str:  # noqa: N802
        if address in self.refused:
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:  # noqa: N802
        if self.answers and not (answer := self.answers.pop(0)).startswith("250"):
            return answer
        found = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(found, EmailMessage)
        self.letters.append(found)
        self.tls.append(session.ssl is not None)
        return "250 OK"

    def serve(self, context: ssl.SSLContext | None = None) -> Controller:
        """The server, begun; the caller stops it."""
        more: dict[str, Any] = {"tls_context": context, "require_starttls": True} if context else {}
        controller = Controller(self, hostname="127.0.0.1", port=_free_port(), ready_timeout=60, **more)
        controller.start()
        return controller


@pytest.fixture
def postbox(app: Flask) -> Iterator[Postbox]:
    """A mail server that the application knows."""
    box = Postbox()
    server, before = box.serve(), app.config["RENKEI"]
    app.config["RENKEI"] = replace(before, smtp_url=f"smtp://127.0.0.1:{server.port}", mail_from="連携 <renkei@example.jp>")
    yield box
    app.config["RENKEI"] = before
    server.stop()


def _free_port() -> int:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])
