"""Pages as pictures, before anything is issued."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

from correspondence.dispatch.files import held, sweep, write_file
from correspondence.errors import RefusedError, shown_here
from correspondence.mailing.checking import fonts_of
from correspondence.mailing.job import Job
from correspondence.recipients import Recipient
from correspondence.render.pdf import Part, render_pdf

PREVIEW = "preview"
DOTS_PER_INCH = 100


def preview(job: Job, output: Path, *, on_letter: Callable[[], None] | None = None) -> tuple[Path, ...]:
    """Make a PNG of every page of a job; no letter is issued.

    Args:
        job: What was prepared and checked.
        output: The folder that holds the mailings' folders; pictures go to ``preview/`` in it.
        on_letter: Called after each letter.

    Returns:
        The pictures, page after page. Those of earlier previews of the same letters are gone.

    Raises:
        RefusedError: Another run holds the folder.
        WriteError: A picture could not be written.
    """
    folder = output / PREVIEW / job.name
    fonts = fonts_of(job)
    made: list[Path] = []
    with held(folder):
        sweep(folder)
        for recipient in job.selected:
            document = job.composer.compose(recipient)
            pdf = render_pdf([Part(document, job.stylesheet)], fonts, job.workspace.load_file)
            stem = job.stem(recipient)
            for number, picture in enumerate(pictures(pdf.content), start=1):
                path = folder / f"{stem}-{number}.png"
                write_file(path, picture)
                made.append(path)
            for stale in folder.glob(f"{stem}-*.png"):
                tail = stale.stem[len(stem) + 1 :]
                if tail.isdecimal() and int(tail) > pdf.pages:
                    stale.unlink()
            if on_letter:
                on_letter()
    return tuple(made)


def overlays_in(place: Path, job: Job) -> Callable[[Recipient | None, bytes], None]:
    """Return what writes the overlays of a job's letters (:func:`.paging.overlay_of`).

    Args:
        place: A file that ends in ``.png``, for one letter; else a folder, in which each has the letter's name.
        job: The letters.

    Raises:
        RefusedError: A file is named, and there are several letters.
    """
    single = place.suffix.lower() == ".png"
    if single and len(job.selected) > 1:
        what = f"{shown_here(place)} can hold the page of one letter, and there are {len(job.selected):,}"
        raise RefusedError(what, "name a folder, or one recipient with --only")

    def write(recipient: Recipient | None, picture: bytes) -> None:
        write_file(place if single else place / f"{job.stem(recipient)}.png", picture)

    return write


def pictures(content: bytes, dots_per_inch: int = DOTS_PER_INCH) -> list[bytes]:
    """Return the pages of a PDF as PNG files."""
    import pypdfium2

    found = []
    document = pypdfium2.PdfDocument(content)
    try:
        for page in document:
            buffer = io.BytesIO()
            page.render(scale=dots_per_inch / 72).to_pil().save(buffer, "PNG")
            found.append(buffer.getvalue())
    finally:
        document.close()
    return found
