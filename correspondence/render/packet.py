"""A packet: documents laid out together, and PDFs of others put among them.

What is ours is laid out as one document, so that it has one structure tree. The pages of
somebody else's PDF are put in at their place, and its structure joins ours.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from correspondence.errors import CorrespondenceError
from correspondence.render.fonts import Fonts
from correspondence.render.pdf import FileLoader, Part, RenderedPdf, render_pdf


@dataclass(frozen=True)
class AttachedPdf:
    """Somebody else's PDF. ``bookmark`` is its name in the packet's outline."""

    content: bytes
    name: str
    bookmark: str = ""


class UnfitAttachmentError(CorrespondenceError):
    """A PDF cannot be attached, because the packet would not conform any more.

    Args:
        name: The file.
        reason: What is wrong with it.
        remedy: What to do about it.
    """

    def __init__(self, name: str, reason: str, remedy: str) -> None:
        self.name, self.reason, self.remedy = name, reason, remedy
        super().__init__(name, reason, remedy)

    def __str__(self) -> str:
        """Name the file, the reason and the remedy."""
        return f"{self.name} cannot be attached: {self.reason}; {self.remedy}"


EXPORT = "export it again as PDF/A with tags (in Word and LibreOffice an option of the export)"


def inspect_attachment(attached: AttachedPdf) -> None:
    """Check that a PDF may stand in a packet that is PDF/A-3a and PDF/UA-1.

    Raises:
        UnfitAttachmentError: It cannot be read, is encrypted, is not tagged, does not claim
            PDF/A, or holds a form.
    """
    with _opened(attached) as pdf:
        if pdf.is_encrypted:
            raise UnfitAttachmentError(attached.name, "it is encrypted", "save it without a password")
        if not len(pdf.pages):
            raise UnfitAttachmentError(attached.name, "it has no pages", "attach another file")
        root = pdf.Root
        if "/StructTreeRoot" not in root or not bool(root.get("/MarkInfo", {}).get("/Marked", False)):
            raise UnfitAttachmentError(attached.name, "it is not tagged, so that nobody can hear it read", EXPORT)
        with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
            claimed = metadata.get("pdfaid:part")
        if claimed not in {"1", "2", "3"}:
            raise UnfitAttachmentError(attached.name, "it is not made for archives (PDF/A)", EXPORT)
        if "/AcroForm" in root and len(root.AcroForm.get("/Fields", [])):
            raise UnfitAttachmentError(
                attached.name,
                "it holds a form that can be filled in",
                "print it to a PDF first, or send it beside the packet",
            )


def render_packet(parts: Sequence[Part | AttachedPdf], fonts: Fonts, load_file: FileLoader) -> RenderedPdf:
    """Render a packet.

    Args:
        parts: What belongs to it, in order. The first is ours.
        fonts: The font files.
        load_file: Gives the files that style sheets name.

    Returns:
        One PDF with a bookmark for each part and each part's pages numbered for themselves.

    Raises:
        UnfitAttachmentError: A PDF cannot stand in it.
        LayoutEngineError: WeasyPrint found fault with a part of ours.
    """
    ours = [part for part in parts if isinstance(part, Part)]
    whole = render_pdf(ours, fonts, load_file)
    if len(ours) == len(parts):
        return whole
    return _with_attachments(whole, parts)


def _with_attachments(whole: RenderedPdf, parts: Sequence[Part | AttachedPdf]) -> RenderedPdf:
    import pikepdf

    with pikepdf.open(io.BytesIO(whole.content)) as pdf:
        starts = list(whole.part_starts)
        position, ours = 0, 0
        labels: list[int] = []
        outline: list[tuple[str, int]] = []
        for part in parts:
            labels.append(position)
            if isinstance(part, Part):
                end = starts[ours + 1] if ours + 1 < len(starts) else whole.pages
                position += end - starts[ours]
                ours += 1
                continue
            inspect_attachment(part)
            with _opened(part) as other:
                count = len(other.pages)
                _put_in(pdf, other, position)
                outline.append((part.bookmark or part.name, position))
            position += count
        pdf.Root.PageLabels = pikepdf.Dictionary(
            Nums=[item for start in labels for item in (start, pikepdf.Dictionary(S=pikepdf.Name.D, St=1))]
        )
        _bookmark(pdf, outline)
        result = io.BytesIO()
        pdf.save(result, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate, linearize=False)
        return RenderedPdf(result.getvalue(), len(pdf.pages), tuple(labels))


def _put_in(pdf: Any, other: Any, position: int) -> None:
    """Insert the pages of another PDF, and join its structure to ours."""
    import pikepdf

    ours = pdf.Root.StructTreeRoot
    document = ours.K[0] if isinstance(ours.K, pikepdf.Array) else ours.K
    children = list(document.K)
    theirs = other.Root.StructTreeRoot
    entries = dict(_numbers(theirs.get("/ParentTree", pikepdf.Dictionary())))
    base = max((key for key, _ in _numbers(ours.ParentTree)), default=-1) + 1
    before = _elements_before(pdf, document, position)
    for offset, page in enumerate(other.pages):
        pdf.pages.insert(position + offset, page)
    copies = [pdf.pages[position + offset].obj for offset in range(len(other.pages))]
    foreign = pikepdf.Dictionary(Tree=theirs, Pages=pikepdf.Array([page.obj for page in other.pages]))
    brought = pdf.copy_foreign(other.make_indirect(foreign))
    # the tree was copied with page objects of its own: lead each of them to the page that was inserted
    replaced = {brought.Pages[index].objgen: copies[index] for index in range(len(copies))}
    section = pdf.make_indirect(
        pikepdf.Dictionary(Type=pikepdf.Name.StructElem, S=pikepdf.Name.Sect, P=document, K=pikepdf.Array())
    )
    roots = brought.Tree.K
    roots = list(roots) if isinstance(roots, pikepdf.Array) else [roots]
    role_map = brought.Tree.get("/RoleMap")
    for root in roots:
        root.P = section
        section.K.append(root)
        _repoint(root, replaced, set())
    if role_map is not None:
        known = ours.get("/RoleMap", pikepdf.Dictionary())
        for name, meaning in role_map.items():
            if name not in known:
                known[name] = meaning
        ours.RoleMap = known
    numbers = list(_numbers(ours.ParentTree))
    their_tree = dict(_numbers(brought.Tree.get("/ParentTree", pikepdf.Dictionary())))
    numbers.extend((base + key, their_tree[key]) for key in entries)
    for page in copies:
        if "/StructParents" in page:
            page.StructParents = base + int(page.StructParents)
        for annotation in page.get("/Annots", []):
            if "/StructParent" in annotation:
                annotation.StructParent = base + int(annotation.StructParent)
    ours.ParentTree = pdf.make_indirect(
        pikepdf.Dictionary(
            Nums=[item for key, value in sorted(numbers, key=lambda one: one[0]) for item in (key, value)]
        )
    )
    ours.ParentTreeNextKey = max(key for key, _ in numbers) + 1
    children.insert(before, section)
    document.K = pikepdf.Array(children)


def _elements_before(pdf: Any, document: Any, position: int) -> int:
    """Count the parts of the tree that stand on pages before the given one."""
    pages = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
    count = 0
    for element in document.K:
        first = next(_pages_of(element), None)
        if first is not None and pages.get(first.objgen, 0) >= position:
            break
        count += 1
    return count


def _pages_of(element: Any) -> Iterator[Any]:
    import pikepdf

    if not isinstance(element, pikepdf.Dictionary):
        return
    if "/Pg" in element:
        yield element.Pg
    children = element.get("/K")
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        yield from _pages_of(child)


def _repoint(element: Any, pages: dict[tuple[int, int], Any], seen: set[tuple[int, int]]) -> None:
    """Let structure elements name the inserted pages."""
    import pikepdf

    if not isinstance(element, pikepdf.Dictionary) or element.objgen in seen:
        return
    if element.is_indirect:
        seen.add(element.objgen)
    if "/Pg" in element and element.Pg.objgen in pages:
        element.Pg = pages[element.Pg.objgen]
    children = element.get("/K")
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        _repoint(child, pages, seen)


def _numbers(tree: Any) -> Iterator[tuple[int, Any]]:
    """Yield the entries of a number tree."""
    numbers = tree.get("/Nums", [])
    for index in range(0, len(numbers), 2):
        yield int(numbers[index]), numbers[index + 1]
    for kid in tree.get("/Kids", []):
        yield from _numbers(kid)


def _bookmark(pdf: Any, outline: Sequence[tuple[str, int]]) -> None:
    """Add a bookmark for each attached PDF, at its place among the others."""
    from pikepdf import OutlineItem

    with pdf.open_outline() as tree:
        pages = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
        for title, page in outline:
            item = OutlineItem(title, page)
            index = sum(1 for one in tree.root if _destination(one, pages) < page)
            tree.root.insert(index, item)


def _destination(item: Any, pages: dict[tuple[int, int], int]) -> int:
    destination = item.destination
    if destination is None:
        return 0
    if isinstance(destination, int):
        return destination
    return pages.get(destination[0].objgen, 0)


def _opened(attached: AttachedPdf) -> Any:
    import pikepdf

    try:
        return pikepdf.open(io.BytesIO(attached.content))
    except pikepdf.PasswordError as error:
        raise UnfitAttachmentError(attached.name, "it is encrypted", "save it without a password") from error
    except pikepdf.PdfError as error:
        raise UnfitAttachmentError(attached.name, "it is damaged, or no PDF", "save it anew") from error
