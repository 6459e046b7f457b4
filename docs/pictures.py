"""Draw the page pictures of the README with the project itself.

``python docs/pictures.py`` draws them anew; with ``--check`` it writes nothing and ends with 1 where a committed
picture is not what the sample looks like now.
"""
# ruff: noqa: INP001  (a script beside the guides, not a package)

from __future__ import annotations

import io
import sys
from pathlib import Path

from PIL import Image, ImageChops, ImageOps, ImageStat

from correspondence.mailing import Order, prepare, prepare_form
from correspondence.mailing.checking import fonts_of
from correspondence.mailing.previewing import pictures
from correspondence.render.pdf import Part, render_pdf
from correspondence.workspace import Workspace

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs/pictures"
LIST = "psp-2017-08-03"

PAGES = {
    "letter": (Order("psp-questionnaire", LIST, only=("albuquerque",)), 1),
    "letter-signature": (Order("psp-questionnaire", LIST, only=("albuquerque",)), 2),
    "memo": (Order("supporting-law-enforcement"), 1),
    "press-release": (Order("psp-press-release"), 1),
    "statement": (Order("psp-overview"), 1),
    "remarks": (Order("iacp-remarks"), 1),
    "lectern": (Order("iacp-remarks", given={"copy": "lectern"}), 1),
    "fact-sheet": (Order("law-enforcement-fact-sheet"), 1),
}
"""Each picture: what it shows, and which page of it."""

LETTERS, FORM = "letters", "response-form"
NUMBER = "PSP-2017-2223-G"
"""Under which the letter of the picture went out."""

FRAME, ROOM = "#9a9a9a", 24
COLORS = 16
LARGEST_DIFFERENCE = 1.0
"""Of 255 steps of gray, on the average of all points: less may be another release of a font or a library."""


def page(order: Order, number: int, *, form: bool = False) -> Image.Image:
    """Draw one page of a document of the sample, or of the form that goes with it, with a thin frame."""
    job = prepare(Workspace(ROOT), order)
    job = prepare_form(job) if form else job
    document = job.composer.compose(job.selected[0], NUMBER)
    pdf = render_pdf([Part(document, job.stylesheet)], fonts_of(job), Workspace(ROOT).load_file)
    sheet = Image.open(io.BytesIO(pictures(pdf.content)[number - 1])).convert("L")
    return ImageOps.expand(sheet, 1, FRAME)


def side_by_side(sheets: list[Image.Image], width: int) -> Image.Image:
    """Set pages beside one another, smaller."""
    small = [ImageOps.expand(ImageOps.scale(sheet, width / sheet.width), 1, FRAME) for sheet in sheets]
    whole = Image.new("L", (sum(one.width + ROOM for one in small) - ROOM, max(one.height for one in small)), "white")
    left = 0
    for one in small:
        whole.paste(one, (left, 0))
        left += one.width + ROOM
    return whole


def drawn() -> dict[str, Image.Image]:
    """Draw all pictures, by name."""
    found = {name: page(order, number) for name, (order, number) in PAGES.items()}
    found[FORM] = page(Order("psp-questionnaire", LIST, only=("albuquerque",)), 1, form=True)
    ids = [recipient.id for recipient in Workspace(ROOT).recipient_list(LIST).recipients]
    found[LETTERS] = side_by_side([page(Order("psp-questionnaire", LIST, only=(one,)), 1) for one in ids], 420)
    return found


def saved(picture: Image.Image) -> bytes:
    """Return a picture as a PNG file with few colors."""
    buffer = io.BytesIO()
    picture.quantize(COLORS, dither=Image.Dither.NONE).save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def differs(path: Path, picture: Image.Image) -> bool:
    """Tell whether a committed picture shows something else."""
    if not path.is_file():
        return True
    with Image.open(path) as committed, Image.open(io.BytesIO(saved(picture))) as now:
        before, after = committed.convert("L"), now.convert("L")
    if before.size != after.size:
        return True
    return ImageStat.Stat(ImageChops.difference(before, after)).mean[0] > LARGEST_DIFFERENCE


def main(arguments: list[str]) -> int:
    """Draw or check the pictures; return the exit status."""
    outdated = 0
    for name, picture in drawn().items():
        path = FOLDER / f"{name}.png"
        if not differs(path, picture):
            continue
        outdated += 1
        if "--check" not in arguments:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(saved(picture))
        sys.stdout.write(
            f"{path.relative_to(ROOT)}{' is out of date: run python docs/pictures.py' if '--check' in arguments else ''}\n"
        )
    return 1 if outdated and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
