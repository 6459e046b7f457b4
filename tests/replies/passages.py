"""Hold every passage against its page: by its offsets, and by what another tool reads in its boxes."""

from __future__ import annotations

import io
import math
import re
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageOps
from pypdf import PdfReader

from correspondence.reply import Box, Interpretation, Page, Passage, Reply
from tests.tools import program, run

SHARE_OF_WORDS = 0.9
"""Share of the passages' words that must be read again in their boxes on a scan."""
SHARE_OF_EACH = 0.5

_FINE = 10
"""How many points of ours are one of the paper's, for tools that take whole numbers."""
_WIDER = (0, 0.2, 0.4, 0.7, 1, 2)
_DOWN = 3
"""Points; a dash stands above the line on which poppler says that it is."""
_AROUND = 6
"""Pixels around a box on a scan: letters at the very edge are not read."""
_DPI = 200


class WrongPassageError(AssertionError):
    """A passage is not what stands at its place."""


def passages_of(interpretation: Interpretation) -> Iterator[Passage]:
    """Yield every stretch of words that an interpretation rests on or quotes."""
    for answer in interpretation.answers:
        yield from (*answer.passages, *answer.authorities)
        yield from (one for one in (answer.explanation, answer.third_party) if one is not None)


def check_offsets(reply: Reply, interpretation: Interpretation) -> None:
    """Hold every passage against the text of its page.

    Raises:
        WrongPassageError: One is not verbatim at its offsets.
    """
    for one in passages_of(interpretation):
        page = _page(reply, one)
        there = page.text[one.start : one.end]
        if there != one.verbatim or not there:
            message = f"{one.file}, page {one.page}, {one.start}–{one.end}: “{one.verbatim}” for “{there}”"
            raise WrongPassageError(message)
        if page.boxes and not one.boxes:
            message = f"{one.file}, page {one.page}: “{one.verbatim}” has no boxes, though its page has"
            raise WrongPassageError(message)


@dataclass(frozen=True, slots=True)
class InBoxes:
    """What another tool reads in the boxes of a passage.

    Attributes:
        passage: The passage.
        found: What was read.
        exact: Whether it had to be the same exactly: in a text layer.
        words: How many words the passage has.
        words_found: How many of them were read.
    """

    passage: Passage
    found: str
    exact: bool
    words: int
    words_found: int

    @property
    def right(self) -> bool:
        """Whether it reads the same: exactly, white space folded, or on a scan more than half of its words."""
        if self.exact:
            return _folded(self.found) == _folded(self.passage.verbatim)
        return self.words_found > SHARE_OF_EACH * self.words


def in_boxes(reply: Reply, interpretation: Interpretation, content: bytes) -> Iterator[InBoxes]:
    """Yield what another tool reads in the boxes of each passage that has some.

    Args:
        reply: What was read of one file.
        interpretation: What it was taken to say.
        content: The file: PDF or a picture.
    """
    for one in dict.fromkeys(passages_of(interpretation)):
        if one.boxes:
            exact = _page(reply, one).source == "text-layer"
            found = _exactly(content, one) if exact else _on_scan(content, one)
            yield InBoxes(one, found, exact, len(_words(one.verbatim)), _shared(one.verbatim, found))


def check_boxes(reply: Reply, interpretation: Interpretation, content: bytes) -> int:
    """Hold the boxes of every passage against what another tool reads in them.

    The text layer of a PDF must read exactly the same. On a scan nine of ten words must, counted over all passages, and
    more than half of each.

    Returns:
        How many passages were held against their boxes.

    Raises:
        WrongPassageError: Something else stands in the boxes of one.
    """
    held = list(in_boxes(reply, interpretation, content))
    for one in held:
        if not one.right:
            where = f"{one.passage.file}, page {one.passage.page}"
            message = f"{where}: “{one.found.strip()}” stands in the boxes of “{one.passage.verbatim}”"
            raise WrongPassageError(message)
    words, found = sum(one.words for one in held), sum(one.words_found for one in held)
    if found < SHARE_OF_WORDS * words:
        message = f"of {words} words in boxes {found} were read again"
        raise WrongPassageError(message)
    return len(held)


def passage_at(page: Page, start: int, end: int) -> Passage:
    """Return a stretch of a page as a passage, with a box for each of its lines."""
    lines: list[Box] = []
    place = start
    for line in page.text[start:end].split("\n"):
        boxes = [box for box in page.boxes[place : place + len(line)] if box]
        if boxes:
            left, bottom = min(box[0] for box in boxes), min(box[1] for box in boxes)
            lines.append((left, bottom, max(box[2] for box in boxes), max(box[3] for box in boxes)))
        place += len(line) + 1
    return Passage(page.file, page.number, start, end, page.text[start:end], tuple(lines))


def _page(reply: Reply, passage: Passage) -> Page:
    (found,) = (one for one in reply.pages if (one.file, one.number) == (passage.file, passage.page))
    return found


def _folded(text: str) -> str:
    """Fold white space, and the hyphen at a line's end."""
    return re.sub(r"\s+", "", text)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _shared(wanted: str, found: str) -> int:
    """Count the words that are there, each as often as it is wanted."""
    return sum((Counter(_words(wanted)) & Counter(_words(found))).values())


def _exactly(content: bytes, passage: Passage) -> str:
    """Read the passage's boxes with poppler: as they are, and a little wider.

    Our boxes hold the ink, and poppler's the room that a letter takes, of which a full stop's ink is a small part.
    """
    found = ""
    for wider in _WIDER:
        found = _in_text_layer(content, passage, wider)
        if _folded(found) == _folded(passage.verbatim):
            break
    return found


def _in_text_layer(content: bytes, passage: Passage, wider: float) -> str:
    media = PdfReader(io.BytesIO(content)).pages[passage.page - 1].mediabox
    found: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "reply.pdf"
        path.write_bytes(content)
        for left, bottom, right, top in passage.boxes:
            x, y = (left - float(media.left)) * _FINE, (float(media.top) - top) * _FINE
            last = math.floor(x + (right + wider - left) * _FINE)
            corner = ("-x", math.ceil(x), "-y", math.floor(y))
            size = ("-W", last - math.ceil(x), "-H", math.ceil((top - bottom + _DOWN) * _FINE))
            pages = ("-f", passage.page, "-l", passage.page, "-r", 72 * _FINE, "-enc", "UTF-8", "-nopgbrk")
            found.append(run(program("pdftotext"), *map(str, (*pages, *corner, *size)), path, "-").stdout)
    return "\n".join(found)


def _on_scan(content: bytes, passage: Passage) -> str:
    """Read the passage's boxes with tesseract: all that is outside of them is covered."""
    with tempfile.TemporaryDirectory() as folder:
        picture, scale, height = _picture(content, passage.page, Path(folder))
        covered = Image.new("L", picture.size, 255)
        for box in passage.boxes:
            left, one, right, other = (edge * scale for edge in box)
            top, bottom = (height - other, height - one) if height else (one, other)
            edges = (
                max(0, round(left) - _AROUND),
                max(0, round(top) - _AROUND),
                round(right) + _AROUND,
                round(bottom) + _AROUND,
            )
            covered.paste(picture.crop(edges), edges[:2])
        around = ImageOps.invert(covered).getbbox()
        if around is None:
            return ""
        path = Path(folder) / "lines.png"
        ImageOps.expand(covered.crop(around), 20, 255).save(path)
        return run(program("tesseract"), path, "stdout", "--dpi", str(_DPI), "--psm", "6").stdout


def _picture(content: bytes, page: int, folder: Path) -> tuple[Image.Image, float, float]:
    """Return a page's picture, pixels a unit of its boxes, and its height in pixels where the boxes count from below."""
    if not content.startswith(b"%PDF-"):
        picture = Image.open(io.BytesIO(content))
        picture.seek(page - 1)
        return picture.convert("L"), 1.0, 0.0
    path = folder / "reply.pdf"
    path.write_bytes(content)
    run(
        program("pdftoppm"),
        "-r",
        str(_DPI),
        "-f",
        str(page),
        "-l",
        str(page),
        "-gray",
        "-singlefile",
        path,
        folder / "page",
    )
    picture = Image.open(folder / "page.pgm")
    return picture, _DPI / 72, float(picture.height)
