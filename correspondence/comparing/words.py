"""What was read from a file, and when two of its words are the same.

The folding rules of the comparison stand here and nowhere else: quotation marks,
white space (also around hyphens and dashes, where lines break) and list markers at
the start of a block are folded, and nothing else is. Off a picture, a bullet may be read as another sign, and a word
that was parted at the end of its line is put together where the other file has it whole.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

from correspondence.errors import CorrespondenceError
from correspondence.reply import Box

FileKind = Literal["pdf", "docx", "html", "text", "picture"]

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

# What becomes of a bullet when it is read off a picture.
_PICTURED_MARKER = re.compile(r"\s*(?:[^\w\s(\[\"'“‘$]{1,2}|[eo¢]|\(?[\dlI]{1,2}[.,;:)]{1,2})[ \t]+")
_PARTING = re.compile(rf"[{DASHES}][ \t]*\n\s*")

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
        pictured: Whether it was read off a picture.
        boxes: The place of each code point on its page, None for blanks; empty where no places are known.
        doubtful: Half-open stretches that were read with little confidence.
        apart: Half-open stretches, each a whole line, that may be no text of the letter: at the head or foot of their page,
            or set unlike the others.
    """

    text: str
    line: int | None = None
    pages: tuple[tuple[int, int], ...] = ()
    certain: bool = True
    pictured: bool = False
    boxes: tuple[Box | None, ...] = ()
    doubtful: tuple[tuple[int, int], ...] = ()
    apart: tuple[tuple[int, int], ...] = ()

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
        bare: The pages with next to no words in them, which may be pictures.
    """

    file: str
    kind: FileKind
    blocks: tuple[TextBlock, ...]
    tagged: bool | None = None
    notes: tuple[str, ...] = ()
    bare: tuple[int, ...] = ()

    @property
    def pictured(self) -> bool:
        """Whether any of it was read off a picture."""
        return any(block.pictured for block in self.blocks)


class Word(NamedTuple):
    """One word: its folded form, and where it stands in which block.

    Off a picture also: whether it was read with confidence, and on which of the lines that stand apart, counted from 1.
    """

    key: str
    block: int
    start: int
    end: int
    sure: bool = True
    pictured: bool = False
    apart: int = 0


def without_invisible(text: str) -> str:
    """Return text without soft hyphens and other marks that only govern where lines break."""
    return _INVISIBLE.sub("", text)


def shown(text: str) -> str:
    """Return a word of a file as it is shown: whole, where it was parted at the end of a line."""
    return _PARTING.sub("", text)


def has_marker(text: str, *, pictured: bool = False) -> bool:
    """Say whether a text begins with what may be a list marker, or with what one looks like on a picture."""
    return _body_start(text, pictured=pictured) > 0


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
    whole: frozenset[str] | None = None
    apart = 0
    found: list[Word] = []
    for number, block in enumerate(reading.blocks):
        start = _body_start(block.text, pictured=block.pictured)
        if start and not block.certain:
            if openings is None:
                openings = {
                    _opening(each.text, _body_start(each.text, pictured=each.pictured)) for each in other.blocks
                }
            opening = _opening(block.text, start)
            if not any(opening[:count] in openings for count in range(1, len(opening) + 1)):
                start = 0
        words = list(_words(block.text, number, start))
        if block.pictured:
            if whole is None:
                whole = frozenset(_whole_words(other))
            words = [_weighed(word, block, apart) for word in _put_together(words, block.text, whole)]
            apart += len(block.apart)
        found.extend(words)
    return found


def _whole_words(reading: Reading) -> Iterator[str]:
    """Yield the words of a file, those too that are parted at the ends of its lines, without punctuation."""
    for block in reading.blocks:
        words = list(_words(block.text, 0, 0))
        for place, word in enumerate(words):
            yield _bare(word.key)
            if _is_parted(words[place : place + 3], block.text):
                yield _bare(word.key + words[place + 2].key)


def _bare(key: str) -> str:
    return key.strip(".,;:?!()[]\"'").lower()


def _put_together(words: list[Word], text: str, whole: frozenset[str]) -> Iterator[Word]:
    """Put words together that were parted at the end of a line, where the other file has them whole."""
    place = 0
    while place < len(words):
        parts = words[place : place + 3]
        key = parts[0].key + parts[-1].key
        if _is_parted(parts, text) and _bare(key) in whole:
            yield parts[0]._replace(key=key, end=parts[2].end)
            place += 3
        else:
            yield parts[0]
            place += 1


def _is_parted(parts: list[Word], text: str) -> bool:
    """Say whether three words are the halves of one at the end of a line, with the hyphen between them."""
    return len(parts) == 3 and bool(_PARTING.fullmatch(text, parts[0].end, parts[2].start))  # noqa: PLR2004


def _weighed(word: Word, block: TextBlock, before: int) -> Word:
    """Say of a word off a picture how it was read, and on which line that stands apart."""
    unsure = any(start < word.end and word.start < end for start, end in block.doubtful)
    line = next((n for n, (start, end) in enumerate(block.apart, before + 1) if start <= word.start < end), 0)
    return word._replace(sure=not unsure, pictured=True, apart=line)


def _words(text: str, block: int, start: int) -> Iterator[Word]:
    for match in _WORD.finditer(text, start):
        yield Word(_key(match.group()), block, match.start(), match.end())


def _key(word: str) -> str:
    return word if word.isascii() else unicodedata.normalize("NFC", word.translate(_QUOTATION_MARKS))


def _opening(text: str, start: int) -> tuple[str, ...]:
    keys = []
    for word in _words(text, 0, start):
        keys.append(word.key)
        if len(keys) == _OPENING_WORDS:
            break
    return tuple(keys)


def _body_start(text: str, *, pictured: bool = False) -> int:
    """Return the offset behind the list markers that a block begins with, or 0.

    A marker has words behind it. A dash that opens a block is none where another closes
    it, as in the end mark "- 30 -".
    """
    start = 0
    while (match := _MARKER.match(text, start)) and any(map(str.isalnum, text[match.end() :])):
        if match["dash"] and text.rstrip()[-1] in DASHES:
            break
        start = match.end()
    if pictured and not start and (looks := _PICTURED_MARKER.match(text)):
        return looks.end() if any(map(str.isalnum, text[looks.end() :])) else 0
    return start
