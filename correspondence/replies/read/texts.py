"""Plain text and Rich Text."""

from __future__ import annotations

import codecs
import contextlib
import re

from correspondence.replies.read.quoting import ours_in
from correspondence.replies.read.signs import whole_characters
from correspondence.replies.read.values import (
    LARGEST_TEXT,
    TEXT_WITHOUT_WORDS,
    Context,
    Reading,
    UnreadableError,
    foreign,
)
from correspondence.reply import Page, TextSource, Unreadable

_LATIN = {"iso-8859-1", "iso8859-1", "latin-1", "latin1", "us-ascii", "ascii", "windows-1252", "cp1252", "8859", "ansi"}
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_NO_CHARACTER_SETS = {"idna", "punycode", "raw-unicode-escape", "unicode-escape", "undefined"}
"""What Python decodes too, but no program that writes mails or web pages."""
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ufeff\u200b\u2060]")

_UNSEEN = re.compile(r"\\(?:v|strike|striked1|deleted|fs[0-5])(?![a-z0-9-])")
_COLORS = re.compile(r"\{\\colortbl([^{}]{0,4000})\}")
_MOST_COLORS, _WHITE = 100, 232
_UNLIKE = "it has words that are hidden, struck out, tiny or white, which cannot be told apart in Rich Text"


def decoded(content: bytes, charset: str | None = None) -> str:
    r"""Return what bytes say, with ``\n`` line ends and without control characters.

    What calls itself Latin-1 is read as Windows-1252, as mail programs mean it; so is what is not UTF-8 though it should
    be. A character set that nobody knows is no obstacle.

    Example:
        >>> decoded(b"\x93No.\x94", "iso-8859-1"), decoded("Peña".encode())
        ('“No.”', 'Peña')
    """
    for mark, name in _MARKS:
        if content.startswith(mark):
            return plain(content[len(mark) :].decode(name, "replace"))
    wanted = (charset or "utf-8").strip("'\" ").lower()
    if wanted not in _LATIN:
        with contextlib.suppress(LookupError, ValueError):
            if codecs.lookup(wanted).name not in _NO_CHARACTER_SETS:
                return plain(content.decode(wanted))
    try:
        return plain(content.decode("utf-8"))
    except ValueError:
        return plain(content.decode("cp1252", "replace"))


def plain(text: str) -> str:
    r"""Return a text with ``\n`` line ends and without control characters.

    Example:
        >>> plain("1. Yes.\r\n\x0c\x00")
        '1. Yes.\n\n'
    """
    text = whole_characters(text)
    text = (
        text.replace("\r\n", "\n")
        .replace("\r", "\n")
        .replace("\f", "\n")
        .replace("\u2028", "\n")
        .replace("\u2029", "\n")
    )
    return _CONTROLS.sub("", text)


def page_of(
    text: str, name: str, source: TextSource, context: Context, *, mail: bool = False, suspect: str = ""
) -> Page:
    """Return a text as one page, our own words told apart."""
    if len(text) > LARGEST_TEXT:
        raise UnreadableError(f"holds more than {LARGEST_TEXT:,} characters")
    return Page(name, 1, text, source, ours=ours_in(text, context.our_text, mail=mail), suspect=suspect)


def read_text(content: bytes, name: str, context: Context) -> Reading:
    """Read plain text."""
    return read_plainly(page_of(decoded(content), name, "text", context, mail=True))


def read_rtf(content: bytes, name: str, context: Context) -> Reading:
    """Read Rich Text."""
    text, suspect = text_of_rtf(content)
    return read_plainly(page_of(text, name, "rtf", context, mail=True, suspect=suspect))


def read_plainly(page: Page) -> Reading:
    """Return what a file of one page says; one without words is told."""
    if page.text.strip():
        return Reading((page,))
    return Reading((page,), unreadable=(Unreadable(page.file, f"it {TEXT_WITHOUT_WORDS}"),))


def text_of_rtf(content: bytes) -> tuple[str, str]:
    """Return the words of Rich Text, and why they may not be what is seen.

    The library that reads it knows words alone, so that hidden ones, struck ones and white ones cannot be told apart.

    Raises:
        UnreadableError: It cannot be understood.
    """
    from striprtf import striprtf

    source = content.decode("latin-1")
    with foreign("is damaged Rich Text; ask for it again"):
        words: str = striprtf.rtf_to_text(  # type: ignore[no-untyped-call] # it ships no types
            source, encoding="cp1252", errors="replace"
        )
    return plain(words), _UNLIKE if _is_partly_unseen(source) else ""


def _is_partly_unseen(source: str) -> bool:
    if _UNSEEN.search(source):
        return True
    table = _COLORS.search(source)
    if table is None:
        return False
    for number, color in enumerate(table[1].split(";")[:_MOST_COLORS]):
        shades = [int(one) for one in re.findall(r"\\(?:red|green|blue)(\d{1,3})(?!\d)", color)]
        if len(shades) == len("rgb") and min(shades) >= _WHITE and re.search(rf"\\cf{number}(?!\d)", source):
            return True
    return False
