"""The words of a reply as one text whose every place leads back to its page.

Our own words, quotation marks of mails, running heads and notices of mail systems are blanked, letter for letter, so
that a place in the blanked text is the same place in the raw one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from correspondence.reply import Page, Passage, Reply

Span = tuple[int, int]

_QUOTE_MARKS = re.compile(r"^[ \t]*(?:>[ \t]?)+", re.MULTILINE)
_LONG_RUN = re.compile(r"([^\w\n])\1{299,}")
_QUOTED_FRAME = re.compile(
    r"^[ \t]*(?:>[ \t]?)+(?:dear\b[^\n]{0,60}|(?:very\s+truly\s+yours|sincerely|respectfully|regards)),?:?[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
_FIRST_BLOCK = re.compile(r"\s*((?:[^\S\n]*\S[^\n]*\n){1,4}?)[ \t]*(?:\n|\Z)")
_RUNNING_HEAD = re.compile(
    r"\bpage\s+(?:\d+|one|two|three|four|five|six)\b|^[ \t]*[-–]?\s*\d{1,2}\s*[-–]?[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
_NOTICE = re.compile(
    r"intended recipient|intended only for|received (?:it|this)\b.{0,30}\bin error|confidentiality notice|attorney work product"
    r"|este mensaje|confidencial|consider the environment|do not (?:reply|write) (?:to|below)|views? expressed",
    re.IGNORECASE,
)
_LONGEST_HEAD = 78
_BOX_GAP = 4.0


@dataclass(frozen=True, slots=True)
class Body:
    """All pages of a reply as one text.

    Attributes:
        raw: The pages' texts, a form feed between two.
        text: The same, with what is not theirs, or says nothing, blanked.
        pages: The pages, each with the place at which it starts.
    """

    raw: str
    text: str
    pages: tuple[tuple[int, Page], ...]

    def passages(self, start: int, end: int) -> tuple[Passage, ...]:
        """Return the verbatim passages of a stretch: one, or several where a page ends or other words stand between."""
        return tuple(
            _passage(page, first - offset, last - offset)
            for first, last in _solid(self.text, start, end)
            for offset, page in self.pages
            if offset <= first < offset + len(page.text)
        )

    def suspicion(self, start: int, end: int) -> str:
        """Return why the words of a stretch may not be what a person sees, empty where they are."""
        for offset, page in self.pages:
            first, last = max(start, offset), min(end, offset + len(page.text))
            if first >= last:
                continue
            if page.suspect:
                return page.suspect
            if any(low < last - offset and first - offset < high for low, high in page.doubtful):
                return "the words were read with little confidence"
        return ""


def body_of(reply: Reply) -> Body:
    """Return the words of a reply as one text.

    Args:
        reply: What was read.

    Returns:
        The body; ``raw`` and ``text`` are of one length.
    """
    raw, blanked, pages, offset = [], [], [], 0
    for place, page in enumerate(reply.pages):
        raw.append(page.text)
        text = _blank(page.text, page.ours)
        text = _QUOTED_FRAME.sub(lambda one: " " * len(one.group()), text)
        text = _QUOTE_MARKS.sub(lambda one: " " * len(one.group()), text)
        if place:
            text = _blank(text, tuple(_running_head(text)))
        text = _LONG_RUN.sub(lambda one: "\n" * len(one.group()), text)
        blanked.append(_blank(text, tuple(_notices(text))))
        pages.append((offset, page))
        offset += len(page.text) + 1
    return Body("\f".join(raw), "\f".join(blanked), tuple(pages))


def _blank(text: str, spans: tuple[Span, ...]) -> str:
    for start, end in spans:
        text = text[:start] + re.sub(r"[^\n]", " ", text[start:end]) + text[end:]
    return text


def _running_head(text: str) -> Iterator[Span]:
    """Yield the running head of a page behind the first."""
    block = _FIRST_BLOCK.match(text)
    if block and _RUNNING_HEAD.search(block[1]) and all(len(line) < _LONGEST_HEAD for line in block[1].splitlines()):
        yield block.span(1)


def _notices(text: str) -> Iterator[Span]:
    """Yield the paragraphs that mail systems and lawyers set below every mail."""
    for one in re.finditer(r"(?:[^\S\n]*\S[^\n]*(?:\n|\Z))+", text):
        line_start = one.start()
        for line in one.group().splitlines(keepends=True):
            if _NOTICE.search(line):
                yield line_start, one.end()
                break
            line_start += len(line)


def _solid(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield the stretches of a stretch between form feeds and blanked lines, without white space at their ends."""
    for one in re.finditer(r"(?:(?!\f|\n[ \t]*\n).)+", text[start:end], re.DOTALL):
        words = one.group()
        first = start + one.start() + len(words) - len(words.lstrip())
        last = start + one.start() + len(words.rstrip())
        if first < last:
            yield first, last


def _passage(page: Page, start: int, end: int) -> Passage:
    verbatim = page.text[start:end]
    return Passage(page.file, page.number, start, end, verbatim, tuple(_line_boxes(page, start, end)))


def _line_boxes(page: Page, start: int, end: int) -> Iterator[tuple[float, float, float, float]]:
    """Yield a box for each line of a stretch: boxes that lie at one height and follow one another are one line."""
    line: list[tuple[float, float, float, float]] = []
    for box in page.boxes[start:end]:
        if box is None:
            continue
        if line and (min(line[-1][3], box[3]) - max(line[-1][1], box[1]) <= 0 or box[0] < line[-1][0] - _BOX_GAP):
            yield _round(line)
            line = []
        line.append(box)
    if line:
        yield _round(line)


def _round(boxes: list[tuple[float, float, float, float]]) -> tuple[float, float, float, float]:
    lefts, bottoms, rights, tops = zip(*boxes, strict=True)
    return min(lefts), min(bottoms), max(rights), max(tops)
