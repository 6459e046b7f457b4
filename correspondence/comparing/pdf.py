"""Read the words of a PDF: in the order of its tags, or of its pages where it has none."""

from __future__ import annotations

import ctypes
import io
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeAlias

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium

from correspondence.comparing.words import (
    DASHES,
    Reading,
    TextBlock,
    UnreadableTextError,
    fold,
    has_marker,
    without_invisible,
)

_AGAIN = "copy it again from where it came, or make it again"

# Elements inside a line; text directly in any other element begins a block (ISO 32000-1, 14.8.4.4).
_INLINE = frozenset(
    {"Span", "Quote", "Reference", "BibEntry", "Code", "Link", "Annot", "Em", "Strong", "Sub", "Figure", "Form"}
    | {"Formula", "Ruby", "RB", "RT", "RP", "Warichu", "WT", "WP", "NonStruct", "Private"}
)
# PDFium gives one of the first two for a hyphen at the end of a line. In a page's text a soft hyphen is one that is seen.
_HYPHENS = frozenset({"\x02", "\ufffe", "\u00ad"})
_SOFT_HYPHEN = "\u00ad"
_LONGEST_ROLE_CHAIN = 8
_OUTSIDE_SHOWN = 60
_FEW = 20
"""Characters of a page that has next to no words."""

_Place: TypeAlias = tuple[int, int]
"""A page, counted from 1, and the number of a marked-content sequence on it."""


@dataclass(slots=True)
class _Run:
    """The text of one marked-content sequence, and whether white space stands before it on the page."""

    apart: bool
    artifact: bool = False
    characters: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Page:
    """The text of a page: all of it without artifacts, and by its marked content."""

    everything: list[str] = field(default_factory=list)
    runs: dict[int, _Run] = field(default_factory=dict)
    loose: list[str] = field(default_factory=list)


class _Border(NamedTuple):
    """Where an element that is a block begins or ends; the border of a list item is firm even behind a label."""

    firm: bool


class _Piece(NamedTuple):
    """Marked content in the order of the tags; ``replacement`` is what its element says in its place."""

    place: _Place
    label: bool
    replacement: str | None = None


def read_pdf(content: bytes, name: str) -> Reading:
    """Read the words of a PDF.

    A tagged file is read in the order of its structure tree, so that artifacts (running
    headers, page numbers, marks such as DRAFT) do not count. Text on a page that is neither
    tagged nor an artifact is not compared either, and a note says so.

    Args:
        content: The bytes of the file.
        name: The file as the user knows it.

    Returns:
        Its blocks, each knowing its pages. ``tagged`` says which way it was read; a file of pictures has no blocks.

    Raises:
        UnreadableTextError: The file is damaged, or locked with a password.
    """
    damaged = UnreadableTextError(name, "it is a damaged PDF", _AGAIN)
    try:
        with pikepdf.open(io.BytesIO(content)) as structure, closing(pypdfium2.PdfDocument(content)) as text:
            if len(structure.pages) != len(text) or not len(text):
                raise damaged
            notes = [f"{name} is damaged and was read as far as it goes"] if structure.get_warnings() else []
            pieces = list(_pieces(structure))
            pages = {number: _read_page(text, number) for number in range(1, len(text) + 1)}
    except pikepdf.PasswordError:
        raise UnreadableTextError(name, "it is locked with a password", "save it without one") from None
    except (pikepdf.PdfError, pypdfium2.PdfiumError, TypeError, ValueError):
        # Both libraries raise the latter two for an object of a kind that cannot stand where it stands.
        raise damaged from None
    bare = tuple(number for number, page in pages.items() if len("".join("".join(page.everything).split())) < _FEW)
    blocks = tuple(_tagged_blocks(pieces, pages))
    if blocks:
        notes.extend(_outside(name, pieces, pages))
        return Reading(name, "pdf", blocks, tagged=True, notes=tuple(notes), bare=bare)
    blocks = tuple(_untagged_blocks(pages))
    notes.append(
        f"{name} has no tags; it was read in the order of its pages, and running headers and page numbers count as words"
    )
    return Reading(name, "pdf", blocks, tagged=False, notes=tuple(notes), bare=bare)


def _pieces(structure: pikepdf.Pdf) -> Iterator[_Piece | _Border]:
    """Walk the structure tree depth first, and never twice through one element."""
    root = structure.Root.get("/StructTreeRoot")
    if not isinstance(root, pikepdf.Dictionary):
        return
    numbers = {page.obj.objgen: number for number, page in enumerate(structure.pages, start=1)}
    roles = root.get("/RoleMap", pikepdf.Dictionary())
    seen: set[tuple[int, int]] = set()
    # What is still to be visited: a kid, the page of its element, and whether it stands in a label.
    stack: list[tuple[Any, int, bool]] = [(kid, 1, False) for kid in reversed(_kids(root))]
    while stack:
        kid, page, label = stack.pop()
        if isinstance(kid, _Border | _Piece):
            yield kid
        elif isinstance(kid, int):
            yield _Piece((page, kid), label)
        elif isinstance(kid, pikepdf.Dictionary) and not (kid.is_indirect and kid.objgen in seen):
            seen.add(kid.objgen)
            page = _page_of(kid, numbers, page)
            if "/S" in kid:
                tag = _standard(kid["/S"], roles)
                label = label or tag == "Lbl"
                stack.extend((each, page, label) for each in reversed(_contents(kid, tag, page, numbers, label=label)))
            elif "/MCID" in kid and "/Stm" not in kid:
                # Content of a form XObject's own is left to the notes.
                yield _Piece((page, int(kid["/MCID"])), label)


def _contents(element: Any, tag: str, page: int, numbers: dict[tuple[int, int], int], *, label: bool) -> list[Any]:
    """Return what an element of the structure tree holds, between borders if it is a block."""
    if tag == "Artifact":
        return []
    contents = _kids(element)
    if "/ActualText" in element:
        first, *others = _places(element, page, numbers)
        contents = [_Piece(first, label, str(element["/ActualText"])), *(_Piece(place, label, "") for place in others)]
    if tag in _INLINE:
        return contents
    border = _Border(firm=tag == "LI")
    return [border, *contents, border]


def _kids(element: Any) -> list[Any]:
    kids = element.get("/K")
    if kids is None:
        return []
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids]


def _page_of(element: Any, numbers: dict[tuple[int, int], int], otherwise: int) -> int:
    page = element.get("/Pg")
    return numbers.get(page.objgen, otherwise) if isinstance(page, pikepdf.Dictionary) else otherwise


def _places(element: Any, page: int, numbers: dict[tuple[int, int], int]) -> list[_Place]:
    """Return all marked content inside an element, which its actual text replaces; never empty."""
    found: list[_Place] = []
    seen: set[tuple[int, int]] = set()
    stack: list[tuple[Any, int]] = [(element, page)]
    while stack:
        kid, page = stack.pop()
        if isinstance(kid, int):
            found.append((page, kid))
        elif isinstance(kid, pikepdf.Dictionary) and not (kid.is_indirect and kid.objgen in seen):
            seen.add(kid.objgen)
            page = _page_of(kid, numbers, page)
            if "/S" not in kid and "/MCID" in kid:
                found.append((page, int(kid["/MCID"])))
            stack.extend((each, page) for each in reversed(_kids(kid)))
    return found or [(page, -1)]


def _standard(tag: Any, roles: Any) -> str:
    """Return the standard type that an element's own type stands for."""
    try:
        name = str(tag)
        for _ in range(_LONGEST_ROLE_CHAIN):
            mapped = str(roles.get(name, name))
            if mapped == name:
                break
            name = mapped
    except UnicodeDecodeError:
        # A word processor's name of a paragraph style, in an older encoding.
        return "P"
    return name.removeprefix("/")


def _read_page(document: pypdfium2.PdfDocument, number: int) -> _Page:
    """Read the characters of a page by the marked content in which they stand."""
    found = _Page()
    with closing(document[number - 1]) as page, closing(page.get_textpage()) as text:
        marks = _marks(page)
        current: list[str] = found.loose
        apart = True
        for index in range(text.count_chars()):
            character = chr(pdfium.FPDFText_GetUnicode(text.raw, index))
            shown = pdfium.FPDFText_GetTextObject(text.raw, index)
            if not shown:
                # White space that PDFium has inferred from where the characters stand.
                current.append(character)
                found.everything.append(character)
                apart = True
                continue
            sequence, artifact = marks.get(ctypes.cast(shown, ctypes.c_void_p).value, (-1, False))
            if character in _HYPHENS:
                character = "-"
            if sequence >= 0:
                run = found.runs.setdefault(sequence, _Run(apart))
                if apart and run.characters and run.characters is not current:
                    run.characters.append(" ")
                run.artifact = run.artifact or artifact
                current = run.characters
            else:
                current = [] if artifact else found.loose
            current.append(character)
            if not artifact:
                found.everything.append(character)
            apart = False
    return found


def _marks(page: pypdfium2.PdfPage) -> dict[int | None, tuple[int, bool]]:
    """Return, by its address, in which marked content each object of a page stands, and whether that is an artifact.

    What a form XObject paints belongs to the marked content in which it is painted.
    """
    found: dict[int | None, tuple[int, bool]] = {}
    count = pdfium.FPDFPage_CountObjects(page.raw)
    stack = [(pdfium.FPDFPage_GetObject(page.raw, index), -1, False, True) for index in range(count)]
    while stack:
        shown, sequence, artifact, on_page = stack.pop()
        if on_page:
            sequence = pdfium.FPDFPageObj_GetMarkedContentID(shown)
        artifact = artifact or any(
            _mark_name(shown, index) == "Artifact" for index in range(pdfium.FPDFPageObj_CountMarks(shown))
        )
        found[ctypes.cast(shown, ctypes.c_void_p).value] = sequence, artifact
        if pdfium.FPDFPageObj_GetType(shown) == pdfium.FPDF_PAGEOBJ_FORM:
            parts = range(pdfium.FPDFFormObj_CountObjects(shown))
            stack.extend((pdfium.FPDFFormObj_GetObject(shown, index), sequence, artifact, False) for index in parts)
    return found


def _mark_name(shown: Any, index: int) -> str:
    name = (pdfium.FPDF_WCHAR * 16)()
    length = ctypes.c_ulong()
    mark = pdfium.FPDFPageObj_GetMark(shown, index)
    if not pdfium.FPDFPageObjMark_GetName(mark, name, ctypes.sizeof(name), length):
        return ""
    return bytes(name)[: length.value].decode("utf-16-le", "replace").rstrip("\0")


def _text(characters: list[str]) -> str:
    """Join characters, of which PDFium gives those beyond the basic plane in two halves."""
    return "".join(characters).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


class _Growing:
    """A block that is being put together."""

    def __init__(self) -> None:
        self.text = ""
        self.pages: list[tuple[int, int]] = []
        self.is_label = True
        self.begins_with_label = False
        self._joined = False

    def add(self, text: str, page: int, *, apart: bool, label: bool) -> None:
        """Add a piece, which white space separates from the last one where the page shows any."""
        if text == _SOFT_HYPHEN:
            self._joined = True
            return
        if not self.text:
            text = text.lstrip()
            self.begins_with_label = label
        elif apart and not self._joined and not self.text[-1].isspace():
            self.text += " "
        if not text:
            return
        self._joined = False
        self.is_label = self.is_label and label
        if not self.pages or self.pages[-1][1] != page:
            self.pages.append((len(self.text), page))
        self.text += without_invisible(text)


def _tagged_blocks(pieces: list[_Piece | _Border], pages: dict[int, _Page]) -> Iterator[TextBlock]:
    """Put the blocks together, in the order of the tags; the label of a list item goes with its body."""
    growing = _Growing()
    last_page: int | None = None

    def finished() -> Iterator[TextBlock]:
        nonlocal growing, last_page
        text = growing.text.rstrip()
        if text:
            # A paragraph that goes over to the next page is two elements in some files.
            goes_on = last_page is not None and growing.pages[0][1] != last_page
            last_page = growing.pages[-1][1]
            yield TextBlock(text, pages=tuple(growing.pages), certain=growing.begins_with_label or not goes_on)
        growing = _Growing()

    for piece in pieces:
        if isinstance(piece, _Border):
            if piece.firm or not growing.is_label:
                yield from finished()
            elif growing.text and not growing.text[-1].isspace():
                growing.text += " "
            continue
        page, sequence = piece.place
        run = pages[page].runs.get(sequence, _Run(apart=False))
        text = _text(run.characters) if piece.replacement is None else piece.replacement
        growing.add(text, page, apart=run.apart, label=piece.label)
    yield from finished()


def _untagged_blocks(pages: dict[int, _Page]) -> Iterator[TextBlock]:
    """Cut the pages where a line looks like the beginning of a list item."""
    for number, page in pages.items():
        lines: list[str] = []
        first = number == 1
        for line in _text(page.everything).splitlines():
            if _is_stray_marker(line):
                continue
            if lines and has_marker(line):
                yield from _untagged_block(lines, number, certain=first)
                first = False
                lines = []
            lines.append(line)
        yield from _untagged_block(lines, number, certain=first)


def _is_stray_marker(line: str) -> bool:
    """Say whether a line is nothing but a bullet or a number, which some programs write apart from its item."""
    return line.strip() not in {"", *DASHES} and fold(f"{line} item") == "item"


def _untagged_block(lines: list[str], page: int, *, certain: bool) -> Iterator[TextBlock]:
    text = without_invisible("\n".join(lines)).strip()
    if text:
        yield TextBlock(text, pages=((0, page),), certain=certain)


def _outside(name: str, pieces: list[_Piece | _Border], pages: dict[int, _Page]) -> Iterator[str]:
    """Say what stands on the pages and neither in the tags nor among the artifacts."""
    tagged = {piece.place for piece in pieces if isinstance(piece, _Piece)}
    found: dict[int, str] = {}
    for number, page in pages.items():
        lost = [run.characters for key, run in page.runs.items() if not run.artifact and (number, key) not in tagged]
        words = " ".join(" ".join(_text(characters) for characters in [page.loose, *lost]).split())
        if words:
            found[number] = words if len(words) <= _OUTSIDE_SHOWN else f"{words[:_OUTSIDE_SHOWN]}…"
    if found:
        first = next(iter(found))
        where = f"page {first}" if len(found) == 1 else f"{len(found)} pages"
        example = found[first] if len(found) == 1 else f"{found[first]} (page {first})"
        yield f"{where} of {name} had text outside the tags that is no artifact either, and it was not compared: {example}"
