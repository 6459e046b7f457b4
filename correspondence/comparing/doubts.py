"""What of a difference may be a slip in reading a picture, and what is one of the text.

A picture's words are read by a program that errs: it takes a letter for another one like it, a speck for a comma, a
signature for words. Such places are told apart from differences, and are never taken for the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import groupby
from typing import Literal, NamedTuple

from correspondence.comparing.alignment import Gap
from correspondence.comparing.words import DASHES, Word

Doubt = Literal["confidence", "shape", "mark", "apart", "page-number", "same"]
"""Why a difference may be none: words were read with little confidence; they differ by what looks alike; it is a mark
without letters; it is a line that stands apart, as a running head or a stamp does, or a page's number; or there is none
after all."""
PASSED_OVER = frozenset({"page-number", "same"})
"""What is no place to look at."""

_LARGEST = 3600
_TORN = 0.6
"""Likeness from which a word that was read badly is taken for the parts of another."""
_UNSURE = 0.25
"""Share of the characters of added words from which all of them are doubtful: a signature is partly read as words."""
_STEPS = ((1, 1), (1, 0), (0, 1), (1, 2), (2, 1), (1, 3), (3, 1))
_LOST, _LOST_MARK, _OTHER, _ALIKE, _JOINED, _SMUDGED = 0.8, 0.3, 2.0, 0.1, 0.2, 1.0
"""What it costs to let a word stand alone, or a mark; to pair a word with a mark, with one that looks alike, with the
parts of one, and with a mark that was read with little confidence."""
_LETTER = re.compile(r"[^\W_]")
_PAGE_NUMBER = re.compile(
    rf"[~{DASHES}]*(?:page|pg\.?|p\.)?\d{{1,3}}(?:(?:of|/)\d{{1,3}})?[.~{DASHES}]*", re.IGNORECASE
)

_PAIRS = (("rn", "m"), ("in", "m"), ("cl", "d"), ("vv", "w"))
_SHAPES = str.maketrans(
    dict.fromkeys("0OoQ", "o")
    | dict.fromkeys("1lI|!i[]", "l")
    | dict.fromkeys("5Ss$", "s")
    | dict.fromkeys("8B", "8")
    | dict.fromkeys("2Zz", "z")
    | dict.fromkeys("eCc", "c")
    | dict.fromkeys("hb", "b")
    | dict.fromkeys("rtT", "t")
    | dict.fromkeys("nuU", "n")
    | {"K": "k", "P": "p", "V": "v", "W": "w", "X": "x"}
    | dict.fromkeys(".,;:", ".")
    | dict.fromkeys("'\"`\u00b4*", "")
    | dict.fromkeys(f"{DASHES}~_\u00ac", "-")
)
_SPECKS = str.maketrans(dict.fromkeys(".-", ""))


class Weighed(NamedTuple):
    """A part of a gap, and why it may be no difference; None where it is one."""

    gap: Gap
    doubt: Doubt | None


class _Step(NamedTuple):
    """A few words of each side that stand for one another; one of the sides may be empty."""

    gap: Gap
    doubt: Doubt | None
    alone: bool


def shape(text: str) -> str:
    """Return what a text looks like to whoever sees it badly: the same for words that are easily taken for one another.

    Example:
        >>> shape("modern") == shape("modem"), shape("1O") == shape("l0"), shape("2017") == shape("2018")
        (True, True, False)
    """
    if not text.isascii():
        text = "".join(one for one in unicodedata.normalize("NFD", text) if not unicodedata.combining(one))
    for pair, letter in _PAIRS:
        text = text.replace(pair, letter)
    return text.translate(_SHAPES)


def _is_alike(text: str, other: str) -> bool:
    """Say whether two words may be taken for one another; a speck behind a word is taken for its full stop."""
    one, two = shape(text), shape(other)
    return one == two or one.rstrip(".") == two.rstrip(".") != ""


def _parts_shape(text: str) -> str:
    """Return the shape of a word that may have been taken apart, or of two that ran together, at a speck."""
    return shape(text).translate(_SPECKS)


def weigh(gap: Gap, original: Sequence[Word], made: Sequence[Word]) -> Iterator[Weighed]:
    """Part a gap into what is a difference and what may be a slip in reading.

    Args:
        gap: Where the words of two files differ.
        original: All words of the original.
        made: All words of the made file.
    """
    steps = list(_steps(gap, original, made)) if _of_picture(gap, original, made) else []
    if not steps:
        yield Weighed(gap, None)
        return
    for doubt, group in groupby(_with_runs(steps, original, made), key=lambda step: step.doubt):
        same = list(group)
        first, last = same[0].gap, same[-1].gap
        yield Weighed(Gap(first.original_start, last.original_end, first.made_start, last.made_end), doubt)


def _of_picture(gap: Gap, original: Sequence[Word], made: Sequence[Word]) -> bool:
    """Say whether one side of a gap was read off a picture; a word that is not there counts as those beside it."""
    return any(
        word.pictured
        for words, start, end in (
            (original, gap.original_start, gap.original_end),
            (made, gap.made_start, gap.made_end),
        )
        for word in words[max(start - 1, 0) : end + 1]
    )


def _steps(gap: Gap, original: Sequence[Word], made: Sequence[Word]) -> Iterator[_Step]:
    """Pair the words of a gap; nothing where there are too many."""
    rows, columns = gap.original_end - gap.original_start, gap.made_end - gap.made_start
    if rows * columns > _LARGEST:
        return
    here, there = original[gap.original_start : gap.original_end], made[gap.made_start : gap.made_end]
    best: dict[tuple[int, int], tuple[float, tuple[int, int]]] = {(0, 0): (0.0, (0, 0))}
    for row in range(rows + 1):
        for column in range(columns + 1):
            choices = [
                (best[row - down, column - across][0] + cost, (down, across))
                for down, across in _STEPS
                if down <= row and across <= column
                for cost in [_cost(here[row - down : row], there[column - across : column])]
                if cost is not None
            ]
            if choices:
                best[row, column] = min(choices)
    path = []
    row, column = rows, columns
    while row or column:
        down, across = best[row, column][1]
        path.append((row - down, row, column - across, column))
        row, column = row - down, column - across
    for low, high, other_low, other_high in reversed(path):
        found = Gap(
            *(gap.original_start + n for n in (low, high)), *(gap.made_start + n for n in (other_low, other_high))
        )
        words, others = here[low:high], there[other_low:other_high]
        yield _Step(found, _doubt(words, others), not words or not others)


def _cost(words: Sequence[Word], others: Sequence[Word]) -> float | None:
    """Return what it costs to take words for others; None where these do not go together."""
    if not words or not others:
        return _LOST if any(_LETTER.search(word.key) for word in (*words, *others)) else _LOST_MARK
    text, other = _text(words), _text(others)
    if len(words) == len(others) == 1 and text == other:
        return 0.0
    if len(words) != len(others):
        if _parts_shape(text) == _parts_shape(other) != "":
            return _JOINED
        torn = not all(word.sure for word in (*words, *others)) and _likeness(text, other) >= _TORN
        return _SMUDGED if torn else None
    if _is_alike(text, other):
        return _ALIKE
    if bool(_LETTER.search(text)) != bool(_LETTER.search(other)):
        return _OTHER if words[0].sure and others[0].sure else _SMUDGED
    return 1 - 0.9 * _likeness(text, other)


def _likeness(text: str, other: str) -> float:
    return SequenceMatcher(None, shape(text), shape(other), autojunk=False).ratio()


def _text(words: Sequence[Word]) -> str:
    return "".join(word.key for word in words)


def _doubt(words: Sequence[Word], others: Sequence[Word]) -> Doubt | None:
    text, other = _text(words), _text(others)
    if text == other and len(words) == len(others):
        return "same"
    if words and others:
        alike = _is_alike(text, other) or _parts_shape(text) == _parts_shape(other) != ""
        if alike and (len(words) != len(others) or _is_alike(text, other)):
            return "shape"
    if (not words or not others) and not _LETTER.search(text + other):
        return "mark"
    return None if all(word.sure for word in (*words, *others)) else "confidence"


def _with_runs(steps: Sequence[_Step], original: Sequence[Word], made: Sequence[Word]) -> Iterator[_Step]:
    """Judge words together that stand on one side alone: a running head, a signature, a stamp."""
    for alone, group in groupby(steps, key=lambda step: (step.alone, step.gap.original_start == step.gap.original_end)):
        run = list(group)
        if not alone[0]:
            yield from run
            continue
        words, start, end = (
            (made, run[0].gap.made_start, run[-1].gap.made_end)
            if alone[1]
            else (original, run[0].gap.original_start, run[-1].gap.original_end)
        )
        if _stand_apart(words, start, end):
            numbered = _page_numbers(words[start:end])
            kinds: list[Doubt | None] = [
                "page-number" if word.apart in numbered else "apart" for word in words[start:end]
            ]
        else:
            kinds = [_doubt_of_run(words[start:end])] * len(run)
        for step, doubt in zip(run, kinds, strict=True):
            yield step if step.doubt == "mark" and doubt in {None, "confidence"} else step._replace(doubt=doubt)


def _doubt_of_run(run: Sequence[Word]) -> Doubt | None:
    lettered = [word for word in run if _LETTER.search(word.key)]
    unsure = sum(len(word.key) for word in lettered if not word.sure)
    return "confidence" if unsure and unsure >= _UNSURE * sum(len(word.key) for word in lettered) else None


def _page_numbers(run: Sequence[Word]) -> set[int]:
    """Return which lines that stand apart are numbers of pages."""
    lines = groupby(run, key=lambda word: word.apart)
    return {number for number, line in lines if _PAGE_NUMBER.fullmatch("".join(word.key for word in line))}


def _stand_apart(words: Sequence[Word], start: int, end: int) -> bool:
    """Say whether words are whole lines that stand apart from the text."""
    if not all(word.apart for word in words[start:end]):
        return False
    begins = not start or words[start - 1].apart != words[start].apart
    return begins and (end == len(words) or words[end].apart != words[end - 1].apart)
