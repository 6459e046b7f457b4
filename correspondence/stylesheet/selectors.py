"""Selectors: which elements of a document a rule speaks of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from tinycss2 import serialize

from correspondence.stylesheet.properties import Token, near_miss

TAGS = (
    *("body", "div", "p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "table", "thead"),
    *("tbody", "tr", "th", "td", "hr", "em", "strong", "a", "img", "br", "span"),
)
"""Every kind of element that a document is made of."""

PSEUDO_CLASSES = ("first-child", "last-child")


class Element(NamedTuple):
    """One step of the way from the root to an element.

    Attributes:
        tag: Kind of element, one of :data:`TAGS`.
        classes: Its names.
        first: It is its parent's first element.
        last: It is its parent's last element.
    """

    tag: str
    classes: tuple[str, ...] = ()
    first: bool = False
    last: bool = False


Path = tuple[Element, ...]


class SelectorRefused(Exception):  # noqa: N818 - it never leaves this package: the reader turns it into a problem
    """A selector outside the closed list; its arguments are what is wrong and the remedy."""


@dataclass(frozen=True, slots=True)
class Compound:
    """What one element must be: a tag, classes and a place among its siblings."""

    tag: str | None
    classes: frozenset[str]
    pseudo: frozenset[str]

    def names_one_of(self, names: Sequence[str]) -> bool:
        """Tell whether it speaks of one of these alone: tags, and classes with a point before them."""
        return self.tag in names or any(f".{one}" in names for one in self.classes)

    def matches(self, element: Element) -> bool:
        """Tell whether the element is such a one."""
        tag, classes, first, last = element
        return (
            (self.tag is None or self.tag == tag)
            and self.classes <= set(classes)
            and (first or "first-child" not in self.pseudo)
            and (last or "last-child" not in self.pseudo)
        )


@dataclass(frozen=True, slots=True)
class Selector:
    """Compounds from the outside inward; ``child[i]`` tells that ``compounds[i + 1]`` is a direct child."""

    compounds: tuple[Compound, ...]
    child: tuple[bool, ...]

    @property
    def specificity(self) -> tuple[int, int]:
        """How many classes (and pseudo-classes) and how many tags it names."""
        return (
            sum(len(one.classes) + len(one.pseudo) for one in self.compounds),
            sum(one.tag is not None for one in self.compounds),
        )

    def matches(self, path: Path) -> bool:
        """Tell whether the last element of the path is meant."""
        return self.compounds[-1].matches(path[-1]) and self._above(len(self.compounds) - 1, path[:-1])

    def _above(self, index: int, path: Path) -> bool:
        if index == 0:
            return True
        wanted = self.compounds[index - 1]
        depths = range(len(path), max(len(path) - 1, 0) if self.child[index - 1] else 0, -1)
        return any(wanted.matches(path[end - 1]) and self._above(index - 1, path[: end - 1]) for end in depths)


def parse_selectors(tokens: Sequence[Token]) -> tuple[Selector, ...]:
    """Read a list of selectors.

    Args:
        tokens: What stands before the braces, as tinycss2 gives it.

    Returns:
        The selectors, in their order.

    Raises:
        SelectorRefused: One is outside the closed list.
    """
    groups: list[list[Token]] = [[]]
    for token in tokens:
        if token.type == "literal" and token.value == ",":
            groups.append([])
        elif token.type != "comment":
            groups[-1].append(token)
    return tuple(_Reading(group).selector() for group in groups)


class _Reading:
    """The reading of one selector, token by token."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = list(tokens)
        self.compounds: list[Compound] = []
        self.child: list[bool] = []
        self._clear()

    def _clear(self) -> None:
        self.tag: str | None = None
        self.classes: set[str] = set()
        self.pseudo: set[str] = set()

    @property
    def _empty(self) -> bool:
        return self.tag is None and not self.classes and not self.pseudo

    def selector(self) -> Selector:
        space = greater = False
        while self.tokens:
            token = self.tokens.pop(0)
            if token.type == "whitespace":
                space = True
            elif token.type == "literal" and token.value == ">":
                if greater or (self._empty and not self.compounds):
                    raise SelectorRefused('a ">" stands without an element before it', "write PARENT > CHILD")
                greater = True
            else:
                if space or greater:
                    self._close(child=greater)
                space = greater = False
                self._take(token)
        if greater or self._empty:
            raise SelectorRefused("a selector is missing", "write an element or a .name, such as .inside-address p")
        self._close(child=False)
        return Selector(tuple(self.compounds), tuple(self.child[:-1]))

    def _close(self, *, child: bool) -> None:
        if not self._empty:
            self.compounds.append(Compound(self.tag, frozenset(self.classes), frozenset(self.pseudo)))
            self.child.append(child)
            self._clear()

    def _take(self, token: Token) -> None:
        if token.type == "ident" and self._empty:
            if token.lower_value not in TAGS:
                hint = near_miss(token.value, TAGS) or f'for a part of that name write ".{token.value}"'
                raise SelectorRefused(f'a document has no element "{token.value}"', hint)
            self.tag = token.lower_value
        elif token.type == "literal" and token.value == "." and self.tokens and self.tokens[0].type == "ident":
            self.classes.add(self.tokens.pop(0).value)
        elif token.type == "literal" and token.value == ":" and self.tokens and self.tokens[0].type == "ident":
            name = self.tokens.pop(0).lower_value
            if name not in PSEUDO_CLASSES:
                hint = near_miss(name, PSEUDO_CLASSES) or "only :first-child and :last-child are read"
                raise SelectorRefused(f'":{name}" is not read', hint)
            self.pseudo.add(name)
        else:
            rest = serialize([token, *self.tokens]).split()[0]
            raise SelectorRefused(
                f'"{rest}" is not read in a selector',
                "write elements, .names, :first-child and :last-child with spaces or > between; "
                "what the PDF alone needs stands in @media print",
            )
