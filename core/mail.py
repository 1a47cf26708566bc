"""Letters by e-mail: what one says, and the way to the server that carries it on.

A letter never holds anything about patients, and nothing that only some may read: it says that there is something, and where. Rooms do not
send; they leave a row with `core.deliveries.queue`, in the transaction of its cause.
"""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from types import TracebackType
from urllib.parse import parse_qs, unquote, urlsplit

from core import clock
from core.config import Settings

PATIENCE = 20.0
"""Seconds the server may take for one step."""

LOOPBACK = ("localhost", "127.0.0.1", "::1")


class ServerAway(Exception):
    """The mail server cannot be used now, for any letter."""


class NotNow(Exception):
    """The server does not take this letter now."""


class Never(Exception):
    """The server will not take this letter: the address does not exist, for example."""


@dataclass(frozen=True)
class Letter:
    """What is told to one address."""

    to: str
    subject: str
    text: str
    calendar: bytes | None = None
    """An iCalendar with its METHOD (REQUEST, CANCEL …): the reader's calendar offers to keep the date, or takes it out again."""


@dataclass(frozen=True)
class Carrier:
    """RENKEI_SMTP_URL: smtp://user:password@host:port?tls=required|opportunistic|none&ca=FILE, or smtps:// for TLS from the first byte.

    TLS is required unless something else is said; on this machine itself (localhost) none is needed. Certificates are always checked.
    """

    host: str
    port: int
    user: str | None
    password: str | None
    tls: str
    ca: str | None

    @classmethod
    def of(cls, url: str) -> Carrier:
        """Raises ValueError for an address that makes no sense."""
        parts = urlsplit(url)
        told = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        implicit = parts.scheme == "smtps"
        tls = "implicit" if implicit else told.get("tls", "none" if parts.hostname in LOOPBACK else "required")
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname or tls not in ("implicit", "required", "opportunistic", "none"):
            raise ValueError("RENKEI_SMTP_URL must be smtp://host:port or smtps://host:port; tls= is required, opportunistic or none.")
        user, password = (unquote(word) if word else None for word in (parts.username, parts.password))
        return cls(parts.hostname, parts.port or (465 if implicit else 587), user, password, tls, told.get("ca"))

    def connect(self) -> smtplib.SMTP:
        """A connection that is ready for letters. Raises OSError, SMTPException."""
        context = ssl.create_default_context(cafile=self.ca)
        if self.tls == "implicit":
            server: smtplib.SMTP = smtplib.SMTP_SSL(self.host, self.port, timeout=PATIENCE, context=context)
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=PATIENCE)
        try:
            self._greet(server, context)
        except BaseException:
            server.close()
            raise
        return server

    def _greet(self, server: smtplib.SMTP, context: ssl.SSLContext) -> None:
        server.ehlo_or_helo_if_needed()
        if self.tls == "required" or (self.tls == "opportunistic" and server.has_extn("starttls")):
            server.starttls(context=context)
            server.ehlo()
        if self.user:
            server.login(self.user, self.password or "")


class Postman:
    """Carries letters while it is open. Connects with the first one."""

    def __init__(self, settings: Settings) -> None:
        if not settings.smtp_url or not settings.mail_from:
            raise ServerAway("RENKEI_SMTP_URL and RENKEI_MAIL_FROM are not set.")
        self._carrier, self._sender = Carrier.of(settings.smtp_url), settings.mail_from
        self._server: smtplib.SMTP | None = None

    def __enter__(self) -> Postman:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._server:
            self._server.close()

    def carry(self, letter: Letter, number: str) -> None:
        """The server has taken the letter when this returns. The same `number`, the same Message-ID. Raises ServerAway, NotNow, Never."""
        message = compose(letter, sender=self._sender, number=number)
        with _understood():
            self._server = self._server or self._carrier.connect()
        with _understood(of_letter=True):
            self._server.send_message(message)

    def rest(self) -> None:
        """After a letter that was refused the next one begins anew."""
        if self._server:
            self._server.close()
            self._server = None


def compose(letter: Letter, *, sender: str, number: str) -> EmailMessage:
    """The letter as it travels: plain text, perhaps with a date, and nobody's automatic answer is wanted. Raises ValueError."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, letter.to, letter.subject
    message["Date"] = format_datetime(clock.now())
    message["Message-ID"] = f"<{number}@{parseaddr(sender)[1].partition('@')[2] or 'renkei'}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    if letter.calendar is not None:
        _add_date(message, letter.calendar)
    return message


def _add_date(message: EmailMessage, calendar: bytes) -> None:
    """As another way to say the same (Outlook, Google) and as a file (all others). Base64: its lines keep the ends they must have."""
    method = re.search(rb"^METHOD:([A-Z]+)\r?$", calendar, re.MULTILINE)
    if method is None:
        raise ValueError("A calendar in a letter says what it is for: METHOD.")
    params = {"method": method[1].decode(), "charset": "utf-8"}
    message.add_alternative(calendar, maintype="text", subtype="calendar", params=params)
    message.add_attachment(calendar, maintype="application", subtype="ics", filename="invite.ics")


@contextmanager
def _understood(*, of_letter: bool = False) -> Iterator[None]:
    """What the server said, in three words. Only the code is kept: its sentences may hold addresses."""
    try:
        yield
    except smtplib.SMTPRecipientsRefused as refused:
        raise _judged(min(code for code, _ in refused.recipients.values())) from refused
    except smtplib.SMTPServerDisconnected as gone:
        raise ServerAway("disconnected") from gone
    except smtplib.SMTPResponseException as answer:
        if of_letter and not isinstance(answer, smtplib.SMTPSenderRefused):
            raise _judged(answer.smtp_code) from answer
        raise ServerAway(f"answered {answer.smtp_code}") from answer
    except (smtplib.SMTPException, OSError) as away:
        raise ServerAway(type(away).__name__) from away


def _judged(code: int) -> Exception:
    if code == 421:
        return ServerAway("answered 421")
    return Never(f"answered {code}") if code >= 500 else NotNow(f"answered {code}")
