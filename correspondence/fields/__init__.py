"""The kinds of values that an office's files hold.

One description serves three readers: :meth:`Kind.read` checks a value and says what is
wrong with it, an editor's JSON Schema is made from it (:mod:`correspondence.schemas`), and
so is the reference of the file formats. Layouts declare their fields with the same kinds,
by name (:func:`kind_from_layout`).
"""

from correspondence.fields.declarations import DECLARATION, SIMPLE_KINDS, kind_from_layout
from correspondence.fields.kinds import (
    MISSING,
    VALUES,
    Anything,
    Choice,
    Day,
    Either,
    FieldSpec,
    Inches,
    Kind,
    ListOf,
    MapOf,
    Record,
    WholeNumber,
    Words,
    YesNo,
)
from correspondence.fields.nearness import near_miss, suggestion

__all__ = [
    "DECLARATION",
    "MISSING",
    "SIMPLE_KINDS",
    "VALUES",
    "Anything",
    "Choice",
    "Day",
    "Either",
    "FieldSpec",
    "Inches",
    "Kind",
    "ListOf",
    "MapOf",
    "Record",
    "WholeNumber",
    "Words",
    "YesNo",
    "kind_from_layout",
    "near_miss",
    "suggestion",
]
