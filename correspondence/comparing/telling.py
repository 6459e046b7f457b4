"""Show a comparison to a person."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator

from correspondence.comparing.differences import CONTEXT
from correspondence.comparing.result import Comparison, Difference
from correspondence.comparing.words import DASHES

LOOK = "read off the picture, and perhaps misread: look"
UNSURE = "agree, but were read off the picture with little confidence: look"

_SHOWN = 24
_NAMED = 2
_PUNCTUATION = frozenset(",.;:?!")
_DOUBTS = {
    "confidence": "little confidence",
    "shape": "looks alike",
    "mark": "a mark without letters",
    "apart": "a line apart: at the head or foot of its page, a stamp, or handwriting",
}


def describe(comparison: Comparison) -> Iterator[str]:
    """Yield the lines that show a comparison to a person."""
    yield _verdict(comparison)
    for difference in comparison.differences:
        yield f"  {tell(difference, comparison)}"
    if comparison.doubtful:
        yield f"{LOOK}:"
        for difference in comparison.doubtful:
            yield f"  {tell(difference, comparison)}"
    if comparison.unsure:
        yield f"{UNSURE}:"
        for page, words in _by_page(comparison.unsure):
            yield f"  page {page}: {_printable(' · '.join(words))}"
    for note in comparison.notes:
        yield f"note: {_printable(note)}"


def _verdict(comparison: Comparison) -> str:
    made, original = comparison.made, comparison.original
    if comparison.exact:
        return f"{made} has the words of {original}, all {comparison.matched:,} and no others: agreement 100 %"
    looks = _counted(len(comparison.doubtful) + len(comparison.unsure), "place")
    kinds = [difference.kind for difference in comparison.differences]
    if not kinds:
        return (
            f"{made} has the words of {original} wherever it was read with confidence, {comparison.matched:,} words:"
            f" agreement {comparison.percentage}; {looks} to look at"
        )
    counts = ", ".join(f"{kinds.count(kind)} {kind}" for kind in ("missing", "added", "changed") if kind in kinds)
    found = f"{_counted(len(kinds), 'difference')} ({counts})"
    told = f"{made} differs from {original}: agreement {comparison.percentage}, {found}"
    return f"{told}; {looks} to look at" if comparison.doubtful or comparison.unsure else told


def _counted(number: int, thing: str) -> str:
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def _by_page(unsure: Iterable[Difference]) -> Iterator[tuple[int, list[str]]]:
    """Yield the words of each page, once for each place."""
    pages: dict[int, list[str]] = {}
    for one in unsure:
        side = one.made if one.made.page else one.original
        pages.setdefault(side.page or 1, []).append(side.text)
    yield from sorted(pages.items())


def tell(difference: Difference, comparison: Comparison) -> str:
    """Return a difference in its surroundings, in one line."""
    why = f" ({_DOUBTS[difference.doubt]})" if difference.doubt in _DOUBTS else ""
    return f"{_place(difference)}: {_shown(difference, _last(comparison))}{why}"


def tell_briefly(difference: Difference, comparison: Comparison, names: tuple[str, str]) -> str:
    """Return a difference in its surroundings, without its place.

    Args:
        difference: One of the comparison's.
        comparison: What was found.
        names: What the original and the other file are called.
    """
    return _shown(difference, _last(comparison), names)


def _last(comparison: Comparison) -> int:
    """Return the number of words in the original."""
    found = (*comparison.differences, *comparison.doubtful, *comparison.unsure)
    return comparison.matched + sum(each.original.end - each.original.start for each in found)


def _place(difference: Difference) -> str:
    page = f"page {difference.made.page}, " if difference.made.page else ""
    if not page and difference.original.places:
        page = f"page {difference.original.page} of the original, "
    line = f" (line {difference.original.line})" if difference.original.line else ""
    return f"{page}block {difference.original.block}{line}"


def _shown(difference: Difference, last: int, names: tuple[str, str] = ("original", "here")) -> str:
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
        marks = f"[{names[0]}: {_short(wanted)}] [{names[1]}: {_short(found)}]"
    elif difference.kind == "missing":
        marks = f"[missing: {_short(wanted)}]"
    else:
        # What is added at the end, or between words that nothing parts, is set off all the same.
        marks = f"[added: {_short(found)}]"
        before = before if not before or after or before[-1].isspace() else f"{before} "
        after = after if not after or after[0].isspace() else f" {after}"
    opening = "… " if difference.original.start > CONTEXT else ""
    closing = " …" if difference.original.end + CONTEXT < last else ""
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
