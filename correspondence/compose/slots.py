"""Values in a template's output, as tokens that no parser reads.

While a template runs, each value is put away and a token of private-use characters
stands for it. The Markdown parser sees a word without meaning; afterwards the token
becomes the value's text again. Input never holds private-use characters (they are
problems where files are read, and where a value is printed), so a token cannot be forged.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from correspondence.document import Control, SignatureField

OPEN, CLOSE = "\ue000", "\ue001"
PAGE_NUMBER, PAGE_COUNT = "\ue002", "\ue003"
FIRST_DIGIT = 0xE010
TOKEN = re.compile(f"{OPEN}([{chr(FIRST_DIGIT)}-{chr(FIRST_DIGIT + 9)}]+){CLOSE}|({PAGE_NUMBER})|({PAGE_COUNT})")


DIGITS = {FIRST_DIGIT + digit: str(digit) for digit in range(10)}


def number_of(digits: str) -> int:
    """Return the number that the digits of a token write."""
    return int(digits.translate(DIGITS))


class Composed(str):
    """Text that templates produced: author's words with tokens in it, never a value."""

    __slots__ = ()


@lru_cache(maxsize=4096)
def _token(number: int) -> Composed:
    """Return the token of the value with this number."""
    digits = "".join(chr(FIRST_DIGIT + int(digit)) for digit in str(number))
    return Composed(f"{OPEN}{digits}{CLOSE}")


@dataclass(frozen=True, slots=True)
class Slot:
    """A value that stands in the output.

    Attributes:
        text: What is printed.
        name: The field that it came from.
        control: Room for an answer, or for a signature, that stands there instead, or None.
        file: The source that prints it, empty where that is not known.
        line: Line of that file.
    """

    text: str
    name: str
    control: Control | SignatureField | None = None
    file: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class MissingValue:
    """A value that a template uses and nobody defines.

    Attributes:
        name: Its name as the template writes it.
        file: The template or layout.
        line: Line of that file, 0 where it is not known.
    """

    name: str
    file: str
    line: int


class Doubt:
    """A value that only a person can give: using it is a problem, testing it is not.

    Args:
        name: Its name as templates write it.
        message: Why it is not there.
        remedy: What to write.
        file: Where to write it; the list of recipients where it is left away.
        line: Line of that file, 0 where it is not known.
    """

    __slots__ = ("file", "line", "message", "name", "remedy")

    def __init__(self, name: str, message: str, remedy: str, file: str = "", line: int = 0) -> None:
        self.name, self.message, self.remedy, self.file, self.line = name, message, remedy, file, line

    def __bool__(self) -> bool:
        """Be false, so that a template may ask for it."""
        return False


@dataclass(slots=True)
class Capture:
    """What one run of a template leaves behind.

    Attributes:
        slots: The values that were printed, in order: a token holds the index of its own.
        missing: What was used and is not defined.
        doubts: What was used and only a person can tell.
        work: What the run has cost; see :func:`correspondence.compose.running.spend`.
    """

    slots: list[Slot] = field(default_factory=list)
    missing: list[MissingValue] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    work: int = 0

    def token(self, slot: Slot) -> Composed:
        """Put a value away and return the token that stands for it."""
        self.slots.append(slot)
        return _token(len(self.slots) - 1)

    def slot(self, digits: str) -> Slot:
        """Return the value that a token stands for."""
        return self.slots[number_of(digits)]

    def resolve(self, text: str) -> str:
        """Return text with every token replaced by its value; page numbers have none yet."""
        return TOKEN.sub(lambda match: self.slot(match[1]).text if match[1] else "", text)

    def first_slot(self, text: str) -> Slot | None:
        """Return the first value in a text, None where there is none."""
        match = TOKEN.search(text)
        return self.slot(match[1]) if match is not None and match[1] else None

    def lack(self, name: str, file: str, line: int) -> None:
        """Note a value that is not defined, once."""
        missing = MissingValue(name, file, line)
        if missing not in self.missing:
            self.missing.append(missing)
