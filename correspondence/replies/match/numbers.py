"""Reference numbers in replies: whose letter they are, and where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from correspondence.asked import AskedLetter
from correspondence.references import Reference, WrongReferenceError
from correspondence.replies.match.zones import Zones
from correspondence.reply import Reply

_METHODS: Final = ("qr", "field", "header", "text")
"""How a letter is named, the surest first."""
_MESSAGE: Final = re.compile(r"<[^<>\s]+>")
_BETWEEN: Final = r"\s{0,2}[\u2010-\u2015\u2212-]?\s{0,2}"


@dataclass(frozen=True, slots=True)
class Named:
    """A letter of ours that a reply names.

    Attributes:
        letter: The letter.
        method: ``qr``, ``field``, ``header`` or ``text``.
        by: The reference number, or "the mail that it answers".
        quoted: Whether it stands in nothing but quoted words.
    """

    letter: AskedLetter
    method: str
    by: str
    quoted: bool


@dataclass(frozen=True, slots=True)
class Numbers:
    """The letters that a reply names, and the numbers that are in nobody's letter.

    Attributes:
        named: The surest first.
        strange: Reference numbers that no letter of ours has.
    """

    named: tuple[Named, ...]
    strange: tuple[str, ...]


class Ledger:
    """All letters by number and Message-ID.

    Args:
        letters: The letters that asked.
    """

    def __init__(self, letters: Iterable[AskedLetter]) -> None:
        self.by_number: dict[str, list[AskedLetter]] = {}
        self.by_message: dict[str, list[AskedLetter]] = {}
        self.series: set[str] = set()
        for one in letters:
            for number in one.numbers:
                self.by_number.setdefault(_plain(number), []).append(one)
                self.series.add(_series(number))
            for message in one.message_ids:
                self.by_message.setdefault(message, []).append(one)

    def named_in(self, reply: Reply, zones: Zones) -> Numbers:
        """Return the letters that a reply names."""
        found: list[Named] = []
        strange: dict[str, None] = {}
        threads = f"{reply.headers.get('in-reply-to', '')} {reply.headers.get('references', '')}"
        for message in dict.fromkeys(_MESSAGE.findall(threads)):
            letters = self.by_message.get(message, ())
            found += [Named(letter, "header", "the mail that it answers", quoted=False) for letter in letters]
        for number, how in reply.references:
            letters = self.by_number.get(_plain(number), ())
            if not letters:
                strange[number] = None
            place = _place(number, how, threads, zones)
            found += [Named(letter, place, number, quoted=_is_quoted(number, how, reply, zones)) for letter in letters]
        return Numbers(tuple(sorted(found, key=lambda one: _METHODS.index(one.method))), tuple(strange))

    def about(self, number: str) -> str:
        """Return what is wrong with a number that no letter of ours has, as a clause behind it."""
        if _series(number) not in self.series and self.series:
            return f"is of another series than ours ({', '.join(sorted(self.series))})"
        return "is in none of the letters that asked"


def _plain(number: str) -> str:
    try:
        return str(Reference.parse(number))
    except WrongReferenceError:
        return number.upper()


def _series(number: str) -> str:
    return _plain(number).partition("-")[0]


def _place(number: str, how: str, threads: str, zones: Zones) -> str:
    """Return by which method a number names a letter: one in a subject is text."""
    if how in {"qr", "field"}:
        return how
    if how == "header" and _pattern(number).search(threads) and not _pattern(number).search(_subject(zones)):
        return "header"
    return "text"


def _subject(zones: Zones) -> str:
    return " ".join(word.text for word in zones.subject)


def _is_quoted(number: str, how: str, reply: Reply, zones: Zones) -> bool:
    """Tell whether a number stands in nothing but words that are quoted."""
    if how in {"qr", "field"}:
        return False
    pattern = _pattern(number)
    own = f"{zones.their_text}\n{reply.headers.get('subject', '')}\n{_shown(zones)}"
    return not pattern.search(own)


def _shown(zones: Zones) -> str:
    lines = (*zones.heads, zones.subject, *zones.signs)
    return "\n".join(" ".join(word.text for word in line) for line in lines)


def _pattern(number: str) -> re.Pattern[str]:
    signs = "".join({"0": "[0o]", "1": "[1i]"}.get(sign, re.escape(sign)) for sign in number.replace("-", "\n"))
    return re.compile(_BETWEEN.join(signs.replace("\\\n", "\n").split("\n")), re.IGNORECASE)


def letters_by_recipient(letters: Iterable[AskedLetter]) -> Mapping[str, tuple[AskedLetter, ...]]:
    """Return each recipient's letters, the newest first; of one day's, the one that is listed last."""
    found: dict[str, list[tuple[str, int, AskedLetter]]] = {}
    for place, one in enumerate(letters):
        found.setdefault(one.recipient.id, []).append((one.date.isoformat() if one.date else "", place, one))
    return {
        name: tuple(one for _, _, one in sorted(ones, key=lambda one: one[:2], reverse=True))
        for name, ones in found.items()
    }
