"""What a comparison found: differences, places that a person must look at, and what agrees."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from correspondence.comparing.doubts import Doubt
from correspondence.reply import Box

SCHEMA = "correspondence/compare/1"

Kind = Literal["missing", "added", "changed", "same"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where words stand on a page.

    Attributes:
        page: The page, counted from 1.
        box: Their box: points of the unrotated page, y up, in a PDF; pixels, y down, in a picture.
    """

    page: int
    box: Box


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of words in one of the two files.

    Attributes:
        text: The words as they stand there, with single spaces; ``¶`` stands where a block ends. Empty where
            the file lacks what the other one has.
        start: The number of the first word, counted from 0 without list markers.
        end: The number behind the last word.
        block: The block in which it begins, counted from 1.
        line: The line on which that block begins, in a text file.
        page: The page on which it begins, in a PDF or a picture.
        places: Its words' places, each as much of it as stands on one line; empty where no places are known.
    """

    text: str
    start: int
    end: int
    block: int
    line: int | None
    page: int | None
    places: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where the made file has other words than the original.

    Attributes:
        kind: ``missing`` from the made file, ``added`` there, or ``changed``; ``same`` for words that agree, where they
            were read with little confidence.
        original: What the original has there.
        made: What the made file has there.
        before: The original's words before it, with the white space that follows them.
        after: The original's words behind it, with the white space before them.
        doubt: Why it may be a slip in reading a picture; None where it is a difference of the text.
    """

    kind: Kind
    original: Passage
    made: Passage
    before: str
    after: str
    doubt: Doubt | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a comparison found.

    Attributes:
        made: The file that was made.
        original: The file that it was compared with.
        matched: How many words the two have in common, in the same order, those of ``unsure`` left out.
        compared: Those and, for each difference, the words of the side that has more of them.
        differences: Where they differ, in the order of the text.
        notes: What else the reader should know.
        doubtful: Where they differ too, or a picture was misread: a person must look.
        unsure: Words that agree, but were read off a picture with little confidence.
    """

    made: str
    original: str
    matched: int
    compared: int
    differences: tuple[Difference, ...]
    notes: tuple[str, ...] = ()
    doubtful: tuple[Difference, ...] = ()
    unsure: tuple[Difference, ...] = ()

    @property
    def exact(self) -> bool:
        """Whether nothing is missing, added or changed, and nothing doubtful."""
        return not self.differences and not self.doubtful and not self.unsure

    @property
    def agreement(self) -> float:
        """The share of the words read with confidence that agree: 1.0 if there is no difference, and less if there is any."""
        if not self.compared:
            return 0.0 if self.doubtful else 1.0
        return 1.0 if not self.differences else self.matched / self.compared

    @property
    def percentage(self) -> str:
        """The agreement in per cent, rounded down to two decimals: "100 %" only if there is no difference."""
        if self.agreement == 1:
            return "100 %"
        hundredths = self.matched * 10_000 // max(self.compared, 1)
        return f"{hundredths // 100}.{hundredths % 100:02d} %"

    def as_json(self, pictures: Iterable[Path] = ()) -> dict[str, Any]:
        """Return the comparison as the plain mapping that ``--json`` prints.

        Args:
            pictures: The pictures that were drawn of it.
        """
        return {
            "schema": SCHEMA,
            "file": self.made,
            "original": self.original,
            "agreement": self.agreement,
            "matched": self.matched,
            "compared": self.compared,
            "differences": [asdict(difference) for difference in self.differences],
            "doubtful": [asdict(difference) for difference in self.doubtful],
            "unsure": [asdict(difference) for difference in self.unsure],
            "notes": list(self.notes),
            "pictures": [str(path) for path in pictures],
        }
