"""Where the words of a reply stand: who writes is said by letterhead and signature, not by what is written about.

What we wrote ourselves, and the address to which the reply goes, says nothing about the writer and is left out.
"""

from __future__ import annotations

import email.utils
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Final

from correspondence.replies.match import lexicon
from correspondence.replies.match.ours import Line, OurLines
from correspondence.replies.match.words import STOP, states_in, texts_of, words_of
from correspondence.reply import Page, Reply

_HEAD_LINES: Final = 24
_SIGNATURE_LINES: Final = 9
_LONGEST_CLOSING: Final = 60
_LONGEST_COPIES: Final = 2000
"""Characters of the names of those who have a copy of a mail."""
_SENTENCE: Final = 8
"""Words from which on a line can be one of a sentence."""
_LONGEST_ADDRESS: Final = 6
_GREETED_WITHIN: Final = 4
"""Lines above and below an address within which one sees whether it is a letterhead or our letter's inside address."""
_LONGEST_PAGE: Final = 30_000
"""Characters of one page that are looked at, and ``_MOST_TEXT`` of a whole reply."""
_MOST_TEXT: Final = 200_000
_MOST_WORDS: Final = 6000
"""Words of the text that are looked through beside letterheads and signatures: a dozen pages."""
_BRACKETED: Final = re.compile(r"<\s*([^<>\s]+@[^<>\s]+)\s*>\s*$")
_YEAR: Final = re.compile(r"\b(?:19|20)\d\d\b")


@dataclass(frozen=True, slots=True)
class Zones:
    """The words of a reply by where they stand.

    Attributes:
        heads: Lines of letterheads, and of senders of memoranda and facsimiles.
        signs: Lines below the close, and what stands on a form as the respondent's.
        shown: The name under which a mail was sent.
        subject: What the reply says that it is about.
        body: Everything else that is theirs.
        address: From where a mail was sent, in small letters; empty where it is no mail.
        forwarded: Addresses that stand in the headers of a mail that was sent on.
        failed: Addresses that a mail did not reach.
        copied: Addresses to which a copy of a mail went, or to which one is to answer.
        copies: Whom a mail says to have a copy.
        labelled: What stands behind "Agency:" and its like, in the tables of ticket systems.
        their_text: Their words as they stand, for whole sentences.
        quoted: Words that we or others wrote, quoted.
        machine: Whether the mail is a notice of a mail system.
        scanned: Whether words were read off a picture.
    """

    heads: tuple[Line, ...]
    signs: tuple[Line, ...]
    shown: Line
    subject: Line
    body: Line
    address: str
    forwarded: tuple[str, ...]
    failed: tuple[str, ...]
    copied: tuple[str, ...]
    copies: tuple[str, ...]
    labelled: tuple[tuple[str, ...], ...]
    their_text: str
    quoted: str
    machine: bool
    scanned: bool

    @property
    def is_mail(self) -> bool:
        """Whether it came as a mail."""
        return bool(self.address)


@dataclass(slots=True)
class _Found:
    """What the pages hold, as they are read one by one."""

    heads: list[Line] = field(default_factory=list)
    signs: list[Line] = field(default_factory=list)
    subject: Line = field(default_factory=list)
    body: Line = field(default_factory=list)
    theirs: list[str] = field(default_factory=list)
    quoted: list[str] = field(default_factory=list)


def zones_of(reply: Reply, ours: OurLines) -> Zones:
    """Part the words of a reply by where they stand."""
    found = _Found()
    for _, pages in groupby(_within_reach(reply.pages), key=lambda page: page.file):
        _read_file(tuple(pages), ours, found)
    headers = reply.headers
    shown, address = _sender(headers.get("from", ""))
    for name in ("respondent_name", "respondent_title"):
        if name in reply.form and reply.form[name].value:
            found.signs.append(words_of(reply.form[name].value))
    found.subject += [STOP, *words_of(headers.get("subject", ""))]
    quoted = "\n".join(found.quoted)
    local = address.partition("@")[0].lower()
    machine = local in lexicon.MAIL_SYSTEMS or "x-failed-recipients" in headers
    return Zones(
        heads=tuple(found.heads),
        signs=tuple(found.signs),
        shown=words_of(shown),
        subject=found.subject,
        body=found.body[:_MOST_WORDS],
        address=_address(address, headers),
        forwarded=tuple(_addresses("\n".join(lexicon.FORWARDED_FROM.findall(quoted)))),
        failed=tuple(_addresses(headers.get("x-failed-recipients", "") + "\n" + "\n".join(found.theirs)))
        if machine
        else (),
        copied=tuple(_addresses(f"{headers.get('cc', '')} {headers.get('reply-to', '')}")),
        copies=texts_of(headers.get("cc", "")[:_LONGEST_COPIES]),
        labelled=tuple(texts_of(one[1]) for line in found.theirs if (one := lexicon.LABEL.match(line))),
        their_text=" ".join("\n".join(found.theirs).split()),
        quoted=quoted,
        machine=machine,
        scanned=any(page.source == "ocr" for page in reply.pages),
    )


def _within_reach(pages: Iterable[Page]) -> Iterator[Page]:
    """Yield the pages, long ones cut, until so much was read that no more can tell who wrote."""
    left = _MOST_TEXT
    for page in pages:
        if left <= 0:
            return
        size = min(_LONGEST_PAGE, left)
        left -= len(page.text[:size])
        if len(page.text) <= size:
            yield page
        else:
            ours = tuple((start, min(end, size)) for start, end in page.ours if start < size)
            yield replace(page, text=page.text[:size], boxes=(), ours=ours)


def _is_their_letterhead(text: str, start: int, end: int, ours: OurLines) -> bool:
    """Tell whether an address that our letter has too opens theirs: they sit where we wrote to.

    In a copy of our letter our own lines stand above it, and below it we greet the one who was asked.
    """
    lines = [line for line in text[start:end].splitlines() if line.strip()]
    words = [words_of(line) for line in lines]
    if len(lines) > _LONGEST_ADDRESS or not any(states_in(line) for line in words) or any(map(_is_sentence, words)):
        return False
    above = [line for line in text[:start].splitlines() if line.strip()]
    below = [line for line in text[end : end + _LONGEST_PAGE].splitlines() if line.strip()][:_GREETED_WITHIN]
    if len(above) > _GREETED_WITHIN or any(lexicon.QUOTED.match(line) for line in (*above, *lines)):
        return False
    named = {word.text for line in words for word in line}
    return not (
        any(ours.has(words_of(line)) or lexicon.QUOTE_BEGINS.match(line) for line in (*above, *lines))
        or any(_is_sentence(words_of(line)) for line in above)
        or any(ours.greets(line, named) for line in below)
    )


def _sender(header: str) -> tuple[str, str]:
    """Return the name and the address of a sender; many programs leave "Family, Given" without quotation marks."""
    if found := _BRACKETED.search(header):
        return header[: found.start()], found[1]
    shown, address = email.utils.parseaddr(header)
    return (shown, address) if "@" in address else (header, address)


def _address(address: str, headers: Mapping[str, str]) -> str:
    return address.lower() if "@" in address else ("unknown" if headers else "")


def _addresses(text: str) -> Iterator[str]:
    for found in re.finditer(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+", text):
        yield found[0].lower()


def _read_file(pages: Sequence[Page], ours: OurLines, found: _Found) -> None:
    """Part the words of one file. A letterhead is looked for on its first page, and wherever a letter begins."""
    whole: list[str] = []
    for number, page in enumerate(pages):
        theirs = _theirs(page, found, ours)
        if page.running:
            found.heads += [words_of(line) for line in page.running.splitlines() if not ours.has(words_of(line))]
        begins = any(lexicon.SALUTATION.match(line) for line in theirs[:_HEAD_LINES])
        start = _read_head(theirs, ours, found, scanned=page.source == "ocr") if begins or not number else 0
        whole += theirs[start:]
    first = _read_signature(whole, ours, found)
    for line in whole:
        if lexicon.SUBJECT.match(line):
            found.subject += [STOP, *words_of(line)]
    for line in whole[:first]:
        if len(found.body) > _MOST_WORDS:
            break
        found.body += words_of(line.strip())
        if not line.strip():
            found.body.append(STOP)
    # "Dear Chief Hale" is our letter's, whoever sends a copy of it back.
    found.theirs += [line for line in whole if not ours.greets(line, ours.greeted)]


def _theirs(page: Page, found: _Found, ours: OurLines) -> list[str]:
    """Return the lines without what is quoted; what is ours by the reader's account is blank."""
    text, place = list[str](), 0
    behind_at: set[int] = set()
    for start, end in page.ours:
        if _is_their_letterhead(page.text, start, end, ours):
            continue
        text += [page.text[place:start], re.sub(r"[^\n]", " ", page.text[start:end])]
        found.quoted.append(page.text[start:end])
        if lexicon.FORWARDED_FROM.match(page.text[start:end]):
            behind_at.add(page.text.count("\n", 0, start))
        place = end
    lines = "".join([*text, page.text[place:]]).split("\n")
    kept: list[str] = []
    behind = False
    for number, line in enumerate(lines):
        if lexicon.QUOTED.match(line):
            found.quoted.append(line)
            kept.append("")
            continue
        if (number in behind_at or lexicon.QUOTE_BEGINS.match(line)) and page.source in {"mail", "html"}:
            behind = any(one.strip() for one in kept)
        (found.quoted if behind else kept).append(line)
    return kept


def _read_head(lines: Sequence[str], ours: OurLines, found: _Found, *, scanned: bool) -> int:
    """Take the lines of a letterhead, and return where the letter goes on.

    A page that greets the one who was asked below an address is a copy of our letter: its letterhead and inside address are not theirs.
    """
    head: list[tuple[Line, bool]] = []
    salutation = len(lines)
    taken = 0
    for number, text in enumerate(lines):
        if not text.strip():
            head.append(([], False))
            continue
        taken += 1
        if taken > _HEAD_LINES:
            salutation = number
            break
        line = words_of(text)
        if lexicon.SALUTATION.match(text) or _is_sentence(line):
            salutation = number
            break
        if lexicon.SUBJECT.match(text) or lexicon.COPIES.match(text):
            # What a letter is about runs to the next blank line.
            end = next((at for at in range(number, len(lines)) if not lines[at].strip()), len(lines))
            found.subject += [STOP, *words_of(" ".join(lines[number:end]))]
            head.append(([], True))
            salutation = end
            break
        if lexicon.FAX_LINE.match(text):
            head.append(([], False))
            continue
        if lexicon.ADDRESSEE.match(text) or lexicon.VIA.match(text):
            head.append(([], bool(lexicon.ADDRESSEE.match(text))))
            continue
        if lexicon.STAMP.match(text):
            found.signs += [words_of(part) for part in re.split(r"\s{2,}", text.strip())]
            continue
        head.append((_without_label(text), ours.has(line, scanned=scanned)))
    named = {word.text for line, _ in head for word in line}
    if not any(ours.greets(text, named) for text in lines[:_HEAD_LINES]):
        found.heads += _without_addressee(head)
    return salutation


def _without_label(text: str) -> Line:
    sender = lexicon.SENDER_LINE.match(text)
    return words_of(text[sender.end() :] if sender else text)


def _without_addressee(head: Sequence[tuple[Line, bool]]) -> Iterator[Line]:
    """Leave out the lines that are ours, and those of a person above them in the same block."""
    for _, block in groupby(head, key=lambda one: bool(one[0]) or one[1]):
        lines = list(block)
        first = next((at for at, (_, own) in enumerate(lines) if own), None)
        if first is None:
            yield from (line for line, _ in lines if line)
            continue
        for at, (line, own) in enumerate(lines):
            named = at + 1 == first and not any(word.text.isdigit() or word.text in lexicon.BODIES for word in line)
            if line and not own and not (named and at == 0):
                yield line


def _is_sentence(line: Line) -> bool:
    texts = {word.text for word in line}
    if len(line) < _SENTENCE:
        return False
    if len(texts & lexicon.PERSONAL) > 1:
        return True
    words = [word for word in line if not word.is_break and not word.text.isdigit()]
    return len(words) >= _SENTENCE and sum(word.capital for word in words) * 2 < len(words)


def _is_closing(text: str) -> bool:
    line = text.strip()
    return len(line) <= _LONGEST_CLOSING and bool(lexicon.CLOSING.fullmatch(line))


def _read_signature(lines: Sequence[str], ours: OurLines, found: _Found) -> int:
    """Take the lines of the signature, and return the first line of it."""
    closings = [at for at, text in enumerate(lines) if _is_closing(text)]
    ends = [at for at, text in enumerate(lines) if lexicon.COPIES.match(text)]
    last = len(lines)
    if closings:
        first = closings[-1] + 1
    else:
        last = next((at for at in ends if at > len(lines) // 2), last)
        first = last
        taken = 0
        while first and taken < _SIGNATURE_LINES:
            text = lines[first - 1]
            if _is_sentence(words_of(text)) or lexicon.SALUTATION.match(text):
                break
            taken += bool(text.strip())
            first -= 1
    taken = 0
    for at in range(first, last):
        text = lines[at]
        line = words_of(text)
        if not text.strip():
            continue
        if at in ends or _is_sentence(line) or taken >= _SIGNATURE_LINES:
            return at if taken else first
        taken += 1
        if not ours.has(line) and not lexicon.SUBJECT.match(text):
            found.signs.append(line)
    return first
