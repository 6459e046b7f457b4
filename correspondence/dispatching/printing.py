"""From the letters of a mailing to the files that a printer takes, and the list of which letter is where."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

from correspondence.approving import Made, hold_made
from correspondence.dispatch.files import held, sweep, write_file
from correspondence.dispatch.print_stream import Printed, PrintStream, UnprintableError, page_count
from correspondence.dispatch.streamed import remove_file, streamed
from correspondence.dispatching.letters import Letter, Mailing
from correspondence.entries import Wanted, histories
from correspondence.errors import Problem, Problems, ProblemsError, RefusedError
from correspondence.mailing import Job, Order
from correspondence.recipients import Recipient
from correspondence.register.sheets import csv_of
from correspondence.registering.keeping import opened_if_begun
from correspondence.workspace import Workspace

PRINT = "print"
"""The folder of the print files, in that of the mailing."""
POINTS = 72.0
COLUMNS = (
    *("file", "first_sheet", "last_sheet", "first_page", "last_page"),
    *("recipient", "name", "organization", "zip", "reference", "documents"),
)
"""The columns of the cover list."""
Row = tuple[str | int, ...]


@dataclass(frozen=True)
class Unprinted:
    """A letter that is not printed although it is there. ``reason`` says why, in a few words."""

    name: str
    reason: str


@dataclass(frozen=True)
class PrintedFile:
    """A print file that was made."""

    path: Path
    letters: int
    pages: int
    sheets: int


@dataclass(frozen=True)
class PrintRun:
    """What was printed.

    Attributes:
        files: The print files, in order.
        cover_list: Which letter is on which sheets, as CSV.
        unprinted: Letters that are there and were left out.
        problems: Why letters that were asked for are missing; with ``keep_going`` alone.
        left_over: Files of an earlier print run that were removed.
    """

    files: tuple[PrintedFile, ...]
    cover_list: Path
    unprinted: tuple[Unprinted, ...] = ()
    problems: tuple[Problem, ...] = ()
    left_over: tuple[Path, ...] = ()


@dataclass(frozen=True)
class Wish:
    """How a mailing is to be printed.

    Attributes:
        duplex: Whether on both sides of the sheet.
        sheets: Most sheets of one file, None for all in one.
        keep_going: Whether the sound letters are printed although others cannot be.
        database: Where the register is, None for where the settings say.
        fold_marks: Whether there are marks where a letter is folded.
    """

    duplex: bool = False
    sheets: int | None = None
    keep_going: bool = False
    database: str | None = None
    fold_marks: bool = False

    def sheets_of(self, pages: int) -> int:
        """Return how many sheets so many pages take."""
        return (pages + 1) // 2 if self.duplex else pages


def print_mailing(
    workspace: Workspace,
    output: Path,
    order: Order,
    wish: Wish,
    on_letter: Callable[[Job], Callable[[], None]] | None = None,
) -> PrintRun:
    """Put the letters of a mailing into print files.

    The letters are taken as ``merge`` made them; nothing is composed, so that it can be done again and again.

    Args:
        workspace: The office's folder.
        output: The folder that holds the mailings' folders.
        order: The mailing, and which of its recipients are meant in which order.
        wish: How it is to be printed.
        on_letter: Is told of the job, and returns what is called after each letter.

    Returns:
        What was printed.

    Raises:
        UnapprovedError: It is not approved, or was changed since.
        RefusedError: There is no such mailing, another run holds its folder, or nothing is left to print.
        ProblemsError: A letter was not made, is gone or was changed, or the list cannot be used; every one is listed.
        WriteError: A file could not be written.
    """
    mailing = Mailing(output, order.mailing or order.template)
    with held(mailing.folder):
        job = mailing.prepared(workspace, order)
        advance = on_letter(job) if on_letter else None
        unprinted = [Unprinted(name, "is of nobody on the list any more") for name in mailing.strangers(job)]
        problems = Problems()
        problems.extend(one for one in job.found if one.severity == "error")
        letters = list(_sound(mailing, job, wish, _voided(workspace, job, wish.database), problems, unprinted))
        if not (wish.keep_going and letters):
            problems.stop()
        if letters:
            _hold(workspace, job, letters, wish.database)
        else:
            raise RefusedError("there is no letter to print", "name other recipients, or make the letters first")
        folder = mailing.folder / PRINT
        sweep(folder)
        cover_list = folder / f"{job.name}.csv"
        remove_file(cover_list)  # where a run was broken off there is none
        files: list[PrintedFile] = []
        rows: list[Row] = []
        for number, group in enumerate(_parted(letters, wish.sheets), start=1):
            path = folder / f"{job.name}-{number}.pdf"
            files.append(_written(path, mailing, job, group, wish, rows, advance))
        write_file(cover_list, csv_of(COLUMNS, rows))
        left_over = tuple(_tidied(folder, job.name, files))
        return PrintRun(tuple(files), cover_list, tuple(unprinted), tuple(problems), left_over)


def _voided(workspace: Workspace, job: Job, database: str | None) -> frozenset[str]:
    """Return the ids of the recipients whose letters the register calls voided."""
    register = opened_if_begun(workspace, database)
    if register is None:
        return frozenset()
    with register:
        known = histories(register.entries(Wanted(mailing=job.name)))
        return frozenset(one.letter.recipient for one in known if one.voided and one.letter.template == job.template.id)


def _hold(workspace: Workspace, job: Job, letters: Sequence[_Sized], database: str | None) -> None:
    """Refuse to print what is not approved."""
    ids = [one.letter.recipient.id if one.letter.recipient else "" for one in letters]
    listed = job.recipients.id if job.recipients else ""
    register = opened_if_begun(workspace, database)
    with register or nullcontext():
        known = histories(register.entries(Wanted(mailing=job.name))) if register else ()
        own = {one.letter.recipient: one for one in known if one.letter.template == job.template.id}
        hold_made(workspace, register, Made(job.name, job.template.id, listed, {who: own.get(who) for who in ids}))


@dataclass(frozen=True)
class _Sized:
    """A letter, and how many sheets it takes."""

    letter: Letter
    sheets: int


def _sound(
    mailing: Mailing, job: Job, wish: Wish, voided: frozenset[str], problems: Problems, unprinted: list[Unprinted]
) -> Iterator[_Sized]:
    """Yield the letters that can be printed; take note of what is wrong with the others."""
    for recipient in job.selected:
        try:
            letter = mailing.letter(job, recipient)
            if (recipient.id if recipient else "") in voided:
                unprinted.append(Unprinted(letter.names[0], "was voided"))
                continue
            sheets = sum(wish.sheets_of(page_count(one)) for one in _documents(mailing, job, letter))
        except ProblemsError as error:
            problems.extend(error.problems)
        except UnprintableError as error:
            problems.add(Problem(error.name, error.reason, error.remedy))
        else:
            yield _Sized(letter, sheets)


def _parted(letters: Iterable[_Sized], most: int | None) -> Iterator[list[_Sized]]:
    """Part letters into files of so many sheets at most; none is torn apart."""
    group: list[_Sized] = []
    sheets = 0
    for one in letters:
        if group and most and sheets + one.sheets > most:
            yield group
            group, sheets = [], 0
        group.append(one)
        sheets += one.sheets
    yield group


def _written(
    path: Path,
    mailing: Mailing,
    job: Job,
    group: Sequence[_Sized],
    wish: Wish,
    rows: list[Row],
    advance: Callable[[], None] | None,
) -> PrintedFile:
    """Write one print file, and its rows of the cover list."""
    with streamed(path) as write:
        folds = folds_of(job) if wish.fold_marks else ()
        stream = PrintStream(write, path.stem, duplex=wish.duplex, folds=folds)
        for one in group:
            letter, before = one.letter, stream.pages
            stream.add(list(_documents(mailing, job, letter)), bookmark_of(letter.recipient, path.stem))
            rows.append(_row(path, letter, wish, before, stream.pages))
            if advance:
                advance()
        stream.close()
    return PrintedFile(path, len(group), stream.pages, wish.sheets_of(stream.pages))


def _documents(mailing: Mailing, job: Job, letter: Letter) -> Iterator[Printed]:
    """Yield what one recipient gets: the letter, its form, what is enclosed."""
    for name in letter.names:
        yield Printed(name, mailing.printable(name))
    for name in letter.enclosed:
        yield Printed(name, job.workspace.load_file(name))


def _row(path: Path, letter: Letter, wish: Wish, before: int, after: int) -> Row:
    """Return the row of the cover list that says where one letter is."""
    one, address = letter.recipient, letter.recipient.address if letter.recipient else None
    return (
        path.name,
        wish.sheets_of(before) + 1,
        wish.sheets_of(after),
        before + 1,
        after,
        one.id if one else "",
        one.addressee if one else "",
        one.organization if one else "",
        address.zip if address else "",
        letter.number,
        ", ".join((*letter.names, *letter.enclosed)),
    )


def folds_of(job: Job) -> tuple[float, ...]:
    """Return where the sheets of a letter are folded, in points from their upper edge.

    The first fold is where the profile or the letter's window envelope has it, and at a third of the sheet where
    neither says; the second is as far below the first.
    """
    sheet = job.stylesheet.page.height
    chosen = tuple(name for name in job.layout.envelope if name and f"{job.variant}-".find(f"-{name}-") >= 0)
    envelope = job.layout.envelope_of(chosen)
    panel = job.composer.sources.profile.fold or (job.workspace.envelope(envelope).fold if envelope else None)
    first = panel * POINTS if panel else sheet / 3
    return tuple(fold for fold in (first, 2 * first) if fold < sheet)


def bookmark_of(recipient: Recipient | None, name: str) -> str:
    """Return what a print file's outline calls the letter to one recipient."""
    return (recipient.display_name or recipient.id) if recipient else name


def _tidied(folder: Path, name: str, files: Iterable[PrintedFile]) -> Iterator[Path]:
    """Remove the print files of an earlier run that this one did not write anew, and yield them."""
    written = {one.path for one in files}
    for path in sorted(folder.glob(f"{name}-*.pdf")):
        if path not in written and re.fullmatch(rf"{re.escape(name)}-[1-9][0-9]*\.pdf", path.name):
            remove_file(path)
            yield path
