"""From Markdown to a tree, once for all letters that differ in their values alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from markdown_it.tree import SyntaxTreeNode

from correspondence.compose.markdown import DEEPEST_NESTING
from correspondence.compose.slots import TOKEN, number_of
from correspondence.document import Asset, Block, Control, SignatureField
from correspondence.errors import CorrespondenceError

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

MOST_KEPT = 4
"""Of each block, so many outcomes are kept."""


class ContentError(CorrespondenceError):
    """A part of the text cannot stand in a document.

    Args:
        message: What is wrong.
        remedy: What to do.
        words: The Markdown in which it stands, by which its line can be found.
        around: The Markdown around these, where they are values only.
    """

    def __init__(self, message: str, remedy: str, words: str = "", around: str = "") -> None:
        self.message, self.remedy, self.words, self.around = message, remedy, words, around
        super().__init__(message, remedy, words, around)

    def __str__(self) -> str:
        """Say what is wrong and what to do."""
        return f"{self.message}; {self.remedy}"


Values = tuple[tuple[str, str, Control | SignatureField | None, int], ...]
"""The values that stand in a block: all that it is made of beside its Markdown."""


@dataclass
class Built:
    """What a block became: blocks, and what was met on the way (:class:`TreeBuilder`)."""

    blocks: tuple[Block, ...]
    assets: dict[str, Asset]
    holes: dict[str, None]


@dataclass
class Parsed:
    """The tree of a Markdown text, and what its blocks became in the letters before: most are the same in all of them.

    Attributes:
        root: The tree; it stays as it is.
        kept: By a block, the numbers of the values in it, and what it became by these values.
    """

    root: SyntaxTreeNode
    kept: dict[int, tuple[tuple[int, ...], dict[Values, Built]]] = field(default_factory=dict)

    @cached_property
    def has_headings(self) -> bool:
        """Whether one of its blocks is a heading."""
        return any(node.type == "heading" for node in self.root.walk())

    def of(self, node: SyntaxTreeNode) -> tuple[tuple[int, ...], dict[Values, Built]]:
        """Return what is kept of a block of the tree."""
        known = self.kept.get(id(node))
        if known is None:
            known = self.kept[id(node)] = (tuple(sorted(set(_numbers_in(node)))), {})
        return known


def _numbers_in(node: SyntaxTreeNode) -> Iterator[int]:
    """Yield the numbers of the values in a block."""
    for one in node.walk():
        texts = [one.content, *(str(value) for value in one.attrs.values())]
        if one.type == "value":
            yield number_of(one.info)
        for text in texts:
            yield from (number_of(match[1]) for match in TOKEN.finditer(text) if match[1])


def parsed(parser: MarkdownIt, text: str) -> Parsed:
    """Return the tree of a Markdown text.

    Raises:
        ContentError: It is nested too deeply.
    """
    tokens = parser.parse(text)
    for token in tokens:
        nested = [token.level, *(child.level for child in token.children or ())]
        if max(nested) > DEEPEST_NESTING:
            message = "quotations, lists, divisions or stressed words are nested too deeply"
            raise ContentError(message, "write them flatter", token.content, f"{token.markup} " * DEEPEST_NESTING)
    return Parsed(SyntaxTreeNode(tokens))


def keep(kept: dict[Values, Built], values: Values, built: Built) -> None:
    """Keep what a block became by its values, for the next letters."""
    if len(kept) >= MOST_KEPT:
        kept.clear()
    kept[values] = built
