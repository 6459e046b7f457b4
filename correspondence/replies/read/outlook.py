"""Outlook's own files (.msg): the properties of a mail in a compound file (MS-OXMSG, MS-OXPROPS).

Outlook writes the sender's address in the terms of its server, but keeps the one that people know beside it; and a mail
may have no body but a compressed one in Rich Text.
"""

from __future__ import annotations

import datetime
import io
import re
import struct
from email.parser import HeaderParser
from typing import TYPE_CHECKING, Any

from correspondence.replies.read.mail import HEADERS, day_of_header, in_headers
from correspondence.replies.read.texts import decoded, page_of, text_of_rtf
from correspondence.replies.read.values import (
    DAMAGED,
    DEEPEST,
    MOST_PARTS,
    TEXT_WITHOUT_WORDS,
    Context,
    Part,
    Reading,
    UnreadableError,
    foreign,
)
from correspondence.replies.read.web import html_decoded, text_of_html
from correspondence.reply import TextSource, Unreadable

if TYPE_CHECKING:
    from olefile import OleFileIO

LARGEST_STREAM = 48 << 20
_SUBJECT, _HEADERS, _BODY, _RTF, _HTML = 0x0037, 0x007D, 0x1000, 0x1009, 0x1013
_SENDER_SMTP, _SENDER, _REPRESENTING = (0x5D01, 0x5D02), (0x0C1F, 0x0065), (0x0C1A, 0x0042)
_TO, _MESSAGE_ID, _IN_REPLY_TO = 0x0E04, 0x1035, 0x1042
_ATTACHED, _LONG_NAME, _SHORT_NAME = 0x3701, 0x3707, 0x3704
_TEXT, _ANSI, _BINARY, _STORAGE = 0x001F, 0x001E, 0x0102, 0x000D
_CODEPAGE, _SUBMITTED, _DELIVERED = 0x3FDE, 0x0039, 0x0E06
_ATTACHMENT = re.compile(r"__attach_version1\.0_#[0-9A-Fa-f]{8}")
_EPOCH = datetime.datetime(1601, 1, 1, tzinfo=datetime.UTC)
_ENTRY = 16
_SIZED = (2, 5)
"""Entries of a compound file that have a size: streams, and the root (MS-CFB, 2.6.1)."""

Path = tuple[str, ...]


class _Properties:
    """The properties of one mail or attachment in a compound file."""

    def __init__(self, file: OleFileIO[Any], path: Path, head: int) -> None:
        self.file, self.path = file, path
        self.fixed: dict[int, bytes] = {}
        if file.exists([*path, "__properties_version1.0"]):
            stream = self._stream("__properties_version1.0")[head:]
            for start in range(0, len(stream) - _ENTRY + 1, _ENTRY):
                _, number = struct.unpack_from("<HH", stream, start)
                self.fixed[number] = stream[start + 8 : start + _ENTRY]

    def _stream(self, name: str) -> bytes:
        if self.file.get_size([*self.path, name]) > LARGEST_STREAM:
            raise UnreadableError("holds more than a mail does")
        with self.file.openstream([*self.path, name]) as stream:
            content: bytes = stream.read()
        return content

    def binary(self, number: int) -> bytes:
        """Return the bytes of a property, empty where there are none."""
        name = f"__substg1.0_{number:04X}{_BINARY:04X}"
        return self._stream(name) if self.file.exists([*self.path, name]) else b""

    def text(self, *numbers: int) -> str:
        """Return the first of some properties that says something."""
        for number in numbers:
            for kind, encoding in ((_TEXT, "utf-16-le"), (_ANSI, self.encoding)):
                name = f"__substg1.0_{number:04X}{kind:04X}"
                if self.file.exists([*self.path, name]):
                    found = decoded(self._stream(name).decode(encoding, "replace").encode("utf-8", "replace"))
                    if found.strip():
                        return found
        return ""

    @property
    def encoding(self) -> str:
        """The character set of texts that are not Unicode."""
        page = struct.unpack_from("<I", self.fixed.get(_CODEPAGE, b"\0" * 8))[0]
        name = "utf-8" if page == 65001 else f"cp{page}"  # noqa: PLR2004  (Windows' number for UTF-8)
        try:
            b"".decode(name)
        except LookupError:
            return "cp1252"
        return name if page else "cp1252"

    def day(self, *numbers: int) -> datetime.date | None:
        """Return the day of the first of some moments that is told."""
        for number in numbers:
            moment = struct.unpack("<Q", self.fixed.get(number, b"\0" * 8))[0]
            if 0 < moment < 1 << 58:
                return (_EPOCH + datetime.timedelta(microseconds=moment // 10)).date()
        return None


def read_outlook(content: bytes, name: str, context: Context) -> Reading:
    """Read a mail that Outlook saved, and the mails inside it.

    Raises:
        UnreadableError: It is damaged, or another kind of compound file.
    """
    from olefile import OleFileIO

    with foreign(), OleFileIO(io.BytesIO(content)) as file:  # which library raises what, nobody can tell apart here
        entries: list[Any] = file.direntries  # type: ignore[attr-defined] # its types leave it out
        if any(one is not None and one.entry_type in _SIZED and one.size > len(content) for one in entries):
            raise UnreadableError(DAMAGED)  # a stream that claims to be larger than its file is read without end
        return _read(file, (), name, context, 0)


def _read(file: OleFileIO[Any], path: Path, name: str, context: Context, depth: int) -> Reading:
    if depth > DEEPEST:
        raise UnreadableError("nests its parts too deep")
    mail = _Properties(file, path, 24 if path else 32)
    headers = _headers(mail)
    text, source, suspect = _body(mail)
    page = page_of(text, name, source, context, mail=True, suspect=suspect)
    pages, parts, unreadable = [page], list[Part](), list[Unreadable]()
    for number, storage in enumerate(_attachments(file, path), start=1):
        attached = _Properties(file, storage, 8)
        title = attached.text(_LONG_NAME, _SHORT_NAME) or f"part-{number}.bin"
        inner = (*storage, f"__substg1.0_{_ATTACHED:04X}{_STORAGE:04X}")
        if file.exists([*inner, "__properties_version1.0"]):
            inside = _read(file, inner, f"{name} ({title})", context, depth + 1)
            pages += inside.pages
            parts += inside.parts
            unreadable += inside.unreadable
        elif found := attached.binary(_ATTACHED):
            parts.append(Part(title, found))
        else:
            unreadable.append(Unreadable(name, f"it refers to a file that it does not hold: {title}"))
    if len(parts) > MOST_PARTS:
        unreadable.append(Unreadable(name, f"it brings {len(parts)} files along; the first {MOST_PARTS} were read"))
    if not text.strip() and not parts and len(pages) == 1:
        unreadable.append(Unreadable(name, f"it {TEXT_WITHOUT_WORDS}"))
    day = day_of_header(headers.get("date", "")) or mail.day(_SUBMITTED, _DELIVERED)
    return Reading(
        tuple(pages),
        references=in_headers(headers),
        headers=headers,
        date=day,
        unreadable=tuple(unreadable),
        parts=tuple(parts[:MOST_PARTS]),
    )


def _headers(mail: _Properties) -> dict[str, str]:
    parsed = HeaderParser().parsestr(mail.text(_HEADERS))
    headers = {key: " ".join(str(parsed[key]).split()) for key in HEADERS if parsed[key]}
    sender = mail.text(*_SENDER_SMTP) or mail.text(*_SENDER)
    label = mail.text(*_REPRESENTING)
    told = {
        "from": f"{label} <{sender}>" if label and sender and label != sender else sender or label,
        "to": mail.text(_TO),
        "subject": mail.text(_SUBJECT),
        "message-id": mail.text(_MESSAGE_ID),
        "in-reply-to": mail.text(_IN_REPLY_TO),
    }
    return {**{key: " ".join(value.split()) for key, value in told.items() if value.strip()}, **headers}


def _body(mail: _Properties) -> tuple[str, TextSource, str]:
    if text := mail.text(_BODY):
        return text, "mail", ""
    source = mail.text(_HTML) or html_decoded(mail.binary(_HTML))
    text, suspect = text_of_html(source)
    if text:
        return text, "html", suspect
    if packed := mail.binary(_RTF):
        text, suspect = text_of_rtf(_unpacked(packed))
        return text, "rtf", suspect
    return "", "mail", ""


def _unpacked(packed: bytes) -> bytes:
    from compressed_rtf import decompress

    size = int.from_bytes(packed[4:8], "little")
    if size > LARGEST_STREAM:
        raise UnreadableError("unfolds to far more than a mail is")
    with foreign():
        return bytes(decompress(packed))


def _attachments(file: OleFileIO[Any], path: Path) -> list[Path]:
    depth = len(path)
    return sorted(
        {
            (*path, entry[depth])
            for entry in map(tuple, file.listdir(streams=True, storages=True))
            if entry[:depth] == path and len(entry) > depth and _ATTACHMENT.fullmatch(entry[depth])
        }
    )
