"""What is asked of a run that makes letters, and what became of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from correspondence.errors import Problem
from correspondence.render.forms import Place

Outcome = Literal["made", "unchanged", "kept", "failed"]
"""What becomes of a letter."""


@dataclass(frozen=True, slots=True)
class MadeFile:
    """A file that was made. A run keeps one for each, so that they are small.

    Attributes:
        folder: The folder in which it lies.
        name: Its name there, which may lead into a folder below.
        pages: How many pages it has, None where the format has none.
        recipient: Id of the recipient, empty for a document without.
        sha256: Its checksum.
        places: Where the answers of a form stand; empty for other files.
    """

    folder: Path
    name: str
    pages: int | None = None
    recipient: str = ""
    sha256: str = ""
    places: tuple[Place, ...] = ()

    @property
    def path(self) -> Path:
        """Where it lies."""
        return self.folder / self.name


@dataclass(frozen=True)
class Made:
    """What a run has made.

    Attributes:
        files: The files, in the order in which they were made.
        unchanged: Ids of the recipients whose letters were there already as they would be made now; an empty one for a
            document without.
        failed: Of the letters that could not be made, what was wrong, by the recipients' ids.
        warnings: What somebody should look at on the pages that were made.
        records: The record copies, which stay with the office.
    """

    files: tuple[MadeFile, ...] = ()
    unchanged: tuple[str, ...] = ()
    failed: Mapping[str, tuple[Problem, ...]] = field(default_factory=lambda: MappingProxyType({}))
    warnings: tuple[Problem, ...] = ()
    records: tuple[MadeFile, ...] = ()


@dataclass(frozen=True)
class Making:
    """How letters are made.

    Attributes:
        replace: Whether files that somebody has changed since are made anew.
        anew: Whether letters that are there already as they would be made now are made all the same.
        keep_going: Whether the others are made although one cannot be rendered.
        jobs: How many processes make them; None for as many as are worth it.
        scheduler: Address of a cluster that makes them instead; empty for this machine.
        leave_out: Ids of the recipients whose letters are not made; ``failed.txt`` lists them.
        numbered: Called with the reference numbers before the first letter is made; what it raises ends the run.
        warnings: What the check of each letter warned of, by the recipients' ids: it is told again as long as the letter
            stays as it is.
    """

    replace: bool = False
    anew: bool = False
    keep_going: bool = False
    jobs: int | None = 1
    scheduler: str = ""
    leave_out: frozenset[str] = frozenset()
    numbered: Callable[[Mapping[str, str]], None] | None = None
    warnings: Mapping[str, tuple[Problem, ...]] = field(default_factory=lambda: MappingProxyType({}))
