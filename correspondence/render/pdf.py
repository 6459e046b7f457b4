"""The PDF: laid out by WeasyPrint, tagged, PDF/A-3a and PDF/UA-1 in one file.

A packet is laid out as one document, so that it has one structure tree; each of its
parts keeps its own look and its own page numbers.
"""

from __future__ import annotations

import datetime
import logging
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, lru_cache
from html import escape
from typing import Any, Protocol
from urllib.parse import quote, unquote

from correspondence.document import Document
from correspondence.errors import CorrespondenceError, WriteError
from correspondence.render.completion import complete
from correspondence.render.fonts import Fonts
from correspondence.render.forms import Place, check_fit, complete_form, controls_of
from correspondence.render.markup import body_html, root_classes
from correspondence.render.scoping import scoped
from correspondence.render.signing import can_be_signed, check_fields, looks_of
from correspondence.stylesheet import RESET, Stylesheet

BEFORE_ALL_DATES = datetime.date(1980, 1, 1)
"""The date of a file whose document has none: the earliest that a ZIP archive can write down."""

ENGINE_CSS = """\
.page-number::before { content: counter(page) }
.page-count::before { content: counter(pages) }
input { display: inline-block }
.signature-field { appearance: auto; border: none; margin: 0; padding: 0; vertical-align: bottom }
.control { font-family: "Courier New" }
"""
"""What any document needs. The font of a field is embedded whole: :mod:`.forms` puts a smaller one in its place."""

OFFICE = "file:///office/"
"""Where style sheets seem to lie, so that an address in them names a file of the workspace or package."""

FileLoader = Callable[[str], bytes]
"""Takes the name of a file as style sheets' addresses resolve to it; returns its bytes or raises ValueError."""


@dataclass(frozen=True)
class Part:
    """One document of a PDF, with its look. ``bookmark`` is its name in a packet's outline."""

    document: Document
    stylesheet: Stylesheet
    bookmark: str = ""


@dataclass(frozen=True)
class RenderedPdf:
    """A PDF that was made.

    Attributes:
        content: The file.
        pages: How many pages it has.
        part_starts: Index of the first page of each part.
        places: Where the answers of a form stand; empty for other documents.
    """

    content: bytes
    pages: int
    part_starts: tuple[int, ...] = (0,)
    places: tuple[Place, ...] = ()


class LayoutEngineError(CorrespondenceError):
    """WeasyPrint complained; it would have written a PDF all the same.

    Args:
        complaints: Its own words.
    """

    def __init__(self, complaints: tuple[str, ...]) -> None:
        self.complaints = complaints
        super().__init__(complaints)

    def __str__(self) -> str:
        """Repeat the complaints."""
        return f"the PDF could not be laid out: {'; '.join(self.complaints)}; mend the style sheet or the template"


class _Pages(Protocol):
    """What this module uses of WeasyPrint's document."""

    pages: list[Any]

    def write_pdf(self, **options: Any) -> bytes: ...


def render_pdf(parts: Sequence[Part], fonts: Fonts, load_file: FileLoader) -> RenderedPdf:
    """Render one document, or several as a packet.

    Args:
        parts: The documents in their order. The first gives title, author, language and date.
        fonts: The font files.
        load_file: Gives the files that style sheets name, such as fonts of the office's own.

    Returns:
        The PDF and the number of its pages. The same inputs give the same bytes.

    Raises:
        LayoutEngineError: WeasyPrint found fault with the style sheet or an image.
        ProblemsError: The room for a signature runs in the margin, or is not shown.
        FormDoesNotFitError: A question is longer than a page, or a box leaves its page.
        WriteError: There is no room for temporary files.
    """
    with complaints():
        laid_out = _lay_out(parts, fonts, load_file, None)
        starts = _first_pages(laid_out, len(parts))
        if len(parts) > 1 and any("page-count" in body_html(part.document) for part in parts):
            counts = [after - start for start, after in zip(starts, [*starts[1:], len(laid_out.pages)], strict=True)]
            laid_out = _lay_out(parts, fonts, load_file, counts)
        document = parts[0].document
        controls = controls_of(document) if len(parts) == 1 else {}
        if controls:
            check_fit(laid_out.pages, controls)
        fields = tuple(look for part in parts for look in looks_of(part.document, part.stylesheet))
        if fields:
            check_fields(laid_out.pages, fields, parts[0].stylesheet.files[0])
        content = laid_out.write_pdf(
            pdf_variant="pdf/a-3a",
            pdf_forms=bool(controls),
            finisher=lambda _, pdf: complete(pdf, document.reference, starts if len(parts) > 1 else (), fields),
        )
    if not controls:
        return RenderedPdf(content, len(laid_out.pages), starts)
    completed = complete_form(content, document, fonts)
    return RenderedPdf(completed.content, len(laid_out.pages), starts, completed.places)


def _lay_out(parts: Sequence[Part], fonts: Fonts, load_file: FileLoader, counts: Sequence[int] | None) -> _Pages:
    from weasyprint import HTML

    fetcher = _fetcher(fonts, load_file)
    first = parts[0].document
    if len(parts) == 1:
        body = f'<body class="{" ".join(root_classes(first))}">\n{body_html(first, can_be_signed=can_be_signed(first))}</body>'
        css = parts[0].stylesheet.css
    else:
        sections = []
        rules = []
        for number, part in enumerate(parts, start=1):
            name = f"part-{number}"
            classes = " ".join((name, *root_classes(part.document)))
            count = counts[number - 1] if counts else None
            inner = body_html(part.document, count, can_be_signed=can_be_signed(part.document))
            label = escape(f'bookmark-level: 1; bookmark-label: "{_css_string(part.bookmark or part.document.title)}"')
            sections.append(
                f'<section id="{name}" class="{classes}" lang="{part.document.language}" style="{label}">\n{inner}</section>\n'
            )
            rules.append(scoped(part.stylesheet.css, name))
            rules.append(
                f"@page {name}:nth(1 of {name}) {{ counter-reset: page 1 }}\n.{name} {{ page: {name} }}\n.{name} h1 {{ bookmark-level: 2 }}\n"
            )
        body = f"<body>\n{''.join(sections)}</body>"
        css = "".join(rules)
    html = HTML(string=_page(first, body), base_url=_base(parts[0]), url_fetcher=fetcher)
    sheet, counter_style = _sheet(css, _base(parts[0]), fonts, load_file)
    options = {"pdf_forms": len(parts) == 1 and bool(controls_of(first))}
    laid_out: _Pages = html.render(
        font_config=_font_configuration(), counter_style=counter_style, stylesheets=[sheet], **options
    )
    return laid_out


def lay_out_page(html: str, fonts: Fonts) -> Any:
    """Lay out a page that has its own look in it.

    Args:
        html: The page, which fetches nothing.
        fonts: The font files.

    Returns:
        WeasyPrint's document.
    """
    from weasyprint import HTML

    sheet, counter_style = _sheet("", OFFICE, fonts, _nothing)
    source = HTML(string=html, base_url=OFFICE, url_fetcher=_fetcher(fonts, _nothing))
    return source.render(font_config=_font_configuration(), counter_style=counter_style, stylesheets=[sheet])


def _nothing(name: str) -> bytes:
    message = f"{name} is not fetched"
    raise ValueError(message)


def _page(document: Document, body: str) -> str:
    day = (document.date or BEFORE_ALL_DATES).isoformat()
    author = f'<meta name="author" content="{escape(document.author)}">\n' if document.author else ""
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(document.language)}">\n<head>\n<meta charset="utf-8">\n<title>{escape(document.title)}</title>\n{author}'
        f'<meta name="generator" content="correspondence">\n<meta name="dcterms.created" content="{day}">\n<meta name="dcterms.modified" content="{day}">\n</head>\n{body}\n</html>'
    )


def _base(part: Part) -> str:
    return OFFICE + quote(part.stylesheet.files[0])


@lru_cache(maxsize=16)
def _sheet(css: str, base_url: str, fonts: Fonts, load_file: FileLoader) -> tuple[Any, Any]:
    """Parse a style sheet once for all letters that have it."""
    from weasyprint import CSS
    from weasyprint.css.counters import CounterStyle

    counter_style = CounterStyle()
    text = fonts.css() + RESET + ENGINE_CSS + css
    sheet = CSS(
        string=text,
        base_url=base_url,
        url_fetcher=_fetcher(fonts, load_file),
        font_config=_font_configuration(),
        counter_style=counter_style,
    )
    return sheet, counter_style


@cache
def _font_configuration() -> Any:
    """Return the one font configuration of this process: another for each letter costs a quarter more."""
    from weasyprint.text.fonts import FontConfiguration

    return FontConfiguration()


@lru_cache(maxsize=16)
def _fetcher(fonts: Fonts, load_file: FileLoader) -> Any:
    """Return a fetcher that hands out the font files and what lies beside the style sheet, and nothing else."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    known = {face.path.as_uri(): face.path for face in fonts.faces.values()}

    class Closed(URLFetcher):  # type: ignore[misc]  # the base class has no types
        def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:  # noqa: ARG002
            if url.startswith("data:"):
                return super().fetch(url)
            if url in known:
                return URLFetcherResponse(url, known[url].read_bytes())
            if url.startswith(OFFICE):
                return URLFetcherResponse(url, load_file(unquote(url[len(OFFICE) :])))
            message = f"{url} is neither in the workspace nor in the package"
            raise ValueError(message)

    return Closed()


def _css_string(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")


def _first_pages(laid_out: _Pages, parts: int) -> tuple[int, ...]:
    """Return the index of the page on which each part begins."""
    if parts == 1:
        return (0,)
    starts = {name: number for number, page in reversed(list(enumerate(laid_out.pages))) for name in page.anchors}
    return tuple(starts[f"part-{number}"] for number in range(1, parts + 1))


class _Listener(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.heard.append(record.getMessage())


@contextmanager
def complaints() -> Iterator[None]:
    """Turn WeasyPrint's warnings into an error: it goes on where a letter must not.

    Raises:
        LayoutEngineError: There was one.
        WriteError: There is no room for temporary files.
    """
    logger = logging.getLogger("weasyprint")
    listener = _Listener()
    before, propagate = logger.level, logger.propagate
    logger.addHandler(listener)
    logger.setLevel(logging.WARNING)
    logger.propagate = False
    try:
        yield
    except OSError as error:
        # whatever a document is made of has been read: WeasyPrint puts font files into the temporary folder
        raise WriteError(tempfile.gettempdir(), error.strerror or str(error)) from error
    finally:
        logger.removeHandler(listener)
        logger.setLevel(before)
        logger.propagate = propagate
    if listener.heard:
        raise LayoutEngineError(tuple(dict.fromkeys(listener.heard)))
