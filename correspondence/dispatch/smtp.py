"""Mails are handed to a server: SMTP, with the one question kept open that nobody but the server can answer.

A server takes a mail when it answers the end of its text. Where the connection breaks before that end was sent, the mail
was not taken, and may be handed over again. Where it breaks after, nobody knows: the mail is undecided, and this module
says so rather than try again (RFC 5321, section 4.2.5, leaves the duty with the sender only until the answer).
"""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from types import MappingProxyType, TracebackType
from typing import Literal, Self

from correspondence.errors import CorrespondenceError

Security = Literal["starttls", "tls", "plain"]

READY, GO_ON = 250, 354
CLOSING = 421
TAKEN, TEMPORARY, FOR_EVER = range(200, 300), range(400, 500), range(500, 600)
AFTER_THE_END = 2
"""A server may take so many times longer to answer the end of a text than a command (RFC 5321, section 4.5.3.2.6)."""
DOT = re.compile(rb"(?m)^\.")


@dataclass(frozen=True, slots=True)
class Server:
    """A server that takes mails.

    Attributes:
        host: Its name.
        port: Its port.
        security: ``starttls`` for a connection that is encrypted once it stands, ``tls`` for one that is from the
            first byte on, ``plain`` for none.
        user: The name at login, empty where there is none.
        password: The password at login.
        seconds: How long it may take to answer a command.
    """

    host: str
    port: int
    security: Security = "starttls"
    user: str = ""
    password: str = field(default="", repr=False)
    seconds: float = 300

    @property
    def name(self) -> str:
        """The server as messages name it."""
        return f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered.

    Attributes:
        code: Three digits.
        text: Its words.
    """

    code: int
    text: str = ""

    @classmethod
    def of(cls, code: int, text: bytes | str) -> Answer:
        """Take a server's words; they are a stranger's, and keep neither lines nor control characters."""
        words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
        return cls(code, "".join(sign if sign.isprintable() else " " for sign in words).strip())

    @property
    def temporary(self) -> bool:
        """Whether the same may succeed later."""
        return self.code in TEMPORARY

    def __str__(self) -> str:
        """Return code and words."""
        return f"{self.code} {self.text}".strip()


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of a mail that was handed over once.

    Attributes:
        accepted: The addresses for which the server took it.
        refused: What it answered for each address for which it never will.
        delayed: What it answered for each address for which it may later.
        answer: What it answered to the whole mail.
    """

    accepted: tuple[str, ...] = ()
    refused: Mapping[str, Answer] = field(default_factory=lambda: MappingProxyType({}))
    delayed: Mapping[str, Answer] = field(default_factory=lambda: MappingProxyType({}))
    answer: Answer = field(default_factory=lambda: Answer(0))


class MailServerError(CorrespondenceError):
    """A server cannot be used as the settings have it; trying again would not help.

    Args:
        server: The server.
        reason: What is wrong with it.
        remedy: What to do.
    """

    def __init__(self, server: str, reason: str, remedy: str) -> None:
        self.server, self.reason, self.remedy = server, reason, remedy
        super().__init__(server, reason, remedy)

    def __str__(self) -> str:
        """Name the server, the reason and the remedy."""
        return f"the mail server {self.server} {self.reason}; {self.remedy}"


class BrokenConnectionError(CorrespondenceError):
    """A connection did not come about, or broke.

    Args:
        server: The server.
        reason: What happened.
        undecided: Whether a mail's text had been sent to its end, so that nobody knows whether it was taken.
    """

    remedy = "see whether the server runs and can be reached, and run the command again"

    def __init__(self, server: str, reason: str, *, undecided: bool = False) -> None:
        self.server, self.reason, self.undecided = server, reason, undecided
        super().__init__(server, reason, undecided)

    def __reduce__(self) -> tuple[type[Self], tuple[str, str], dict[str, bool]]:
        """Be copied to another process."""
        return type(self), (self.server, self.reason), {"undecided": self.undecided}

    def __str__(self) -> str:
        """Name the server, what happened and the remedy."""
        return f"the mail server {self.server} {self.reason}; {self.remedy}"


class Connection:
    """A connection to a server, opened again where it broke.

    Args:
        server: The server.
    """

    def __init__(self, server: Server) -> None:
        self.server = server
        self._smtp: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        """Use it in a ``with`` statement."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take leave of the server."""
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            with suppress(smtplib.SMTPException, OSError):
                smtp.quit()
            smtp.close()

    def open(self) -> None:
        """Connect and log in, unless that was done and the server still listens.

        Raises:
            MailServerError: The server is not as the settings have it: no encryption, a certificate that cannot be
                trusted, a login that it does not accept.
            BrokenConnectionError: It cannot be reached, or is not ready.
        """
        if self._smtp is not None and self._answers(self._smtp):
            return
        self._close()
        try:
            self._smtp = self._opened()
        except (smtplib.SMTPException, OSError) as error:
            raise self._failure(error) from error

    def deliver(self, sender: str, addresses: Sequence[str], content: bytes) -> Delivery:
        """Hand one mail over.

        Args:
            sender: The address to which it comes back if it cannot be delivered.
            addresses: To whom it goes.
            content: The mail, lines ended by CR LF.

        Returns:
            What the server answered.

        Raises:
            MailServerError: As :meth:`open` does.
            BrokenConnectionError: The connection broke; ``undecided`` says whether the mail may have been taken.
        """
        self.open()
        smtp = self._smtp
        assert smtp is not None  # noqa: S101  (for the type checker: it was opened)
        try:
            delivery = self._announced(smtp, sender, addresses, len(content))
            if not delivery.accepted:
                self._reset(smtp)
                return delivery
            answer = Answer.of(*smtp.docmd("DATA"))
            if answer.code != GO_ON:
                self._stay_open(answer)
                self._reset(smtp)
                return _turned_down(delivery, answer)
            smtp.send(DOT.sub(b"..", content))
        except (smtplib.SMTPException, OSError) as error:
            raise self._broken(error) from error
        return self._answered(smtp, delivery, ended=content.endswith(b"\r\n"))

    def _announced(self, smtp: smtplib.SMTP, sender: str, addresses: Sequence[str], size: int) -> Delivery:
        """Say from whom and to whom a mail goes; the text follows."""
        options = [f"size={size}"] if smtp.has_extn("size") else []
        answer = Answer.of(*smtp.mail(sender, options))
        if answer.code != READY:
            self._stay_open(answer)
            return _turned_down(Delivery(tuple(addresses)), answer)
        answers = {}
        for address in addresses:
            answers[address] = Answer.of(*smtp.rcpt(address))
            self._stay_open(answers[address])
        refused = {one: answer for one, answer in answers.items() if answer.code >= TEMPORARY.stop}
        delayed = {one: answer for one, answer in answers.items() if answer.temporary}
        accepted = tuple(one for one in answers if one not in refused and one not in delayed)
        return Delivery(accepted, refused, delayed)

    def _answered(self, smtp: smtplib.SMTP, delivery: Delivery, *, ended: bool) -> Delivery:
        """End the text, and wait for the answer by which the mail is taken or not."""
        try:
            if smtp.sock is not None:
                smtp.sock.settimeout(self.server.seconds * AFTER_THE_END)
            smtp.send(b".\r\n" if ended else b"\r\n.\r\n")
            answer = Answer.of(*smtp.getreply())
            if smtp.sock is not None:
                smtp.sock.settimeout(self.server.seconds)
        except (smtplib.SMTPException, OSError) as error:
            raise self._broken(error, undecided=True) from error
        if answer.code in TAKEN:
            return Delivery(delivery.accepted, delivery.refused, delivery.delayed, answer)
        if answer.code not in TEMPORARY and answer.code not in FOR_EVER:
            self._close()
            raise BrokenConnectionError(self.server.name, f"answered a mail with {answer}", undecided=True)
        if answer.code == CLOSING:
            self._close()
        return _turned_down(delivery, answer)

    def _reset(self, smtp: smtplib.SMTP) -> None:
        """Let the server forget a mail that it did not take; what it answered holds, whatever comes now."""
        try:
            smtp.rset()
        except (smtplib.SMTPException, OSError):
            self._close()

    def _stay_open(self, answer: Answer) -> None:
        """Take leave where the server does.

        Raises:
            BrokenConnectionError: It closes the connection (421); the mail was not taken.
        """
        if answer.code == CLOSING:
            self._close()
            raise BrokenConnectionError(self.server.name, f"closes the connection ({answer})")

    @staticmethod
    def _answers(smtp: smtplib.SMTP) -> bool:
        """Tell whether a server still listens: many leave a connection on which nothing was said for a while."""
        try:
            return smtp.noop()[0] in TAKEN
        except (smtplib.SMTPException, OSError):
            return False

    def _opened(self) -> smtplib.SMTP:
        server = self.server
        context = ssl.create_default_context()
        if server.security == "tls":
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=server.seconds, context=context)
        else:
            smtp = smtplib.SMTP(server.host, server.port, timeout=server.seconds)
        try:
            smtp.ehlo_or_helo_if_needed()
            if server.security == "starttls":
                self._encrypt(smtp, context)
            if server.user:
                self._log_in(smtp)
        except BaseException:
            smtp.close()
            raise
        return smtp

    def _encrypt(self, smtp: smtplib.SMTP, context: ssl.SSLContext) -> None:
        if not smtp.has_extn("starttls"):
            reason = "offers no encryption (STARTTLS)"
            raise MailServerError(self.server.name, reason, "ask for the right port, or set 'security: tls' for one that is encrypted from the start")  # fmt: skip
        smtp.starttls(context=context)
        smtp.ehlo()

    def _log_in(self, smtp: smtplib.SMTP) -> None:
        try:
            smtp.login(self.server.user, self.server.password)
        except smtplib.SMTPNotSupportedError as error:
            remedy = "delete 'user:' below 'mail:' if it takes mails without one, or ask for the right port"
            raise MailServerError(self.server.name, "offers no login", remedy) from error

    def _failure(self, error: Exception) -> CorrespondenceError:
        """Tell what cannot be mended by trying again from what can."""
        name = self.server.name
        match error:
            case ssl.SSLCertVerificationError():
                remedy = "see that 'host:' is the name that the certificate bears; if your office issues its own, name its file in the variable SSL_CERT_FILE"
                return MailServerError(
                    name, f"shows a certificate that cannot be trusted ({error.verify_message})", remedy
                )
            case ssl.SSLError():
                remedy = "'security: tls' is for port 465, 'security: starttls' for 587 and 25; ask which one it is"
                return MailServerError(name, f"does not speak TLS there ({error.reason or error})", remedy)
            case smtplib.SMTPAuthenticationError() if error.smtp_code >= TEMPORARY.stop:
                answer = Answer.of(error.smtp_code, error.smtp_error)
                remedy = "mend the user or the password in CORRESPONDENCE_SMTP_USER and CORRESPONDENCE_SMTP_PASSWORD"
                return MailServerError(name, f"does not accept the login of {self.server.user} ({answer})", remedy)
            case smtplib.SMTPResponseException() if error.smtp_code >= TEMPORARY.stop:
                answer = Answer.of(error.smtp_code, error.smtp_error)
                return MailServerError(name, f"takes no mails from here ({answer})", "ask those who keep it")
            case _:
                return BrokenConnectionError(name, f"cannot be reached ({_reason(error)})")

    def _broken(self, error: Exception, *, undecided: bool = False) -> BrokenConnectionError:
        self._close()
        return BrokenConnectionError(self.server.name, f"closed the connection ({_reason(error)})", undecided=undecided)

    def _close(self) -> None:
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            smtp.close()


def _turned_down(delivery: Delivery, answer: Answer) -> Delivery:
    """Return what became of a mail that was not taken for those for whom it might have been."""
    all_of_them = dict.fromkeys(delivery.accepted, answer)
    if answer.temporary:
        return Delivery((), delivery.refused, {**delivery.delayed, **all_of_them}, answer)
    return Delivery((), {**delivery.refused, **all_of_them}, delivery.delayed, answer)


def _reason(error: Exception) -> str:
    """Return what happened, in a few words."""
    if isinstance(error, smtplib.SMTPResponseException):
        return str(Answer.of(error.smtp_code, error.smtp_error))
    if isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):
        return "it did not answer in time"
    if isinstance(error, socket.gaierror):
        return "nobody knows its name"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return Answer.of(0, str(error)).text or type(error).__name__
