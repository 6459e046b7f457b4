"""A document as a Word file: real styles, lists, headings, headers and footers.

The look comes from the layout's style sheet, as the PDF's does; no layout is known here.
"""

from __future__ import annotations

from correspondence.document import Document
from correspondence.render.docx.building import Builder
from correspondence.render.docx.compiled import Packages
from correspondence.render.docx.drafts import ParagraphDraft, paragraphs_in
from correspondence.render.docx.looks import ParagraphLook, twips
from correspondence.render.docx.margins import section_xml, set_margins
from correspondence.render.docx.numbering import Numbering, number_lists, number_properties
from correspondence.render.docx.package import CORE, core_xml, package_relations, settings_xml, whole
from correspondence.render.docx.parts import Media, PartWriter, Written, relations_xml
from correspondence.render.docx.reference import Reference, read_reference
from correspondence.render.docx.runs import Looks, root_path
from correspondence.render.docx.styles import ParagraphStyle, choose_styles
from correspondence.stylesheet import ComputedStyle, Stylesheet

__all__ = ["DocxRenderer", "render_docx"]

_START = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_LIST_STYLES = ("List Bullet", "List Number")


def render_docx(document: Document, stylesheet: Stylesheet, reference: bytes | None = None) -> bytes:
    """Render one document as a Word file.

    Args:
        document: The document.
        stylesheet: The look.
        reference: An office's own Word template, whose styles win over the style sheet's.

    Returns:
        The bytes of a ``.docx`` file; the same for the same arguments, wherever and whenever.

    Raises:
        ProblemsError: A picture or the template cannot be read, the look asks for more lines
            between two paragraphs than Word can draw, or two controls of a form have one name.
    """
    return DocxRenderer(stylesheet, reference).render(document)


class DocxRenderer:
    """Renders documents of one look; what they share is worked out once, and documents of one shape are filled in.

    A document's bytes do not depend on those rendered before it.

    Args:
        stylesheet: The look.
        reference: An office's own Word template, whose styles win over the style sheet's.
    """

    def __init__(self, stylesheet: Stylesheet, reference: bytes | None = None) -> None:
        self.stylesheet = stylesheet
        self._reference = read_reference(reference) if reference is not None else Reference()
        self._looks = Looks(stylesheet)
        self._packages = Packages(self.parts)

    def render(self, document: Document) -> bytes:
        """Render one document; see :func:`render_docx`."""
        return self._packages.file(document)

    def parts(self, document: Document) -> dict[str, bytes]:
        """Return the parts of a document's package, in their order, as they are made in full."""
        page, root = self.stylesheet.page, root_path(document)
        style, look = self._looks.style(root), self._looks.run(root)
        builder = Builder(document, self._looks)
        body = builder.body(page.text_width)
        margins = set_margins(builder, page, body, style, look)
        paragraphs = [*paragraphs_in(body), *(one for strip in margins.strips for one in paragraphs_in(strip.leaves))]
        lists = _Lists(self._reference, paragraphs, self.stylesheet)
        normal = ParagraphStyle("Normal", look, _plain(style))
        styles = choose_styles(paragraphs, normal, lists.of_styles, document.language)
        written = Written(styles.by_name, styles.characters_by_name, self._reference.identifier, lists.properties)

        media = Media()
        writer = PartWriter(written, media)
        parts = {
            "_rels/.rels": package_relations(),
            CORE: core_xml(document),
            "word/settings.xml": settings_xml(document.language),
            "word/styles.xml": self._reference.styles_part(styles),
        }
        writer.relate("styles", "styles.xml")
        writer.relate("settings", "settings.xml")
        numbering = self._reference.numbering_part(lists.numbering, lists.own)
        if numbering:
            parts["word/numbering.xml"] = numbering
            writer.relate("numbering", "numbering.xml")
        if "word/theme/theme1.xml" in self._reference.parts:
            parts["word/theme/theme1.xml"] = self._reference.parts["word/theme/theme1.xml"]
            writer.relate("theme", "theme/theme1.xml")
        text = writer.leaves(body)
        identifiers = []
        for number, strip in enumerate(margins.strips, 1):
            name = f"{strip.kind}{number}.xml"
            identifiers.append(writer.relate(strip.kind, name))
            inner = PartWriter(written, media)
            words = inner.leaves(strip.leaves)
            tag = "hdr" if strip.kind == "header" else "ftr"
            parts[f"word/{name}"] = f"{_START}<w:{tag} {inner.namespaces}>{words}</w:{tag}>".encode()
            if inner.relations:
                parts[f"word/_rels/{name}.rels"] = relations_xml(inner.relations)
        section = section_xml(page, margins, identifiers)
        parts["word/document.xml"] = (
            f"{_START}<w:document {writer.namespaces}><w:body>{text}{section}</w:body></w:document>".encode()
        )
        parts["word/_rels/document.xml.rels"] = relations_xml(writer.relations)
        parts.update({f"word/{name}": asset.content for name, asset in media.files.items()})
        return whole(parts)


class _Lists:
    """The lists of one document: those that the style sheet numbers, and those that the office's template does."""

    def __init__(self, reference: Reference, paragraphs: list[ParagraphDraft], stylesheet: Stylesheet) -> None:
        ours = [one for one in paragraphs if one.place and not reference.brings_numbering(one.style)]
        self._first = reference.first_number - 1
        self.numbering: Numbering = number_lists(ours, stylesheet.counter_styles)
        self.own: dict[int, tuple[int, int]] = {}
        self._restarts: dict[int, int] = {}
        self._reference = reference
        for paragraph in paragraphs:
            office = reference.brings_numbering(paragraph.style)
            place = paragraph.place
            ordered = paragraph.style.startswith("List Number")
            if office and place and ordered and place.list_number not in self._restarts:
                number = self._first + len(self.numbering.numbers) + len(self.own) + 1
                self.own[number] = (office.abstract, place.start)
                self._restarts[place.list_number] = number
        self.of_styles: dict[str, str] = {}
        for paragraph in ours:
            self.of_styles.setdefault(paragraph.style, self.properties(paragraph))

    def properties(self, paragraph: ParagraphDraft) -> str:
        """Return the ``w:numPr`` element that a paragraph needs."""
        place = paragraph.place
        if place is None:
            numbered = paragraph.style.startswith(_LIST_STYLES) and (
                paragraph.style in self.of_styles or self._reference.brings_numbering(paragraph.style)
            )
            return number_properties(0, 0) if numbered else ""
        if place.list_number in self._restarts:
            return number_properties(0, self._restarts[place.list_number])
        if self._reference.brings_numbering(paragraph.style):
            return ""
        return number_properties(place.level, self._first + self.numbering.by_list[place.list_number])


def _plain(style: ComputedStyle) -> ParagraphLook:
    """Return how plain text stands: as the root says, without its edges."""
    return ParagraphLook(
        widow_control=max(style.orphans, style.widows) > 1,
        line=twips(style.line_height or 0.0),
        align=style.text_align,
    )
