"""An office's own Word template, whose styles win over those that the style sheet gives."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from zipfile import BadZipFile, ZipFile

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import PackageNotFoundError
from lxml import etree

from correspondence.errors import Problem, ProblemsError
from correspondence.render.docx.names import style_id
from correspondence.render.docx.numbering import Numbering, numbering_elements, numbering_xml
from correspondence.render.docx.styles import (
    WORD,
    Styles,
    character_style_xml,
    paragraph_style_xml,
    styles_xml,
)

if TYPE_CHECKING:
    from docx.document import Document as DocxFile

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MOST_BYTES = 20_000_000
_THEME = "word/theme/theme1.xml"


@dataclass(frozen=True)
class OfficeStyle:
    """A style of the template: its identifier, and the numbering that it brings (0 for none)."""

    identifier: str
    number: int = 0
    abstract: int = 0


@dataclass(frozen=True)
class Reference:
    """What of a Word template goes into every document; empty where an office has none.

    Attributes:
        styles: Its styles by kind and lower-case name.
        parts: Its parts that styles rely on: styles, numbering and theme.
        first_abstract: The first free number of a list's look.
        first_number: The first free number of a list.
    """

    styles: Mapping[tuple[str, str], OfficeStyle] = field(default_factory=dict)
    parts: Mapping[str, bytes] = field(default_factory=dict)
    first_abstract: int = 0
    first_number: int = 1
    _made: dict[Styles, bytes] = field(default_factory=dict, repr=False, compare=False)

    def identifier(self, name: str) -> str:
        """Return the identifier of a style, the template's where it has the style."""
        found = self.styles.get(("paragraph", name.lower())) or self.styles.get(("character", name.lower()))
        return found.identifier if found else self._free(style_id(name))

    def _free(self, wanted: str) -> str:
        taken = {one.identifier for one in self.styles.values()}
        while wanted in taken:
            wanted += "X"
        return wanted

    def brings_numbering(self, name: str) -> OfficeStyle | None:
        """Return the template's style of this name where it brings a list's look of its own."""
        found = self.styles.get(("paragraph", name.lower()))
        return found if found and found.number else None

    def styles_part(self, styles: Styles) -> bytes:
        """Return ``styles.xml``: the template's, and behind them those that it lacks."""
        if not self.parts:
            return styles_xml(styles)
        if styles not in self._made:
            self._made[styles] = self._with_ours(styles)
        return self._made[styles]

    def _with_ours(self, styles: Styles) -> bytes:
        normal = styles.paragraphs[0]
        below = self.identifier("Normal")
        below_character = self.identifier("Default Paragraph Font")
        added = [
            paragraph_style_xml(one, normal, self.identifier(one.name), below)
            for one in styles.paragraphs
            if ("paragraph", one.name.lower()) not in self.styles
        ]
        added += [
            character_style_xml(one, normal.run, self.identifier(one.name), below_character)
            for one in styles.characters
            if ("character", one.name.lower()) not in self.styles
        ]
        return _append(self.parts["word/styles.xml"], "".join(added))

    def numbering_part(self, numbering: Numbering, own: Mapping[int, tuple[int, int]]) -> bytes:
        """Return ``numbering.xml``, empty where nothing is numbered.

        Args:
            numbering: The document's lists.
            own: For lists that look as the template says: their number, with the template's look and the start.
        """
        if not self.parts:
            return numbering_xml(numbering) if numbering.numbers else b""
        abstracts, numbers = numbering_elements(numbering, self.first_abstract, self.first_number)
        numbers += "".join(
            f'<w:num w:numId="{number}"><w:abstractNumId w:val="{abstract}"/><w:lvlOverride w:ilvl="0">'
            f'<w:startOverride w:val="{start}"/></w:lvlOverride></w:num>'
            for number, (abstract, start) in own.items()
        )
        base = self.parts.get("word/numbering.xml", f"<w:numbering {WORD}/>".encode())
        root = _parse(base)
        first_number = next((one for one in root if one.tag == f"{_W}num"), None)
        for element in _elements(abstracts):
            if first_number is None:
                root.append(element)
            else:
                first_number.addprevious(element)
        place = max(
            (index for index, one in enumerate(root) if one.tag in {f"{_W}num", f"{_W}abstractNum"}), default=-1
        )
        for offset, element in enumerate(_elements(numbers), 1):
            root.insert(place + offset, element)
        return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def read_reference(content: bytes) -> Reference:
    """Read an office's Word template.

    Args:
        content: A ``.docx`` file.

    Returns:
        Its styles, and what they rely on; its pages and words are left alone.

    Raises:
        ProblemsError: This is not a Word document.
    """
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > _MOST_BYTES:
                raise ProblemsError([_problem("it holds more than a Word template does")])
        return _reference(docx.Document(io.BytesIO(content)))
    except (BadZipFile, PackageNotFoundError, etree.XMLSyntaxError, KeyError, ValueError, RuntimeError) as error:
        raise ProblemsError([_problem("this is not a Word document")]) from error


def _problem(message: str) -> Problem:
    return Problem("reference.docx", message, "save the template from Word as a .docx file, without a password")


def _reference(document: DocxFile) -> Reference:
    parts = {"word/styles.xml": etree.tostring(document.styles.element)}
    abstracts: dict[int, int] = {}
    first_abstract, first_number = 0, 1
    related = {
        relation.reltype: relation.target_part for relation in document.part.rels.values() if not relation.is_external
    }
    if theme := related.get(RELATIONSHIP_TYPE.THEME):
        parts[_THEME] = theme.blob
    if numbering := related.get(RELATIONSHIP_TYPE.NUMBERING):
        root = _parse(numbering.blob)
        for picture in [*root.iter(f"{_W}numPicBullet", f"{_W}lvlPicBulletId")]:
            parent = picture.getparent()
            if parent is not None:
                parent.remove(picture)
        parts["word/numbering.xml"] = etree.tostring(root)
        for one in root.iter(f"{_W}num"):
            abstract = one.find(f"{_W}abstractNumId")
            abstracts[int(one.get(f"{_W}numId", "0"))] = (
                int(abstract.get(f"{_W}val", "0")) if abstract is not None else 0
            )
        looks = [int(one.get(f"{_W}abstractNumId", "0")) for one in root.iter(f"{_W}abstractNum")]
        first_abstract, first_number = max(looks, default=-1) + 1, max(abstracts, default=0) + 1
    styles = {}
    for style in document.styles.element.iter(f"{_W}style"):
        name, number = style.find(f"{_W}name"), style.find(f"{_W}pPr/{_W}numPr/{_W}numId")
        if name is not None:
            found = int(number.get(f"{_W}val", "0")) if number is not None else 0
            key = (style.get(f"{_W}type", "paragraph"), name.get(f"{_W}val", "").lower())
            styles[key] = OfficeStyle(style.get(f"{_W}styleId", ""), found, abstracts.get(found, 0))
    return Reference(styles, parts, first_abstract, first_number)


def _parse(content: bytes) -> etree._Element:
    return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))


def _elements(text: str) -> list[etree._Element]:
    return list(_parse(f"<w:root {WORD}>{text}</w:root>".encode()))


def _append(part: bytes, text: str) -> bytes:
    root = _parse(part)
    root.extend(_elements(text))
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
