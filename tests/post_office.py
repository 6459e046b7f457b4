"""A mail server of our own, which takes mails as real ones do, and fails as they do where a test says so."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.tools import program, run

HOST = "127.0.0.1"
USER, PASSWORD = "clerk", "correct horse"
LOST = "lost"
"""In the place of an answer: the server has taken the mail, and the connection breaks."""
Break = Literal["at MAIL", "at RCPT", "at DATA", "in DATA"]


@dataclass(frozen=True)
class Posted:
    """A mail that the server has taken."""

    sender: str
    to: tuple[str, ...]
    content: bytes


@dataclass
class PostOffice:
    """What the server has taken, and how it answers.

    Attributes:
        posted: The mails that it has taken, in order.
        tried: The addresses that it was asked for, in order.
        recipients: Its next answers for each address; it takes the address once they are used up.
        answers: Its next answers to whole mails; it takes them once they are used up.
        breaks: Where its next connections break.
        logins: Names and passwords with which somebody tried to log in.
        moments: When it took each mail, by the clock of its loop.
        seconds: How long it thinks before it answers a mail.
        leaves: Whether it leaves a connection soon after it has taken a mail.
        port: Where it listens.
    """

    posted: list[Posted] = field(default_factory=list)
    tried: list[str] = field(default_factory=list)
    recipients: dict[str, list[str]] = field(default_factory=dict)
    answers: list[str] = field(default_factory=list)
    breaks: list[Break] = field(default_factory=list)
    logins: list[tuple[str, str]] = field(default_factory=list)
    moments: list[float] = field(default_factory=list)
    seconds: float = 0
    leaves: bool = False
    port: int = 0

    def breaks_at(self, where: Break) -> bool:
        """Tell whether the connection breaks here, once."""
        if self.breaks and self.breaks[0] == where:
            self.breaks.pop(0)
            return True
        return False

    async def handle_RCPT(  # noqa: N802  (aiosmtpd's name)
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Sequence[str]
    ) -> str:
        """Take an address or not."""
        del server, session, options
        self.tried.append(address)
        waiting = self.recipients.get(address, [])
        answer = waiting.pop(0) if waiting else "250 OK"
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take a mail or not."""
        del session
        answer = self.answers.pop(0) if self.answers else "250 taken"
        if answer.startswith("2") or answer == LOST:
            content = envelope.content
            assert isinstance(content, bytes)
            self.moments.append(asyncio.get_running_loop().time())
            self.posted.append(Posted(envelope.mail_from or "", tuple(envelope.rcpt_tos), content))
        await asyncio.sleep(self.seconds)
        if answer == LOST:
            hang_up(server)
        elif self.leaves:
            asyncio.get_running_loop().call_later(0.02, hang_up, server)
        return answer

    def authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, login: Any
    ) -> AuthResult:
        """Let in whoever knows the password."""
        del server, session, envelope, mechanism
        assert isinstance(login, LoginPassword)
        found = login.login.decode(), login.password.decode()
        self.logins.append(found)
        return AuthResult(success=found == (USER, PASSWORD), handled=False)


class Clerk(SMTP):
    """Speaks for a post office; breaks off where it is told to."""

    office: PostOffice

    async def smtp_MAIL(self, arg: str | None) -> None:  # noqa: N802
        """Hear from whom a mail comes."""
        if self.office.breaks_at("at MAIL"):
            hang_up(self)
            return
        await super().smtp_MAIL(arg)

    async def smtp_RCPT(self, arg: str | None) -> None:  # noqa: N802
        """Hear to whom it goes."""
        if self.office.breaks_at("at RCPT"):
            hang_up(self)
            return
        await super().smtp_RCPT(arg)

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        """Hear what it says."""
        if self.office.breaks_at("at DATA"):
            hang_up(self)
            return
        if self.office.breaks_at("in DATA"):
            await self.push("354 go on")
            hang_up(self)
            return
        await super().smtp_DATA(arg)


def hang_up(server: SMTP) -> None:
    """Break a connection off without a word."""
    assert isinstance(server.transport, asyncio.WriteTransport)
    server.transport.abort()


class Counter(Controller):
    """Runs a post office in a thread of its own."""

    def __init__(self, office: PostOffice, **options: Any) -> None:
        self.office, self.options = office, options
        super().__init__(office, hostname=HOST, port=free_port(), ssl_context=options.pop("implicit", None))

    def factory(self) -> SMTP:
        """Return one who speaks."""
        clerk = Clerk(self.office, hostname="mail.office.example", loop=self.loop, **self.options)
        clerk.office = self.office
        return clerk


def free_port() -> int:
    """Return a port at which nobody listens."""
    import socket

    with socket.socket() as found:
        found.bind((HOST, 0))
        return int(found.getsockname()[1])


@dataclass(frozen=True)
class Certificate:
    """A certificate and its key; ``file`` is what a client must trust."""

    file: Path
    key: Path

    @classmethod
    def made_in(cls, folder: Path, name: str = "127.0.0.1") -> Certificate:
        """Make one that bears an address, signed by itself."""
        made = cls(folder / f"{name}.pem", folder / f"{name}.key")
        subject = ("-subj", f"/CN={name}", "-addext", f"subjectAltName={'IP' if name[0].isdigit() else 'DNS'}:{name}")
        request = ("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2")
        run(program("openssl"), *request, *subject, "-keyout", made.key, "-out", made.file)
        return made

    @property
    def context(self) -> ssl.SSLContext:
        """What a server shows it with."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.file, self.key)
        return context


@contextmanager
def open_office(
    certificate: Certificate | None = None, *, implicit: bool = False, login: bool = False
) -> Iterator[PostOffice]:
    """Run a post office as long as the block lasts.

    Args:
        certificate: What it shows, None for a server without encryption.
        implicit: Whether connections are encrypted from the first byte on.
        login: Whether it takes logins; one with STARTTLS takes mails from those alone who log in.
    """
    office = PostOffice()
    options: dict[str, Any] = {}
    if certificate is not None:
        options |= {"implicit": certificate.context} if implicit else {"tls_context": certificate.context}
    if login:
        options |= {
            "authenticator": office.authenticate,
            "auth_required": not implicit,
            "auth_require_tls": not implicit,
        }
    counter = Counter(office, **options)
    counter.start()
    office.port = counter.port
    try:
        yield office
    finally:
        counter.stop()
