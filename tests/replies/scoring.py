"""Hold what was read in a letter against what should be read in it.

**The proposal is right** where its answer is the expected word and, for questions that are not yes-no, its value is the
expected one: the same digits, day or option, or for a text at least four fifths of the expected words and at most twice
as many.

**The passage holds the deciding words** where the passages that were found cover at least two thirds of the words of one
expected passage, at the place where these stand in the reply (the same "Yes." under another number does not count), or
all of the polar words ("Yes", "Not applicable", "The answer is no") with which that passage begins; and where they are no
longer than forty words and twice all that was expected. Numbers of questions at the beginning of a passage are no words
of it. Where nothing is answered, the answer must rest on no passage.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from correspondence.reply import Answer, Passage, Reply
from tests.replies.corpus import Expected

COVERED = 2 / 3
"""Share of an expected passage's words that must be found."""
LIKE = 0.8
"""Likeness from which a stretch of words is taken for an expected passage that a reader did not read letter by letter."""
MOST_EXTRA, MOST_TIMES = 40, 2

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_LABEL = re.compile(
    r"(?:(?:in )?(?:answer|response|reply|question|item|no(?=\W{0,3}\d)|q|a|ad)(?![a-z])\W{0,3}(?:to |number )?)*"
    r"(?:\(?(?:\d{1,2}|[a-e]|i{1,3}|iv|v|one|two|three|four|five|six|first|second|third)\b\s*[).:\-–—]+\s*)?",
    re.IGNORECASE,
)
_POLAR = re.compile(
    r"(?:[\w'’]+ ){0,6}?(?:yes|no|not applicable|n/a|in part|partly|affirmative|negative)\b(?=\W*[.,;:!–—\n]|\W*$)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a reply, folded, and where it stands."""

    text: str
    file: str
    page: int
    start: int
    end: int


def words_of(reply: Reply) -> tuple[Word, ...]:
    """Return the words of all pages of a reply, in reading order."""
    return tuple(
        Word(_folded(one.group()), page.file, page.number, one.start(), one.end())
        for page in reply.pages
        for one in _WORD.finditer(page.text)
    )


def plain(text: str) -> list[str]:
    """Return the words of a text, folded."""
    return [_folded(one) for one in _WORD.findall(text)]


def _folded(word: str) -> str:
    return word.casefold().replace("’", "'")


def is_right(answer: Answer, expected: Expected, kind: str) -> bool:
    """Tell whether an answer says what it should.

    Args:
        answer: What was read.
        expected: What should be read.
        kind: What kind of question it is.
    """
    if answer.answer != expected.answer:
        return False
    if kind == "yes-no" or expected.answer != "answered":
        return True
    if kind != "text":
        return " ".join(answer.value.split()) == " ".join(expected.value.split())
    said, wanted = plain(answer.value), plain(expected.value)
    return _shared(said, wanted) >= LIKE * len(wanted) and len(said) <= 2 * len(wanted)


def _shared(one: list[str], other: list[str]) -> int:
    """Count the words that two texts share in the same order."""
    return sum(block.size for block in SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks())


def holds(answer: Answer, expected: Expected, words: tuple[Word, ...]) -> bool:
    """Tell whether an answer's passages hold the words that decide, as the module says.

    Args:
        answer: What was read.
        expected: What should be read.
        words: The words of the reply.
    """
    if not expected.passages:
        return not answer.passages
    found = {index for index, word in enumerate(words) if any(_is_in(word, one) for one in answer.passages)}
    most = MOST_EXTRA + MOST_TIMES * sum(len(plain(one)) for one in expected.passages)
    if not found or len(found) > most:
        return False
    return any(_covers(found, place, one) for one in expected.passages for place in places_of(one, words))


def _is_in(word: Word, passage: Passage) -> bool:
    where = (passage.file, passage.page)
    return (word.file, word.page) == where and passage.start <= word.start and word.end <= passage.end


def _covers(found: set[int], place: range, passage: str) -> bool:
    label = _LABEL.match(passage.lstrip())
    rest = passage.lstrip()[label.end() :] if label else passage
    begins = place.start + len(plain(passage)) - len(plain(rest))
    deciding = range(min(begins, place.stop - 1), place.stop)
    if sum(index in found for index in deciding) >= COVERED * len(deciding):
        return True
    polar = _POLAR.match(rest)
    return polar is not None and found.issuperset(range(begins, begins + len(plain(polar.group()))))


def places_of(passage: str, words: tuple[Word, ...]) -> Iterator[range]:
    """Yield where the words of an expected passage stand in a reply: every place, or the one that is most like it."""
    wanted, texts = plain(passage), [word.text for word in words]
    size = len(wanted)
    places = [range(at, at + size) for at in range(len(texts) - size + 1) if texts[at : at + size] == wanted]
    if places or not size:
        yield from places
        return
    nearest = max(
        (range(at, at + size) for at in range(len(texts) - size + 1)),
        key=lambda place: sum(one == other for one, other in zip(texts[place.start : place.stop], wanted, strict=True)),
        default=range(0),
    )
    best = max(
        (_nearby(nearest, shift, len(texts)) for shift in range(-size, size + 1)),
        key=lambda place: _likeness(texts, place, wanted),
        default=range(0),
    )
    if best and _likeness(texts, best, wanted) >= LIKE:
        yield best


def _nearby(place: range, shift: int, last: int) -> range:
    return range(max(0, place.start + shift), min(last, place.stop + shift))


def _likeness(texts: list[str], place: range, wanted: list[str]) -> float:
    return _shared(texts[place.start : place.stop], wanted) / len(wanted)


def authorities_found(answer: Answer, expected: Expected) -> tuple[int, int]:
    """Count the expected authorities that were found, and those that were found and not expected."""
    said = [" ".join(one.verbatim.split()) for one in answer.authorities]
    wanted = [" ".join(one.split()) for one in expected.authorities]
    right = sum(_meets(one, said) for one in wanted)
    return right, sum(not _meets(one, wanted) for one in said)


def _meets(one: str, others: Iterable[str]) -> bool:
    """Tell whether a citation is one of others, or one holds the other."""
    return any(one in other or other in one for other in others)
