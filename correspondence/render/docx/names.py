"""Names of styles: Word's own wherever it has one, as data."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

PARAGRAPH_STYLES: Mapping[str, str] = MappingProxyType(
    {
        "block-text": "Block Text",
        "body": "Body Text",
        "caption": "caption",
        "closing": "Closing",
        "date": "Date",
        "envelope-address": "envelope address",
        "envelope-return": "envelope return",
        "footer": "footer",
        "header": "header",
        "message-header": "Message Header",
        "note-heading": "Note Heading",
        "quotation": "Quote",
        "quote": "Quote",
        "salutation": "Salutation",
        "signature": "Signature",
        "subtitle": "Subtitle",
        "title": "Title",
    }
)
"""Word's built-in paragraph style for the name of a part; any other part gets a style of its own name."""

CHARACTER_STYLES: Mapping[str, str] = MappingProxyType({"a": "Hyperlink", "em": "Emphasis", "strong": "Strong"})
"""Word's built-in character style for an inline element."""

PLACEHOLDER_STYLE = "Placeholder Text"
"""Word's built-in character style for what stands in a control before anybody has written there."""

CHOICES_STYLE, TEXT_CONTROL_STYLE = "Choices", "Text Control"
"""The styles of answers to mark and of answers to write."""

_HOLDING = frozenset(PARAGRAPH_STYLES.values()) - {"Body Text", "header", "footer"}
_TAKEN = frozenset(
    {"normal", "strong", "emphasis", "hyperlink", "default paragraph font", "table normal", "normal table", "no list"}
    | {PLACEHOLDER_STYLE.lower()}
)
_DEEPEST_LIST_STYLE = 5


def paragraph_style(part: str, around: str = "") -> str:
    """Return the name of the style for a part.

    Args:
        part: The part's name.
        around: Name of the style around it: one of Word's own holds for the nameless parts inside, save that of the
            body, in which any part may stand.

    Example:
        >>> paragraph_style("body"), paragraph_style("release-line"), paragraph_style("signatory", "Signature")
        ('Body Text', 'Release Line', 'Signature')
    """
    if part in PARAGRAPH_STYLES:
        return PARAGRAPH_STYLES[part]
    if around in _HOLDING:
        return around
    name = " ".join(word.capitalize() for word in re.split(r"[-_\s]+", part) if word)
    return f"{name} Part" if name.lower() in _TAKEN else name


def list_style(*, ordered: bool, level: int) -> str:
    """Return the name of the style for an entry of a list, ``level`` counted from 0.

    Example:
        >>> list_style(ordered=True, level=1)
        'List Number 2'
    """
    name = "List Number" if ordered else "List Bullet"
    depth = min(level + 1, _DEEPEST_LIST_STYLE)
    return name if depth == 1 else f"{name} {depth}"


@lru_cache(maxsize=256)
def style_id(name: str) -> str:
    """Return a style's identifier, as Word makes it from the name.

    Example:
        >>> style_id("heading 1"), style_id("Body Text"), style_id("header")
        ('Heading1', 'BodyText', 'Header')
    """
    return "".join(word[:1].upper() + re.sub(r"[^A-Za-z0-9]", "", word[1:]) for word in name.split())
