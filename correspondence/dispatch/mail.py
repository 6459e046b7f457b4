"""E-mail as a draft: values in, the bytes of an ``.eml`` file out.

The same values give the same bytes: there is no date in a draft, and boundary and Message-ID follow from what it holds.
Outlook, Thunderbird and Apple Mail open it ready to be sent (``X-Unsent``).
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from typing import Any

from correspondence.errors import CorrespondenceError

MESSAGE_ID = re.compile(r"<[^<>\s@]+@[^<>\s@]+>")
LONGEST_ADDRESS = 254
"""RFC 3696, erratum 1690."""
DIGITS = 16
"""Digits of the checksum that a Message-ID bears."""


class UnfitAddressError(CorrespondenceError):
    """No mail can go to or from an address.

    Args:
        address: The address.
    """

    def __init__(self, address: str) -> None:
        self.address = address
        super().__init__(address)

    @property
    def message(self) -> str:
        """What is wrong, without a full stop."""
        return f'no mail can go to or from the address "{self.address}"'

    @property
    def remedy(self) -> str:
        """What to do, without a full stop."""
        return "write it as name@agency.gov, with plain letters and digits"

    def __str__(self) -> str:
        """Name the address and the remedy."""
        return f"{self.message}; {self.remedy}"


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """A file that goes with a mail.

    Attributes:
        name: What the reader's machine calls it.
        content: What is in it.
        kind: Its type, such as ``application/pdf``.
    """

    name: str
    content: bytes
    kind: str = "application/pdf"


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail to one addressee.

    Attributes:
        to: The address to which it goes.
        to_name: Whose it is, or empty.
        subject: What it is about.
        text: What it says.
        attached: What goes with it, in order.
        sender: The address from which it comes; empty where the mail program is to fill it in.
        sender_name: Whose it is, or empty.
        number: Reference number of its letter, or empty.
        answers: Message-IDs of the mails that it follows, oldest first.
    """

    to: str
    to_name: str
    subject: str
    text: str
    attached: tuple[AttachedFile, ...] = ()
    sender: str = ""
    sender_name: str = ""
    number: str = ""
    answers: tuple[str, ...] = ()

    @property
    def message_id(self) -> str:
        """The name by which replies will call it; empty where no sender is known, and the mail program gives one.

        It bears the letter's number, and a checksum by which a letter that was changed becomes another mail.
        """
        if not self.sender:
            return ""
        before = (self.number or "letter", self._checksum()[:DIGITS])
        return f"<{'.'.join(before)}@{self.sender.rpartition('@')[2]}>"

    @property
    def boundary(self) -> str:
        """What parts its text from what is attached; no part can hold it, since none has ``=_`` in it."""
        return f"=_{self._checksum()[:32]}"

    def _checksum(self) -> str:
        """Return the checksum of all that it holds."""
        whole = hashlib.sha256()
        texts = (self.to, self.to_name, self.subject, self.text, self.sender, self.sender_name, self.number)
        for part in (*texts, *self.answers):
            whole.update(hashlib.sha256(part.encode()).digest())
        for file in self.attached:
            whole.update(hashlib.sha256(f"{file.name}\n{file.kind}".encode()).digest())
            whole.update(hashlib.sha256(file.content).digest())
        return whole.hexdigest()


class _Policy(EmailPolicy):
    """Lines as RFC 5322 wants them; one Message-ID a line, since a long one must not be encoded."""

    def fold_binary(self, name: str, value: Any) -> bytes:
        """Return a header as it is written."""
        if name in {"Message-ID", "In-Reply-To", "References"}:
            folded = "\r\n ".join(str(value).split())
            return f"{name}: {folded}\r\n".encode("ascii")
        return super().fold_binary(name, value)


POLICY = _Policy(linesep="\r\n")


def draft(mail: Mail) -> bytes:
    """Return a mail as a draft that a mail program opens and sends.

    Args:
        mail: The mail.

    Returns:
        The bytes of an ``.eml`` file, the same ones for the same mail.

    Raises:
        UnfitAddressError: An address is none.
    """
    message = EmailMessage(POLICY)
    if mail.sender:
        message["From"] = mailbox(mail.sender, mail.sender_name)
    message["To"] = mailbox(mail.to, mail.to_name)
    message["Subject"] = " ".join(mail.subject.split())
    if mail.message_id:
        message["Message-ID"] = mail.message_id
    if answers := [one for one in mail.answers if MESSAGE_ID.fullmatch(one)]:
        message["In-Reply-To"] = answers[0]
        message["References"] = " ".join(answers)
    message["X-Unsent"] = "1"
    message.set_content(mail.text, cte="quoted-printable")
    if mail.attached:
        message.make_mixed(boundary=mail.boundary)
    for file in mail.attached:
        kind, _, subtype = file.kind.partition("/")
        message.add_attachment(file.content, kind, subtype, filename=file.name)
    return message.as_bytes()


def mailbox(address: str, name: str = "") -> Address:
    """Return an address with the name of its owner, as headers have it.

    Raises:
        UnfitAddressError: It is no address; letters outside ASCII have no place in one either.
    """
    try:
        if not address.isascii() or not address.isprintable() or len(address) > LONGEST_ADDRESS:
            raise UnfitAddressError(address)
        found = Address(" ".join(name.split()), addr_spec=address)
    except (MessageError, ValueError, IndexError) as error:
        raise UnfitAddressError(address) from error
    if not found.username or not found.domain or found.addr_spec != address:
        raise UnfitAddressError(address)
    return found
