"""Everything that can go wrong, as values and as exceptions.

A :class:`Problem` is one thing that somebody must mend: where it stands, what is
wrong and what to do. Checks collect problems and raise them together, so that one
run tells all. Every exception of the package descends from
:class:`CorrespondenceError` and carries the exit status of the command that it ends.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that somebody must mend.

    Attributes:
        file: The file as the user knows it: relative to the workspace where it lies inside.
        message: What is wrong, without a full stop.
        remedy: What to do about it, without a full stop.
        line: Line of the file, counted from 1.
        row: Row of a sheet, counted as the spreadsheet program does.
        column: Column of a line; of a sheet its heading and its letters, such as ``ZIP (F)``.
        field: Path of the value inside the file, such as ``recipients[1].address.zip``.
        severity: An ``error`` stops the work, a ``warning`` is shown and counted.
        sheet: Name of a workbook's sheet.
        rule: Name of the rule that is broken (:mod:`correspondence.rulebook`), empty for what every house judges alike.
        task: What mending it is, in a word, such as ``address``; empty where it is none of many of its kind.
    """

    file: str
    message: str
    remedy: str
    line: int | None = None
    row: int | None = None
    column: int | str | None = None
    field: str | None = None
    severity: Severity = "error"
    sheet: str | None = None
    rule: str = ""
    task: str = ""

    def __str__(self) -> str:
        """Say it in one line, without the file."""
        place = [f"sheet {self.sheet}"] if self.sheet else []
        if self.line:
            place.append(f"line {self.line}")
        if self.row:
            place.append(f"row {self.row}")
        if self.column and not self.line:
            place.append(f"column {self.column}")
        if self.field:
            place.append(self.field)
        where = ", ".join(place)
        text = f"{self.message}; {self.remedy}" if self.remedy else self.message
        return f"{where}: {text}" if where else text

    def as_json(self) -> dict[str, Any]:
        """Return the problem as the plain mapping that ``--json`` prints."""
        return asdict(self)


class CorrespondenceError(Exception):
    """The root of every exception that this package raises on purpose."""

    exit_status = 1


class ProblemsError(CorrespondenceError):
    """What the user gave cannot be used; ``problems`` lists every reason.

    Args:
        problems: At least one problem.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        """List the problems, a heading for each file and a line for each problem."""
        return "\n".join(describe(self.problems))


class MissingToolError(CorrespondenceError):
    """A program, library or font that the work needs is not on this machine.

    Args:
        tool: Its name.
        needed_for: What it is needed for.
        remedy: How to install it.
    """

    def __init__(self, tool: str, needed_for: str, remedy: str) -> None:
        self.tool, self.needed_for, self.remedy = tool, needed_for, remedy
        super().__init__(tool, needed_for, remedy)

    def __str__(self) -> str:
        """Name the tool, its use and its remedy."""
        return f"{self.tool} is missing, and {self.needed_for} needs it; {self.remedy}"


class RefusedError(CorrespondenceError):
    """Something is not done because it would destroy or contradict what is there.

    Args:
        what: What was refused, and why.
        remedy: What to do instead.
    """

    def __init__(self, what: str, remedy: str) -> None:
        self.what, self.remedy = what, remedy
        super().__init__(what, remedy)

    def __str__(self) -> str:
        """Say what was refused and what to do instead."""
        return f"{self.what}; {self.remedy}"


class UnusableError(CorrespondenceError):
    """Something that was given cannot be used for what it is meant for.

    Args:
        reason: Why, without a full stop.
        remedy: What to do about it.
    """

    def __init__(self, reason: str, remedy: str) -> None:
        self.reason, self.remedy = reason, remedy
        super().__init__(reason, remedy)

    def __str__(self) -> str:
        """Say why, and what to do."""
        return f"{self.reason}; {self.remedy}"


class WriteError(CorrespondenceError):
    """A file could not be written; what stood there before is still whole.

    Args:
        file: The file that was to be written.
        reason: The operating system's words.
    """

    def __init__(self, file: str, reason: str) -> None:
        self.file, self.reason = file, reason
        super().__init__(file, reason)

    def __str__(self) -> str:
        """Name the file, the reason and the way on."""
        return f"{self.file} could not be written ({self.reason}); nothing half-written is left; make room or choose --output, and run the command again"


class Problems:
    """A growing list of problems: what a check hands from function to function."""

    def __init__(self) -> None:
        self._items: dict[Problem, None] = {}

    def add(self, problem: Problem) -> None:
        """Take one more problem, unless it is known already."""
        self._items.setdefault(problem)

    def extend(self, problems: Iterable[Problem]) -> None:
        """Take several more."""
        for problem in problems:
            self.add(problem)

    def __iter__(self) -> Iterator[Problem]:
        """Go through them in the order in which they were found."""
        return iter(self._items)

    def __len__(self) -> int:
        """Count them, warnings too."""
        return len(self._items)

    @property
    def errors(self) -> tuple[Problem, ...]:
        """Those that stop the work."""
        return tuple(problem for problem in self._items if problem.severity == "error")

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """Those that are shown and counted only."""
        return tuple(problem for problem in self._items if problem.severity == "warning")

    def stop(self) -> None:
        """Raise what was collected, if an error is among it.

        Raises:
            ProblemsError: There is at least one error; warnings come along.
        """
        if self.errors:
            raise ProblemsError(self._items)


def describe(problems: Iterable[Problem]) -> Iterator[str]:
    """Yield lines that show problems to a person, those of one file together."""
    by_file: dict[str, list[Problem]] = {}
    for problem in problems:
        by_file.setdefault(problem.file, []).append(problem)
    for file, found in by_file.items():
        stops = any(problem.severity == "error" for problem in found)
        yield f"{file} cannot be used:" if stops and not file.startswith("--") else f"{file}:"
        for problem in sorted(found, key=lambda one: (one.line or 0, one.row or 0)):
            prefix = "warning: " if problem.severity == "warning" else ""
            yield f"  {prefix}{problem}" + (f" [{problem.rule}]" if problem.rule else "")


def shown_here(path: Path) -> str:
    """Return a path as a person who stands in the current folder would write it."""
    resolved, here = path.resolve(), Path.cwd()
    return resolved.relative_to(here).as_posix() if resolved.is_relative_to(here) else str(path)
