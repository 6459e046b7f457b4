"""The look of a layout, written once: read from ``style.css``, closed and computed.

The PDF is laid out with :attr:`Stylesheet.css`; Word's styles are derived from
:meth:`Stylesheet.computed`. What stands outside the closed list is an error, so that the
two cannot drift apart; ``@media print`` is for the PDF alone, ``@media word`` for Word.
"""

from correspondence.stylesheet.cascade import (
    BOX_NAMES,
    Border,
    BoxName,
    ComputedStyle,
    CounterStyle,
    FontFace,
    MarginBox,
    Page,
    Stylesheet,
)
from correspondence.stylesheet.properties import FORMS, PROPERTIES, SHORTHANDS, Percent, Property, near_miss
from correspondence.stylesheet.reader import AT_RULES, ImportLoader, parse_stylesheet
from correspondence.stylesheet.reset import RESET
from correspondence.stylesheet.selectors import PSEUDO_CLASSES, TAGS, Element, Path

__all__ = [
    "AT_RULES",
    "BOX_NAMES",
    "FORMS",
    "PROPERTIES",
    "PSEUDO_CLASSES",
    "RESET",
    "SHORTHANDS",
    "TAGS",
    "Border",
    "BoxName",
    "ComputedStyle",
    "CounterStyle",
    "Element",
    "FontFace",
    "ImportLoader",
    "MarginBox",
    "Page",
    "Path",
    "Percent",
    "Property",
    "Stylesheet",
    "near_miss",
    "parse_stylesheet",
]
