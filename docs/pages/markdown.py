"""Headings, tables and sentences of a Markdown page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

Filling = Callable[[], str]
"""Makes what stands in the place of one mark."""


def anchor(heading: str) -> str:
    """Return the anchor that a web view of Markdown gives to a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def table(headings: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Set a table."""
    lines = [list(headings), *(list(row) for row in rows)]
    lines.insert(1, ["---"] * len(lines[0]))
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)


def code(text: str) -> str:
    """Set text as code."""
    return f"`{text}`"


def words(items: Iterable[str], last: str = "or") -> str:
    """Join items as a sentence does."""
    found = list(items)
    return f"{', '.join(found[:-1])} {last} {found[-1]}" if len(found) > 1 else "".join(found)


def sentence(text: str) -> str:
    """Begin with a capital, and let no sign be taken for HTML."""
    return f"{text[:1].upper()}{text[1:]}".replace("<", "&lt;")
