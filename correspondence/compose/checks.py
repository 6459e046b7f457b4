"""What a document must hold to: sound divisions, the layout's parts in order, headings that skip no level."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from correspondence.compose.markdown import fences
from correspondence.compose.places import Places
from correspondence.document import Block, Division, Heading, inlines_of, walk_blocks
from correspondence.errors import Problem
from correspondence.fields import near_miss

if TYPE_CHECKING:
    from jinja2.exceptions import TemplateSyntaxError


def fence_problems(source: str, file: str, first_line: int, known: frozenset[str]) -> Iterable[Problem]:
    """Find divisions that are left open, closed twice or unknown, in the source itself."""
    stack: list[tuple[str, int]] = []
    for fence in fences(source):
        line = fence.line + first_line - 1
        if not fence.sound:
            remedy = "write three colons, a space and one name, as in '::: closing'"
            yield Problem(file, f'"{fence.name}" is not a fence', remedy, line=line)
        elif fence.name:
            stack.append((fence.name, line))
            if fence.name not in known:
                close = near_miss(fence.name, sorted(known))
                remedy = f'did you mean "{close}"?' if close else f"the layout knows {', '.join(sorted(known))}"
                yield Problem(file, f'there is no division "{fence.name}"', remedy, line=line)
        elif stack:
            stack.pop()
        else:
            remedy = "delete the line, or name the division that it opens"
            yield Problem(file, "':::' closes a division, and none is open", remedy, line=line)
    for name, line in stack:
        remedy = "put ':::' on a line of its own after its last line"
        yield Problem(file, f'the division "{name}" is not closed', remedy, line=line)


def syntax_problem(error: TemplateSyntaxError, file: str, body: str, first_line: int) -> Problem:
    """Return a complaint of Jinja's with the line that it is about."""
    lines = body.split("\n")
    source = lines[error.lineno - 1].strip() if 0 < error.lineno <= len(lines) else ""
    shown = source if len(source) <= 80 else f"{source[:79]}…"  # noqa: PLR2004
    message = f"the template cannot be read: {(error.message or '').rstrip('.')}, in {shown!r}"
    return Problem(file, message, "mend the braces, or the word inside them", line=error.lineno + first_line - 1)


def order_problems(blocks: tuple[Block, ...], places: Places) -> Iterable[Problem]:
    """Hold the parts to the layout's order and counts."""
    layout, file = places.layout, places.template.file
    order = list(layout.parts)
    found = [block.name for block in blocks if isinstance(block, Division)]
    latest = -1
    for block in blocks if order else ():
        if not isinstance(block, Division):
            at, line = places.of_words(_words(block))
            message = f"text stands outside the parts of the layout {layout.id}"
            yield Problem(at, message, f"put it into one of the divisions {', '.join(order)}", line=line)
            continue
        name = block.name
        position = order.index(name) if name in order else None
        if position is not None and position >= latest and found.count(name) == 1:
            latest = position
            continue
        at, line = places.of_words(f"::: {name}")
        if position is None:
            message = f'the division "{name}" stands among the parts of the layout {layout.id}'
            yield Problem(at, message, "put it inside one of them", line=line)
            continue
        if found.count(name) > 1:
            yield Problem(at, f'the part "{name}" is there {found.count(name)} times', "leave it once", line=line)
        else:
            message = f'the part "{name}" stands after "{order[latest]}"'
            yield Problem(at, message, f"the order is {', '.join(order)}", line=line)
        latest = max(latest, position)
    for name, use in layout.parts.items():
        if use == "once" and name not in found:
            remedy = f"every document of the layout {layout.id} has it: fill in its values"
            yield Problem(file, f'the part "{name}" is empty or missing', remedy)


def heading_problems(blocks: tuple[Block, ...], places: Places) -> Iterable[Problem]:
    """Hold headings to PDF/UA-1 (ISO 14289-1, 7.4.2): they begin with level 1 and skip none."""
    level = 0
    for block in walk_blocks(blocks):
        if not isinstance(block, Heading):
            continue
        if block.level > level + 1:
            file, line = places.of_words(_words(block))
            before = f"one of level {level}" if level else "none"
            message = f"a heading of level {block.level} follows {before}"
            yield Problem(file, message, f"write it with {'#' * (level + 1)}", line=line)
        level = block.level


def _words(block: Block) -> str:
    return "\n".join(getattr(inline, "text", "") for inline in inlines_of(block))
