"""Lead what is wrong back to the line on which it stands."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from dataclasses import dataclass

from correspondence.compose.slots import TOKEN
from correspondence.templates import Layout, Template

STRAIGHT = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"'})


@dataclass(frozen=True)
class Places:
    """The two sources of a document: its template and its layout."""

    template: Template
    layout: Layout

    def of_error(self, error: BaseException) -> tuple[str, int]:
        """Return file and line of the source at which an error arose, line 0 where it is not known."""
        starts = {self.layout.file: self.layout.body_line, self.template.file: self.template.body_line}
        for frame in reversed(traceback.extract_tb(error.__traceback__)):
            if frame.filename in starts:
                return frame.filename, (frame.lineno or 1) + starts[frame.filename] - 1
        return self.template.file, 0

    def of_words(self, *texts: str) -> tuple[str, int | None]:
        """Return file and line on which words stand; the longest ones that no value interrupts decide.

        Args:
            texts: The words, then what stands around them.
        """
        for text in texts:
            pieces = TOKEN.sub("\n", text).split("\n")
            for piece in sorted(filter(None, map(_folded, pieces)), key=len, reverse=True):
                places = [(file, number, line) for file, number, line in self._lines() if piece in line]
                for file, number, _ in sorted(places, key=lambda place: place[2] != piece):
                    return file, number
        return self.template.file, None

    def _lines(self) -> Iterator[tuple[str, int, str]]:
        for source in (self.template, self.layout):
            for number, line in enumerate(source.body.split("\n"), start=source.body_line):
                yield source.file, number, _folded(line)


def _folded(text: str) -> str:
    return text.translate(STRAIGHT).strip()
