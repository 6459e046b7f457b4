"""PDF: what its pages say, what stands in its form, and the number that it bears."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from correspondence.replies.read.marks import Typed, has_places, read_marks
from correspondence.replies.read.numbers import numbers_in
from correspondence.replies.read.ocr import DPI, codes_on, laid, words_on
from correspondence.replies.read.page_text import LOOK_DPI, Layer, layer_of, on_page, on_picture, unseen_words
from correspondence.replies.read.pdf_form import Form, is_dictionary, read_form
from correspondence.replies.read.quoting import ours_in
from correspondence.replies.read.values import (
    LARGEST_TEXT,
    MOST_PAGES,
    MOST_PICTURES,
    MOST_PIXELS,
    TEXT_WITHOUT_WORDS,
    Context,
    Reading,
    UnreadableError,
)
from correspondence.reply import Box, FormValue, Page, Unreadable

if TYPE_CHECKING:
    from PIL import Image

LOCKED = "is locked with a password; ask for it without one"
DAMAGED = "is damaged or cut off; ask for it again"

_FEW = 20
"""Characters of a page that has next to no text."""
_MOST_OF_PAGE = 0.5
_AGREES = 0.8
"""Share of a text layer's words that must be found on the picture below it."""
_SIGN = re.compile(r"[^\W_]+")
_TYPED_ON = ("/FreeText", "/Stamp")
_LARGEST_SIDE = 14_400
"""Points: the largest page that a PDF may have."""


def read_pdf(content: bytes, name: str, context: Context) -> Reading:
    """Read a PDF: form fields, text, pictures of text, codes.

    Nothing in it is run, and nothing that it names is fetched.

    Raises:
        UnreadableError: It is locked or damaged.
    """
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            form = read_form(pdf, name, context.sent)
            count, flat = len(pdf.pages), [_typed_on(page) for page in _first(pdf.pages)]
    except pikepdf.PasswordError as error:
        raise UnreadableError(LOCKED) from error
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise UnreadableError(DAMAGED) from error
    filled_in = any(value.value for value in form.values.values())
    pages = _Pages(content, name, context, look_for_marks=not filled_in, has_fields=bool(form.values))
    pages.read(flat)
    unreadable = [*form.unreadable, *pages.unreadable]
    if count > MOST_PAGES:
        unreadable.append(Unreadable(name, f"it has {count:,} pages; the first {MOST_PAGES} were read"))
    references = {**dict.fromkeys(("qr", one) for one in pages.codes), **_in_metadata(form)}
    return Reading(
        tuple(pages.pages),
        {**form.values, **pages.form},
        tuple((number, how) for how, number in references),
        unreadable=tuple(unreadable),
    )


def _first(pages: Any) -> Iterator[Any]:
    for index in range(min(len(pages), MOST_PAGES)):
        yield pages[index]


def _typed_on(page: Any) -> bool:
    """Tell whether somebody typed onto the page with a program that fills in no fields."""
    annotations = page.get("/Annots", [])
    return any(one.get("/Subtype") in _TYPED_ON for one in annotations if is_dictionary(one))


def _in_metadata(form: Form) -> dict[tuple[str, str], None]:
    return dict.fromkeys(("field", one) for one in numbers_in(form.identifier))


class _Pages:
    """The pages of one PDF as they are read."""

    def __init__(self, content: bytes, name: str, context: Context, *, look_for_marks: bool, has_fields: bool) -> None:
        self.content, self.name, self.context = content, name, context
        self.look_for_marks, self.has_fields = look_for_marks, has_fields
        self.form: dict[str, FormValue] = {}
        self.pages: list[Page] = []
        self.unreadable: list[Unreadable] = []
        self.codes: dict[str, None] = {}
        self._pictures = 0
        self._left = LARGEST_TEXT

    def read(self, flat: list[bool]) -> None:
        import pypdfium2 as pdfium

        try:
            pdf = pdfium.PdfDocument(self.content)
        except pdfium.PdfiumError as error:
            raise UnreadableError(DAMAGED) from error
        try:
            for index in range(min(len(pdf), MOST_PAGES)):
                self._one(pdf, index, typed_on=index < len(flat) and flat[index])
        finally:
            pdf.close()
        if not any(page.text.strip() for page in self.pages):
            self.unreadable.append(Unreadable(self.name, f"it {TEXT_WITHOUT_WORDS}; look at it"))

    def _one(self, pdf: Any, index: int, *, typed_on: bool) -> None:
        import pypdfium2 as pdfium
        import pypdfium2.raw as pdfium_c

        try:
            page = pdf[index]
            if typed_on:  # what stands in notes on the page is no text of it until they are one
                pdfium_c.FPDFPage_Flatten(page, pdfium_c.FLAT_NORMALDISPLAY)
                page.close()
                page = pdf[index]
            self.pages.append(self._page(page, index + 1, typed_on=typed_on))
        except pdfium.PdfiumError:
            self.unreadable.append(Unreadable(self.name, f"its page {index + 1} is damaged"))
            self.pages.append(Page(self.name, index + 1, "", "text-layer"))

    def _page(self, page: Any, number: int, *, typed_on: bool) -> Page:
        textpage = page.get_textpage()
        layer = layer_of(textpage, self._left)
        textpage.close()
        self._left -= len(layer.text)
        if max(page.get_size()) > _LARGEST_SIDE:
            return self._of_layer(layer, number, "it is too large to be looked at")
        picture = _picture(page, LOOK_DPI)
        codes = codes_on(picture)
        self.codes.update(dict.fromkeys(codes))
        covered = _covered_by_pictures(page)
        if not layer.text.strip() and not covered:
            blank = min(picture.tobytes()) == max(picture.tobytes())
            return self._of_layer(layer, number, "") if blank else self._of_picture(page, number)
        if not covered and not layer.is_garbage:
            if codes and (typed_on or not self.has_fields):
                self._marks(page, number, layer)
            return self._of_layer(layer, number, unseen_words(layer, page, picture))
        read = self._of_picture(page, number)
        if layer.is_garbage or len("".join(layer.text.split())) < _FEW or not read.text:
            return read
        if _agreement(layer.text, read.text) >= _AGREES:
            return self._of_layer(layer, number, unseen_words(layer, page, picture, shows_words=True))
        return Page(
            read.file,
            number,
            read.text,
            "ocr",
            read.boxes,
            read.confidence,
            read.ours,
            "its text says something else than its picture, which was read instead",
            read.doubtful,
        )

    def _of_layer(self, layer: Layer, number: int, suspect: str) -> Page:
        ours = ours_in(layer.text, self.context.our_text)
        return Page(self.name, number, layer.text, "text-layer", layer.boxes, ours=ours, suspect=suspect)

    def _of_picture(self, page: Any, number: int) -> Page:
        if self._pictures >= MOST_PICTURES:
            reason = f"its page {number} is a picture; the first {MOST_PICTURES} of those were read"
            self.unreadable.append(Unreadable(self.name, reason))
            return Page(self.name, number, "", "ocr")
        self._pictures += 1
        picture = _picture(page, DPI)
        self.codes.update(dict.fromkeys(codes_on(picture)))
        self._marks(page, number)

        def to_page(box: Box) -> Box:
            return on_page(box, page, picture)

        words = laid(words_on(picture), to_page)
        return Page(
            self.name,
            number,
            words.text,
            "ocr",
            words.boxes,
            words.confidence,
            ours_in(words.text, self.context.our_text),
            doubtful=words.doubtful,
        )

    def _marks(self, page: Any, number: int, layer: Layer | None = None) -> None:
        """Read the marks on a page that is a picture of our form, or our form flattened."""
        if not self.look_for_marks or not has_places(self.context.sent):
            return
        picture = _picture(page, DPI)
        typed: list[Typed] = []
        for character, box in zip(layer.text, layer.boxes, strict=True) if layer else ():
            if box:
                left, top, right, bottom = on_picture(box, page, picture)
                typed.append(Typed(character, ((left + right) / 2, (top + bottom) / 2)))
            elif typed:
                typed.append(Typed(character, typed[-1].middle))
        found = read_marks(
            picture, self.context.sent, self.name, number, lambda box: on_page(box, page, picture), typed
        )
        self.form.update(found)


def _picture(page: Any, dpi: int) -> Image.Image:
    """Draw a page in shades of gray, smaller where it is very large."""
    width, height = page.get_size()
    scale = min(dpi / 72, (MOST_PIXELS / 8 / max(1, width * height)) ** 0.5)
    picture: Image.Image = page.render(scale=scale, grayscale=True, may_draw_forms=False).to_pil().convert("L")
    return picture


def _covered_by_pictures(page: Any) -> bool:
    """Tell whether one picture covers most of a page, as in a scan."""
    import pypdfium2.raw as pdfium_c

    left, bottom, right, top = page.get_cropbox()
    area = max(1.0, (right - left) * (top - bottom))
    for picture in page.get_objects(filter=(pdfium_c.FPDF_PAGEOBJ_IMAGE,), max_depth=3):
        x1, y1, x2, y2 = picture.get_bounds()
        shown = max(0.0, min(x2, right) - max(x1, left)) * max(0.0, min(y2, top) - max(y1, bottom))
        if shown > _MOST_OF_PAGE * area:
            return True
    return False


def _agreement(layer: str, read: str) -> float:
    """Return the share of a text layer's words that were read off the picture too."""
    words = [one.casefold() for one in _SIGN.findall(layer)]
    there = {one.casefold() for one in _SIGN.findall(read)}
    return sum(word in there for word in words) / len(words) if words else 0.0
