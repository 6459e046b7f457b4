"""Say of files, one by one, whether they are what went out."""

from __future__ import annotations

import datetime
import hashlib
import os
import tempfile
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from correspondence.confined import OutOfMemoryError, OutOfTimeError, confined
from correspondence.errors import (
    CorrespondenceError,
    MissingToolError,
    Problem,
    ProblemsError,
    WriteError,
    shown_here,
)
from correspondence.provenance import NewerRecordError, NotARecordError
from correspondence.proving.examining import WHOLE, Examined, Result, Unlike, examined, is_marked, was_record
from correspondence.proving.rebuilding import LIMITS
from correspondence.proving.regenerating import read_file
from correspondence.proving.signatures import beneath, signatures_of
from correspondence.register import Register
from correspondence.registering import opened_if_begun
from correspondence.registering.fixity import NOT_REGISTERED
from correspondence.sign import Signature, Trust
from correspondence.workspace import Workspace

VOUCHED = frozenset({"identical", "same-content", "registered", "signed"})
REGISTERS = (".sqlite", ".sqlite-journal")
AHEAD = 4
"""Files in hand for each process."""

Standing = Literal["registered", "another", "not registered"]
"""What the register says of a file: it has just these bytes; it has others of this name; it knows neither."""


@dataclass(frozen=True)
class Verified:
    """What a file turned out to be.

    Attributes:
        file: The file.
        result: The verdict.
        differences: In what it differs from what it should be; of an unknown file, why nothing more can be said.
        versions: Which versions and fonts are others here than those that made it, a line each.
        register: What the register says of it, None where none was asked.
        signatures: Its signatures, oldest first.
    """

    file: Path
    result: Result
    differences: tuple[Unlike, ...] = ()
    versions: tuple[str, ...] = ()
    register: Standing | None = None
    signatures: tuple[Signature, ...] = ()

    @property
    def vouched(self) -> bool:
        """Whether it can be vouched for: it is what was made, and neither the register nor a signature says otherwise."""
        return self.result in VOUCHED and self.register != "another" and all(one.holds for one in self.signatures)

    def as_json(self) -> dict[str, Any]:
        """Return the plain mapping that is printed."""
        return {
            "file": str(self.file),
            "result": self.result,
            "signatures": [one.as_json() for one in self.signatures],
            "register": self.register,
            "differences": [one.as_json() for one in self.differences],
            "versions": list(self.versions),
        }


@dataclass(frozen=True)
class Known:
    """The files that the register knows.

    Attributes:
        root: The folder to which their names are relative.
        checksums: All checksums of each.
        newest: The newest checksum of each.
    """

    root: Path
    checksums: frozenset[str] = frozenset()
    newest: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @classmethod
    def by(cls, register: Register, root: Path) -> Known:
        """Read what a register knows.

        Raises:
            RegisterError: It cannot be read.
        """
        entries = [entry for entry in register.entries() if entry.kind in {"made", "signed", "approved", "received"}]
        newest = {name: sha256 for entry in entries for name, sha256 in entry.files.items()}
        every = frozenset(sha256 for entry in entries for sha256 in entry.files.values())
        return cls(root, every, newest)

    def standing(self, path: Path, sha256: str) -> Standing:
        """Say what is known of a file."""
        if sha256 in self.checksums:
            return "registered"
        whole = path.resolve()
        name = whole.relative_to(self.root).as_posix() if whole.is_relative_to(self.root) else str(whole)
        return "another" if name in self.newest else "not registered"


def known_files(workspace: Workspace, database: str | None) -> Known | None:
    """Return what the register of a workspace knows, None where none was begun yet.

    Args:
        workspace: The office's folder.
        database: Where the register is, None for where the settings say.

    Raises:
        RegisterError: It cannot be used.
    """
    register = opened_if_begun(workspace, database)
    if register is None:
        return None
    with register:
        return Known.by(register, workspace.root)


def files_in(paths: Iterable[Path]) -> tuple[Path, ...]:
    """Return the files that are meant: those that are named, and all in folders that are named.

    In folders, what begins with a dot is passed over, and so are registers and the lists that stand beside documents.

    Raises:
        ProblemsError: There is no such file or folder.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            found |= dict.fromkeys(one for one in sorted(path.rglob("*")) if one.is_file() and _is_meant(one, path))
        elif path.exists():
            found[path] = None
        else:
            raise ProblemsError([Problem(shown_here(path), "there is no such file or folder", "mend the path")])
    return tuple(found)


def _is_meant(path: Path, top: Path) -> bool:
    hidden = any(part.startswith(".") for part in path.relative_to(top).parts)
    return not hidden and path.name not in NOT_REGISTERED and path.suffix not in REGISTERS


def verify(
    files: Sequence[Path],
    known: Known | None = None,
    trust: Trust | None = None,
    as_of: datetime.datetime | None = None,
) -> Iterator[Verified]:
    """Yield what each file is, in their order; as many at a time as there are cores.

    Args:
        files: The files.
        known: What the register knows, None where none is asked.
        trust: Whose signatures are trusted, None where nobody is named.
        as_of: The moment at which signatures without a time stamp are judged, None for now.

    Raises:
        MissingToolError: The fonts are not on this machine.
        WriteError: There is no room for temporary files.
    """
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    workers = max(1, min(cores, len(files)))
    rest = iter(files)
    judging = (known, trust or Trust(), as_of or datetime.datetime.now(datetime.UTC))
    with ThreadPoolExecutor(workers) as pool:
        waiting: deque[Future[Verified]] = deque()
        try:
            waiting.extend(pool.submit(_verified, path, *judging) for path in islice(rest, workers * AHEAD))
            while waiting:
                yield waiting.popleft().result()
                waiting.extend(pool.submit(_verified, path, *judging) for path in islice(rest, 1))
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _verified(path: Path, known: Known | None, trust: Trust, as_of: datetime.datetime) -> Verified:
    """Say what one file is."""
    try:
        content = read_file(path)
    except ProblemsError as error:
        return Verified(path, "unknown", tuple(Unlike(WHOLE, one.message) for one in error.problems))
    standing = known.standing(path, hashlib.sha256(content).hexdigest()) if known else None
    signatures = signatures_of(content, trust, as_of)
    below = beneath(content, signatures)
    found = _examined(below) if is_marked(below) else Examined("unknown")
    result, differences = found.result, found.differences
    if result == "unknown" and standing == "registered":
        return Verified(path, "registered", (), found.versions, standing, signatures)
    if result == "unknown" and standing == "another":
        result, differences = "changed", (Unlike(WHOLE, "the register has another checksum of it"),)
    if any(one.changes or not one.intact for one in signatures):
        result = "changed"
    elif result == "unknown" and signatures and all(one.trusted for one in signatures):
        return Verified(path, "signed", (), found.versions, standing, signatures)
    if result == "unknown" and not differences:
        asked = "no register was asked" if known is None else "the register does not know it"
        differences = (Unlike(WHOLE, f"it holds no source, and {asked}"),)
    return Verified(path, result, differences, found.versions, standing, signatures)


def _examined(content: bytes) -> Examined:
    """Examine a record, in a process with bounds."""
    with tempfile.TemporaryDirectory(prefix="correspondence-") as folder:
        try:
            return confined(LIMITS, examined, content, Path(folder))
        except (MissingToolError, WriteError):
            raise
        except NewerRecordError as error:
            return Examined("unknown", (Unlike(WHOLE, f"it {error.reason}; {error.remedy}"),))
        except (OutOfTimeError, OutOfMemoryError) as error:
            return Examined("unknown", (Unlike(WHOLE, f"making it again {error.reason}"),))
        except CorrespondenceError as error:
            reason = error.reason if isinstance(error, NotARecordError) else " ".join(str(error).split())
            spoiled = was_record(content)
            message = f"it was a record, and can be read as one no more: it {reason}" if spoiled else f"it {reason}"
            return Examined("changed" if spoiled else "unknown", (Unlike(WHOLE, message),))
