"""Pictures of a comparison: pages of both files side by side, with boxes round the words, and what the boxes say."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from correspondence.comparing import Comparison, Difference, UnreadableTextError, tell
from correspondence.confined import WentTooFarError
from correspondence.dispatch.files import write_file
from correspondence.proving.comparing import Compared
from correspondence.proving.panels import INK, PAPER, TONES, Mark, Panel, Side, Tone, font_of
from correspondence.replies.read.values import UnreadableError

if TYPE_CHECKING:
    from PIL import Image, ImageDraw

_OURS = re.compile(r"page-\d+\.png")
_WORDS = 450
"""Words of a stretch, where neither file has pages."""
_GAP, _TITLE, _SIZE, _LEADING = 24, 40, 20, 29
_LEGEND: dict[Tone, str] = {
    "difference": "difference",
    "doubtful": "perhaps misread off the picture",
    "unsure": "agrees, but was read with little confidence",
}


def draw_pages(compared: Compared, place: Path) -> tuple[Path, ...]:
    """Draw the pages that have something to look at.

    Args:
        compared: Two files, and how they differ.
        place: A file that ends in ``.png``, into which all pages go, one below another; else a folder, in which each page
            of the first file that has pages is ``page-NUMBER.png``. What lies there from an earlier run is removed.

    Returns:
        The pictures; none where there is nothing to look at.

    Raises:
        UnreadableTextError: A page cannot be drawn.
        WriteError: A picture could not be written.
    """
    drawn = dict(_drawn(compared))
    single = place.suffix.lower() == ".png"
    if not single and place.is_dir():
        for path in place.iterdir():
            if _OURS.fullmatch(path.name):
                path.unlink()
    if not drawn:
        return ()
    if single:
        write_file(place, _png(_stacked(list(drawn.values()))))
        return (place,)
    paths = {place / f"page-{number}.png": picture for number, picture in drawn.items()}
    for path, picture in paths.items():
        write_file(path, _png(picture))
    return tuple(paths)


def _drawn(compared: Compared) -> Iterator[tuple[int, Image.Image]]:
    """Draw each page that has something to look at, by its number."""
    made, original = (
        Side(one, other.reading)
        for one, other in ((compared.made, compared.original), (compared.original, compared.made))
    )
    leads = made.paged or not original.paged
    lead, other = (made, original) if leads else (original, made)
    comparison = compared.comparison
    everything = sorted(
        (*comparison.differences, *comparison.doubtful, *comparison.unsure), key=lambda one: _start(one, leads=leads)
    )
    numbers = {id(one): number for number, one in enumerate((one for one in everything if one.kind != "same"), start=1)}
    for page, first, last in _stretches(lead):
        here = [one for one in everything if _is_on(one, lead, page, first, last, leads=leads)]
        if not here:
            continue
        start, end = (_opposite(everything, place, leads=leads) for place in (first, last))
        panels = (_panels(lead, page, first, last), _panels(other, None, start, max(end, start)))
        for side, some in zip((leads, not leads), panels, strict=True):
            for panel in some:
                panel.draw(_mark(one, numbers.get(id(one)), of_made=side) for one in here)
        left, right = panels if leads else reversed(panels)
        yield page, _together(left, right, list(_lines(here, numbers, comparison)))


def _start(difference: Difference, *, leads: bool) -> tuple[int, int]:
    passage = difference.made if leads else difference.original
    return passage.start, passage.end


def _stretches(side: Side) -> Iterator[tuple[int, int, int]]:
    """Yield the pages of a file with the numbers of their words; stretches of words, where it has no pages."""
    if side.paged:
        for page in sorted({page for page in side.pages if page}):
            numbers = [number for number, one in enumerate(side.pages) if one == page]
            yield page, min(numbers), max(numbers) + 1
    else:
        for page, first in enumerate(range(0, len(side.words), _WORDS), start=1):
            yield page, first, min(first + _WORDS, len(side.words))


def _is_on(one: Difference, side: Side, page: int, first: int, last: int, *, leads: bool) -> bool:
    passage = one.made if leads else one.original
    if side.paged:
        return passage.page == page or (passage.page is None and page == 1)
    return first <= passage.start < last or (passage.start == last == len(side.words))


def _opposite(everything: Sequence[Difference], place: int, *, leads: bool) -> int:
    """Return the number of the word in the other file that stands where a word stands in the leading one."""
    moved = 0
    for one in everything:
        here, there = (one.made, one.original) if leads else (one.original, one.made)
        if here.end > place:
            break
        moved = there.end - here.end
    return max(place + moved, 0)


def _panels(side: Side, page: int | None, first: int, last: int) -> tuple[Panel, ...]:
    """Return a page of a file, or all pages on which words stand, or those words."""
    if not side.paged:
        return (side.typed(first, min(max(last, first + 1), len(side.words))),)
    pages = [page] if page else sorted({one for one in side.pages[max(first - 1, 0) : last] if one})
    try:
        return side.panels(pages)
    except (UnreadableError, WentTooFarError) as error:
        reason, _, remedy = str(error).partition("; ")
        raise UnreadableTextError(str(side.copy.path), reason, remedy or "leave --picture out") from error


def _mark(one: Difference, number: int | None, *, of_made: bool) -> Mark:
    tone: Tone = "unsure" if one.kind == "same" else "doubtful" if one.doubt else "difference"
    label = "" if number is None else f"{number}?" if one.doubt else str(number)
    return Mark(label, tone, one.made if of_made else one.original)


def _lines(
    here: Sequence[Difference], numbers: dict[int, int], comparison: Comparison
) -> Iterator[tuple[str, Tone, str]]:
    """Yield the legend: label, tone and words of each line."""
    for one in here:
        if id(one) in numbers:
            mark = _mark(one, numbers[id(one)], of_made=True)
            yield mark.label, mark.tone, tell(one, comparison)
    for tone in TONES:
        if any(_mark(one, 1, of_made=True).tone == tone for one in here):
            yield "", tone, _LEGEND[tone]


def _together(left: Sequence[Panel], right: Sequence[Panel], legend: Sequence[tuple[str, Tone, str]]) -> Image.Image:
    """Put the pages of two files beside one another, and the legend below them."""
    from PIL import Image, ImageDraw

    columns = [_column(panels) for panels in (left, right)]
    width = sum(column.width for column in columns) + 3 * _GAP
    top = max(column.height for column in columns) + 2 * _GAP
    lines = list(_wrapped(legend, width - 2 * _GAP - 60))
    whole = Image.new("RGB", (width, top + len(lines) * _LEADING + _GAP), (225, 225, 225))
    x = _GAP
    for column in columns:
        whole.paste(column, (x, _GAP))
        x += column.width + _GAP
    pen = ImageDraw.Draw(whole)
    for number, (label, tone, text) in enumerate(lines):
        _draw_line(pen, top + number * _LEADING, label, tone, text)
    return whole


def _draw_line(pen: ImageDraw.ImageDraw, y: int, label: str, tone: Tone | None, text: str) -> None:
    if label:
        pen.text((_GAP, y), label, TONES[tone or "difference"], font_of(_SIZE, "bold"))
    elif tone == "unsure":
        pen.line((_GAP, y + 20, _GAP + 40, y + 20), TONES[tone], 3)
    elif tone:
        pen.rectangle((_GAP, y + 3, _GAP + 40, y + 21), outline=TONES[tone], width=3)
    pen.text((_GAP + 60, y), text, INK, font_of(_SIZE))


def _wrapped(legend: Sequence[tuple[str, Tone, str]], width: int) -> Iterator[tuple[str, Tone | None, str]]:
    font = font_of(_SIZE)
    for label, tone, text in legend:
        shown, line = False, ""
        for word in text.split(" "):
            longer = f"{line} {word}" if line else word
            if line and font.getlength(longer) > width:
                yield ("", None, line) if shown else (label, tone, line)
                shown, line = True, word
            else:
                line = longer
        yield ("", None, line) if shown else (label, tone, line)


def _column(panels: Sequence[Panel]) -> Image.Image:
    """Put pages below one another, each with its name."""
    from PIL import Image, ImageDraw

    width = max(panel.picture.width for panel in panels)
    column = Image.new("RGB", (width, sum(panel.picture.height + _TITLE for panel in panels)), (225, 225, 225))
    pen = ImageDraw.Draw(column)
    y = 0
    for panel in panels:
        pen.text((0, y), panel.title, INK, font_of(_SIZE, "bold"))
        column.paste(panel.picture, (0, y + _TITLE - 8))
        y += panel.picture.height + _TITLE
    return column


def _stacked(pictures: Sequence[Image.Image]) -> Image.Image:
    from PIL import Image

    width = max(picture.width for picture in pictures)
    whole = Image.new("RGB", (width, sum(picture.height for picture in pictures)), PAPER)
    y = 0
    for picture in pictures:
        whole.paste(picture, (0, y))
        y += picture.height
    return whole


def _png(picture: Image.Image) -> bytes:
    target = io.BytesIO()
    picture.save(target, "PNG", optimize=True)
    return target.getvalue()
