"""Marks on a form that came back on paper, or flattened: found by laying its picture over the form that went out.

The picture is brought into the form's place by the features that both show (ORB, with RANSAC), whichever way it lies and
however it is stretched; then the ink inside each square is weighed against the paper around it. A mark counts where it
is plain and all others of its question are bare; everything between is for a person.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeGuard

from correspondence.errors import MissingToolError
from correspondence.reply import Box, FormPlace, FormValue, SentForm

if TYPE_CHECKING:
    from PIL import Image

PLAIN, BARE = 0.06, 0.02
"""Share of dark points in a square from which it is marked, and below which it is not. Of 540 drawn answers 537 were read
rightly with them, and none wrongly."""
LEAST_INLIERS = 40

_DPI = 200
_FEATURES = 4000
_RATIO = 0.8
_REACH = 4.0
_SHRUNK = 0.22
_PATCH = 2.2
_PERCENTILE = 90
_DARKER = 45
_WRITTEN = 0.004
"""Share of dark points in room to write from which something stands there."""
_MOST_PAGES = 8
_FRAME, _FRAMES = 0.6, 0.8
"""Share of a box's edges that must be found again, and of the boxes whose edges must."""
_PLAY = 4
_LONG_SIDE = 2200

NOTHING = "no square is marked; look at the paper for another sign"
HANDWRITING = "something is written there by hand; read it on the paper"
UNSURE = "the ink in the squares is no plain mark; look at the paper"

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class _Blank:
    """One page of the form that went out."""

    number: int
    pixels: Any
    points: Any
    features: Any
    size: tuple[int, int]
    height: float


@dataclass(frozen=True, slots=True)
class Typed:
    """A character of a flattened form: what it is, and its middle in the picture; a blank stands where the last one did."""

    character: str
    middle: Point


def has_places(sent: SentForm | None) -> TypeGuard[SentForm]:
    """Tell whether marks can be looked for: the form that went out is at hand.

    Raises:
        MissingToolError: It is, but the library that lays pictures over one another is not installed.
    """
    if sent is None or not sent.blank or not sent.places:
        return False
    if importlib.util.find_spec("cv2") is None:
        raise MissingToolError("OpenCV", "reading marks on paper", 'run pip install "correspondence[scans]"')
    return True


def read_marks(
    picture: Image.Image,
    sent: SentForm,
    file: str,
    page: int,
    to_page: Callable[[Box], Box] = lambda box: box,
    typed: Iterable[Typed] = (),
) -> dict[str, FormValue]:
    """Read the marks on one page.

    Args:
        picture: The page in shades of gray.
        sent: The form that went out, with its PDF and places.
        file: The file.
        page: The page's number in it.
        to_page: Brings a box from the picture to the page.
        typed: The characters of the page's own text, for a form that was filled in by machine and flattened.

    Returns:
        What stands in the page's places, by the control's name; empty where the page is none of the form's.
    """
    import cv2
    import numpy as np

    cv2.setNumThreads(1)
    scale = min(1.0, _LONG_SIDE / max(picture.size))
    small = picture.resize((round(picture.width * scale), round(picture.height * scale))) if scale < 1 else picture
    pixels = np.asarray(small.convert("L"))
    found = _registered(pixels, sent.blank)
    if found is None:
        return {}
    blank, transform = found
    laid_over = cv2.warpPerspective(pixels, transform, blank.size, borderValue=255)
    if not _has_the_boxes(laid_over, blank, sent):
        return {}
    back = np.linalg.inv(transform)
    written = [(one.character, _moved((one.middle[0] * scale, one.middle[1] * scale), transform)) for one in typed]
    values: dict[str, FormValue] = {}
    for name in dict.fromkeys(one.name for one in sent.places if one.page == blank.number):
        places = [one for one in sent.places if one.name == name and one.page == blank.number]
        boxes = [_pixels_of(one, blank) for one in places]
        if places[0].option:
            value, reason, box = _marked(laid_over, places, boxes)
        else:
            box, reason = boxes[0], ""
            value = _text_in(box, written)
            if not value and _share(laid_over, box, _shrunk(box, 0.04)) > _WRITTEN:
                reason = HANDWRITING
        corners = [
            _moved(one, back) for one in ((box[0], box[1]), (box[2], box[1]), (box[2], box[3]), (box[0], box[3]))
        ]
        across, down = [x / scale for x, _ in corners], [y / scale for _, y in corners]
        place = to_page((min(across), min(down), max(across), max(down)))
        values[name] = FormValue(name, value, "mark", not reason, reason, file, page, place)
    return values


def _has_the_boxes(pixels: Any, blank: _Blank, sent: SentForm) -> bool:
    """Tell whether the printed boxes are there: a letter that quotes the form has its words, and not its boxes."""
    boxes = [_pixels_of(one, blank) for one in sent.places if one.page == blank.number]
    there = [_frame(pixels, box) >= _FRAME * _frame(blank.pixels, box) for box in boxes]
    return bool(boxes) and sum(there) >= _FRAMES * len(boxes)


def _frame(pixels: Any, box: Box) -> float:
    """Return how much of a box's edges is drawn: the least of its four, each with some play."""
    left, top, right, bottom = box
    edges = [
        (_cut(pixels, (left + _PLAY, top - _PLAY, right - _PLAY, top + _PLAY)), 0),
        (_cut(pixels, (left + _PLAY, bottom - _PLAY, right - _PLAY, bottom + _PLAY)), 0),
        (_cut(pixels, (left - _PLAY, top + _PLAY, left + _PLAY, bottom - _PLAY)), 1),
        (_cut(pixels, (right - _PLAY, top + _PLAY, right + _PLAY, bottom - _PLAY)), 1),
    ]
    if not all(strip.size for strip, _ in edges):
        return 0.0
    paper = float(max(strip.max() for strip, _ in edges))
    return min(float((strip.min(axis=axis) < paper - _DARKER).mean()) for strip, axis in edges)


def _marked(pixels: Any, places: list[FormPlace], boxes: list[Box]) -> tuple[str, str, Box]:
    """Return the option that is marked, why it is not sound, and the place of it."""
    shares = [_share(pixels, box, _shrunk(box, _SHRUNK)) for box in boxes]
    marked = [place.option for place, share in zip(places, shares, strict=True) if share >= PLAIN]
    bare = sum(share < BARE for share in shares)
    box = boxes[max(range(len(boxes)), key=shares.__getitem__)]
    if len(marked) > 1:
        return ", ".join(marked), f"{len(marked)} answers are marked: {', '.join(marked)}", box
    if bare == len(boxes):
        return "", NOTHING, boxes[0]
    sound = len(marked) == 1 and bare == len(boxes) - 1
    return "".join(marked), "" if sound else UNSURE, box


def _text_in(box: Box, written: list[tuple[str, Point]]) -> str:
    """Return the machine's characters inside a place, lines as they stand."""
    left, top, right, bottom = box
    inside = "".join(one for one, (x, y) in written if left <= x <= right and top <= y <= bottom)
    lines = (" ".join(line.split()) for line in inside.split("\n"))
    return "\n".join(line for line in lines if line)


def _share(pixels: Any, box: Box, inner: Box) -> float:
    """Return the share of points inside a square that are darker than the paper around it."""
    import numpy as np

    middle, half = ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2), (box[2] - box[0], box[3] - box[1])
    around = [middle[0] - half[0] * _PATCH / 2, middle[1] - half[1] * _PATCH / 2]
    patch = _cut(pixels, (*around, middle[0] + half[0] * _PATCH / 2, middle[1] + half[1] * _PATCH / 2))  # type: ignore[arg-type] # two and two
    inside = _cut(pixels, inner)
    if not inside.size or not patch.size:
        return 0.0
    paper = float(np.percentile(patch, _PERCENTILE))
    return float((inside < paper - _DARKER).mean())


def _cut(pixels: Any, box: Box) -> Any:
    left, top, right, bottom = (max(0, round(edge)) for edge in box)
    return pixels[top:bottom, left:right]


def _shrunk(box: Box, share: float) -> Box:
    across, down = (box[2] - box[0]) * share, (box[3] - box[1]) * share
    inset = (across, down) if share == _SHRUNK else (min(across, down), min(across, down))
    return (box[0] + inset[0], box[1] + inset[1], box[2] - inset[0], box[3] - inset[1])


def _pixels_of(place: FormPlace, blank: _Blank) -> Box:
    left, bottom, right, top = (value * _DPI / 72 for value in place.box)
    height = blank.height * _DPI / 72
    return (left, height - top, right, height - bottom)


def _moved(point: Point, transform: Any) -> Point:
    x, y, w = (float(one) for one in transform @ (point[0], point[1], 1.0))
    return (x / w, y / w) if w else (0.0, 0.0)


def _registered(pixels: Any, content: bytes) -> tuple[_Blank, Any] | None:
    """Find the page of the form that a picture shows, and how the picture is laid over it."""
    import cv2
    import numpy as np

    points, features = cv2.ORB.create(nfeatures=_FEATURES).detectAndCompute(pixels, None)
    best: tuple[int, _Blank, Any] | None = None
    if len(points) < LEAST_INLIERS:
        return None
    for blank in _blanks(content):
        pairs = cv2.BFMatcher(cv2.NORM_HAMMING).knnMatch(features, blank.features, k=2)
        good = [one[0] for one in pairs if len(one) > 1 and one[0].distance < _RATIO * one[1].distance]
        if len(good) < LEAST_INLIERS:
            continue
        here = np.array([points[one.queryIdx].pt for one in good], dtype=np.float32)
        there = np.array([blank.points[one.trainIdx] for one in good], dtype=np.float32)
        cv2.setRNGSeed(1)
        transform, inliers = cv2.findHomography(here, there, cv2.RANSAC, _REACH, maxIters=5000)
        count = int(inliers.sum()) if transform is not None else 0  # type: ignore[redundant-expr] # the stubs forget None
        if count >= LEAST_INLIERS and (best is None or count > best[0]):
            best = (count, blank, transform)
    return None if best is None else best[1:]


@lru_cache(maxsize=8)
def _blanks(content: bytes) -> tuple[_Blank, ...]:
    """Return the pages of the form that went out, with their features."""
    import cv2
    import numpy as np
    import pypdfium2 as pdfium

    found: list[_Blank] = []
    pdf = pdfium.PdfDocument(content)
    for index in range(min(len(pdf), _MOST_PAGES)):
        page = pdf[index]
        pixels = np.asarray(page.render(scale=_DPI / 72, grayscale=True).to_pil().convert("L"))
        points, features = cv2.ORB.create(nfeatures=_FEATURES).detectAndCompute(pixels, None)
        if len(points) >= LEAST_INLIERS:
            size = (pixels.shape[1], pixels.shape[0])
            found.append(_Blank(index + 1, pixels, [one.pt for one in points], features, size, page.get_height()))
    pdf.close()
    return tuple(found)
