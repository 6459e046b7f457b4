"""Files, written whole or not at all.

A file is written under a temporary name in its own folder and moved into place. Whatever
happens, either the old file stands there or the new one.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import weakref
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from io import BufferedWriter
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
            with _opened(part) as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        except BaseException:
            with suppress(OSError):
                part.unlink(missing_ok=True)
            raise


def _opened(path: Path) -> BufferedWriter:
    """Open a file to write it, in a folder that is made where there is none."""
    try:
        return path.open("wb")
    except (FileNotFoundError, NotADirectoryError):
        path.parent.mkdir(parents=True, exist_ok=True)
        return path.open("wb")


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
    that was killed leaves no file that the next one takes for somebody else's, or makes again.

    Attributes:
        about: Of what it is: mailing, template and list.
        files: Checksum, size and more of each file, by its name in the folder.
        announced: What a killed run was about to write: for each name the same, by checksum.
        is_new: Whether it says more than the file in the folder.
    """

    about: Mapping[str, str]
    files: dict[str, dict[str, Any]] = field(default_factory=dict)
    announced: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    is_new: bool = False
    _coming: dict[str, tuple[bytes, Mapping[str, Any], dict[str, Any]]] = field(
        default_factory=dict, repr=False, compare=False
    )
    _journal: tuple[int, Callable[[], object]] | None = field(default=None, repr=False, compare=False)

    @classmethod
    def read(cls, folder: Path) -> Manifest | None:
        """Return a folder's manifest, None where there is none that can be read."""
        announced: dict[str, dict[str, dict[str, Any]]] = {}
        with suppress(OSError):
            for line in (folder / JOURNAL).read_text("utf-8", "replace").splitlines():
                with suppress(ValueError, KeyError, AttributeError, TypeError):  # a line that a full disk cut short
                    entry = json.loads(line)
                    announced.setdefault(str(entry.pop("name")), {})[str(entry["sha256"])] = entry
        try:
            content = json.loads((folder / MANIFEST).read_text("utf-8"))
            about = {name: str(value) for name, value in content.items() if name not in {"files", "schema"}}
            return cls(about, {str(name): dict(entry) for name, entry in content["files"].items()}, announced)
        except (OSError, ValueError, KeyError, AttributeError, TypeError):
            return None

    def announce(self, folder: Path, name: str, content: bytes, **more: Any) -> None:
        """Write down that a file is about to be written, and what is known of it."""
        entry = _entry(content, more)
        self._coming = {name: (content, more, entry)}
        # a full disk may have cut the line before this one short
        line = f"\n{json.dumps({'name': name, **entry}, ensure_ascii=False)}".encode()
        with _writing(folder / JOURNAL):
            if self._journal is None:
                if not (folder / MANIFEST).exists():
                    write_file(folder / MANIFEST, self.content())
                self._journal = self._begun(folder)
            journal, _ = self._journal
            while line:
                line = line[os.write(journal, line) :]

    def _begun(self, folder: Path) -> tuple[int, Callable[[], object]]:
        """Open the journal for as long as this lives or until it is ended; return how to end it too."""
        journal = os.open(folder / JOURNAL, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o666)
        return journal, weakref.finalize(self, os.close, journal)

    def add(self, name: str, content: bytes, **more: Any) -> None:
        """Take note of a file that was written."""
        announced, known, entry = self._coming.pop(name, (None, {}, {}))
        self.files[name] = entry if announced is content and known == more else _entry(content, more)
        self.is_new = True

    def entry(self, name: str, digest: str) -> Mapping[str, Any] | None:
        """Return what is known of a file that was made under this name with this checksum; None where none was."""
        known = self.files.get(name, {})
        return known if known.get("sha256") == digest else self.announced.get(name, {}).get(digest)

    def write(self, folder: Path) -> None:
        """Write the manifest; what the journal announced has happened."""
        for name, entries in self.announced.items():
            if (
                self.files.get(name, {}).get("sha256") not in entries
                and (found := checksum_of(folder / name)) in entries
            ):
                self.files[name] = entries[found]
        there = {name: entry for name, entry in self.files.items() if (folder / name).is_file()}
        if self.is_new or self.announced or there.keys() != self.files.keys():
            self.files, self.is_new = there, False
            write_file(folder / MANIFEST, self.content())
            _sync(folder)
        if self._journal is not None:
            _, end = self._journal
            end()
            self._journal = None
        (folder / JOURNAL).unlink(missing_ok=True)

    def content(self) -> bytes:
        """Return the manifest as the JSON text that is written."""
        whole = {"schema": MANIFEST_SCHEMA, **self.about, "files": dict(sorted(self.files.items()))}
        return (json.dumps(whole, indent=2, ensure_ascii=False) + "\n").encode()

    def knows(self, name: str, digest: str) -> bool:
        """Tell whether a file with this checksum was made under this name."""
        return self.entry(name, digest) is not None


def _entry(content: bytes, more: Mapping[str, Any]) -> dict[str, Any]:
    return {"sha256": checksum(content), "bytes": len(content), **more}


def _sync(folder: Path) -> None:
    """Bring the names of a folder's files to the disk, where it can be done: their contents are there already."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def checksum_of(path: Path) -> str:
    """Return the checksum of a file, empty where there is none."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return ""
    except OSError as error:
        raise WriteError(shown_here(path), error.strerror or str(error)) from error


def refuse_to_overwrite(folder: Path, found: Mapping[str, str], manifest: Manifest) -> None:
    """Stop before somebody's own work is lost.

    Args:
        folder: The mailing's folder.
        found: The checksums of the files that are to be written, by their names; empty where there is none yet.
        manifest: What was made in the folder.

    Raises:
        RefusedError: A file that is to be written was changed since it was made.
    """
    changed = [name for name, digest in found.items() if digest and not manifest.knows(name, digest)]
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
