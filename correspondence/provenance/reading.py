"""Take a record's files out of it, whoever made the file.

Whatever a stranger may have written there comes to an end: so many files, so many bytes, so many steps. It is called in
a confined process, which keeps its time and memory.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from correspondence.errors import UnusableError
from correspondence.provenance.values import (
    PROVENANCE,
    NewerFaultError,
    Provenance,
    RecordFaultError,
    SourceFile,
    is_safe,
    provenance_from,
)

MOST_FILES = 400
MOST_BYTES = 150_000_000
"""Of all files of a record together."""
MOST_STEPS = 4 * MOST_FILES
"""Nodes of the tree of names that are looked at."""
KEEP_COPY = "put back the copy that was kept of it"


class NotARecordError(UnusableError):
    """A file is no record that can be read; the reason ends a sentence that begins with the file's name."""


class UnreadablePdfError(NotARecordError):
    """It is damaged, encrypted or no PDF."""


class NoRecordError(NotARecordError):
    """It is a PDF, and holds no source."""


class WrongRecordError(NotARecordError):
    """It holds a source that cannot be used."""


class NewerRecordError(WrongRecordError):
    """A newer version of this program made it."""


class AlteredRecordError(WrongRecordError):
    """A file in it is not what it was when it was put there."""


@dataclass(frozen=True)
class Record:
    """A record as it was read.

    Attributes:
        provenance: What it says of itself.
        files: Its other files by the names under which they are attached.
        written: The JSON of the provenance, as it stands there.
    """

    provenance: Provenance
    files: Mapping[str, bytes]
    written: bytes

    @property
    def sources(self) -> tuple[SourceFile, ...]:
        """The files that the provenance names, as far as they are there, under their paths."""
        return tuple(
            SourceFile(one.name, one.role, self.files[one.attachment])
            for one in self.provenance.sources
            if one.attachment in self.files
        )


def read_record(content: bytes) -> Record:
    """Read the files of a record.

    Args:
        content: The PDF.

    Returns:
        The record. Its files may be others than the provenance says: :func:`source_problems` tells.

    Raises:
        UnreadablePdfError: It is damaged, encrypted, or no PDF.
        NoRecordError: It holds no source.
        AlteredRecordError: A file in it has another size or checksum than the PDF itself says.
        WrongRecordError: It holds one that cannot be used: too much of it, names that lead out of a folder, a newer
            version's.
    """
    import pikepdf

    if b"%PDF-" not in content[:1024]:
        raise UnreadablePdfError("is no PDF", "name a record copy, such as record/ID.pdf")
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            if pdf.is_encrypted:
                raise UnreadablePdfError("is encrypted", "save it without a password")
            return _record(dict(_files(pdf)))
    except pikepdf.PasswordError as error:
        raise UnreadablePdfError("is encrypted", "save it without a password") from error
    except NewerFaultError as error:
        raise NewerRecordError(f"cannot be used: {error.reason}", error.remedy) from error
    except RecordFaultError as error:
        raise WrongRecordError(f"cannot be used: {error.reason}", error.remedy) from error
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise UnreadablePdfError("is damaged", KEEP_COPY) from error


def source_problems(record: Record) -> tuple[str, ...]:
    """Say in which files a record is not what it says of itself, a line each."""
    wanted = {one.attachment: one for one in record.provenance.sources}
    found = []
    for name, one in wanted.items():
        content = record.files.get(name)
        if content is None:
            found.append(f"the attachment {name} is missing")
        elif hashlib.sha256(content).hexdigest() != one.sha256 or len(content) != one.size:
            found.append(f"the attachment {name} was changed: {PROVENANCE} has another checksum")
    found += [f"the attachment {name} was added" for name in record.files if name not in wanted]
    if len(wanted) < len(record.provenance.sources) or len({one.name for one in wanted.values()}) < len(wanted):
        found.append(f"{PROVENANCE} names a file twice")
    return tuple(found)


def _record(files: dict[str, bytes]) -> Record:
    written = files.pop(PROVENANCE, None)
    if written is None:
        raise NoRecordError("holds no source", "name its record copy, record/ID.pdf, if there is one")
    return Record(provenance_from(written), files, written)


def _files(pdf: Any) -> Iterator[tuple[str, bytes]]:
    """Yield the attached files, each name once."""
    seen: set[str] = set()
    size = 0
    for key, spec in _specs(pdf):
        name = str(spec.get("/UF", spec.get("/F", key)))
        if not is_safe(name):
            message = f'holds a file with the name "{name[:80]}", which would lie outside the folder'
            raise WrongRecordError(message, "do not use the file; ask whoever sent it")
        if name in seen:
            raise WrongRecordError(f"holds two files with the name {name}", KEEP_COPY)
        seen.add(name)
        embedded = spec["/EF"].get("/F", spec["/EF"].get("/UF"))
        content = embedded.read_bytes()
        size += len(content)
        if len(seen) > MOST_FILES or size > MOST_BYTES:
            reason = f"holds more than a record does ({MOST_FILES} files, {MOST_BYTES // 1_000_000} MB)"
            raise WrongRecordError(reason, "do not use the file; ask whoever sent it")
        _hold(name, content, embedded.get("/Params"))
        yield name, content


def _hold(name: str, content: bytes, parameters: Any) -> None:
    """Hold a file to the size and the checksum that the PDF has of it (ISO 32000-1, 7.11.4)."""
    if parameters is None:
        return
    size, check = parameters.get("/Size"), parameters.get("/CheckSum")
    digest = hashlib.md5(content, usedforsecurity=False).digest()
    if (size is not None and int(size) != len(content)) or (check is not None and bytes(check) != digest):
        raise AlteredRecordError(f"holds {name}, which was changed: the PDF has another checksum of it", KEEP_COPY)


def _specs(pdf: Any) -> Iterator[tuple[str, Any]]:
    """Yield the file specifications of the tree of names; it may be deep, wide or a circle."""
    names = pdf.Root.get("/Names")
    top = names.get("/EmbeddedFiles") if names is not None else None
    waiting = [top] if top is not None else []
    steps = 0
    while waiting:
        node = waiting.pop()
        steps += 1
        pairs = node.get("/Names")
        kids = node.get("/Kids")
        count = (len(pairs) if pairs is not None else 0) + (len(kids) if kids is not None else 0)
        if steps > MOST_STEPS or count > MOST_STEPS:
            reason = f"holds more than {MOST_FILES} files"
            raise WrongRecordError(reason, "do not use the file; ask whoever sent it")
        for index in range(0, len(pairs) - 1 if pairs is not None else 0, 2):
            yield str(pairs[index]), pairs[index + 1]
        waiting += list(kids) if kids is not None else []
