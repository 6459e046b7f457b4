"""The room for a digital signature in a PDF: a field that nobody has signed yet, tagged and named.

The field stands in the structure tree where the layout has it (ISO 14289-1, 7.18), is printed, and has an appearance that
shows nothing (ISO 19005-3, 6.3). Its default appearance says how the words are set that a signature writes there: the look
is the layout's, and whoever signs needs no style sheet.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from correspondence.document import DRAFT_MARK, Division, Document, SignatureField
from correspondence.errors import Problem, ProblemsError
from correspondence.render.markup import SIGNATURE_FIELD, elements
from correspondence.stylesheet import Stylesheet

PRINTED = 4
SIGNATURES_EXIST = 1
LINE = 1.2
"""Height of a line in ems, where the look says nothing."""


@dataclass(frozen=True)
class FieldLook:
    """How the words look that a signature writes into its field.

    Attributes:
        family: The font.
        size: Its size in points.
        line: Height of a line in points.
        color: Six hexadecimal digits.
    """

    family: str
    size: float
    line: float
    color: str

    @property
    def operators(self) -> str:
        """The look as operators of a PDF."""
        name = re.sub(r"[^A-Za-z0-9.-]", lambda found: "".join(f"#{one:02X}" for one in found[0].encode()), self.family)
        red, green, blue = (int(self.color[place : place + 2], 16) / 255 for place in (0, 2, 4))
        return f"{red:.3g} {green:.3g} {blue:.3g} rg /{name} {self.size:g} Tf {self.line:g} TL"


def can_be_signed(document: Document) -> bool:
    """Tell whether the room for signatures becomes a field: nobody signs a draft."""
    return not any(isinstance(block, Division) and block.name == DRAFT_MARK for block in document.blocks)


def looks_of(document: Document, stylesheet: Stylesheet) -> Iterator[FieldLook]:
    """Yield how each field of a document looks, in reading order."""
    if not can_be_signed(document):
        return
    for path, inline in elements(document):
        if isinstance(inline, SignatureField):
            style = stylesheet.computed(path)
            line = style.line_height or LINE * style.font_size
            yield FieldLook(style.font_family[0], style.font_size, line, style.color)


def check_fields(pages: Sequence[Any], fields: Sequence[FieldLook], style_file: str) -> None:
    """Hold the fields for signatures to the pages.

    Args:
        pages: WeasyPrint's pages.
        fields: Those that the document has.
        style_file: The style sheet.

    Raises:
        ProblemsError: Not every one stands in a page, once.
    """
    shown = 0
    for page in pages:
        for box in page._page_box.children[0].descendants():  # noqa: SLF001  (WeasyPrint tells of its boxes nowhere else)
            element = box.element
            if element is not None and box.element_tag == element.tag == "input":
                shown += element.get("class") == SIGNATURE_FIELD
    if shown != len(fields):
        message = "the room for a digital signature runs in the margin of pages, or is not shown"
        raise ProblemsError([Problem(style_file, message, "let it stand in the page: each is signed once")])


def make_signature_fields(pdf: Any, looks: Sequence[FieldLook]) -> None:
    """Make fields for signatures of the boxes that stand for them: boxes to tick, which no document has.

    Args:
        pdf: The pydyf PDF; edited in place.
        looks: How each looks, in reading order.
    """
    from pydyf import Array, Dictionary, String

    buttons = (one for one in pdf.objects if isinstance(one, dict) and one.get("FT") == "/Btn")
    boxes = [one for one in buttons if "Kids" not in one and "Parent" not in one]
    for number, (field, look) in enumerate(zip(boxes, looks, strict=True), start=1):
        left, top, right, bottom = map(_number, field["Rect"])
        drawn = pdf.objects[int(next(iter(field["AP"]["N"].values())).split()[0])]
        drawn.stream, drawn.extra["BBox"] = [], Array([0, 0, *map(_number, (right - left, top - bottom))])
        del drawn.extra["Resources"]
        for key in ("AS", "V", "MK", "Border"):
            field.pop(key, None)
        field |= {
            "FT": "/Sig",
            "F": PRINTED,
            "T": String(f"Signature{number}"),
            "Rect": Array([left, bottom, right, top]),
            "DA": String(look.operators),
            "AP": Dictionary({"N": drawn.reference}),
        }
    form = pdf.catalog["AcroForm"]
    form["SigFlags"] = SIGNATURES_EXIST
    if len(form["Fields"]) == len(boxes):  # what other fields need, is seen to in .forms
        del form["DR"], form["NeedAppearances"]
    pdf.add_object(form)
    pdf.catalog["AcroForm"] = form.reference


def _number(length: float) -> float:
    """Return a length as it is written: whole where it is so."""
    rounded = round(length, 3)
    return int(rounded) if rounded == int(rounded) else rounded
