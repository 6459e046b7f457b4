"""What is ours in a reply: the names and lines by which it is addressed, and the greeting of our own letter."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

from rapidfuzz import fuzz

from correspondence.replies.match import lexicon
from correspondence.replies.match.words import Word, is_zip, states_in, words_of

_ALIKE: Final = 78.0
"""Likeness in percent at which a line read off a picture is one of ours."""
_SENTENCE: Final = 8
"""Letters from which on a line is long enough to be known by its likeness."""

Line = list[Word]


@dataclass(frozen=True, slots=True)
class OurLines:
    """Our own names and lines, which stand in replies as the addressee.

    Attributes:
        lines: Each of them, in words as they are compared.
        zips: Their ZIP codes.
        places: Their cities, each with its state.
        greeted: The family names of those whom our letters greet.
    """

    lines: tuple[tuple[str, ...], ...]
    zips: frozenset[str]
    places: frozenset[tuple[tuple[str, ...], str]]
    greeted: frozenset[str]

    @classmethod
    def of(cls, ours: Sequence[str], families: Iterable[str]) -> OurLines:
        """Return them, taken apart.

        Args:
            ours: Our names and lines.
            families: The family names of those who were asked.
        """
        lines, zips, places = list[tuple[str, ...]](), set[str](), set[tuple[tuple[str, ...], str]]()
        for one in (line for text in ours for line in text.splitlines()):
            line = words_of(one)
            texts = tuple(word.text for word in line if not word.is_break)
            if texts:
                lines.append(texts)
            for state, start in states_in(line):
                zips |= {word.text[:5] for word in line[start:] if is_zip(word.text)}
                places.add((_last_name(line[:start]), state))
        greeted = frozenset(families).difference(*lines)
        return cls(tuple(lines), frozenset(zips), frozenset(places), greeted)

    def greets(self, text: str, above: AbstractSet[str]) -> bool:
        """Tell whether a line is the salutation of our own letter: it greets one who was asked, and is named above it."""
        if not lexicon.SALUTATION.match(text):
            return False
        return any(word.text in self.greeted and word.text in above for word in words_of(text))

    def has(self, line: Line, *, scanned: bool = False) -> bool:
        """Tell whether a line is one of ours, or holds one; one that was read off a picture also with signs misread."""
        texts = tuple(word.text for word in line if not word.is_break)
        if not texts:
            return False
        if any(word[:5] in self.zips for word in texts if is_zip(word)):
            return True
        for state, start in states_in(line):
            place = " ".join(_last_name(line[:start]))
            if any(state == of and self._is_alike(place, " ".join(city), scanned) for city, of in self.places):
                # Another ZIP code of our city is another's.
                return not any(is_zip(word) for word in texts)
        joined = " ".join(texts)
        return any(
            texts == own
            or (len(own) > 1 and len(texts) <= 2 * len(own) + 2 and _inside(own, texts))
            or (len(joined) > _SENTENCE and self._is_alike(joined, " ".join(own), scanned))
            for own in self.lines
        )

    @staticmethod
    def _is_alike(text: str, own: str, scanned: bool) -> bool:  # noqa: FBT001  (our own, once)
        return text == own or (scanned and bool(fuzz.ratio(text, own, score_cutoff=_ALIKE)))


def _last_name(line: Line) -> tuple[str, ...]:
    """Return the words behind the last break but one that nothing follows."""
    texts = [word.text for word in line]
    while texts and not texts[-1]:
        texts.pop()
    start = max((at + 1 for at, text in enumerate(texts) if not text), default=0)
    return tuple(texts[start:])


def _inside(inner: tuple[str, ...], outer: tuple[str, ...]) -> bool:
    size = len(inner)
    return any(outer[start : start + size] == inner for start in range(len(outer) - size + 1))
