"""The same letter by other means: what each takes for one, made as its own documentation shows it."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from correspondence.document import Document
from correspondence.mailing import Job
from correspondence.mailing.checking import fonts_of
from correspondence.render import pdf as engine
from correspondence.render.markup import body_html, root_classes

Values = Mapping[str, str]
Maker = Callable[[Sequence[Values]], None]

TYPST = """\
#set page(paper: "us-letter", margin: 1in, numbering: "1")
#set text(font: "Liberation Serif", size: 12pt)
#set document(title: "Questionnaire")
#let letter(one) = [
#align(center)[*U.S. Department of Justice* \\ Office of Justice Programs]
#v(2em)
#one.name \\ #one.organization \\ #one.street \\ #one.place
#v(1em)
#one.salutation:
#v(1em)
BODY
#v(1em)
Sincerely,
#v(3em)
Alan Hanson
]
"""


def bare_weasyprint(job: Job, documents: Sequence[Document]) -> Maker:
    """Return what lays out the letters' finished HTML by WeasyPrint: the style sheet is parsed once, as we do."""
    from weasyprint import HTML

    fonts = fonts_of(job)
    part = engine.Part(documents[0], job.stylesheet)
    base = engine._base(part)  # noqa: SLF001 - the very same input
    load = job.workspace.load_file
    sheet, counter_style = engine._sheet(job.stylesheet.css, base, fonts, load)  # noqa: SLF001
    bodies = [f'<body class="{" ".join(root_classes(one))}">\n{body_html(one)}</body>' for one in documents]
    pages = [engine._page(one, body) for one, body in zip(documents, bodies, strict=True)]  # noqa: SLF001
    fetcher, configuration = engine._fetcher(fonts, load), engine._font_configuration()  # noqa: SLF001

    def make(letters: Sequence[Values]) -> None:
        for page in pages[: len(letters)]:
            html = HTML(string=page, base_url=base, url_fetcher=fetcher)
            laid_out = html.render(font_config=configuration, counter_style=counter_style, stylesheets=[sheet])
            laid_out.write_pdf(pdf_variant="pdf/a-3a")

    return make


def docxtpl(template: bytes) -> Maker:
    """Return what fills a Word template by docxtpl: opened, rendered and saved for each letter."""
    from docxtpl import DocxTemplate

    def make(letters: Sequence[Values]) -> None:
        for one in letters:
            document = DocxTemplate(io.BytesIO(template))
            document.render(dict(one), autoescape=True)
            document.save(io.BytesIO())

    return make


def python_docx(template: bytes) -> Maker:
    """Return what replaces the words of a Word file by python-docx: opened, changed and saved for each letter."""
    import docx

    def make(letters: Sequence[Values]) -> None:
        for one in letters:
            document = docx.Document(io.BytesIO(template))
            for paragraph in document.paragraphs:
                for run in paragraph.runs:
                    if "{{" in run.text:
                        text = run.text
                        for name, value in one.items():
                            text = text.replace(f"{{{{ {name} }}}}", value)
                        run.text = text
            document.save(io.BytesIO())

    return make


def typst(body: str, fonts: Path, *, together: bool) -> Maker:
    """Return what compiles the letters by Typst: one compile for each, or all as one document."""
    import typst as compiler

    escaped = "".join(f"\\{sign}" if sign in "\\#$*_`@<>[]~/" else sign for sign in body)

    def source(letters: Sequence[Values]) -> bytes:
        calls = "\n#pagebreak()\n".join(f"#letter(({_record(one)}))" for one in letters)
        return (TYPST.replace("BODY", escaped) + calls).encode()

    def make(letters: Sequence[Values]) -> None:
        if together:
            compiler.compile(source(letters), font_paths=[str(fonts)])
            return
        for one in letters:
            compiler.compile(source([one]), font_paths=[str(fonts)])

    return make


def _record(values: Values) -> str:
    return ", ".join(f'{name}: "{value}"' for name, value in values.items())


def libreoffice(folder: Path, files: Sequence[bytes], program: str) -> Maker:
    """Return what converts Word files to PDF by LibreOffice, all in one call."""
    paths = [folder / f"{number}.docx" for number in range(len(files))]
    for path, content in zip(paths, files, strict=True):
        path.write_bytes(content)

    def make(letters: Sequence[Values]) -> None:
        words: list[Any] = [program, f"-env:UserInstallation={folder.as_uri()}/profile", "--headless", "--convert-to"]
        words += ["pdf", "--outdir", folder / "pdf", *paths[: len(letters)]]
        subprocess.run(words, check=True, capture_output=True)  # noqa: S603 - LibreOffice

    return make
