"""Where a reply copies out our questions, whole or in part: marks of place, and never an answer."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

WORD = re.compile(r"[^\W_]+")
RUN = 5
"""Words in one row that make it likely that they were copied."""
GAP = 3
"""Words that a scanner or a typist may have changed within a copied question."""
_CLOSING_MARKS = '?.:"”’)]'
WHOLE = 0.75
"""The share of a question's words that makes it the whole question."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A stretch of a reply that copies a question.

    Attributes:
        start: Its first code point.
        end: Behind its last one.
        question: The question's place, from 0.
        share: How much of the question it has.
    """

    start: int
    end: int
    question: int
    share: float

    @property
    def whole(self) -> bool:
        """Whether the question was copied as a whole."""
        return self.share >= WHOLE


def copies_in(text: str, questions: Sequence[str]) -> tuple[Copy, ...]:
    """Find the stretches of a text that copy one of the questions.

    Args:
        text: The raw text of a reply.
        questions: The questions, word for word.

    Returns:
        The copies, in order; none is shorter than five words.
    """
    asked = [[one.group().casefold() for one in WORD.finditer(question)] for question in questions]
    places: dict[tuple[str, ...], list[tuple[int, int]]] = defaultdict(list)
    for number, words in enumerate(asked):
        for index in range(len(words) - RUN + 1):
            places[tuple(words[index : index + RUN])].append((number, index))
    found = [(one.group().casefold(), one.start(), one.end()) for one in WORD.finditer(text)]
    copies = _joined(_runs([word for word, _, _ in found], asked, places), found, asked)
    return tuple(replace(copy, end=_behind_marks(text, copy.end)) for copy in copies)


def _behind_marks(text: str, end: int) -> int:
    """Return the place behind the marks that close a question."""
    while end < len(text) and text[end] in _CLOSING_MARKS:
        end += 1
    return end


def _runs(
    said: list[str], asked: list[list[str]], places: dict[tuple[str, ...], list[tuple[int, int]]]
) -> Iterator[tuple[int, int, int]]:
    """Yield start, end and question of the longest runs of words that a reply has in common with a question."""
    index = 0
    while index <= len(said) - RUN:
        best = (0, 0)
        for number, place in places.get(tuple(said[index : index + RUN]), ()):
            length = RUN
            while (
                index + length < len(said)
                and place + length < len(asked[number])
                and said[index + length] == asked[number][place + length]
            ):
                length += 1
            best = max(best, (length, number))
        if best[0]:
            yield index, index + best[0], best[1]
        index += best[0] or 1


def _joined(
    runs: Iterator[tuple[int, int, int]], found: list[tuple[str, int, int]], asked: list[list[str]]
) -> Iterator[Copy]:
    """Yield runs of one question that stand close together as one copy."""
    pending: list[int] = []
    for first, last, question in runs:
        if pending and pending[3] == question and first - pending[1] <= GAP:
            pending = [pending[0], last, pending[2] + last - first, question]
            continue
        if pending:
            yield _copy(pending, found, asked)
        pending = [first, last, last - first, question]
    if pending:
        yield _copy(pending, found, asked)


def _copy(run: list[int], found: list[tuple[str, int, int]], asked: list[list[str]]) -> Copy:
    first, last, count, question = run
    return Copy(found[first][1], found[last - 1][2], question, count / len(asked[question]))
