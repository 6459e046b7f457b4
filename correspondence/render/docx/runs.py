"""Inlines to runs: words with their look, breaks, fields and pictures."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from PIL import Image as Pixels
from PIL import UnidentifiedImageError

from correspondence.document import (
    Asset,
    Document,
    Emphasis,
    Field,
    Image,
    Inline,
    LineBreak,
    Link,
    PageCount,
    PageNumber,
    Strong,
    Text,
)
from correspondence.errors import Problem, ProblemsError
from correspondence.render.docx.drafts import Picture, Run
from correspondence.render.docx.looks import RunLook
from correspondence.render.docx.names import CHARACTER_STYLES
from correspondence.stylesheet import ComputedStyle, Element, Path, Percent, Stylesheet

_BLANKS = re.compile(r"[ \t\r\n\f]+")
_POINTS_A_PIXEL = 0.75


def collapsed(text: str) -> str:
    """Return words with one space for each run of blanks."""
    return _BLANKS.sub(" ", text)


@dataclass
class Looks:
    """Computed styles and what Word makes of them, worked out once for each path."""

    stylesheet: Stylesheet
    _runs: dict[Path, RunLook] = field(default_factory=dict)

    def style(self, path: Path) -> ComputedStyle:
        """Return the computed style of an element."""
        return self.stylesheet.computed(path)

    def run(self, path: Path) -> RunLook:
        """Return how words directly in an element look."""
        look = self._runs.get(path)
        if look is None:
            underline = any(self.style(path[:end]).text_decoration == "underline" for end in range(1, len(path) + 1))
            look = self._runs[path] = RunLook.of(self.style(path), underline=underline)
        return look


class LineSetter:
    """Sets the inlines of one paragraph as runs; blanks count as HTML counts them.

    Args:
        looks: The computed styles.
        assets: The document's pictures.
        room: Width for a picture in points.
    """

    def __init__(self, looks: Looks, assets: Mapping[str, Asset], room: float) -> None:
        self.looks, self.assets, self.room = looks, assets, room
        self.runs: list[Run] = []
        self._after_blank = True

    def set(self, inlines: Sequence[Inline], path: Path, *, last: bool = True) -> None:
        """Set inlines that stand in the element at the end of ``path``.

        Args:
            inlines: What stands there.
            path: The elements down to the paragraph's own.
            last: No further element stands behind them.
        """
        self._inside(inlines, path, "", None, "", last=last)

    def tab(self, path: Path) -> None:
        """Set the one tab, between a label and its value."""
        self._trim()
        self.runs.append(Run("tab", self.looks.run(path)))
        self._after_blank = True

    def finish(self) -> list[Run]:
        """Return the runs."""
        self._trim()
        return self.runs

    def _inside(
        self,
        inlines: Sequence[Inline],
        path: Path,
        character_style: str,
        outside: RunLook | None,
        href: str,
        *,
        last: bool,
    ) -> None:
        elements = [one for one in inlines if not isinstance(one, Text | Field)]
        look = self.looks.run(path)
        for inline in inlines:
            first_child = bool(elements) and inline is elements[0]
            last_child = last and bool(elements) and inline is elements[-1]
            match inline:
                case Text(text) | Field(text=text):
                    self._words(text, look, character_style, outside, href)
                case LineBreak():
                    self._trim()
                    self.runs.append(Run("break", look))
                    self._after_blank = True
                case PageNumber() | PageCount():
                    kind, name = ("page", "page-number") if isinstance(inline, PageNumber) else ("pages", "page-count")
                    inner = self.looks.run((*path, Element("span", (name,), first_child, last_child)))
                    self.runs.append(Run(kind, inner, "1", character_style, outside, href))  # type: ignore[arg-type] # one of two
                    self._after_blank = False
                case Image():
                    inner_path = (*path, Element("img", (inline.name,), first_child, last_child))
                    picture = self._picture(inline, self.looks.style(inner_path))
                    self.runs.append(Run("picture", look, picture=picture, href=href))
                    self._after_blank = False
                case Emphasis(children) | Strong(children) | Link(children=children):
                    tag = {Emphasis: "em", Strong: "strong", Link: "a"}[type(inline)]
                    inner_path = (*path, Element(tag, (), first_child, last_child))
                    to = inline.href if isinstance(inline, Link) else href
                    self._inside(children, inner_path, CHARACTER_STYLES[tag], look, to, last=True)

    def _words(self, text: str, look: RunLook, character_style: str, outside: RunLook | None, href: str) -> None:
        words = collapsed(text)
        if self._after_blank:
            words = words.removeprefix(" ")
        if words:
            self._after_blank = words.endswith(" ")
            self.runs.append(Run("text", look, words, character_style, outside, href))

    def _trim(self) -> None:
        """Take a blank away from the end of a line."""
        if self.runs and self.runs[-1].kind == "text" and self.runs[-1].text.endswith(" "):
            run = self.runs.pop()
            if run.text != " ":
                self.runs.append(Run("text", run.look, run.text[:-1], run.character_style, run.outside, run.href))

    def _picture(self, image: Image, style: ComputedStyle) -> Picture:
        asset = self.assets.get(image.asset)
        if asset is None:
            raise ProblemsError([_lost(image.asset, "the document does not hold this picture")])
        width, height = size_of(asset, image.asset)
        aspect = height / width
        said = [one.of(self.room) if isinstance(one, Percent) else one for one in (style.width, style.max_width)]
        wide, widest = said
        if wide is None:
            wide = style.height / aspect if style.height else width * _POINTS_A_PIXEL
        tall = style.height or wide * aspect
        if widest is not None and wide > widest:
            wide, tall = widest, style.height or widest * aspect
        return Picture(asset, image.alt, wide, tall)


@lru_cache(maxsize=64)
def size_of(asset: Asset, name: str) -> tuple[int, int]:
    """Return a picture's width and height in pixels.

    Raises:
        ProblemsError: The bytes are not such a picture.
    """
    try:
        with Pixels.open(io.BytesIO(asset.content), formats=("PNG", "JPEG")) as pixels:
            return pixels.size
    except (UnidentifiedImageError, OSError, ValueError, Pixels.DecompressionBombError) as error:
        raise ProblemsError([_lost(name, "this is not a PNG or JPEG picture")]) from error


def _lost(name: str, message: str) -> Problem:
    return Problem(name, message, "give a PNG or JPEG file that opens in a picture viewer")


def root_path(document: Document) -> Path:
    """Return the path of the document's own element."""
    return (Element("body", (document.layout, *document.variants), first=True, last=True),)
