"""Lists: Word's numbering definitions, made from where the entries stand."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html import escape

from correspondence.render.docx.drafts import ListPlace, ParagraphDraft
from correspondence.render.docx.looks import twips
from correspondence.render.docx.styles import WORD
from correspondence.stylesheet import CounterStyle

_FORMATS = {
    "decimal": "decimal",
    "lower-alpha": "lowerLetter",
    "upper-alpha": "upperLetter",
    "lower-roman": "lowerRoman",
    "upper-roman": "upperRoman",
}


BLANKS = {" ": 0.25, "\u00a0": 0.25, "\u2002": 0.5, "\u2003": 1.0, "\u2009": 0.2, "\u200a": 0.1}
"""Widths of the blanks that may end a number, in ems: Word gets them as a hanging indent."""


@dataclass(frozen=True)
class Level:
    """How the entries of one depth are numbered; lengths in twips."""

    level: int
    format: str
    text: str
    start: int
    left: int
    hanging: int
    tab: int
    font: str

    @classmethod
    def of(cls, place: ListPlace, counter: CounterStyle) -> Level:
        """Translate a place in a list."""
        bullet = counter.numbering is None
        sign = counter.bullet if bullet else f"%{place.level + 1}"
        return cls(
            level=place.level,
            format="bullet" if bullet else _FORMATS[str(counter.numbering)],
            text=f"{counter.prefix}{sign}{counter.suffix.rstrip(''.join(BLANKS))}",
            start=1 if place.level == 0 else place.start,
            left=twips(place.left),
            hanging=twips(place.hanging),
            tab=twips(place.left + place.first_line) if place.first_line > 0 else 0,
            font=place.look.font if bullet else "",
        )

    def xml(self) -> str:
        """Return the element that defines it: the number ends where the hanging indent begins."""
        font = escape(self.font)
        suffix = "" if self.hanging or self.tab else '<w:suff w:val="nothing"/>'
        tabs = f'<w:tabs><w:tab w:val="num" w:pos="{self.tab}"/></w:tabs>' if self.tab else ""
        run = f'<w:rPr><w:rFonts w:ascii="{font}" w:eastAsia="{font}" w:hAnsi="{font}" w:cs="{font}"/></w:rPr>'
        return (
            f'<w:lvl w:ilvl="{self.level}"><w:start w:val="{self.start}"/><w:numFmt w:val="{self.format}"/>{suffix}'
            f'<w:lvlText w:val="{escape(self.text)}"/><w:lvlJc w:val="right"/>'
            f'<w:pPr>{tabs}<w:ind w:left="{self.left}" w:hanging="{self.hanging}"/></w:pPr>{run if font else ""}</w:lvl>'
        )


@dataclass
class _Tree:
    """Lists that share one numbering: an outermost one and those inside it."""

    start: int
    first_level: int
    levels: dict[int, Level] = field(default_factory=dict)
    current: dict[int, int] = field(default_factory=dict)

    def takes(self, place: ListPlace, level: Level) -> bool:
        """Tell whether a list can be numbered here."""
        return self.levels.get(place.level, level) == level and (
            level.format == "bullet" or self.current.get(place.level, place.list_number) == place.list_number
        )

    def enter(self, place: ListPlace, level: Level) -> None:
        """Count one more entry."""
        self.levels[place.level] = level
        self.current = {depth: number for depth, number in self.current.items() if depth < place.level}
        self.current[place.level] = place.list_number


@dataclass(frozen=True)
class Numbering:
    """The numbering of one document.

    Attributes:
        abstracts: The distinct looks of lists, each a tuple of levels.
        numbers: For each numbering in use its look and, for numbers, where and with what it starts.
        by_list: The number (``w:numId``, counted from 1) of each list in the document.
    """

    abstracts: tuple[tuple[Level, ...], ...] = ()
    numbers: tuple[tuple[int, tuple[int, int] | None], ...] = ()
    by_list: Mapping[int, int] = field(default_factory=dict)


def number_properties(level: int, number: int) -> str:
    """Return a ``w:numPr`` element."""
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'


def number_lists(paragraphs: Iterable[ParagraphDraft], counters: Mapping[str, CounterStyle]) -> Numbering:
    """Find out which numberings the lists of a document need."""
    trees: list[_Tree] = []
    outer: dict[int, _Tree] = {}
    homes: dict[int, _Tree] = {}
    for paragraph in paragraphs:
        place = paragraph.place
        if place is None:
            continue
        level = Level.of(place, counters[place.style])
        tree = homes.get(place.list_number) or outer.get(place.outermost)
        if tree is None or not (place.list_number in homes or tree.takes(place, level)):
            tree = _Tree(place.start, place.level)
            trees.append(tree)
            outer.setdefault(place.outermost, tree)
        homes[place.list_number] = tree
        tree.enter(place, tree.levels.get(place.level, level))
    abstracts: dict[tuple[Level, ...], int] = {}
    numbers: dict[object, int] = {}
    made: list[tuple[int, tuple[int, int] | None]] = []
    of_tree: dict[int, int] = {}
    for order, tree in enumerate(trees):
        look = tuple(level for _, level in sorted(tree.levels.items()))
        abstract = abstracts.setdefault(look, len(abstracts))
        plain = all(level.format == "bullet" for level in look)
        key: object = ("bullets", abstract) if plain else order
        if key not in numbers:
            made.append((abstract, None if plain else (tree.first_level, tree.start)))
            numbers[key] = len(made)
        of_tree[id(tree)] = numbers[key]
    return Numbering(tuple(abstracts), tuple(made), {number: of_tree[id(tree)] for number, tree in homes.items()})


def numbering_elements(numbering: Numbering, first_abstract: int = 0, first_number: int = 1) -> tuple[str, str]:
    """Return the definitions and the numberings as XML, counted from the given numbers."""
    abstracts = "".join(
        f'<w:abstractNum w:abstractNumId="{first_abstract + index}"><w:nsid w:val="{_mark(levels)}"/>'
        f'<w:multiLevelType w:val="multilevel"/>{"".join(level.xml() for level in levels)}</w:abstractNum>'
        for index, levels in enumerate(numbering.abstracts)
    )
    numbers = "".join(
        f'<w:num w:numId="{first_number + index}"><w:abstractNumId w:val="{first_abstract + abstract}"/>'
        f"{_override(start)}</w:num>"
        for index, (abstract, start) in enumerate(numbering.numbers)
    )
    return abstracts, numbers


def numbering_xml(numbering: Numbering) -> bytes:
    """Return the whole ``numbering.xml``."""
    inner = "".join(numbering_elements(numbering))
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:numbering {WORD}>{inner}</w:numbering>'.encode()
    )


def _override(start: tuple[int, int] | None) -> str:
    if start is None:
        return ""
    level, number = start
    return f'<w:lvlOverride w:ilvl="{level}"><w:startOverride w:val="{number}"/></w:lvlOverride>'


def _mark(levels: tuple[Level, ...]) -> str:
    """Return the eight digits by which Word knows a list again; the same for the same look."""
    return hashlib.sha256(repr(levels).encode()).hexdigest()[:8].upper()
