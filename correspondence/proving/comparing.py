"""Hold the words of a file against those of its original."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from correspondence.comparing import (
    Comparison,
    Reading,
    UnreadableTextError,
    compare_texts,
    describe,
    read_written,
    with_scanned_pages,
)
from correspondence.confined import Limits, WentTooFarError, confined
from correspondence.errors import MissingToolError, Problem, ProblemsError
from correspondence.replies.read.kinds import read_file
from correspondence.replies.read.values import MOST_PAGES, Context, UnreadableError
from correspondence.reply import Page

__all__ = ["Compared", "Copy", "compare_files", "describe", "held_together"]

LIMITS = Limits(seconds=300, megabytes=2048)
"""Of the pictures of one file whose words are read: a page takes a second or two."""
_REMEDY = "look at it, and type what it says into a text file to compare"


@dataclass(frozen=True)
class Copy:
    """One of two files that are compared.

    Attributes:
        path: Where it lies.
        content: What is in it.
        reading: Its words.
    """

    path: Path
    content: bytes
    reading: Reading


@dataclass(frozen=True)
class Compared:
    """Two files, and how they differ.

    Attributes:
        made: The first file.
        original: The one that it is held against.
        comparison: What agrees and what differs.
    """

    made: Copy
    original: Copy
    comparison: Comparison


def compare_files(file: Path, original: Path) -> Comparison:
    """Compare a document with the transcript of its original, word by word.

    Args:
        file: PDF, DOCX, HTML or text file, or a scan: PNG, JPEG, TIFF, or a PDF of pictures.
        original: The transcript, or another such file.

    Returns:
        What agrees and what differs.

    Raises:
        UnreadableTextError: One of them is damaged, encrypted or empty.
        ProblemsError: One of them cannot be opened.
        MissingToolError: One of them is a scan, and the program that reads scans is not on this machine.
    """
    return held_together(file, original).comparison


def held_together(file: Path, original: Path) -> Compared:
    """Compare two files as :func:`compare_files` does, and return them with what was found."""
    made, wanted = _copy(file), _copy(original)
    return Compared(made, wanted, compare_texts(made.reading, wanted.reading))


def _copy(path: Path) -> Copy:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ProblemsError(
            [Problem(str(path), f"the file cannot be read ({error.strerror})", "see to its permissions")]
        ) from error
    return Copy(path, content, _read(content, str(path)))


def _read(content: bytes, name: str) -> Reading:
    """Read the words of a file, and of its pages that are pictures."""
    reading = read_written(content, name)
    if reading.kind == "picture" or reading.bare or reading.tagged is False:
        pages = _scanned(content, reading)
        reading = with_scanned_pages(reading, pages) if pages else reading
    if not reading.blocks:
        raise UnreadableTextError(name, "there are no words in it", "check that it is the right file")
    return reading


def _scanned(content: bytes, reading: Reading) -> tuple[Page, ...]:
    """Read the words off the pages that are pictures.

    Raises:
        UnreadableTextError: There are words that can be had in no other way, and they cannot be read.
        MissingToolError: The same, because the program that reads pictures is not on this machine.
    """
    needed = reading.kind == "picture" or bool(reading.bare)
    try:
        found = confined(LIMITS, read_file, content, Path(reading.file).name, Context())
    except (UnreadableError, WentTooFarError) as error:
        if not needed:
            return ()
        raise _unreadable(reading.file, str(error)) from error
    except MissingToolError:
        if not needed:
            return ()
        raise
    # That a file of text has more pages than are looked at is no matter, as long as its pictures are among these.
    too_many = len(found.pages) == MOST_PAGES and {*reading.bare} <= {page.number for page in found.pages}
    if needed and len(found.unreadable) > too_many:
        raise _unreadable(reading.file, found.unreadable[0].reason)
    return tuple(page for page in found.pages if page.source == "ocr")


def _unreadable(name: str, said: str) -> UnreadableTextError:
    reason, _, remedy = said.partition("; ")
    return UnreadableTextError(name, reason, remedy or _REMEDY)
