"""The numbers of Word's lists, which stand in no text: computed as Word shows them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from correspondence.replies.read.word_xml import W, value_of

if TYPE_CHECKING:
    from lxml import etree

_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"))
_ROMAN_SMALL = ((9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_LETTERS = 26
_LARGEST = 5000


@dataclass(frozen=True, slots=True)
class _Level:
    start: int
    form: str
    text: str


@dataclass(slots=True)
class Numbering:
    """The lists of one file, and how far each has counted."""

    levels: Mapping[str, Mapping[str, _Level]] = field(default_factory=dict)
    lists: Mapping[str, str] = field(default_factory=dict)
    counts: dict[tuple[str, int], int] = field(default_factory=dict)

    @classmethod
    def of(cls, root: etree._Element | None) -> Numbering:
        """Read the definitions of a file's lists; None where it has none."""
        if root is None:
            return cls()
        levels = {
            one.get(f"{W}abstractNumId", ""): {
                level.get(f"{W}ilvl", "0"): _level(level) for level in one.iter(f"{W}lvl")
            }
            for one in root.iter(f"{W}abstractNum")
        }
        lists = {one.get(f"{W}numId", ""): value_of(one, f"{W}abstractNumId") for one in root.iter(f"{W}num")}
        return cls(levels, lists)

    def label(self, paragraph: etree._Element) -> str:
        """Return the number that stands before a paragraph, with a blank behind it; empty where there is none."""
        properties = paragraph.find(f"{W}pPr/{W}numPr")
        if properties is None:
            return ""
        number, depth = value_of(properties, f"{W}numId"), value_of(properties, f"{W}ilvl") or "0"
        levels = self.levels.get(self.lists.get(number, ""), {})
        if depth not in levels or not depth.isdecimal():
            return ""
        level, deep = levels[depth], int(depth)
        self.counts[number, deep] = min(self.counts.get((number, deep), level.start - 1) + 1, _LARGEST)
        for key in [key for key in self.counts if key[0] == number and key[1] > deep]:
            del self.counts[key]
        if level.form == "bullet":
            return "• "
        if level.form == "none":
            return ""
        shown = re.sub(r"%(\d)", lambda found: self._counted(number, int(found[1]) - 1, levels), level.text)
        return f"{shown} " if shown.strip() else ""

    def _counted(self, number: str, deep: int, levels: Mapping[str, _Level]) -> str:
        level = levels.get(str(deep))
        if level is None:
            return ""
        return _written(self.counts.get((number, deep), level.start), level.form)


def _level(level: etree._Element) -> _Level:
    start = value_of(level, f"{W}start")
    return _Level(
        int(start) if start.isdecimal() and len(start) < 5 else 1,  # noqa: PLR2004  (four digits)
        value_of(level, f"{W}numFmt") or "decimal",
        value_of(level, f"{W}lvlText"),
    )


def _written(number: int, form: str) -> str:
    if form in {"lowerLetter", "upperLetter"} and number > 0:
        letters = chr(ord("a") + (number - 1) % _LETTERS) * ((number - 1) // _LETTERS + 1)
        return letters.upper() if form == "upperLetter" else letters
    if form in {"lowerRoman", "upperRoman"}:
        signs, rest = "", number
        for value, sign in (*_ROMAN, *_ROMAN_SMALL):
            count, rest = divmod(rest, value)
            signs += sign * count
        return signs.upper() if form == "upperRoman" else signs
    return str(number)
