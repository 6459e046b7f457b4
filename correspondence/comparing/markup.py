"""Read the words of a DOCX or an HTML page from its elements."""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import Any

from lxml import etree

from correspondence.comparing.words import Reading, TextBlock, UnreadableTextError, without_invisible

LARGEST_PART = 64 * 1024 * 1024
"""How large a part of a DOCX may be when it is unpacked, in bytes: a book has three million."""

_DOCUMENT = "word/document.xml"
_AGAIN = "copy it again from where it came"

# Formatting, what was deleted or moved away, instructions of fields, and the second copy of a drawing.
_DOCX_SKIPPED = frozenset(
    {"pPr", "rPr", "tblPr", "tblGrid", "trPr", "tcPr", "sectPr", "sdtPr", "sdtEndPr", "del", "moveFrom"}
    | {"delText", "instrText", "delInstrText", "Fallback"}
)
# A no-break hyphen is a hyphen-minus at which no line is broken (ECMA-376-1, 17.3.3.18).
_DOCX_CHARACTERS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": "\u00ad"}

_HTML_SKIPPED = frozenset(
    {"head", "script", "style", "template", "noscript", "title", "desc", "datalist", "iframe", "object", "rp"}
)
_HTML_BLOCKS = frozenset(
    {"address", "article", "aside", "blockquote", "body", "button", "caption", "center", "dd", "details", "dialog"}
    | {"dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5"}
    | {"h6", "header", "hgroup", "hr", "html", "legend", "li", "main", "menu", "nav", "ol", "optgroup", "option", "p"}
    | {"pre", "search", "section", "select", "summary", "table", "tbody", "td", "textarea", "tfoot", "th", "thead"}
    | {"tr", "ul"}
)
_HTML_RUNNING = frozenset({"doc-pageheader", "doc-pagefooter"})


def read_docx(archive: zipfile.ZipFile, name: str) -> Reading:
    """Read the body of a Word document, without its headers, footers and footnotes.

    Args:
        archive: The opened file.
        name: The file as the user knows it.

    Returns:
        Its paragraphs, those of tables at their place.

    Raises:
        UnreadableTextError: It is another kind of ZIP file, damaged, locked, or unreasonably large.
    """
    root = _parse(_unpack(archive, _document_part(archive, name), name), name)
    if _local(root) != "document":
        raise UnreadableTextError(name, "it is not a Word document", "save it as DOCX, and compare that")
    notes = []
    if next(root.iter("{*}footnoteReference", "{*}endnoteReference"), None) is not None:
        notes.append(f"the footnotes and endnotes of {name} were not compared")
    blocks = _blocks(root, lambda element: _local(element) in _DOCX_SKIPPED, lambda element: _local(element) == "p")
    return Reading(name, "docx", tuple(blocks), notes=tuple(notes))


def read_html(text: str, name: str) -> Reading:
    """Read the body of an HTML page, without what it hides from its readers.

    Args:
        text: The page, decoded.
        name: The file as the user knows it.

    Returns:
        Its block elements that have words. What has ``hidden`` or ``aria-hidden``, or the role of a
        page's header or footer, is an artifact.

    Raises:
        UnreadableTextError: Its elements are nested deeper than the parser goes.
    """
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True)
    # Of a page without any element, the parser makes nothing.
    root: Any = etree.fromstring(text.encode("utf-8", "replace"), parser)
    if any(error.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for error in parser.error_log):
        # The parser leaves the rest out.
        raise UnreadableTextError(name, "its elements are nested too deep", "save it as plain text, and compare that")
    blocks = () if root is None else _blocks(root, _is_hidden, lambda element: _local(element) in _HTML_BLOCKS)
    return Reading(name, "html", tuple(blocks))


def _document_part(archive: zipfile.ZipFile, name: str) -> str:
    """Find the part that has the text; some editors give it a name of their own (ECMA-376-2, 9.3)."""
    parts = archive.namelist()
    if _DOCUMENT in parts:
        return _DOCUMENT
    if "_rels/.rels" in parts:
        for relation in _parse(_unpack(archive, "_rels/.rels", name), name):
            target = posixpath.normpath(relation.get("Target", "").lstrip("/"))
            if relation.get("Type", "").endswith("/officeDocument") and target in parts:
                return target
    raise UnreadableTextError(
        name, "it is a ZIP file, but not a Word document", "save it as PDF, DOCX, HTML or plain text, and compare that"
    )


def _unpack(archive: zipfile.ZipFile, part: str, name: str) -> bytes:
    entry = archive.getinfo(part)
    if entry.flag_bits & 1:
        raise UnreadableTextError(name, "it is locked with a password", "save it without one")
    try:
        with archive.open(entry) as packed:
            content = packed.read(LARGEST_PART + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError):
        raise UnreadableTextError(name, f"its part {part} is damaged", _AGAIN) from None
    if len(content) > LARGEST_PART:
        size = f"{LARGEST_PART // 1024 // 1024} MiB"
        raise UnreadableTextError(
            name, f"its part {part} is larger than {size}", "split the document, or ask for a PDF"
        )
    return content


def _parse(content: bytes, name: str) -> etree._Element:
    """Parse XML that nobody vouches for: nothing is fetched, and the parser's own limits bound depth and length."""
    try:
        root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    except etree.XMLSyntaxError as error:
        raise UnreadableTextError(name, f"its XML is damaged ({error.msg})", _AGAIN) from None
    if root.getroottree().docinfo.doctype:
        raise UnreadableTextError(
            name, "its XML declares a document type, which Word never does", "do not trust the file; ask for a PDF"
        )
    return root


def _blocks(
    root: etree._Element,
    skipped: Callable[[etree._Element], bool],
    opens_block: Callable[[etree._Element], bool],
) -> Iterator[TextBlock]:
    """Yield the blocks of a tree: what stands between the borders of its block elements."""
    pieces: list[str] = []
    pending = _pieces(root, skipped, opens_block)
    for piece in pending:
        if piece is not None:
            pieces.append(piece)
            continue
        text = without_invisible("".join(pieces)).strip()
        pieces.clear()
        if text:
            yield TextBlock(text)


def _pieces(
    root: etree._Element,
    skipped: Callable[[etree._Element], bool],
    opens_block: Callable[[etree._Element], bool],
) -> Iterator[str | None]:
    """Yield the text of a tree piece by piece, and None at the borders of blocks. The tree may be deep."""
    in_html = _local(root) == "html"
    walk = etree.iterwalk(root, events=("start", "end"))
    inside_skipped: etree._Element | None = None
    for event, element in walk:
        if inside_skipped is None and event == "start":
            if not isinstance(element.tag, str) or skipped(element):
                inside_skipped = element
                continue
            if opens_block(element):
                yield None
            yield _characters(element, in_html=in_html)
        elif event == "end":
            if inside_skipped is element:
                inside_skipped = None
            elif inside_skipped is None and opens_block(element):
                yield None
            if inside_skipped is None and in_html:
                yield element.tail or ""
    yield None


def _characters(element: etree._Element, *, in_html: bool) -> str:
    """Return the characters that an element itself stands for."""
    local = _local(element)
    if in_html:
        return "\n" if local == "br" else element.text or ""
    if local == "t":
        return element.text or ""
    if local == "sym":
        code = next((value for key, value in element.items() if key.endswith("char")), "")
        try:
            return chr(int(code, 16))
        except (ValueError, OverflowError):
            return "\ufffd"
    return _DOCX_CHARACTERS.get(local, "")


def _is_hidden(element: etree._Element) -> bool:
    return (
        _local(element) in _HTML_SKIPPED
        or element.get("hidden") is not None
        or element.get("aria-hidden") == "true"
        or element.get("role") in _HTML_RUNNING
    )


def _local(element: etree._Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
