"""A proof sheet: what a mailing is about to be, for whoever must agree to it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from correspondence.approving.sheet import (
    NOBODY,
    Asked,
    Differing,
    Found,
    ProvedLetter,
    counted,
    rendered,
    row_of,
    values_of,
)
from correspondence.dispatch.files import Manifest, checksum, held, sweep, write_file
from correspondence.mailing import Findings, Job, prepare
from correspondence.mailing.checking import fonts_of
from correspondence.mailing.enclosing import enclosures_of
from correspondence.mailing.kit import Kit, Task, UnmadeError
from correspondence.mailing.previewing import pictures
from correspondence.mailing.workers import jobs_for, made_by_workers
from correspondence.recipients import Recipient
from correspondence.register.sheets import csv_of
from correspondence.render.pdf import Part, render_pdf

PROOF = "proof"
COLUMNS = ("recipient", "name", "organization", "address", "reference", "pages", "enclosed", "last_run")
"""The columns of the list beside the proof sheet."""
MOST_PAGES = 20
"""Pages of the one letter that an approver sees; ``proof`` shows the first alone."""

NEW, CHANGED, SAME, UNKNOWN = "new", "changed", "unchanged", "made, not as PDF"


@dataclass(frozen=True)
class Proof:
    """A proof sheet that was made.

    Attributes:
        path: The proof sheet.
        sheet: The list of all letters beside it, as CSV.
        letters: How many letters there would be.
        pages: How many pages they have together.
        since: How many letters are new, changed and so on since the last run.
        gone: Letters of the last run that are of nobody on the list any more.
    """

    path: Path
    sheet: Path
    letters: int
    pages: int
    since: Mapping[str, int]
    gone: tuple[str, ...]


@dataclass(frozen=True)
class Drawn:
    """A proof sheet, as bytes.

    Attributes:
        sheet: The sheet, a PDF.
        rows: The list of all letters, CSV.
        letters: How many letters there would be.
        pages: How many pages they have together.
        since: How many letters are new, changed and so on since the last run.
        gone: Letters of the last run that are of nobody on the list any more.
    """

    sheet: bytes
    rows: bytes
    letters: int
    pages: int
    since: Mapping[str, int]
    gone: tuple[str, ...]


def make_proof(job: Job, findings: Findings, output: Path, on_letter: Callable[[], None] | None = None) -> Proof:
    """Make the proof sheet of a mailing; no letter is issued.

    Every letter is laid out, and held against the manifest of the last run.

    Args:
        job: What was prepared and checked.
        findings: What the check found; letters that cannot be made are left out, and told of.
        output: The folder that holds the mailings' folders.
        on_letter: Called after each letter.

    Raises:
        ProblemsError: The layout of the proof sheet cannot be used.
        RefusedError: Another run holds the folder.
        WriteError: A file could not be written.
    """
    folder = output / job.name
    with held(folder):
        sweep(folder / PROOF)
        sheet = folder / PROOF / f"{job.name}.csv"
        drawn = drawn_proof(job, findings, Manifest.read(folder), sheet.name, on_letter=on_letter)
        write_file(sheet, drawn.rows)
        path = folder / PROOF / f"{job.name}.pdf"
        write_file(path, drawn.sheet)
    return Proof(path, sheet, drawn.letters, drawn.pages, drawn.since, drawn.gone)


def drawn_proof(
    job: Job,
    findings: Findings,
    manifest: Manifest | None,
    rows: str,
    asked: Asked = NOBODY,
    on_letter: Callable[[], None] | None = None,
) -> Drawn:
    """Lay every letter out, and draw the proof sheet of all.

    Args:
        job: What was prepared and checked.
        findings: What the check found; letters that cannot be made are left out, and told of.
        manifest: What earlier runs have made; None where there were none.
        rows: What the file with the list of all letters is called.
        asked: Who must agree, and to what.
        on_letter: Called after each letter.

    Raises:
        ProblemsError: The layout of the proof sheet cannot be used.
    """
    files = manifest.files if manifest else {}
    letters: list[ProvedLetter] = []
    differing, shown = Differing(), dict[str, bytes]()
    sound = [one for one in job.selected if one is None or one.id not in findings.unfit]
    tasks = [Task(one, _number_of(files, job.stem(one))) for one in sound]
    with closing(_laid_out(job, tasks)) as laid_out:
        for task, (content, pages) in zip(tasks, laid_out, strict=True):
            recipient, number = task.recipient, task.number
            differing.take(job.composer.compose(recipient, number))
            shown = shown or _shown(_unsigned(job, recipient, content), MOST_PAGES if asked.words else 1)
            enclosed = tuple(one.title for one in enclosures_of(job, recipient))
            since = _since(files, job.stem(recipient), content)
            letters.append(ProvedLetter(recipient, pages, number, enclosed, since))
            if on_letter:
                on_letter()
    found = Found(letters, differing, _gone(job, files), shown)
    values = values_of(job, found, findings.problems, rows, asked)
    return Drawn(
        rendered(job, values, shown),
        csv_of(COLUMNS, map(row_of, letters)),
        len(letters),
        sum(one.pages for one in letters),
        counted(letters),
        found.gone,
    )


def _laid_out(job: Job, tasks: Sequence[Task]) -> Generator[tuple[bytes, int], None, None]:
    """Yield each letter's PDF and its pages; where there are many, they are laid out in several processes."""
    fonts = fonts_of(job)

    def here(task: Task) -> tuple[bytes, int]:
        document = job.composer.compose(task.recipient, task.number)
        pdf = render_pdf([Part(document, job.stylesheet)], fonts, job.workspace.load_file)
        return pdf.content, pdf.pages

    count = jobs_for(None, len(tasks))
    if count == 1 or job.attachments:
        yield from map(here, tasks)
        return
    with closing(made_by_workers(Kit.of([job], ("pdf",), [()], [None]), tasks, count)) as results:
        for task, result in zip(tasks, results, strict=True):
            if isinstance(result, UnmadeError):  # which has more pages than it may, and is shown all the same
                yield here(task)
            else:
                [file] = result.files
                yield file.content, file.pages or 0


def _number_of(files: Mapping[str, Any], stem: str) -> str:
    """Return the reference number that a letter has already, or nothing."""
    return str(next((files[name]["reference"] for name in _own(files, stem) if "reference" in files[name]), ""))


def _own(files: Mapping[str, Any], stem: str) -> Sequence[str]:
    """Return the names of a letter's files that the last run made."""
    return [name for name in (f"{stem}.pdf", f"{stem}.docx", f"{stem}.txt", f"{stem}.html") if name in files]


def _since(files: Mapping[str, Any], stem: str, content: bytes) -> str:
    """Say what has become of a letter since the last run."""
    made = files.get(f"{stem}.pdf")
    if made is None:
        return UNKNOWN if _own(files, stem) else NEW
    return SAME if made.get("sha256") == checksum(content) else CHANGED


def _gone(job: Job, files: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the letters of the last run that are of nobody on the list any more."""
    if job.recipients is None:
        return ()
    known = {one.id for one in job.recipients.recipients} | {*job.recipients.unsound}
    stems = dict.fromkeys(name.partition(".")[0].removesuffix("-packet") for name in files if "/" not in name)
    return tuple(
        stem
        for stem in stems
        if not {"-".join(stem.split("-")[:count]) for count in range(1, stem.count("-") + 2)} & known
    )


def _unsigned(job: Job, recipient: Recipient | None, pdf: bytes) -> bytes:
    """Return a letter as it may be shown: a draft without signature, where it waits for approvals."""
    if not job.template.approvals:
        return pdf
    only = (recipient.id,) if recipient else ()
    draft = prepare(
        job.workspace, dataclasses.replace(job.order, draft=True, only=only, where=None, sort=None, limit=None)
    )
    document = draft.composer.compose(recipient)
    return render_pdf([Part(document, draft.stylesheet)], fonts_of(draft), draft.workspace.load_file).content


def _shown(pdf: bytes, most: int) -> dict[str, bytes]:
    """Return pictures of the first pages of the letter that is shown, by the names by which the layout calls them."""
    return {f"page-{number}.png": one for number, one in enumerate(pictures(pdf)[:most], start=1)}
