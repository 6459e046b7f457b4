"""What was read from a file, and when two of its words are the same.

The folding rules of the comparison stand here and nowhere else: quotation marks,
white space (also around hyphens and dashes, where lines break) and list markers at
the start of a block are folded, and nothing else is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

from correspondence.errors import CorrespondenceError

FileKind = Literal["pdf", "docx", "html", "text"]

DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2e3a\u2e3b-"
"""Hyphens and dashes, each of which is a word of its own: so white space around it does not count."""

_WORD = re.compile(rf"[{DASHES}]|[^\s{DASHES}]+")

_QUOTATION_MARKS = str.maketrans(
    dict.fromkeys("\u2018\u2019\u201a\u201b", "'") | dict.fromkeys("\u201c\u201d\u201e\u201f", '"')
)

# Markers have white space behind them, but for bullets. Numbers in brackets have two digits at most, since
# "(202) 514-2007" begins with an area code, and no capital with a full stop is one, since it is a name's initial.
# The private-use characters are bullets of the fonts Symbol and Wingdings.
_MARKER = re.compile(
    rf"""\s*(?:
        [•◦▪▫‣\u2043\uf0a7\uf0b7\uf0d8]\s*
      | (?P<dash>[{DASHES}])\s+
      | (?:
            [*o]
          | \d{{1,3}}(?:\.\d{{1,3}})*\.
          | \(?\d{{1,2}}\)
          | \([A-Za-z]\)
          | \(?[a-z]\)
          | \([ivx]{{2,5}}\)
        )\s+
    )""",
    re.VERBOSE,
)

# Characters that only say where a line may break, or may not. A soft hyphen takes the line's end behind it along.
_INVISIBLE = re.compile("\u00ad[^\\S\\n]*\\n\\s*|[\u00ad\u200b\u2060\ufeff]")

_OPENING_WORDS = 3


class UnreadableTextError(CorrespondenceError):
    """The words of a file cannot be read.

    Args:
        file: The file as the user knows it.
        reason: What is wrong with it, without a full stop.
        remedy: What to do about it, without a full stop.
    """

    def __init__(self, file: str, reason: str, remedy: str) -> None:
        self.file, self.reason, self.remedy = file, reason, remedy
        super().__init__(file, reason, remedy)

    def __str__(self) -> str:
        """Name the file, the reason and the way on."""
        return f"{self.file} cannot be compared: {self.reason}; {self.remedy}"


@dataclass(frozen=True, slots=True)
class TextBlock:
    """A paragraph, heading, list item, address line or cell.

    Attributes:
        text: Its words as they stand in the file.
        line: The line of a text file on which it begins, counted from 1.
        pages: Where its pages begin: an offset into ``text`` and the number of a PDF's page, counted from 1.
        certain: Whether a block is known to begin here. A line of a text file, or the top of a page, may also be
            the middle of a sentence; what looks like a list marker is then one only if the other file agrees.
    """

    text: str
    line: int | None = None
    pages: tuple[tuple[int, int], ...] = ()
    certain: bool = True

    def page_at(self, offset: int) -> int | None:
        """Return the page on which the character at ``offset`` stands, or None where the file has no pages."""
        found = None
        for start, page in self.pages:
            if found is None or start <= offset:
                found = page
        return found


@dataclass(frozen=True, slots=True)
class Reading:
    """The words of a file, in reading order.

    Attributes:
        file: The file as the user knows it.
        kind: What it is, by its content.
        blocks: Its blocks, each of which has words.
        tagged: Whether the order is that of a PDF's tags, its artifacts left out; None where the file is no PDF.
        notes: What the reader of a comparison should know about how the words were found.
    """

    file: str
    kind: FileKind
    blocks: tuple[TextBlock, ...]
    tagged: bool | None = None
    notes: tuple[str, ...] = ()


class Word(NamedTuple):
    """One word: its folded form, and where it stands in which block."""

    key: str
    block: int
    start: int
    end: int


def without_invisible(text: str) -> str:
    """Return text without soft hyphens and other marks that only govern where lines break."""
    return _INVISIBLE.sub("", text)


def has_marker(text: str) -> bool:
    """Say whether a text begins with what may be a list marker."""
    return _body_start(text) > 0


def fold(text: str) -> str:
    r"""Fold the text of one block, so that two texts are the same where their folded forms are equal.

    The characters of Unicode that are canonically equivalent are the same character.

    Args:
        text: A paragraph, heading, list item or address line.

    Returns:
        The text with straight quotation marks, single spaces, none round a hyphen or dash,
        and no list marker at its start. To fold it again changes nothing.

    Example:
        >>> fold("(1)  the so- called \u201csanctuary\u201d policies")
        'the so-called "sanctuary" policies'
    """
    folded = ""
    for word in _words(text, 0, _body_start(text)):
        apart = folded and word.key not in DASHES and folded[-1] not in DASHES
        folded += f" {word.key}" if apart else word.key
    return folded


def words_of(reading: Reading, other: Reading) -> list[Word]:
    """Return the words of a file that count, list markers left out.

    Args:
        reading: The file whose words are wanted.
        other: The file that it is compared with. Where a block of ``reading`` is uncertain, what
            looks like its marker is one only if a block of ``other`` begins with the same words.
    """
    openings: set[tuple[str, ...]] | None = None
    found: list[Word] = []
    for number, block in enumerate(reading.blocks):
        start = _body_start(block.text)
        if start and not block.certain:
            if openings is None:
                openings = {_opening(each.text, _body_start(each.text)) for each in other.blocks}
            opening = _opening(block.text, start)
            if not any(opening[:count] in openings for count in range(1, len(opening) + 1)):
                start = 0
        found.extend(_words(block.text, number, start))
    return found


def _words(text: str, block: int, start: int) -> Iterator[Word]:
    for match in _WORD.finditer(text, start):
        word = match.group()
        key = word if word.isascii() else unicodedata.normalize("NFC", word.translate(_QUOTATION_MARKS))
        yield Word(key, block, match.start(), match.end())


def _opening(text: str, start: int) -> tuple[str, ...]:
    keys = []
    for word in _words(text, 0, start):
        keys.append(word.key)
        if len(keys) == _OPENING_WORDS:
            break
    return tuple(keys)


def _body_start(text: str) -> int:
    """Return the offset behind the list markers that a block begins with, or 0.

    A marker has words behind it. A dash that opens a block is none where another closes
    it, as in the end mark "- 30 -".
    """
    start = 0
    while (match := _MARKER.match(text, start)) and any(map(str.isalnum, text[match.end() :])):
        if match["dash"] and text.rstrip()[-1] in DASHES:
            break
        start = match.end()
    return start
