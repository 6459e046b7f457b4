"""Read the words of a file, whatever it is: PDF, DOCX, HTML or text. Pictures are told apart, and not read."""

from __future__ import annotations

import codecs
import io
import re
import zipfile

from correspondence.comparing.markup import read_docx, read_html
from correspondence.comparing.pdf import read_pdf
from correspondence.comparing.words import Reading, TextBlock, UnreadableTextError, has_marker, without_invisible

_HTML = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*"
    r"<(?:!doctype\s+html|html|head|body|article|section|main|header|div|h[1-6]|p|ul|ol|table)\b",
    re.IGNORECASE | re.DOTALL,
)
_CHARSET = re.compile(rb"""<(?:meta\b[^>]*?\bcharset|\?xml\b[^>]*?\bencoding)\s*=\s*["']?([\w.:-]+)""", re.IGNORECASE)
_LINE_END = re.compile(r"\r\n|\r|\n")
_HEAD = 1024
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
_OTHER_PICTURES = re.compile(rb"GIF8|BM.{4}\0\0\0\0|RIFF.{4}WEBP|.{4}ftyp(?:heic|heix|mif1|avif)", re.DOTALL)

_SAVE_AS = "save it as PDF, DOCX, HTML or plain text, and compare that"


def read_text(content: bytes, name: str) -> Reading:
    """Read the words of a file in the order in which a person reads them.

    What the file is, is decided by its content. Running headers, page numbers and other
    artifacts are left out where the file says what they are: in a tagged PDF, in the headers
    and footers of a DOCX, and in what HTML hides from readers.

    Args:
        content: The bytes of the file.
        name: The file as the user knows it, for messages.

    Returns:
        The file's blocks. There is at least one, and each has words.

    Raises:
        UnreadableTextError: The file is damaged, locked, empty, or of another kind.
    """
    reading = read_written(content, name)
    if not reading.blocks:
        remedy = (
            "if it is a scan, run optical character recognition on it first"
            if reading.kind in {"pdf", "picture"}
            else "check that it is the right file"
        )
        raise UnreadableTextError(name, "there are no words in it", remedy)
    return reading


def read_written(content: bytes, name: str) -> Reading:
    """Read the words of a file as :func:`read_text` does, or find that it is a picture, or a PDF of pictures.

    Args:
        content: The bytes of the file.
        name: The file as the user knows it, for messages.

    Returns:
        The file's blocks; none where it is a picture, or a PDF that holds no words.

    Raises:
        UnreadableTextError: The file is damaged, locked, or of another kind.
    """
    if content.startswith(_PICTURES):
        return Reading(name, "picture", ())
    if _OTHER_PICTURES.match(content):
        raise UnreadableTextError(
            name, "it is a picture of a kind that is not read here", "save it as PNG, JPEG or TIFF, and compare that"
        )
    if _is_pdf(content):
        return read_pdf(content, name)
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _read_archive(content, name)
    if content.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        raise UnreadableTextError(
            name,
            "it is an old Word document, or a new one locked with a password",
            "open it in Word and save it as DOCX without a password",
        )
    if content.startswith(b"{\\rtf"):
        raise UnreadableTextError(name, "it is an RTF file", _SAVE_AS)
    text = _decode(content, name)
    return read_html(text, name) if _HTML.match(text) else _read_plain(text, name)


def _is_pdf(content: bytes) -> bool:
    """Say whether it is a PDF, which readers accept with something before its header (ISO 32000-1, annex H)."""
    if content.lstrip(b"\xef\xbb\xbf \t\r\n\0").startswith(b"%PDF-"):
        return True
    return b"%PDF-" in content[:_HEAD] and b"startxref" in content[-_HEAD:]


def _read_archive(content: bytes, name: str) -> Reading:
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise UnreadableTextError(
            name, "it is a damaged DOCX or ZIP file", "copy it again from where it came"
        ) from None
    with archive:
        return read_docx(archive, name)


def _decode(content: bytes, name: str) -> str:
    """Decode text by its byte order mark or declaration; else it is UTF-8, or what Windows wrote before that."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    elif b"\0" in content:
        raise UnreadableTextError(name, "it is neither PDF, DOCX, HTML nor text", _SAVE_AS)
    else:
        declared = _CHARSET.search(content[:_HEAD])
        encodings = ["utf-8-sig", "cp1252"]
        if declared and not content.startswith(codecs.BOM_UTF8):
            encodings.insert(0, declared[1].decode("ascii", "replace"))
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except (LookupError, UnicodeError):
            continue
    raise UnreadableTextError(name, "its characters are in an encoding that is not known here", "save it as UTF-8 text")


def _read_plain(text: str, name: str) -> Reading:
    """Read plain text: blocks stand between blank lines, and a line may begin one with a list marker."""
    blocks: list[TextBlock] = []
    lines: list[str] = []
    first = 0
    certain = True

    def close() -> None:
        block = without_invisible("\n".join(lines)).strip()
        if block:
            blocks.append(TextBlock(block, line=first, certain=certain))
        lines.clear()

    for number, line in enumerate(_LINE_END.split(text), start=1):
        if not line.strip():
            close()
            certain = True
            continue
        if lines and has_marker(line):
            close()
            certain = False
        if not lines:
            first = number
        lines.append(line)
    close()
    return Reading(name, "text", tuple(blocks))
