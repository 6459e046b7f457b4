"""Say whether a file is what was made: what a confined process does with a stranger's PDF."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, zip_longest
from pathlib import Path
from typing import Any, Literal

from correspondence.comparing import UnreadableTextError, compare_texts, describe, read_text
from correspondence.mailing.record_copies import fonts, versions
from correspondence.provenance import (
    AlteredRecordError,
    Record,
    Source,
    WrongRecordError,
    read_record,
    source_problems,
    with_sources,
)
from correspondence.proving.rebuilding import Rebuilt, UnmakableError, remade

Result = Literal["identical", "same-content", "changed", "registered", "signed", "unknown"]
OWN_MARKS = (b"(provenance.json)", b"correspondence/provenance/", b"(Template of the document)")
"""What stands in a record's bytes; no single change takes all of it away."""
MARKS = (b"EmbeddedFile", *OWN_MARKS)
MOST_SHOWN = 20
MOST_STEPS = 200_000
WHOLE, STRUCTURE = "the file", "structure"


@dataclass(frozen=True)
class Unlike:
    """A place at which a file is not what it should be.

    Attributes:
        where: The place: a range of bytes, an attachment, a page and block, a file that went out.
        message: What is the matter there, without a full stop.
    """

    where: str
    message: str

    def as_json(self) -> dict[str, str]:
        """Return the plain mapping that is printed."""
        return {"where": self.where, "message": self.message}


@dataclass(frozen=True)
class Examined:
    """What a record turned out to be.

    Attributes:
        result: The verdict.
        differences: In what it differs, where it does.
        versions: Which versions and fonts are others here than those that made it, a line each.
        end: How many bytes belong to the record; signatures stand behind them.
    """

    result: Result
    differences: tuple[Unlike, ...] = ()
    versions: tuple[str, ...] = ()
    end: int = 0


def is_marked(content: bytes) -> bool:
    """Tell whether a file has anything of a record in it."""
    return any(mark in content for mark in MARKS)


def was_record(content: bytes) -> bool:
    """Tell whether a file was a record of ours, even where it can be read as one no more."""
    return any(mark in content for mark in OWN_MARKS)


def examined(content: bytes, folder: Path) -> Examined:
    """Hold a record to what is made from its sources.

    Args:
        content: The file, which has the marks of a record.
        folder: An empty folder for what it holds.

    Raises:
        NotARecordError: It holds no source, or one that cannot be used and may never have been ours.
        MissingToolError: The fonts are not on this machine.
    """
    try:
        record = read_record(content)
    except AlteredRecordError as error:
        return Examined("changed", (Unlike(WHOLE, f"it {error.reason}"),))
    found = [*_of_attachments(record), *_of_bytes(record, content)]
    end = len(content)
    if source_problems(record):
        return Examined("changed", tuple(found))
    provenance = record.provenance
    pdf = content[: provenance.sent[0].size]
    try:
        made = remade(record, content, folder)
    except UnmakableError as error:
        unlike = record.provenance.unlike(versions(), fonts())
        result: Result = "unknown" if unlike and not found else "changed"
        return Examined(result, (*found, Unlike(WHOLE, str(error))), unlike)
    except WrongRecordError as error:
        return Examined("changed", (*found, Unlike(WHOLE, f"it {error.reason}")))
    if made.identical:
        return Examined("identical", end=end)
    if found and found[0].where.startswith("bytes 0 to ") and made.files[0].identical:
        at = _first_unlike(content, made.files[-1].content)
        found[0] = Unlike(f"byte {at}", found[0].message)
    found += _of_pages(pdf if not found else content, made.files[0].content)
    if not made.unlike:
        found += _of_sent(made)
        return Examined("changed", tuple(found or _of_rest(content, made)))
    return Examined("changed" if found else "same-content", tuple(found), made.unlike, end)


def _of_attachments(record: Record) -> Iterator[Unlike]:
    for problem in source_problems(record):
        yield Unlike("attachments", problem)


def _of_bytes(record: Record, content: bytes) -> Iterator[Unlike]:
    """Yield what is wrong with the bytes, as far as the record itself tells."""
    sent = record.provenance.sent[0]
    pdf = content[: sent.size]
    if hashlib.sha256(pdf).hexdigest() != sent.sha256:
        yield Unlike(f"bytes 0 to {sent.size}", f"the PDF that went out was changed: {sent.name} had another checksum")
        return
    whole = with_sources(pdf, record.sources, record.written, record.provenance.dated)
    if content.startswith(whole) and len(content) > len(whole):
        count = len(content) - len(whole)
        added = f"{count} bytes were" if count > 1 else "1 byte was"
        yield Unlike(f"bytes {len(whole)} to {len(content)}", f"{added} added behind its end")
    elif content != whole:
        at = _first_unlike(content, whole)
        yield Unlike(f"byte {at}", f"what stands around the attachments was changed{_near(record, content, at)}")


def _near(record: Record, content: bytes, at: int) -> str:
    """Name the attachment that stands before a place."""
    before = [(content.rfind(f"({one.attachment})".encode(), 0, at), one) for one in record.provenance.sources]
    place, nearest = max(before, key=lambda pair: pair[0], default=(-1, None))
    return f", behind {nearest.attachment}" if isinstance(nearest, Source) and place >= 0 else ""


def _first_unlike(one: bytes, other: bytes) -> int:
    """Return the first byte at which two files differ."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if one[:middle] == other[:middle] else (low, middle - 1)
    return low


def _of_pages(theirs: bytes, ours: bytes) -> Iterator[Unlike]:
    """Yield in what two PDFs differ for whoever reads them: words, pages, structure, pictures."""
    try:
        comparison = compare_texts(read_text(theirs, "the file"), read_text(ours, "what is made from its sources"))
    except UnreadableTextError as error:
        yield Unlike("pages", " ".join(str(error).split()))
        return
    if not comparison.exact:
        _, *lines = describe(comparison)
        for line in islice(lines, MOST_SHOWN):
            where, _, what = line.strip().partition(": ")
            yield Unlike(where, what.replace("[original:", "[made from its sources:"))
    yield from _of_structure(_shape(theirs), _shape(ours))


@dataclass(frozen=True)
class _Shape:
    """What a PDF has beside words: its pages' sizes, its structure elements in order, its pictures."""

    pages: tuple[tuple[str, ...], ...]
    elements: tuple[str, ...]
    pictures: frozenset[str]


def _shape(content: bytes) -> _Shape:
    import pikepdf

    with pikepdf.open(io.BytesIO(content)) as pdf:
        pages = tuple(tuple(str(edge) for edge in page.mediabox) for page in pdf.pages)
        pictures = {
            hashlib.sha256(picture.read_bytes()).hexdigest()
            for picture in pdf.objects
            if isinstance(picture, pikepdf.Stream) and picture.get("/Subtype") == pikepdf.Name.Image
        }
        return _Shape(pages, tuple(_elements(pdf.Root.get("/StructTreeRoot"))), frozenset(pictures))


def _elements(root: Any) -> Iterator[str]:
    """Yield the types of the structure elements, in order."""
    import pikepdf

    waiting = [root] if root is not None else []
    for _ in range(MOST_STEPS):
        if not waiting:
            return
        element = waiting.pop()
        if isinstance(element, pikepdf.Array):
            waiting += reversed(list(element))
        elif isinstance(element, pikepdf.Dictionary):
            if "/S" in element:
                yield str(element.S)
            if "/K" in element:
                waiting.append(element.K)


def _of_structure(theirs: _Shape, ours: _Shape) -> Iterator[Unlike]:
    if len(theirs.pages) != len(ours.pages):
        yield Unlike("pages", f"it has {len(theirs.pages)}, and what is made from its sources has {len(ours.pages)}")
    for number, (one, other) in enumerate(zip(theirs.pages, ours.pages, strict=False), start=1):
        if one != other:
            yield Unlike(f"page {number}", "it has another size")
    if theirs.elements != ours.elements:
        pairs = zip_longest(theirs.elements, ours.elements)
        at = next(number for number, (one, other) in enumerate(pairs, start=1) if one != other)
        yield Unlike(STRUCTURE, f"the tags differ from the {at}. on")
    if theirs.pictures != ours.pictures:
        yield Unlike("pictures", "a picture is another than that among its sources")


def _of_sent(made: Rebuilt) -> list[Unlike]:
    """Say which other files become others than those that went out."""
    return [
        Unlike(one.name, "what is made from its sources is not what went out")
        for one in made.files[1:-1]
        if not one.identical
    ]


def _of_rest(content: bytes, made: Rebuilt) -> Iterator[Unlike]:
    """Yield the first byte that differs, where readers see no difference."""
    at = _first_unlike(content, made.files[-1].content)
    yield Unlike(f"byte {at}", "the bytes differ from here on; words, pages, structure and pictures are the same")
