"""Write again what a record is of, and tell whether it is what went out."""

from __future__ import annotations

import datetime
import tempfile
from dataclasses import dataclass
from pathlib import Path

from correspondence.confined import Limits, WentTooFarError, confined
from correspondence.dispatch.files import checksum_of, write_file
from correspondence.errors import CorrespondenceError, Problem, ProblemsError, RefusedError, shown_here
from correspondence.provenance import NotARecordError
from correspondence.proving.rebuilding import LIMITS, Rebuilt, UnmakableError, rebuilt
from correspondence.proving.signatures import beneath, signatures_of
from correspondence.sign import Trust

REGENERATED = "regenerated"
"""The folder into which files are made again, unless another is named."""
LARGEST = 200_000_000
"""Bytes of a file that is read."""


class NotRegeneratedError(CorrespondenceError):
    """A document cannot be made again from a file.

    Args:
        file: The file as the user knows it.
        reason: Why, with what to do about it.
    """

    def __init__(self, file: str, reason: str) -> None:
        self.file, self.reason = file, reason
        super().__init__(file, reason)

    def __str__(self) -> str:
        """Name the file, and say why."""
        return f"nothing was made from {self.file}: {self.reason}"


@dataclass(frozen=True)
class Regenerated:
    """A file that was made again.

    Attributes:
        record: The record from which.
        path: Where it lies.
        sha256: Its checksum.
        is_record: Whether it is the record itself.
        identical: Whether it is the very file that went out, or the very record.
        unlike: Which versions and fonts are others here than those that made it then, a line each.
    """

    record: Path
    path: Path
    sha256: str
    is_record: bool
    identical: bool
    unlike: tuple[str, ...] = ()


def regenerate(record: Path, output: Path, limits: Limits = LIMITS) -> tuple[Regenerated, ...]:
    """Make a document again from its record alone, in a process with bounds; of a signed record, the bytes below its first signature.

    Args:
        record: The record copy.
        output: The folder into which the files go.
        limits: How far the process may go.

    Returns:
        The files that were made; the record itself is the last.

    Raises:
        NotRegeneratedError: It is no record, or cannot be made into a document; nothing was written.
        RefusedError: Another file lies in the place of one that would be written; nothing was written.
        ProblemsError: The file cannot be read.
        WriteError: A file could not be written.
    """
    made = _rebuilt(record, limits)
    taken = [output / one.name for one in made.files if checksum_of(output / one.name) not in {"", one.sha256}]
    if taken:
        message = (
            f"{shown_here(taken[0])} is there already, and is another file; nothing was made from {shown_here(record)}"
        )
        raise RefusedError(message, "move it away, or name another folder with --output")
    for one in made.files:
        if not checksum_of(output / one.name):
            write_file(output / one.name, one.content)
    return tuple(
        Regenerated(
            *(record, output / one.name, one.sha256, one is made.files[-1], one.identical),
            unlike=() if one.identical else made.unlike,
        )
        for one in made.files
    )


def _rebuilt(record: Path, limits: Limits) -> Rebuilt:
    content = read_file(record)
    content = beneath(content, signatures_of(content, Trust(), datetime.datetime.now(datetime.UTC)))
    with tempfile.TemporaryDirectory(prefix="correspondence-") as folder:
        try:
            return confined(limits, rebuilt, content, Path(folder))
        except WentTooFarError as error:
            reason = f"making it {error.reason}; do not use the file, and ask whoever sent it"
            raise NotRegeneratedError(shown_here(record), reason) from error
        except NotARecordError as error:
            raise NotRegeneratedError(shown_here(record), f"it {error}") from error
        except UnmakableError as error:
            raise NotRegeneratedError(shown_here(record), str(error)) from error


def read_file(path: Path) -> bytes:
    """Read a file that somebody names.

    Raises:
        ProblemsError: It is not there, is none, or is larger than any that this program makes.
    """
    try:
        if path.stat().st_size > LARGEST:
            message = f"the file is larger than {LARGEST // 1_000_000} MB, as no document of this program is"
            raise ProblemsError([Problem(shown_here(path), message, "name another file")])
        return path.read_bytes()
    except OSError as error:
        message = f"the file cannot be read ({error.strerror})"
        raise ProblemsError([Problem(shown_here(path), message, "see to its name and permissions")]) from error
