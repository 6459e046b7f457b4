"""Print files: the documents of many recipients one behind the other, as a printer takes them.

Bytes in, bytes out. The file is written while the documents come, and no more than one of them is in memory. The
same documents give the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from correspondence.dispatch.pdf_writing import Objects, PdfWriter, dictionary, numbers, reference, stream, text
from correspondence.errors import CorrespondenceError

LETTER_SIZE = (0.0, 0.0, 612.0, 792.0)
INHERITED = ("/MediaBox", "/CropBox", "/Rotate", "/Resources")
"""What a page may have from the nodes above it (ISO 32000-1, table 30)."""
KEPT = ("/TrimBox", "/BleedBox", "/ArtBox", "/UserUnit", "/Group")
MARK = (14.4, 28.8)
"""Where a mark for folding begins and ends, in points from the left edge: as near to it as printers print."""
IN_A_NODE = 200
"""Pages below one node of the page tree."""


class UnprintableError(CorrespondenceError):
    """A document cannot be put into a print file.

    Args:
        name: The document.
        reason: What is wrong with it.
        remedy: What to do about it.
    """

    def __init__(self, name: str, reason: str, remedy: str) -> None:
        self.name, self.reason, self.remedy = name, reason, remedy
        super().__init__(name, reason, remedy)

    def __str__(self) -> str:
        """Name the document, the reason and the remedy."""
        return f"{self.name} cannot be printed: {self.reason}; {self.remedy}"


@dataclass(frozen=True, slots=True)
class Printed:
    """A document that is to be printed. ``name`` is how messages call it."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Placed:
    """A page that is set on a larger sheet.

    Attributes:
        document: A document, of which the first page is set.
        left: Where its left edge comes, in points from the sheet's.
        top: Where its upper edge comes, in points from the sheet's.
    """

    document: Printed
    left: float
    top: float


def page_count(document: Printed) -> int:
    """Return how many pages a document has.

    Raises:
        UnprintableError: It cannot be read.
    """
    with _opened(document) as pdf:
        return len(pdf.pages)


class PrintStream:
    """One print file, written document after document.

    Args:
        write: Takes the bytes as they come.
        title: The title that a reader shows.
        duplex: Whether it is printed on both sides: each document begins on a front page then.
        folds: Where the first page of what each recipient gets is folded, in points from its upper edge: there are
            marks at its left edge then.

    Attributes:
        pages: How many pages were written so far, blank ones too.
    """

    def __init__(
        self, write: Callable[[bytes], object], title: str, *, duplex: bool = False, folds: Sequence[float] = ()
    ) -> None:
        self.title, self.duplex, self.folds = title, duplex, tuple(folds)
        self.pages = 0
        self._writer = PdfWriter(write)
        self._root = self._writer.reserve()
        self._nodes: list[int] = []
        self._kids: list[int] = []
        self._bookmarks: list[tuple[str, int]] = []

    def add(self, documents: Sequence[Printed], bookmark: str) -> int:
        """Write what one recipient gets.

        Args:
            documents: The letter and what lies behind it, in order.
            bookmark: What a reader shows in the outline for it.

        Returns:
            How many pages it takes, blank ones too.

        Raises:
            UnprintableError: A document cannot be read; the file cannot be used then.
        """
        before = self.pages
        for document in documents:
            with _opened(document) as pdf:
                self._add(pdf, bookmark if self.pages == before else "")
        return self.pages - before

    def add_sheet(self, placed: Sequence[Placed], width: float, height: float, marks: bytes = b"") -> None:
        """Write one sheet with pages set on it, such as labels.

        Args:
            placed: The pages and where they come.
            width: Width of the sheet in points.
            height: Height of the sheet in points.
            marks: Operators that draw what else stands on the sheet.

        Raises:
            UnprintableError: A document cannot be read; the file cannot be used then.
        """
        forms: dict[str, bytes] = {}
        drawn: list[bytes] = []
        for number, one in enumerate(placed):
            with _opened(one.document) as pdf:
                page = pdf.pages[0]
                box = [float(value) for value in page.mediabox]
                form = self._writer.copy(page.as_form_xobject(), {})
            forms[f"/L{number}"] = form
            across, up = one.left - box[0], height - one.top - box[3]
            drawn.append(b"q 1 0 0 1 %.4f %.4f cm /L%d Do Q\n" % (across, up, number))
        content = stream(b"".join(drawn) + marks, {})
        resources = dictionary({"/XObject": dictionary(forms)})
        self._page(
            {
                "/MediaBox": numbers((0, 0, width, height)),
                "/Resources": resources,
                "/Contents": reference(self._writer.put(content)),
            }
        )

    def close(self) -> None:
        """Write the end; the file is whole then."""
        writer = self._writer
        self._end_node()
        tree = self._root
        kids = b" ".join(reference(node) for node in self._nodes)
        writer.put(dictionary({"/Type": b"/Pages", "/Kids": b"[%b]" % kids, "/Count": b"%d" % self.pages}), tree)
        catalog = {
            "/Type": b"/Catalog",
            "/Pages": reference(tree),
            "/ViewerPreferences": dictionary(
                {
                    "/PrintScaling": b"/None",
                    "/Duplex": b"/DuplexFlipLongEdge" if self.duplex else b"/Simplex",
                    "/DisplayDocTitle": b"true",
                }
            ),
        }
        if self._bookmarks:
            catalog |= {"/Outlines": reference(self._outline()), "/PageMode": b"/UseOutlines"}
        writer.close(writer.put(dictionary(catalog)), self.title)

    def _add(self, pdf: Any, bookmark: str) -> None:
        """Write the pages of one document, and a blank one behind an odd number of them."""
        objects: Objects = {}
        box = numbers(LETTER_SIZE)
        for index, page in enumerate(pdf.pages):
            found = {name: value for name in INHERITED if (value := _inherited(page.obj, name)) is not None}
            found |= {name: page.obj[name] for name in KEPT if name in page.obj}
            entries = {name: self._writer.copy(value, objects) for name, value in found.items()}
            entries.setdefault("/MediaBox", numbers(LETTER_SIZE))
            entries.setdefault("/Resources", b"<<>>")
            if "/Contents" in page.obj:
                entries["/Contents"] = self._writer.copy(page.obj.Contents, objects)
            if bookmark and index == 0 and self.folds:
                entries["/Contents"] = self._marked(page, objects)
            number = self._page(entries)
            box = entries["/MediaBox"]
            if bookmark and index == 0:
                self._bookmarks.append((bookmark, number))
        if self.duplex and len(pdf.pages) % 2:
            self._page({"/MediaBox": box, "/Resources": b"<<>>"})

    def _marked(self, page: Any, objects: Objects) -> bytes:
        """Return the contents of a page with marks where it is folded."""
        import pikepdf

        contents = page.obj.get("/Contents", pikepdf.Array())
        streams = list(contents) if isinstance(contents, pikepdf.Array) else [contents]
        left, _, _, top = (float(value) for value in page.mediabox)
        ticks = b"".join(
            b"%.3f %.3f m %.3f %.3f l S\n" % (left + MARK[0], top - fold, left + MARK[1], top - fold)
            for fold in self.folds
        )
        before = reference(self._writer.put(stream(b"q\n", {})))
        after = reference(self._writer.put(stream(b"\nQ q 0.5 w 0.4 G\n%bQ\n" % ticks, {})))
        return b"[%b]" % b" ".join([before, *(self._writer.copy(one, objects) for one in streams), after])

    def _page(self, entries: dict[str, bytes]) -> int:
        if len(self._kids) == IN_A_NODE:
            self._end_node()
        if not self._kids:
            self._nodes.append(self._writer.reserve())
        number = self._writer.reserve()
        whole = {"/Type": b"/Page", "/Parent": reference(self._nodes[-1]), **entries}
        self._writer.put(dictionary(whole), number)
        self._kids.append(number)
        self.pages += 1
        return number

    def _end_node(self) -> None:
        """Write a node of the page tree."""
        if not self._kids:
            return
        kids = b" ".join(reference(number) for number in self._kids)
        node = {
            "/Type": b"/Pages",
            "/Parent": reference(self._root),
            "/Kids": b"[%b]" % kids,
            "/Count": b"%d" % len(self._kids),
        }
        self._writer.put(dictionary(node), self._nodes[-1])
        self._kids.clear()

    def _outline(self) -> int:
        """Write the bookmarks, and return the number of their root."""
        writer = self._writer
        root = writer.reserve()
        items = [writer.reserve() for _ in self._bookmarks]
        for index, (title, page) in enumerate(self._bookmarks):
            entries = {
                "/Title": text(title),
                "/Parent": reference(root),
                "/Dest": b"[%b /Fit]" % reference(page),
            }
            if index:
                entries["/Prev"] = reference(items[index - 1])
            if index + 1 < len(items):
                entries["/Next"] = reference(items[index + 1])
            writer.put(dictionary(entries), items[index])
        whole = {
            "/Type": b"/Outlines",
            "/First": reference(items[0]),
            "/Last": reference(items[-1]),
            "/Count": b"%d" % len(items),
        }
        writer.put(dictionary(whole), root)
        return root


def outlines(boxes: Iterable[tuple[float, float, float, float]], height: float) -> bytes:
    """Return operators that draw the outlines of boxes on a sheet.

    Args:
        boxes: Left, top, width and height of each, in points from the sheet's upper left corner.
        height: Height of the sheet in points.
    """
    drawn = [b"q 0.5 w 0.45 G\n"]
    for left, top, width, tall in boxes:
        drawn.append(b"%.4f %.4f %.4f %.4f re S\n" % (left, height - top - tall, width, tall))
    return b"".join([*drawn, b"Q\n"])


@contextmanager
def _opened(document: Printed) -> Iterator[Any]:
    """Open a document; what its forms hold is drawn on its pages, as a printer would."""
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(document.content)) as pdf:
            if not len(pdf.pages):
                raise UnprintableError(document.name, "it has no pages", "make it anew, or take it away")
            if any("/Annots" in page.obj for page in pdf.pages):
                if "/AcroForm" in pdf.Root:
                    pdf.generate_appearance_streams()
                pdf.flatten_annotations("print")
            yield pdf
    except pikepdf.PasswordError as error:
        raise UnprintableError(document.name, "it is encrypted", "save it without a password") from error
    except (pikepdf.PdfError, RecursionError) as error:
        raise UnprintableError(document.name, "it is damaged, or no PDF", "make it anew") from error


def _inherited(page: Any, name: str) -> Any:
    """Return an entry of a page, or that of the nearest node above it; None where there is none."""
    node, depth = page, 0
    while node is not None and depth < 50:  # noqa: PLR2004  (deeper than any tree that is no circle)
        if name in node:
            return node[name]
        node, depth = node.get("/Parent"), depth + 1
    return None
