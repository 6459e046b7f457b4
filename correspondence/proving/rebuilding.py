"""Make a document again from its record alone: what a confined process does."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from correspondence.confined import Limits
from correspondence.dispatch.files import checksum
from correspondence.entries import RECORD
from correspondence.errors import CorrespondenceError, MissingToolError, WriteError
from correspondence.mailing import FORMATS, Job, Order, prepare, prepare_form
from correspondence.mailing.record_copies import fonts, shared_by, versions
from correspondence.mailing.rendering import LetterMaker, RenderedFile, names_of
from correspondence.provenance import (
    AlteredRecordError,
    Provenance,
    Record,
    WrongRecordError,
    read_record,
    source_problems,
    with_sources,
)
from correspondence.workspace import MARK, RECIPIENTS, TEMPLATES, Workspace

LIMITS = Limits(seconds=120, megabytes=2048)
"""How far making one document again may go."""
PLACES = (f"{TEMPLATES}/", f"{RECIPIENTS}/")
ASK = "do not use the file; ask whoever sent it"


class UnmakableError(CorrespondenceError):
    """What a record holds does not become a document.

    Args:
        reason: Why.
    """

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)

    def __str__(self) -> str:
        """Say why."""
        return f"what it holds does not become a document: {self.reason}"


@dataclass(frozen=True)
class RebuiltFile:
    """A file that was made again.

    Attributes:
        name: Its name in the mailing's folder.
        content: What is in it.
        sha256: Its checksum.
        identical: Whether it is the very file that went out; of the record, whether it is the one that was given.
    """

    name: str
    content: bytes
    sha256: str
    identical: bool


@dataclass(frozen=True)
class Rebuilt:
    """What a record becomes.

    Attributes:
        files: The files that went out, in the order in which the record names them, and the record itself last.
        unlike: Which versions and fonts are others here than those that made it, a line each.
    """

    files: tuple[RebuiltFile, ...]
    unlike: tuple[str, ...]

    @property
    def identical(self) -> bool:
        """Whether every file of it is the very file that was."""
        return all(one.identical for one in self.files)


def rebuilt(content: bytes, folder: Path) -> Rebuilt:
    """Make again what a record is of, from what it holds.

    Args:
        content: The record.
        folder: An empty folder for what it holds.

    Returns:
        The files. With the versions that made them before, they are the same.

    Raises:
        NotARecordError: It is no record, or a file in it is not what the record says of it.
        UnmakableError: What it holds does not become a document.
        MissingToolError: The fonts are not on this machine.
    """
    record = read_record(content)
    if problems := source_problems(record):
        raise AlteredRecordError(f"is not what it says: {'; '.join(problems)}", "put back the copy that was kept of it")
    return remade(record, content, folder)


def remade(record: Record, content: bytes, folder: Path) -> Rebuilt:
    """Make again what a record is of, whose files are what it says of them; see :func:`rebuilt`."""
    provenance = record.provenance
    try:
        made = _made(record, folder)
    except (MissingToolError, WriteError, WrongRecordError):
        raise
    except CorrespondenceError as error:
        raise UnmakableError(" ".join(str(error).split())) from error
    sent = {one.name: one.sha256 for one in provenance.sent}
    *files, copy = made
    found = [
        RebuiltFile(one.name, one.content, checksum(one.content), sent[one.name] == checksum(one.content))
        for one in files
    ]
    unlike = provenance.unlike(versions(), fonts())
    written = copy.content
    if unlike and all(one.identical for one in found):
        written = _as_then(written, files[0].content, provenance)
    found.append(RebuiltFile(copy.name, written, checksum(written), written == content))
    return Rebuilt(tuple(found), unlike)


def _made(record: Record, folder: Path) -> list[RenderedFile]:
    """Return the files that went out, and the record."""
    provenance = record.provenance
    _write(record, folder)
    job = _job(provenance, Workspace(folder, alone=True))
    recipient = job.selected[0]
    formats = [*_formats(job, provenance), RECORD]
    maker = LetterMaker(job, formats, provenance.numbers, shared_by(job))
    by_name = {one.name: one for one in maker.letter(recipient, provenance.reference).files}
    names = [one.name for one in provenance.sent]
    wanted = [*names, f"{RECORD}/{names[0]}"]
    if any(name not in by_name for name in wanted) or len({*wanted}) < len(wanted):
        raise WrongRecordError("says that files went out under names that are not theirs", ASK)
    return [by_name[name] for name in wanted]


def _as_then(written: bytes, pdf: bytes, provenance: Provenance) -> bytes:
    """Return a record as it was with the versions that made it, where others make the same bytes."""
    ours = read_record(written)
    said = dataclasses.replace(ours.provenance, versions=provenance.versions, fonts=provenance.fonts)
    return with_sources(pdf, ours.sources, said.content(), said.dated)


def _write(record: Record, folder: Path) -> None:
    """Write what a record holds into a folder of its own; its names stay in it."""
    for file in record.sources:
        if file.name != MARK and not file.name.startswith(PLACES):
            raise WrongRecordError(f"holds {file.name}, which is no part of a document", ASK)
        path = folder / file.name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.content)
    (folder / MARK).touch()


def _job(provenance: Provenance, workspace: Workspace) -> Job:
    order = Order(
        provenance.template,
        provenance.list or None,
        provenance.mailing,
        provenance.given,
        (provenance.recipient,) if provenance.recipient else (),
        recorded=True,
    )
    job = prepare(workspace, order, attached=provenance.origin != "packet")
    if len(job.selected) != 1:
        raise WrongRecordError("does not say to whom its letter goes", ASK)
    return prepare_form(job) if provenance.origin == "form" else job


def _formats(job: Job, provenance: Provenance) -> Iterator[str]:
    """Yield the formats in which a document went out."""
    names = {one.name for one in provenance.sent}
    for name in FORMATS:
        if name == "pdf" or {*names_of(job, job.selected[0], [name])} & names:
            yield name
