"""What WeasyPrint leaves to do: both identifications, and margins as artifacts.

WeasyPrint writes one variant at a time. A PDF/A-3a file becomes a PDF/UA-1 file as well
by its identification in the XMP metadata, described by an extension schema (PDF/A,
ISO 19005-3, 6.6.2.3.1). Running headers and footers must be artifacts (ISO 14289-1, 7.8);
WeasyPrint leaves them as structure elements outside the tree.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import Any

from correspondence.render.signing import FieldLook, make_signature_fields

UA_IDENTIFICATION = """\
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1" />\
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" \
xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">\
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">\
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>\
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>\
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>\
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">\
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>\
<pdfaProperty:category>internal</pdfaProperty:category>\
<pdfaProperty:description>Part of ISO 14289 to which the file conforms</pdfaProperty:description>\
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>\
</rdf:RDF>"""


REFERENCE_NUMBER = (
    '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">'
    "<dc:identifier>{}</dc:identifier></rdf:Description>"
)


def complete(pdf: Any, reference: str, part_starts: Sequence[int], fields: Sequence[FieldLook] = ()) -> None:
    """Finish a PDF before it is written.

    Args:
        pdf: The pydyf PDF; edited in place.
        reference: The document's reference number, empty where it has none.
        part_starts: Index of the first page of each part of a packet, empty for one document.
        fields: The fields for signatures, in reading order.
    """
    identify(pdf, reference)
    make_margins_artifacts(pdf)
    if fields:
        make_signature_fields(pdf, fields)
    if part_starts:
        number_parts(pdf, part_starts)


def identify(pdf: Any, reference: str) -> None:
    """Say in the metadata that the file is PDF/UA-1 too, and under which number it went out."""
    added = UA_IDENTIFICATION
    if reference:
        added = REFERENCE_NUMBER.format(escape(reference)) + added
    stream = _object(pdf, pdf.catalog["Metadata"])
    stream.stream = [part.replace(b"</rdf:RDF>", added.encode()) for part in stream.stream]


def make_margins_artifacts(pdf: Any) -> None:
    """Mark what runs in the margins as pagination artifacts, and take it off the structure."""
    from pydyf import Dictionary

    root = _object(pdf, pdf.catalog["StructTreeRoot"])
    reached = {id(element) for element in _elements(pdf, root)}
    nums = _object(pdf, root["ParentTree"])["Nums"]
    pages = _page_objects(pdf)
    for number, page in enumerate(pages):
        entries = nums[2 * number + 1]
        stream = _object(pdf, page["Contents"]).stream
        outside = {mcid for mcid, reference in enumerate(entries) if id(_object(pdf, reference)) not in reached}
        for mcid in outside:
            entries[mcid] = "null"
        for index, item in enumerate(stream):
            if isinstance(item, dict) and item.get("MCID") in outside:
                stream[index - 1] = "/Artifact"
                stream[index] = Dictionary({"Type": "/Pagination"})
    for candidate in pdf.objects:
        if isinstance(candidate, dict) and candidate.get("Type") == "/StructElem" and id(candidate) not in reached:
            candidate.clear()


def number_parts(pdf: Any, starts: Sequence[int]) -> None:
    """Let viewers show each part's pages by their own numbers."""
    from pydyf import Array, Dictionary

    labels = Array()
    for start in starts:
        labels.extend([start, Dictionary({"S": "/D", "St": 1})])
    pdf.catalog["PageLabels"] = Dictionary({"Nums": labels})


def _object(pdf: Any, reference: Any) -> Any:
    """Return the object that a reference such as ``b"12 0 R"`` means."""
    return pdf.objects[int(reference.split()[0])]


def _page_objects(pdf: Any) -> list[Any]:
    kids = pdf.pages["Kids"]
    return [pdf.objects[number] for number in kids[::3]]


def _elements(pdf: Any, element: Any) -> Iterator[Any]:
    """Yield the structure elements below one."""
    children = element.get("K", ())
    for child in children if isinstance(children, list) else [children]:
        if not isinstance(child, bytes | str):
            continue
        inner = _object(pdf, child)
        if isinstance(inner, dict) and inner.get("Type") == "/StructElem":
            yield inner
            yield from _elements(pdf, inner)
