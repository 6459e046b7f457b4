"""Fill a PDF form with the programs that people have: each takes texts and marks, and writes another file."""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from xml.sax.saxutils import escape

import pikepdf
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from pikepdf.form import ExtendedAppearanceStreamGenerator, Form, RadioButtonGroup, TextField
from pypdf import PdfWriter

from correspondence.render.forms import Place
from tests.tools import missing, program, run

Filler = Callable[[Path, Path, "Answers", "Iterable[Place]"], None]
Answers = Mapping[str, str]
"""What is written into a field, or the option that is marked, by the control's name."""

PYTHONS = ("/usr/bin/python3", "/opt/homebrew/bin/python3", "/usr/local/bin/python3")
RETURN = 13


def by_pypdf(source: Path, target: Path, answers: Answers, places: Iterable[Place]) -> None:
    """Fill a form as Python programs do."""
    buttons = {place.name for place in places if place.option}
    values = {name: f"/{answer}" if name in buttons else answer for name, answer in answers.items()}
    writer = PdfWriter(clone_from=source)
    for page in writer.pages:
        writer.update_page_form_field_values(page, dict(values), auto_regenerate=False)
    writer.write(target)


def by_pikepdf(source: Path, target: Path, answers: Answers, places: Iterable[Place]) -> None:
    """Fill a form as Python programs with qpdf do."""
    del places
    with pikepdf.open(source) as pdf:
        form = Form(pdf, ExtendedAppearanceStreamGenerator)
        for name, answer in answers.items():
            match form[name]:
                case RadioButtonGroup() as group:
                    group.value = pikepdf.Name(f"/{answer}")
                case TextField() as field:
                    field.value = answer
        pdf.save(target)


def by_pdftk(source: Path, target: Path, answers: Answers, places: Iterable[Place]) -> None:
    """Fill a form as many offices' scripts do."""
    del places
    fields = "".join(
        f'<field name="{name}"><value>{escape(answer)}</value></field>' for name, answer in answers.items()
    )
    with tempfile.TemporaryDirectory() as folder:
        wanted = Path(folder) / "answers.xfdf"
        wanted.write_text(
            f'<?xml version="1.0" encoding="UTF-8"?><xfdf xmlns="http://ns.adobe.com/xfdf/"><fields>{fields}</fields></xfdf>',
            "utf-8",
        )
        run(program("pdftk"), source, "fill_form", wanted, "output", target)


def by_pdfium(source: Path, target: Path, answers: Answers, places: Iterable[Place]) -> None:
    """Fill a form with clicks and keys, as somebody in Chrome does."""
    pdf = pdfium.PdfDocument(source)
    pdf.init_forms()
    pages = list(pdf)
    for place in places:
        answer = answers.get(place.name)
        if answer is None or place.option not in {"", answer}:
            continue
        page = pages[place.page - 1]
        x, y = _middle(place)
        for step in (pdfium_c.FORM_OnMouseMove, pdfium_c.FORM_OnLButtonDown, pdfium_c.FORM_OnLButtonUp):
            step(pdf.formenv, page, 0, x, y)
        if not place.option:
            for sign in answer:
                pdfium_c.FORM_OnChar(pdf.formenv, page, RETURN if sign == "\n" else ord(sign), 0)
        pdfium_c.FORM_ForceToKillFocus(pdf.formenv)
    pdf.save(target)
    pdf.close()


def by_poppler(source: Path, target: Path, answers: Answers, places: Iterable[Place]) -> None:
    """Fill a form as the document viewers of Linux do."""
    marks = [
        (place.page - 1, *_middle(place))
        for place in places
        if place.option and answers.get(place.name) == place.option
    ]
    subprocess.run(  # noqa: S603 - a script of the suite
        [_python_with_poppler(), Path(__file__).with_name("poppler_fill.py"), source, target],
        input=json.dumps({"texts": dict(answers), "marks": marks}),
        encoding="utf-8",
        capture_output=True,
        check=True,
        timeout=60,
    )


FILLERS: Mapping[str, Filler] = MappingProxyType(
    {"pypdf": by_pypdf, "pikepdf": by_pikepdf, "pdftk": by_pdftk, "PDFium": by_pdfium, "poppler": by_poppler}
)


def _middle(place: Place) -> tuple[float, float]:
    left, bottom, right, top = place.box
    return (left + right) / 2, (bottom + top) / 2


@cache
def _python_with_poppler() -> str:
    """Find a Python that has poppler's bindings: they come with the system, and never from a package index."""
    trial = "import gi; gi.require_version('Poppler', '0.18')"
    there = (python for python in PYTHONS if Path(python).exists())
    found = next((python for python in there if run(python, "-c", trial, ok=(0, 1)).returncode == 0), None)
    return found or missing("poppler’s bindings for Python")
