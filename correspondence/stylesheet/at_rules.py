"""The at-rules of the closed list: ``@page`` with its margin boxes, and ``@counter-style``."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from tinycss2 import parse_blocks_contents

from correspondence.stylesheet.cascade import BOX_NAMES, BoxName, CounterStyle, MarginBox, Page
from correspondence.stylesheet.properties import (
    POINTS,
    SIDES,
    Percent,
    Token,
    Value,
    ValueRefused,
    expand,
    near_miss,
    shown,
)

Report = Callable[[int, str, str], None]
"""Takes a line, what is wrong there and the remedy."""

PAGE_SIZES: Mapping[str, tuple[float, float]] = MappingProxyType(
    {"letter": (612.0, 792.0), "legal": (612.0, 1008.0), "a4": (210 * POINTS["mm"], 297 * POINTS["mm"])}
)
"""Sizes of paper by name, upright, in points."""

NUMBERINGS = ("decimal", "lower-alpha", "upper-alpha", "lower-roman", "upper-roman")
"""CSS's own numberings that Word has too."""

OWN_STYLES: Mapping[str, CounterStyle] = MappingProxyType(
    {
        **{name: CounterStyle(name, name) for name in NUMBERINGS},
        "disc": CounterStyle("disc", None, "•", "", " "),
        "circle": CounterStyle("circle", None, "◦", "", " "),
        "square": CounterStyle("square", None, "▪", "", " "),
    }
)
"""The list styles that need no ``@counter-style``."""

_PAGE_NAMES = ("size", "margin", *(f"margin-{side}" for side in SIDES))
_BOX_PROPERTIES = ("content", "text-align", "vertical-align", "width")
_BOX_ALIGNMENTS = {"text-align": ("left", "center", "right"), "vertical-align": ("top", "middle", "bottom")}
_COUNTER_DESCRIPTORS = ("system", "symbols", "prefix", "suffix")


@dataclass
class PageRules:
    """What ``@page`` rules say, gathered in their order."""

    values: dict[str, Value] = field(default_factory=dict)
    boxes: dict[BoxName, dict[str, Value]] = field(default_factory=dict)
    line: int = 0
    file: str = ""

    def over(self, base: Page) -> Page:
        """Return the page that these rules make of another one."""
        size = self.values.get("size")
        width, height = size if isinstance(size, tuple) else (base.width, base.height)
        margins = {f"margin_{one}": self.values.get(f"margin-{one}", getattr(base, f"margin_{one}")) for one in SIDES}
        boxes: dict[BoxName, MarginBox] = dict(base.boxes)
        for name, said in self.boxes.items():
            before = boxes.pop(name, MarginBox("", name.rsplit("-", 1)[1]))  # type: ignore[arg-type] # left, center or right
            content = said.get("content", before.running or None)
            if content is not None:
                looks = {one.replace("-", "_"): value for one, value in said.items() if one != "content"}
                boxes[name] = dataclasses.replace(before, running=str(content), **looks)  # type: ignore[arg-type] # the reading holds each value to its type
        ordered = {name: boxes[name] for name in BOX_NAMES if name in boxes}
        return Page(float(width), float(height), **margins, boxes=MappingProxyType(ordered))


def words_of(tokens: Sequence[Token]) -> list[Token]:
    """Return the tokens without white space and comments."""
    return [token for token in tokens if token.type not in {"whitespace", "comment"}]


def contents_of(rule: Token, report: Report) -> list[Token]:
    """Return the declarations and at-rules inside braces; report what cannot be read."""
    nodes = []
    for node in parse_blocks_contents(rule.content or [], skip_comments=True, skip_whitespace=True):
        if node.type == "error":
            report(node.source_line, f"this cannot be read ({node.message})", "write NAME: VALUE; inside the braces")
        elif node.type == "qualified-rule":
            words = shown(node.prelude)
            report(node.source_line, f'a rule for "{words}" stands inside another', 'close the rule before it with "}"')
        elif node.type == "declaration" and node.important:
            report(node.source_line, f"{node.name} is !important", "write a selector with more names instead")
        else:
            nodes.append(node)
    return nodes


def read_page(rule: Token, rules: PageRules, report: Report) -> None:
    """Read one ``@page`` into ``rules``."""
    rules.line = rule.source_line
    for node in contents_of(rule, report):
        if node.type == "at-rule":
            _read_box(node, rules, report)
        elif node.lower_name not in _PAGE_NAMES:
            hint = near_miss(node.name, _PAGE_NAMES) or "a page has size, margin and its sides"
            report(node.source_line, f'"{node.name}" is not read in @page', hint)
        else:
            try:
                if node.lower_name == "size":
                    rules.values["size"] = _size(words_of(node.value))  # type: ignore[assignment] # two numbers, only here
                else:
                    rules.values.update(expand(node.lower_name, node.value))
            except ValueRefused as refused:
                report(node.source_line, f'{node.lower_name} cannot be "{shown(node.value)}"', str(refused))


def _size(words: Sequence[Token]) -> tuple[float, float]:
    lengths = [
        one.value * POINTS[one.lower_unit] for one in words if one.type == "dimension" and one.lower_unit in POINTS
    ]
    names = [one.lower_value for one in words if one.type == "ident"]
    turned = names[1:] if names and names[0] in PAGE_SIZES else names
    if len(words) == len(lengths) == 2 and min(lengths) > 0:  # noqa: PLR2004 - width and height
        return (lengths[0], lengths[1])
    if names and names[0] in PAGE_SIZES and len(words) == len(names) and turned in ([], ["portrait"], ["landscape"]):
        width, height = PAGE_SIZES[names[0]]
        return (height, width) if turned == ["landscape"] else (width, height)
    raise ValueRefused("write letter, legal or a4, with landscape after it or not, or width and height")


def _read_box(rule: Token, rules: PageRules, report: Report) -> None:
    name = rule.lower_at_keyword
    if name not in BOX_NAMES or words_of(rule.prelude):
        hint = near_miss(name, BOX_NAMES) or f"a page's margins have {', '.join(BOX_NAMES)}"
        report(rule.source_line, f'"@{name}" is not read in @page', hint)
        return
    said = rules.boxes.setdefault(name, {})
    for node in contents_of(rule, report):
        if node.type == "at-rule" or node.lower_name not in _BOX_PROPERTIES:
            wrong = node.at_keyword if node.type == "at-rule" else node.name
            hint = near_miss(wrong, _BOX_PROPERTIES) or (
                "a margin box has content, text-align, vertical-align and width; the division that runs in it has the rest"
            )
            report(node.source_line, f'"{wrong}" is not read in @{name}', hint)
            continue
        try:
            said[node.lower_name] = _box_value(node)
        except ValueRefused as refused:
            report(node.source_line, f'{node.lower_name} cannot be "{shown(node.value)}"', str(refused))


def _box_value(node: Token) -> Value:
    words = words_of(node.value)
    if node.lower_name == "content":
        if len(words) == 1 and words[0].type == "ident" and words[0].lower_value in {"none", "normal"}:
            return None
        if len(words) == 1 and words[0].type == "function" and words[0].lower_name == "element":
            inner = words_of(words[0].arguments)
            if len(inner) == 1 and inner[0].type == "ident":
                return str(inner[0].value)
        raise ValueRefused("write element(NAME) with the NAME of a division that says position: running(NAME), or none")
    value = expand(node.lower_name, node.value)[node.lower_name]
    choices = _BOX_ALIGNMENTS.get(node.lower_name)
    if choices and value not in choices:
        raise ValueRefused(f"write {' or '.join(choices)}")
    if node.lower_name == "width" and not (value is None or isinstance(value, float | Percent)):
        raise ValueRefused("write a length or a percentage")
    return value


@dataclass(frozen=True)
class CounterRule:
    """A ``@counter-style`` as it was written, before what it extends is known."""

    name: str
    line: int
    file: str
    extends: str | None
    said: Mapping[str, str]


def read_counter_style(rule: Token, file: str, report: Report) -> CounterRule | None:
    """Read one ``@counter-style``; None where it cannot be."""
    words = words_of(rule.prelude)
    if len(words) != 1 or words[0].type != "ident":
        report(rule.source_line, "a @counter-style needs one name", "write @counter-style NAME { … }")
        return None
    extends: str | None = None
    said: dict[str, str] = {}
    for node in contents_of(rule, report):
        name = node.lower_at_keyword if node.type == "at-rule" else node.lower_name
        if node.type == "at-rule" or name not in _COUNTER_DESCRIPTORS:
            hint = near_miss(name, _COUNTER_DESCRIPTORS) or f"it has {', '.join(_COUNTER_DESCRIPTORS)}"
            report(node.source_line, f'"{name}" is not read in @counter-style', hint)
            continue
        value = words_of(node.value)
        kinds = [one.type for one in value]
        if name == "system" and kinds == ["ident", "ident"] and value[0].lower_value == "extends":
            extends = value[1].value
        elif name == "system" and kinds == ["ident"] and value[0].lower_value == "cyclic":
            said["system"] = "cyclic"
        elif name != "system" and kinds == ["string"]:
            said[name] = value[0].value
        else:
            remedy = (
                "write extends NAME, or cyclic"
                if name == "system"
                else 'write one text in quotation marks, such as "("'
            )
            report(node.source_line, f'{name} cannot be "{shown(node.value)}"', remedy)
            return None
    if (extends is None) == ("system" not in said) or ("system" in said) != ("symbols" in said):
        remedy = 'write system: extends decimal for numbers, or system: cyclic with symbols: "*" for a bullet'
        report(
            rule.source_line, f'@counter-style "{words[0].value}" says neither what it extends nor its bullet', remedy
        )
        return None
    return CounterRule(words[0].value, rule.source_line, file, extends, said)


def resolve_counters(
    rules: Mapping[str, CounterRule], report: Callable[[str, int, str, str], None]
) -> Mapping[str, CounterStyle]:
    """Work out what the written counter styles come to, CSS's own included.

    Args:
        rules: The written ones by name.
        report: Takes file, line, what is wrong and the remedy.
    """
    found = dict(OWN_STYLES)
    waiting = dict(rules)
    while waiting:
        ready = {name: one for name, one in waiting.items() if one.extends is None or one.extends in found}
        for name, one in ready.items():
            base = found[one.extends] if one.extends else CounterStyle(name, None, one.said["symbols"])
            prefix, suffix = one.said.get("prefix", base.prefix), one.said.get("suffix", base.suffix)
            found[name] = CounterStyle(name, base.numbering, base.bullet, prefix, suffix)
            del waiting[name]
        if not ready:
            for name, one in waiting.items():
                hint = near_miss(str(one.extends), [*found, *waiting]) if one.extends not in waiting else ""
                remedy = hint or f"extend one of {', '.join(NUMBERINGS)}"
                report(
                    one.file,
                    one.line,
                    f'@counter-style "{name}" extends "{one.extends}", which cannot be found',
                    remedy,
                )
            break
    return MappingProxyType(found)
