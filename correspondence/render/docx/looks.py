"""How runs and paragraphs look in Word's terms, and the properties that say so.

A look is complete; what is written is only where it differs from what Word would show
anyway. The order of the elements is the one of ECMA-376 (Part 1, 17.3.1.26 and 17.3.2.28),
from which Word does not let a file depart.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection
from dataclasses import dataclass
from html import escape
from typing import Literal

from correspondence.stylesheet import Border, ComputedStyle

_GENERIC_FONTS = {"serif": "Times New Roman", "sans-serif": "Arial", "monospace": "Courier New"}
_MOST_SPACE = 31
"""Points that Word leaves between a border and the words at most (17.3.4)."""


def twips(points: float) -> int:
    """Return a length in Word's unit, the twentieth of a point."""
    return round(points * 20)


@dataclass(frozen=True, slots=True)
class RunLook:
    """How words look: ``size`` in half points, ``spacing`` in twips, ``color`` in hexadecimal digits."""

    font: str
    size: int
    bold: bool
    italic: bool
    caps: bool
    small_caps: bool
    color: str
    spacing: int
    underline: bool

    @classmethod
    def of(cls, style: ComputedStyle, *, underline: bool) -> RunLook:
        """Translate a computed style. ``underline`` tells whether a line runs below, from an element above too."""
        font = style.font_family[0]
        return cls(
            font=_GENERIC_FONTS.get(font.lower(), font),
            size=round(style.font_size * 2),
            bold=style.font_weight == "bold",
            italic=style.font_style == "italic",
            caps=style.text_transform == "uppercase",
            small_caps=style.font_variant_caps == "small-caps",
            color=style.color,
            spacing=twips(style.letter_spacing),
            underline=underline,
        )


TOGGLES = frozenset({"bold", "italic", "caps", "small_caps"})
"""Properties that a character style turns around where the paragraph's style has them too (17.7.3)."""


def run_properties(
    look: RunLook, base: RunLook | None, style_id: str = "", forced: Collection[str] = (), language: str = ""
) -> str:
    """Return ``<w:rPr>`` for what differs from ``base``, everything where there is none; empty where nothing does.

    Args:
        look: How the words are to look.
        base: How they look without these properties.
        style_id: The character style.
        forced: Names of fields to write whether they differ or not.
        language: BCP 47 tag to write.
    """

    def differs(name: str) -> bool:
        return base is None or name in forced or getattr(look, name) != getattr(base, name)

    def toggle(name: str, tag: str) -> str:
        if not differs(name) or (base is None and not getattr(look, name)):
            return ""
        return f"<w:{tag}/>" if getattr(look, name) else f'<w:{tag} w:val="0"/>'

    font, size = escape(look.font), look.size
    parts = (
        f'<w:rStyle w:val="{style_id}"/>' if style_id else "",
        f'<w:rFonts w:ascii="{font}" w:eastAsia="{font}" w:hAnsi="{font}" w:cs="{font}"/>' if differs("font") else "",
        toggle("bold", "b"),
        toggle("italic", "i"),
        toggle("caps", "caps"),
        toggle("small_caps", "smallCaps"),
        f'<w:color w:val="{look.color}"/>' if differs("color") else "",
        f'<w:spacing w:val="{look.spacing}"/>' if differs("spacing") and (base or look.spacing) else "",
        '<w:kern w:val="2"/>' if base is None else "",  # letters in pairs closer at any size, as the PDF's are
        f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>' if differs("size") else "",
        f'<w:u w:val="{"single" if look.underline else "none"}"/>'
        if differs("underline") and (base or look.underline)
        else "",
        f'<w:lang w:val="{escape(language)}" w:eastAsia="{escape(language)}"/>' if language else "",
    )
    inner = "".join(parts)
    return f"<w:rPr>{inner}</w:rPr>" if inner else ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line along a paragraph: ``size`` in eighths of a point, ``space`` to the words in points."""

    style: Literal["single", "double"]
    size: int
    color: str
    space: int = 0

    @classmethod
    def of(cls, border: Border, space: float = 0.0) -> Line:
        """Translate a border. CSS measures a double line over all, Word each of its two strokes."""
        strokes = 3 if border.style == "double" else 1
        size = max(2, min(96, round(border.width * 8 / strokes)))
        return cls("double" if strokes > 1 else "single", size, border.color, cls.fit(space))

    @staticmethod
    def fit(space: float) -> int:
        """Return a distance as Word can show it."""
        return max(0, min(_MOST_SPACE, round(space)))

    @staticmethod
    def fits(space: float) -> bool:
        """Tell whether Word can show a distance."""
        return space < _MOST_SPACE + 0.5

    def xml(self, side: str, *, space: bool = True) -> str:
        """Return the element that draws it; in a table the room is the cell's margin."""
        room = f' w:space="{self.space if space else 0}"'
        return f'<w:{side} w:val="{self.style}" w:sz="{self.size}"{room} w:color="{self.color}"/>'


@dataclass(frozen=True, slots=True)
class ParagraphLook:
    """How a paragraph stands: lengths in twips; ``line`` is 0 for Word's own single spacing."""

    keep_next: bool = False
    keep_lines: bool = False
    page_break_before: bool = False
    widow_control: bool = True
    top: Line | None = None
    left_line: Line | None = None
    bottom: Line | None = None
    right_line: Line | None = None
    before: int = 0
    after: int = 0
    line: int = 0
    at_least: bool = False
    left: int = 0
    right: int = 0
    first_line: int = 0
    align: Literal["left", "right", "center", "justify"] = "left"


_PLAIN = ParagraphLook()
_SIDES = (("top", "top"), ("left_line", "left"), ("bottom", "bottom"), ("right_line", "right"))
_ALIGN = {"left": "left", "right": "right", "center": "center", "justify": "both"}


def paragraph_properties(
    look: ParagraphLook,
    base: ParagraphLook | None,
    *,
    style_id: str = "",
    numbering: str = "",
    tab: int = 0,
    outline: int | None = None,
    mark: str = "",
) -> str:
    """Return ``<w:pPr>`` for what differs from ``base`` (from a plain paragraph where there is none).

    Args:
        look: How the paragraph is to stand.
        base: How it stands without these properties.
        style_id: The paragraph style.
        numbering: The ``w:numPr`` element of a list's entry, whose indents the list gives.
        tab: Where the one tab ends, in twips from the margin; 0 where the hanging indent says it.
        outline: Outline level, 0 for the first.
        mark: The ``w:rPr`` element of the paragraph's mark.
    """
    under = base or _PLAIN

    def flag(name: str, tag: str) -> str:
        if getattr(look, name) == getattr(under, name):
            return ""
        return f"<w:{tag}/>" if getattr(look, name) else f'<w:{tag} w:val="0"/>'

    parts = (
        f'<w:pStyle w:val="{style_id}"/>' if style_id else "",
        flag("keep_next", "keepNext"),
        flag("keep_lines", "keepLines"),
        flag("page_break_before", "pageBreakBefore"),
        flag("widow_control", "widowControl"),
        numbering,
        _borders(look, under),
        f'<w:tabs><w:tab w:val="left" w:pos="{tab}"/></w:tabs>' if tab else "",
        _spacing(look, under),
        _indents(look, dataclasses.replace(under, left=look.left, first_line=look.first_line) if numbering else under),
        f'<w:jc w:val="{_ALIGN[look.align]}"/>' if look.align != under.align else "",
        f'<w:outlineLvl w:val="{outline}"/>' if outline is not None else "",
        mark,
    )
    inner = "".join(parts)
    return f"<w:pPr>{inner}</w:pPr>" if inner else ""


def _borders(look: ParagraphLook, base: ParagraphLook) -> str:
    parts = []
    for name, side in _SIDES:
        line, under = getattr(look, name), getattr(base, name)
        if line != under:
            parts.append(line.xml(side) if line else f'<w:{side} w:val="nil"/>')
    return f"<w:pBdr>{''.join(parts)}</w:pBdr>" if parts else ""


def _spacing(look: ParagraphLook, base: ParagraphLook) -> str:
    said = [
        f' w:{name}="{getattr(look, name)}"'
        for name in ("before", "after")
        if getattr(look, name) != getattr(base, name)
    ]
    if (look.line, look.at_least) != (base.line, base.at_least):
        rule = "atLeast" if look.at_least else "exact"
        said.append(f' w:line="{look.line}" w:lineRule="{rule}"' if look.line else ' w:line="240" w:lineRule="auto"')
    return f"<w:spacing{''.join(said)}/>" if said else ""


def _indents(look: ParagraphLook, base: ParagraphLook) -> str:
    said = [
        f' w:{name}="{getattr(look, name)}"' for name in ("left", "right") if getattr(look, name) != getattr(base, name)
    ]
    if look.first_line != base.first_line:  # one value under two names: the one written replaces the other
        said.append(f' w:hanging="{-look.first_line}"' if look.first_line < 0 else f' w:firstLine="{look.first_line}"')
    return f"<w:ind{''.join(said)}/>" if said else ""
