"""The Markdown that templates are written in.

CommonMark with tables, definition lists (a label with its value) and Pandoc's fenced
divisions. What a letter cannot mean is off: HTML, code, link references. Quotation marks
are curled in the author's words only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin

from correspondence.compose.slots import TOKEN

if TYPE_CHECKING:
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_core import StateCore

FENCE = re.compile(r"^ {0,3}(:{3,})[ \t]*(?:\{?[ \t]*\.?([A-Za-z][A-Za-z0-9-]*)[ \t]*\}?)?[ \t:]*$")
ODD_FENCE = re.compile(r"^[ >]*:{3,}")
COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
DEEPEST_NESTING = 40
"""Levels of blocks within blocks; a list has two. The parser passes over what stands deeper than its own limit."""


@dataclass(frozen=True, slots=True)
class Fence:
    """A line that opens (it has a name) or closes a division. ``line`` counts from 1."""

    line: int
    name: str
    sound: bool = True


def fences(source: str) -> Iterator[Fence]:
    """Find the fences of a source, comments aside."""
    source = COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), source)
    for number, line in enumerate(source.split("\n"), start=1):
        if match := FENCE.match(line.lstrip(" >")):
            yield Fence(number, match[2] or "")
        elif ODD_FENCE.match(line):
            yield Fence(number, line.strip(), sound=False)


def markdown_parser() -> MarkdownIt:
    """Return the parser. It keeps no state between texts."""
    parser = MarkdownIt("commonmark", {"html": False, "typographer": True, "maxNesting": 2 * DEEPEST_NESTING})
    parser.enable(["table", "smartquotes"])
    parser.disable(["code", "fence", "html_block", "html_inline", "reference", "lheading", "backticks"])
    parser.use(deflist_plugin)
    parser.block.ruler.before(
        "blockquote", "division", _division, {"alt": ["paragraph", "blockquote", "list", "deflist"]}
    )
    parser.core.ruler.before("smartquotes", "values", _values)
    # addresses are checked where the document is built, with their values in place
    parser.validateLink = lambda url: bool(url) or True  # type: ignore[method-assign]
    parser.normalizeLink = lambda url: url  # type: ignore[method-assign]
    return parser


def _division(state: StateBlock, first: int, end: int, silent: bool) -> bool:  # noqa: FBT001  (markdown-it calls it so)
    """Read a fenced division. The fence that closes it is found by counting, as Pandoc does."""
    opening = FENCE.match(_line(state, first))
    if opening is None or state.sCount[first] - state.blkIndent > 3 or not opening[2]:  # noqa: PLR2004
        return False
    if silent:
        return True
    depth, last = 1, first
    while depth and last + 1 < end:
        last += 1
        fence = FENCE.match(_line(state, last))
        if fence is not None:
            depth += 1 if fence[2] else -1
    parent, most = state.parentType, state.lineMax
    state.parentType, state.lineMax = "division", last if not depth else last + 1
    token = state.push("division_open", "div", 1)
    token.info, token.block, token.map, token.meta = opening[2], True, [first, last], {"closed": depth == 0}
    state.md.block.tokenize(state, first + 1, state.lineMax)
    state.push("division_close", "div", -1).block = True
    state.parentType, state.lineMax = parent, most
    state.line = last + 1
    return True


def _line(state: StateBlock, number: int) -> str:
    return state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]]


def _values(state: StateCore) -> None:
    """Part the tokens of values from the author's words, so that typography leaves them alone."""
    for block in state.tokens:
        if block.type == "inline" and block.children:
            block.children = [part for child in block.children for part in _parted(child)]


def _parted(token: Token) -> Iterator[Token]:
    if token.type == "image" and token.children:
        token.children = [part for child in token.children for part in _parted(child)]
    if token.type != "text" or not TOKEN.search(token.content):
        yield token
        return
    position = 0
    for match in TOKEN.finditer(token.content):
        if match.start() > position:
            yield _piece(token, "text", token.content[position : match.start()])
        # "x" tells the rule for quotation marks that a word stands here
        value = _piece(token, "value" if match[1] else "page_number" if match[2] else "page_count", "x")
        value.info = match[1] or ""
        yield value
        position = match.end()
    if position < len(token.content):
        yield _piece(token, "text", token.content[position:])


def _piece(token: Token, kind: str, content: str) -> Token:
    return Token(kind, "", 0, content=content, level=token.level)
