"""The cascade: from rules to the computed style of an element."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from correspondence.stylesheet.properties import PROPERTIES, SIDES, Percent, Value
from correspondence.stylesheet.selectors import Path, Selector

Break = Literal["auto", "avoid", "page"]
BoxName = Literal["top-left", "top-center", "top-right", "bottom-left", "bottom-center", "bottom-right"]
BOX_NAMES: tuple[BoxName, ...] = (
    *("top-left", "top-center", "top-right"),
    *("bottom-left", "bottom-center", "bottom-right"),
)
"""The boxes in a page's margins, from left to right."""


@dataclass(frozen=True, slots=True)
class Border:
    """A line at one side. ``width`` is in points, 0 where no line is drawn; ``color`` is six hexadecimal digits."""

    width: float = 0.0
    style: Literal["none", "solid", "double"] = "none"
    color: str = "000000"


@dataclass(frozen=True, slots=True)
class ComputedStyle:
    """How one element looks. Lengths are points; ``None`` stands for auto, and for no line height of its own.

    ``running`` is the name under which the element runs in the margin, None where it stands in the page.
    """

    font_family: tuple[str, ...]
    font_size: float
    font_style: Literal["normal", "italic"]
    font_weight: Literal["normal", "bold"]
    font_variant_caps: Literal["normal", "small-caps"]
    text_transform: Literal["none", "uppercase"]
    letter_spacing: float
    color: str
    text_decoration: Literal["none", "underline"]
    text_align: Literal["left", "right", "center", "justify"]
    text_indent: float
    line_height: float | None
    margin_top: float
    margin_right: float
    margin_bottom: float
    margin_left: float
    padding_top: float
    padding_right: float
    padding_bottom: float
    padding_left: float
    border_top: Border
    border_right: Border
    border_bottom: Border
    border_left: Border
    width: float | Percent | None
    max_width: float | Percent | None
    height: float | None
    break_before: Break
    break_after: Break
    break_inside: Break
    orphans: int
    widows: int
    list_style_type: str
    vertical_align: Literal["baseline", "top", "middle", "bottom"]
    display: str
    running: str | None


@dataclass(frozen=True, slots=True)
class Rule:
    """The declarations that one selector list applies to."""

    selectors: tuple[Selector, ...]
    declarations: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class CounterStyle:
    """How the entries of a list are marked.

    Attributes:
        name: Its name in ``list-style-type``.
        numbering: One of CSS's own numberings, such as ``decimal``; None for bullets.
        bullet: The sign before each entry; empty for numbers.
        prefix: What stands before the number.
        suffix: What stands after it.
    """

    name: str
    numbering: str | None
    bullet: str = ""
    prefix: str = ""
    suffix: str = ". "


@dataclass(frozen=True, slots=True)
class MarginBox:
    """What a box in the margin shows: the division that runs under the name ``running``, and where in the box."""

    running: str
    text_align: Literal["left", "center", "right"]
    vertical_align: Literal["top", "middle", "bottom"] = "middle"
    width: float | Percent | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """The sheet: its size and margins in points, and what runs in the margins.

    ``first`` is the first page, None where it is like the others.
    """

    width: float = 612.0
    height: float = 792.0
    margin_top: float = 72.0
    margin_right: float = 72.0
    margin_bottom: float = 72.0
    margin_left: float = 72.0
    boxes: Mapping[BoxName, MarginBox] = field(default_factory=lambda: MappingProxyType({}))
    first: Page | None = None

    @property
    def text_width(self) -> float:
        """Width between the margins."""
        return self.width - self.margin_left - self.margin_right


@dataclass(frozen=True, slots=True)
class FontFace:
    """A font file that a style sheet brings along. ``file`` is its name as that of the style sheet is."""

    family: str
    weight: Literal["normal", "bold"]
    style: Literal["normal", "italic"]
    file: str


@dataclass(frozen=True)
class Stylesheet:
    """A style sheet that was read and holds nothing outside the closed list.

    Attributes:
        css: The text for the PDF, imports in their place and without what is for Word alone.
        page: Size, margins and margin boxes.
        counter_styles: Every list style by its name, CSS's own included.
        files: The files that it came from, the first as it was named, each import once.
        rules: The rules in their order, :data:`RESET`'s first.
        font_faces: The font files that it brings along; ``css`` does not name them.
    """

    css: str
    page: Page
    counter_styles: Mapping[str, CounterStyle]
    files: tuple[str, ...]
    rules: tuple[Rule, ...]
    font_faces: tuple[FontFace, ...] = ()
    _known: dict[Path, ComputedStyle] = field(default_factory=dict, init=False, repr=False, compare=False)
    _values: dict[Path, Mapping[str, Value]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def computed(self, path: Path) -> ComputedStyle:
        """Compute the style of an element.

        Args:
            path: The elements from ``body`` down to the one that is meant.

        Returns:
            Its style, what it inherits included. The same object for the same path.
        """
        style = self._known.get(path)
        if style is None:
            style = self._known[path] = _style(self._value_of(path))
        return style

    def _value_of(self, path: Path) -> Mapping[str, Value]:
        if path not in self._values:
            above = self._value_of(path[:-1]) if len(path) > 1 else _INITIAL
            said = self._declared(path)
            values = {name: above[name] if rule.inherited else rule.initial for name, rule in PROPERTIES.items()}
            values.update({name: above[name] if value == "inherit" else value for name, value in said.items()})
            self._values[path] = values
        return self._values[path]

    def _declared(self, path: Path) -> dict[str, Value]:
        """Let the most specific rule win, and among equals the last."""
        found = []
        for order, rule in enumerate(self.rules):
            matching = [one.specificity for one in rule.selectors if one.matches(path)]
            if matching:
                found.append((max(matching), order, rule.declarations))
        said: dict[str, Value] = {}
        for _, _, declarations in sorted(found, key=lambda one: one[:2]):
            said.update(declarations)
        return said


_INITIAL: Mapping[str, Value] = MappingProxyType({name: rule.initial for name, rule in PROPERTIES.items()})
_FIELDS = frozenset(one.name for one in dataclasses.fields(ComputedStyle))


def _style(values: Mapping[str, Value]) -> ComputedStyle:
    """Put single values together: a border is one thing, and ``running(x)`` is a name."""
    together: dict[str, object] = {
        name.replace("-", "_"): value for name, value in values.items() if name.replace("-", "_") in _FIELDS
    }
    for side in SIDES:
        style, width = values[f"border-{side}-style"], values[f"border-{side}-width"]
        drawn = style != "none" and width
        color = values[f"border-{side}-color"] or values["color"]
        together[f"border_{side}"] = Border(width, style, color) if drawn else Border()  # type: ignore[arg-type] # the table says so
    position = str(values["position"])
    together["running"] = position[len("running(") : -1] if position.startswith("running(") else None
    return ComputedStyle(**together)  # type: ignore[arg-type] # the closed list holds each value to its type
