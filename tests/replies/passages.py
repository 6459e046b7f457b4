"""Hold every passage against its page."""

from __future__ import annotations

from collections.abc import Iterator

from correspondence.reply import Interpretation, Passage, Reply


class WrongPassageError(AssertionError):
    """A passage is not what stands at its place."""


def passages_of(interpretation: Interpretation) -> Iterator[Passage]:
    """Yield every stretch of words that an interpretation rests on or quotes."""
    for answer in interpretation.answers:
        yield from (*answer.passages, *answer.authorities)
        yield from (one for one in (answer.explanation, answer.third_party) if one is not None)


def check_offsets(reply: Reply, interpretation: Interpretation) -> None:
    """Hold every passage against the text of its page.

    Raises:
        WrongPassageError: One is not verbatim at its offsets.
    """
    texts = {(page.file, page.number): page.text for page in reply.pages}
    for one in passages_of(interpretation):
        there = texts[one.file, one.page][one.start : one.end]
        if there != one.verbatim or not there:
            message = f"{one.file}, page {one.page}, {one.start}–{one.end}: “{one.verbatim}” for “{there}”"
            raise WrongPassageError(message)
