"""The package: the parts that say nothing of the look, and the order in which all of them stand."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from functools import lru_cache
from html import escape

from docx.opc.coreprops import CoreProperties
from docx.opc.oxml import serialize_part_xml
from docx.oxml.coreprops import CT_CoreProperties

from correspondence.document import Document
from correspondence.render.docx.parts import RELATIONS, Relation, relations_xml
from correspondence.render.docx.styles import WORD

_START = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_KINDS = ("header", "footer", "styles", "settings", "numbering", "fontTable")
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_LONG_AGO = datetime.date(1980, 1, 1)
_LONGEST_PROPERTY = 255
CORE = "docProps/core.xml"
_TITLE, _REFERENCE = "\ue000title\ue001", "\ue000number\ue001"
"""Places that no value can hold: private-use characters are errors wherever values are read."""


@lru_cache(maxsize=16)
def settings_xml(language: str) -> bytes:
    """Return the settings: Word 2013 and later, no automatic hyphenation, no fields to update.

    A line that ends with a break is not justified: no more than in CSS.
    """
    uri = "http://schemas.microsoft.com/office/word"
    compatibility = (
        ("compatibilityMode", "15"),
        ("overrideTableStyleFontSizeAndJustification", "1"),
        ("enableOpenTypeFeatures", "1"),
        ("doNotFlipMirrorIndents", "1"),
        ("differentiateMultirowTableHeaders", "1"),
    )
    modes = "".join(
        f'<w:compatSetting w:name="{name}" w:uri="{uri}" w:val="{value}"/>' for name, value in compatibility
    )
    return (
        f'{_START}<w:settings {WORD}><w:zoom w:percent="100"/><w:defaultTabStop w:val="720"/>'
        '<w:autoHyphenation w:val="0"/><w:characterSpacingControl w:val="doNotCompress"/><w:updateFields w:val="0"/>'
        f'<w:compat><w:doNotExpandShiftReturn/>{modes}</w:compat><w:themeFontLang w:val="{escape(language)}"/>'
        '<w:decimalSymbol w:val="."/><w:listSeparator w:val=","/></w:settings>'
    ).encode()


def core_xml(document: Document) -> bytes:
    """Return title, author, reference number, language and dates; a document without a date is of 1980-01-01."""
    day = document.date or _LONG_AGO
    whole = _core_of_all(_shortened(document.author), document.language, day, numbered=bool(document.reference))
    for place, text in ((_TITLE, document.title), (_REFERENCE, document.reference)):
        whole = whole.replace(place.encode(), escape(_shortened(text), quote=False).encode())
    return whole


@lru_cache(maxsize=64)
def _core_of_all(author: str, language: str, day: datetime.date, *, numbered: bool) -> bytes:
    """Return the properties that letters of one day share, with places for title and number."""
    element = CT_CoreProperties.new()
    properties = CoreProperties(element)
    properties.title = _TITLE
    properties.author = author
    if numbered:
        properties.identifier = _REFERENCE
    properties.language = language
    properties.created = properties.modified = datetime.datetime.combine(day, datetime.time())
    return bytes(serialize_part_xml(element))


def _shortened(text: str) -> str:
    """Return a text that fits into a property of the file."""
    return text if len(text) <= _LONGEST_PROPERTY else f"{text[: _LONGEST_PROPERTY - 1]}…"


def package_relations() -> bytes:
    """Return where the document and its properties are."""
    core = Relation(f"{_PACKAGE}/relationships/metadata/core-properties", CORE)
    return relations_xml([Relation(f"{RELATIONS}/officeDocument", "word/document.xml"), core])


def _content_type(name: str) -> str:
    """Return the type of a part that is not told by its ending alone; empty for those that are."""
    if name == "word/document.xml":
        return f"{_WORD_TYPE}.document.main+xml"
    if name == CORE:
        return "application/vnd.openxmlformats-package.core-properties+xml"
    if name.startswith("word/theme/"):
        return "application/vnd.openxmlformats-officedocument.theme+xml"
    stem = name.removeprefix("word/").removesuffix(".xml").rstrip("0123456789")
    return f"{_WORD_TYPE}.{stem}+xml" if stem in _KINDS else ""


def content_types_xml(names: Mapping[str, bytes]) -> bytes:
    """Return the list of what kind each part is."""
    endings = {"rels": "application/vnd.openxmlformats-package.relationships+xml", "xml": "application/xml"}
    for ending in ("png", "jpeg"):
        if any(name.endswith(f".{ending}") for name in names):
            endings[ending] = f"image/{ending}"
    defaults = "".join(f'<Default Extension="{ending}" ContentType="{kind}"/>' for ending, kind in endings.items())
    overrides = "".join(
        f'<Override PartName="/{name}" ContentType="{kind}"/>'
        for name in sorted(names)
        if (kind := _content_type(name))
    )
    return f'{_START}<Types xmlns="{_PACKAGE}/content-types">{defaults}{overrides}</Types>'.encode()


def whole(parts: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return all parts of a package in the order of their names, behind the list of their types.

    Args:
        parts: Every part but the list of types, by name.
    """
    first = {"[Content_Types].xml": content_types_xml(parts), "_rels/.rels": parts["_rels/.rels"]}
    rest = {name: parts[name] for name in sorted(parts) if name not in first}
    return {**first, **rest}
