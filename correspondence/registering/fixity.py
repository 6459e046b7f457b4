"""Hold the files against the checksums that the register has."""

from __future__ import annotations

import datetime
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from correspondence.approvals import APPROVAL
from correspondence.dispatch.files import JOURNAL, MANIFEST
from correspondence.entries import Entry, Wanted, histories
from correspondence.register import Register

SHEET = re.compile(r"[a-z0-9-]+-[0-9a-f]{12}(-\d+)?\.(pdf|csv)")
NOT_REGISTERED = frozenset({MANIFEST, JOURNAL, "failed.txt", "responses.yaml"})
"""Files that stand in a mailing's folder beside its letters."""


@dataclass(frozen=True)
class Finding:
    """A file that is not as the register has it.

    Attributes:
        file: The file, as the register calls it.
        result: What is the matter.
        entry: The entry that has its checksum, None for an unknown file.
        posted: The day on which its letter was posted, None where it was not.
    """

    file: str
    result: Literal["missing", "altered", "unknown", "unreadable"]
    entry: Entry | None = None
    posted: datetime.date | None = None

    @property
    def remedy(self) -> str:
        """What to do about it, without a full stop."""
        if self.posted and self.result in {"missing", "altered"}:
            return f"put back the copy that was kept of it, with the checksum that the register has; the letter was posted on {self.posted}, and what went out cannot be made anew"
        return {
            "missing": "put it back, or make the letter again",
            "altered": "put back the file with the checksum that the register has, or make it again with --replace",
            "unknown": "move it away, or find out who put it there",
            "unreadable": "see to its permissions",
        }[self.result]


@dataclass(frozen=True)
class Fixity:
    """What became of the files: how many were looked at, and which are not as the register has them."""

    checked: int
    findings: tuple[Finding, ...]


def check_files(register: Register, root: Path, mailing: str = "") -> Fixity:
    """Hold the files against the checksums that the register has.

    Args:
        register: The open register.
        root: The workspace, to which names of files are relative.
        mailing: Name of a mailing; empty for all.

    Returns:
        What was found. A file of a voided letter may be missing; where a letter was made again, its
        newest checksum counts.

    Raises:
        RegisterError: The register cannot be read.
    """
    newest: dict[str, tuple[str, Entry]] = {}
    posted: dict[str, datetime.date] = {}
    voided: set[str] = set()
    for history in histories(register.entries(Wanted(mailing=mailing))):
        for entry in history.entries:
            if entry.kind in {"made", "signed", "approved", "received"}:
                newest |= {name: (sha256, entry) for name, sha256 in entry.files.items()}
        if history.posted:
            posted |= dict.fromkeys(history.files, history.posted.date)
        if history.voided:
            voided |= {name for entry in history.entries for name in entry.files}
    findings = [
        Finding(name, result, entry, posted.get(name))
        for name, (sha256, entry) in newest.items()
        if (result := _state(root / name, sha256)) and not (result == "missing" and name in voided)
    ]
    findings += [Finding(name, "unknown") for name in _unknown(root, newest)]
    return Fixity(len(newest), tuple(sorted(findings, key=lambda one: one.file)))


def _state(file: Path, sha256: str) -> Literal["missing", "altered", "unreadable"] | None:
    try:
        with file.open("rb") as content:
            found = hashlib.file_digest(content, "sha256").hexdigest()
    except (FileNotFoundError, NotADirectoryError):
        return "missing"
    except OSError:
        return "unreadable"
    return None if found == sha256 else "altered"


def _is_sheet(path: Path) -> bool:
    """Tell whether a file is a proof sheet that somebody looked at, and did not approve."""
    return path.parent.name == APPROVAL and SHEET.fullmatch(path.name) is not None


def _unknown(root: Path, known: Mapping[str, Any]) -> Iterator[str]:
    """Yield files that stand among registered ones, and that no entry knows."""
    paths = {(root / name) for name in known}
    for folder in sorted({path.parent for path in paths}):
        for path in sorted(folder.iterdir()) if folder.is_dir() else ():
            if (
                path.is_file()
                and path not in paths
                and path.name not in NOT_REGISTERED
                and path.name[0] != "."
                and not _is_sheet(path)
            ):
                yield path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)
