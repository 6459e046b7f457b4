"""The anatomy of a press release, as the Department of Justice and others have it.

A document is a release where its layout has a division ``release-line``. What its parts are called is the layouts'
common language: ``release-line``, ``media-contact``, ``headline``, ``body``, ``release-number``.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator

from correspondence.days import month_of
from correspondence.document import Document, Heading, Paragraph, walk_blocks
from correspondence.fields import SIMPLE_KINDS, Words
from correspondence.rules.days import zone_fault
from correspondence.rules.texts import TextFault, division_of, text_of, texts_of

RELEASE_LINE = "release-line"
"""The division that makes a document a release."""
IMMEDIATE = "FOR IMMEDIATE RELEASE"
EMBARGOED = re.compile(r"^EMBARGOED\b.*|^(?:NOT )?FOR RELEASE (?:UNTIL|AT|ON)\b.*", re.IGNORECASE)
MOMENT = re.compile(
    r"(?P<time>\b\d{1,2}(?::\d\d)?\s*[ap]\.?m\b\.?|\b\d{1,2}:\d\d|\b(?:12 )?noon|\bmidnight)"
    r"(?:\s+(?P<zone>(?![AP]\.?M\b)[A-Z][A-Z.]{1,4}\b\.?|[A-Z]+(?: [A-Z]+)? TIME))?"
    r"[,\s]*(?:ON\s+)?(?:[A-Z]+DAY,?\s+)?(?:(?P<month>[A-Z]+)\.?\s+(?P<day>\d{1,2}),?\s+(?P<year>\d{4}))?",
    re.IGNORECASE,
)
DATELINE = re.compile(
    r"^[A-Z][A-Z.'’ -]*[A-Z.](?:\s*/\s*[A-Z][A-Z.'’ -]*)?(?:,\s+[A-Z][A-Za-z. ]*)?\s*(?:\([^)]{1,40}\)\s*)?(?:–|—|--|-)\s"
)
NUMBER = re.compile(r"(?P<year>\d{2}|\d{4})-(?P<number>\d{1,5})")
END_MARK = "###"
SHORTEST = 3
"""Words of fewer letters stand in capitals or not, as "v." does."""


def release_problems(document: Document) -> Iterator[TextFault]:
    """Yield what is wrong with a release; nothing for any other document."""
    if division_of(document, RELEASE_LINE) is None:
        return
    lines = [line.strip() for text in texts_of(document.blocks) for line in text.split("\n")]
    yield from _release_line(document, lines)
    yield from _headline(document)
    yield from _dateline(document)
    yield from _end(lines)
    yield from _number(document, lines)
    yield from _telephone(document)


def _release_line(document: Document, lines: list[str]) -> Iterator[TextFault]:
    immediate = [line for line in lines if line.upper() == IMMEDIATE]
    embargoed = [line for line in lines if EMBARGOED.match(line) and line.upper() != IMMEDIATE]
    count = len(immediate) + len(embargoed)
    if count == 0:
        yield TextFault(
            "release-line",
            "",
            "the release does not say whether it is for immediate release",
            f'write "{IMMEDIATE}", or until when it is embargoed',
        )
    elif count > 1:
        words = (immediate + embargoed)[-1]
        yield TextFault(
            "release-line", words, f"the release says {count} times from when on it may be published", "say it once"
        )
    for line in embargoed:
        yield from _embargo(line, document.date)


def _embargo(line: str, day: datetime.date | None) -> Iterator[TextFault]:
    """Hold an embargo's line to what it must say: time, zone and day."""
    found = next(iter(sorted(MOMENT.finditer(line), key=lambda one: -len(one[0]))), None)
    if found is None:
        yield TextFault("embargo", line, f'"{line}" names no time of day', "write the time, the zone and the day")
        return
    until = _day(found)
    if until is None:
        yield TextFault("embargo", line, f'"{line}" names no day', "write the time, the zone and the day")
        return
    if not found["zone"]:
        yield TextFault("embargo", line, f'"{line}" names no time zone', "write it behind the time, such as EDT")
    elif fault := zone_fault(found["zone"], until):
        yield TextFault("embargo", line, *fault)
    if day is not None and until < day:
        yield TextFault(
            "embargo", line, f"the embargo ends on {until}, before the release's date, {day}", "mend one of the two"
        )


def _day(found: re.Match[str]) -> datetime.date | None:
    if not found["month"]:
        return None
    month = month_of(found["month"])
    try:
        return datetime.date(int(found["year"]), month, int(found["day"]))
    except ValueError:
        return None


def _headline(document: Document) -> Iterator[TextFault]:
    division = division_of(document, "headline")
    headings = (
        [text_of(block) for block in division.blocks if isinstance(block, Heading | Paragraph)] if division else []
    )
    text = " ".join(headings[0].split()) if headings else ""
    small = next((word for word in text.split() if _is_small(word)), None)
    if small:
        yield TextFault(
            "release-headline",
            text,
            f'the headline is not in capitals, from "{small}" on',
            "write all of it in capitals",
        )


def _is_small(word: str) -> bool:
    """Tell whether a word is in small letters, as McDONALD and v. are not."""
    letters = [sign for sign in word if sign.isalpha()]
    return len(letters) > SHORTEST - 1 and sum(map(str.islower, letters)) > sum(map(str.isupper, letters))


def _dateline(document: Document) -> Iterator[TextFault]:
    body = division_of(document, "body")
    first = (
        next((text_of(block) for block in walk_blocks(body.blocks) if isinstance(block, Paragraph)), "") if body else ""
    )
    if first and not DATELINE.match(first):
        shown = " ".join(first.split()[:4])
        yield TextFault(
            "release-dateline",
            shown,
            f'the first paragraph begins with "{shown}", and with no dateline',
            "begin it with the city in capitals and a dash",
        )


def _end(lines: list[str]) -> Iterator[TextFault]:
    count = lines.count(END_MARK)
    if count == 0:
        yield TextFault(
            "release-end", "", f"the release has no {END_MARK} at its end", f"write {END_MARK} below its last paragraph"
        )
    elif count > 1:
        yield TextFault(
            "release-end", END_MARK, f"{END_MARK} stands {count} times in the release", "leave the last one alone"
        )


def _number(document: Document, lines: list[str]) -> Iterator[TextFault]:
    division = division_of(document, "release-number")
    if division is None:
        return
    text = " ".join(text_of(block) for block in division.blocks).strip()
    found = NUMBER.fullmatch(text)
    if found is None:
        yield TextFault(
            "release-number",
            text,
            f'"{text}" is not the number of a release',
            "write the year, a hyphen and the number, such as 17-868",
        )
        return
    if document.date and int(found["year"]) % 100 != document.date.year % 100:
        yield TextFault(
            "release-number",
            text,
            f"the release number {text} is not one of {document.date.year}",
            "mend the number or the date",
        )
    if (count := sum(line == text for line in lines)) > 1:
        yield TextFault("release-number", text, f"the release number {text} stands {count} times", "print it once")


def _telephone(document: Document) -> Iterator[TextFault]:
    contact = division_of(document, "media-contact")
    if contact is None:
        return
    kind = SIMPLE_KINDS["telephone"]
    pattern = kind.pattern if isinstance(kind, Words) else ""
    if not any(re.search(pattern, text) for text in texts_of(contact.blocks)):
        yield TextFault(
            "release-telephone",
            "",
            "the release names no telephone number for the press",
            "add 'telephone:' to the sender's contacts, as (202) 514-2007",
        )
