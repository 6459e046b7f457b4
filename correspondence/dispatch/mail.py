"""E-mail: values in, the bytes of an ``.eml`` file, or of a message for a server, out.

The same values give the same bytes: there is no date in a draft, and boundaries and Message-ID follow from what it holds.
Outlook, Thunderbird and Apple Mail open it ready to be sent (``X-Unsent``). A message for a server bears its date, and
never the addresses of those who get a blind copy.
"""

from __future__ import annotations

import datetime
import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email.errors import MessageError
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime

from correspondence.errors import CorrespondenceError

MESSAGE_ID = re.compile(r"<[^<>\s@]+@[^<>\s@]+>")
LONGEST_ADDRESS = 254
"""RFC 3696, erratum 1690."""
DIGITS = 16
"""Digits of the checksum that a Message-ID bears."""
LONGEST_LINE, LONGEST_ID, LONGEST_NAME = 72, 900, 120
FOLD = "\r\n "
PHRASE = re.compile(r"[A-Za-z0-9!#$%&'*+/^_`{|}~-]+( [A-Za-z0-9!#$%&'*+/^_`{|}~-]+)*")
"""Words that need no quotation marks in a header (RFC 5322, section 3.2.3)."""
NO_NAME = re.compile(r'["*/:<>?\\|]')
NOBODY = "undisclosed-recipients"
"""What stands in the place of addressees where all of them get blind copies (RFC 5322, appendix A.1.3)."""


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
    """A mail to one addressee, or with blind copies to many.

    Attributes:
        to: The address to which it goes; empty where all get blind copies.
        to_name: Whose it is, or empty.
        subject: What it is about.
        text: What it says.
        attached: What goes with it, in order.
        sender: The address from which it comes; empty where the mail program is to fill it in.
        sender_name: Whose it is, or empty.
        number: Reference number of its letter, or empty.
        answers: Message-IDs of the mails that it follows, oldest first.
        html: What it says as a web page, or empty.
        reply_to: The address to which answers go, empty for that of the sender.
        blind: Addresses that get a blind copy.
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
    html: str = ""
    reply_to: str = ""
    blind: tuple[str, ...] = ()

    @property
    def message_id(self) -> str:
        """The name by which replies will call it; empty where no sender is known, and the mail program gives one.

        It bears the letter's number, and a checksum by which a letter that was changed becomes another mail.
        """
        if not self.sender:
            return ""
        before = (self.number or "letter", self._checksum()[:DIGITS])
        return f"<{'.'.join(before)}@{mailbox(self.sender).domain}>"

    @property
    def boundary(self) -> str:
        """What parts its text from what is attached; no part can hold it, since none has ``=_`` in it."""
        return f"=_{self._checksum()[:32]}"

    @property
    def inner_boundary(self) -> str:
        """What parts its text from the web page that says the same."""
        return f"=_or_{self._checksum()[:32]}"

    def _checksum(self) -> str:
        """Return the checksum of all that it holds; who else gets it changes nothing of that."""
        whole = hashlib.sha256()
        texts = (self.to, self.to_name, self.subject, self.text, self.sender, self.sender_name, self.number)
        for part in (*texts, self.html, self.reply_to, *self.answers):
            whole.update(hashlib.sha256(part.encode()).digest())
        for file in self.attached:
            whole.update(hashlib.sha256(f"{file.name}\n{file.kind}".encode()).digest())
            whole.update(hashlib.sha256(file.content).digest())
        return whole.hexdigest()


POLICY = EmailPolicy(linesep="\r\n")


def draft(mail: Mail) -> bytes:
    """Return a mail as a draft that a mail program opens and sends.

    Args:
        mail: The mail. Blind copies stand in the draft, or nobody could send it; the mail program takes them out.

    Returns:
        The bytes of an ``.eml`` file, the same ones for the same mail.

    Raises:
        UnfitAddressError: An address is none.
    """
    head = list(_head(mail))
    if mail.blind:
        head.append(("Bcc", _mailboxes((one, "") for one in mail.blind)))
    head.append(("X-Unsent", "1"))
    return _written(head, mail)


def outgoing(mail: Mail, date: datetime.datetime) -> bytes:
    """Return a mail as it is handed to a server.

    Args:
        mail: The mail, with a sender.
        date: When it is sent, with its time zone.

    Returns:
        The message. It names nobody who gets a blind copy.

    Raises:
        UnfitAddressError: An address is none, or there is no sender.
    """
    if not mail.sender:
        raise UnfitAddressError(mail.sender)
    head = list(_head(mail))
    if not mail.to:
        head.append(("To", f"{NOBODY}:;"))
    head.append(("Date", format_datetime(date)))
    return _written(head, mail)


def _head(mail: Mail) -> Iterator[tuple[str, str]]:
    """Yield the headers that a draft and a message for a server have in common, each value as it is written.

    They are written here and not by Python's library: that one reads what looks like an encoded word in a value, and
    writes what it says, line ends too.
    """
    if mail.sender:
        yield "From", _mailboxes([(mail.sender, mail.sender_name)])
    if mail.reply_to:
        yield "Reply-To", _mailboxes([(mail.reply_to, "")])
    if mail.to:
        yield "To", _mailboxes([(mail.to, mail.to_name)])
    yield "Subject", _folded(in_one_line(mail.subject))
    if mail.message_id:
        yield "Message-ID", mail.message_id
    if answers := [one for one in mail.answers if _is_message_id(one)]:
        yield "In-Reply-To", answers[0]
        yield "References", FOLD.join(answers)


def _written(head: Iterable[tuple[str, str]], mail: Mail) -> bytes:
    """Return a message: its head, then its text and what is attached."""
    lines = "".join(f"{name}: {value}\r\n" for name, value in head)
    return lines.encode("ascii") + _filled(mail).as_bytes()


def _filled(mail: Mail) -> EmailMessage:
    """Return a message with its text and what is attached, and no head."""
    message = EmailMessage(POLICY)
    message.set_content(mail.text, cte="quoted-printable")
    if mail.html:
        message.make_alternative(boundary=mail.inner_boundary)
        message.add_alternative(mail.html, subtype="html", cte="quoted-printable")
    if mail.attached:
        message.make_mixed(boundary=mail.boundary)
    for file in mail.attached:
        kind, _, subtype = file.kind.partition("/")
        message.add_attachment(file.content, kind, subtype, filename=_file_name(file.name))
    return message


def _file_name(name: str) -> str:
    """Return a file's name that no machine reads as anything else: a path, a device, an encoded word."""
    plain = NO_NAME.sub("_", in_one_line(name))
    stem, dot, ending = plain.rpartition(".")
    return f"{stem[:LONGEST_NAME]}{dot}{ending[:LONGEST_NAME]}"


def _mailboxes(owners: Iterable[tuple[str, str]]) -> str:
    """Return addresses with the names of their owners, as a header has them, each on a line."""
    return f",{FOLD}".join(_mailbox(address, in_one_line(name)) for address, name in owners)


def _mailbox(address: str, name: str) -> str:
    written = mailbox(address).addr_spec
    if not name:
        return written
    if not _is_plain(name):
        words = _encoded(name)
        return f"{words}{FOLD if FOLD in words else ' '}<{written}>"
    if PHRASE.fullmatch(name):
        return f"{name} <{written}>"
    quoted = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{quoted}" <{written}>'


def _folded(text: str) -> str:
    """Return a text as a header has it."""
    return text if _is_plain(text) else _encoded(text)


def _is_plain(text: str) -> bool:
    """Tell whether a text may stand in a header as it is: short, of ASCII, and nothing that looks like an encoded word."""
    return text.isascii() and "=?" not in text and len(text) <= LONGEST_LINE


def _encoded(text: str) -> str:
    """Return a text as encoded words (RFC 2047)."""
    return Header(text, "utf-8", maxlinelen=LONGEST_LINE).encode(linesep="\r\n")


def _is_message_id(text: str) -> bool:
    """Tell whether a text may stand in a header as a Message-ID."""
    plain = text.isascii() and text.isprintable() and len(text) <= LONGEST_ID
    return plain and MESSAGE_ID.fullmatch(text) is not None


def in_one_line(text: str) -> str:
    r"""Return a text as a header may hold it: in one line, without signs that control something or turn its direction.

    Example:
        >>> in_one_line("Pat\r\nBcc: spy@evil.example")
        'Pat Bcc: spy@evil.example'
    """
    return " ".join("".join(sign if sign.isprintable() or sign.isspace() else _kept(sign) for sign in text).split())


def _kept(sign: str) -> str:
    """Return a sign that is not seen: those that join letters stay, as some scripts need them."""
    return sign if sign in {"\u200c", "\u200d"} else ""


def mailbox(address: str, name: str = "") -> Address:
    """Return an address with the name of its owner, as headers have it.

    A domain outside ASCII is written as the name service knows it (RFC 3490); before the sign @, letters outside ASCII
    have no place.

    Raises:
        UnfitAddressError: It is no address.
    """
    try:
        local, sign, domain = address.rpartition("@")
        known = f"{local}{sign}{domain if domain.isascii() else domain.encode('idna').decode('ascii')}"
        if not known.isascii() or not known.isprintable() or len(known) > LONGEST_ADDRESS:
            raise UnfitAddressError(address)
        found = Address(in_one_line(name), addr_spec=known)
    except (MessageError, ValueError, IndexError) as error:
        raise UnfitAddressError(address) from error
    if not found.username or not found.domain or found.addr_spec != known:
        raise UnfitAddressError(address)
    return found
