"""Read a filled form: by the rules that hold for all programs, and with two other readers."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pikepdf
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from pypdf import PdfReader

Reader = Callable[[Path], dict[str, str]]
"""Returns what is filled in, by the control's name; empty where nothing is."""


def by_widgets(path: Path) -> dict[str, str]:
    """Go from the widgets on the pages to their fields: an answer is one mark that the group's value agrees with."""
    marked: dict[str, list[str]] = {}
    values: dict[str, str] = {}
    with pikepdf.open(path) as pdf:
        for widget in _widgets(pdf):
            field = widget.Parent if "/Parent" in widget else widget
            name = str(field.T)
            values[name] = _lines(str(field.get("/V", "")))
            if field.FT == "/Btn":
                state = str(widget.get("/AS", "/Off"))
                marked.setdefault(name, []).extend([state] if state != "/Off" else [])
    for name, states in marked.items():
        agreed = states == [values[name]] or (not states and values[name] in {"", "/Off"})
        values[name] = "".join(states).removeprefix("/") if agreed else f"marked {states}, value {values[name]}"
    return values


def by_pypdf(path: Path) -> dict[str, str]:
    """Read the fields as pypdf lists them."""
    fields = PdfReader(path).get_fields() or {}
    values = {name: str(field.get("/V") or "") for name, field in fields.items()}
    return {name: "" if value == "/Off" else _lines(value).removeprefix("/") for name, value in values.items()}


def by_pdfium(path: Path) -> dict[str, str]:
    """Read the widgets as Chrome shows them."""
    pdf = pdfium.PdfDocument(path)
    pdf.init_forms()
    values: dict[str, str] = {}
    for page in pdf:
        for index in range(pdfium_c.FPDFPage_GetAnnotCount(page)):
            widget = pdfium_c.FPDFPage_GetAnnot(page, index)
            if pdfium_c.FPDFAnnot_GetSubtype(widget) == pdfium_c.FPDF_ANNOT_WIDGET:
                name = _text(pdfium_c.FPDFAnnot_GetFormFieldName, pdf.formenv, widget)
                if pdfium_c.FPDFAnnot_GetFormFieldType(pdf.formenv, widget) == pdfium_c.FPDF_FORMFIELD_TEXTFIELD:
                    values[name] = _lines(_text(pdfium_c.FPDFAnnot_GetFormFieldValue, pdf.formenv, widget))
                elif pdfium_c.FPDFAnnot_IsChecked(pdf.formenv, widget):
                    values[name] = values.get(name, "") + _text(
                        pdfium_c.FPDFAnnot_GetFormFieldExportValue, pdf.formenv, widget
                    )
                else:
                    values.setdefault(name, "")
            pdfium_c.FPDFPage_CloseAnnot(widget)
    pdf.close()
    return values


READERS: Mapping[str, Reader] = MappingProxyType({"widgets": by_widgets, "pypdf": by_pypdf, "PDFium": by_pdfium})


def rectangles(path: Path) -> list[tuple[str, int, tuple[float, ...]]]:
    """Return each widget’s name, page and rectangle (left, bottom, right, top), as PDFium reads them."""
    pdf = pdfium.PdfDocument(path)
    pdf.init_forms()
    found: list[tuple[str, int, tuple[float, ...]]] = []
    for number, page in enumerate(pdf, start=1):
        for index in range(pdfium_c.FPDFPage_GetAnnotCount(page)):
            widget = pdfium_c.FPDFPage_GetAnnot(page, index)
            if pdfium_c.FPDFAnnot_GetSubtype(widget) == pdfium_c.FPDF_ANNOT_WIDGET:
                box = pdfium_c.FS_RECTF()
                pdfium_c.FPDFAnnot_GetRect(widget, box)
                name = _text(pdfium_c.FPDFAnnot_GetFormFieldName, pdf.formenv, widget)
                found.append((name, number, (box.left, box.bottom, box.right, box.top)))
            pdfium_c.FPDFPage_CloseAnnot(widget)
    pdf.close()
    return found


def _widgets(pdf: pikepdf.Pdf) -> list[Any]:
    annotations: list[Any] = [one for page in pdf.pages for one in page.get("/Annots", [])]
    return [one for one in annotations if one.Subtype == "/Widget"]


def _lines(text: str) -> str:
    """Return a text with line ends of one kind: PDFium writes two signs, others one."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _text(function: Callable[..., int], form: Any, widget: Any) -> str:
    """Call one of PDFium’s functions that fill a buffer with UTF-16."""
    length = function(form, widget, None, 0)
    buffer = (ctypes.c_ushort * (length // 2))()
    function(form, widget, buffer, length)
    return bytes(buffer).decode("utf-16-le").rstrip("\0")
