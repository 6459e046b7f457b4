"""Envelopes and labels: the addresses of a list, as the post wants them, ready for the printer."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from correspondence.compose import Composer
from correspondence.dispatch.files import held, sweep
from correspondence.dispatch.print_stream import Placed, Printed, PrintStream, outlines
from correspondence.dispatch.streamed import streamed
from correspondence.dispatching.printing import POINTS, PRINT, bookmark_of
from correspondence.errors import Problem, Problems, ProblemsError
from correspondence.fields import Choice, suggestion
from correspondence.mailing import Job
from correspondence.mailing.checking import fonts_of
from correspondence.mailing.look import checked_stylesheet
from correspondence.recipients import Recipient, RecipientList
from correspondence.recipients.postal import postal_lines
from correspondence.render.pdf import Part, render_pdf
from correspondence.templates.labels import LabelSheet, read_label_sheet
from correspondence.workspace import Workspace, bundled_root

ENVELOPES, LABELS = "envelope", "labels"
"""The layouts."""
LABEL_SHEETS = "templates/labels"


@dataclass(frozen=True)
class Addressed:
    """What was made of a list's addresses.

    Attributes:
        path: The file.
        addresses: How many there are in it.
        pages: How many pages it has: envelopes, or sheets of labels.
        free: The first label of the last sheet that is free, counted from 1; None where there is none, or for envelopes.
        problems: Lines that had to be parted, as warnings.
    """

    path: Path
    addresses: int
    pages: int
    free: int | None = None
    problems: tuple[Problem, ...] = ()


def prepare_addresses(job: Job, layout_id: str, sheet: LabelSheet | None = None) -> Job:
    """Prepare the envelopes or labels of a job's recipients.

    Args:
        job: The letters' job: it has list and sender.
        layout_id: The layout.
        sheet: The sheet of labels, None for envelopes.

    Returns:
        A job each of whose documents is one envelope or label. It can be checked as any other.

    Raises:
        ProblemsError: The layout cannot be used.
    """
    template, layout = job.template, job.workspace.layout(layout_id)
    bare = template.bare(layout.id, f"{layout_id.capitalize()}: {template.title}")
    stylesheet = checked_stylesheet(job.workspace, layout)
    if sheet is not None:
        size = f"@page {{ size: {sheet.width:g}in {sheet.height:g}in }}\n"
        page = dataclasses.replace(stylesheet.page, width=sheet.width * POINTS, height=sheet.height * POINTS)
        stylesheet = dataclasses.replace(stylesheet, css=stylesheet.css + size, page=page)
    sources = dataclasses.replace(job.composer.sources, template=bare, layout=layout, signers=(), signing_for=None)
    return dataclasses.replace(
        job,
        template=bare,
        layout=layout,
        stylesheet=stylesheet,
        composer=Composer(sources, job.recipients),
        attachments=(),
        variant="",
    )


def label_sheet(workspace: Workspace, number: str) -> LabelSheet:
    """Find a sheet of labels by any number under which it is sold.

    Raises:
        ProblemsError: There is none, or its file cannot be used.
    """
    found = workspace.find(f"{LABEL_SHEETS}/{number}.yaml") if "/" not in number else None
    if found is not None:
        return read_label_sheet(found.path.read_bytes(), found.name)
    known = list(_label_sheets(workspace))
    for sheet in known:
        if number in sheet.also:
            return dataclasses.replace(sheet, id=number)
    numbers = sorted(name for sheet in known for name in (sheet.id, *sheet.also))
    message = f'there is no sheet of labels "{number}"'
    remedy = f"choose one of {', '.join(numbers)}, or write {LABEL_SHEETS}/{number}.yaml{suggestion(number, numbers)}"
    raise ProblemsError([Problem("--sheet", message, remedy)])


def _label_sheets(workspace: Workspace) -> Iterator[LabelSheet]:
    """Yield all sheets of labels: the workspace's own first."""
    seen: set[str] = set()
    for root in (workspace.root, bundled_root()):
        for path in sorted((root / LABEL_SHEETS).glob("*.yaml")):
            if path.name not in seen:
                seen.add(path.name)
                yield read_label_sheet(path.read_bytes(), f"{LABEL_SHEETS}/{path.name}")


def make_envelopes(
    job: Job, output: Path, *, leave_out: frozenset[str] = frozenset(), on_letter: Callable[[], None] | None = None
) -> Addressed:
    """Make an envelope for each recipient, all in one file.

    Args:
        job: What :func:`prepare_addresses` made; it must have been checked.
        output: The folder that holds the mailings' folders.
        leave_out: Ids of the recipients who get none.
        on_letter: Called after each envelope.

    Raises:
        ProblemsError: An address does not fit on its envelope; every one is listed. Nothing is written then.
        RefusedError: Another run holds the folder.
        WriteError: The file could not be written.
    """
    makers = _Makers(job, "the envelope")
    path = output / job.name / PRINT / f"{job.name}-envelopes.pdf"
    with held(output / job.name):
        sweep(path.parent)
        with streamed(path) as write:
            stream = PrintStream(write, job.template.title)
            for recipient in _wanted(job, leave_out):
                if page := makers.made(recipient):
                    stream.add([page], bookmark_of(recipient, job.name))
                if on_letter:
                    on_letter()
            makers.problems.stop()
            stream.close()
    return Addressed(path, makers.count, stream.pages, problems=tuple(makers.problems))


def make_labels(
    job: Job,
    sheet: LabelSheet,
    output: Path,
    *,
    start: int = 1,
    grid: bool = False,
    leave_out: frozenset[str] = frozenset(),
    on_letter: Callable[[], None] | None = None,
) -> Addressed:
    """Set a label for each recipient on sheets, all in one file.

    Args:
        job: What :func:`prepare_addresses` made for this sheet; it must have been checked.
        sheet: The sheet.
        output: The folder that holds the mailings' folders.
        start: The first label that is still on the first sheet, counted from 1 as one reads.
        grid: Whether the outlines of the labels are drawn, to hold a print against a sheet.
        leave_out: Ids of the recipients who get none.
        on_letter: Called after each label.

    Raises:
        ProblemsError: There is no such label on the sheet, or an address does not fit on one; nothing is written then.
        RefusedError: Another run holds the folder.
        WriteError: The file could not be written.
    """
    if not 1 <= start <= sheet.count:
        message = f"a sheet {sheet.id} has no label {start}"
        raise ProblemsError([Problem("--start", message, f"choose one from 1 to {sheet.count}")])
    makers = _Makers(job, f"a label {sheet.id}")
    path = output / job.name / PRINT / f"{job.name}-labels.pdf"
    width, height = sheet.sheet_width * POINTS, sheet.sheet_height * POINTS
    marks = outlines(_boxes(sheet), height) if grid else b""
    with held(output / job.name):
        sweep(path.parent)
        with streamed(path) as write:
            stream = PrintStream(write, job.template.title)
            placed: list[Placed] = []
            position = start - 1
            for recipient in _wanted(job, leave_out):
                if page := makers.made(recipient):
                    left, top = sheet.corner(position)
                    placed.append(Placed(page, left * POINTS, top * POINTS))
                    position += 1
                if position == sheet.count:
                    stream.add_sheet(placed, width, height, marks)
                    placed, position = [], 0
                if on_letter:
                    on_letter()
            makers.problems.stop()
            if placed:
                stream.add_sheet(placed, width, height, marks)
            stream.close()
    return Addressed(path, makers.count, stream.pages, position + 1 if position else None, tuple(makers.problems))


def _boxes(sheet: LabelSheet) -> Iterator[tuple[float, float, float, float]]:
    """Yield left, top, width and height of every label, in points."""
    for number in range(sheet.count):
        left, top = sheet.corner(number)
        yield left * POINTS, top * POINTS, sheet.width * POINTS, sheet.height * POINTS


def _wanted(job: Job, leave_out: frozenset[str]) -> Iterator[Recipient]:
    return (one for one in job.selected if one is not None and one.id not in leave_out)


class _Makers:
    """Makes one address after the other, each in the first lettering in which it fits.

    Args:
        job: The job.
        place: What an address must fit on, for messages.
    """

    def __init__(self, job: Job, place: str) -> None:
        self.job, self.place = job, place
        self.problems = Problems()
        self.count = 0
        self.fonts = fonts_of(job)
        self._composers = [
            Composer(job.composer.sources, job.recipients, MappingProxyType(dict(given))) for given in _letterings(job)
        ]

    def made(self, recipient: Recipient) -> Printed | None:
        """Return the page with one address; None where it fits in no lettering, which becomes a problem."""
        lines = postal_lines(recipient)
        parted: bytes | None = None
        for composer in self._composers:
            document = composer.compose(recipient)
            pdf = render_pdf([Part(document, self.job.stylesheet)], self.fonts, self.job.workspace.load_file)
            if pdf.pages > 1:
                continue
            if not _missing(pdf.content, lines):
                self.count += 1
                return Printed(recipient.id, pdf.content)
            parted = pdf.content  # the last one is the smallest
        if parted is None:
            self._tell(recipient, "the address does not fit on", "error")
            return None
        line = next(iter(_missing(parted, lines)))
        self._tell(recipient, f'"{line}" is parted, since it is too long for', "warning")
        self.count += 1
        return Printed(recipient.id, parted)

    def _tell(self, recipient: Recipient, message: str, severity: Any) -> None:
        listed = self.job.recipients
        file = listed.file if isinstance(listed, RecipientList) else ""
        problem = Problem(
            file,
            f"{message} {self.place}",
            "shorten its lines, or choose a larger one",
            line=recipient.line or None,
            field=f"{recipient.id}.address",
            severity=severity,
        )
        self.problems.extend(listed.located([problem]) if listed else [problem])


def _letterings(job: Job) -> Iterable[Sequence[tuple[str, str]]]:
    """Yield the values under which an address is tried: the words of the layout's variant, in their order."""
    for name in job.layout.variants:
        kind = job.layout.fields[name].kind
        if isinstance(kind, Choice):
            return [[(name, word)] for word in kind.options]
    return [[]]


def _missing(pdf: bytes, lines: Iterable[str]) -> list[str]:
    """Return those of the lines that stand on no line of the page by themselves."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        page = document[0].get_textpage()
        seen = {" ".join(line.split()) for line in page.get_text_range().splitlines()}
    finally:
        document.close()
    return [line for line in lines if " ".join(line.split()) not in seen]
