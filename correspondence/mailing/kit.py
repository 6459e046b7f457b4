"""What a worker needs to make letters, packed once for all of them.

A job is packed without its recipients, which follow in small batches. A worker of this machine reads pictures and fonts
from the office's folder; for one of another machine they are packed too.
"""

from __future__ import annotations

import atexit
import copyreg
import dataclasses
import io
import pickle
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, ClassVar

from correspondence.compose import UnfitError
from correspondence.errors import CorrespondenceError, MissingToolError, Problem, ProblemsError, WriteError
from correspondence.mailing.job import Job
from correspondence.mailing.record_copies import Shared
from correspondence.mailing.rendering import LetterMaker, Rendered
from correspondence.recipients import Recipient
from correspondence.workspace import MARK, TEMPLATES, Workspace

PROGRAM_AT_FAULT = "the program itself is at fault"


@dataclass(frozen=True, slots=True)
class Task:
    """A letter that is to be made: to whom it goes, None for a document without, and its number."""

    recipient: Recipient | None
    number: str = ""


class UnmadeError(CorrespondenceError):
    """A letter could not be made for a reason of its own.

    Args:
        message: What is wrong.
        remedy: What to do about it.
        problems: The same as problems with their places, where they are known.
    """

    def __init__(self, message: str, remedy: str, problems: tuple[Problem, ...] = ()) -> None:
        self.message, self.remedy, self.problems = message, remedy, problems
        super().__init__(message, remedy, problems)

    def __str__(self) -> str:
        """Say what is wrong and what to do."""
        return f"{self.message}; {self.remedy}" if self.remedy else self.message


class Bench:
    """Where letters are made: in this process or in a worker.

    Args:
        makers: What makes the letter itself, and the form that goes with it.
    """

    def __init__(self, makers: Sequence[LetterMaker]) -> None:
        self.makers = tuple(makers)

    def make(self, task: Task) -> Rendered | UnmadeError:
        """Make one letter with all that goes with it.

        Raises:
            WriteError: There is no room for temporary files: no other letter can be made either.
            MissingToolError: Nor can it without this tool.
        """
        try:
            made = [maker.letter(task.recipient, task.number) for maker in self.makers]
        except (WriteError, MissingToolError):
            raise
        except Exception as error:  # noqa: BLE001  (one letter does not lose the others)
            return _unmade(error)
        pictures = dict.fromkeys(name for one in made for name in one.pictures)
        warnings = tuple(warning for one in made for warning in one.warnings)
        return Rendered(tuple(file for one in made for file in one.files), tuple(pictures), warnings)


def _unmade(error: Exception) -> UnmadeError:
    """Return an error as that of one letter."""
    if isinstance(error, ProblemsError):
        return UnmadeError("; ".join(map(str, error.problems)), "", error.problems)
    if isinstance(error, UnfitError):
        return UnmadeError(str(error), "", error.problems)
    if isinstance(error, CorrespondenceError):
        return UnmadeError(str(error), "")
    return UnmadeError(f"{PROGRAM_AT_FAULT}: {type(error).__name__}: {error}", "please report it")


@dataclass(frozen=True)
class Kit:
    """All that the letters of a run share.

    Attributes:
        jobs: The job, and that of the form, packed.
        formats: The formats.
        numbers: Of each job, the numbers of letters that go out attached.
        shared: Of each job, what its record copies share; None where none are made.
        root: The office's folder; empty where its files are packed.
        files: The office's files by their names, for a worker of another machine.
    """

    jobs: bytes
    formats: tuple[str, ...]
    numbers: tuple[tuple[Mapping[str, str], ...], ...]
    shared: tuple[Shared | None, ...]
    root: str = ""
    files: Mapping[str, bytes] = field(default_factory=lambda: MappingProxyType({}))

    @classmethod
    def of(
        cls,
        jobs: Sequence[Job],
        formats: Sequence[str],
        numbers: Sequence[Sequence[Mapping[str, str]]],
        shared: Sequence[Shared | None] = (),
        *,
        elsewhere: bool = False,
    ) -> Kit:
        """Pack what the letters of a run share.

        Args:
            jobs: The job, and that of the form.
            formats: Keys of :data:`~correspondence.mailing.FORMATS`.
            numbers: Of each job, the numbers of letters that go out attached.
            shared: Of each job, what its record copies share; None where none are made.
            elsewhere: Whether letters are made where the office's folder is not.
        """
        workspace = jobs[0].workspace
        return cls(
            packed([_without_recipients(job) for job in jobs]),
            tuple(formats),
            tuple(tuple(dict(one) for one in of_job) for of_job in numbers),
            tuple(shared) or (None,) * len(jobs),
            "" if elsewhere else str(workspace.root),
            dict(_files(workspace)) if elsewhere else {},
        )

    def bench(self) -> Bench:
        """Return a place at which letters are made from this."""
        workspace = Workspace(Path(self.root) if self.root else _unpacked(self.files))
        jobs: list[Job] = unpacked(self.jobs, workspace)
        parts = zip(jobs, self.numbers, self.shared, strict=True)
        return Bench([LetterMaker(job, self.formats, numbers, shared) for job, numbers, shared in parts])


def _without_recipients(job: Job) -> Job:
    recipients = job.recipients and dataclasses.replace(job.recipients, recipients=(), unsound=(), warnings=())
    order = dataclasses.replace(job.order, following=None, only=())
    return dataclasses.replace(job, order=order, recipients=recipients, selected=(), found=(), letter=None)


def _files(workspace: Workspace) -> Sequence[tuple[str, bytes]]:
    """Return what letters may need of an office's files: all below ``templates/`` but other documents and schemas."""
    top = workspace.root / TEMPLATES
    wanted = (
        path
        for path in sorted(top.rglob("*"))
        if path.is_file() and path.parent != top and path.relative_to(top).parts[0] != "schemas"
    )
    return [(path.relative_to(workspace.root).as_posix(), path.read_bytes()) for path in wanted]


def _unpacked(files: Mapping[str, bytes]) -> Path:
    """Return a folder of our own with an office's files; it is removed when this process ends."""
    root = Path(tempfile.mkdtemp(prefix="correspondence-"))
    atexit.register(shutil.rmtree, root, ignore_errors=True)
    (root / MARK).touch()
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return root


def read_only(values: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    """Return a mapping that nobody can change: what one becomes when it is unpacked."""
    return MappingProxyType(values)


def _reduced(values: Mapping[Any, Any]) -> tuple[Any, tuple[dict[Any, Any]]]:
    return read_only, (dict(values),)


class _Packer(pickle.Pickler):
    """Packs values of this package; the workspace stays behind."""

    dispatch_table: ClassVar[dict[type, Any]] = {**copyreg.dispatch_table, MappingProxyType: _reduced}  # type: ignore[misc]

    def persistent_id(self, value: object) -> str | None:
        return "workspace" if isinstance(value, Workspace) else None


class _Unpacker(pickle.Unpickler):
    def __init__(self, content: io.BytesIO, workspace: Workspace | None) -> None:
        super().__init__(content)
        self._workspace = workspace

    def persistent_load(self, name: str) -> Workspace:
        if self._workspace is None:
            raise pickle.UnpicklingError(name)
        return self._workspace


def packed(value: object) -> bytes:
    """Pack values for another process."""
    content = io.BytesIO()
    _Packer(content, pickle.HIGHEST_PROTOCOL).dump(value)
    return content.getvalue()


def unpacked(content: bytes, workspace: Workspace | None = None) -> Any:
    """Return packed values.

    Args:
        content: What :func:`packed` made, in a process of the same run.
        workspace: The folder that stands for the one that stayed behind.
    """
    return _Unpacker(io.BytesIO(content), workspace).load()
