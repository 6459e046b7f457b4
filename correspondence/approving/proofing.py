"""A proof sheet: what a mailing is about to be, for whoever must agree to it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from correspondence.compose import Composer
from correspondence.compose.running import View
from correspondence.dispatch.files import Manifest, checksum, held, sweep, write_file
from correspondence.document import Asset, Document, Field
from correspondence.errors import Problem, Problems
from correspondence.mailing import Findings, Job, prepare
from correspondence.mailing.checking import fonts_of
from correspondence.mailing.enclosing import enclosures_of
from correspondence.mailing.kit import Kit, Task, UnmadeError
from correspondence.mailing.look import checked_stylesheet
from correspondence.mailing.previewing import pictures
from correspondence.mailing.workers import jobs_for, made_by_workers
from correspondence.recipients import Recipient
from correspondence.register.sheets import csv_of
from correspondence.render.markup import elements
from correspondence.render.pdf import Part, render_pdf

PROOF = "proof"
LAYOUT = "proof-sheet"
COLUMNS = ("recipient", "name", "organization", "address", "reference", "pages", "enclosed", "last_run")
"""The columns of the list beside the proof sheet."""
MOST_ROWS = 100
"""Letters on the proof sheet itself; all are in the list beside it."""
MOST_WARNINGS = 50
EXAMPLES = 3
LONGEST_EXAMPLE = 60
MOST_PAGES = 20
"""Pages of the one letter that an approver sees; ``proof`` shows the first alone."""

NEW, CHANGED, SAME, UNKNOWN = "new", "changed", "unchanged", "made, not as PDF"


@dataclass(frozen=True)
class ProvedLetter:
    """One letter as it would be made now.

    Attributes:
        recipient: To whom it goes, None for a document without.
        pages: How many pages it has.
        number: The reference number that it has already, or empty.
        enclosed: What its enclosure notation calls the PDFs behind it.
        since: Whether it is new, changed or unchanged since the last run.
    """

    recipient: Recipient | None
    pages: int
    number: str
    enclosed: tuple[str, ...]
    since: str

    @property
    def address(self) -> str:
        """The address in one line."""
        return ", ".join(self.recipient.address.lines()) if self.recipient and self.recipient.address else ""

    @property
    def called(self) -> str:
        """Whom it goes to; empty for a document without recipients."""
        return (self.recipient.display_name or self.recipient.id) if self.recipient else ""


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
class Asked:
    """Who must agree, and to what, where more is known than that somebody must.

    Attributes:
        approver: What the approver is called.
        words: The checksum of the words that are to be approved.
        before: Who approved just these words before, a line each.
    """

    approver: str = ""
    words: str = ""
    before: tuple[str, ...] = ()


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


class _Differing:
    """The values that differ from letter to letter, each with how many there are and a few of them."""

    def __init__(self) -> None:
        self._seen: dict[str, set[int]] = {}
        self._examples: dict[str, list[str]] = {}

    def take(self, document: Document) -> None:
        """Take note of the values of one letter."""
        said: dict[str, dict[str, None]] = {}
        for _, inline in elements(document):
            if isinstance(inline, Field) and inline.name:
                said.setdefault(inline.name, {})[inline.text] = None
        for name, lines in said.items():
            text = ", ".join(lines)
            seen, examples = self._seen.setdefault(name, set()), self._examples.setdefault(name, [])
            if (key := hash(text)) not in seen:
                seen.add(key)
                if len(examples) < EXAMPLES:
                    examples.append(_short(text))

    def rows(self) -> tuple[View, ...]:
        """Return those that are not the same in all letters, as the layout sees them."""
        return tuple(
            View({"name": name, "count": len(seen), "examples": " · ".join(self._examples[name])}, "value")
            for name, seen in self._seen.items()
            if len(seen) > 1
        )


@dataclass(frozen=True)
class _Found:
    """What was found by laying out every letter; ``shown`` are pictures of one, by their names in the layout."""

    letters: Sequence[ProvedLetter]
    differing: _Differing
    gone: tuple[str, ...]
    shown: Mapping[str, bytes]


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
    asked: Asked = Asked(),
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
    differing, shown = _Differing(), dict[str, bytes]()
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
    found = _Found(letters, differing, _gone(job, files), shown)
    values = _values(job, found, findings.problems, rows, asked)
    return Drawn(
        _rendered(job, values, shown),
        csv_of(COLUMNS, map(_row, letters)),
        len(letters),
        sum(one.pages for one in letters),
        _counted(letters),
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


def _counted(letters: Sequence[ProvedLetter]) -> Mapping[str, int]:
    counts: dict[str, int] = {}
    for one in letters:
        counts[one.since] = counts.get(one.since, 0) + 1
    return counts


def _row(one: ProvedLetter) -> tuple[str | int, ...]:
    who = one.recipient
    ids = (who.id, who.addressee, who.organization) if who else ("", "", "")
    return (*ids, one.address, one.number, one.pages, "; ".join(one.enclosed), one.since)


def _values(job: Job, found: _Found, problems: Problems, rows: str, asked: Asked) -> View:
    """Return all that the layout prints."""
    letters, gone = found.letters, found.gone
    told = [_told(problem) for problem in problems]
    if len(told) > MOST_WARNINGS:
        told = [*told[:MOST_WARNINGS], f"and {len(told) - MOST_WARNINGS:,} more, which 'correspondence check' lists"]
    since = ", ".join(f"{count:,} {name}" for name, count in _counted(letters).items())
    return View(
        {
            "mailing": job.name,
            "approver": asked.approver,
            "words": asked.words,
            "before": asked.before,
            "template": f"{job.template.id} ({job.template.title})",
            "list": job.recipients.id if job.recipients else "",
            "count": f"{len(letters):,}",
            "pages": f"{sum(one.pages for one in letters):,}",
            "since": since + (f", {len(gone):,} gone" if gone else "") or "nothing was made",
            "warnings": told,
            "gone": gone,
            "differing": found.differing.rows(),
            "letters": tuple(
                View(
                    {
                        "recipient": one.called or job.template.title,
                        "address": one.address,
                        "number": one.number,
                        "pages": one.pages,
                        "enclosed": "; ".join(one.enclosed),
                        "since": one.since,
                    },
                    "letter",
                )
                for one in letters[:MOST_ROWS]
            ),
            "further": f"{len(letters) - MOST_ROWS:,}" if len(letters) > MOST_ROWS else "",
            "sheet": rows,
            "sample": letters[0].called if letters else "",
            "pictures": tuple(
                View({"name": name, "page": number}, "picture") for number, name in enumerate(found.shown, start=1)
            ),
        },
        "proof",
    )


def _rendered(job: Job, values: View, shown: Mapping[str, bytes]) -> bytes:
    """Lay the proof sheet out."""
    layout = job.workspace.layout(LAYOUT)
    template = dataclasses.replace(
        job.template,
        layout=layout.id,
        title=f"Proof: {job.template.title}",
        body="",
        signers=(),
        signing_for="",
        questionnaire=None,
        follows=(),
        attachments=(),
        settings=MappingProxyType({}),
        values=MappingProxyType({}),
    )
    sources = dataclasses.replace(
        job.composer.sources,
        template=template,
        layout=layout,
        signers=(),
        signing_for=None,
        picture=lambda name: Asset(shown[name], "image/png"),
    )
    stylesheet = checked_stylesheet(job.workspace, layout)
    document = Composer(sources, None, {"proof": values}).compose()
    return render_pdf([Part(document, stylesheet)], fonts_of(job), job.workspace.load_file).content


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


def _told(problem: Problem) -> str:
    return f"{problem.file}: {problem}"


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= LONGEST_EXAMPLE else f"{text[: LONGEST_EXAMPLE - 1]}…"
