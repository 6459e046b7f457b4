"""Blocks that are known but for the words of their values: the values of the next letter are put where they belong.

What a text becomes is decided by its Markdown and, of its values, by little more than how many lines each has. Of a text that
was built once, every place at which words of a value stand is therefore known, and the next letter needs no building.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from correspondence.compose.parsing import ContentError, Parsed
from correspondence.compose.slots import TOKEN, Slot, number_of
from correspondence.compose.tree import TreeBuilder
from correspondence.document import Asset, Block, Field

FIRST_MARK = 0xF0000
"""The first of the characters that stand for words while their places are found; no value and no template has any."""
MOST_MARKS = 0xFFFE

Fill = Callable[[Sequence[str]], Any]


@dataclass(frozen=True, slots=True)
class Shape:
    """All by which a text and its values decide how it is built, where words stand as words.

    Attributes:
        text: The Markdown.
        values: Of each value its name, and of how many lines it is or, where it is no plain lines, what it is.
    """

    text: str
    values: tuple[tuple[Any, ...], ...]


def shape_of(text: str, slots: Sequence[Slot]) -> tuple[Shape, list[str]]:
    """Return the shape of a text with values, and the lines of those of its values that are plain lines."""
    values: list[tuple[Any, ...]] = []
    words: list[str] = []
    for slot in slots:
        own = slot.text
        lines = own.split("\n") if "\n" in own else [own]
        if slot.control is None and "\t" not in own and all(map(str.strip, lines)):
            values.append((slot.name, len(lines)))
            words += lines
        else:
            values.append((slot.name, own, slot.control))
    return Shape(text, tuple(values)), words


@dataclass(frozen=True)
class Filling:
    """What texts of one shape become, with room for their words.

    Attributes:
        assets: Their pictures.
        holes: Names of values that are empty in the middle of words.
        fixed: By their places among the words those that stand in more than words: it holds with just these.
        fill: Puts words into it.
    """

    assets: dict[str, Asset]
    holes: dict[str, None]
    fixed: dict[int, str]
    fill: Fill

    def blocks(self, words: Sequence[str]) -> tuple[Block, ...] | None:
        """Return the blocks with these words, None where one is another that must be the same."""
        if any(words[place] != word for place, word in self.fixed.items()):
            return None
        blocks: tuple[Block, ...] = self.fill(words)
        return blocks


def filling_of(builder: TreeBuilder, shape: Shape, words: Sequence[str]) -> Filling | None:
    """Find the places of the words of a text's values; None where they cannot be told.

    Args:
        builder: What built it.
        shape: Its shape.
        words: The words.
    """
    if len(words) > MOST_MARKS:
        return None
    fixed = set(_places_in_attributes(builder.parse(shape.text), shape))
    while True:
        marks = [word if place in fixed else chr(FIRST_MARK + place) for place, word in enumerate(words)]
        capture = dataclasses.replace(builder.capture, slots=list(_with(marks, shape, builder.capture.slots)))
        trial = TreeBuilder(builder.parse, capture, builder.picture, builder.known)
        try:
            blocks = trial.blocks(shape.text)
        except ContentError:
            return None
        elsewhere = set(_marks_beside_words(blocks))
        if not elsewhere:
            break
        fixed |= elsewhere
    fill = _filler(blocks) or (lambda _: blocks)
    return Filling(trial.assets, trial.holes, {place: words[place] for place in fixed}, fill)


def _spans(shape: Shape) -> Iterator[range]:
    """Yield the places of each value's words, none for a value that is no plain lines."""
    place = 0
    for _, what, *rest in shape.values:
        count = 0 if rest else what
        yield range(place, place + count)
        place += count


def _with(words: Sequence[str], shape: Shape, slots: Sequence[Slot]) -> Iterator[Slot]:
    """Yield values with other words."""
    for span, slot in zip(_spans(shape), slots, strict=True):
        yield dataclasses.replace(slot, text="\n".join(words[span.start : span.stop])) if span else slot


def _places_in_attributes(tree: Parsed, shape: Shape) -> Iterator[int]:
    """Yield the places of words in what Markdown says beside words: where a link leads, which picture it is."""
    spans = list(_spans(shape))
    for node in tree.root.walk(include_self=False):
        for value in node.attrs.values():
            for match in TOKEN.finditer(str(value)):
                yield from spans[number_of(match[1])] if match[1] else ()


def _marks_beside_words(part: Any) -> Iterator[int]:
    """Yield the places of words that do not stand for themselves, as in what a picture shows."""
    match part:
        case Field(text=text) if _place(text) is not None:
            return
        case str():
            yield from (ord(one) - FIRST_MARK for one in part if _place(one) is not None)
        case tuple():
            for one in part:
                yield from _marks_beside_words(one)
        case _ if dataclasses.is_dataclass(part):
            for one in dataclasses.fields(part):
                yield from _marks_beside_words(getattr(part, one.name))


def _place(text: str) -> int | None:
    """Return the place that a mark stands for, None for any other text."""
    place = ord(text) - FIRST_MARK if len(text) == 1 else -1
    return place if 0 <= place < MOST_MARKS else None


def _places_in(part: Any) -> Iterator[int]:
    """Yield the places of the words in a part."""
    match part:
        case Field(text=text) if (place := _place(text)) is not None:
            yield place
        case tuple():
            for one in part:
                yield from _places_in(one)
        case _ if dataclasses.is_dataclass(part):
            for one in dataclasses.fields(part):
                yield from _places_in(getattr(part, one.name))


def _filler(part: Any) -> Fill | None:
    """Return what makes a part with other words in it, None where it has none."""
    match part:
        case Field(text=text, name=name) if (place := _place(text)) is not None:
            return lambda words: Field(words[place], name)
        case tuple():
            inner = [(_filler(one), one) for one in part]
            if not any(fill for fill, _ in inner):
                return None
            return lambda words: tuple([fill(words) if fill else one for fill, one in inner])
        case _ if dataclasses.is_dataclass(part):
            return _filler_of_block(part)
    return None


def _filler_of_block(part: Any) -> Fill | None:
    """Return what makes a block with other words in it; for the same words as last time, it gives the same block."""
    places = tuple(sorted(set(_places_in(part))))
    if not places:
        return None
    make = type(part)
    inner = [(_filler(value), value) for value in (getattr(part, one.name) for one in dataclasses.fields(part))]
    latest: list[Any] = [None, None]

    def fill(words: Sequence[str]) -> Any:
        own = [words[place] for place in places]
        if own != latest[0]:
            latest[:] = own, make(*[fill(words) if fill else value for fill, value in inner])
        return latest[1]

    return fill
