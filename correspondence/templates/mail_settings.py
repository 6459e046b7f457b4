"""How an office's mails go out: what stands below ``mail:`` in ``correspondence.yaml``."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from correspondence.errors import Problems
from correspondence.fields import MISSING, SIMPLE_KINDS, Choice, FieldSpec, ListOf, Record, WholeNumber, Words, YesNo
from correspondence.source import Node

Security = Literal["starttls", "tls", "plain"]
SECURITIES: tuple[Security, ...] = ("starttls", "tls", "plain")
PORTS: Mapping[str, int] = {"starttls": 587, "tls": 465, "plain": 25}
"""RFC 6409 (submission), RFC 8314 (submission within TLS), RFC 5321 (transport)."""
HIGHEST_PORT = 65535
SECRETS = frozenset({"password", "passwort", "passwd", "pass", "pwd", "secret", "token", "api_key"})
PASSWORD_VARIABLE, USER_VARIABLE = "CORRESPONDENCE_SMTP_PASSWORD", "CORRESPONDENCE_SMTP_USER"

EMAIL = SIMPLE_KINDS["email"]

MAIL = Record(
    {
        "host": FieldSpec(
            Words(
                "name of a server",
                r"[A-Za-z0-9._:-]+",
                "write its name alone, such as smtp.agency.gov",
                multiline=False,
            ),
            "Name of the server that takes mails",
            default="",
        ),
        "port": FieldSpec(WholeNumber(1), "Its port; 587 where nothing is said, 465 with tls, 25 with plain"),
        "security": FieldSpec(
            Choice(SECURITIES),
            "How the connection is encrypted: once it stands (starttls), from the first byte (tls), or not at all (plain)",
        ),
        "trusted_relay": FieldSpec(
            YesNo(), "Whether the network up to the server is trusted, so that plain may be used", default=False
        ),
        "user": FieldSpec(
            Words("user", multiline=False),
            f"Name at login, where {USER_VARIABLE} does not say it; the password stands in {PASSWORD_VARIABLE} or in the keyring, never here",
            default="",
        ),
        "from": FieldSpec(EMAIL, "The address from which mails come; the sender's where nothing is said", default=""),
        "reply_to": FieldSpec(EMAIL, "The address to which answers go", default=""),
        "bounce": FieldSpec(EMAIL, "The address to which undeliverable mails come back", default=""),
        "rate": FieldSpec(WholeNumber(1), "Most mails a minute", default=60),
        "retry_after": FieldSpec(
            ListOf(WholeNumber(1), single=True),
            "Seconds after which a mail is tried again that the server did not take yet, each time",
            default=(60, 300, 900),
        ),
    },
    noun="settings of mail",
)


@dataclass(frozen=True, slots=True)
class MailSettings:
    """How mails go out.

    Attributes:
        host: Name of the server, empty where none is named.
        security: How the connection is encrypted.
        port: Its port.
        user: Name at login, or empty.
        sender: The address from which mails come, empty for the sender's own.
        reply_to: The address to which answers go, or empty.
        bounce: The address to which undeliverable mails come back, empty for that of the sender.
        rate: Most mails a minute.
        retry_after: Seconds before each further attempt.
    """

    host: str = ""
    security: Security = "starttls"
    port: int = 587
    user: str = ""
    sender: str = ""
    reply_to: str = ""
    bounce: str = ""
    rate: int = 60
    retry_after: tuple[int, ...] = (60, 300, 900)


@dataclass(frozen=True)
class MailKind:
    """The settings of mail in the workspace's."""

    noun: str = "settings of mail"

    def read(self, node: Node, file: str, problems: Problems) -> Any:
        """Read them, and report passwords and connections that nobody protects."""
        before = len(problems)
        content = node.content
        if isinstance(content, dict):
            for name in [name for name in content if name.casefold() in SECRETS]:
                message = f'"{name}" stands in a file that many read'
                remedy = f"delete the line, change the password, and set it in the variable {PASSWORD_VARIABLE} or in the keyring"
                problems.add(content[name].problem(file, message, remedy))
            node = Node(
                {name: inner for name, inner in content.items() if name.casefold() not in SECRETS},
                node.line,
                node.path,
                node.raw,
                node.key_line,
            )
        values = MAIL.read(node, file, problems)
        if values is MISSING:
            return MISSING
        for name, message, remedy in _faults(values):
            inner = node.content.get(name) if isinstance(node.content, dict) else None
            problems.add((inner or node).problem(file, message, remedy))
        if len(problems) > before:
            return MISSING
        security = _security(values)
        return MailSettings(
            values["host"],
            security,
            values["port"] or PORTS[security],
            values["user"],
            values["from"],
            values["reply_to"],
            values["bounce"],
            values["rate"],
            values["retry_after"],
        )


def _security(values: Mapping[str, Any]) -> Security:
    """Return how the connection is encrypted where nothing is said: a port may say it."""
    found: Security = values["security"] or ("tls" if values["port"] == PORTS["tls"] else "starttls")
    return found


def _faults(values: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Yield what contradicts itself: the field, what is wrong and what to do."""
    if values["port"] and values["port"] > HIGHEST_PORT:
        yield "port", f"there is no port {values['port']}", f"write one from 1 to {HIGHEST_PORT}"
    if values["security"] != "plain":
        return
    if not (values["trusted_relay"] or is_loopback(values["host"])):
        remedy = "use starttls or tls; if the network up to the server is trusted, say so with 'trusted_relay: true'"
        yield "security", "letters would go through the network for all to read", remedy
    if values["user"]:
        yield "user", "the password would go through the network for all to read", "use starttls or tls, or delete it"


def is_loopback(host: str) -> bool:
    """Tell whether a server is this machine.

    Example:
        >>> [is_loopback(host) for host in ("localhost", "127.0.0.1", "::1", "mail.agency.gov")]
        [True, True, True, False]
    """
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.casefold() == "localhost"
