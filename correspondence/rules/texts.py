"""The words of any document: dates whose weekday is wrong, and what was to be filled in."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from correspondence.days import MONTHS, WEEKDAYS, month_of
from correspondence.document import (
    Block,
    Division,
    Document,
    Emphasis,
    Field,
    Inline,
    LineBreak,
    Link,
    Paragraph,
    Strong,
    Text,
    inlines_of,
    walk_blocks,
)
from correspondence.rules.placeholders import placeholder_in

_MONTH = r"(?P<month>jan(?:uary|\.)?|feb(?:ruary|\.)?|mar(?:ch|\.)?|apr(?:il|\.)?|may|june?\.?|july?\.?|aug(?:ust|\.)?|sept?(?:ember|\.)?|oct(?:ober|\.)?|nov(?:ember|\.)?|dec(?:ember|\.)?)"
DATED = re.compile(
    rf"\b(?P<weekday>mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day\b|\b\.?),?\s+(?:the\s+)?"
    rf"(?:{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?|(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH.replace('month', 'month2')}),?\s+(?P<year>\d{{4}})\b",
    re.IGNORECASE,
)
"""A weekday with its date: Thursday, August 3, 2017; Thurs., Aug. 3, 2017; Thursday 3 August 2017."""


NESTING = (Emphasis, Strong, Link)


@dataclass(frozen=True, slots=True)
class TextFault:
    """What is wrong with words of a document.

    Attributes:
        rule: The rule that is broken.
        words: The words themselves, to be looked up where they were written.
        message: What is wrong.
        remedy: What to do.
    """

    rule: str
    words: str
    message: str
    remedy: str


def text_problems(document: Document) -> Iterator[TextFault]:
    """Yield what is wrong with the words of a document, in reading order."""
    for text in texts_of(document.blocks):
        yield from faults_of_text(text)


@lru_cache(maxsize=16_384)
def faults_of_text(text: str) -> tuple[TextFault, ...]:
    """Return what is wrong with the words of one paragraph; letters of one mailing share most of theirs.

    Example:
        >>> [fault.message for fault in faults_of_text("We meet on Thursday, August 4, 2017, at noon.")]
        ['August 4, 2017, is a Friday, and the text says Thursday']
        >>> faults_of_text("We meet on Friday, Aug. 4, 2017.")
        ()
    """
    return (*_weekdays(text), *_left_over(text))


def texts_of(blocks: tuple[Block, ...]) -> Iterator[str]:
    """Yield the words of every block that has some."""
    for block in walk_blocks(blocks):
        if text := text_of(block):
            yield text


def text_of(block: Block) -> str:
    """Return the words that stand directly in a block, a line break as one."""
    if isinstance(block, Paragraph) and not any(isinstance(one, NESTING) for one in block.children):
        return "".join(
            [_word(one) for one in block.children]
        ).strip()  # nearly all there is, read in a third of the time
    return "".join(_word(inline) for inline in inlines_of(block)).strip()


def division_of(document: Document, name: str) -> Division | None:
    """Return the first division of a name, None where there is none."""
    return next((one for one in walk_blocks(document.blocks) if isinstance(one, Division) and one.name == name), None)


def _word(inline: Inline) -> str:
    if isinstance(inline, Text | Field):
        return inline.text
    return "\n" if isinstance(inline, LineBreak) else ""


def _weekdays(text: str) -> Iterator[TextFault]:
    for found in DATED.finditer(text):
        month = month_of((found["month"] or found["month2"])[:3])
        said = next(name for name in WEEKDAYS if name.lower().startswith(found["weekday"][:3].lower()))
        shown = f"{MONTHS[month - 1]} {int(found['day'] or found['day2'])}, {found['year']}"
        try:
            day = datetime.date(int(found["year"]), month, int(found["day"] or found["day2"]))
        except ValueError:
            yield TextFault("weekday", found[0], f"there is no {shown}", "mend the date")
            continue
        if WEEKDAYS[day.weekday()] != said:
            message = f"{shown}, is a {WEEKDAYS[day.weekday()]}, and the text says {said}"
            yield TextFault("weekday", found[0], message, "mend the weekday or the date")


def _left_over(text: str) -> Iterator[TextFault]:
    if found := placeholder_in(text):
        yield TextFault(
            "placeholder", found, f'"{found}" was to be filled in', "write what belongs there, or leave it away"
        )
