"""What a file is, by what is in it, and the reader that reads it."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from zipfile import ZipFile

from correspondence.replies.read.mail import read_mail
from correspondence.replies.read.outlook import read_outlook
from correspondence.replies.read.pdf import LOCKED, read_pdf
from correspondence.replies.read.pictures import read_picture
from correspondence.replies.read.signs import storable_reading
from correspondence.replies.read.texts import read_rtf, read_text
from correspondence.replies.read.values import LARGEST_FILE, Context, Reading, UnreadableError, foreign
from correspondence.replies.read.web import read_html
from correspondence.replies.read.word import read_word

Reader = Callable[[bytes, str, Context], Reading]

_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
_OTHER_PICTURES = (
    b"GIF8",
    b"BM",
    b"RIFF",
    b"\0\0\0\x18ftyphei",
    b"\0\0\0\x1cftyphei",
    b"\0\0\0\x20ftyphei",
    b"\0\0\0\x24ftyphei",
)
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_TNEF = b"\x78\x9f\x3e\x22"
_PACKED = {b"7z\xbc\xaf": "7-Zip", b"Rar!": "RAR", b"\x1f\x8b": "gzip", b"BZh": "bzip2", b"\xfd7zXZ": "xz"}
_HTML = re.compile(
    rb"(?>\s*(?:<\?xml[^>]*>\s*|<!--(?>.*?-->)\s*)*)<(?:!doctype\s+html|html|head|body|meta|div|p|table)\b",
    re.IGNORECASE | re.DOTALL,
)
_HEADER_BLOCK = re.compile(rb"(?:>?From [^\n]*\n)?((?:[!-9;-~]{1,76}:[^\n]*\n(?:[ \t][^\n]*\n){0,400}){2,400}?)\r?\n")
_OF_TRANSPORT = re.compile(
    rb"^(?:received|message-id|mime-version|return-path|delivered-to|x-[a-z-]+|dkim-signature):",
    re.IGNORECASE | re.MULTILINE,
)
_OF_PEOPLE = re.compile(rb"^(?:from|to|subject|date):", re.IGNORECASE | re.MULTILINE)
_HEAD = 64 << 10
_WORD, _MAIL_PROPERTIES = "WordDocument", "__properties_version1.0"
_OTHER_ZIP = {
    "xl/workbook.xml": "is an Excel workbook; ask for the answers as a letter, or enter them",
    "ppt/presentation.xml": "is a PowerPoint file; ask for the answers as a letter, or enter them",
    "content.xml": "is an OpenDocument file; open it, save it as PDF or DOCX, and read that",
}


def read_file(content: bytes, name: str, context: Context) -> Reading:
    """Read one file.

    Args:
        content: The file.
        name: What it is called in the reply.
        context: What went out.

    Returns:
        What it says, and the files that it brings along, which are not read.

    Raises:
        UnreadableError: It cannot be read.
    """
    return storable_reading(reader_of(content, name)(content, name, context))


def reader_of(content: bytes, name: str) -> Reader:
    """Find the reader of a file.

    Raises:
        UnreadableError: No reader reads such a file.
    """
    if not content.strip(b"\0 \r\n\t"):
        raise UnreadableError("is empty")
    if len(content) > LARGEST_FILE:
        raise UnreadableError(f"is larger than {LARGEST_FILE >> 20} MB")
    head = content[:_HEAD]
    if b"%PDF-" in head[:1024]:
        return read_pdf
    if head.startswith(_PICTURES):
        return read_picture
    if head.startswith(b"PK\x03\x04"):
        return _reader_of_zip(content)
    if head.startswith(_COMPOUND):
        return _reader_of_compound(content)
    if head.startswith(b"{\\rtf"):
        return read_rtf
    _refuse_others(head)
    if _is_mail(head, name):
        return read_mail
    if _HTML.match(head.removeprefix(b"\xef\xbb\xbf")):
        return read_html
    if not head.startswith((b"\xff\xfe", b"\xfe\xff")) and _is_binary(head):
        raise UnreadableError("is no kind of file that can be read here; look at it, and enter what it says")
    return read_text


def _refuse_others(head: bytes) -> None:
    if head.startswith(_TNEF):
        raise UnreadableError(
            "is a winmail.dat, which Outlook packs for itself; ask for the mail as plain text or HTML"
        )
    if head.startswith(_OTHER_PICTURES):
        raise UnreadableError("is a picture of a kind that is not read; save it as PNG, JPEG or TIFF, and read that")
    for mark, kind in _PACKED.items():
        if head.startswith(mark):
            raise UnreadableError(f"is a {kind} archive; unpack it, and read the files in it")


def _reader_of_zip(content: bytes) -> Reader:
    with foreign(), ZipFile(io.BytesIO(content)) as archive:
        names = set(archive.namelist())
    if "word/document.xml" in names or any(name.startswith("word/") for name in names):
        return read_word
    for part, reason in _OTHER_ZIP.items():
        if part in names:
            raise UnreadableError(reason)
    raise UnreadableError("is a ZIP archive; unpack it, and read the files in it")


def _reader_of_compound(content: bytes) -> Reader:
    from olefile import OleFileIO

    with foreign(), OleFileIO(io.BytesIO(content)) as file:
        names = {entry[0] for entry in file.listdir(streams=True, storages=False)}
    if "EncryptedPackage" in names:
        raise UnreadableError(LOCKED)
    if _MAIL_PROPERTIES in names:
        return read_outlook
    if _WORD in names:
        raise UnreadableError("is a Word file of the old kind (.doc); open it, save it as DOCX or PDF, and read that")
    raise UnreadableError("is no kind of file that can be read here; look at it, and enter what it says")


def _is_mail(head: bytes, name: str) -> bool:
    """Tell whether a file begins with a mail's headers: those that programs write, or people's and the name of a mail."""
    found = _HEADER_BLOCK.match(head.replace(b"\r\n", b"\n").lstrip(b"\n"))
    if found is None:
        return name.lower().endswith(".eml") and bool(_OF_PEOPLE.search(head)) and not _is_binary(head)
    people = len(_OF_PEOPLE.findall(found[1]))
    return bool(_OF_TRANSPORT.search(found[1])) or (people > 1 and name.lower().endswith(".eml"))


def _is_binary(head: bytes) -> bool:
    strange = sum(head.count(bytes([value])) for value in (*range(9), *range(14, 27), *range(28, 32)))
    return b"\0" in head or strange > len(head) // 50
