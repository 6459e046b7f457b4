"""What goes into a bag: each file with where it comes from, what it is, and the checksum that it must have."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from correspondence.errors import Problem, Problems
from correspondence.register.moving import Extract

Role = Literal["sent", "record", "signed", "approval", "mail", "reply", "answers", "source", "register"]
"""What a file is: it went out; a record copy; a signed copy; what was approved; a mail, or what became of it; a reply as it came; the
answers; what the documents were made of; what the register holds."""
WORKSPACE, REGISTER = "workspace/", "register/"
"""Folders of the payload: the workspace's files at their places, and the register's extract."""
UNFIT = re.compile(r"[\x00-\x1f\x7f|%:*?\"<>\\]|[ .](?:/|$)")
"""What no name may have that must live on every system (NARA Bulletin 2015-04, appendix B)."""


@dataclass(frozen=True, slots=True)
class Described:
    """What the finding aid says of a file.

    Attributes:
        record: Id of the record to which it belongs.
        title: Title.
        description: What it is.
        creator: Who made it.
        date: When it was made.
    """

    record: str
    title: str
    description: str
    creator: str
    date: datetime.date


@dataclass(frozen=True, slots=True)
class Piece:
    """A file of the payload.

    Attributes:
        name: Its path in the payload.
        role: What it is.
        content: Where it lies, or what is in it.
        described: What the finding aid says of it.
        sha256: The checksum that it must have; empty where no one is known.
        source: What messages call the file.
    """

    name: str
    role: Role
    content: Path | bytes
    described: Described
    sha256: str = ""
    source: str = ""


@dataclass(frozen=True)
class Contents:
    """What goes into the bag of one mailing.

    Attributes:
        mailing: Its name.
        title: Title of what was sent.
        creator: Who made it.
        letters: How many letters or documents it has.
        pieces: The files, in the order of their names.
        extract: What the register holds of it.
        warnings: What somebody should know of what is left out.
    """

    mailing: str
    title: str
    creator: str
    letters: int
    pieces: tuple[Piece, ...]
    extract: Extract
    warnings: tuple[Problem, ...] = ()

    @property
    def counts(self) -> Mapping[Role, int]:
        """How many files there are of each role."""
        return Counter(piece.role for piece in self.pieces)

    @property
    def newest(self) -> datetime.date:
        """The day on which the register's newest entry was written, in UTC."""
        return max(entry.at for entry in self.extract.entries).astimezone(datetime.UTC).date()


@dataclass
class Gathering:
    """The pieces as they are found, each name once, and what is wrong with them.

    Attributes:
        pieces: By their names.
        problems: What stops the bag, and what is only told.
    """

    pieces: dict[str, Piece] = field(default_factory=dict)
    problems: Problems = field(default_factory=Problems)

    def add(self, piece: Piece) -> None:
        """Take a piece, unless one of its name is there."""
        self.pieces.setdefault(piece.name, piece)

    def warn(self, file: str, message: str, remedy: str) -> None:
        """Note what is left out."""
        self.problems.add(Problem(file, message, remedy, severity="warning"))

    def sorted(self) -> tuple[Piece, ...]:
        """Return the pieces in the order of their names' bytes.

        Raises:
            ProblemsError: Something stops the bag.
        """
        self.problems.extend(_unfit_names(self.pieces.values()))
        self.problems.stop()
        return tuple(self.pieces[name] for name in sorted(self.pieces, key=str.encode))


def _unfit_names(pieces: Iterable[Piece]) -> Iterator[Problem]:
    known: dict[str, str] = {}
    for piece in pieces:
        if found := UNFIT.search(piece.name):
            sign = found[0].rstrip("/")
            message = f"its name has the character {sign!r}, which other systems do not take"
            yield Problem(piece.source or piece.name, message, "give it another name, wherever it is named")
        same = folded(piece.name)
        if same in known:
            message = (
                f"its name and that of {known[same]} are the same on systems that take large letters for small ones"
            )
            yield Problem(piece.source or piece.name, message, "give one of them another name")
        known[same] = piece.source or piece.name


def folded(name: str) -> str:
    """Return a name as a system has it that takes large letters for small ones, or parts accents from theirs."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())
