"""Words off a picture, by tesseract; numbers off its QR codes, by ZXing."""

from __future__ import annotations

import csv
import io
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from correspondence.errors import MissingToolError
from correspondence.references import Reference, WrongReferenceError
from correspondence.replies.read.turning import likely_angles, turned_back
from correspondence.replies.read.values import UnreadableError
from correspondence.reply import Box

if TYPE_CHECKING:
    from PIL import Image

SURE = 0.9
"""Confidence from which a word is read rightly: of 2,636 such words 23 were wrong, of 61 between 0.8 and 0.9 a third."""
DPI = 200
_SECONDS = 40
_UPRIGHT_ENOUGH = 0.6
"""Mean confidence of a page that does not lie on its side."""
_FEW_WORDS = 8
_LEAST_SPECK = 4
_LETTER_OR_DIGIT = re.compile(r"[^\W_]")
_LONG_SIDE = 2400
"""Pixels of a page's long side: a letter at a bit more than 200 to the inch, beyond which nothing is gained."""
_SHORT = 1100
"""Pixels of a long side below which a picture is enlarged."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word on a picture.

    Attributes:
        text: What it reads.
        box: Left, top, right, bottom in pixels of the picture.
        confidence: 0 to 1.
        line: Words of one line share it, and lines of one paragraph the first two numbers.
    """

    text: str
    box: Box
    confidence: float
    line: tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Laid:
    """Words as one text: with the box of every code point, and the stretches that are doubtful."""

    text: str
    boxes: tuple[Box | None, ...]
    confidence: float
    doubtful: tuple[tuple[int, int], ...]


def words_on(picture: Image.Image) -> tuple[Word, ...]:
    """Read the words on a picture, whichever way up it is.

    Args:
        picture: In shades of gray.

    Returns:
        The words in reading order, with boxes in the pixels of the picture as it was given.

    Raises:
        MissingToolError: Tesseract is not on this machine.
        UnreadableError: Tesseract gave up.
    """
    from PIL import Image

    scale = _scale(max(picture.size))
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    scaled = picture.resize(size, Image.Resampling.LANCZOS) if scale != 1 else picture
    found: tuple[Word, ...] = ()
    for angle in _angles(scaled):
        words = _read_turned(scaled, angle)
        found = max(found, words, key=_sure)
        if len(words) >= _FEW_WORDS and _mean(words) >= _UPRIGHT_ENOUGH:
            break
    return tuple(replace(one, box=_scaled(one.box, 1 / scale)) for one in found)


def _angles(picture: Image.Image) -> Iterator[int]:
    """Yield how far to turn a picture against the clock that it may stand upright, the likeliest first, each once."""
    likely = likely_angles(picture)
    yield from likely
    yield from (angle for angle in dict.fromkeys((_guessed(picture), 0)) if angle not in likely)


def _scale(long_side: int) -> float:
    if long_side > _LONG_SIDE * 1.1:
        return _LONG_SIDE / long_side
    return 2 if long_side < _SHORT else 1


def _mean(words: tuple[Word, ...]) -> float:
    return sum(one.confidence for one in words) / len(words) if words else 0


def _sure(words: tuple[Word, ...]) -> int:
    return sum(len(one.text) for one in words if one.confidence >= SURE)


def _guessed(picture: Image.Image) -> int:
    """Return how far to turn a picture against the clock that it stands upright, by tesseract's own guess."""
    said = _tesseract(picture, "--psm", "0", ok=(0, 1))
    found = re.search(r"^Rotate: (\d+)", said, re.MULTILINE)
    return (360 - int(found[1])) % 360 if found else 0


def _read_turned(picture: Image.Image, angle: int) -> tuple[Word, ...]:
    if not angle:
        return _read(picture)
    words = _read(picture.rotate(angle, expand=True))
    return tuple(replace(one, box=turned_back(one.box, angle, picture.size)) for one in words)


def _scaled(box: Box, scale: float) -> Box:
    return (box[0] * scale, box[1] * scale, box[2] * scale, box[3] * scale)


def _read(picture: Image.Image) -> tuple[Word, ...]:
    table = _tesseract(picture, "-l", "eng", "--psm", "3", "tsv")
    words: list[Word] = []
    for row in csv.DictReader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE):
        text = (row["text"] or "").strip()
        width, height = int(row["width"]), int(row["height"])
        if row["level"] != "5" or not text or max(width, height) < _LEAST_SPECK:
            continue
        left, top = int(row["left"]), int(row["top"])
        line = (int(row["block_num"]), int(row["par_num"]), int(row["line_num"]))
        confidence = max(0.0, float(row["conf"]) / 100)
        words.append(Word(text, (left, top, left + width, top + height), confidence, line))
    return tuple(words)


def _tesseract(picture: Image.Image, *options: str, ok: tuple[int, ...] = (0,)) -> str:
    program = shutil.which("tesseract")
    if program is None:
        raise MissingToolError(
            "tesseract", "reading scans and photographs", "install it (Debian: tesseract-ocr; Homebrew: tesseract)"
        )
    content = io.BytesIO()
    picture.save(content, "PNG", compress_level=1)
    try:
        done = subprocess.run(  # noqa: S603  (a list of arguments, none of them from the file)
            [program, "stdin", "stdout", "--dpi", str(DPI), *options],
            input=content.getvalue(),
            capture_output=True,
            check=False,
            timeout=_SECONDS,
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
        )
    except subprocess.TimeoutExpired:
        raise UnreadableError(f"has a page whose words took longer than {_SECONDS} seconds to read") from None
    if done.returncode not in ok:
        raise UnreadableError("has a page that the reader of pictures gave up on")
    return done.stdout.decode("utf-8", "replace")


def laid(words: Iterable[Word], to_page: Callable[[Box], Box] = lambda box: box) -> Laid:
    """Join words to a text: lines end where they end on paper, and a blank line parts paragraphs.

    Args:
        words: The words, in reading order.
        to_page: Brings a box from the picture to the page.
    """
    text: list[str] = []
    boxes: list[Box | None] = []
    doubtful: list[tuple[int, int]] = []
    confidences: list[float] = []
    before: tuple[int, int, int] | None = None
    place = 0
    for word in words:
        blank = (
            "" if before is None else " " if word.line == before else "\n" if word.line[:2] == before[:2] else "\n\n"
        )
        text += [blank, word.text]
        boxes += [None] * len(blank) + [to_page(word.box)] * len(word.text)
        place += len(blank)
        if word.confidence < SURE:
            doubtful.append((place, place + len(word.text)))
        if _LETTER_OR_DIGIT.search(word.text):
            confidences.append(word.confidence)
        place += len(word.text)
        before = word.line
    return Laid("".join(text), tuple(boxes), min(confidences, default=1.0), tuple(doubtful))


def codes_on(picture: Image.Image) -> tuple[str, ...]:
    """Return the reference numbers in the QR codes of a picture, each once."""
    import zxingcpp

    found: dict[str, None] = {}
    for code in zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)):
        try:
            found[str(Reference.parse(code.text))] = None
        except WrongReferenceError:
            continue
    return tuple(found)
