"""Write a bag: beside its place, under a hidden name, and moved there when it is whole."""

from __future__ import annotations

import datetime
import hashlib
import io
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from correspondence.archiving.contents import Contents, Piece
from correspondence.archiving.finding_aid import FINDING_AID, finding_aid
from correspondence.archiving.lines import ABOUT, DECLARATION, DECLARED, OURS, PAYLOAD, manifest_of, tags_of
from correspondence.dispatch.files import held, write_file
from correspondence.errors import Problem, Problems, RefusedError, WriteError, shown_here
from correspondence.render.engines import release
from correspondence.templates import ArchiveSettings

CHUNK = 1 << 20


@dataclass(frozen=True)
class Bagged:
    """A bag that was made.

    Attributes:
        path: Its folder.
        contents: What is in it.
        date: The day that it bears.
        size: Bytes of its payload.
    """

    path: Path
    contents: Contents
    date: datetime.date
    size: int


@dataclass(frozen=True, slots=True)
class Copied:
    """A file of the payload as it was written: its size in bytes, and its checksum by each of our algorithms."""

    size: int
    checksums: Mapping[str, str]


def refuse_to_replace(path: Path) -> None:
    """Stop before a folder is replaced.

    Raises:
        RefusedError: Something is at this place.
    """
    if path.exists() or path.is_symlink():
        raise RefusedError(f"{shown_here(path)} is there already, and no bag is ever replaced", "name another folder")


def write_bag(
    contents: Contents,
    path: Path,
    settings: ArchiveSettings,
    date: datetime.date | None = None,
    on_file: Callable[[], None] | None = None,
) -> Bagged:
    """Write the bag of a mailing.

    The same contents, settings and date give the same bytes, file for file.

    Args:
        contents: What goes into it.
        path: Its folder, which must not be there.
        settings: What the office says of its records.
        date: The day that the bag bears; that of the register's newest entry where None.
        on_file: Called after each file.

    Returns:
        What was made.

    Raises:
        RefusedError: There is something at this place, or another run is writing there.
        ProblemsError: Files were changed since they were made; every one is named.
        WriteError: The bag cannot be written; nothing is left of it.
    """
    refuse_to_replace(path)
    whole = path.resolve()
    with building(whole) as part:
        files = _payload(contents, part, on_file)
        size = sum(one.size for one in files.values())
        about = {
            DECLARATION: DECLARED,
            ABOUT: _about(contents, settings, date or contents.newest, size),
            FINDING_AID: finding_aid(_listed(contents, files), settings),
        }
        for algorithm in OURS:
            sums = {f"{PAYLOAD}{name}": one.checksums[algorithm] for name, one in files.items()}
            about[f"manifest-{algorithm}.txt"] = manifest_of(sums)
        tags = dict(about)
        for algorithm in OURS:
            sums = {name: hashlib.new(algorithm, content).hexdigest() for name, content in tags.items()}
            about[f"tagmanifest-{algorithm}.txt"] = manifest_of(sums)
        for name, content in about.items():
            write_file(part / name, content)
    return Bagged(whole, contents, date or contents.newest, size)


@contextmanager
def building(path: Path) -> Iterator[Path]:
    """Build a folder under a hidden name beside its place, and move it there when all went well.

    What a run that was killed has left under that name is removed first.

    Raises:
        RefusedError: Another run is building it, or something came to be at its place meanwhile.
        WriteError: It cannot be written.
    """
    part = path.with_name(f".{path.name}.part")
    with held(part):
        try:
            _empty(part)
            yield part
            part.rename(path)  # which replaces nothing but an empty folder
        except OSError as error:
            shutil.rmtree(part, ignore_errors=True)
            raise WriteError(shown_here(path), error.strerror or str(error)) from error
        except BaseException:
            shutil.rmtree(part, ignore_errors=True)
            raise


def _empty(folder: Path) -> None:
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()


def _payload(contents: Contents, part: Path, on_file: Callable[[], None] | None) -> dict[str, Copied]:
    """Write the payload; each file is read once, and held to its checksum."""
    problems = Problems()
    files: dict[str, Copied] = {}
    for piece in contents.pieces:
        target = part / PAYLOAD / piece.name
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            source = piece.content.open("rb") if isinstance(piece.content, Path) else io.BytesIO(piece.content)
        except OSError as error:
            message = f"the file cannot be read ({error.strerror or error})"
            problems.add(Problem(piece.source or piece.name, message, "see to its permissions"))
            continue
        with source, target.open("xb") as into:
            files[piece.name] = copied = copy(source, into)
        if piece.sha256 and copied.checksums["sha256"] != piece.sha256:
            problems.add(_changed(piece, contents.mailing))
        if on_file:
            on_file()
    problems.stop()
    return files


def copy(source: BinaryIO, into: BinaryIO) -> Copied:
    """Copy a file, and compute its checksums on the way."""
    sums = {algorithm: hashlib.new(algorithm) for algorithm in OURS}
    size = 0
    while chunk := source.read(CHUNK):
        into.write(chunk)
        size += len(chunk)
        for one in sums.values():
            one.update(chunk)
    return Copied(size, {algorithm: one.hexdigest() for algorithm, one in sums.items()})


def _changed(piece: Piece, mailing: str) -> Problem:
    if piece.role == "reply":
        message = "the original of a reply is not as it came: its checksum has changed"
    else:
        message = "the file was changed since it was made: its checksum is another one"
    remedy = (
        f"put back the copy that was kept of it; 'correspondence register check {mailing}' says what else was altered"
    )
    return Problem(piece.source or piece.name, message, remedy)


def _listed(contents: Contents, files: Mapping[str, Copied]) -> Iterator[tuple[Piece, str, int, str]]:
    for piece in contents.pieces:
        one = files[piece.name]
        yield piece, f"{PAYLOAD}{piece.name}", one.size, one.checksums["sha256"]


def _about(contents: Contents, settings: ArchiveSettings, date: datetime.date, size: int) -> bytes:
    letters = "1 document" if contents.letters == 1 else f"{contents.letters:,} documents"
    title = f"{contents.title}: " if contents.title else ""
    return tags_of(
        [
            ("Source-Organization", settings.organization or contents.creator),
            ("Organization-Address", settings.address),
            ("Contact-Name", settings.contact_name),
            ("Contact-Phone", settings.contact_telephone),
            ("Contact-Email", settings.contact_email),
            ("External-Identifier", contents.mailing),
            (
                "External-Description",
                f"{title}the mailing {contents.mailing}, {letters}, with source, replies and register",
            ),
            ("Bag-Group-Identifier", settings.series),
            ("Disposition-Authority", settings.disposition_authority),
            ("Access-Restriction", settings.access_restriction),
            ("Use-Restriction", settings.use_restriction),
            ("Bagging-Date", date.isoformat()),
            ("Bag-Software-Agent", f"correspondence {release()}"),
            ("Payload-Oxum", f"{size}.{len(contents.pieces)}"),
        ]
    )
