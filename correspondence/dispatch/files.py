"""Files, written whole or not at all.

A file is written under a temporary name in its own folder and moved into place. Whatever
happens, either the old file stands there or the new one.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from correspondence.errors import RefusedError, WriteError, shown_here

MANIFEST = "manifest.json"
JOURNAL = ".journal"
MANIFEST_SCHEMA = "correspondence/manifest/1"
PART = re.compile(r"\.(?P<name>.+)\.(?P<pid>\d+)\.part")


def checksum(content: bytes) -> str:
    """Return the SHA-256 checksum of bytes, in hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise WriteError(shown_here(path), error.strerror or str(error)) from error


def write_file(path: Path, content: bytes) -> None:
    """Write a file atomically, and its folder where there is none yet.

    Raises:
        WriteError: It cannot be written. What stood there before is untouched, and nothing
            half-written is left.
    """
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    with _writing(path):
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with part.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        except BaseException:
            with suppress(OSError):
                part.unlink(missing_ok=True)
            raise


def sweep(folder: Path) -> None:
    """Remove what killed runs left under temporary names.

    Only a run that holds the folder may do so: no other one is writing there then.
    """
    for path in folder.glob(".*.part") if folder.is_dir() else ():
        if PART.fullmatch(path.name):
            with _writing(path):
                path.unlink(missing_ok=True)


@dataclass
class Manifest:
    """What was made in a folder: each file with its checksum.

    A journal beside the manifest announces each file before it is written, so that a run
    that was killed leaves no file that the next one takes for somebody else's.

    Attributes:
        about: Of what it is: mailing, template and list.
        files: Checksum and size of each file, by its name in the folder.
        announced: Checksums that a killed run was about to write, by name.
    """

    about: Mapping[str, str]
    files: dict[str, dict[str, Any]] = field(default_factory=dict)
    announced: dict[str, set[str]] = field(default_factory=dict)

    @classmethod
    def read(cls, folder: Path) -> Manifest | None:
        """Return a folder's manifest, None where there is none that can be read."""
        announced: dict[str, set[str]] = {}
        with suppress(OSError):
            for line in (folder / JOURNAL).read_text("utf-8").splitlines():
                digest, _, name = line.partition("  ")
                if name:
                    announced.setdefault(name, set()).add(digest)
        try:
            content = json.loads((folder / MANIFEST).read_text("utf-8"))
            about = {name: str(value) for name, value in content.items() if name not in {"files", "schema"}}
            return cls(about, {str(name): dict(entry) for name, entry in content["files"].items()}, announced)
        except (OSError, ValueError, KeyError, AttributeError, TypeError):
            return None

    def announce(self, folder: Path, name: str, content: bytes) -> None:
        """Write down that a file is about to be written."""
        if not (folder / MANIFEST).exists():
            write_file(folder / MANIFEST, self.content())
        with _writing(folder / JOURNAL), (folder / JOURNAL).open("a", encoding="utf-8") as journal:
            # a full disk may have cut the line before this one short
            journal.write(f"\n{checksum(content)}  {name}")

    def add(self, name: str, content: bytes, **more: Any) -> None:
        """Take note of a file that was written."""
        self.files[name] = {"sha256": checksum(content), "bytes": len(content), **more}

    def write(self, folder: Path) -> None:
        """Write the manifest; what the journal announced has happened."""
        for name, digests in self.announced.items():
            path = folder / name
            content = path.read_bytes() if path.is_file() else b""
            if checksum(content) in digests and checksum(content) != self.files.get(name, {}).get("sha256"):
                self.add(name, content)
        self.files = {name: entry for name, entry in self.files.items() if (folder / name).is_file()}
        write_file(folder / MANIFEST, self.content())
        (folder / JOURNAL).unlink(missing_ok=True)

    def content(self) -> bytes:
        """Return the manifest as the JSON text that is written."""
        whole = {"schema": MANIFEST_SCHEMA, **self.about, "files": dict(sorted(self.files.items()))}
        return (json.dumps(whole, indent=2, ensure_ascii=False) + "\n").encode()

    def knows(self, name: str, digest: str) -> bool:
        """Tell whether a file with this checksum was made under this name."""
        return digest == self.files.get(name, {}).get("sha256") or digest in self.announced.get(name, ())


def changed_by_hand(folder: Path, names: Iterable[str], manifest: Manifest) -> Iterator[str]:
    """Yield those of the files that somebody has changed, or put there, since they were made."""
    for name in names:
        path = folder / name
        if path.is_file() and not manifest.knows(name, checksum(path.read_bytes())):
            yield name


def refuse_to_overwrite(folder: Path, names: Iterable[str], manifest: Manifest) -> None:
    """Stop before somebody's own work is lost.

    Raises:
        RefusedError: A file that is to be written was changed since it was made.
    """
    changed = list(changed_by_hand(folder, names, manifest))
    if changed:
        shown = ", ".join(changed[:5]) + (f" and {len(changed) - 5} more" if len(changed) > 5 else "")  # noqa: PLR2004  (enough to find the rest)
        raise RefusedError(
            f"in {shown_here(folder)}, {shown} {'was' if len(changed) == 1 else 'were'} not made by this program, or changed since",
            "move it away to keep it, or give --replace to make it anew",
        )


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Hold a folder, so that two runs into it at once do not mix.

    Raises:
        RefusedError: Another run holds it.
        WriteError: The folder cannot be written.
    """
    import fcntl

    try:
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError as error:
        raise WriteError(shown_here(folder), error.strerror or str(error)) from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(descriptor)
        raise RefusedError(
            f"another run is writing into {shown_here(folder)}", "wait until it has ended, or choose another --mailing"
        ) from error
    try:
        yield
    finally:
        os.close(descriptor)
