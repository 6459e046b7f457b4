"""Fields for signatures that were made and tagged beforehand: which is the next one, and what is seen in it."""

from __future__ import annotations

import datetime
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from correspondence.days import written_out

LOOK = re.compile(
    r"(?P<red>[\d.]+) (?P<green>[\d.]+) (?P<blue>[\d.]+) rg /(?P<family>[^\s/]+) (?P<size>[\d.]+) Tf (?P<line>[\d.]+) TL"
)
"""How a field says in what type its words are set: the default appearance that :mod:`correspondence.render` gives it."""
OTHERWISE = "0 0 0 rg /Times#20New#20Roman 9 Tf 11 TL"
SIGNED_BY = "Digitally signed by"
MOMENT = re.compile(r"D:(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})Z")


@dataclass(frozen=True)
class Block:
    """What is seen in the field of a signature.

    Attributes:
        lines: The words.
        width: Width of the field, in points.
        height: Its height.
        family: The font.
        size: Its size in points.
        line: Height of a line in points.
        color: Red, green and blue, from 0 to 1 each.
    """

    lines: tuple[str, ...]
    width: float
    height: float
    family: str
    size: float
    line: float
    color: tuple[float, float, float]

    @property
    def hexadecimal(self) -> str:
        """The color as a style sheet writes it, without its sign."""
        return "".join(f"{round(255 * one):02x}" for one in self.color)


@dataclass(frozen=True)
class Said:
    """What a signature says of itself.

    Attributes:
        name: Who signs.
        at: When, by the signer's clock, in universal time.
        reason: Why, in a few words; may be empty.
    """

    name: str
    at: datetime.datetime
    reason: str = ""

    @property
    def lines(self) -> tuple[str, ...]:
        """The words for whoever looks at the page, without characters that nobody sees.

        Example:
            >>> Said("Alan Hanson", datetime.datetime(2017, 8, 3, 14, 15, 9, tzinfo=datetime.UTC)).lines
            ('Digitally signed by Alan Hanson', 'August 3, 2017, 14:15:09 UTC')
        """
        lines = [f"{SIGNED_BY} {self.name}", f"{written_out(self.at.date())}, {self.at:%H:%M:%S} UTC"]
        lines += [f"Reason: {self.reason}"] if self.reason else []
        seen = ("".join(one for one in line if unicodedata.category(one) != "Cf") for line in lines)
        return tuple(" ".join(line.split()) for line in seen)


def words_in(signature: Any) -> tuple[str, ...]:
    """Return what a signature's dictionary says of itself; empty where it does not say it as this program does."""
    found = MOMENT.fullmatch(str(signature.get("/M", "")))
    if found is None:
        return ()
    at = datetime.datetime(*map(int, found.groups()), tzinfo=datetime.UTC)  # type: ignore[arg-type, misc]  # six numbers
    return Said(str(signature.get("/Name", "")), at, str(signature.get("/Reason", ""))).lines


def empty_fields(pdf: Any) -> Iterator[Any]:
    """Yield the fields that wait for a signature, in the order of the form: each stands on a page, and has a tag."""
    shown = {one.objgen for page in pdf.pages for one in page.obj.get("/Annots", [])}
    for field in pdf.Root.get("/AcroForm", {}).get("/Fields", []):
        waits = field.get("/FT") == "/Sig" and "/V" not in field and field.get("/Subtype") == "/Widget"
        if waits and field.is_indirect and field.objgen in shown and "/StructParent" in field and "/Kids" not in field:
            yield field


def waits_for_signature(content: bytes) -> bool:
    """Tell whether a PDF has a field that waits for a signature; false where it is none."""
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            return any(True for _ in empty_fields(pdf))
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError):
        return False


def field_for(name: str, waiting: Iterable[Any]) -> Any:
    """Return the field into which somebody signs: the one that is named after them, or else the first; None for none."""
    fields = list(waiting)
    own = (one for one in fields if str(one.get("/TU", "")).casefold().endswith(name.casefold()))
    return next(own, fields[0] if fields else None)


def block_of(field: Any, lines: tuple[str, ...]) -> Block | None:
    """Return what is to be seen in a field; None where nothing can be."""
    left, bottom, right, top = edges_of(field)
    if left == right or bottom == top:
        return None
    said = LOOK.fullmatch(str(field.get("/DA", ""))) or LOOK.fullmatch(OTHERWISE)
    if said is None:
        return None
    family = re.sub(r"#([0-9A-F]{2})", lambda found: chr(int(found[1], 16)), said["family"])
    color = (float(said["red"]), float(said["green"]), float(said["blue"]))
    return Block(
        lines, round(right - left, 3), round(top - bottom, 3), family, float(said["size"]), float(said["line"]), color
    )


def edges_of(field: Any) -> tuple[float, float, float, float]:
    """Return left, bottom, right and top edge of a field, in points."""
    x1, y1, x2, y2 = (float(edge) for edge in field.get("/Rect", [0, 0, 0, 0]))
    return min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)
