"""Say how the words of a made file differ from those of its original."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from correspondence.comparing.alignment import Gap, gaps
from correspondence.comparing.doubts import PASSED_OVER, Doubt, Weighed, weigh
from correspondence.comparing.result import Comparison, Difference, Kind, Passage, Place
from correspondence.comparing.words import Reading, Word, shown, words_of
from correspondence.reply import Box

CONTEXT = 4
"""Words that are shown before and after a difference."""
_NEW_BLOCK = " ¶ "


class _Side:
    """The words of one file, and what stands around them."""

    def __init__(self, reading: Reading, other: Reading) -> None:
        self.file = reading.file
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
            pieces.append(shown(self.blocks[word.block].text[word.start : word.end]))
        return "".join(pieces)

    def passage(self, start: int, end: int) -> Passage:
        """Return words with their place; nothing stands where the word before it stands."""
        text = self.text(start, end)
        if not self.words:
            return Passage(text, start, end, 1, None, None)
        place = self.words[start if start < end else max(start - 1, 0)]
        block = self.blocks[place.block]
        places = tuple(self._places(start, end))
        return Passage(text, start, end, place.block + 1, block.line, block.page_at(place.start), places)

    def _places(self, start: int, end: int) -> Iterator[Place]:
        """Yield the places of words, those on one line together."""
        found = [
            Place(page, box)
            for word in self.words[start:end]
            for block in [self.blocks[word.block]]
            for page in [block.page_at(word.start)]
            for box in dict.fromkeys(block.boxes[word.start : word.end])
            if box and page
        ]
        yield from joined(found)

    def named(self, start: int, end: int) -> str:
        """Return words with the page on which they stand."""
        word = self.words[start]
        return f"“{self.text(start, end)}” (page {self.blocks[word.block].page_at(word.start)})"


def joined(places: Sequence[Place]) -> Iterator[Place]:
    """Join the places of words that stand beside one another on a line."""
    last: Place | None = None
    for place in places:
        if last and last.page == place.page and _is_level(last.box, place.box):
            (left, top, right, bottom), (x1, y1, x2, y2) = last.box, place.box
            last = Place(last.page, (min(left, x1), min(top, y1), max(right, x2), max(bottom, y2)))
        else:
            if last:
                yield last
            last = place
    if last:
        yield last


def _is_level(one: Box, other: Box) -> bool:
    """Say whether two boxes stand on one line, which runs across or, where a page lies on its side, down."""
    shares = []
    for low, high in ((1, 3), (0, 2)):
        common = min(one[high], other[high]) - max(one[low], other[low])
        shares.append(2 * common >= min(one[high] - one[low], other[high] - other[low]))
    return any(shares)


def compare_texts(made: Reading, original: Reading) -> Comparison:
    """Compare a made file with the transcript of its original, word by word.

    A word is what stands between white space; a hyphen or dash is a word of its own. Words are the
    same where their folded forms are (see :func:`correspondence.comparing.fold`). The borders of blocks
    do not count. What was moved is missing in one place and added in another. Where words were read off
    a picture, what may be a slip in reading stands apart from the differences.

    Args:
        made: The file that was made.
        original: The transcript, or any other file that has the original's words.

    Returns:
        Every difference. To replace each one's words of the original by those of the made file
        turns the original's words into the made file's; where one was read off a picture, those of
        ``doubtful`` are replaced too, and what a note says to be a page's number is left out.
    """
    here, there = _Side(made, original), _Side(original, made)
    found = list(_settled(gaps(there.keys, here.keys), there, here))
    weighed = [piece for gap in found for piece in weigh(gap, there.words, here.words)]
    sure = [part for piece in weighed if not piece.doubt for part in _parts(piece.gap, there, here)]
    pairs = sorted([*_pairs(found, len(there.words), len(here.words)), *_pairs_in(weighed)])
    apart = [pair for pair in pairs if not (there.words[pair[0]].sure and here.words[pair[1]].sure)]
    matched = len(pairs) - len(apart)
    return Comparison(
        made.file,
        original.file,
        matched,
        matched + sum(max(part.original_end - part.original_start, part.made_end - part.made_start) for part in sure),
        tuple(_difference(part, there, here) for part in sure),
        (*made.notes, *original.notes, *_numbers(weighed, there, here)),
        tuple(
            _difference(part, there, here, piece.doubt)
            for piece in weighed
            if piece.doubt is not None and piece.doubt not in PASSED_OVER
            for part in _parts(piece.gap, there, here)
        ),
        tuple(
            _difference(Gap(place, place + 1, other, other + 1), there, here, "confidence", "same")
            for place, other in apart
        ),
    )


def _pairs_in(weighed: Sequence[Weighed]) -> Iterator[tuple[int, int]]:
    """Yield the places of the words that are equal, inside the gaps."""
    for gap, doubt in weighed:
        if doubt == "same":
            yield from zip(
                range(gap.original_start, gap.original_end), range(gap.made_start, gap.made_end), strict=True
            )


def _numbers(weighed: Sequence[Weighed], original: _Side, made: _Side) -> Iterator[str]:
    """Say which words were taken for the number of a page."""
    for side in (made, original):
        told = [
            side.named(start, end)
            for gap, doubt in weighed
            if doubt == "page-number"
            for start, end in [gap[2:] if side is made else gap[:2]]
            if start < end
        ]
        if told:
            yield f"taken for the number of a page of {side.file}, and not compared: {', '.join(told)}"


def _pairs(found: Sequence[Gap], words: int, made_words: int) -> Iterator[tuple[int, int]]:
    """Yield the places of the words that are equal, between the gaps."""
    place = other = 0
    for gap in (*found, Gap(words, words, made_words, made_words)):
        yield from zip(range(place, gap.original_start), range(other, gap.made_start), strict=True)
        place, other = gap.original_end, gap.made_end


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


def _difference(
    gap: Gap, original: _Side, made: _Side, doubt: Doubt | None = None, kind: Kind = "changed"
) -> Difference:
    if gap.made_start == gap.made_end:
        kind = "missing"
    elif gap.original_start == gap.original_end:
        kind = "added"
    first = max(gap.original_start - CONTEXT, 0)
    last = min(gap.original_end + CONTEXT, len(original.words))
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
        doubt,
    )
