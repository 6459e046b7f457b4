"""The Word files as a whole: an office's template, the same bytes, and the same pages as the PDF has."""

from __future__ import annotations

import hashlib
import re
import sys
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from weasyprint import CSS, HTML
from weasyprint.css.counters import CounterStyle
from weasyprint.text.fonts import FontConfiguration

from correspondence.document import (
    Document,
)
from correspondence.errors import ProblemsError
from correspondence.render.docx import DocxRenderer, render_docx
from correspondence.render.markup import body_html, root_classes
from correspondence.stylesheet import RESET
from tests.tools import ROOT, page_count, program, run, to_pdf

if TYPE_CHECKING:
    from pathlib import Path

from tests.docx_samples import (
    LETTER_LOOK,
    RELEASE_LOOK,
    W,
    letter,
    look,
    office_template,
    part,
    release,
    text_of,
    value,
    xml,
)

# --- an office's own template ----------------------------------------------------------------------------------------


def test_the_styles_of_an_offices_template_win() -> None:
    ours, theirs = office_template(), xml(office_template())
    parts = xml(render_docx(letter(), look(LETTER_LOOK), ours))

    def by_name(styles: ET.Element) -> dict[str, bytes]:
        return {value(one.find(f"{W}name")) or "": ET.tostring(one) for one in styles.iter(f"{W}style")}

    before, after = by_name(theirs["word/styles.xml"]), by_name(parts["word/styles.xml"])
    assert {name: after[name] for name in before} == before
    added = {"Closing", "Date", "Hyperlink", "Inside Address", "Letterhead", "Salutation", "Signature"}
    assert set(after) - set(before) == added
    assert "Words of the template" not in text_of(parts["word/document.xml"])
    numbered = [
        one for one in parts["word/document.xml"].iter(f"{W}p") if value(one.find(f"{W}pPr/{W}pStyle")) == "ListNumber"
    ]
    lists = [value(one.find(f"{W}pPr/{W}numPr/{W}numId")) for one in numbered]
    assert len(set(lists)) == 2
    known = {value(one, "numId") for one in parts["word/numbering.xml"].iter(f"{W}num")}
    assert set(lists) <= known


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 not one", render_docx(release(), look(RELEASE_LOOK))[:900]])
def test_a_template_that_is_none_is_an_error(content: bytes) -> None:
    with pytest.raises(ProblemsError) as raised:
        render_docx(letter(), look(LETTER_LOOK), content)
    assert str(raised.value) == (
        "reference.docx cannot be used:\n  this is not a Word document; save the template from Word as a .docx file, without a password"
    )


# --- the same bytes --------------------------------------------------------------------------------------------------


def test_a_letter_is_the_same_whatever_was_rendered_before_it() -> None:
    sheet = look(LETTER_LOOK)
    renderer = DocxRenderer(sheet)
    other = Document("Other", (part("body", "short"), part("salutation", "Dear:"), part("body", "s", "t")), "letter")
    first = renderer.render(letter())
    renderer.render(other)
    assert renderer.render(letter()) == first == render_docx(letter(), look(LETTER_LOOK))


def test_the_bytes_are_the_same_in_another_process_locale_and_time_zone() -> None:
    script = (
        "import hashlib, tests.docx_samples as t; "
        "print(hashlib.sha256(t.render_docx(t.letter(), t.look(t.LETTER_LOOK))).hexdigest())"
    )
    places = (
        {"PYTHONHASHSEED": "1", "TZ": "Pacific/Auckland", "LANG": "de_DE.UTF-8", "SOURCE_DATE_EPOCH": "0"},
        {"PYTHONHASHSEED": "2", "TZ": "America/Denver", "LANG": "C"},
    )
    seen = {run(sys.executable, "-c", script, folder=ROOT, environment=place).stdout.strip() for place in places}
    assert seen == {hashlib.sha256(render_docx(letter(), look(LETTER_LOOK))).hexdigest()}


# --- the same page as the PDF ----------------------------------------------------------------------------------------

COUNTERS = ".page-number::before { content: counter(page) } .page-count::before { content: counter(pages) }"


def laid_out(document: Document, css: str) -> bytes:
    """Lay a document out with WeasyPrint from the same style sheet."""
    fonts, counters = FontConfiguration(), CounterStyle()
    classes = " ".join(root_classes(document))
    sheets = [CSS(string=one, font_config=fonts, counter_style=counters) for one in (RESET, look(css).css, COUNTERS)]
    body = body_html(document).replace("</span> <span", "</span><span")  # a blank behind a label is no part of the look
    html = HTML(string=f'<html lang="en"><body class="{classes}">{body}</body></html>')
    pdf: bytes = html.write_pdf(stylesheets=sheets, font_config=fonts, counter_style=counters)
    return pdf


def line_starts(pdf: Path) -> list[tuple[int, str, float, float]]:
    """Return page, word, left edge and middle of the first word of each line."""
    listing = run(program("pdftotext"), "-bbox-layout", pdf, "-").stdout
    found = []
    page = 0
    for line in re.split(r"(?=<page |<line )", listing):
        page += line.startswith("<page ")
        word = re.search(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="[\d.]+" yMax="([\d.]+)">(.*?)</word>', line)
        if line.startswith("<line ") and word:
            found.append((page, word[4], float(word[1]), (float(word[2]) + float(word[3])) / 2))
    return sorted(found, key=lambda one: (one[0], round(one[3]), one[2]))


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, Path]]:
    """Return for each sample the PDF of WeasyPrint and LibreOffice's of the Word file."""
    folder = tmp_path_factory.mktemp("docx")
    samples = {"letter": (letter(), LETTER_LOOK), "release": (release(), RELEASE_LOOK)}
    words = {}
    for name, (document, css) in samples.items():
        words[name] = folder / f"{name}.docx"
        words[name].write_bytes(render_docx(document, look(css)))
        (folder / f"{name}.weasyprint.pdf").write_bytes(laid_out(document, css))
    converted = to_pdf(words.values(), folder / "converted")
    return {name: (folder / f"{name}.weasyprint.pdf", converted[words[name]]) for name in samples}


@pytest.mark.parametrize("name", ["letter", "release"])
def test_libreoffice_shows_as_many_pages_as_the_pdf_has(name: str, both: dict[str, tuple[Path, Path]]) -> None:
    pdf, word = both[name]
    assert page_count(pdf) == page_count(word) == {"letter": 2, "release": 3}[name]


@pytest.mark.parametrize("name", ["letter", "release"])
def test_every_line_begins_with_the_same_word_at_the_same_place(name: str, both: dict[str, tuple[Path, Path]]) -> None:
    pdf, word = both[name]
    ours, theirs = line_starts(word), line_starts(pdf)
    assert [one[:2] for one in ours] == [one[:2] for one in theirs]
    far = [
        (mine, other)
        for mine, other in zip(ours, theirs, strict=True)
        if abs(mine[2] - other[2]) > 1 or abs(mine[3] - other[3]) > 3
    ]
    assert far == []
