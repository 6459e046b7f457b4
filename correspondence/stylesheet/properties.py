"""The closed list of style properties: what a style sheet may say, as data.

:data:`PROPERTIES` names every property with exactly the values that it accepts;
:data:`SHORTHANDS` names those that stand for several others. Both the reader and the
documentation are made from these two tables, so that neither can say what the other
does not.
"""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from tinycss2 import serialize
from tinycss2.color3 import parse_color

Token = Any
"""A node or token of tinycss2, which ships no types."""

POINTS: Mapping[str, float] = MappingProxyType({"pt": 1.0, "in": 72.0, "cm": 72 / 2.54, "mm": 72 / 25.4})
"""The units of length, each with its size in points."""


@dataclass(frozen=True, slots=True)
class Percent:
    """A share of the width that is there: 25 for a quarter."""

    value: float

    def of(self, whole: float) -> float:
        """Return the share of ``whole``, in the same unit."""
        return whole * self.value / 100


Value = str | float | int | tuple[str, ...] | Percent | None


@dataclass(frozen=True, slots=True)
class Property:
    """One property of the closed list.

    Attributes:
        name: Its name in CSS.
        accepts: Keywords as they are written, and forms in angle brackets.
        initial: Its value where nothing is said; lengths in points.
        inherited: Whether what stands inside takes it over.
        purpose: What it does, for the documentation.
        positive: A length or number must be above zero.
        negative: A length may be below zero.
        only: The elements that it may be said of, where not of all.
    """

    name: str
    accepts: tuple[str, ...]
    initial: Value
    inherited: bool
    purpose: str
    positive: bool = False
    negative: bool = False
    only: tuple[str, ...] = ()


SIDES = ("top", "right", "bottom", "left")
_BREAKS = ("auto", "avoid", "page")

FORMS: Mapping[str, str] = MappingProxyType(
    {
        "<length>": "a number with pt, in, mm or cm, or 0",
        "<points>": "a number with pt",
        "<percentage>": "a number with %",
        "<number>": "a whole number",
        "<color>": "#rrggbb, #rgb or a color's name such as navy",
        "<families>": 'names of fonts, the first choice first, such as "Times New Roman", serif',
        "<counter-style>": "the name of a @counter-style, or one of CSS's own: disc, circle, square, decimal, "
        "lower-alpha, upper-alpha, lower-roman, upper-roman",
        "<running>": "running(NAME): takes the division out of the page into the margins that say element(NAME)",
    }
)
"""What the forms in angle brackets mean."""


def _declare() -> Iterable[Property]:
    """Yield the whole list."""
    yield Property("font-family", ("<families>",), ("Times New Roman",), inherited=True, purpose="The typeface")
    yield Property("font-size", ("<length>",), 12.0, inherited=True, purpose="Size of the type", positive=True)
    yield Property("font-style", ("normal", "italic"), "normal", inherited=True, purpose="Upright or italic type")
    yield Property("font-weight", ("normal", "bold"), "normal", inherited=True, purpose="Regular or bold type")
    yield Property("font-variant-caps", ("normal", "small-caps"), "normal", inherited=True, purpose="Small capitals")
    yield Property("text-transform", ("none", "uppercase"), "none", inherited=True, purpose="Capitals throughout")
    yield Property(
        "letter-spacing", ("normal", "<length>"), 0.0, inherited=True, purpose="Room between letters", negative=True
    )
    yield Property("color", ("<color>",), "000000", inherited=True, purpose="Color of the type")
    yield Property("text-decoration", ("none", "underline"), "none", inherited=False, purpose="A line below the words")
    yield Property(
        "text-align", ("left", "right", "center", "justify"), "left", inherited=True, purpose="How lines are set"
    )
    yield Property("text-indent", ("<length>",), 0.0, inherited=True, purpose="Indent of the first line", negative=True)
    yield Property(
        "line-height", ("<points>",), None, inherited=True, purpose="From one line to the next", positive=True
    )
    for side in SIDES:
        yield Property(
            f"margin-{side}", ("<length>",), 0.0, inherited=False, purpose=f"Room outside, {side}", negative=True
        )
    for side in SIDES:
        yield Property(f"padding-{side}", ("<length>",), 0.0, inherited=False, purpose=f"Room inside, {side}")
    for side in SIDES:
        yield Property(
            f"border-{side}-width", ("<length>",), 0.75, inherited=False, purpose=f"Thickness of the line, {side}"
        )
        yield Property(
            f"border-{side}-style", ("none", "solid", "double"), "none", inherited=False, purpose=f"The line, {side}"
        )
        yield Property(
            f"border-{side}-color", ("<color>",), None, inherited=False, purpose=f"Color of the line, {side}"
        )
    for name, purpose in (("width", "Width of what is inside"), ("max-width", "Greatest width of what is inside")):
        yield Property(
            name,
            ("auto" if name == "width" else "none", "<length>", "<percentage>"),
            None,
            inherited=False,
            purpose=purpose,
            positive=True,
        )
    yield Property(
        "height",
        ("auto", "<length>"),
        None,
        inherited=False,
        purpose="Height of a picture, or of the room for a signature",
        positive=True,
        only=("img", ".signature-field"),
    )
    yield Property("break-before", _BREAKS, "auto", inherited=False, purpose="Whether a page may end before it")
    yield Property("break-after", _BREAKS, "auto", inherited=False, purpose="Whether a page may end after it")
    yield Property("break-inside", _BREAKS[:2], "auto", inherited=False, purpose="Whether a page may end inside")
    yield Property(
        "orphans", ("<number>",), 2, inherited=True, purpose="Least lines before a page's end", positive=True
    )
    yield Property("widows", ("<number>",), 2, inherited=True, purpose="Least lines after a page's end", positive=True)
    yield Property(
        "list-style-type", ("none", "<counter-style>"), "disc", inherited=True, purpose="Numbers or bullets of a list"
    )
    yield Property(
        "vertical-align",
        ("baseline", "top", "middle", "bottom"),
        "baseline",
        inherited=False,
        purpose="Where a cell's, a column's or a margin's content stands",
    )
    yield Property(
        "display",
        ("inline", "block", "inline-block", "list-item", "table", "table-cell", "none"),
        "inline",
        inherited=False,
        purpose="none leaves the part out",
    )
    yield Property("position", ("static", "<running>"), "static", inherited=False, purpose="Runs a part in the margin")


PROPERTIES: Mapping[str, Property] = MappingProxyType({one.name: one for one in _declare()})
"""Every property, by its name."""


def _four(pattern: str) -> tuple[str, ...]:
    return tuple(pattern.format(side) for side in SIDES)


SHORTHANDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "margin": _four("margin-{}"),
        "padding": _four("padding-{}"),
        "border-width": _four("border-{}-width"),
        "border-style": _four("border-{}-style"),
        "border-color": _four("border-{}-color"),
        "border": tuple(f"border-{side}-{part}" for side in SIDES for part in ("width", "style", "color")),
        **{f"border-{side}": tuple(f"border-{side}-{part}" for part in ("width", "style", "color")) for side in SIDES},
    }
)
"""Every property that stands for several: one to four values for the sides, or width, style and color of a border."""


class ValueRefused(Exception):  # noqa: N818 - it never leaves this package: the reader turns it into a problem
    """A value that the closed list does not hold; its words say what would be."""


def shown(tokens: Sequence[Token]) -> str:
    """Return tokens as a message shows them: on one line, and fit to stand in double quotation marks."""
    return " ".join(str(serialize(tokens)).split()).replace('"', "'")


def near_miss(wrong: str, known: Iterable[str]) -> str:
    """Return ``did you mean "…"?`` for a slip of the pen, and nothing for something else altogether."""
    found = difflib.get_close_matches(wrong.lower(), list(known), n=1, cutoff=0.7)
    return f'did you mean "{found[0]}"?' if found else ""


def expand(name: str, tokens: Sequence[Token]) -> dict[str, Value | str]:
    """Read the value of one declaration.

    Args:
        name: Name of the property, a shorthand too.
        tokens: What stands after the colon, as tinycss2 gives it.

    Returns:
        The values of the single properties, by name. ``"inherit"`` stands for the parent's value.

    Raises:
        ValueRefused: A value is not in the closed list.
    """
    words = [token for token in tokens if token.type not in {"whitespace", "comment"}]
    names = SHORTHANDS.get(name, (name,))
    if [token.lower_value for token in words if token.type == "ident"] == ["inherit"] and len(words) == 1:
        return dict.fromkeys(names, "inherit")
    if name not in SHORTHANDS:
        return {name: _single(PROPERTIES[name], words)}
    if len(names) == len(SIDES):
        return _sides(names, words)
    return _border(names, words)


def _sides(names: tuple[str, ...], words: Sequence[Token]) -> dict[str, Value | str]:
    """Deal one to four values out to top, right, bottom and left."""
    if not 1 <= len(words) <= len(SIDES):
        raise ValueRefused("write one to four values: top, right, bottom, left")
    values = [_single(PROPERTIES[names[0]], [word]) for word in words]
    top = values[0]
    right = values[1] if len(values) > 1 else top
    bottom = values[2] if len(values) > 2 else top  # noqa: PLR2004 - the third of four sides
    left = values[3] if len(values) > 3 else right  # noqa: PLR2004 - the fourth of four sides
    return dict(zip(names, (top, right, bottom, left), strict=True))


def _border(names: tuple[str, ...], words: Sequence[Token]) -> dict[str, Value | str]:
    """Read width, style and color in any order; what is not said goes back to its start."""
    if not words:
        raise ValueRefused("write width, style and color, or none")
    said: dict[str, Value] = {}
    for word in words:
        for part in ("width", "style", "color"):
            try:
                value = _single(PROPERTIES[f"border-top-{part}"], [word])
            except ValueRefused:
                continue
            if part in said:
                raise ValueRefused(f"the {part} stands twice; write width, style and color once each")
            said[part] = value
            break
        else:
            raise ValueRefused("write width, style and color, such as 0.75pt solid #000000, or none")
    return {one: said.get(part, PROPERTIES[one].initial) for one in names for part in (one.rsplit("-", 1)[1],)}


def _single(rule: Property, words: Sequence[Token]) -> Value:
    """Read the value of one property that stands for itself."""
    if "<families>" in rule.accepts:
        return _families(words)
    if len(words) != 1:
        raise ValueRefused(f"write {describe_values(rule)}")
    word = words[0]
    if word.type == "ident" and "<color>" not in rule.accepts:
        return _keyword(rule, word)
    for form, read in _READERS.items():
        if form in rule.accepts:
            value = read(rule, word)
            if value is not None:
                return value
    raise ValueRefused(f"write {describe_values(rule)}")


def _keyword(rule: Property, word: Token) -> Value:
    if word.lower_value in rule.accepts:  # where a keyword stands beside lengths, it means the initial value
        return str(word.lower_value) if isinstance(rule.initial, str) else rule.initial
    if "<counter-style>" in rule.accepts:
        return str(word.value)
    hint = near_miss(word.value, rule.accepts)
    raise ValueRefused(hint or f"write {describe_values(rule)}")


def _length(rule: Property, word: Token) -> float | None:
    zero = word.type == "number" and word.value == 0
    if not zero and not (word.type == "dimension" and word.lower_unit in POINTS):
        return None
    return _in_range(rule, 0.0 if zero else float(word.value * POINTS[word.lower_unit]))


def _points(rule: Property, word: Token) -> float | None:
    return _length(rule, word) if word.type == "dimension" and word.lower_unit == "pt" else None


def _percentage(rule: Property, word: Token) -> Percent | None:
    return Percent(_in_range(rule, float(word.value))) if word.type == "percentage" else None


def _number(rule: Property, word: Token) -> int | None:
    return int(_in_range(rule, word.int_value)) if word.type == "number" and word.is_integer else None


def _color(rule: Property, word: Token) -> str | None:  # noqa: ARG001 - one shape for all readers
    color = parse_color(word) if word.type in {"hash", "ident"} else None
    if color is None or color == "currentColor" or color.alpha != 1:
        return None
    return "".join(f"{round(part * 255):02X}" for part in (color.red, color.green, color.blue))


def _running(rule: Property, word: Token) -> str | None:  # noqa: ARG001 - one shape for all readers
    if word.type != "function" or word.lower_name != "running":
        return None
    inner = [token for token in word.arguments if token.type != "whitespace"]
    return f"running({inner[0].value})" if len(inner) == 1 and inner[0].type == "ident" else None


_READERS = {
    "<length>": _length,
    "<points>": _points,
    "<percentage>": _percentage,
    "<number>": _number,
    "<color>": _color,
    "<running>": _running,
}


def _in_range(rule: Property, value: float) -> float:
    if not math.isfinite(value) or (value < 0 and not rule.negative) or (value == 0 and rule.positive):
        raise ValueRefused(f"write a value {'above' if rule.positive else 'of at least'} 0")
    return value


def _families(words: Sequence[Token]) -> tuple[str, ...]:
    """Read a list of font names, quoted or in bare words."""
    names: list[str] = []
    current: list[str] = []
    for word in words:
        if word.type == "literal" and word.value == ",":
            names.append(" ".join(current))
            current = []
        elif word.type == "ident" or (word.type == "string" and not current):
            current.append(str(word.value))
        else:
            raise ValueRefused('write names of fonts with commas between, such as "Times New Roman", serif')
    names.append(" ".join(current))
    if not all(names):
        raise ValueRefused('write names of fonts with commas between, such as "Times New Roman", serif')
    return tuple(names)


def describe_values(rule: Property) -> str:
    """Say in words what a property accepts."""
    return " or ".join(FORMS.get(one, one) for one in rule.accepts)
