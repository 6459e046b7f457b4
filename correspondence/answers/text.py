"""Their words: the pages of a reply as one text whose every place leads back to its page.

Our own words, marks of quotation, running heads and the notices of mail systems and lawyers are blanked, letter for
letter, so that a place in the blanked text is the same place in the raw one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from correspondence.answers.rows import levelled
from correspondence.reply import Box, Page, Passage, Reply

Span = tuple[int, int]
"""A half-open stretch."""

MOST_LETTERS = 250_000
"""Letters of a reply that are read: a hundred pages."""
LONGEST_PARAGRAPH = 6_000
"""Letters of a paragraph that are read; nobody answers in more."""

_FOLDS = str.maketrans(
    {
        **dict.fromkeys("’‘\u02bc\u00b4`", "'"),
        **dict.fromkeys("“”„", '"'),
        **dict.fromkeys("–—\u2015\u2010\u2011\u2212\u00ad\ufffe", "-"),
        **dict.fromkeys("\u00a0\u2009\u202f\t\r\v|", " "),
    }
)
_LONG_RUN = re.compile(r"([^\w\s])\1{60,}")
_QUOTE_MARKS = re.compile(r"^[ \t]*(?:>[ \t]?)+", re.MULTILINE)
_QUOTED_FRAME = re.compile(
    r"^[ \t]*(?:>[ \t]?)+(?:dear\b[^\n]{0,60}|(?:very truly yours|sincerely|respectfully|regards)|(?:from|to|cc|date|sent|subject):[^\n]{2,120}),?:?[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
_LINE = re.compile(r"[^\n\f]*(?:[\n\f]|\Z)")
_PAGE_COUNT = re.compile(
    r"\bpage\s+(?:\d{1,3}|one|two|three|four|five|six)\b|^[ \t]*-[ \t]*\d{1,3}[ \t]*-[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
_HEAD_LINES, _HEAD_WIDTH = 4, 78
_NOTICE = re.compile(
    r"intended (?:only|solely)|intended recipients?|(?:received|receive) (?:it|this)\b.{0,40}\bin error|"
    r"confidentiality notice|attorney work product|este mensaje|confidencial|consider the environment|"
    r"do not (?:reply|write) (?:to|below)|opinions? expressed|views? expressed|may be (?:a )?public record|"
    r"privileged (?:and|or) confidential|confidential (?:and|or) privileged|subject to (?:\w+ ){0,4}public records|"
    r"(?:scanned|checked) (?:for|by) \w*virus",
    re.IGNORECASE,
)
_LINE_GAP = 4.0


def fold(text: str) -> str:
    r"""Return a text in small letters, with plain quotation marks, hyphens and blanks, of the same length.

    Example:
        >>> fold("The City’s\nPolicy – No.")
        "the city's policy - no."
    """
    return fold_lines(text).replace("\n", " ").replace("\f", " ")


def fold_lines(text: str) -> str:
    """Return :func:`fold`, with the ends of lines and pages kept."""
    folded = text.translate(_FOLDS)
    small = folded.lower()
    return (
        small if len(small) == len(text) else "".join(one.lower() if len(one.lower()) == 1 else one for one in folded)
    )


@dataclass(frozen=True)
class Body:
    """All pages of a reply as one text.

    Attributes:
        raw: The pages' texts, a form feed between two.
        text: The same, with what is not theirs, or says nothing, blanked.
        pages: The pages, each with the place at which it starts.
        whole: Whether all of it was read.
    """

    raw: str
    text: str
    pages: tuple[tuple[int, Page], ...]
    whole: bool = True

    @cached_property
    def flat_lines(self) -> str:
        """The blanked text, folded for comparison, with the ends of its lines and pages."""
        return levelled(fold_lines(self.text))

    @cached_property
    def flat(self) -> str:
        """The blanked text, folded for comparison, as one line."""
        return self.flat_lines.replace("\n", " ").replace("\f", " ")

    def passages(self, start: int, end: int) -> tuple[Passage, ...]:
        """Return the verbatim passages of a stretch: one, or several where a page ends or other words stand between."""
        found = []
        for first, last in self._solid(start, end):
            for offset, page in self.pages:
                if offset <= first < offset + len(page.text):
                    found.append(passage_of(page, first - offset, last - offset))
                    break
        return tuple(found)

    def doubt(self, start: int, end: int) -> str:
        """Return why the words of a stretch may not be what a person sees, empty where they are."""
        for offset, page in self.pages:
            first, last = max(start, offset), min(end, offset + len(page.text))
            if first >= last:
                continue
            if page.suspect:
                return page.suspect
            if any(low < last - offset and first - offset < high for low, high in page.doubtful):
                return "the words were read off the picture with little confidence"
        return ""

    def _solid(self, start: int, end: int) -> Iterator[Span]:
        """Yield the stretches between blanked lines and pages, without white space at their ends."""
        place = start
        for line in re.finditer(r"\f|\n[ \t]*(?:\n[ \t]*)+", self.text[start:end]):
            yield from self._trimmed(place, start + line.start())
            place = start + line.end()
        yield from self._trimmed(place, end)

    def _trimmed(self, start: int, end: int) -> Iterator[Span]:
        words = self.text[start:end]
        if words.strip():
            yield start + len(words) - len(words.lstrip()), start + len(words.rstrip())


def body_of(reply: Reply) -> Body:
    """Return the words of a reply as one text.

    Args:
        reply: What was read.

    Returns:
        The body; ``raw`` and ``text`` are of one length.
    """
    raw, shown, pages, offset = [], [], [], 0
    for page in reply.pages:
        raw.append(page.text)
        text = _blank(page.text[: max(MOST_LETTERS - offset, 0)], page.ours)
        text = _LONG_RUN.sub(_blanks, text)
        text = _QUOTED_FRAME.sub(_blanks, text)
        text = _QUOTE_MARKS.sub(_blanks, text)
        shown.append(_blank(text, _noise(text)).ljust(len(page.text)))
        pages.append((offset, page))
        offset += len(page.text) + 1
    return Body("\f".join(raw), "\f".join(shown), tuple(pages), whole=offset <= MOST_LETTERS)


def _blanks(found: re.Match[str]) -> str:
    return " " * len(found[0])


def _blank(text: str, spans: Iterable[Span]) -> str:
    parts, place = [], 0
    for start, end in spans:
        parts += [text[place:start], re.sub(r"[^\n\f]", " ", text[start:end])]
        place = end
    return "".join((*parts, text[place:]))


def _noise(text: str) -> Iterator[Span]:
    """Yield running heads, and the paragraphs that mail systems and lawyers set below every mail."""
    for start, end in _paragraphs(text):
        words = text[start:end]
        if len(words) > LONGEST_PARAGRAPH:
            continue
        lines = [line for line in re.split(r"[\n\f]", words) if line.strip()]
        short = len(lines) <= _HEAD_LINES and all(len(line.strip()) < _HEAD_WIDTH for line in lines)
        if short and _PAGE_COUNT.search(words) and not re.search(r"[.!]\s*\Z", words):
            yield start, end
            continue
        if found := _NOTICE.search(words):
            yield start + max(words.rfind(sign, 0, found.start()) for sign in "\n\f") + 1, end


def _paragraphs(text: str) -> Iterator[Span]:
    """Yield the stretches between blank lines."""
    start: int | None = None
    for line in _LINE.finditer(text):
        if line[0].strip():
            start = line.start() if start is None else start
        elif start is not None:
            yield start, line.start()
            start = None
    if start is not None:
        yield start, len(text)


def passage_of(page: Page, start: int, end: int) -> Passage:
    """Return a stretch of a page as a passage, with a box for each of its lines."""
    return Passage(page.file, page.number, start, end, page.text[start:end], tuple(_line_boxes(page, start, end)))


def _line_boxes(page: Page, start: int, end: int) -> Iterator[Box]:
    line: list[Box] = []
    for box in page.boxes[start:end]:
        if box is None:
            continue
        if line and (min(line[-1][3], box[3]) - max(line[-1][1], box[1]) <= 0 or box[0] < line[-1][0] - _LINE_GAP):
            yield _round(line)
            line = []
        line.append(box)
    if line:
        yield _round(line)


def _round(boxes: list[Box]) -> Box:
    lefts, bottoms, rights, tops = zip(*boxes, strict=True)
    return min(lefts), min(bottoms), max(rights), max(tops)
