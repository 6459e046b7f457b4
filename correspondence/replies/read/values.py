"""What readers hand to one another, and how much they take on."""

from __future__ import annotations

import contextlib
import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from correspondence.errors import CorrespondenceError
from correspondence.reply import FormValue, Page, SentForm, Unreadable

LARGEST_FILE = 64 << 20
"""Bytes that a file may have."""
LARGEST_TEXT = 4 << 20
"""Characters that are read of one file: more than 1,000 pages."""
MOST_PAGES = 200
MOST_PICTURES = 30
"""Pages of one file whose words are read off a picture."""
MOST_PARTS = 100
"""Files that one mail may bring along, those of the mails inside it too."""
DEEPEST = 8
"""Mails inside mails."""
MOST_PIXELS = 60_000_000
TEXT_WITHOUT_WORDS = "holds no words that could be read"
DAMAGED = "is damaged or cut off; ask for it again"
TOO_DEEP = "nests its parts too deep"


class UnreadableError(CorrespondenceError):
    """A file cannot be read.

    Args:
        reason: Why, as the end of a sentence that begins with "it", and what to do where there is something.
    """

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)

    def __str__(self) -> str:
        """Say why."""
        return f"it {self.reason}"


@contextlib.contextmanager
def foreign(reason: str = DAMAGED) -> Iterator[None]:
    """Say in one sentence that a library gave up on a file, whatever it raised.

    Libraries that read strangers' files raise nearly everything on those in disorder: a KeyError for a tag that is not
    there, an OverflowError for a number that is too large. Only calls of a library stand in such a block.

    Args:
        reason: Why the file cannot be read then.

    Raises:
        UnreadableError: The library raised something.
    """
    try:
        yield
    except (CorrespondenceError, MemoryError):
        raise
    except RecursionError as error:
        raise UnreadableError(TOO_DEEP) from error
    except Exception as error:
        raise UnreadableError(reason) from error


@dataclass(frozen=True, slots=True)
class Part:
    """A file that a mail brings along."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Context:
    """What readers know about what went out.

    Attributes:
        sent: The form, None where none went out or it is not known.
        our_text: The words of the letter and its form; empty where they are not known.
    """

    sent: SentForm | None = None
    our_text: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one file says.

    Attributes:
        pages: Its pages.
        form: What stands on a form of ours.
        references: Reference numbers, each with how it was found.
        headers: Headers of a mail, by lower-case name.
        date: The day it bears.
        unreadable: What of it could not be read.
        parts: The files that it brings along.
    """

    pages: tuple[Page, ...] = ()
    form: Mapping[str, FormValue] = field(default_factory=dict)
    references: tuple[tuple[str, str], ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    date: datetime.date | None = None
    unreadable: tuple[Unreadable, ...] = ()
    parts: tuple[Part, ...] = ()
