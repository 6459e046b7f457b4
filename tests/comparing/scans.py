"""Old letters as an archive has them: set by another program than the package's, printed, stamped, punched and scanned."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Callable
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw, ImageFont

from correspondence.render.fonts import find_fonts
from tests.comparing import pdf
from tests.replies.media import copied, faxed, pictures_of, scanned_tiff
from tests.tools import ROOT

MEMORANDUM = ROOT / "tests/originals/2017-03-31-memorandum.txt"
LETTER = ROOT / "tests/originals/2017-08-03-letter-stockton.txt"
LOOK = "size: letter; margin: 1in 1.1in; @bottom-center { content: '- ' counter(page) ' -' } } @page :first { @bottom-center { content: none }"
MARKER = re.compile(r"(- |\d\. |\(\d\) )?(.*)", re.DOTALL)


def old_pages(transcript: str, *, size: float = 12) -> list[Image.Image]:
    """Draw a transcript as it was printed, at 200 dots an inch."""
    return pictures_of(old_pdf(transcript, size=size))


def old_pdf(transcript: str, *, size: float = 12) -> bytes:
    """Set a transcript on paper, with words parted at the ends of lines and page numbers at the foot."""
    blocks = []
    for block in transcript.strip().split("\n\n"):
        match = MARKER.fullmatch(block)
        assert match
        marker, words = match[1], html.escape(match[2])
        shown = {None: "", "- ": "• "}.get(marker, marker)
        indent = ' style="margin-left: 0.5in"' if marker else ""
        blocks.append(f"<p{indent}>{shown}{words}</p>")
    look = f"<style>p {{ font: {size}pt/1.3 'Liberation Serif'; margin: 0 0 10pt; hyphens: auto; text-align: justify }}</style>"
    return pdf(look + "".join(blocks), page=LOOK, tagged=False)


def with_stamp(page: Image.Image, words: str = "RECEIVED APR 3 2017") -> Image.Image:
    """Stamp a page, a little askew."""
    font = ImageFont.truetype(str(find_fonts().faces["Arial", "bold", "normal"].path), 44)
    stamp = Image.new("L", (560, 90), 255)
    ImageDraw.Draw(stamp).text((12, 18), words, 90, font)
    layer = Image.new("L", page.size, 255)
    layer.paste(stamp.rotate(5, expand=True, fillcolor=255), (page.width - 700, 60))
    return ImageChops.darker(page, layer)


def with_holes(page: Image.Image) -> Image.Image:
    """Punch a page for a binder; a scanner shows holes black."""
    punched = page.copy()
    pen = ImageDraw.Draw(punched)
    for part in (0.15, 0.5, 0.85):
        x, y = 70, round(part * page.height)
        pen.ellipse((x - 26, y - 26, x + 26, y + 26), fill=15)
    return punched


def signed(page: Image.Image, at: tuple[int, int]) -> Image.Image:
    """Sign a page by hand."""
    name = Image.open(ROOT / "templates/senders/signatures/jeff-sessions.png").convert("RGBA")
    name = name.resize((380, round(380 * name.height / name.width)))
    ground = page.convert("RGBA")
    ground.alpha_composite(name, at)
    return ground.convert("L")


def scan(pages: list[Image.Image], kind: str) -> bytes:
    """Scan pages: as a copy in shades of gray, as a fax, askew, faint, or upside down, into a TIFF."""
    ways: dict[str, Callable[[Image.Image, int], Image.Image]] = {
        "copy": copied,
        "fax": faxed,
        "askew": lambda page, number: page.rotate(2.5 - number, Image.Resampling.BICUBIC, fillcolor=255),
        "faint": lambda page, _: page.point([150 + value * 90 // 255 for value in range(256)]),
        "upside down": lambda page, number: copied(page, number).transpose(Image.Transpose.ROTATE_180),
    }
    return scanned_tiff([ways[kind](page, number) for number, page in enumerate(pages, start=1)])


def old_memorandum(transcript: Path = MEMORANDUM) -> bytes:
    """Return the memorandum as an archive scanned it: signed, stamped, punched, askew and gray."""
    first, *others = old_pages(transcript.read_text("utf-8"))
    return scan([with_holes(page) for page in (signed(with_stamp(first), (700, 470)), *others)], "copy")


def png(page: Image.Image) -> bytes:
    """Return a page as PNG."""
    target = io.BytesIO()
    page.save(target, "PNG")
    return target.getvalue()


def bring_memorandum(folder: Path) -> None:
    """Lay the scan of the memorandum into a folder, and a transcript in which somebody put a slip right."""
    text = MEMORANDUM.read_text("utf-8")
    (folder / "memorandum.txt").write_text(text.replace("rising crimes rates", "rising crime rates"), "utf-8")
    (folder / "memorandum.tif").write_bytes(old_memorandum())
