"""Find where two sequences of words differ, quickly also where they are long."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

# Passages of so many words that stand once in each text pin the texts to one another: long ones first, because
# a single word that two texts have in common says little.
_ANCHOR_LENGTHS = (24, 8, 4, 2, 1)
# Two stretches whose lengths multiply to more than the first are pinned before they are compared, and where
# nothing pins them, they are one difference if they multiply to more than the second.
_SMALL = 10_000
_LARGE = 250_000


class Gap(NamedTuple):
    """A stretch of each sequence, between words that the two have in common; one of them may be empty."""

    original_start: int
    original_end: int
    made_start: int
    made_end: int


def gaps(original: Sequence[str], made: Sequence[str]) -> list[Gap]:
    """Return the stretches in which two sequences differ.

    Args:
        original: The words that should be there.
        made: The words that are there.

    Returns:
        The gaps in order, none touching the next. What lies between them is equal word for word,
        so that filling the gaps of one sequence from the other gives the other.
        Where a single word is missing, added or changed, the gap is that word.
    """
    found: list[Gap] = []
    stack = [Gap(0, len(original), 0, len(made))]
    while stack:
        gap = _trim(original, made, stack.pop())
        rows, columns = gap.original_end - gap.original_start, gap.made_end - gap.made_start
        if not rows and not columns:
            continue
        if not rows or not columns:
            found.append(gap)
        elif rows * columns <= _SMALL:
            found.extend(_compare(original, made, gap))
        elif anchors := _anchors(original, made, gap):
            stack.extend(reversed(_between(gap, anchors)))
        elif rows * columns <= _LARGE:
            found.extend(_compare(original, made, gap))
        else:
            found.append(gap)
    return _joined(found)


def _trim(original: Sequence[str], made: Sequence[str], gap: Gap) -> Gap:
    """Take away the words with which both stretches begin and end."""
    start, end, other_start, other_end = gap
    while start < end and other_start < other_end and original[start] == made[other_start]:
        start, other_start = start + 1, other_start + 1
    while start < end and other_start < other_end and original[end - 1] == made[other_end - 1]:
        end, other_end = end - 1, other_end - 1
    return Gap(start, end, other_start, other_end)


def _compare(original: Sequence[str], made: Sequence[str], gap: Gap) -> list[Gap]:
    start, end, other_start, other_end = gap
    matcher = SequenceMatcher(None, original[start:end], made[other_start:other_end], autojunk=False)
    return [
        Gap(start + low, start + high, other_start + other_low, other_start + other_high)
        for kind, low, high, other_low, other_high in matcher.get_opcodes()
        if kind != "equal"
    ]


def _anchors(original: Sequence[str], made: Sequence[str], gap: Gap) -> list[tuple[int, int]]:
    """Return pairs of places at which both stretches have the same word, rising in both; empty if there are none."""
    for length in _ANCHOR_LENGTHS:
        here = _once(original, gap.original_start, gap.original_end, length)
        there = _once(made, gap.made_start, gap.made_end, length)
        pairs = [(place, there[passage]) for passage, place in here.items() if passage in there]
        if pairs:
            return _longest_rise(pairs)
    return []


def _once(words: Sequence[str], start: int, end: int, length: int) -> dict[tuple[str, ...], int]:
    """Return the passages of a length that stand once in a stretch, and where, in order."""
    places: dict[tuple[str, ...], int] = {}
    repeated: set[tuple[str, ...]] = set()
    for place in range(start, end - length + 1):
        passage = tuple(words[place : place + length])
        if passage in places:
            repeated.add(passage)
        else:
            places[passage] = place
    return {passage: place for passage, place in places.items() if passage not in repeated}


def _longest_rise(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest series of pairs that rises in both places; the first place rises already."""
    ends: list[int] = []  # the lowest second place at which a series of each length ends
    last: list[int] = []  # and which pair that is
    before: list[int] = []  # for each pair, the one before it in its series, or -1
    for number, (_, place) in enumerate(pairs):
        length = bisect_left(ends, place)
        if length == len(ends):
            ends.append(place)
            last.append(number)
        else:
            ends[length], last[length] = place, number
        before.append(last[length - 1] if length else -1)
    series = []
    number = last[-1]
    while number >= 0:
        series.append(pairs[number])
        number = before[number]
    return series[::-1]


def _between(gap: Gap, anchors: list[tuple[int, int]]) -> list[Gap]:
    found = []
    start, other_start = gap.original_start, gap.made_start
    for place, other in anchors:
        found.append(Gap(start, place, other_start, other))
        start, other_start = place + 1, other + 1
    return [*found, Gap(start, gap.original_end, other_start, gap.made_end)]


def _joined(found: list[Gap]) -> list[Gap]:
    """Join gaps with nothing between them."""
    joined: list[Gap] = []
    for gap in found:
        if joined and joined[-1].original_end == gap.original_start and joined[-1].made_end == gap.made_start:
            last = joined.pop()
            joined.append(Gap(last.original_start, gap.original_end, last.made_start, gap.made_end))
        else:
            joined.append(gap)
    return joined
