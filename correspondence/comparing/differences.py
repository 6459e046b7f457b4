"""Say how the words of a made file differ from those of its original."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any, Literal

from correspondence.comparing.alignment import Gap, gaps
from correspondence.comparing.words import DASHES, Reading, Word, words_of

SCHEMA = "correspondence/compare/1"

_CONTEXT = 4
_SHOWN = 24
_NAMED = 2
_NEW_BLOCK = " ¶ "
_PUNCTUATION = frozenset(",.;:?!")


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
        page: The page on which it begins, in a PDF.
    """

    text: str
    start: int
    end: int
    block: int
    line: int | None
    page: int | None


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where the made file has other words than the original.

    Attributes:
        kind: ``missing`` from the made file, ``added`` there, or ``changed``.
        original: What the original has there.
        made: What the made file has there.
        before: The original's words before it, with the white space that follows them.
        after: The original's words behind it, with the white space before them.
    """

    kind: Literal["missing", "added", "changed"]
    original: Passage
    made: Passage
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a comparison found.

    Attributes:
        made: The file that was made.
        original: The file that it was compared with.
        matched: How many words the two have in common, in the same order.
        compared: Those and, for each difference, the words of the side that has more of them.
        differences: Where they differ, in the order of the text.
        notes: What else the reader should know.
    """

    made: str
    original: str
    matched: int
    compared: int
    differences: tuple[Difference, ...]
    notes: tuple[str, ...] = ()

    @property
    def exact(self) -> bool:
        """Whether nothing is missing, added or changed."""
        return not self.differences

    @property
    def agreement(self) -> float:
        """The share of the words that agree: 1.0 if there is no difference, and less if there is any."""
        return 1.0 if self.exact else self.matched / self.compared

    @property
    def percentage(self) -> str:
        """The agreement in per cent, rounded down to two decimals: "100 %" only if it is exact."""
        if self.exact:
            return "100 %"
        hundredths = self.matched * 10_000 // self.compared
        return f"{hundredths // 100}.{hundredths % 100:02d} %"

    def as_json(self) -> dict[str, Any]:
        """Return the comparison as the plain mapping that ``--json`` prints."""
        return {
            "schema": SCHEMA,
            "file": self.made,
            "original": self.original,
            "agreement": self.agreement,
            "matched": self.matched,
            "compared": self.compared,
            "differences": [asdict(difference) for difference in self.differences],
            "notes": list(self.notes),
        }


class _Side:
    """The words of one file, and what stands around them."""

    def __init__(self, reading: Reading, other: Reading) -> None:
        self.blocks = reading.blocks
        self.words: list[Word] = words_of(reading, other)
        self.keys = [word.key for word in self.words]

    def opens_block(self, number: int) -> bool:
        """Say whether a word is the first of its block; the end of the text counts as one."""
        return number in {0, len(self.words)} or self.words[number].block != self.words[number - 1].block

    def border(self, number: int) -> str:
        """Return what stands between a word and the one before it: a space, the end of a block, or nothing."""
        if number in {0, len(self.words)}:
            return ""
        before, word = self.words[number - 1], self.words[number]
        if before.block != word.block:
            return _NEW_BLOCK
        return " " if before.end < word.start else ""

    def text(self, start: int, end: int) -> str:
        """Return words as they stand in the file."""
        pieces = []
        for number in range(start, end):
            word = self.words[number]
            pieces.append(self.border(number) if number > start else "")
            pieces.append(self.blocks[word.block].text[word.start : word.end])
        return "".join(pieces)

    def passage(self, start: int, end: int) -> Passage:
        """Return words with their place; nothing stands where the word before it stands."""
        text = self.text(start, end)
        if not self.words:
            return Passage(text, start, end, 1, None, None)
        place = self.words[start if start < end else max(start - 1, 0)]
        block = self.blocks[place.block]
        return Passage(text, start, end, place.block + 1, block.line, block.page_at(place.start))


def compare_texts(made: Reading, original: Reading) -> Comparison:
    """Compare a made file with the transcript of its original, word by word.

    A word is what stands between white space; a hyphen or dash is a word of its own. Words are the
    same where their folded forms are (see :func:`correspondence.comparing.fold`). The borders of blocks
    do not count. What was moved is missing in one place and added in another.

    Args:
        made: The file that was made.
        original: The transcript, or any other file that has the original's words.

    Returns:
        Every difference. To replace each one's words of the original by those of the made file
        turns the original's words into the made file's.
    """
    here, there = _Side(made, original), _Side(original, made)
    found = gaps(there.keys, here.keys)
    matched = len(there.words) - sum(gap.original_end - gap.original_start for gap in found)
    parts = [part for gap in _settled(found, there, here) for part in _parts(gap, there, here)]
    compared = matched + sum(
        max(part.original_end - part.original_start, part.made_end - part.made_start) for part in parts
    )
    differences = tuple(_difference(part, there, here) for part in parts)
    return Comparison(made.file, original.file, matched, compared, differences, made.notes + original.notes)


def _settled(found: Sequence[Gap], original: _Side, made: _Side) -> Iterator[Gap]:
    """Move what is missing or added to where a block begins, if it may as well be said to begin there.

    Of "the report. The annex. The" one may miss "The annex." or "annex. The": people would say the former.
    """
    original_limit = made_limit = 0
    for number, gap in enumerate(found):
        moved = gap
        if gap.original_start == gap.original_end or gap.made_start == gap.made_end:
            missing = gap.made_start == gap.made_end
            side, start, end = (
                (original, gap.original_start, gap.original_end) if missing else (made, gap.made_start, gap.made_end)
            )
            back = min(gap.original_start - original_limit, gap.made_start - made_limit)
            following = found[number + 1] if number + 1 < len(found) else None
            ahead = min(
                (following.original_start if following else len(original.words)) - gap.original_end,
                (following.made_start if following else len(made.words)) - gap.made_end,
            )
            step = _step(side, start, end, back, ahead)
            moved = Gap(*(place + step for place in gap))
        original_limit, made_limit = moved.original_end, moved.made_end
        yield moved


def _step(side: _Side, start: int, end: int, back: int, ahead: int) -> int:
    """Return by how many words a stretch can be moved so that it is made of whole blocks, or at least begins one."""
    lowest = 0
    while lowest > -back and side.keys[start + lowest - 1] == side.keys[end + lowest - 1]:
        lowest -= 1
    highest = 0
    while highest < ahead and side.keys[start + highest] == side.keys[end + highest]:
        highest += 1
    opening = [step for step in range(lowest, highest + 1) if side.opens_block(start + step)]
    whole = [step for step in opening if side.opens_block(end + step)]
    return min(whole or opening or [0], key=abs)


def _parts(gap: Gap, original: _Side, made: _Side) -> Iterator[Gap]:
    """Cut a gap where blocks end, if it has words on one side only or as many blocks on both."""
    cuts = _cuts(original, gap.original_start, gap.original_end)
    made_cuts = _cuts(made, gap.made_start, gap.made_end)
    if gap.made_start == gap.made_end:
        made_cuts *= len(cuts)
    elif gap.original_start == gap.original_end:
        cuts *= len(made_cuts)
    if len(cuts) != len(made_cuts):
        yield gap
        return
    for part, made_part in zip(cuts, made_cuts, strict=True):
        yield Gap(*part, *made_part)


def _cuts(side: _Side, start: int, end: int) -> list[tuple[int, int]]:
    borders = [start, *(number for number in range(start + 1, end) if side.opens_block(number)), end]
    return list(pairwise(borders))


def _difference(gap: Gap, original: _Side, made: _Side) -> Difference:
    kind: Literal["missing", "added", "changed"] = "changed"
    if gap.made_start == gap.made_end:
        kind = "missing"
    elif gap.original_start == gap.original_end:
        kind = "added"
    first = max(gap.original_start - _CONTEXT, 0)
    last = min(gap.original_end + _CONTEXT, len(original.words))
    before = original.text(first, gap.original_start) + original.border(gap.original_start)
    after = original.text(gap.original_end, last)
    if kind != "added":
        after = original.border(gap.original_end) + after
    return Difference(
        kind,
        original.passage(gap.original_start, gap.original_end),
        made.passage(gap.made_start, gap.made_end),
        before,
        after,
    )


def describe(comparison: Comparison) -> Iterator[str]:
    """Yield the lines that show a comparison to a person."""
    if comparison.exact:
        yield (
            f"{comparison.made} has the words of {comparison.original}, all {comparison.matched:,}"
            f" and no others: agreement 100 %"
        )
    else:
        kinds = [difference.kind for difference in comparison.differences]
        counts = ", ".join(f"{kinds.count(kind)} {kind}" for kind in ("missing", "added", "changed") if kind in kinds)
        number = f"{len(kinds)} difference{'s' if len(kinds) > 1 else ''}"
        yield f"{comparison.made} differs from {comparison.original}: agreement {comparison.percentage}, {number} ({counts})"
        last = comparison.matched + sum(each.original.end - each.original.start for each in comparison.differences)
        for difference in comparison.differences:
            yield f"  {_place(difference)}: {_shown(difference, last)}"
    for note in comparison.notes:
        yield f"note: {_printable(note)}"


def _place(difference: Difference) -> str:
    page = f"page {difference.made.page}, " if difference.made.page else ""
    line = f" (line {difference.original.line})" if difference.original.line else ""
    return f"{page}block {difference.original.block}{line}"


def _shown(difference: Difference, last: int) -> str:
    """Show a difference between the words around it; ``last`` is the number of words in the original."""
    before, after = difference.before, difference.after
    wanted, found = difference.original.text, difference.made.text
    if difference.kind == "changed":
        common = _common_end(wanted, found)
        wanted, found, after = (
            wanted[: len(wanted) - common],
            found[: len(found) - common],
            wanted[len(wanted) - common :] + after,
        )
        marks = f"[original: {_short(wanted)}] [here: {_short(found)}]"
    elif difference.kind == "missing":
        marks = f"[missing: {_short(wanted)}]"
    else:
        # What is added at the end, or between words that nothing parts, is set off all the same.
        marks = f"[added: {_short(found)}]"
        before = before if not before or after or before[-1].isspace() else f"{before} "
        after = after if not after or after[0].isspace() else f" {after}"
    opening = "… " if difference.original.start > _CONTEXT else ""
    closing = " …" if difference.original.end + _CONTEXT < last else ""
    line = f"{opening}{before}{marks}{after}{closing}{_named(wanted, found)}"
    return _printable(line)


def _common_end(wanted: str, found: str) -> int:
    """Return with how many marks of punctuation both end."""
    common = 0
    while common + 1 < min(len(wanted), len(found)) and wanted[-1 - common] == found[-1 - common] in _PUNCTUATION:
        common += 1
    return common


def _short(text: str) -> str:
    words = text.split()
    if len(words) <= _SHOWN:
        return text
    half = _SHOWN // 2
    return f"{' '.join(words[:half])} … {' '.join(words[-half:])} ({len(words)} words)"


def _named(wanted: str, found: str) -> str:
    """Name the characters that differ, where the eye might not see it."""
    pairs = [pair for pair in zip(wanted, found, strict=False) if pair[0] != pair[1]]
    doubtful = any(not character.isascii() or character in DASHES for pair in pairs for character in pair)
    if len(wanted) != len(found) or not doubtful or len(pairs) > _NAMED:
        return ""
    first, second = pairs[0]
    return f" ({_name(first)} in the original, {_name(second)} here)"


def _name(character: str) -> str:
    return unicodedata.name(character, f"U+{ord(character):04X}")


def _printable(line: str) -> str:
    """Show control characters, which could disturb a terminal, by their numbers."""
    return "".join(
        f"\u2039U+{ord(character):04X}\u203a"
        if unicodedata.category(character) in {"Cc", "Cf", "Co", "Cs"}
        else character
        for character in line
    )
