"""Say whether a bag is complete and valid (RFC 8493, section 3), and name each of its faults.

A bag may come from strangers. Links are never followed, nothing but plain files is opened, no file is read beyond the size
that it has, and what a manifest names outside of the bag is told of and left alone.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from correspondence.archiving.contents import folded
from correspondence.archiving.lines import (
    ABOUT,
    ALGORITHMS,
    DECLARATION,
    FETCH,
    MANIFEST,
    PAYLOAD,
    VERSIONS,
    fault_of_name,
    lines_of,
    read_tags,
)
from correspondence.errors import RefusedError, shown_here

Kind = Literal[
    "not-a-bag",
    "incomplete",
    "missing",
    "added",
    "changed",
    "disagreement",
    "unsafe-name",
    "clash",
    "link",
    "not-a-file",
    "unreadable",
    "malformed",
    "miscounted",
    "too-much",
]
LARGEST_TEXT = 1 << 16
LARGEST_MANIFEST = 1 << 28
"""Bytes; a manifest of a million files has about half of it."""
MOST_FILES = 1_000_000
DEEPEST = 64
CHUNK = 1 << 20
_DECLARED = re.compile(
    r"\ufeff?BagIt-Version: (?P<version>\d+\.\d+)\r?\nTag-File-Character-Encoding: (?P<encoding>\S+)\s*"
)


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is wrong with a bag.

    Attributes:
        kind: What it is, in a word.
        file: The file that it is about, as the bag calls it; empty where it is about the whole.
        message: What is wrong, without a full stop.
    """

    kind: Kind
    file: str
    message: str


@dataclass(frozen=True)
class Verified:
    """What was found of a bag.

    Attributes:
        path: Its folder.
        files: How many files of its payload were read.
        size: Their bytes.
        faults: What is wrong, by the names of the files.
        checksums: The SHA-256 checksum of every file that was read, by its name in the bag.
    """

    path: Path
    files: int
    size: int
    faults: tuple[Fault, ...]
    checksums: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def valid(self) -> bool:
        """Whether it is complete and valid."""
        return not self.faults


def verify_bag(folder: Path, on_begin: Callable[[int], Callable[[], None]] | None = None) -> Verified:
    """Say whether a bag is complete and valid.

    Args:
        folder: The bag.
        on_begin: Called with the number of files that are read; what it returns is called after each.

    Raises:
        RefusedError: There is no such folder.
    """
    if not folder.is_dir():
        raise RefusedError(
            f"{shown_here(folder)} is no folder", "name the folder of a bag; unpack an archive of it first"
        )
    return _Verifier(folder).verified(on_begin)


class _Verifier:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.faults: dict[Fault, None] = {}
        self.files: dict[str, int] = {}
        self.listed: dict[str, dict[str, tuple[str, str]]] = {}
        """For each file, by algorithm: its checksum, and the manifest that has it."""

    def verified(self, on_begin: Callable[[int], Callable[[], None]] | None) -> Verified:
        self._walk(self.folder, "", 0)
        self._clashes(self.files)
        self._declaration()
        manifests = self._manifests()
        self._compare_lists(manifests)
        wanted = [name for name in sorted(self.files, key=_bytes) if name in self.listed or name.startswith(PAYLOAD)]
        advance = on_begin(len(wanted)) if on_begin else None
        checksums: dict[str, str] = {}
        for name in wanted:
            if digest := self._read(name):
                checksums[name] = digest
            if advance:
                advance()
        payload = [name for name in wanted if name.startswith(PAYLOAD)]
        size = sum(self.files[name] for name in payload)
        self._count(len(payload), size)
        faults = tuple(sorted(self.faults, key=lambda one: (_bytes(one.file), one.kind)))
        return Verified(self.folder, len(payload), size, faults, MappingProxyType(checksums))

    def _fault(self, kind: Kind, file: str, message: str) -> None:
        self.faults.setdefault(Fault(kind, shown_name(file), message))

    def _walk(self, folder: Path, prefix: str, depth: int) -> None:
        """Take note of all plain files, and of everything that is none."""
        if depth > DEEPEST:
            self._fault("too-much", prefix, f"its folders lie more than {DEEPEST} deep in one another")
            return
        try:
            with os.scandir(folder) as entries:
                found = sorted(entries, key=lambda one: _bytes(one.name))
        except OSError as error:
            self._fault("unreadable", prefix, f"the folder cannot be read ({error.strerror or error})")
            return
        for entry in found:
            name = f"{prefix}{entry.name}"
            if len(self.files) >= MOST_FILES:
                self._fault("too-much", "", f"it has more than {MOST_FILES:,} files")
                return
            if entry.is_symlink():
                self._fault("link", name, "a link stands where a file belongs; it was not followed")
            elif entry.is_dir(follow_symlinks=False):
                self._walk(folder / entry.name, f"{name}/", depth + 1)
            elif entry.is_file(follow_symlinks=False):
                self.files[name] = entry.stat(follow_symlinks=False).st_size
                if reason := fault_of_name(name):
                    self._fault("unsafe-name", name, f"its name {reason}")
            else:
                self._fault("not-a-file", name, "a device, a pipe or a socket stands where a file belongs")

    def _clashes(self, names: Iterator[str] | Mapping[str, object]) -> None:
        """Tell of names that are one and the same on another system."""
        known: dict[str, str] = {}
        for name in names:
            same = known.setdefault(folded(name), name)
            if same != name:
                message = f"its name and {shown_name(same)} are the same on systems that take large letters for small ones, or write accents otherwise"
                self._fault("clash", name, message)

    def _declaration(self) -> None:
        text = self._text(DECLARATION, LARGEST_TEXT)
        if text is None:
            if DECLARATION not in self.files:
                self._fault("not-a-bag", DECLARATION, "the folder has none, so that it is no bag")
            return
        found = _DECLARED.fullmatch(text)
        if found is None:
            self._fault("malformed", DECLARATION, "it does not say the version of BagIt and the encoding")
        elif found["version"] not in VERSIONS:
            self._fault("not-a-bag", DECLARATION, f"its version {found['version']} is none of {' and '.join(VERSIONS)}")
        elif found["encoding"].upper() != "UTF-8":
            self._fault("malformed", DECLARATION, f"its texts are in {found['encoding']}, and not in UTF-8")

    def _text(self, name: str, most: int) -> str | None:
        """Return what a file says; None where it is not there, is too large or no text."""
        content = self._content(name, most)
        if content is None:
            return None
        try:
            return content.decode("utf-8")
        except UnicodeDecodeError:
            self._fault("malformed", name, "it is no text in UTF-8")
            return None

    def _content(self, name: str, most: int) -> bytes | None:
        if name not in self.files:
            return None
        if self.files[name] > most:
            self._fault("too-much", name, f"it has {self.files[name]:,} bytes, and {most:,} are read at most")
            return None
        return b"".join(self._chunks(name))

    def _chunks(self, name: str) -> Iterator[bytes]:
        """Yield what is in a file, not beyond the size that it has."""
        left = self.files[name]
        try:
            descriptor = os.open(self.folder / name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
            with open(descriptor, "rb") as file:  # noqa: PTH123  (an open one)
                if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                    self._fault("not-a-file", name, "it is no plain file")
                    return
                while left > 0 and (chunk := file.read(min(CHUNK, left))):
                    left -= len(chunk)
                    yield chunk
        except OSError as error:
            self._fault("unreadable", name, f"it cannot be read ({error.strerror or error})")

    def _manifests(self) -> dict[bool, list[str]]:
        """Read the manifests; return the names of those of tag files, and of those of the payload."""
        found: dict[bool, list[str]] = {True: [], False: []}
        for name in sorted(self.files):
            match = MANIFEST.fullmatch(name)
            if match is None:
                continue
            if match["algorithm"] not in ALGORITHMS:
                self._fault("malformed", name, f"checksums of the kind {match['algorithm']} cannot be computed")
                continue
            tag = bool(match["tag"])
            text = self._text(name, LARGEST_MANIFEST)
            if text is not None:
                found[tag].append(name)
                self._take(name, text, match["algorithm"], tag=tag)
        if not found[False]:
            self._fault("not-a-bag", "", "no manifest says what is in it")
        if self.files.get(FETCH):
            self._fault("incomplete", FETCH, "it names files that lie elsewhere; nothing is fetched")
        return found

    def _take(self, manifest: str, text: str, algorithm: str, *, tag: bool) -> None:
        for line in lines_of(text, algorithm):
            if not line.digest:
                self._fault(
                    "malformed",
                    manifest,
                    f"line {line.number} is no checksum of {ALGORITHMS[algorithm]} digits with a name",
                )
                continue
            reason = fault_of_name(line.name)
            if not reason and tag == line.name.startswith(PAYLOAD):
                reason = f"is {'in' if tag else 'not in'} the payload"
            if not reason and tag and line.name.startswith("tagmanifest-"):
                reason = "is that of a manifest of tag files itself"
            if reason:
                self._fault(
                    "unsafe-name", line.name, f"line {line.number} of {manifest} lists it, and the name {reason}"
                )
                continue
            known = self.listed.setdefault(line.name, {}).setdefault(algorithm, (line.digest, manifest))
            if known[0] != line.digest:
                self._fault("disagreement", line.name, f"{manifest} lists it twice, with two checksums")

    def _compare_lists(self, manifests: Mapping[bool, list[str]]) -> None:
        """Tell what is listed and not there, there and not listed, and listed here and not there."""
        self._clashes(self.listed)
        for name, lines in self.listed.items():
            own = manifests[not name.startswith(PAYLOAD)]
            having = [manifest for _, manifest in lines.values()]
            lacking = [one for one in own if one not in having]
            if lacking:
                message = f"it is listed in {', '.join(having)}, and not in {', '.join(lacking)}"
                self._fault("disagreement", name, message)
            if name not in self.files and not any(
                one.kind in {"link", "not-a-file"} and one.file == shown_name(name) for one in self.faults
            ):
                self._fault("missing", name, f"it is listed in {', '.join(having)}, and is not there")
        for name in self.files:
            is_tag = not name.startswith(PAYLOAD)
            if name in self.listed or (is_tag and (not manifests[True] or name.startswith("tagmanifest-"))):
                continue
            self._fault("added", name, "no manifest lists it")

    def _read(self, name: str) -> str:
        """Hold a file to its checksums; return its SHA-256, empty where it cannot be read whole."""
        lines = self.listed.get(name, {})
        sums = {algorithm: hashlib.new(algorithm, usedforsecurity=False) for algorithm in {*lines, "sha256"}}
        size = 0
        for chunk in self._chunks(name):
            size += len(chunk)
            for one in sums.values():
                one.update(chunk)
        if size != self.files[name]:
            self._fault("unreadable", name, "it became shorter while it was read")
            return ""
        wrong = [manifest for algorithm, (digest, manifest) in lines.items() if sums[algorithm].hexdigest() != digest]
        if wrong and len(wrong) < len(lines):
            right = [manifest for _, manifest in lines.values() if manifest not in wrong]
            message = f"its checksum is the one in {', '.join(right)}, and not the one in {', '.join(wrong)}"
            self._fault("disagreement", name, message)
        elif wrong:
            self._fault("changed", name, f"its checksum is not the one in {', '.join(wrong)}")
        return sums["sha256"].hexdigest()

    def _count(self, files: int, size: int) -> None:
        """Hold the payload to the count in the bag's own description."""
        text = self._text(ABOUT, LARGEST_TEXT)
        for label, value in read_tags(text or ""):
            if label.lower() == "payload-oxum" and value != f"{size}.{files}":
                message = f"its Payload-Oxum is {value}, and there are {size} bytes in {files} files: {size}.{files}"
                self._fault("miscounted", ABOUT, message)


def _bytes(name: str) -> bytes:
    return name.encode("utf-8", "surrogateescape")


def shown_name(name: str) -> str:
    r"""Return a name as messages show it: what a terminal would take for a command is escaped.

    Example:
        >>> shown_name("data/a\x1b[2J.txt"), shown_name("data/Émile 1.pdf")
        ('data/a\\x1b[2J.txt', 'data/Émile 1.pdf')
    """
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode("ascii") for sign in name)
