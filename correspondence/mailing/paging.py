"""What is wrong with the pages of a letter, as they were laid out: too many, too near to the edge, not in the window."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from correspondence.document import Document
from correspondence.errors import Problem, Problems
from correspondence.mailing.job import Job
from correspondence.mailing.judging import inside_address_of, judged_for
from correspondence.recipients import Recipient
from correspondence.rulebook import broken
from correspondence.rules import Box, Page, Window, keeps_within, outside, overlay, read_pages, window_faults
from correspondence.rules.windows import address_letters
from correspondence.templates import Envelope

MOST_SHOWN = 30


@dataclass(frozen=True, slots=True)
class WindowView:
    """The envelope in which a letter goes out, and what its window shows of the sheet."""

    envelope: Envelope
    window: Window


def page_problems(
    job: Job, recipient: Recipient | None, document: Document, content: bytes, pages: int
) -> Iterator[Problem]:
    """Yield what is wrong with the pages of one letter, judged as the house does.

    Args:
        job: The letters.
        recipient: To whom this one goes, None for a document without.
        document: What was laid out.
        content: The PDF.
        pages: How many pages it has.

    Raises:
        ProblemsError: The layout names an envelope that there is not, or that cannot be used.
    """
    yield from judged_for(job, recipient, _found(job, recipient, document, content, pages))


def checked_pages(
    job: Job, recipient: Recipient | None, document: Document, content: bytes, pages: int
) -> tuple[Problem, ...]:
    """Return the warnings of :func:`page_problems` for pages that are about to be written.

    Raises:
        ProblemsError: Something is so wrong with them that they must not be; its problems have their rows.
    """
    found = tuple(page_problems(job, recipient, document, content, pages))
    problems = Problems()
    problems.extend(job.recipients.located(found) if job.recipients else found)
    problems.stop()
    return found


def overlay_of(job: Job, document: Document, content: bytes) -> bytes:
    """Return the first page of a letter as a PNG, with the window, its play and the address's letters laid over it."""
    page = read_pages(content, 1)[0]
    view = view_of(job, document, page)
    lines = ["".join(line.split()) for line in inside_address_of(document)]
    margin = job.composer.sources.profile.printable_margin
    return overlay(content, page, margin, view.window if view else None, address_letters(page, lines))


def view_of(job: Job, document: Document, page: Page) -> WindowView | None:
    """Return what a window shows of a letter's first page, None where it goes out in no window envelope."""
    name = job.layout.envelope_of(document.variants)
    if name is None:
        return None
    envelope = job.workspace.envelope(name)
    return WindowView(envelope, Window.of(envelope, page.width, job.composer.sources.profile.fold))


def _found(job: Job, recipient: Recipient | None, document: Document, content: bytes, pages: int) -> Iterator[Problem]:
    who = f"the letter to {recipient.id}" if recipient else "the document"
    limit = job.layout.page_limit
    if limit and pages > limit:
        yield broken(
            "page-limit",
            job.template.file,
            f"{who} has {pages} pages, and the layout {job.layout.id} allows {limit}",
            "shorten it, or raise page_limit in the layout",
        )
    margin = job.composer.sources.profile.printable_margin
    within = keeps_within(content, margin)
    name = job.layout.envelope_of(document.variants)
    read = read_pages(content, None if not within else 1 if name else 0)
    for number, page in enumerate(() if within else read, start=1):
        if boxes := outside(page, margin):
            where = f"page {number} of {who}" if pages > 1 or recipient else who
            yield broken(
                "printable-area",
                job.layout.css_file,
                f"{_shown(boxes)} on {where} stands nearer than {margin:g} in to the paper's edge",
                "give the page wider margins, or set printable_margin in the profile as the printer has it",
            )
    view = view_of(job, document, read[0]) if read and name else None
    if view is None:
        return
    for fault in window_faults(read[0], inside_address_of(document), view.window, view.envelope.id):
        message = f"{who}: {fault.message}"
        if recipient is not None and job.recipients is not None:
            line = recipient.places.get("address", recipient.line)
            yield broken(fault.rule, job.recipients.file, message, fault.remedy, line, f"{recipient.id}.address")
        else:
            yield broken(fault.rule, job.template.file, message, fault.remedy)


def _shown(boxes: tuple[Box, ...]) -> str:
    """Say what stands there, as far as it is words."""
    words = "".join(box.what for box in boxes)
    if not words:
        return "a picture"
    return f'"{words[:MOST_SHOWN]}{"…" if len(words) > MOST_SHOWN else ""}"'
