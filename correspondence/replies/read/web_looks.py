"""What a web page's styles leave unseen: words that are hidden, as good as white, tiny, or off the page.

Only so much of CSS is understood as hides words. A rule of a style sheet counts for every element that its last part
fits, whatever stands before it: where in doubt, a person looks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from correspondence.replies.read.values import UnreadableError, foreign

if TYPE_CHECKING:
    from lxml import etree

Color = tuple[float, float, float]
BLACK: Color = (0.0, 0.0, 0.0)
WHITE: Color = (1.0, 1.0, 1.0)

_SAME_TONE = 24 / 256
_LEAST_OPACITY = 0.1
_LEAST_SIZE = 3
"""Points or pixels of letters that a person still reads with a glass."""
_LEAST_SHARE = 0.2
"""Of the size around, for sizes that are relative to it."""
_FAR = 300
"""Points or pixels by which words are pushed off a page."""
_LARGEST_SHEET = 200_000
_MOST_RULES = 2000
_LONGEST_COLOR = 60
_MOST_CLASSES = 40
_NUMBER = re.compile(r"\s*([+-]?(?:\d{1,9}(?:\.\d{0,9})?|\.\d{1,9}))\s*([a-z%]*)")
_FONT_SIZE = re.compile(r"(?:^|\s)((?:\d{1,9}(?:\.\d{0,9})?|\.\d{1,9})(?:px|pt|em|rem|%)?)(?=[\s/])")
_NO_SIZE = re.compile(
    r"scale(?:3d|x|y)?\(\s*0*(?:\.0*)?\s*[,)]|(?:inset|circle)\(\s*(?:100|[5-9]\d|0)\s*[%p)]|rect\(\s*0"
)
_LAST = re.compile(
    r"(?P<tag>[a-z][a-z0-9]*|\*)?(?P<names>(?:[.#][\w-]+)*)(?:\[[^\]]*\]|::?[\w-]+(?:\([^)]*\))?)*$", re.IGNORECASE
)
_GONE = {"display": ("none",), "mso-hide": ("all",)}
_PUSHED = ("left", "right", "top", "bottom", "margin-left", "margin-top", "text-indent")
_SIZED = ("height", "max-height", "width", "max-width")


@dataclass(frozen=True, slots=True)
class Look:
    """How words look at one place of a page.

    Attributes:
        ink: The color of letters.
        ground: What they stand on, None where that is a picture.
        tiny: Whether they are too small to be read.
        invisible: Whether they are switched off.
        struck: Whether a line goes through them.
        turned: Whether their letters run from right to left by force.
    """

    ink: Color | None = BLACK
    ground: Color | None = WHITE
    tiny: bool = False
    invisible: bool = False
    struck: bool = False
    turned: bool = False

    @property
    def is_seen(self) -> bool:
        """Whether a reader sees words here."""
        if self.tiny or self.invisible or self.ink is None:
            return False
        if self.ground is None:
            return True
        return max(abs(one - two) for one, two in zip(self.ink, self.ground, strict=True)) > _SAME_TONE


class Sheet:
    """The style sheets of one page."""

    def __init__(self, sources: Iterable[str]) -> None:
        self._rules: dict[str, list[tuple[frozenset[str], Mapping[str, str]]]] = {}
        whole = "\n".join(sources)
        if len(whole) > _LARGEST_SHEET:
            raise UnreadableError("has styles so long that it cannot be told what a reader sees; look at it")
        if "{" in whole:
            self._take(whole)

    def _take(self, source: str) -> None:
        import tinycss2

        with foreign("has styles that cannot be understood; look at it"):
            rules = list(_flat(tinycss2.parse_stylesheet(source, skip_comments=True, skip_whitespace=True)))
        for count, (prelude, content) in enumerate(rules):
            if count > _MOST_RULES:
                raise UnreadableError("has styles so long that it cannot be told what a reader sees; look at it")
            declared = declarations(content)
            for selector in prelude.split(","):
                last = re.split(r"[\s>+~]+", selector.strip())[-1]
                if declared and (found := _LAST.fullmatch(last)):
                    names = frozenset(re.findall(r"[.#][\w-]+", found["names"]))
                    key = min(names, default=(found["tag"] or "*").lower())
                    tag = frozenset() if found["tag"] in {None, "*"} else frozenset({found["tag"].lower()})
                    self._rules.setdefault(key, []).append((names | tag, declared))

    def of(self, element: etree._Element, tag: str) -> Iterator[Mapping[str, str]]:
        """Yield what the rules declare for an element."""
        if not self._rules:
            return
        names = {tag, *(f".{one}" for one in element.get("class", "").split()[:_MOST_CLASSES])}
        names |= {f"#{element.get('id')}"} if element.get("id") else set()
        for key in ("*", *sorted(names)):
            yield from (declared for wanted, declared in self._rules.get(key, ()) if wanted <= names)


def _flat(rules: Iterable[Any]) -> Iterator[tuple[str, str]]:
    """Yield selectors and declarations, those inside other rules too; what is for print alone is passed over."""
    import tinycss2

    for rule in rules:
        if rule.type == "qualified-rule":
            yield tinycss2.serialize(rule.prelude), tinycss2.serialize(rule.content)
        elif rule.type == "at-rule" and rule.content and rule.lower_at_keyword in {"media", "supports", "layer"}:
            prelude = tinycss2.serialize(rule.prelude).lower()
            if "print" not in prelude and "prefers-color-scheme" not in prelude:
                inside = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
                yield from ((one, content) for one, content in _flat(one for one in inside if one.type != "at-rule"))


def declarations(style: str) -> dict[str, str]:
    """Return what a style declares, by property.

    Example:
        >>> declarations("Color: #FFF; display : none !important")
        {'color': '#fff', 'display': 'none'}
    """
    found: dict[str, str] = {}
    for one in style.split(";"):
        name, colon, value = one.partition(":")
        if colon:
            found[name.strip().lower()] = value.replace("!important", "").strip().lower()
    return found


def look_of(element: etree._Element, tag: str, around: Look, sheet: Sheet) -> Look | None:
    """Return how the words of an element look, None where it is not shown at all.

    Args:
        element: The element.
        tag: Its name.
        around: How words look around it.
        sheet: The page's style sheets.
    """
    if "hidden" in element.attrib or (tag == "dialog" and "open" not in element.attrib):
        return None
    look = around
    if tag in {"details", "summary"}:
        look = replace(look, invisible=tag == "details" and "open" not in element.attrib)
    if tag in {"s", "strike", "del"}:
        look = replace(look, struck=True)
    if tag == "bdo" and element.get("dir", "").strip().lower() == "rtl":
        look = replace(look, turned=True)
    styles = [_attributes(element, tag), *sheet.of(element, tag), declarations(element.get("style", ""))]
    for declared in styles:
        if declared:
            if _is_gone(declared):
                return None
            look = _with(look, declared)
    return look


def _attributes(element: etree._Element, tag: str) -> dict[str, str]:
    """Return what the attributes of old web pages declare."""
    found: dict[str, str] = {}
    if ground := element.get("bgcolor"):
        found["background-color"] = ground.strip().lower()
    if tag == "font" and (color := element.get("color")):
        found["color"] = color.strip().lower()
    if tag == "body" and (color := element.get("text")):
        found["color"] = color.strip().lower()
    return found


def _is_gone(declared: Mapping[str, str]) -> bool:
    if any(declared.get(name) in values for name, values in _GONE.items()):
        return True
    opacity = _number(declared.get("opacity", ""))
    if opacity is not None and opacity < _LEAST_OPACITY:
        return True
    if any((size := _number(declared.get(name, ""))) is not None and size < -_FAR for name in _PUSHED):
        return True
    cut = any(
        "hidden" in declared.get(name, "") or "clip" in declared.get(name, "")
        for name in ("overflow", "overflow-x", "overflow-y")
    )
    if cut and any((size := _number(declared.get(name, ""))) is not None and size <= 1 for name in _SIZED):
        return True
    return any(_NO_SIZE.search(declared.get(name, "")[:200]) for name in ("transform", "clip-path", "clip"))


def _with(look: Look, declared: Mapping[str, str]) -> Look:
    if color := declared.get("color"):
        look = replace(look, ink=_ink(color, look.ink))
    for name in ("background", "background-color"):
        if value := declared.get(name):
            look = replace(look, ground=_ground(value, look.ground))
    if "background-image" in declared and declared["background-image"] != "none":
        look = replace(look, ground=None)
    if "visibility" in declared:
        look = replace(look, invisible=declared["visibility"] in {"hidden", "collapse"})
    size = declared.get("font-size", "")
    if not size and (found := _FONT_SIZE.search(declared.get("font", "")[:200])):
        size = found[1]
    if size:
        look = replace(look, tiny=_is_tiny(size, around=look.tiny))
    if "line-through" in declared.get("text-decoration", "") + declared.get("text-decoration-line", ""):
        look = replace(look, struck=True)
    if "override" in declared.get("unicode-bidi", "") and declared.get("direction") == "rtl":
        look = replace(look, turned=True)
    return look


def _number(value: str) -> float | None:
    found = _NUMBER.match(value[:40])
    if found is None:
        return None
    number = float(found[1])
    return number / 100 if found[2] == "%" else number * (16 if found[2] in {"em", "rem"} else 1)


def _is_tiny(size: str, *, around: bool) -> bool:
    found = _NUMBER.match(size[:40])
    if found is None:
        return around and size not in {
            "medium",
            "small",
            "large",
            "smaller",
            "larger",
            "x-large",
            "xx-large",
            "x-small",
        }
    number, unit = float(found[1]), found[2]
    if unit in {"em", "%"}:
        return around or number < (_LEAST_SHARE if unit == "em" else _LEAST_SHARE * 100)
    return number < (_LEAST_SHARE if unit == "rem" else _LEAST_SIZE)


def _ink(value: str, before: Color | None) -> Color | None:
    """Return a color of letters, None for one that lets all through."""
    color, opacity = _color(value)
    if color is None:
        return before
    return color if opacity >= _LEAST_OPACITY else None


def _ground(value: str, before: Color | None) -> Color | None:
    if "url(" in value or "gradient(" in value:
        return None
    for one in [value, *value.split()][:8]:
        color, opacity = _color(one)
        if color is not None:
            return color if opacity >= _LEAST_OPACITY else before
    return before


def _color(value: str) -> tuple[Color | None, float]:
    """Return a color and how opaque it is; None for one that is not understood."""
    if len(value) > _LONGEST_COLOR:
        return None, 1.0
    if re.fullmatch(r"#(?:[0-9a-f]{4}|[0-9a-f]{8})", value):
        short = len(value) == 5  # noqa: PLR2004  (a sign for each of four channels)
        opacity = int(value[-1] * 2 if short else value[-2:], 16) / 255
        return _color(value[:4] if short else value[:7])[0], opacity
    if re.fullmatch(r"[0-9a-f]{6}", value):  # as old web pages have it
        value = f"#{value}"
    from tinycss2 import color3

    found = color3.parse_color(value)
    if found is None or found == "currentColor":
        return None, 1.0
    return (found.red, found.green, found.blue), found.alpha
